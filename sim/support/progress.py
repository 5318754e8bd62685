"""What stderr says of work under way: a bar, or where that is no terminal a line now and then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_LINES = 15.0
PATIENCE = 2.0
"""Seconds in which a command that is usually short says nothing of how far it is."""
FIRST_LINE = 5.0
"""Seconds after which it says so in a file, which is read later, if at all."""
Progress = Callable[[int, int], None]
"""What work calls with how much is done and how much there is."""
Advance = Callable[[float, int], None]
"""The same where what is done may be a part of one: a quarter of a world."""


@contextmanager
def bar(
    label: str = "simulating", timed: bool = False, patience: float = 0.0, quiet: bool = False
) -> Iterator[Advance]:
    """What to call with the number of runs that are done and of all of them.

    Args:
        label: What is being done.
        timed: Whether the work is timed: the bar moves when it is called only, and no thread gets
            in its way.
        patience: Seconds in which nothing is shown; what is short then says nothing.
        quiet: Whether nothing is shown at all.
    """
    if quiet:
        yield lambda done, total: None
        return
    if not sys.stderr.isatty():
        yield _after_notice(_lines(label, patience))
        return
    drawn = _Bar(label, timed, patience)
    try:
        yield _after_notice(drawn.report)
    finally:
        drawn.stop()


class _Bar:
    """A bar on a terminal that appears when somebody has waited for long enough."""

    def __init__(self, label: str, timed: bool, patience: float) -> None:
        self._label, self._timed = label, timed
        self._from = time.monotonic() + patience
        self._bar: Any = None
        if patience <= 0.0:
            self._start()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._bar = Progress(
            "{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=not self._timed,
        )
        self._task = self._bar.add_task(self._label, total=None)
        self._bar.start()

    def report(self, done: float, total: int) -> None:
        if self._bar is None and time.monotonic() >= self._from:
            self._start()
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total, refresh=self._timed)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


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


def _after_notice(report: Advance) -> Advance:
    """The same report, but before the first one say that kernels are being compiled, if so."""
    first = True

    def announced(done: float, total: int) -> None:
        nonlocal first
        if first:
            first = False
            announce_compiling()
        report(done, total)

    return announced


def _lines(label: str, patience: float) -> Advance:
    begun = time.monotonic()
    wait = FIRST_LINE if patience > 0.0 else SECONDS_BETWEEN_LINES
    last, first = begun, -1.0

    def report(done: float, total: int) -> None:
        nonlocal first, last, wait
        first = done if first < 0.0 else first
        now = time.monotonic()
        if now - last >= wait and done < total:
            last, wait = now, SECONDS_BETWEEN_LINES
            rate = (done - first) / (now - begun)
            text = f", {rate:.3g} a second, {_time((total - done) / rate)} left" if rate else ""
            print(f"{label}: {int(done)} of {total}{text}", file=sys.stderr, flush=True)

    return report


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
