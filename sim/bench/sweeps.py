"""What a study costs beyond playing its worlds: storing a row per world, and growing.

Plans count on both sides, solved anew in every round: what is kept from call to call is forgotten
before each. Scenarios are read on both sides. The bare side makes no tables and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.bench.stopwatch import (
    Clock,
    JobTime,
    MakeReady,
    Spent,
    forget,
    in_turns,
    now,
    times_as_long,
    typical,
)
from sim.study import Experiment, run_study
from sim.tables.memory import FIRMS_AT_HOME
from sim.tables.simulate import side_by_side
from sim.world.election import Job
from sim.world.worlds import Worlds

_CELLS, _WORLDS, _FIRMS, _QUARTERS = 8, 64, 50, 40
_LARGE = 2048
"""Worlds of a cell that keep two workers busy for several seconds each."""

_STUDY, _ALONE, _BARE = "study", "a study of the new ones alone", "the bare runs"


def design(worlds: int) -> Experiment:
    """Cells of the default scenario that differ in base pay, each with a plan of its own."""
    return Experiment(
        name="bench",
        question="What does storing cost?",
        settings={"firms.count": _FIRMS, "quarters": _QUARTERS},
        worlds=worlds,
        levers={
            "pay": {
                "path": "package.base_pay",
                "values": [1.0 + 0.05 * cell for cell in range(_CELLS)],
            }
        },
    )


def storing(clock: Clock = now, rounds: int = 7, worlds: int = _WORLDS) -> Iterator[JobTime]:
    """A sweep in this process that stores a row per world, over the bare runs."""
    with TemporaryDirectory() as place:
        found = in_turns(
            {
                _STUDY: partial(_fresh, Path(place), worlds, 1),
                _BARE: partial(_bare, worlds, 0, 1),
            },
            rounds,
            clock,
        )
    yield from _over(f"a sweep of {_size(worlds)}, a row each", found[_STUDY], found[_BARE], _BARE)


def in_workers(clock: Clock = now, rounds: int = 3, worlds: int = _LARGE) -> Iterator[JobTime]:
    """The same in two processes, which start anew, over two threads; large enough to matter."""
    with TemporaryDirectory() as place:
        found = in_turns(
            {
                _STUDY: partial(_fresh, Path(place), worlds, 2),
                _BARE: partial(_bare, worlds, 0, 2),
            },
            rounds,
            clock,
        )
    job = f"a sweep of {_size(worlds)} in two workers"
    yield from _over(job, found[_STUDY], found[_BARE], f"{_BARE} in two threads")


def growing(clock: Clock = now, rounds: int = 7, worlds: int = _WORLDS) -> Iterator[JobTime]:
    """A study that gets as many worlds again, over a study of the new ones alone."""
    with TemporaryDirectory() as place:
        found = in_turns(
            {
                _STUDY: partial(_grown, Path(place), worlds),
                _ALONE: partial(_fresh, Path(place), worlds, 1),
                _BARE: partial(_bare, worlds, worlds, 1),
            },
            rounds,
            clock,
        )
    job = f"growing {_CELLS} cells from {worlds} to {2 * worlds} worlds"
    for side in (_ALONE, _BARE):
        yield from _over(job, found[_STUDY], found[side], side)


def _size(worlds: int) -> str:
    return f"{_CELLS} cells of {worlds} worlds x {_FIRMS} firms x {_QUARTERS} quarters"


def _fresh(place: Path, worlds: int, workers: int) -> Any:
    """A study in a new folder."""
    experiment, path = design(worlds), _folder(place)
    forget()
    return partial(run_study, experiment, path, workers=workers)


def _grown(place: Path, worlds: int) -> Any:
    """A study that is there already, and is asked for as many worlds again."""
    path = _folder(place)
    run_study(design(worlds), path, workers=1)
    experiment = design(2 * worlds)
    forget()
    return partial(run_study, experiment, path, workers=1)


def _folder(place: Path) -> Path:
    return place / f"study-{sum(1 for _ in place.iterdir())}"


def _bare(worlds: int, first: int, threads: int) -> MakeReady | Any:
    """The same worlds of the same cells, and nothing kept of them."""
    experiment = design(worlds)
    forget()

    def play() -> None:
        cells = experiment.design_cells()
        runs = []
        step = FIRMS_AT_HOME // _FIRMS
        for cell in range(len(cells)):
            scenario = cells.scenario(cell)
            for start in range(first, first + worlds, step):
                numbers = range(start, min(start + step, first + worlds))
                runs.append(partial(_play, scenario, numbers))
        side_by_side(runs, threads)

    return play


def _play(scenario: Any, numbers: range) -> None:
    Worlds([Job(scenario, numbers)], books=False).run()


def _over(job: str, times: Sequence[Spent], base: Sequence[Spent], what: str) -> Iterator[JobTime]:
    """How many times as long, in processor time and by the clock."""
    for unit in ("cpu_seconds", "seconds"):
        ratio = times_as_long(times, base, attrgetter(unit))
        named = "processor time" if unit == "cpu_seconds" else "by the clock"
        yield JobTime(job, *typical(times), ratio, f"times {what}, {named}")
