"""Whom filters hire: small worlds with many vacancies, under the same luck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from tests.incentives.schemes.paired import t_of
from tests.sim.worlds import scenario

WORLDS = 8
MISALIGNED = ("empire-builder", "looter", "saboteur")


def market(*filters: Any, **settings: Any) -> Scenario:
    """A third of the seats falls vacant every quarter; all applicants are newcomers."""
    return scenario(
        **{
            "firms__count": 60,
            "quarters": 8,
            "market__poaching": 0.0,
            "market__retirement": 0.33,
            "package__filters": list(filters),
            "package__oversight": [],
            "shareholders__monitoring_levels": [0.0],
            **settings,
        }
    )


class Hires(NamedTuple):
    """Means by world, (WORLDS,)."""

    ability: np.ndarray
    misaligned: np.ndarray  # share
    lift: np.ndarray  # of the hired, by gaming
    gaming: np.ndarray  # all applicants' cost, base pays per firm and quarter
    governance: np.ndarray  # filters' cost, likewise
    kinds: dict[str, np.ndarray]  # share of each
    harm: np.ndarray  # per tenure


def hire(*filters: Any, **settings: Any) -> Hires:
    """Play the worlds, and look at everybody who was hired."""
    found = simulate(market(*filters, **settings), range(WORLDS), ["tenures"])
    table, runs = found["tenures"], found["runs"]

    def mean(column: np.ndarray) -> np.ndarray:
        hired = table["start"] > 0
        return np.array([column[hired & (table["world"] == w)].mean() for w in range(WORLDS)])

    kinds = {str(kind): mean(table["kind"] == kind) for kind in np.unique(table["kind"])}
    return Hires(
        mean(table["ability"]),
        sum((kinds.get(kind, np.zeros(WORLDS)) for kind in MISALIGNED), np.zeros(WORLDS)),
        mean(table["gaming_lift"]),
        runs["gaming"],
        runs["governance"],
        kinds,
        mean(table["harm"]),
    )


def same(one: Hires, other: Hires) -> bool:
    """Whether the same people were hired, to the bit."""
    return bool(
        np.array_equal(one.ability, other.ability) and one.kinds.keys() == other.kinds.keys()
    )


__all__ = ["MISALIGNED", "WORLDS", "Hires", "hire", "market", "same", "t_of"]
