"""Olken 2007: audits of village roads cut missing spending, watching by many does not."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.facts.field.base import (
    Effect,
    FieldExperiment,
    effects_of_tasks,
    moved,
    oversight_of,
    same_order,
    totals,
)
from sim.scenario.scenario import Scenario
from sim.world.worlds import Worlds

_BEFORE, _AFTER = 0.04, 1.0
_FEW, _MANY = 12, 48
_EFFECT = -0.08


class Olken(FieldExperiment):
    """Audits certain to come, and more people invited to watch.

    Whoever is found out pays a fine and keeps the seat, as village heads did, and nobody else
    audits. Missing is what is diverted over what is produced. Watchers have equal stakes in what is
    left, and each would pay for as much monitoring as is worth it to him or her.
    """

    name = "Olken 2007"
    source = "Olken 2007, Monitoring corruption, JPE 115"
    lever = (
        "random audits from 4 to 100 % a quarter, at a fine only; from 12 to 48 owners who may "
        "pay for monitoring"
    )
    effects = (
        same_order("audits from 4 to 100 % on the share that is missing", "share", _EFFECT),
        Effect(
            "four times as many watchers on the share that is missing",
            *("share", 0.0, 0, -abs(_EFFECT) / 4, abs(_EFFECT) / 4),
        ),
    )

    def simulate(self, scenario: Scenario, threads: int) -> list[Floats]:
        before, after = (missing(audited(scenario, rate), threads) for rate in (_BEFORE, _AFTER))
        few, many = (missing(watched(scenario, count), threads) for count in (_FEW, _MANY))
        return [after - before, many - few]


def audited(scenario: Scenario, rate: float) -> Scenario:
    """Audits at one rate in place of everything that finds something."""
    parts = oversight_of(scenario)
    kept = [part for name, part in parts.items() if name == "belief-dismissal"]
    penalty = parts.get("random-audits", {"penalty": 1.0})["penalty"]
    audits = {"name": "random-audits", "rate": rate, "penalty": penalty}
    return moved(
        scenario,
        {
            "package.oversight": [audits, *kept],
            "market.detection_dismisses": 0.0,
            "shareholders.monitoring_levels": [0.0],
        },
    )


def watched(scenario: Scenario, holders: int) -> Scenario:
    """The villages that are seldom audited, with so many who may watch."""
    return moved(
        audited(scenario, _BEFORE),
        {
            "shareholders.monitoring_levels": [0.0, 0.05, 0.1, 0.2, 0.5, 0.96],
            "shareholders.holders": holders,
            "shareholders.concentration": 0.0,
        },
    )


def missing(scenario: Scenario, threads: int = 1) -> Floats:
    """(worlds,) what is diverted over what is produced."""
    found = totals(scenario, _spending, threads)
    return found["diverted"] / np.maximum(found["produced"], 1e-12)


def _spending(batch: Worlds) -> dict[str, Floats]:
    value, private = effects_of_tasks(batch)
    taken = np.where((value < 0.0) & (private > 0.0), -value, 0.0).sum(axis=0)
    return {"diverted": taken, "produced": np.maximum(value, 0.0).sum(axis=0)}
