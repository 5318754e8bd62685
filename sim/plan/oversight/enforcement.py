"""What oversight does in every context that can be foreseen, and what the unaware believe."""

from __future__ import annotations

from copy import copy

import numpy as np

from agents.planning import Schedule, Watch
from agents.verdicts import Verdicts
from incentives.arrays import Floats
from sim.plan.oversight.combined import (
    LOWEST_BAR,
    Monitoring,
    cost_of_removal,
    discovery,
    mean_given,
    whistle_rate,
)
from sim.plan.oversight.contexts import (
    NO_ALARM,
    Expected,
    alarm,
    contexts,
    foresee,
    look_ahead,
    sanctions_by_context,
)
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

TURNOVER = 0.02  # guess of dismissals and detections per quarter, for pooled beliefs only


class Enforcement:
    """Audits, bars and punishment under one package and level of monitoring.

    Attributes:
        probation: Its quarters.
        looks: Whether audits or bars look at reports.
        audits: Audit rates by (quarters of probation left, quarter of the calendar's period), on
            average; ``rates``: chances of discovery, as somebody inside may tell.
        bars: Of belief, by the same.
        chance: (states,) of what may be known of audits before acting.
        audit: Chances of discovery by (quarters of probation left, state); ``bar``: by the first.
        audit_watched, audit_unwatched: Highest and lowest chance of discovery of any context.
        fine, restitution: What the discovered owe in the mean of who may find them, base pays and
            multiple of private benefits, by the axes of ``audit``.
        fine_watched, fine_unwatched: In the contexts of ``audit_watched`` and ``audit_unwatched``;
            so too of restitution.
        repays: Whether anybody could have to pay anything back.
        spent: Base pays that audits cost per quarter after probation.
        alarm: What a unit of the report adds to discovery and what is owed, in the next quarter.
        audit_pooled, bar_pooled, fine_pooled, restitution_pooled: What somebody unaware takes for
            granted: what all contexts have in common, to the bit, if they do not differ, so that
            there is nothing to be aware of.
        bar_floor: Stands for a board that does not dismiss now, in a mix of beliefs.
        severance: What dismissal brings, base pays.
        verdicts: How sure verdicts are, and what they cost besides the fine.
        accused: Rate at which settled executives of whom nothing is found are accused.
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
        board = scenario.board
        noise, common = scenario.metric.noise, scenario.metric.common_noise
        expected = Expected(reference, board.prior_mean, gains)
        self._scenario, self._package, self._expected = scenario, package, expected
        self._ahead = ahead = look_ahead(package, noise, common, expected)
        self.bars, self.probation, self.chance = ahead.bars, ahead.probation, ahead.chances
        self.looks = ahead.asked is None or ahead.sees
        self.bar = self.bars.max(axis=1)
        # A board that does not dismiss now counts, in a mix, as one with a bar five prior sds down.
        self.bar_floor = board.prior_mean - 5.0 * float(np.sqrt(board.prior_variance))
        market = scenario.market
        leaving = min(market.leaving() + TURNOVER, 1.0)
        share = 1 - (1 - leaving) ** self.probation  # of quarters that are probation
        self._weights = np.full(self.probation + 1, share / max(self.probation, 1))
        self._weights[0] = 1 - share
        usual = float(self._weights @ np.maximum(self.bar, self.bar_floor))
        self.bar_pooled = _common(self.bars, usual)
        self.verdicts = Verdicts(
            market.detection_dismisses,
            board.false_positive,
            board.accused_cost,
            market.detection_dismisses if board.accused_leave else 0.0,
            whistle_rate(package),
        )
        self.severance = float(sum(scheme.severance() for scheme in package.schemes))
        settled = foresee(
            np.zeros(1, int),
            np.full(1, self.probation),
            self.probation,
            (noise, common),
            expected,
        )
        self.removal = cost_of_removal(package, settled, self.bar_floor)
        self._watch(monitoring)

    def at(self, monitoring: float) -> Enforcement:
        """The same at another level of monitoring; no part is asked again."""
        other = copy(self)
        other._watch(monitoring)
        return other

    def _watch(self, monitoring: float) -> None:
        """All that depends on what shareholders add."""
        owners, metric, package = self._scenario.shareholders, self._scenario.metric, self._package
        noise, common, expected = metric.noise, metric.common_noise, self._expected
        found = contexts(package, monitoring, noise, common, expected, self._ahead)
        monitor = Monitoring(monitoring, owners.monitoring_penalty, owners.monitoring_audit)
        owed = sanctions_by_context(package, monitor, noise, self._ahead)
        rates = found.rates
        self.audits = rates @ self.chance
        self.accused = self._scenario.board.false_positive * float(self.audits[0].mean())
        self.spent = float(((rates[0] * owed.cost[0]) @ self.chance).mean())
        rates = discovery(rates, whistle_rate(package))
        self.audit = _mean_over_calendar(rates)
        most, least = int(rates.argmax()), int(rates.argmin())
        self.audit_watched, self.audit_unwatched = float(rates.flat[most]), float(rates.flat[least])
        self.rates = rates @ self.chance
        self.fine = _given_discovery(rates, owed.fine)
        self.restitution = _given_discovery(rates, owed.restitution)
        self.fine_watched, self.fine_unwatched = owed.fine.flat[most], owed.fine.flat[least]
        self.restitution_watched = owed.restitution.flat[most]
        self.restitution_unwatched = owed.restitution.flat[least]
        self.repays = bool(owed.restitution.any())
        self._owed, self._found = owed, rates
        weights = self._weights
        self.audit_pooled = _common(rates, float(weights @ (self.audit @ self.chance)))
        known = weights[:, None] * self.audit * self.chance
        self.fine_pooled = _common(self.fine, mean_given(known, self.fine))
        self.restitution_pooled = _common(self.restitution, mean_given(known, self.restitution))
        self.alarm = NO_ALARM
        if found.follows:
            self.alarm = alarm(package, monitor, noise, common, expected)

    def perceived(self, awareness: float) -> Schedule:
        """What somebody of this awareness reckons with, by quarters of probation left."""
        return self._mixed(awareness, self.audit, self.fine, self.restitution, self.bar)

    def most_watched(self, awareness: float = 1.0) -> Watch:
        """The same in the context in which discovery is likeliest, whatever is known there."""
        at = np.unravel_index(np.argmax(self.rates), self.rates.shape)
        rate = np.full((1, len(self.chance)), self.rates[at])
        fine, restitution = (
            np.full(rate.shape, mean_given(self._found[at] * self.chance, each[at]))
            for each in (self._owed.fine, self._owed.restitution)
        )
        return self._mixed(awareness, rate, fine, restitution, np.array([self.bars[at]])).at(0)

    def _mixed(
        self, awareness: float, rate: Floats, fine: Floats, restitution: Floats, bar: Floats
    ) -> Schedule:
        """What is true, as somebody of this awareness perceives it."""
        mix, usual, floor = awareness, self.bar_pooled, self.bar_floor
        if mix == 1.0:
            return Schedule(rate, fine, restitution, self.chance, bar)
        mean = self.audit_pooled
        seen = np.where(rate == mean, rate, mix * rate + (1 - mix) * mean)
        pooled = np.divide((1 - mix) * mean, seen, np.zeros(seen.shape), where=seen > 0.0)
        blurred = mix * np.maximum(bar, floor) + (1 - mix) * max(usual, floor)
        nothing_to_know = (bar == usual) | (np.maximum(bar, usual) <= LOWEST_BAR)
        return Schedule(
            seen,
            fine + pooled * (self.fine_pooled - fine),
            restitution + pooled * (self.restitution_pooled - restitution),
            self.chance,
            np.where(nothing_to_know, bar, blurred),
        )

    def dues(self, pay: float) -> tuple[float, float, float]:
        """What base pays of fine, restitution and severance are worth that weighs ``pay`` so."""
        return pay, pay, pay * self.severance


def _given_discovery(rates: Floats, carried: Floats) -> Floats:
    """Means of what is carried, by (probation left, state), over the calendar's discoveries."""
    one = float(carried.flat[0])
    if bool((carried == one).all()) and (one == 0.0 or rates.min() > 0.0):  # nothing to weigh
        return np.full((rates.shape[0], rates.shape[2]), one)
    return np.array(
        [
            [mean_given(found, given) for found, given in zip(f.T, g.T, strict=True)]
            for f, g in zip(rates, carried, strict=True)
        ]
    )


def _mean_over_calendar(rates: Floats) -> Floats:
    """Means by (probation left, state); to the bit what it is where it is the same all year."""
    same: Floats = rates[:, 0]
    return np.where((rates == same[:, None]).all(axis=1), same, rates.mean(axis=1))


def _common(values: Floats, mean: float) -> float:
    """What all values are, to the bit, or else their mean."""
    first = float(values.flat[0])
    return first if bool((values == first).all()) else mean
