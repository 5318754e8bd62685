"""What awards depend on besides the report, and how a board sees reports that may be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives import Seen
from incentives.arrays import Floats
from incentives.liability import limit_losses
from incentives.linear import LinearAward
from incentives.schemes import Scheme
from incentives.views import Rivals
from sim.scenario.package import Package

SHOCKS = 15  # nodes of the quadrature over shocks to all firms


class Circumstances(NamedTuple):
    """What awards depend on besides the report and its noise.

    Attributes:
        reference: What reports are compared with; it moves with the shock to all firms.
        belief: The board's.
        own_noise: Standard deviation of reports without that shock; left out: it has none.
        common: Standard deviation of that shock.
        choice: The contract of a menu; ``rivals``: the other firms.
        liable: Base pay up to which executives bear losses; None: they bear all.
    """

    reference: float = 0.0
    belief: float = 0.0
    own_noise: float | None = None
    common: float = 0.0
    choice: int = 0
    rivals: Rivals = Rivals()
    liable: float | None = None


USUAL = Circumstances()


class ReportGrid(NamedTuple):
    """Means of the report for which pay is tabulated.

    Attributes:
        start, step, means: The first mean, their distance and number.
        aside: How far above and below each pay is reckoned as well, for slopes.
        noise: Standard deviation around them.
    """

    start: float
    step: float
    means: int
    aside: float
    noise: float


def imagine(metric: npt.NDArray[np.floating[Any]], noise: float, around: Circumstances) -> Seen:
    """The view of firms that report ``metric``."""
    mean = np.full(metric.shape, around.reference)
    tenure = np.zeros(metric.shape, dtype=np.int64)
    known = np.full(metric.shape, around.belief)
    choice, rivals = around.choice, around.rivals
    return Seen(
        0, tenure, np.asarray(metric, np.float64), mean, noise, known, choice=choice, rivals=rivals
    ).sealed()


def leans(scheme: Scheme) -> bool:
    """Whether an award depends on other firms' reports."""
    return bool(np.any(_probe(scheme, 0.0) != _probe(scheme, 1.3)))


def _probe(scheme: Scheme, reference: float) -> Floats:
    return scheme.award(imagine(np.linspace(-8.0, 24.0, 65), 0.6, Circumstances(reference)))


def shifted(seen: Seen, shock: float, own: float) -> Seen:
    """The view after a shock to all firms, when nothing but their own noise is left to come."""
    rivals = replace(seen.rivals, mean=seen.rivals.mean + shock)
    return replace(
        seen,
        metric=seen.metric + shock,
        reference=seen.reference + shock,
        noise_sd=own,
        rivals=rivals,
    ).sealed()


def shocks_to_all(noise: float, common: float) -> tuple[Floats, Floats, float]:
    """Shocks to all firms, their weights, and the standard deviation of a firm's own noise."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(SHOCKS)
    own = float(np.sqrt(max(noise**2 - common**2, 0.0)))
    return common * nodes, weights / weights.sum(), own


def competes(scheme: Scheme) -> bool:
    """Whether an award depends on what is expected of rivals."""
    if scheme.relative:
        return True
    seen = imagine(np.linspace(-8.0, 24.0, 65), 0.6, Circumstances())
    others = (Rivals(1, 0.0, 1.0), Rivals(9, 1.3, 0.4))
    one, other = (scheme.award(replace(seen, rivals=rivals)) for rivals in others)
    return bool(np.any(one != other))


def awards_of(
    package: Package, lines: Sequence[LinearAward | None], seen: Seen, around: Circumstances
) -> list[Floats]:
    """What every scheme awards for a report as it is; on other metrics at their zero."""
    found = [
        scheme.award(seen) if line is None else np.full(seen.metric.shape, line.intercept)
        for scheme, line in zip(package.schemes, lines, strict=True)
    ]
    return found if around.liable is None else limit_losses(found, around.liable)[0]
