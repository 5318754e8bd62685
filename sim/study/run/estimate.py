"""How long a study will take, from a second's trial of some of its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.study.run.size import Size
from sim.tables.memory import FIRMS_AT_HOME

USUAL_START = 1.5
"""The command, its imports and the first worker; each further one adds ``SECONDS_PER_WORKER``."""
SECONDS_PER_WORKER = 1.0
SECONDS_TO_REPORT = 1.8
"""Whole tables, pictures and the report at the end."""
SECONDS_PER_CELL = 0.005
"""Scenarios are read, rows put in order, stored and synchronised."""
CROWDING = 1.3
"""Processes side by side share memory and caches."""
_TRIAL = 200_000
"""Quarters of a firm in a trial, at most about."""


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
    short = scenario.model_copy(update={"quarters": quarters, "burn_in": 0})
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


def expected_seconds(found: Size, quarters: int, pace: Pace, workers: int, cores: int) -> float:
    """Wall time of a study, from its start to its report.

    Args:
        found: How much it is.
        quarters: That are played in a run, those that do not count among them.
        pace: As measured for a sample of the cells.
        workers: Processes.
        cores: Cores of the machine.
    """
    batches = max(found.cells, found.firm_quarters / max(quarters, 1) / FIRMS_AT_HOME)
    play = batches * quarters * pace.quarter + found.firm_quarters * pace.firm_quarter
    work = found.plans * pace.plan + play + found.cells * SECONDS_PER_CELL
    used = max(1, min(workers, found.runs))
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
