"""From a scenario to tables: the one way that studies, the command line and notebooks run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.decisions import Decision
from sim.measures import RECORDS
from sim.meeting import Job
from sim.scenario import Scenario
from sim.tables import Keeper, Table
from sim.world import Worlds


def simulate(
    scenario: Scenario,
    worlds: Sequence[int] | None = None,
    record: Iterable[str] = ("runs",),
    decisions: Mapping[str, Decision] | None = None,
) -> dict[str, Table]:
    """Play worlds of a scenario.

    Args:
        scenario: What to play.
        worlds: Numbers of the worlds; left out: ``range(scenario.worlds)``. A world's rows depend
            on its number and the scenario's seed only.
        record: Tables to return besides ``runs``: names in ``sim.measures.RECORDS``.
        decisions: Callables in place of decisions of the model's, see :mod:`sim.decisions`.

    Raises:
        ValueError: If ``record`` names no table.
        InputError: If ``decisions`` names no decision, or one returns what it may not.

    Returns:
        Tables by name; each is a mapping of the columns in ``sim.measures.COLUMNS`` to arrays.
    """
    chosen = range(scenario.worlds) if worlds is None else worlds
    asked = {record} if isinstance(record, str) else set(record)
    if not asked <= set(RECORDS):
        unknown = ", ".join(sorted(asked - set(RECORDS)))
        raise ValueError(f"record: no table is called {unknown}; expected {', '.join(RECORDS)}")
    wanted = asked | {"runs"}
    batch = Worlds([Job(scenario, chosen)], decisions)
    keeper = Keeper(batch, wanted)
    while batch.quarter < batch.quarters:
        batch.step()
        keeper.after_step()
    return keeper.tables()
