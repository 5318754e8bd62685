"""How long a study will take, from a second's trial of some of its cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.study.experiment import Cell
from sim.study.store.manifest import FIRMS_PER_CHUNK

USUAL_START = 1.5
"""The command, its imports and the first worker; each further one adds ``SECONDS_PER_WORKER``."""
SECONDS_PER_WORKER = 1.0
SECONDS_TO_REPORT = 1.2
"""Whole tables, pictures and the report at the end."""
SECONDS_PER_CHUNK = 0.01
"""Parts are written and synchronised."""
CROWDING = 1.3
"""Processes side by side share memory and caches."""
_TRIAL = 200_000
"""Quarters of a firm in a trial, at most about."""


class Size(NamedTuple):
    """How much there is to play."""

    cells: int
    runs: int
    firm_quarters: int


class Pace(NamedTuple):
    """How fast this machine plays a scenario.

    Attributes:
        plan: Seconds to solve a plan.
        quarter: Seconds that a quarter takes, however few the firms.
        firm_quarter: Seconds that every firm adds to a quarter.
    """

    plan: float
    quarter: float
    firm_quarter: float


def size(cells: Sequence[Cell]) -> Size:
    """Cells, runs (worlds of a cell) and quarters of a firm."""
    scenarios = [cell.scenario for cell in cells]
    return Size(
        len(scenarios),
        sum(scenario.worlds for scenario in scenarios),
        sum(s.worlds * s.quarters * s.firms.count for s in scenarios),
    )


def sample(cells: Sequence[Cell]) -> list[Scenario]:
    """Up to four scenarios from all over a design, for ``measure``."""
    count = min(4, len(cells))
    return [cells[(2 * place + 1) * len(cells) // (2 * count)].scenario for place in range(count)]


def measure(scenarios: Sequence[Scenario], record: Sequence[str] = ("runs",)) -> Pace:
    """Solve a plan of each scenario, play a few short worlds of the first, and take the time.

    The kernels must be compiled.
    """
    from sim.plan.solve import build_plan
    from sim.tables.simulate import simulate

    play = partial(simulate, record=record, threads=1)  # as a worker does
    scenario = scenarios[0]
    firms = scenario.firms.count
    quarters = min(scenario.quarters, 16, max(2, _TRIAL // firms))
    worlds = min(6, max(2, _TRIAL // (firms * quarters)))
    short = scenario.model_copy(update={"quarters": quarters})
    play(short, [0])  # solves the plans and loads the kernels
    plans = [
        _seconds(partial(build_plan, each, next(iter(each.packages().values()))))
        for each in scenarios
    ]
    one = _seconds(lambda: play(short, [0]))
    more = _seconds(lambda: play(short, range(worlds)))
    firm_quarter = max(0.0, (more - one) / ((worlds - 1) * firms * quarters))
    quarter = max(0.0, one / quarters - firm_quarter * firms)
    return Pace(sum(plans) / len(plans), quarter, firm_quarter)


def expected_seconds(cells: Sequence[Cell], pace: Pace, workers: int, cores: int) -> float:
    """Wall time of a study, from its start to its report.

    Args:
        cells: The design.
        pace: As measured for a sample of the cells.
        workers: Processes.
        cores: Cores of the machine.
    """
    chunks, work = 0, 0.0
    for scenario in (cell.scenario for cell in cells):
        step = max(1, FIRMS_PER_CHUNK // scenario.firms.count)
        own = math.ceil(scenario.worlds / step)
        chunks += own
        plans = len(scenario.packages()) * len(scenario.shareholders.monitoring_levels)
        solved = min(own, workers) * plans * (1 + len(scenario.regimes))
        firms = scenario.worlds * scenario.firms.count
        play = scenario.quarters * (own * pace.quarter + firms * pace.firm_quarter)
        work += solved * pace.plan + play + own * SECONDS_PER_CHUNK
    used = max(1, min(workers, chunks))
    start = USUAL_START + SECONDS_PER_WORKER * (used - 1)
    crowding = CROWDING if used > 1 else 1.0
    return start + crowding * work / min(used, max(1, cores)) + SECONDS_TO_REPORT


def _seconds(action: Callable[[], object]) -> float:
    """The shorter of two tries, for other programs only add."""
    times = []
    for _ in range(2):
        begun = perf_counter()
        action()
        times.append(perf_counter() - begun)
    return min(times)
