"""What a DataCollector collects of an economy after every quarter: functions that pickle."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import mesa
import numpy as np

from sim.economy.rows import Model
from sim.tables.columns import COLUMNS
from sim.tables.from_state import quarters_table, withheld_value

Reporter = Callable[[Any], Any]


def quarter_measure(model: Model, name: str) -> Any:
    """A column of the table ``quarters`` for the quarter that was played last."""
    return model.measures[name]


def seed(model: Model) -> int:
    """Seed of all draws: ``Economy(..., seed=seed, world=world)`` has the same luck."""
    return model.spec.seed


def deceptive_share(model: Model) -> float:
    """Share of the tenures so far that are deceptive, as in the table ``runs``."""
    batch = model.batch
    least = batch.plans.deceptive[batch.plan_of_world[0]]
    first = batch.opening.finished if batch.opening is not None else 0
    done = slice(first, int(batch.finished.first[batch.quarter]))  # all of them have begun
    began = done.stop - first + int(np.count_nonzero(batch.record.quarters))
    over, running = (
        batch.finished.withheld[done],
        batch.record.withheld,
    )  # 0 before the first quarter
    if batch.judged_by_value[0]:
        over = withheld_value(batch, over, batch.finished.firm[done])
        running = withheld_value(batch, running, np.arange(running.size))
    deceptive = np.count_nonzero(over > least) + np.count_nonzero(running > least)
    return int(deceptive) / began if began else math.nan


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

    model_reporters: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._put_off: list[tuple[int, float]] = []  # quarters, and their deceptive shares

    @property
    def looks_at_no_agents(self) -> bool:
        """Whether it has the reporters of ``REPORTERS`` and no others."""
        others = self.agent_reporters or getattr(self, "agenttype_reporters", None)
        return not others and self.model_reporters == REPORTERS

    def collect(self, model: Model) -> None:
        if self.looks_at_no_agents:
            self._collect_at_once(model)
        else:
            super().collect(model)
        if not hasattr(self, "_collection_steps") and model.steps in self._agent_records:
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)

    def put_off(self, model: Model) -> None:
        """Collect later what can be read off the series by then, where nobody looks before."""
        self._put_off.append((model.batch.counted - 1, deceptive_share(model)))
        self._note_the_rest(model)

    def catch_up(self, model: Model) -> None:
        """Collect what was put off, all quarters at once."""
        if not self._put_off:
            return
        quarters, shares = zip(*self._put_off, strict=True)
        columns: dict[str, Iterable[Any]] = {
            "seed": [seed(model)] * len(shares),
            **quarters_table(model.batch, quarters[0]),
            "deceptive_share": shares,
        }
        for name, values in self.model_vars.items():
            values += list(columns[name])[: len(shares)]
        self._put_off = []

    def _collect_at_once(self, model: Model) -> None:
        """What our own reporters say; Mesa would copy every number with ``deepcopy``."""
        row = {"seed": seed(model), **model.measures, "deceptive_share": deceptive_share(model)}
        for name, values in self.model_vars.items():
            values.append(row[name])
        self._note_the_rest(model)

    def _note_the_rest(self, model: Model) -> None:
        """Whatever else Mesa notes down when it collects."""
        reporters, self.model_reporters = self.model_reporters, {}
        super().collect(model)
        self.model_reporters = reporters
