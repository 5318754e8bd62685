"""What oversight does in every context that can be foreseen, and what the unaware believe."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.plan.oversight.combined import LOWEST_BAR, cost_of_removal, discovery, whistle_rate
from sim.plan.oversight.contexts import Expected, alarm, contexts, foresee
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

TURNOVER = 0.02  # guess of dismissals and detections per quarter, for pooled beliefs only


class Enforcement:
    """Audits, bars and punishment under one package and level of monitoring.

    Attributes:
        probation: Its quarters.
        audits: Audit rates by (quarters of probation left, quarter of the calendar's period), on
            average; ``rates``: chances of discovery, as somebody inside may tell.
        bars: Of belief, by the same.
        chance: (states,) of what may be known of audits before acting.
        audit: Chances of discovery by (quarters of probation left, state); ``bar``: by the first.
        audit_watched, audit_unwatched: Highest and lowest chance of discovery of any context.
        alarm: What a unit of the report adds to it in the next quarter.
        audit_pooled, bar_pooled: What somebody unaware takes for granted: what all contexts have
            in common, to the bit, if they do not differ, so that there is nothing to be aware of.
        bar_floor: Stands for a board that does not dismiss now, in a mix of beliefs.
        fine, restitution, severance: What detection and dismissal cost and bring, base pays.
        removal: What a dismissal costs that is expected to be over the board's head, base pays.

    Args:
        scenario, package, monitoring: Where, whose, and how much shareholders add.
        gains: (reports,) Kalman gains of boards.
        reference: What they are expected to compare reports with.
    """

    def __init__(
        self,
        scenario: Scenario,
        package: Package,
        monitoring: float,
        gains: Floats,
        reference: float = 0.0,
    ) -> None:
        market, board = scenario.market, scenario.board
        noise, common = scenario.metric.noise, scenario.metric.common_noise
        expected = Expected(reference, board.prior_mean, gains)
        rates, self.bars, self.probation, self.chance = contexts(
            package, monitoring, noise, common, expected
        )
        self.audits = rates @ self.chance
        rates = discovery(rates, whistle_rate(package))
        self.audit, self.bar = _mean_over_calendar(rates), self.bars.max(axis=1)
        self.audit_watched, self.audit_unwatched = float(rates.max()), float(rates.min())
        self.rates = rates @ self.chance
        leaving = min(market.poaching + market.retirement + TURNOVER, 1.0)
        share = 1 - (1 - leaving) ** self.probation  # of quarters that are probation
        weights = np.full(self.probation + 1, share / max(self.probation, 1))
        weights[0] = 1 - share
        self.audit_pooled = _common(rates, float(weights @ (self.audit @ self.chance)))
        # A board that does not dismiss now counts, in a mix, as one with a bar five prior sds down.
        self.bar_floor = board.prior_mean - 5.0 * float(np.sqrt(board.prior_variance))
        self.bar_pooled = _common(self.bars, float(weights @ np.maximum(self.bar, self.bar_floor)))
        self.alarm = alarm(package, monitoring, noise, common, expected)
        self.fine = float(sum(part.fine() for part in package.oversight))
        self.restitution = float(sum(part.restitution() for part in package.oversight))
        self.severance = float(sum(scheme.severance() for scheme in package.schemes))
        settled = foresee(
            np.zeros(1, int),
            np.full(1, self.probation),
            self.probation,
            (noise, common),
            expected,
        )
        self.removal = cost_of_removal(package, settled, self.bar_floor)

    def perceived(self, awareness: float) -> tuple[Floats, Floats]:
        """Audit rates by (probation left, what is known), and bars by probation left."""
        return self.mixed(awareness, self.audit, self.bar)

    def mixed(self, awareness: float, rate: Floats, bar: Floats) -> tuple[Floats, Floats]:
        """True audit rates and bars as somebody of this awareness perceives them."""
        mix, usual, floor = awareness, self.bar_pooled, self.bar_floor
        if mix == 1.0:
            return rate, bar
        blurred = mix * np.maximum(bar, floor) + (1 - mix) * max(usual, floor)
        nothing_to_know = (bar == usual) | (np.maximum(bar, usual) <= LOWEST_BAR)
        mixed = mix * rate + (1 - mix) * self.audit_pooled
        return (
            np.where(rate == self.audit_pooled, rate, mixed),
            np.where(nothing_to_know, bar, blurred),
        )

    def dues(self, pay: float) -> tuple[float, float, float]:
        """Fine, restitution and severance, to somebody to whom a base pay is worth ``pay``."""
        return pay * self.fine, pay * self.restitution, pay * self.severance


def _mean_over_calendar(rates: Floats) -> Floats:
    """Means by (probation left, state); to the bit what it is where it is the same all year."""
    same: Floats = rates[:, 0]
    return np.where((rates == same[:, None]).all(axis=1), same, rates.mean(axis=1))


def _common(values: Floats, mean: float) -> float:
    """What all values are, to the bit, or else their mean."""
    first = float(values.flat[0])
    return first if bool((values == first).all()) else mean
