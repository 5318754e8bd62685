"""What tasks are worth to every kind of executive, besides what a report brings at once."""

from __future__ import annotations

import numpy as np

from agents.gambling import at_level
from agents.planning import clawback_lead, lead
from agents.problem import Motives, pay_slopes
from incentives.arrays import Floats, Ints
from sim.plan.pay.beliefs import ahead
from sim.plan.pay.deferral import by_horizon
from sim.plan.pay.linear import LinearPay
from sim.plan.pay_curves import PayCurves
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile


class TaskWorth:
    """The worth of tasks in one round of the fixed point.

    Rows 0 to ``longest`` are for quarters of foresight. Row ``longest + 1 + n`` is for a seat that
    is known to end in ``n`` quarters, within foresight. Where pay depends on beliefs, or malus is
    at stake, a row for every quarter of tenure follows.

    Attributes:
        motives: Worth and burden by kind, row and task, with the curves of pay.
    """

    def __init__(self, primitives: Primitives, profile: Profile, pay: PayCurves) -> None:
        self._primitives, self._pay = primitives, pay
        self._longest = int(primitives.foresight.max())
        self._first = 2 * (self._longest + 1)  # row of the first quarter of tenure
        market, kinds = primitives.scenario.market, len(primitives.goals)
        self._survival = (1 - market.poaching) * (1 - market.retirement)
        self._malus = np.zeros((kinds, primitives.ages))  # (kinds, quarters of tenure)
        self._malus_mean = np.zeros(kinds)
        self._linear: list[LinearPay] = []
        shape = (kinds, self._first + primitives.tenures, primitives.technology.value.shape[0])
        self.motives = Motives(
            np.zeros(shape),
            np.zeros(shape),
            pay.value,
            pay.slope,
            pay.slope.min(axis=2),
            pay.slope.max(axis=2),
            pay.start,
            pay.step,
            pay.value.shape[2] - 1,
        )
        for kind in range(kinds):
            self._weigh(kind, profile)

    def turn(self, season: int) -> Floats:
        """(kinds, rows, tasks) what a known turn of the metrics adds to the worth of tasks."""
        return np.array(
            [
                paid.worth(kind, goal.pay, season) - paid.worth(kind, goal.pay, None)
                for kind, (goal, paid) in enumerate(
                    zip(self._primitives.goals, self._linear, strict=True)
                )
            ]
        )

    def burdened(self, first_only: bool) -> Motives:
        """Motives less malus.

        In plain rows the average one, or else that of the first quarter, and likewise in rows by
        tenure; in rows of known ends that of the quarter of tenure they belong to.
        """
        if not self._malus.any():
            return self.motives
        primitives, plain = self._primitives, self._longest + 1
        taint = np.zeros(self.motives.worth.shape[:2])
        usual = (self._malus[:, 0] if first_only else self._malus_mean)[:, None]
        taint[:, :plain] = usual
        taint[:, 2 * plain :] = usual - self._malus  # it is in these rows already
        if primitives.limit is not None:
            ages = np.maximum(primitives.tenures - 1 - np.arange(plain), 0)
            taint[:, plain : 2 * plain] = self._malus[:, ages]
        worth = self.motives.worth - taint[:, :, None] * primitives.exposed
        return self.motives._replace(worth=worth)

    def _weigh(self, kind: int, profile: Profile) -> None:
        """Worth and burden of tasks to ``kind``."""
        primitives, first, longest = self._primitives, self._first, self._longest
        motives, technology, goal = self.motives, primitives.technology, primitives.goals[kind]
        maturing, market = primitives.scenario.technology.maturing, primitives.scenario.market
        hidden = 1 - technology.visible
        h, patience = int(primitives.foresight[kind]), float(primitives.patience[kind])
        # What matures later moves the metric, hence pay, and may be clawed back.
        vesting = primitives.accounts.weights(kind)
        curves = at_level.py_func(motives, self._pay.gambles, profile.level_of(kind))
        report_at = profile.index[kind] + primitives.talent
        marginal = sum(
            vesting[i] * pay_slopes.py_func(curves, kind, i, report_at)[0]
            for i in range(len(vesting))
        )
        leads, owed = self._leads(kind)
        report = np.zeros(leads.size)  # worth of a report through beliefs, and audits it draws
        echo = np.zeros(leads.size)  # and of hidden value, through later reports
        row, horizon = ahead(h, longest, primitives.tenures, primitives.limit)
        leads[first:], owed[first:] = leads[row], owed[row]
        if primitives.careers.paid:
            report[first:], echo[first:] = primitives.careers.worth(
                by_horizon(market, primitives.package, patience, horizon),
                patience * self._survival,
                maturing,
                horizon,
            )
            report *= goal.pay
            echo *= goal.pay
        report[:first] -= profile.alarm[kind]
        report[first:] -= profile.alarm[kind, row]
        weight = primitives.scenario.metric.matured_weight
        later = weight * marginal * leads + weight * echo
        elsewhere = any(line is not None for line in self._pay.lines)
        if elsewhere:
            paid = self._pay_elsewhere(kind, horizon)
            later += paid.matured(kind, goal.pay) * leads
            self._linear.append(paid)
        back = later[:, None] * hidden + owed[:, None] * hidden * (technology.value < 0)
        image = goal.image(technology.value, primitives.table["proxy"], technology.private)
        motives.worth[kind] = image + back * technology.value
        motives.worth[kind] += report[:, None] * technology.loading
        motives.worth[kind] -= (later + owed)[:, None] * primitives.table["borrowed"]
        motives.burden[kind] = technology.curvature * np.maximum(goal.value + back, 0.0)
        if elsewhere:
            motives.worth[kind] += paid.worth(kind, goal.pay, None)
            motives.worth[kind] -= paid.exposed(kind, goal.pay, primitives.owed)
            burden = technology.curvature * (goal.value + back) + paid.burden(kind, goal.pay)
            motives.burden[kind] = np.maximum(burden, 0.0)
        slopes = [
            max(pay_slopes.py_func(curves, kind, i, report_at)[0], 0.0)
            for i in range(1, len(vesting))
        ]
        self._malus_mean[kind] = primitives.accounts.mean_malus[kind] @ slopes
        self._malus[kind] = slopes @ primitives.accounts.malus[kind]
        if primitives.tenures:
            motives.worth[kind, first:] -= self._malus[kind][:, None] * primitives.exposed

    def _leads(self, kind: int) -> tuple[Floats, Floats]:
        """By row, the present worth of what matures, and of what is clawed back when it does."""
        if kind in self._primitives.leads:
            leads, owed = self._primitives.leads[kind]
            return leads.copy(), owed.copy()
        primitives, first, longest = self._primitives, self._first, self._longest
        h, patience, pay = (
            int(primitives.foresight[kind]),
            float(primitives.patience[kind]),
            primitives.goals[kind].pay,
        )
        usual = (patience, self._survival, primitives.scenario.technology.maturing, h)
        leads = np.zeros(first + primitives.tenures)
        owed = np.zeros(first + primitives.tenures)
        rows = np.minimum(np.arange(longest + 1), h)
        leads[:first] = np.tile(lead(*usual)[rows], 2)
        for claw in (scheme.clawback() for scheme in primitives.package.schemes):
            if claw.rate > 0:
                terms = (*usual, claw.window, claw.recovery)
                known = [clawback_lead(*terms, int(n))[-1] for n in rows]
                owed[: longest + 1] += pay * claw.rate * clawback_lead(*terms)[rows]
                owed[longest + 1 : first] += pay * claw.rate * np.array(known)
        primitives.leads[kind] = leads.copy(), owed.copy()
        return leads, owed

    def _pay_elsewhere(self, kind: int, horizon: Ints) -> LinearPay:
        """What ``kind`` is paid on other metrics, by row; ``horizon``: by quarter of tenure."""
        primitives, limit = self._primitives, self._primitives.limit
        plain = np.arange(self._longest + 1)
        ends = np.full(plain.size, -1)  # quarter of tenure that a known end belongs to
        if limit is not None:
            ends = np.maximum(limit - 1 - plain, 0)
        within = np.minimum(plain, int(primitives.foresight[kind]))
        return LinearPay(
            primitives.pay_bases,
            self._pay.lines,
            primitives.deferred,
            primitives.accounts,
            primitives.cycles,
            np.concatenate([within, within, horizon]),
            np.concatenate([np.full(plain.size, -1), ends, np.arange(primitives.tenures)]),
            float(primitives.patience[kind]) * self._survival,
        )
