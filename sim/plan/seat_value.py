"""What a seat is worth to every kind of executive, and how it responds in one.

Small kernels are called as plain Python (``py_func``) where loading them would take longer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.planning import continuation, interpolate, known_end, look_ahead
from agents.response import Motives, TaskTable
from agents.search import ROWS
from agents.solver import GENERAL
from incentives.arrays import Floats
from sim.plan.pay_curves import PaySpan
from sim.plan.primitives import Setting
from sim.plan.profile import Conduct
from sim.plan.task_worth import TaskWorth


class Terms(NamedTuple):
    """What a quarter in a seat is about, but for oversight.

    Attributes:
        row: Of the motives; ``motives``, ``technology``: in that quarter.
        weights: (curves,) what a base pay of each curve is worth.
        seat: Worth of keeping it; ``fines``: fine, restitution and severance.
        gain: Of the board's belief.
    """

    row: int
    motives: Motives
    technology: TaskTable
    weights: Floats
    seat: float
    fines: tuple[float, float, float]
    gain: float


class Seats:
    """The worth of seats in one round of the fixed point, and everything it was solved from.

    Attributes:
        setting, conduct, pay, tasks: What it was solved from; ``conduct`` moves on.
        solver: Number of the solver of responses; ``form``: of effort's cost and detection.
        value: (kinds, foresight, probation left, abilities); ``end``, of seats with a known end:
            (kinds, quarters left, abilities).
        entry: (kinds, abilities) at hiring; ``choice``: what contracts are compared by.

    Args:
        setting, conduct, pay, tasks, solver: See above.
        everybody: Whether for all abilities, or else for the mean one of each kind.
    """

    def __init__(
        self,
        setting: Setting,
        conduct: Conduct,
        pay: PaySpan,
        tasks: TaskWorth,
        solver: int,
        everybody: bool,
    ) -> None:
        self.setting, self.conduct, self.pay, self.tasks = setting, conduct, pay, tasks
        self.solver = solver
        self.form = setting.form._replace(general=int(solver == GENERAL))
        kinds, longest = len(setting.names), int(setting.foresight.max())
        count = len(setting.theta) if everybody else 1
        self.value = np.zeros((kinds, longest + 1, setting.scrutiny.probation + 1, count))
        self.end = np.zeros((kinds, longest + 1, count))
        self.entry = np.zeros((kinds, count))
        self.choice = self.entry.copy()
        for y in range(kinds):
            self._continue(y, setting.theta if everybody else setting.ability[y : y + 1])

    def respond(
        self, y: int, theta: float, audit: Floats, bar: float, tenure: int | None = None
    ) -> tuple[Floats, float, float]:
        """Mean efforts, metric index and added variance of kind ``y``.

        In a settled seat, or in a quarter of tenure.

        Args:
            y: Kind, of ability ``theta``.
            audit: (states,) perceived audit rates by what is known; ``bar``: perceived.
            tenure: Quarters before; left out: so many that nothing changes any more.
        """
        effort, _, index, variance = self.best(y, theta, audit, bar, tenure)
        return effort, index, variance

    def best(
        self, y: int, theta: float, audit: Floats, bar: float, tenure: int | None = None
    ) -> tuple[Floats, float, float, float]:
        """The same with expected utility in second place."""
        terms = self.terms(y, theta, tenure)
        return self._look_ahead(y, theta, *terms[:-1], audit, bar, terms.gain)

    def terms(self, y: int, theta: float, tenure: int | None = None) -> Terms:
        """What a quarter is about to kind ``y``; arguments as for :meth:`respond`."""
        setting, probation = self.setting, self.setting.scrutiny.probation
        h, limit = int(setting.foresight[y]), setting.limit
        step = setting.theta_step if self.value.shape[3] > 1 else 0.0
        age, row, worth = probation + 4, h, self.value[y, h, 0]
        motives, technology = self.tasks.motives, setting.technology
        weights = setting.accounts.weights(y)
        if tenure is None:
            motives = self.tasks.burdened(y, first_only=False)
        else:
            age, worth = tenure, self.value[y, h, max(probation - tenure - 1, 0)]
            last = h if limit is None else max(limit - 1 - tenure, 0)
            if last < h:
                row, worth = self.value.shape[1] + last, self.end[y, last]
            if tenure == 0 or limit is not None:
                weights = setting.accounts.weights(y, tenure)
            technology = setting.at_first if tenure == 0 else technology
        if setting.tenures and (setting.careers.paid or tenure is not None):
            row = motives.worth.shape[1] - 1 - max(setting.tenures - 1 - age, 0)
        kept = setting.patience[y] * (1 - setting.scenario.market.retirement)
        seat = kept * interpolate.py_func(worth, setting.theta[0], step, theta)
        fines = setting.scrutiny.dues(setting.goals[y].pay if h > 0 else 0.0)
        gain = setting.gain_at(age)
        at = float(seat) if h > 0 else 0.0
        return Terms(row, motives, technology, weights, at, fines, gain)

    def settle(self) -> None:
        """Note what the mean executives do after probation, and in their first quarter."""
        conduct, setting = self.conduct, self.setting
        for y in range(len(setting.names)):
            mean = float(conduct.typical[y])
            audit, bar = setting.scrutiny.perceived(setting.awareness[y])
            effort, conduct.index[y], conduct.variance[y] = self.respond(
                y, mean, audit[0], float(bar[0])
            )
            conduct.effects[y] = effort * mean
            conduct.alarm[y] = self._alarm(y, conduct.effects[y], mean)
            if setting.has_once:
                effort, conduct.first_index[y], _ = self.respond(
                    y, mean, audit[-1], float(bar[-1]), 0
                )
                conduct.first_effects[y] = effort * mean

    def _alarm(self, y: int, effects: Floats, theta: float) -> Floats:
        """(rows,) what kind ``y`` loses per unit of report through the next quarter's audits.

        The derivative of the worth of the next quarter in its chance of discovery.
        """
        setting, market = self.setting, self.setting.scenario.market
        drawn = setting.awareness[y] * setting.scrutiny.alarm
        h, longest = int(setting.foresight[y]), self.value.shape[1] - 1
        lost = np.zeros((2, longest + 1))
        if drawn == 0.0 or h == 0:
            return lost.ravel()
        step = setting.theta_step if self.value.shape[3] > 1 else 0.0
        fine, repaid, _ = setting.scrutiny.dues(setting.goals[y].pay)
        fine += repaid * max(float(effects @ setting.technology.private), 0.0)
        kept = setting.patience[y] * (1 - market.retirement)
        for n in range(1, longest + 1):
            left = min(n, h)
            usual, end = (
                max(kept * interpolate.py_func(worth[left - 1], setting.theta[0], step, theta), 0.0)
                for worth in (self.value[y, :, 0], self.end[y])
            )
            lost[:, n] = (fine if left > 1 else 0.0) + usual, fine + end
        seen = float(effects @ setting.technology.detectability)
        found = -np.expm1(-seen) if self.form.exponential else min(seen, 1.0)
        discount = kept * (1 - market.poaching)
        lost *= discount * drawn * found
        return lost.ravel()

    def _continue(self, y: int, nodes: Floats) -> None:
        """The worth of a seat to kind ``y``: in general, near a known end, and at hiring."""
        setting, scrutiny, board = self.setting, self.setting.scrutiny, self.setting.scenario.board
        h, limit = int(setting.foresight[y]), setting.limit
        survival = 1 - setting.scenario.market.retirement
        fines = scrutiny.dues(setting.goals[y].pay)
        audit, bar = scrutiny.perceived(setting.awareness[y])
        motives, first = self.tasks.burdened(y, first_only=False), len(self.value[y])
        problem = (motives, self.pay.gambles, setting.technology, self.form)
        beliefs = (setting.settled, setting.noise, self.conduct.reference, board.prior_mean)
        world = (*fines, audit, scrutiny.chance, bar, *beliefs, setting.talent)
        onwards = (self._flow(y, self.conduct.effects), setting.patience[y], survival)
        seat, end = self.value[y], self.end[y]
        usual = setting.accounts.weights(y)
        continuation(nodes, y, *problem, usual, *world, *onwards, seat[: h + 1])
        seat[h + 1 :] = seat[h]
        if limit is not None:
            ages = np.array([setting.accounts.weights(y, age) for age in range(limit)])
            n = min(limit, h)
            known_end(nodes, y, first, *problem, ages, *world, *onwards, end[: n + 1])
            end[n + 1 :] = end[n]
        known = limit if limit is not None and limit <= h else 0
        self.entry[y] = end[known] if known else seat[h, scrutiny.probation]
        if setting.has_once and h > 0:
            row = first + known - 1 if known else h - 1
            later = end[known - 1] if known else seat[h - 1, max(scrutiny.probation - 1, 0)]
            owed = fines if known or h > 1 else scrutiny.dues(0.0)
            self._enter(y, nodes, row, owed, survival * later)
        self.choice[y] = self.entry[y]
        if h == 0 and setting.contracts > 1:  # a choice is made for a quarter at least
            now = np.zeros((2, *seat.shape[1:]))
            continuation(nodes, y, *problem, usual, *world, *onwards, now)
            self.choice[y] = now[1, scrutiny.probation]

    def _enter(
        self, y: int, nodes: Floats, row: int, fines: tuple[float, float, float], later: Floats
    ) -> None:
        """The worth of a seat at hiring, when some tasks are done in the first quarter only."""
        setting = self.setting
        audit, bar = setting.scrutiny.perceived(setting.awareness[y])
        flow = self._flow(y, self.conduct.first_effects)
        motives = self.tasks.burdened(y, first_only=True)
        weights = setting.accounts.weights(y, 0)
        for i, theta in enumerate(nodes):
            seat = setting.patience[y] * later[i]
            _, utility, _, _ = self._look_ahead(
                y, float(theta), row, motives, setting.at_first, weights, float(seat), fines,
                audit[-1], float(bar[-1]), setting.settled,
            )  # fmt: skip
            self.entry[y, i] = utility + flow + seat

    def _flow(self, y: int, effects: Floats) -> float:
        """Pay less the outside option, less what a replacement with these effects would bring."""
        setting, conduct, goal = self.setting, self.conduct, self.setting.goals[y]
        technology = setting.technology
        replaceable = goal._replace(private=0.0).image(
            technology.value, setting.table["proxy"], technology.private
        )
        spoilt = 0.5 * max(goal.value, 0.0) * technology.curvature
        replacement = conduct.shares @ (effects * replaceable - spoilt * effects**2)
        lost = goal.value * setting.risk.cost * float(conduct.shares @ conduct.variance)
        rent = setting.package.base_pay - setting.scenario.market.outside
        return goal.pay * rent - (float(replacement.sum()) - lost)

    def _look_ahead(
        self,
        y: int,
        theta: float,
        row: int,
        motives: Motives,
        technology: TaskTable,
        weights: Floats,
        seat: float,
        fines: tuple[float, float, float],
        audit: Floats,
        bar: float,
        gain: float,
    ) -> tuple[Floats, float, float, float]:
        """Mean efforts, utility, metric index and added variance over what is known of audits."""
        setting, tasks = self.setting, technology.value.size
        chance = setting.scrutiny.chance
        effort = np.zeros((1 + len(chance), tasks))
        utility, index, variance = look_ahead(
            theta,
            y,
            row,
            motives,
            self.pay.gambles,
            technology,
            self.form,
            weights,
            setting.talent,
            seat,
            *fines,
            audit,
            chance,
            setting.scenario.board.prior_mean,
            bar,
            gain,
            setting.noise,
            self.conduct.reference,
            np.zeros((ROWS + tasks, tasks)),
            effort,
        )
        return effort[0], utility, float(index), float(variance)
