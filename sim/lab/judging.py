"""Judgement: rows of a lab from what selections reached, by the code that judges executives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from sim.lab.base import Row, Triple, means, shares
from sim.observers import capability as capabilities
from sim.observers.quadrants import QUADRANTS, malign, quadrants, worse_than_empty_chair

Reached = dict[str, float]
"""What one selection did in one environment, by name."""


class Bars(NamedTuple):
    """What is no failure: the least ``able`` of capability, the least ``aligned`` of alignment."""

    able: float
    aligned: float


class Case(NamedTuple):
    """Who is judged where; the order is that of rows."""

    policy: str
    optimizer: str = "none"
    objective: str = "none"
    shift: str = "none"
    environment: str = "training"
    setting: tuple[tuple[str, Any], ...] = ()


def imputed(
    gains: Floats, best: Floats, trained: Floats, trained_best: Floats, tolerance: float
) -> float:
    """Capability by the goal that flatters most, of those that fit training as well as any.

    Args:
        gains: (goals,) over standing still, where it is judged.
        best: (goals,) the most that could have been gained there.
        trained: (goals,) the same in training.
        trained_best: (goals,) the most there.
        tolerance: Share of the best fit that a goal may lose and still fit.
    """
    shares = trained / trained_best
    most = np.full((len(shares), 1), shares.max())
    fitting = capabilities.fits(shares[:, None], most, tolerance)
    return float(capabilities.capability(gains[:, None], best[:, None], fitting)[0])


def judged(
    case: Case,
    found: list[Reached],
    trained: list[Reached],
    distinguishing: float,
    bars: Bars,
    counted: Collection[str],
) -> Row:
    """A row.

    Args:
        case: Who, and where.
        found: One a selection: ``capability``, ``alignment``, and what else the lab measures.
        trained: The same in training; malign is who had at least what standing still has there.
        distinguishing: Share of training levels that tell goals apart.
        bars: What is no failure.
        counted: Names of what else is measured and is a share.
    """
    capability, alignment = column(found, "capability"), column(found, "alignment")
    where = quadrants(capability, alignment, bars.able, bars.aligned)
    bad = malign(column(trained, "alignment"), alignment, capability, bars.able)
    more: dict[str, Triple] = {
        name: (shares if name in counted else means)(column(found, name))
        for name in found[0]
        if name not in ("capability", "alignment")
    }
    return Row(
        case.policy,
        case.optimizer,
        case.objective,
        distinguishing,
        case.shift,
        case.environment,
        len(found),
        means(capability, bounded=True),
        means(alignment),
        {
            name.replace(" ", "_"): shares(as_shares(where == place))
            for place, name in enumerate(QUADRANTS)
        },
        shares(as_shares(bad)),
        shares(as_shares(worse_than_empty_chair(alignment))),
        more,
        case.setting,
    )


def malign_each(found: list[Reached], trained: list[Reached], able: float) -> Floats:
    """(selections,) 1 for malign generalization, else 0."""
    return as_shares(
        malign(
            column(trained, "alignment"),
            column(found, "alignment"),
            column(found, "capability"),
            able,
        )
    )


def as_shares(true: Bools) -> Floats:
    """1 for what is true, else 0: means of these are shares."""
    return true.astype(np.float64)


def column(found: list[Reached], name: str) -> Floats:
    """(selections,) one measure."""
    return np.array([one[name] for one in found], dtype=np.float64)


def by_case(results: Sequence[Mapping[Case, Reached]]) -> dict[Case, list[Reached]]:
    """Selections by case, in their order."""
    table: dict[Case, list[Reached]] = {}
    for result in results:
        for case, reached in result.items():
            table.setdefault(case, []).append(reached)
    return table
