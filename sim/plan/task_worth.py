"""What tasks are worth to every kind of executive, besides what a report brings at once."""

from __future__ import annotations

import numpy as np

from agents.planning import clawback_lead, lead, restated_lead
from agents.problem import Motives
from incentives.arrays import Floats, Ints
from sim.plan.pay.beliefs import ahead
from sim.plan.pay.deferral import by_horizon
from sim.plan.pay.linear import LinearPay
from sim.plan.pay_curves import PayCurves
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.task_weights import TaskConstants, Weighed, weigh_tasks


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
        enforcement = primitives.enforcement  # of the innocent
        wrongly_out = enforcement.accused * enforcement.verdicts.accused
        self._survival = market.staying() * (1.0 - wrongly_out)
        self._malus: Floats | None = None  # (kinds, quarters of tenure)
        self._malus_mean = np.zeros(kinds)
        self._linear: list[LinearPay] = []
        if "tasks" not in primitives.shared:
            primitives.shared["tasks"] = self._look_ahead()
        known, horizon = primitives.shared["tasks"]
        self._known: TaskConstants = known
        self._horizon: list[Ints] = horizon  # per kind, (tenures,) quarters that are looked ahead
        self._weigh(profile)

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
        malus = self._malus
        if malus is None or not malus.any():
            return self.motives
        primitives, plain = self._primitives, self._longest + 1
        taint = np.zeros(self.motives.worth.shape[:2])
        usual = (malus[:, 0] if first_only else self._malus_mean)[:, None]
        taint[:, :plain] = usual
        taint[:, 2 * plain :] = usual - malus  # it is in these rows already
        if primitives.limit is not None:
            ages = np.maximum(primitives.tenures - 1 - np.arange(plain), 0)
            taint[:, plain : 2 * plain] = malus[:, ages]
        worth = self.motives.worth - taint[:, :, None] * primitives.exposed
        return self.motives._replace(worth=worth)

    def _weigh(self, profile: Profile) -> None:
        """Worth and burden of tasks to all kinds."""
        primitives, pay, known = self._primitives, self._pay, self._known
        technology, first = primitives.technology, self._first
        kinds, rows = known.report.shape
        report = known.report.copy()
        report[:, :first] -= profile.alarm
        for kind, horizon in enumerate(self._horizon):
            if horizon.size:
                row, _ = self._tenured(kind)
                report[kind, first:] -= profile.alarm[kind, row]
        level = np.zeros(kinds, dtype=np.int64)  # of risk, that each kind takes
        if pay.gambles.sd.size:
            level[:] = [profile.level_of(kind) for kind in range(kinds)]
        found = Weighed(np.empty(known.weights.shape), np.zeros((kinds, rows)))
        elsewhere = any(line is not None for line in pay.lines)
        if elsewhere:
            for kind, goal in enumerate(primitives.goals):
                paid = self._pay_elsewhere(kind, self._horizon[kind])
                found.later[kind] = paid.matured(kind, goal.pay) * known.leads[kind]
                self._linear.append(paid)
        last = pay.value.shape[2] - 1
        curves = (pay.value, pay.slope, pay.low, pay.high, pay.start, pay.step, last)
        worth, burden = np.empty((2, kinds, rows, technology.value.size))
        self.motives = Motives(worth, burden, *curves)
        reported = profile.index + primitives.talent
        given = (known, technology, pay.gambles, level, reported, report)
        weigh_tasks(*given, self.motives, found)
        if elsewhere:
            hidden = 1 - technology.visible
            harmful = hidden * (technology.value < 0)
            for kind, (goal, paid) in enumerate(zip(primitives.goals, self._linear, strict=True)):
                worth[kind] += paid.worth(kind, goal.pay, None)
                worth[kind] -= paid.exposed(kind, goal.pay, primitives.owed)
                back = found.later[kind, :, None] * hidden + known.owed[kind, :, None] * harmful
                own = technology.curvature * (goal.value + back)
                burden[kind] = np.maximum(own + paid.burden(kind, goal.pay), 0.0)
        if primitives.takes_back:
            self._take_back(np.maximum(found.slopes[:, 1:], 0.0), worth)

    def _take_back(self, slopes: Floats, worth: Floats) -> None:
        """What malus takes; ``slopes``, (kinds, schemes): what a unit of the report pays later."""
        primitives, accounts = self._primitives, self._primitives.accounts
        self._malus = np.zeros((len(slopes), primitives.ages))
        for kind, own in enumerate(slopes):
            self._malus_mean[kind] = accounts.mean_malus[kind] @ own
            self._malus[kind] = own @ accounts.malus[kind]
            if primitives.tenures:
                worth[kind, self._first :] -= self._malus[kind][:, None] * primitives.exposed

    def _look_ahead(self) -> tuple[TaskConstants, list[Ints]]:
        """What does not change from round to round."""
        primitives, first = self._primitives, self._first
        technology, goals = primitives.technology, primitives.goals
        maturing, market = primitives.scenario.technology.maturing, primitives.scenario.market
        shape = (len(goals), first + primitives.tenures)
        leads, owed, report, echo = np.zeros((4, *shape))
        horizons = []
        for kind, goal in enumerate(goals):
            leads[kind], owed[kind] = self._leads(kind)
            row, horizon = self._tenured(kind)
            horizons.append(horizon)
            leads[kind, first:], owed[kind, first:] = leads[kind, row], owed[kind, row]
            if primitives.careers.paid:
                patience = float(primitives.patience[kind])
                report[kind, first:], echo[kind, first:] = primitives.careers.worth(
                    by_horizon(market, primitives.package, patience, horizon),
                    patience * self._survival,
                    maturing,
                    horizon,
                )
                report[kind] *= goal.pay
                echo[kind] *= goal.pay
        proxy = primitives.table["proxy"]
        image = [goal.image(technology.value, proxy, technology.private) for goal in goals]
        weights = [primitives.accounts.weights(kind) for kind in range(len(goals))]
        value = np.array([goal.value for goal in goals])
        constants = TaskConstants(
            leads,
            owed,
            report,
            echo,
            np.array(weights),
            np.array(image),
            value,
            primitives.table["borrowed"],
            primitives.scenario.metric.matured_weight,
        )
        return constants, horizons

    def _tenured(self, kind: int) -> tuple[Ints, Ints]:
        """By quarter of tenure, which row it is like, and quarters that are looked ahead."""
        primitives, foresight = self._primitives, int(self._primitives.foresight[kind])
        return ahead(foresight, self._longest, primitives.tenures, primitives.limit)

    def _leads(self, kind: int) -> tuple[Floats, Floats]:
        """By row, the present worth of what matures, and of what is clawed back when it does."""
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
        market, known_ends = primitives.scenario.market, slice(longest + 1, first)
        if market.found_after_exit > 0.0:
            per = pay * market.found_after_exit * market.restated_fine
            window = market.restated_window
            known = [restated_lead(*usual, window, int(n))[-1] for n in rows]
            owed[: longest + 1] += per * restated_lead(*usual, window)[rows]
            owed[known_ends] += per * np.array(known)
        for claw in (scheme.clawback() for scheme in primitives.package.schemes):
            if claw.rate > 0:
                terms = (*usual, claw.window, claw.recovery)
                known = [clawback_lead(*terms, int(n))[-1] for n in rows]
                owed[: longest + 1] += pay * claw.rate * clawback_lead(*terms)[rows]
                owed[known_ends] += pay * claw.rate * np.array(known)
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
