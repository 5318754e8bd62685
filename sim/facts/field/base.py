"""What a field experiment is: published effects, and worlds in which the same lever is moved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.tables.simulate import side_by_side
from sim.world.election import Job
from sim.world.worlds import Worlds

Reading = Callable[[Worlds], dict[str, Floats]]
"""Reads numbers off the firms of a batch after the reports of a quarter: (firms,) by name."""

LASTS, RUN_IN = 40, 60
"""Quarters that are looked at, and before them."""


class Effect(NamedTuple):
    """An effect that was published.

    Attributes:
        what: Of the lever on what, in words.
        unit: Of the effect.
        published: The number; None: only its sign is known to us.
        sign: Of the effect: -1, 0 (nothing happens) or 1.
        low, high: What counts as the same order of size: half of the effect to twice the effect,
            and where nothing happens less than a quarter of the effect that it is compared with;
            None: no number is known.
    """

    what: str
    unit: str
    published: float | None
    sign: int
    low: float | None
    high: float | None


def same_order(what: str, unit: str, published: float) -> Effect:
    """An effect of which half to twice as much counts as the same order of size."""
    low, high = sorted((published / 2, published * 2))
    return Effect(what, unit, published, int(np.sign(published)), low, high)


class FieldResult(NamedTuple):
    """An effect, published and simulated.

    Attributes:
        experiment: Who published it, and when.
        effect: As published.
        simulated: Mean and ends of its 95 % interval over worlds.
        lever: What was moved here; ``source``: where it was published.
    """

    experiment: str
    effect: Effect
    simulated: tuple[float | None, float | None, float | None]
    lever: str
    source: str

    @property
    def sign_agrees(self) -> bool | None:
        """Whether the whole interval has the published sign; of nothing, whether it is small."""
        mean, low, high = self.simulated
        if mean is None or low is None or high is None:
            return None
        if self.effect.sign == 0:
            return bool(self.inside) or low <= 0.0 <= high
        return low > 0.0 if self.effect.sign > 0 else high < 0.0

    @property
    def inside(self) -> bool | None:
        """Whether the mean is of the same order of size."""
        mean, effect = self.simulated[0], self.effect
        if mean is None or effect.low is None or effect.high is None:
            return None
        return effect.low <= mean <= effect.high

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "experiment": self.experiment,
            "effect": self.effect.what,
            "unit": self.effect.unit,
            "published": self.effect.published,
            "low": self.effect.low,
            "high": self.effect.high,
            "simulated": list(self.simulated),
            "sign_agrees": self.sign_agrees,
            "inside": self.inside,
            "lever": self.lever,
            "source": self.source,
        }


class FieldExperiment(ABC):
    """A lever that somebody moved in the field.

    Class attributes:
        name: Who and when, as it is cited.
        source: Where it is published.
        lever: What is moved here in its place.
        effects: What came of it, in the order of :meth:`simulate`.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    lever: ClassVar[str]
    effects: ClassVar[tuple[Effect, ...]]

    @abstractmethod
    def simulate(self, scenario: Scenario, threads: int) -> list[Floats]:
        """(worlds,) each effect in worlds of a scenario, those with the lever less those without.

        Args:
            scenario: The economy in which the lever is moved; as many worlds as it has.
            threads: How many batches at the same time.
        """

    def run(self, scenario: Scenario, threads: int = 1) -> list[FieldResult]:
        """Every effect with its interval."""
        found = []
        for effect, values in zip(self.effects, self.simulate(scenario, threads), strict=True):
            over = interval(values)
            triple = (over["mean"], over["low"], over["high"])
            found.append(FieldResult(self.name, effect, triple, self.lever, self.source))
        return found


def moved(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario in a settled economy, with a lever moved."""
    return scenario_of(scenario, {"quarters": LASTS, "burn_in": RUN_IN, **settings})


def oversight_of(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """The parts of a scenario's oversight as plain data, by name."""
    parts = scenario.model_dump(mode="json")["package"]["oversight"]
    return {part["name"]: part for part in parts}


def totals(scenario: Scenario, measure: Reading, threads: int = 1) -> dict[str, Floats]:
    """(worlds,) sums over the firms and quarters that count of what a measure reads off."""
    numbers = list(range(scenario.worlds))
    halves = [half for half in (numbers[::2], numbers[1::2]) if half]

    def play(part: list[int]) -> dict[str, Floats]:
        batch = Worlds([Job(scenario, part)], books=False)
        sums: dict[str, Floats] = {}

        def watch(now: Worlds) -> None:
            if now.counted < 0:
                return
            for name, values in measure(now).items():
                by_world = values.reshape(len(part), -1).sum(axis=1)
                sums[name] = sums.get(name, np.zeros(len(part))) + by_world

        batch.watch_efforts.append(watch)
        batch.run()
        return sums

    parts = side_by_side([partial(play, half) for half in halves], threads)
    found = {name: np.empty(len(numbers)) for name in parts[0]}
    for place, part in enumerate(parts):
        for name, values in part.items():
            found[name][place :: len(halves)] = values
    return found


def effects_of_tasks(batch: Worlds) -> tuple[Floats, Floats]:
    """(tasks, firms) true value of what is done per unit of impact, and the private benefit."""
    plans, plan = batch.plans, np.repeat(batch.plan_of_world, batch.firms)
    effect = batch.seats.theta * batch.actions.effort
    value = plans.value[plan].T * effect - plans.curvature[plan].T * effect**2 / 2.0
    private: Floats = plans.private[plan].T * effect
    return value, private
