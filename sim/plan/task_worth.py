"""What tasks are worth to every kind of executive, besides what a report brings at once."""

from __future__ import annotations

import numpy as np

from agents.gambling import at_level
from agents.planning import clawback_lead, lead
from agents.response import Motives, pay_slope
from incentives.arrays import Floats, Ints
from sim.plan.pay.beliefs import ahead
from sim.plan.pay.deferral import by_horizon
from sim.plan.pay.linear import StraightPay
from sim.plan.pay_curves import PaySpan
from sim.plan.primitives import Setting
from sim.plan.profile import Conduct


class TaskWorth:
    """The worth of tasks in one round of the fixed point.

    Rows 0 to ``longest`` are for quarters of foresight. Row ``longest + 1 + n`` is for a seat that
    is known to end in ``n`` quarters, within foresight. Where pay depends on beliefs, or malus is
    at stake, a row for every quarter of tenure follows.

    Attributes:
        motives: Worth and burden by kind, row and task, with the curves of pay.
    """

    def __init__(self, setting: Setting, conduct: Conduct, pay: PaySpan) -> None:
        self._setting, self._pay = setting, pay
        self._longest = int(setting.foresight.max())
        self._first = 2 * (self._longest + 1)  # row of the first quarter of tenure
        market, kinds = setting.scenario.market, len(setting.goals)
        self._survival = (1 - market.poaching) * (1 - market.retirement)
        self._malus = np.zeros((kinds, setting.ages))  # (kinds, quarters of tenure)
        self._malus_mean = np.zeros(kinds)
        self._straight: list[StraightPay] = []
        shape = (kinds, self._first + setting.tenures, setting.technology.value.shape[0])
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
        for y in range(kinds):
            self._weigh(y, conduct)

    def turn(self, season: int) -> Floats:
        """(kinds, rows, tasks) what a known turn of the metrics adds to the worth of tasks."""
        return np.array(
            [
                paid.worth(y, goal.pay, season) - paid.worth(y, goal.pay, None)
                for y, (goal, paid) in enumerate(
                    zip(self._setting.goals, self._straight, strict=True)
                )
            ]
        )

    def burdened(self, y: int, first_only: bool) -> Motives:
        """Motives of kind ``y`` less malus.

        In plain rows the average one, or else that of the first quarter, and likewise in rows by
        tenure; in rows of known ends that of the quarter of tenure they belong to.
        """
        if not self._malus.any():
            return self.motives
        setting, plain = self._setting, self._longest + 1
        taint = np.zeros(self.motives.worth.shape[1])
        usual = self._malus[y, 0] if first_only else self._malus_mean[y]
        taint[:plain] = usual
        taint[2 * plain :] = usual - self._malus[y]  # it is in these rows already
        if setting.limit is not None:
            ages = np.maximum(setting.tenures - 1 - np.arange(plain), 0)
            taint[plain : 2 * plain] = self._malus[y, ages]
        worth = self.motives.worth.copy()
        worth[y] -= taint[:, None] * setting.exposed
        return self.motives._replace(worth=worth)

    def _weigh(self, y: int, conduct: Conduct) -> None:
        """Worth and burden of tasks to kind ``y``."""
        setting, first, longest = self._setting, self._first, self._longest
        motives, technology, goal = self.motives, setting.technology, setting.goals[y]
        maturing, market = setting.scenario.technology.maturing, setting.scenario.market
        hidden = 1 - technology.visible
        h, patience = int(setting.foresight[y]), float(setting.patience[y])
        # What matures later moves the metric, hence pay, and may be clawed back.
        vesting = setting.accounts.weights(y)
        curves = at_level.py_func(motives, self._pay.gambles, conduct.level_of(y))
        report_at = conduct.index[y] + setting.talent
        marginal = sum(
            vesting[i] * pay_slope.py_func(curves, y, i, report_at) for i in range(len(vesting))
        )
        leads, owed = self._leads(y)
        report = np.zeros(leads.size)  # worth of a report through beliefs, and audits it draws
        echo = np.zeros(leads.size)  # and of hidden value, through later reports
        row, horizon = ahead(h, longest, setting.tenures, setting.limit)
        leads[first:], owed[first:] = leads[row], owed[row]
        if setting.careers.paid:
            report[first:], echo[first:] = setting.careers.worth(
                by_horizon(market, setting.package, patience, horizon),
                patience * self._survival,
                maturing,
                horizon,
            )
            report *= goal.pay
            echo *= goal.pay
        report[:first] -= conduct.alarm[y]
        report[first:] -= conduct.alarm[y, row]
        weight = setting.scenario.metric.matured_weight
        later = weight * marginal * leads + weight * echo
        elsewhere = any(line is not None for line in self._pay.lines)
        if elsewhere:
            paid = self._pay_elsewhere(y, horizon)
            later += paid.matured(y, goal.pay) * leads
            self._straight.append(paid)
        back = later[:, None] * hidden + owed[:, None] * hidden * (technology.value < 0)
        image = goal.image(technology.value, setting.table["proxy"], technology.private)
        motives.worth[y] = image + back * technology.value
        motives.worth[y] += report[:, None] * technology.loading
        motives.worth[y] -= (later + owed)[:, None] * setting.table["borrowed"]
        motives.burden[y] = technology.curvature * np.maximum(goal.value + back, 0.0)
        if elsewhere:
            motives.worth[y] += paid.worth(y, goal.pay, None)
            motives.worth[y] -= paid.exposed(y, goal.pay, setting.owed)
            burden = technology.curvature * (goal.value + back) + paid.burden(y, goal.pay)
            motives.burden[y] = np.maximum(burden, 0.0)
        slopes = [
            max(pay_slope.py_func(curves, y, i, report_at), 0.0) for i in range(1, len(vesting))
        ]
        self._malus_mean[y] = setting.accounts.mean_malus[y] @ slopes
        self._malus[y] = slopes @ setting.accounts.malus[y]
        if setting.tenures:
            motives.worth[y, first:] -= self._malus[y][:, None] * setting.exposed

    def _leads(self, y: int) -> tuple[Floats, Floats]:
        """By row, the present worth of what matures, and of what is clawed back when it does."""
        setting, first, longest = self._setting, self._first, self._longest
        h, patience, pay = (
            int(setting.foresight[y]),
            float(setting.patience[y]),
            setting.goals[y].pay,
        )
        usual = (patience, self._survival, setting.scenario.technology.maturing, h)
        leads = np.zeros(first + setting.tenures)
        owed = np.zeros(first + setting.tenures)
        rows = np.minimum(np.arange(longest + 1), h)
        leads[:first] = np.tile(lead(*usual)[rows], 2)
        for claw in (scheme.clawback() for scheme in setting.package.schemes):
            if claw.rate > 0:
                terms = (*usual, claw.window, claw.recovery)
                known = [clawback_lead(*terms, int(n))[-1] for n in rows]
                owed[: longest + 1] += pay * claw.rate * clawback_lead(*terms)[rows]
                owed[longest + 1 : first] += pay * claw.rate * np.array(known)
        return leads, owed

    def _pay_elsewhere(self, y: int, horizon: Ints) -> StraightPay:
        """What kind ``y`` is paid on other metrics, by row; ``horizon``: by quarter of tenure."""
        setting, limit = self._setting, self._setting.limit
        plain = np.arange(self._longest + 1)
        ends = np.full(plain.size, -1)  # quarter of tenure that a known end belongs to
        if limit is not None:
            ends = np.maximum(limit - 1 - plain, 0)
        within = np.minimum(plain, int(setting.foresight[y]))
        return StraightPay(
            setting.pay_bases,
            self._pay.lines,
            setting.deferred,
            setting.accounts,
            setting.cycles,
            np.concatenate([within, within, horizon]),
            np.concatenate([np.full(plain.size, -1), ends, np.arange(setting.tenures)]),
            float(setting.patience[y]) * self._survival,
        )
