"""What a DataCollector collects of an economy after every quarter: functions that pickle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import mesa

from sim.economy.rows import Model
from sim.tables.columns import COLUMNS
from sim.tables.from_state import tenure_flags

Reporter = Callable[[Any], Any]


def quarter_measure(model: Model, name: str) -> Any:
    """A column of the table ``quarters`` for the quarter that was played last."""
    return model.measures[name]


def seed(model: Model) -> int:
    """Seed of all draws: ``Economy(..., seed=seed, world=world)`` has the same luck."""
    return model.spec.seed


def deceptive_share(model: Model) -> float:
    """Share of the tenures so far that are deceptive, as in the table ``runs``."""
    flags = tenure_flags(model.batch, model.batch.tenure_list)
    return float((flags["deceptive"] & flags["began"]).sum() / flags["began"].sum())


REPORTERS: dict[str, Reporter] = {
    "seed": seed,
    **{name: partial(quarter_measure, name=name) for name in COLUMNS["quarters"]},
    "deceptive_share": deceptive_share,
}
"""Model reporters by name; all but the first and last are columns of the table ``quarters``."""


def attribute(agent: mesa.Agent, name: str) -> Any:
    """An agent's attribute, or None if it has none of that name."""
    return getattr(agent, name, None)


def picklable(reporters: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Agent reporters with functions for names; Mesa would make them closures of its own."""
    if reporters is None:
        return None
    return {
        label: partial(attribute, name=reporter) if isinstance(reporter, str) else reporter
        for label, reporter in reporters.items()
    }


class Collector(mesa.DataCollector):  # type: ignore[misc]
    """A DataCollector whose last step Mesa's ``batch_run`` does not lose.

    Before 3.4 it counts steps from 0 when it asks for agents, which are filed under the number of
    steps taken: it would give every quarter the agents of the one before.
    """

    def collect(self, model: Model) -> None:
        super().collect(model)
        if not hasattr(self, "_collection_steps") and model.steps in self._agent_records:
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)
