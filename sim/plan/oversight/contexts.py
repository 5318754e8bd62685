"""Oversight that looks at reports: what it does on average, and what a report brings about.

Nobody knows reports when plans are made. A firm is then taken to report what the others do, give
or take its own noise.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from incentives import Seen
from incentives.arrays import Bools, Floats, Ints
from incentives.oversight.base import common_period
from sim.plan.oversight.combined import (
    Monitoring,
    Sanctions,
    audit_rate,
    discovery,
    dismissal_bar,
    own_rates,
    sanctions,
    tip_offs,
    whistle_rate,
)
from sim.scenario.package import Package

_POINTS, _REACH = 32, 8  # of the trapezoidal rule: per standard deviation, and standard deviations
_AT_ONCE = 100_000  # contexts times reports that are looked at together
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
    shape = seen.tenure.shape
    mean, slope = np.zeros(shape), np.zeros(shape)
    nodes = np.arange(-_REACH * _POINTS, _REACH * _POINTS + 1) / _POINTS
    few = max(1, _AT_ONCE // max(seen.tenure.size, 1))
    for first in range(0, nodes.size, few):
        z = nodes[first : first + few].reshape(-1, *(1,) * len(shape))
        density = np.exp(-0.5 * z * z) / (_POINTS * np.sqrt(2 * np.pi))
        found = density * rate(_spread(seen, noise * z))
        mean += np.add.reduce(found, axis=0)
        slope += np.add.reduce(z / noise * found, axis=0)
    return mean, slope


def _spread(seen: Seen, away: Floats) -> Seen:
    """The same view for every report that is ``away``, along a first axis."""
    shape = (away.shape[0], *seen.tenure.shape)
    columns: dict[str, Any] = {
        name: np.broadcast_to(getattr(seen, name), shape).copy()
        for name in ("quarter", "tenure", "reference", "belief", "reports")
    }
    return replace(seen, metric=seen.metric + away, **columns)


class Expected(NamedTuple):
    """What can be known in advance of the firms of a world.

    Attributes:
        reference: What reports will be compared with.
        belief: What boards believe of executives of whom they have seen nothing.
        gains: (reports,) how they learn.
        prior: (kinds,) shares of the population; ``misaligned``: whose goals are.
    """

    reference: float = 0.0
    belief: float = 0.0
    gains: Floats = np.zeros(1)
    prior: Floats = np.zeros(0)
    misaligned: Bools = np.zeros(0, dtype=np.bool_)


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
        prior=expected.prior,
        misaligned=expected.misaligned,
    )


class Contexts(NamedTuple):
    """What oversight does in every context that can be foreseen.

    Attributes:
        rates: Audit rate by (quarters of probation left, quarter of the calendar's period, what is
            known before acting); where audits follow reports, the mean over reports.
        bars: By the first two.
        probation: Its quarters.
        chances: (states,) probability of knowing what is known before acting.
        follows: Whether audits look at reports; ``sees``: whether bars do.
    """

    rates: Floats
    bars: Floats
    probation: int
    chances: Floats
    follows: bool
    sees: bool


class Foreseen(NamedTuple):
    """What parts answer in all contexts, whatever shareholders add to it.

    Attributes:
        seen: The view of contexts, (quarters of probation left, quarter of the calendar's period);
            ``blind``: the same without reports.
        chances, states: Of what is known before acting, see :func:`tip_offs`.
        asked: Audit rates of parts, see :func:`own_rates`; None: they look at reports.
        bars: Of belief; ``sees``: whether they look at reports.
        probation: Its quarters.
    """

    seen: Seen
    blind: Seen
    chances: Floats
    states: tuple[list[float], ...]
    asked: list[Floats] | None
    bars: Floats
    sees: bool
    probation: int


def look_ahead(
    package: Package,
    noise: float,
    common: float = 0.0,
    expected: Expected = NOTHING_EXPECTED,
) -> Foreseen:
    """Ask all parts what they do in every context; arguments as for :func:`contexts`."""
    probation = max((part.probation() for part in package.oversight), default=0)
    left = np.arange(probation + 1)
    period = common_period(package.oversight)
    tenure = np.repeat((probation - left)[:, None], period, axis=1)
    season = np.broadcast_to(np.arange(period), tenure.shape)
    seen = foresee(season, tenure, probation, (noise, common), expected)
    chances, states = zip(*tip_offs(package), strict=True)
    nothing = np.zeros(0)
    blind = NoReports(season, tenure, nothing, nothing, seen.noise_sd)
    asked: list[Floats] | None = None
    with suppress(Reports):
        asked = own_rates(package, blind)
    sees = False
    try:
        bars = dismissal_bar(package, blind)
    except Reports:
        sees, bars = True, dismissal_bar(package, seen)
    return Foreseen(seen, blind, np.array(chances), states, asked, bars, sees, probation)


def contexts(
    package: Package,
    monitoring: float,
    noise: float,
    common: float = 0.0,
    expected: Expected = NOTHING_EXPECTED,
    known: Foreseen | None = None,
) -> Contexts:
    """What oversight does in every context that can be foreseen.

    Args:
        package, monitoring: Whose.
        noise: Standard deviation of a firm's own noise; ``common``: of the shock to all firms.
        expected: Of the firms of a world.
        known: What parts answer to all that; left out: they are asked.
    """
    known = known or look_ahead(package, noise, common, expected)
    follows = known.asked is None
    rates = [
        over_reports(partial(_rate, package, monitoring, on), known.seen, noise)[0]
        if follows
        else audit_rate(package, monitoring, known.blind, on, known.asked)
        for on in known.states
    ]
    return Contexts(
        np.stack(rates, axis=2), known.bars, known.probation, known.chances, follows, known.sees
    )


def _rate(package: Package, monitoring: float, on: list[float], seen: Seen) -> Floats:
    return audit_rate(package, monitoring, seen, on)


def sanctions_by_context(
    package: Package,
    monitoring: Monitoring,
    noise: float,
    known: Foreseen,
) -> Sanctions:
    """What discovery costs in every context, by the axes and arguments of :func:`contexts`.

    Where audits follow reports, what is owed is its mean over those that are found.
    """
    by_state = []
    for on in known.states:
        if known.asked is not None:
            by_state.append(sanctions(package, monitoring, known.blind, on, known.asked))
            continue
        charges = [
            over_reports(partial(_charge, package, monitoring, on, name), known.seen, noise)[0]
            for name in Sanctions._fields
        ]
        found = [
            over_reports(partial(_found, package, monitoring, on, name), known.seen, noise)[0]
            for name in Sanctions._fields
        ]
        by_state.append(
            Sanctions(
                *(
                    np.divide(c, f, np.zeros(c.shape), where=f > 0.0)
                    for c, f in zip(charges, found, strict=True)
                )
            )
        )
    return Sanctions(*(np.stack(columns, axis=2) for columns in zip(*by_state, strict=True)))


def _found(
    package: Package, monitoring: Monitoring, on: list[float] | None, name: str, seen: Seen
) -> Floats:
    """Chance of discovery, or of an audit where the audit is what has to be paid for."""
    rate = audit_rate(package, monitoring.rate, seen, on)
    return rate if name == "cost" else discovery(rate, whistle_rate(package))


def _charge(
    package: Package, monitoring: Monitoring, on: list[float] | None, name: str, seen: Seen
) -> Floats:
    """What is expected to be owed, before it is known whether anything is found."""
    owed: Floats = getattr(sanctions(package, monitoring, seen, on), name)
    return owed * _found(package, monitoring, on, name, seen)


class Alarm(NamedTuple):
    """What a unit of the report brings in the next quarter, on average.

    Attributes:
        rate: Added to the chance of discovery.
        fine: To the fine that is to be expected where there is something to be found;
            ``restitution``: to the multiple of private benefits that is paid back.
    """

    rate: float
    fine: float
    restitution: float


NO_ALARM = Alarm(0.0, 0.0, 0.0)
"""Where audits do not look at reports."""


def alarm(
    package: Package,
    monitoring: Monitoring,
    noise: float,
    common: float = 0.0,
    expected: Expected = NOTHING_EXPECTED,
) -> Alarm:
    """What a report draws after probation, over the calendar and what comes and goes.

    Arguments as for :func:`contexts`; for audits that look at reports.
    """
    probation = max((part.probation() for part in package.oversight), default=0)
    quarter = np.arange(common_period(package.oversight))
    tenure = np.full(quarter.shape, probation)
    seen = foresee(quarter, tenure, probation, (noise, common), expected)

    def slope(rate: Callable[[Seen], Floats]) -> float:
        return float(over_reports(rate, seen, noise)[1].mean())

    return Alarm(
        (1.0 - whistle_rate(package)) * slope(lambda at: audit_rate(package, monitoring.rate, at)),
        slope(partial(_charge, package, monitoring, None, "fine")),
        slope(partial(_charge, package, monitoring, None, "restitution")),
    )
