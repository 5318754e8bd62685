"""Jobs that are whole programs, each in a process of its own, as a user starts them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.bench.stopwatch import (
    SOURCES,
    Clock,
    JobTime,
    Spent,
    now,
    played_alone,
    python,
    timed,
    typical,
)

_PACKAGES = ("agents", "sim", "incentives", "dashboards")
_FEW, _MANY = 20_000, 100_000  # firms, between which the slope of memory is taken
_MILLION = 1_000_000


def compiling(clock: Clock = now) -> Iterator[JobTime]:
    """Compiling from nothing, and with it all of ``make run`` but what pip does."""
    with TemporaryDirectory() as place:
        home = Path(place) / "home"
        for name in _PACKAGES:
            bare = shutil.ignore_patterns("__pycache__")
            shutil.copytree(SOURCES / name, home / name, ignore=bare)
        warm = timed(partial(python, "-m", "sim.bench.warm", home=home), clock)
        yield JobTime("compiling all kernels from nothing", *warm, None, "once per installation")
        sweep = ("-m", "sim.cli", "sweep", "headline", "--out", str(Path(place) / "study"))
        swept = timed(partial(python, *sweep, home=home), clock)
    whole = Spent(warm.seconds + swept.seconds, warm.cpu_seconds + swept.cpu_seconds)
    yield JobTime("make run without pip", *whole, None, "compiling and the main experiment")


def commands(clock: Clock = now, rounds: int = 5) -> Iterator[JobTime]:
    """Commands when everything is compiled."""
    for arguments, times in (
        (("run", "--worlds", "1"), rounds),
        (("diagnose", "--worlds", "64"), 1),
    ):
        with TemporaryDirectory() as place:
            run = partial(python, "-m", "sim.cli", *arguments, place=Path(place))
            run()
            found = [timed(run, clock) for _ in range(times)]
        yield JobTime(f"proxyfight {' '.join(arguments)}", *typical(found), None, "warm")


def memory() -> Iterator[JobTime]:
    """What a firm takes of memory, from runs of two sizes."""
    few, many = (played_alone("worlds=1", f"firms.count={count}") for count in (_FEW, _MANY))
    job = f"memory, from {_FEW:,} to {_MANY:,} firms x 40 quarters"
    if few.refused or many.refused:
        unit = f"refused: {few.refused or many.refused}"
    elif few.peak is None or many.peak is None:
        unit = "this system does not say what a process holds"
    else:
        kilobytes = (many.peak - few.peak) / (_MANY - _FEW) / 1000.0
        yield JobTime(job, *many.spent, kilobytes, "kB per firm")
        return
    yield JobTime(job, None, None, None, unit)


def million_firms() -> Iterator[JobTime]:
    """A world of a million firms: how long it takes, and its memory at the height."""
    found = played_alone("worlds=1", f"firms.count={_MILLION}")
    jobs = "a world of 1,000,000 firms x 40 quarters", "its memory at the height"
    if found.refused:
        for job in jobs:
            yield JobTime(job, None, None, None, f"refused: {found.refused}")
        return
    yield JobTime(jobs[0], *found.spent, None, "one thread")
    peak = None if found.peak is None else found.peak / 1e9
    yield JobTime(jobs[1], None, None, peak, "GB")
