"""What stderr says of work under way: a bar, or where that is no terminal a line now and then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_BETWEEN_LINES = 15.0
Progress = Callable[[int, int], None]


@contextmanager
def bar(label: str = "simulating", timed: bool = False) -> Iterator[Callable[[int, int], None]]:
    """What to call with the number of runs that are done and of all of them.

    If the work is ``timed``, the bar moves when it is called only: no thread gets in its way.
    """
    if not sys.stderr.isatty():
        yield _after_notice(_lines(label))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=not timed,
    ) as progress:
        task = progress.add_task(label, total=None)
        yield _after_notice(
            lambda done, total: progress.update(task, completed=done, total=total, refresh=timed)
        )


def notice(sentence: str) -> None:
    """One line on stderr."""
    print(f"proxyfight: {sentence}", file=sys.stderr, flush=True)


def announce_compiling() -> None:
    """Warn, once per installation, that the first run compiles the kernels."""
    own = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    places = [*Path(__file__).parents[1].glob("*/__pycache__")]
    places += [*Path(own).glob("*")] if own else [*(home / "numba").glob("*")]
    if not any(any(place.glob("effort.choose_effort*.nbi")) for place in places):
        again = "; no folder keeps it: set NUMBA_CACHE_DIR to one" if own and _for_now(own) else ""
        print(f"proxyfight: compiling once; this may take a minute{again}", file=sys.stderr)


def _for_now(folder: str) -> bool:
    """Whether it is one that goes with this process; see ``agents.numerics.compile``."""
    return Path(folder).name.startswith("proxyfight-kernels-")


def _after_notice(report: Progress) -> Progress:
    """The same report, but before the first one say that kernels are being compiled, if so."""
    first = True

    def announced(done: int, total: int) -> None:
        nonlocal first
        if first:
            first = False
            announce_compiling()
        report(done, total)

    return announced


def _lines(label: str) -> Callable[[int, int], None]:
    begun = last = time.monotonic()
    first: int | None = None

    def report(done: int, total: int) -> None:
        nonlocal first, last
        first = done if first is None else first
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            rate = (done - first) / (now - begun)
            text = f", {rate:.3g} a second, {_time((total - done) / rate)} left" if rate else ""
            print(f"{label}: {done} of {total}{text}", file=sys.stderr, flush=True)

    return report


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
