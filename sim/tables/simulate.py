"""From a scenario to tables: the one way that studies, the command line and notebooks run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any, TypeVar

import numpy as np

from incentives.arrays import Table
from sim.quarter.decisions import Decision
from sim.scenario.presets import DEFAULT, ScenarioLike, scenario_of
from sim.scenario.scenario import Scenario
from sim.scenario.settings import Settings, settings_of
from sim.support.inputs import InputError, whole_number
from sim.support.progress import Advance
from sim.support.tally import Tally
from sim.tables.books import Books
from sim.tables.columns import RECORDS, tables_of
from sim.tables.keeper import Keeper
from sim.tables.memory import FIRMS_AT_HOME, refuse_run
from sim.tables.refusals import refuse_tables
from sim.world.election import Job, elect
from sim.world.worlds import Worlds

Made = TypeVar("Made")

_WORTH_A_THREAD = 2000  # firms in a batch; below it Python's share of a quarter is too large

_MOST_WORLDS = 2**32
_KEYWORDS = ("worlds", "record", "decisions", "threads", "settings", "progress")


def simulate(
    scenario: ScenarioLike = DEFAULT,
    worlds: int | Sequence[int] | None = None,
    record: str | Iterable[str] = ("runs",),
    decisions: Mapping[str, Decision] | None = None,
    threads: int | None = None,
    *,
    settings: Settings | None = None,
    progress: Advance | None = None,
    **fields: Any,
) -> dict[str, Table]:
    """Play worlds of a scenario.

    Args:
        scenario: What to play: a scenario, the name of a preset, a YAML file, or a mapping.
        worlds: Numbers of the worlds, or how many; left out: as many as the scenario has. A
            world's rows depend on its number and the scenario's seed only.
        record: Tables to return besides ``runs``: names in ``sim.tables.columns.RECORDS``, in a
            list or with commas between them.
        decisions: Callables in place of decisions of the model's, see :mod:`sim.quarter.decisions`.
        threads: In so many threads at once, with the same result to the bit; left out: one for
            every core, if there is enough to do.
        progress: Called with the worlds that are played, a part of one as its quarters pass, and
            all of them, by one thread at a time.
        settings: Fields to change, by dotted path, as in ``--set``.
        fields: The same by keyword, as in ``quarters=20``.

    Raises:
        InputError: If an argument is wrong, ``decisions`` names no decision, or one returns what
            it may not; if there is too little memory.

    Returns:
        Tables by name; each is a mapping of the columns in ``COLUMNS`` to arrays.
    """
    if not isinstance(scenario, Scenario) or settings or fields:
        scenario = scenario_of(scenario, settings_of(settings, fields, _KEYWORDS))
    chosen = _numbers(range(scenario.worlds) if worlds is None else worlds)
    wanted = set(tables_of(record))
    refuse_tables(scenario, wanted)
    if threads is not None:
        threads = whole_number("threads", threads, 1)
    if threads is None:
        alone = decisions is not None or len(chosen) * scenario.firms.count < _WORTH_A_THREAD
        threads = 1 if alone else os.cpu_count() or 1
    refuse_run(scenario, len(chosen), wanted, threads, together=decisions is not None)
    whole = threads if decisions is not None else 0  # decisions are asked for as many as there are
    parts = _split(chosen, whole or _parts(len(chosen) * scenario.firms.count, threads))
    tally = Tally(progress, len(chosen), scenario.quarters_played())
    elected = elect([Job(scenario, sorted(chosen))])
    books = None
    if "ledger" in wanted:
        books = Books(np.array(sorted(chosen)), scenario.quarters, scenario.firms.count)

    def play(part: list[int], place: int) -> dict[str, Table]:
        """Made, played and read off one after another: few batches are in memory at a time."""
        those = elected if len(parts) == 1 else elected.only(np.array(part))
        by_firm = bool(wanted & {"ledger", "events", "conduct", "years"})
        batch = Worlds([Job(scenario, part)], decisions, books=by_firm, elected=those)
        keeper = Keeper(batch, wanted, books, place)
        count_quarters(batch, tally)
        keeper.run()
        return keeper.tables()

    places = np.cumsum([0, *map(len, parts)]).tolist()
    plays = [partial(play, part, place) for part, place in zip(parts, places, strict=False)]
    tables = _joined(side_by_side(plays, threads))
    if books is not None:
        tables["ledger"] = books.table(scenario.quarters)
    return {name: tables[name] for name in RECORDS if name in wanted}


def _joined(parts: list[dict[str, Table]]) -> dict[str, Table]:
    """The rows of all parts, one after another; these are used up, so that few are there twice."""
    if len(parts) == 1:
        return parts[0]
    return {
        name: {
            column: np.concatenate([part[name].pop(column) for part in parts])
            for column in [*parts[0][name]]
        }
        for name in parts[0]
    }


def count_quarters(batch: Worlds, tally: Tally, times: int = 1) -> None:
    """Let a batch tell a tally of every quarter of a world, as if it were so many."""
    if tally.heard:
        batch.watch_efforts.append(lambda each: tally.add(len(each.worlds) * times))


def _numbers(worlds: Any) -> Sequence[int]:
    """Numbers of worlds, as they are given or from 0 on."""
    if isinstance(worlds, range) and worlds and min(worlds) >= 0 and max(worlds) < _MOST_WORLDS:
        return worlds
    if isinstance(worlds, str | int | float) or not isinstance(worlds, Iterable):
        return range(whole_number("worlds", worlds, 1, 10_000_000))
    numbers = [whole_number("worlds", world, 0, _MOST_WORLDS - 1) for world in worlds]
    if not numbers or len(set(numbers)) < len(numbers):
        found = "has a number twice" if numbers else "is empty"
        raise InputError(f"worlds: {found}; expected numbers of worlds, as in [0, 1, 2]")
    return numbers


def batches(scenario: Scenario, threads: int) -> list[Worlds]:
    """All worlds of a scenario as :func:`simulate` splits them, but without books by firm."""
    parts = _split(range(scenario.worlds), _parts(scenario.worlds * scenario.firms.count, threads))
    return [Worlds([Job(scenario, part)], books=False) for part in parts]


def side_by_side(runs: Sequence[Callable[[], Made]], threads: int) -> list[Made]:
    """Call all, so many at the same time: kernels hold no lock. What they return, in order.

    Where one fails, or somebody interrupts, those that have not begun are left.
    """
    if threads == 1 or len(runs) == 1:
        return [run() for run in runs]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        try:
            return [done.result() for done in [pool.submit(run) for run in runs]]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _parts(firms: int, threads: int) -> int:
    """Into how many batches so many firms go: as many for every thread, each small enough."""
    return threads * ceil(firms / (threads * FIRMS_AT_HOME))


def _split(worlds: Sequence[int], parts: int) -> list[list[int]]:
    """Worlds in order, in at most so many parts of about equal size."""
    ordered = sorted(worlds)
    parts = max(1, min(parts, len(ordered)))
    return [
        ordered[len(ordered) * k // parts : len(ordered) * (k + 1) // parts] for k in range(parts)
    ]
