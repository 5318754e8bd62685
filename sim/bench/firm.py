"""A firm and its board, as a plain Mesa agent."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

import mesa

from sim.bench.decide import best_response, normal_cdf
from sim.bench.executive import PlainExecutive, Tenure
from sim.bench.terms import Terms
from sim.quarter.ledger import Counts, Ledger
from sim.quarter.state import ACCUSED, ACQUIRED, DETECTED, DISMISSED, POACHED, RETIRED, RUNNING

Release = Callable[[PlainExecutive, bool], None]
"""What becomes of somebody who leaves a seat, and whether they stay in the market."""


class PlainFirm(mesa.Agent):  # type: ignore[misc]
    """A firm with a board. Filters here reject nobody, so the seat is taken in every quarter."""

    def __init__(
        self, model: mesa.Model, release: Release, size: float, base_pay: float, impact: float
    ) -> None:
        super().__init__(model)
        self.release = release
        self.size, self.base_pay, self.impact = size, base_pay, impact
        self.vacant, self.waits = True, 0
        self.former: list[Tenure] = []
        self.restated: list[Tenure] = []
        self.own_benefit = self.own_harm = self.old_benefit = self.old_harm = 0.0
        self.unvested = self.reach = 0.0
        self.fine_due = self.gaming_due = self.filter_due = 0.0
        self.metric = 0.0

    def seat(
        self, executive: PlainExecutive, belief: float, start: int, age: int, lift: float
    ) -> None:
        """Somebody takes the vacant seat; the first quarter in it is ``start``."""
        self.vacant = False
        self.executive = executive
        executive.employer = self
        executive.seats += 1
        self.belief = belief
        self.age = age
        self.tenure = Tenure(executive, start - age, lift)

    # Steps 2 to 4 -------------------------------------------------------------------------------

    def decide(self, terms: Terms, season: int, expected: float) -> None:
        """The executive's efforts, and the risk of dismissal at the board's bar."""
        executive = self.executive
        kind = terms.kinds[executive.kind]
        age, belief = self.age, self.belief
        reports = self.tenure.quarters
        gains = terms.gains
        gain = gains[reports] if reports < len(gains) else gains[-1]
        on_probation = age < terms.probation
        bar = terms.bars[on_probation]
        carried = (
            terms.matured_weight
            * terms.maturing
            * (self.own_benefit + self.old_benefit - self.own_harm - self.old_harm)
        )
        centre = expected + belief
        spread = gain * terms.noise

        row, phase = kind.foresight, age % terms.cliff
        vests_now = phase == terms.cliff - 1
        if terms.tenure_limit:
            last = max(terms.tenure_limit - 1 - age, 0)
            if last < row:
                row = terms.retirement_row + last
            phase = min(age, terms.tenure_limit - 1)
        left = max(terms.probation - age - 1, 0)
        if executive.outlook != (terms, row, left):
            executive.look_ahead(terms, row, left)

        if kind.rule is not None:
            efforts, index, detection = executive.habit
        else:
            worth = kind.vesting[phase]
            seat = executive.seat_value
            if not vests_now and self.unvested > 0.0:
                seat += kind.pay * worth * self.unvested
            slope = kind.cash_slope + worth * kind.deferred_slope
            aware = kind.awareness
            feared = bar
            usual, floor = terms.bar_pooled, terms.bar_floor
            if aware < 1.0 and bar != usual:
                feared = aware * max(bar, floor) + (1.0 - aware) * max(usual, floor)
            stake = kind.fine + terms.detection_dismisses * seat
            if terms.false_positive > 0.0:  # the guilty are spared what the innocent may suffer
                wronged = kind.foresees * terms.accused_cost + terms.accused_dismissed * seat
                stake = max(stake - terms.false_positive * wronged, 0.0)
            pooled = (1.0 - aware) * terms.audit_pooled
            standing = seat if gain > 0.0 else 0.0
            shift = 0.0
            if standing > 0.0:
                shift = (feared - belief) / spread + (centre - carried) / terms.noise
            price = (aware * terms.audit_rates[on_probation][season] + pooled) * stake
            efforts, index, detection = best_response(
                executive.tasks, slope, price, standing, shift, terms.noise
            )
            if reports in (0, terms.probation) and aware * (terms.watched - terms.unwatched) > 0:
                values = []
                for rate in (terms.watched, terms.unwatched):
                    price = (aware * rate + pooled) * stake
                    other, _, _ = best_response(
                        executive.tasks, slope, price, standing, shift, terms.noise
                    )
                    values.append(true_value(terms, executive.ability, other))
                self.tenure.withheld = (values[0] - values[1]) * self.impact / self.base_pay
        self.efforts, self.index, self.detection = efforts, index, detection
        self.risk = 0.0
        if gain > 0.0:
            self.risk = normal_cdf((bar - belief - gain * (index + carried - centre)) / spread)

    def report(self, terms: Terms, noise: float, luck: float, shock: float) -> None:
        """Old consequences mature, new ones join them, and the firm reports."""
        ability, impact, pay = self.executive.ability, self.impact, self.base_pay
        rate = terms.maturing
        before = self.own_benefit + self.old_benefit - self.own_harm - self.old_harm
        matured = rate * before
        self.surfaced = rate * self.own_harm
        kept = 1.0 - rate
        accrual = visible = benefit = harm = private = effort = loss = 0.0
        for a, task in zip(self.efforts, terms.tasks, strict=True):
            spent = a - task.intrinsic
            effort += 0.5 * task.cost * spent * spent
            if a == 0.0:
                continue
            z = ability * a
            v = task.value * z - 0.5 * task.curvature * z * z
            accrual += v
            seen = task.visible * v
            visible += seen
            if v >= 0.0:
                benefit += v - seen
            else:
                harm -= v - seen
                loss -= v
            private += task.private * z
        self.own_benefit = self.own_benefit * kept + benefit
        self.old_benefit *= kept
        self.own_harm = self.own_harm * kept + harm
        self.old_harm *= kept
        after = self.own_benefit + self.old_benefit - self.own_harm - self.old_harm
        tenure = self.tenure
        self.metric = metric = (
            self.index
            + terms.matured_weight * matured
            + terms.common_noise * shock
            + terms.noise * noise
        )
        self.accrual = accrual * impact
        self.luck = terms.luck * luck * impact
        self.realised = (visible + matured) * impact + self.luck
        self.d_pending = (after - before) * impact
        self.private = private * pay
        self.effort = effort * pay
        self.waste = max(loss * impact - self.private, 0.0)
        tenure.quarters += 1
        tenure.accrual += self.accrual
        tenure.metric += metric
        tenure.harm += harm

    # Steps 5 to 9 -------------------------------------------------------------------------------

    def stand_vacant(self, terms: Terms, luck: float) -> None:
        """Nobody acts or reports; old consequences mature."""
        rate, kept = terms.maturing, 1.0 - terms.maturing
        before = self.old_benefit - self.old_harm
        self.old_benefit *= kept
        self.old_harm *= kept
        self.luck = terms.luck * luck * self.impact
        self.realised = rate * before * self.impact + self.luck
        self.d_pending = -rate * before * self.impact

    def settle_vacant(self, terms: Terms, quarter: int) -> tuple[float, ...]:
        """What falls due all the same; returns the books, columns as ``SERIES``."""
        pay, impact = self.base_pay, self.impact
        books = Ledger(**dict.fromkeys(Ledger._fields, 0.0))._replace(
            luck=self.luck,
            realised=self.realised,
            d_pending=self.d_pending,
            clawback=self.charge_former(terms, quarter) * pay,
            fines=self.fine_due,
            governance=(terms.oversight_cost + self.filter_due) * pay,
            gaming=self.gaming_due * pay,
        )
        self.fine_due = self.filter_due = self.gaming_due = 0.0
        self.restate(terms, quarter)
        counts = Counts(**dict.fromkeys(Counts._fields, 0.0))._replace(
            pending_benefit=self.old_benefit * impact, pending_harm=self.old_harm * impact
        )
        return (*books, *counts)

    def settle(
        self,
        terms: Terms,
        quarter: int,
        reference: float,
        lot: float,
        audit_lot: float,
    ) -> tuple[float, ...]:
        """Pay, belief, audit, exit; returns the books, columns as ``SERIES``."""
        pay, tenure = self.base_pay, self.tenure
        before = self.unvested
        self._pay(terms)
        clawback = self.clawed + self.charge_former(terms, quarter)
        self._learn(terms, reference)
        fines, self.fine_due = self.fine_due, 0.0
        self.defence = 0.0
        self.restate(terms, quarter)
        audited, reason = self._judge(terms, quarter, lot, audit_lot)
        if reason != RUNNING:
            self.leave(terms, quarter, reason, lot)
        tenure.paid += (terms.base_pay + self.vested) * pay
        governance = terms.oversight_cost + self.filter_due
        if audited:
            governance += terms.audit_cost
        gaming = self.gaming_due * pay
        self.filter_due = self.gaming_due = 0.0
        self.age += 1
        impact = self.impact
        books = Ledger(
            accrual=self.accrual,
            luck=self.luck,
            realised=self.realised,
            d_pending=self.d_pending,
            paid=(terms.base_pay + self.vested) * pay,
            clawback=clawback * pay,
            fines=fines,
            governance=governance * pay,
            granted=self.granted * pay,
            vested=self.vested * pay,
            forfeited=self.forfeited * pay,
            d_deferred=(self.unvested - before) * pay,
            private=self.private,
            effort=self.effort,
            gaming=gaming,
            defence=self.defence,
            outside=terms.outside * pay,
            waste=self.waste,
        )
        counts = Counts(
            metric=self.metric,
            value=self.accrual / impact if impact > 0.0 else 0.0,
            pending_benefit=(self.own_benefit + self.old_benefit) * impact,
            pending_harm=(self.own_harm + self.old_harm) * impact,
            seats=1.0,
            exits=0.0 if reason == RUNNING else 1.0,
        )
        return (*books, *counts)

    def _pay(self, terms: Terms) -> None:
        """Awards, malus, clawback from the incumbent, vesting; all in base pays of the firm."""
        award = terms.deferred_slope * self.metric
        cash = terms.slope * self.metric
        self.granted = cash + award
        unvested = self.unvested + terms.deferred * award
        now = (1.0 - terms.deferred) * award
        self.forfeited = self.clawed = 0.0
        claim = terms.claw_rate * self.surfaced
        if claim > 0.0:
            malus = min(claim, max(unvested, 0.0))
            unvested -= malus
            charged = min(claim - malus, max(self.reach, 0.0))
            self.reach -= charged
            self.forfeited, self.clawed = malus, charged
            self.tenure.clawed += (malus + charged) * self.base_pay
        if (self.age + 1) % terms.cliff == 0:
            now += unvested
            unvested = 0.0
        self.unvested = unvested
        if terms.claw_rate > 0.0:
            self.reach += now
        self.vested = cash + now

    def charge_former(self, terms: Terms, quarter: int) -> float:
        """Clawback from former executives, latest first, while the window is open; base pays."""
        total = 0.0
        for tenure in reversed(self.former):
            if quarter - tenure.end > terms.window:
                break
            surfaced = terms.maturing * tenure.pending_harm
            tenure.pending_harm -= surfaced
            claim = terms.claw_rate * terms.recovery * surfaced
            cash = min(claim, max(tenure.reach, 0.0))
            tenure.reach -= cash
            tenure.clawed += cash * self.base_pay
            total += cash
        return total

    def restate(self, terms: Terms, quarter: int) -> None:
        """What is found of former executives, who owe a fine in the next quarter."""
        if terms.found_after_exit <= 0.0:
            return
        for tenure in reversed(self.former):
            late = quarter - tenure.end
            if late > terms.restated_window:
                break
            hidden = tenure.left_harm * (1.0 - terms.maturing) ** late
            known = tenure.exit == DETECTED or any(tenure is other for other in self.restated)
            if known or self.random.random() >= terms.found_after_exit * min(hidden, 1.0):
                continue
            self.restated.append(tenure)
            self.fine_due += terms.restated_fine * self.base_pay

    def _learn(self, terms: Terms, reference: float) -> None:
        """The board's belief after the report, relative to all firms."""
        gains, reports = terms.gains, self.tenure.quarters - 1  # before this one
        gain = gains[reports] if reports < len(gains) else gains[-1]
        self.belief += gain * (self.metric - reference - self.belief)

    def _judge(self, terms: Terms, quarter: int, lot: float, audit_lot: float) -> tuple[bool, int]:
        """Whether there was an audit, and why the executive leaves, if so."""
        age = self.age
        on_probation = age < terms.probation
        if self.belief < terms.bars[on_probation]:
            return False, DISMISSED
        rate = terms.audit_rates[on_probation][quarter % 4]
        chance = rate / max(1.0 - self.risk, 1e-9)  # of an audit, given no dismissal
        audited = audit_lot < chance
        found = min(1.0, self.detection)
        if audited and audit_lot < chance * found:
            self.tenure.detections += 1
            self.fine_due = terms.fine * self.base_pay
            if audit_lot < terms.detection_dismisses * chance * found:
                return True, DETECTED
        elif audited:  # the lot is uniform over what is left
            share = (audit_lot / chance - found) / (1.0 - found)
            if share < terms.false_positive:
                self.tenure.accusations += 1
                self.defence = terms.accused_cost * self.base_pay
                self.filter_due += terms.accusation_cost
                if share < terms.false_positive * terms.accused_dismissed:
                    return True, ACCUSED
        old = quarter + 1 - self.executive.born >= terms.retires_at
        if old or 0 < terms.tenure_limit <= age + 1:
            return audited, RETIRED
        poached = terms.poaching
        if poached > 0.0:
            poached = min(poached * exp(terms.poaching_slope * self.belief), 0.5)
        if lot < poached:
            return audited, POACHED
        if lot < poached + terms.retirement:
            return audited, RETIRED
        return (
            audited,
            ACQUIRED if lot < poached + terms.retirement + terms.acquisition else RUNNING,
        )

    def leave(self, terms: Terms, quarter: int, reason: int, lot: float) -> None:
        """The executive leaves; accounts are settled and the records closed."""
        executive, tenure = self.executive, self.tenure
        if reason in (RETIRED, ACQUIRED):  # a good leaver keeps the account
            self.vested += self.unvested
            if terms.claw_rate > 0.0:
                self.reach += self.unvested
        else:
            self.forfeited += self.unvested
        self.unvested = 0.0
        tenure.end, tenure.exit, tenure.announced = quarter, reason, reason
        tenure.left_harm = tenure.pending_harm = self.own_harm
        tenure.reach = self.reach
        self.former.append(tenure)
        self.old_benefit += self.own_benefit
        self.old_harm += self.own_harm
        self.own_benefit = self.own_harm = self.reach = 0.0
        self.vacant, self.waits = True, terms.interim
        executive.reputation = self.belief
        stays = reason in (POACHED, DISMISSED, ACQUIRED) or (
            reason in (DETECTED, ACCUSED) and lot < terms.detected_return
        )
        self.release(executive, stays)


def true_value(terms: Terms, ability: float, efforts: list[float]) -> float:
    """True value of efforts per unit of impact."""
    total = 0.0
    for a, task in zip(efforts, terms.tasks, strict=True):
        z = ability * a
        total += task.value * z - 0.5 * task.curvature * z * z
    return total
