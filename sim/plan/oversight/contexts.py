"""Oversight that looks at reports: what it does on average, and what a report brings about.

Nobody knows reports when plans are made. A firm is then taken to report what the others do, give
or take its own noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from incentives import Seen
from incentives.arrays import Floats, Ints
from incentives.oversight.base import common_period
from sim.plan.oversight.combined import audit_rate, dismissal_bar, tip_offs, whistle_rate
from sim.scenario.package import Package

_POINTS, _REACH = 32, 8  # of the trapezoidal rule: per standard deviation, and standard deviations
_KNOWN = frozenset({"quarter", "tenure", "noise_sd"})
_REPORTED = frozenset({field.name for field in fields(Seen)} - _KNOWN | {"__dict__"})


class Reports(BaseException):
    """A part has looked at reports; not to be caught by a part, or on its behalf."""


@dataclass(frozen=True)
class NoReports(Seen):
    """A view in which there are no reports yet: who looks at them is found out."""

    def __getattribute__(self, name: str) -> Any:
        if name in _REPORTED:
            raise Reports
        return super().__getattribute__(name)

    def sealed(self) -> NoReports:
        """Itself: whoever makes one lets nobody write into it."""
        return self


def over_reports(rate: Callable[[Seen], Floats], seen: Seen, noise: float) -> tuple[Floats, Floats]:
    """Mean of a rate over the reports that there may be, and of its slope in the report.

    The slope is the covariance with the report per unit of variance, which is the mean derivative
    (Stein's identity) and holds for rules that jump as well.

    Args:
        rate: What oversight does; it answers with the shape of ``seen.tenure``.
        seen: Contexts; ``metric`` is the report that is expected.
        noise: Standard deviation of a report around that.
    """
    nothing = np.zeros(0)
    try:
        known = seen.sealed()
        blind = NoReports(known.quarter, known.tenure, nothing, nothing, known.noise_sd)
        return rate(blind), np.zeros(seen.tenure.shape)
    except Reports:
        pass
    mean, slope = np.zeros(seen.tenure.shape), np.zeros(seen.tenure.shape)
    for z in np.arange(-_REACH * _POINTS, _REACH * _POINTS + 1) / _POINTS:
        density = np.exp(-0.5 * z * z) / (_POINTS * np.sqrt(2 * np.pi))
        found = rate(replace(seen, metric=seen.metric + noise * z))
        mean += density * found
        slope += density * z / noise * found
    return mean, slope


class Expected(NamedTuple):
    """What can be known in advance of the firms of a world.

    Attributes:
        reference: What reports will be compared with.
        belief: What boards believe of executives of whom they have seen nothing.
        gains: (reports,) how they learn.
    """

    reference: float = 0.0
    belief: float = 0.0
    gains: Floats = np.zeros(1)


NOTHING_EXPECTED = Expected()
"""Firms of which nothing is known."""


def foresee(
    quarter: Ints, tenure: Ints, probation: int, noise: tuple[float, float], expected: Expected
) -> Seen:
    """The view of contexts: everybody is settled after ``probation``, and reports as expected.

    ``noise`` is a firm's own, and that of the shock to all firms.
    """
    reference = np.full(tenure.shape, expected.reference)
    belief = np.full(tenure.shape, expected.belief)
    return Seen(
        quarter=quarter,
        tenure=tenure,
        metric=reference + belief,
        reference=reference,
        noise_sd=float(np.hypot(*noise)),
        belief=belief,
        reports=np.where(tenure < probation, tenure, probation + 4),
        gains=expected.gains,
        own_noise_sd=noise[0],
    )


def contexts(
    package: Package,
    monitoring: float,
    noise: float,
    common: float = 0.0,
    expected: Expected = NOTHING_EXPECTED,
) -> tuple[Floats, Floats, int, Floats]:
    """What oversight does in every context that can be foreseen.

    Args:
        package, monitoring: Whose.
        noise: Standard deviation of a firm's own noise; ``common``: of the shock to all firms.
        expected: Of the firms of a world.

    Returns:
        Audit rate by (quarters of probation left, quarter of the calendar's period, what is known
        before acting), bar by the first two, quarters of probation, and the probability of knowing
        that. Where audits follow reports, their mean over reports.
    """
    probation = max((part.probation() for part in package.oversight), default=0)
    left = np.arange(probation + 1)
    period = common_period(package.oversight)
    tenure = np.repeat((probation - left)[:, None], period, axis=1)
    season = np.broadcast_to(np.arange(period), tenure.shape)
    seen = foresee(season, tenure, probation, (noise, common), expected)
    chances, states = zip(*tip_offs(package), strict=True)

    def rate(on: list[float]) -> Floats:
        return over_reports(lambda at: audit_rate(package, monitoring, at, on), seen, noise)[0]

    rates = np.stack([rate(on) for on in states], axis=2)
    return rates, dismissal_bar(package, seen), probation, np.array(chances)


def alarm(
    package: Package,
    monitoring: float,
    noise: float,
    common: float = 0.0,
    expected: Expected = NOTHING_EXPECTED,
) -> float:
    """What a unit of the report adds to the next quarter's chance of discovery, on average.

    After probation, over the calendar and what comes and goes; arguments as for :func:`contexts`.
    """
    probation = max((part.probation() for part in package.oversight), default=0)
    quarter = np.arange(common_period(package.oversight))
    tenure = np.full(quarter.shape, probation)
    seen = foresee(quarter, tenure, probation, (noise, common), expected)
    _, slope = over_reports(lambda at: audit_rate(package, monitoring, at), seen, noise)
    return (1.0 - whistle_rate(package)) * float(slope.mean())
