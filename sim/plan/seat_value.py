"""What a seat is worth to every kind of executive, and how it responds in one.

Small kernels are called as plain Python (``py_func``) where loading them would take longer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.planning import (
    Flow,
    Watch,
    continuation,
    interpolate,
    known_end,
    look_ahead,
)
from agents.problem import Beliefs, Motives, Problem, Stakes, TaskTable
from agents.search import ROWS
from agents.solver import GENERAL
from incentives.arrays import Floats
from sim.plan.pay_curves import PayCurves
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.task_worth import TaskWorth


class QuarterTerms(NamedTuple):
    """What a quarter in a seat is about, but for oversight.

    Attributes:
        problem: Who chooses, and what for; ``stakes``: what may be lost.
        beliefs: Of the board.
    """

    problem: Problem
    stakes: Stakes
    beliefs: Beliefs


class SeatValues:
    """The worth of seats in one round of the fixed point, and everything it was solved from.

    Attributes:
        primitives, profile, pay, tasks: What it was solved from; ``profile`` moves on.
        solver: Number of the solver of responses; ``form``: of effort's cost and detection.
        value: (kinds, foresight, probation left, abilities); ``end``, of seats with a known end:
            (kinds, quarters left, abilities).
        entry: (kinds, abilities) at hiring; ``choice``: what contracts are compared by.

    Args:
        primitives, profile, pay, tasks, solver: See above.
        everybody: Whether for all abilities, or else for the mean one of each kind.
    """

    def __init__(
        self,
        primitives: Primitives,
        profile: Profile,
        pay: PayCurves,
        tasks: TaskWorth,
        solver: int,
        everybody: bool,
    ) -> None:
        self.primitives, self.profile, self.pay, self.tasks = primitives, profile, pay, tasks
        self.solver = solver
        self.form = primitives.form._replace(general=int(solver == GENERAL))
        kinds, longest = len(primitives.names), int(primitives.foresight.max())
        count = len(primitives.theta) if everybody else 1
        self.value = np.zeros((kinds, longest + 1, primitives.enforcement.probation + 1, count))
        self.end = np.zeros((kinds, longest + 1, count))
        self.entry = np.zeros((kinds, count))
        self.choice = self.entry.copy()
        for kind in range(kinds):
            self._continue(
                kind, primitives.theta if everybody else primitives.ability[kind : kind + 1]
            )

    def respond(
        self, kind: int, theta: float, watch: Watch, tenure: int | None = None
    ) -> tuple[Floats, float, float]:
        """Mean efforts, metric index and added variance of ``kind``.

        In a settled seat, or in a quarter of tenure.

        Args:
            kind: Number of the kind, of ability ``theta``.
            watch: How it is perceived to be watched.
            tenure: Quarters before; left out: so many that nothing changes any more.
        """
        effort, _, index, variance = self.best(kind, theta, watch, tenure)
        return effort, index, variance

    def best(
        self, kind: int, theta: float, watch: Watch, tenure: int | None = None
    ) -> tuple[Floats, float, float, float]:
        """The same with expected utility in second place."""
        return self._look_ahead(self.terms(kind, theta, tenure), watch)

    def at_abilities(self, kind: int, watch: Watch) -> Callable[[float], tuple[Floats, float]]:
        """Mean efforts and metric index of settled executives of ``kind``, by ability.

        As from :meth:`respond`, but what does not depend on ability is looked up once; the array
        of efforts is always the same.
        """
        usual = self.terms(kind, float(self.primitives.ability[kind]))
        tasks = usual.problem.technology.value.size
        scratch, effort = np.zeros((ROWS + tasks, tasks)), np.zeros((1 + len(watch.chance), tasks))
        mean, worth = effort[0], self.value[kind, int(self.primitives.foresight[kind]), 0]

        def at(theta: float) -> tuple[Floats, float]:
            _, index, _ = look_ahead(
                usual.problem._replace(theta=theta),
                self.pay.gambles,
                usual.stakes._replace(seat=self._kept(kind, worth, theta)),
                watch,
                usual.beliefs,
                scratch,
                effort,
            )
            return mean, index

        return at

    def terms(self, kind: int, theta: float, tenure: int | None = None) -> QuarterTerms:
        """What a quarter is about to ``kind``; arguments as for :meth:`respond`."""
        primitives, probation = self.primitives, self.primitives.enforcement.probation
        horizon, limit = int(primitives.foresight[kind]), primitives.limit
        age, row, worth = probation + 4, horizon, self.value[kind, horizon, 0]
        motives, technology = self.tasks.motives, primitives.technology
        weights = primitives.accounts.weights(kind)
        if tenure is None:
            motives = self.tasks.burdened(kind, first_only=False)
        else:
            age, worth = tenure, self.value[kind, horizon, max(probation - tenure - 1, 0)]
            last = horizon if limit is None else max(limit - 1 - tenure, 0)
            if last < horizon:
                row, worth = self.value.shape[1] + last, self.end[kind, last]
            if tenure == 0 or limit is not None:
                weights = primitives.accounts.weights(kind, tenure)
            technology = primitives.at_first if tenure == 0 else technology
        if primitives.tenures and (primitives.careers.paid or tenure is not None):
            row = motives.worth.shape[1] - 1 - max(primitives.tenures - 1 - age, 0)
        dues = primitives.enforcement.dues(primitives.goals[kind].pay if horizon > 0 else 0.0)
        return QuarterTerms(
            self._problem(kind, theta, row, motives, technology, weights),
            Stakes(self._kept(kind, worth, theta), *dues),
            self._beliefs(primitives.gain_at(age)),
        )

    def _kept(self, kind: int, worth: Floats, theta: float) -> float:
        """What a seat of that ``worth``, by ability, is worth from the next quarter on."""
        primitives = self.primitives
        if primitives.foresight[kind] == 0:
            return 0.0
        step = primitives.theta_step if self.value.shape[3] > 1 else 0.0
        kept = primitives.patience[kind] * (1 - primitives.scenario.market.retirement)
        return float(kept * interpolate.py_func(worth, primitives.theta[0], step, theta))

    def _problem(
        self,
        kind: int,
        theta: float,
        row: int,
        motives: Motives,
        technology: TaskTable,
        weights: Floats,
    ) -> Problem:
        talent = self.primitives.talent
        return Problem(theta, kind, row, motives, technology, self.form, weights, talent)

    def _beliefs(self, gain: float) -> Beliefs:
        """Of a board that thinks of an executive what it thinks of all."""
        mean = self.primitives.scenario.board.prior_mean
        return Beliefs(mean, gain, self.primitives.noise, self.profile.reference)

    def settle(self) -> None:
        """Note what the mean executives do after probation, and in their first quarter."""
        profile, primitives = self.profile, self.primitives
        for kind in range(len(primitives.names)):
            mean = float(profile.typical[kind])
            schedule = primitives.enforcement.perceived(primitives.awareness[kind])
            effort, profile.index[kind], profile.variance[kind] = self.respond(
                kind, mean, schedule.at(0)
            )
            profile.effects[kind] = effort * mean
            profile.alarm[kind] = self._alarm(kind, profile.effects[kind], mean)
            if primitives.has_once:
                effort, profile.first_index[kind], _ = self.respond(kind, mean, schedule.at(-1), 0)
                profile.first_effects[kind] = effort * mean

    def _alarm(self, kind: int, effects: Floats, theta: float) -> Floats:
        """(rows,) what ``kind`` loses per unit of report through the next quarter's audits.

        The derivative of the worth of the next quarter in its chance of discovery.
        """
        primitives, market = self.primitives, self.primitives.scenario.market
        drawn, fine, repaid = primitives.awareness[kind] * np.array(primitives.enforcement.alarm)
        horizon, longest = int(primitives.foresight[kind]), self.value.shape[1] - 1
        lost = np.zeros((2, longest + 1))
        if horizon == 0 or not (drawn or fine or repaid):
            return lost.ravel()
        step = primitives.theta_step if self.value.shape[3] > 1 else 0.0
        fine += repaid * max(float(effects @ primitives.technology.private), 0.0)
        fine *= primitives.goals[kind].pay
        kept = primitives.patience[kind] * (1 - market.retirement)
        for n in range(1, longest + 1):
            left = min(n, horizon)
            usual, end = (
                max(
                    kept * interpolate.py_func(worth[left - 1], primitives.theta[0], step, theta),
                    0.0,
                )
                for worth in (self.value[kind, :, 0], self.end[kind])
            )
            lost[:, n] = (fine if left > 1 else 0.0) + drawn * usual, fine + drawn * end
        seen = float(effects @ primitives.technology.detectability)
        found = -np.expm1(-seen) if self.form.exponential else min(seen, 1.0)
        discount = kept * (1 - market.poaching)
        lost *= discount * found
        return lost.ravel()

    def _continue(self, kind: int, nodes: Floats) -> None:
        """The worth of a seat to ``kind``: in general, near a known end, and at hiring."""
        primitives, enforcement = self.primitives, self.primitives.enforcement
        horizon, limit = int(primitives.foresight[kind]), primitives.limit
        survival = 1 - primitives.scenario.market.retirement
        dues = enforcement.dues(primitives.goals[kind].pay)
        schedule = enforcement.perceived(primitives.awareness[kind])
        first, seat, end = len(self.value[kind]), self.value[kind], self.end[kind]
        usual = self._problem(
            kind,
            float(nodes[0]),
            0,
            self.tasks.burdened(kind, first_only=False),
            primitives.technology,
            primitives.accounts.weights(kind),
        )
        gambles, stakes = self.pay.gambles, Stakes(0.0, *dues)
        world = (
            schedule,
            self._beliefs(primitives.settled),
            Flow(self._rent(kind, self.profile.effects), primitives.patience[kind] * survival),
        )
        continuation(nodes, usual, gambles, stakes, *world, seat[: horizon + 1])
        seat[horizon + 1 :] = seat[horizon]
        if limit is not None:
            ages = np.array([primitives.accounts.weights(kind, age) for age in range(limit)])
            n = min(limit, horizon)
            last = usual._replace(row=first)
            known_end(nodes, last, ages, gambles, stakes, *world, end[: n + 1])
            end[n + 1 :] = end[n]
        known = limit if limit is not None and limit <= horizon else 0
        self.entry[kind] = end[known] if known else seat[horizon, enforcement.probation]
        if primitives.has_once and horizon > 0:
            row = first + known - 1 if known else horizon - 1
            later = (
                end[known - 1] if known else seat[horizon - 1, max(enforcement.probation - 1, 0)]
            )
            owed = dues if known or horizon > 1 else enforcement.dues(0.0)
            self._enter(kind, nodes, row, owed, survival * later)
        self.choice[kind] = self.entry[kind]
        if horizon == 0 and primitives.contracts > 1:  # a choice is made for a quarter at least
            now = np.zeros((2, *seat.shape[1:]))
            continuation(nodes, usual, gambles, stakes, *world, now)
            self.choice[kind] = now[1, enforcement.probation]

    def _enter(
        self, kind: int, nodes: Floats, row: int, dues: tuple[float, float, float], later: Floats
    ) -> None:
        """The worth of a seat at hiring, when some tasks are done in the first quarter only."""
        primitives = self.primitives
        watch = primitives.enforcement.perceived(primitives.awareness[kind]).at(-1)
        rent = self._rent(kind, self.profile.first_effects)
        motives = self.tasks.burdened(kind, first_only=True)
        weights = primitives.accounts.weights(kind, 0)
        beliefs = self._beliefs(primitives.settled)
        for i, theta in enumerate(nodes):
            seat = primitives.patience[kind] * later[i]
            problem = self._problem(kind, float(theta), row, motives, primitives.at_first, weights)
            terms = QuarterTerms(problem, Stakes(float(seat), *dues), beliefs)
            _, utility, _, _ = self._look_ahead(terms, watch)
            self.entry[kind, i] = utility + rent + seat

    def _rent(self, kind: int, effects: Floats) -> float:
        """Pay less the outside option, less what a replacement with these effects would bring."""
        primitives, profile, goal = self.primitives, self.profile, self.primitives.goals[kind]
        technology = primitives.technology
        replaceable = goal._replace(private=0.0).image(
            technology.value, primitives.table["proxy"], technology.private
        )
        spoilt = 0.5 * max(goal.value, 0.0) * technology.curvature
        replacement = profile.shares @ (effects * replaceable - spoilt * effects**2)
        lost = goal.value * primitives.risk.cost * float(profile.shares @ profile.variance)
        rent = primitives.package.base_pay - primitives.scenario.market.outside
        return goal.pay * rent - (float(replacement.sum()) - lost)

    def _look_ahead(self, terms: QuarterTerms, watch: Watch) -> tuple[Floats, float, float, float]:
        """Mean efforts, utility, metric index and added variance over what is known of audits."""
        tasks = terms.problem.technology.value.size
        effort = np.zeros((1 + len(watch.chance), tasks))
        utility, index, variance = look_ahead(
            terms.problem,
            self.pay.gambles,
            terms.stakes,
            watch,
            terms.beliefs,
            np.zeros((ROWS + tasks, tasks)),
            effort,
        )
        return effort[0], utility, float(index), float(variance)
