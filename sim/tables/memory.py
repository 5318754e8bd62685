"""What a run will take of memory, from its size: measured, see docs/platforms.md."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sim.scenario.scenario import Scenario
from sim.support.memory import refuse_too_much
from sim.tables.columns import COLUMNS

FIRMS_AT_HOME = 6400
"""In a batch: so many firms' state a processor keeps at hand from quarter to quarter."""
WHAT = "worlds, firms.count, quarters and market.candidates"

_FIRM, _TENURE = 1100, 230
_WORLD, _WORLD_QUARTER = 1500, 220
_ENTRY = 24  # bytes of an entry of a table: collected, joined and put in order
_PER_FIRM_QUARTER = {"ledger": 200, "events": 110, "conduct": 160, "years": 260}
_PER_EFFORT = 60  # of a task of a firm in a quarter
_WAITING = 2600  # of a firm that is played, until its books are put in order
_PER_TENURE = {"tenures": 24 * _ENTRY, "contexts": 800, "dossiers": 900}
_LASTING = 0.15  # tenures that end in a quarter, per firm, at most about
_TWINS = 1600
_PLAN, _PROSPECT = 600_000, 150  # of a plan; of a kind in it and a quarter of tenure, by batch
_LONGEST = 160  # quarters that an incumbent has been in the seat, about


def needed(
    scenario: Scenario,
    worlds: int,
    record: Iterable[str] = ("runs",),
    threads: int = 1,
    together: bool = False,
) -> float:
    """Bytes at the height of :func:`sim.tables.simulate.simulate`, about.

    Args:
        scenario, worlds, record, threads: As there.
        together: Whether all worlds are in memory at the same time, and not a batch per thread.
    """
    counted, firms = scenario.quarters, scenario.firms.count
    quarters = scenario.quarters_played()
    every = worlds * firms
    playing = every if together else min(every, threads * max(FIRMS_AT_HOME, firms))
    found: float = playing * (_FIRM + _TENURE * _LASTING * quarters)
    found += worlds * _WORLD + playing / firms * _WORLD_QUARTER * quarters
    found += worlds * len(COLUMNS["runs"]) * _ENTRY
    found += learning(scenario, quarters, threads)
    for name in record:
        if name == "efforts":
            found += every * counted * len(scenario.technology.tasks) * _PER_EFFORT
        if name == "firms":
            found += every * len(COLUMNS[name]) * _ENTRY
        if name == "quarters":
            found += worlds * counted * len(COLUMNS[name]) * _ENTRY
        if name == "ledger":
            found += playing * _WAITING
        kept = quarters if name == "events" else counted
        found += every * kept * _PER_FIRM_QUARTER.get(name, 0)
        found += every * (1 + _LASTING * counted) * _PER_TENURE.get(name, 0)
    return found + hiring(scenario, playing)


def learning(scenario: Scenario, quarters: int, threads: int) -> float:
    """Bytes of the plans of a lattice, if boards learn."""
    if scenario.learning is None:
        return 0.0
    plans = scenario.learning.size() * (len(scenario.regimes) + 1)
    kinds = len(scenario.executives.population)
    return plans * (_PLAN + threads * _PROSPECT * kinds * (_LONGEST + quarters))


def hiring(scenario: Scenario, firms: int) -> float:
    """Bytes of the applicants of a quarter, if so many firms look for them at the same time."""
    filters = max((len(p.filters) for p in scenario.packages().values()), default=0)
    return _LASTING * firms * scenario.market.candidates * (110 + 30 * filters)


def refuse_run(
    scenario: Scenario,
    worlds: int | None = None,
    record: Iterable[str] = ("runs",),
    threads: int | None = None,
    together: bool = False,
) -> None:
    """Refuse to play what does not fit into memory; see :func:`needed`.

    Raises:
        InputError: With what it needs and what there is.
    """
    count = scenario.worlds if worlds is None else worlds
    threads = threads or os.cpu_count() or 1
    refuse_too_much(needed(scenario, count, record, threads, together), WHAT)


def refuse_twins(scenario: Scenario) -> None:
    """The same for a diagnosis, which keeps a few numbers of every twin of every firm.

    Raises:
        InputError: With what it needs and what there is.
    """
    cores = os.cpu_count() or 1
    firms = scenario.firms.count
    at_once = max(1, cores * FIRMS_AT_HOME // firms)
    need = needed(scenario, min(scenario.worlds, max(cores, at_once)), (), cores, together=True)
    refuse_too_much(need + scenario.worlds * (firms * _TWINS + _WORLD), WHAT)


def refuse_hiring(scenario: Scenario) -> None:
    """The same for a look at all hiring, which keeps every applicant.

    Raises:
        InputError: With what it needs and what there is.
    """
    firms = scenario.worlds * scenario.firms.count
    kept = hiring(scenario, firms) * scenario.quarters
    refuse_too_much(needed(scenario, scenario.worlds, (), together=True) + kept, WHAT)
