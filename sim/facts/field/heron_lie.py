"""Heron and Lie 2009: a rule to file within two days lowers manipulation of option grants."""

from __future__ import annotations

import math

import numpy as np

from incentives.arrays import Floats
from sim.facts.field.base import FieldExperiment, moved, same_order, totals
from sim.scenario.scenario import Scenario
from sim.world.worlds import Worlds

_BEFORE, _AFTER = 0.230, 0.100
_DAYS_BEFORE, _DAYS_AFTER = 20, 2


def hindsight(days: int) -> float:
    """Expected gain, in daily sd, of having chosen the best of so many past days, or today.

    Of a random walk with normal steps: Spitzer 1956, Transactions of the AMS 82.
    """
    return sum(1.0 / math.sqrt(2.0 * math.pi * day) for day in range(1, days + 1))


LEFT = hindsight(_DAYS_AFTER) / hindsight(_DAYS_BEFORE)
"""Of what hindsight is worth when grants are filed within two trading days, and not in a month."""
_SOME = 0.1  # effort units: from which on reports are dressed


class HeronLie(FieldExperiment):
    """Hindsight is cut to two days: what window dressing can lift shrinks, all else is the same.

    Manipulated is a quarter in which at least so much effort goes into dressing.
    """

    name = "Heron and Lie 2009"
    source = "Heron and Lie 2009, Management Science 55"
    lever = "what a unit of window dressing lifts, to 22 %: hindsight of 2 days, not of 20"
    effects = (
        same_order("the filing rule on the share that is manipulated", "share", _AFTER - _BEFORE),
    )

    def simulate(self, scenario: Scenario, threads: int) -> list[Floats]:
        found = []
        for lift in (1.0, LEFT):
            sums = totals(limited(scenario, lift), _manipulated, threads)
            found.append(sums["dressed"] / np.maximum(sums["seats"], 1.0))
        return [found[1] - found[0]]


def limited(scenario: Scenario, lift: float) -> Scenario:
    """With so much of what dressing lifts."""
    tasks = [task.model_dump(mode="json") for task in scenario.technology.tasks]
    for task in tasks:
        if task["value"] < 0 < task["loading"]:
            task["loading"] *= lift
    return moved(scenario, {"technology.tasks": tasks})


def _manipulated(batch: Worlds) -> dict[str, Floats]:
    plan = int(batch.plan_of_world[0])  # all worlds have the same
    dressing = (batch.plans.value[plan] < 0.0) & (batch.plans.loading[plan] > 0.0)
    sits = batch.seats.executive >= 0
    dressed = sits & (batch.actions.effort[dressing] >= _SOME).any(axis=0)
    return {"dressed": dressed.astype(np.float64), "seats": sits.astype(np.float64)}
