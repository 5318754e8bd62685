"""What a seat is worth to every kind of executive, and how it responds in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from agents import responses
from agents.gambling import Gambles
from agents.planning import Watch, interpolated, interpolated_each
from agents.problem import Beliefs, Motives, Problem, Stakes, TaskTable
from agents.responses import (
    Problems,
    Room,
    World,
    new_problems,
    new_responses,
    new_room,
    new_world,
)
from agents.sampling import Searchers, expect_responses, expected_responses
from agents.seats import SeatTerms, value_seats
from agents.solver import GENERAL, at_one_level
from incentives.arrays import Floats, Ints
from sim.plan.pay_curves import PayCurves
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.plan.seat_constants import SeatConstants, schedules_of, watched_anew
from sim.plan.seat_quarter import (
    MeanResponse,
    QuarterTerms,
    SeatQuarter,
    accusations,
    mean_response,
    price,
    state_problems_of,
)
from sim.plan.task_worth import TaskWorth


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
        nodes: (kinds, people) abilities instead of these.
    """

    def __init__(
        self,
        primitives: Primitives,
        profile: Profile,
        pay: PayCurves,
        tasks: TaskWorth,
        solver: int,
        everybody: bool,
        nodes: Floats | None = None,
    ) -> None:
        self.primitives, self.profile, self.pay, self.tasks = primitives, profile, pay, tasks
        self.solver = solver
        self.form = primitives.form._replace(general=int(solver == GENERAL))
        kinds, longest = len(primitives.names), int(primitives.foresight.max())
        usual = (
            primitives.theta + np.zeros((kinds, 1)) if everybody else primitives.ability[:, None]
        )
        self._nodes = usual if nodes is None else nodes
        self._rooms: dict[tuple[bool, bool], tuple[World, Room]] = {}
        count = self._nodes.shape[1]
        self.value = np.zeros((kinds, longest + 1, primitives.enforcement.probation + 1, count))
        self.end = np.zeros((kinds, longest + 1, count))
        self.entry = np.zeros((kinds, count))
        self.choice = self.entry.copy()
        if everybody not in primitives.seats:
            primitives.seats[everybody] = self._find_constants()
        known: SeatConstants = primitives.seats[everybody]
        if nodes is not None:
            known = known._replace(terms=known.terms._replace(theta=nodes))
        self._constants = known
        self._value()

    def at_nodes(self, nodes: Floats) -> SeatValues:
        """The same, but for the worth of a seat at other abilities, (kinds, people)."""
        known = self.primitives, self.profile, self.pay, self.tasks, self.solver
        return SeatValues(*known, everybody=True, nodes=nodes)

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
        found = self.best_of([(kind, np.array([theta]), watch)], tenure)
        return found.effort[0], *(float(x[0]) for x in found[1:])

    def best_of(
        self, cases: Sequence[tuple[int, Floats, Watch]], tenure: int | None = None
    ) -> MeanResponse:
        """The same for abilities (people,) of some kinds, one after another.

        All may know equally many things of audits.
        """
        problems, chance = self.problems_of(cases, tenure)
        return mean_response(expected_responses(problems, *self.world(tenure)), chance)

    def problems_of(
        self, cases: Sequence[tuple[int, Floats, Watch]], tenure: int | None
    ) -> tuple[Problems, Floats]:
        """What they face, and the chance, (people, states), of what is known of audits."""
        states = len(cases[0][2].chance)
        count = sum(theta.size for _, theta, _ in cases)
        problems = new_problems(count * states, 1 + len(self.primitives.deferred))
        chance = np.empty((count, states))
        start = 0
        for kind, theta, watch in cases:
            terms, kept = self._quarter(kind, theta, tenure)
            chance[start : start + theta.size] = watch.chance
            rows = slice(start * states, (start + theta.size) * states)
            state_problems_of(problems, rows, terms, theta, kept, watch)
            start += theta.size
        return problems, chance

    def at_abilities(self, kind: int, watch: Watch) -> Callable[[float], tuple[Floats, float]]:
        """Mean efforts and metric index of settled executives of ``kind``, by ability.

        As from :meth:`respond`, but what does not depend on ability is looked up once.
        """
        world, gambles, room, searchers = self.world(None)
        terms, _ = self._quarter(kind, self.primitives.ability[kind : kind + 1], None)
        states = len(watch.chance)
        problems = new_problems(states, terms.weights.size)
        state_problems_of(problems, slice(0, states), terms, np.ones(1), np.zeros(1), watch)
        out = new_responses(states, world.technology.value.size)
        worth = self.value[kind, int(self.primitives.foresight[kind]), 0]
        numbers = problems.numbers

        def at(theta: float) -> tuple[Floats, float]:
            numbers[:, responses.SKILL] = theta
            numbers[:, responses.SEAT_WORTH] = self._kept(kind, worth, theta)
            price(numbers, terms.verdicts, terms.dues[0] * watch.fine, terms.dues[0])
            expect_responses(problems, states, world, gambles, room, searchers, out)
            index = watch.chance @ out.outcome[:, responses.REACHED]
            return watch.chance @ out.efforts, float(index)

        return at

    def terms(self, kind: int, theta: float, tenure: int | None = None) -> QuarterTerms:
        """What a quarter is about to ``kind``; arguments as for :meth:`respond`."""
        own, kept = self._quarter(kind, np.array([theta]), tenure)
        world = self.world(tenure)[0]
        problem = Problem(
            theta,
            kind,
            own.row,
            world.motives,
            world.technology,
            self.form,
            own.weights,
            own.carried,
        )
        return QuarterTerms(problem, Stakes(float(kept[0]), *own.dues), own.beliefs)

    def _quarter(self, kind: int, theta: Floats, tenure: int | None) -> tuple[SeatQuarter, Floats]:
        """What a quarter is about to ``kind``, and what the seat is worth then by ability."""
        primitives, probation = self.primitives, self.primitives.enforcement.probation
        horizon, limit = int(primitives.foresight[kind]), primitives.limit
        age, row, worth = probation + 4, horizon, self.value[kind, horizon, 0]
        weights = primitives.accounts.weights(kind)
        if tenure is not None:
            age, worth = tenure, self.value[kind, horizon, max(probation - tenure - 1, 0)]
            last = horizon if limit is None else max(limit - 1 - tenure, 0)
            if last < horizon:
                row, worth = self.value.shape[1] + last, self.end[kind, last]
            if tenure == 0 or limit is not None:
                weights = primitives.accounts.weights(kind, tenure)
        if primitives.tenures and (primitives.careers.paid or tenure is not None):
            row = self.tasks.motives.worth.shape[1] - 1 - max(primitives.tenures - 1 - age, 0)
        dues = primitives.enforcement.dues(primitives.goals[kind].pay if horizon > 0 else 0.0)
        beliefs = self._beliefs(primitives.gain_at(age))
        terms = (kind, row, weights, dues, beliefs, primitives.talent)
        found = SeatQuarter(*terms, primitives.enforcement.verdicts)
        return found, self._kept(kind, worth, theta)

    def world(self, tenure: int | None) -> tuple[World, Gambles, Room, Searchers]:
        """What the problems of settled executives, or of a quarter of tenure, have in common."""
        primitives, first = self.primitives, tenure == 0
        settled = tenure is None
        key = (settled, first and primitives.has_once)
        if key not in self._rooms:
            motives = self.tasks.burdened(first_only=False) if settled else self.tasks.motives
            technology = primitives.at_first if first else primitives.technology
            self._rooms[key] = self._made(motives, technology)
        world, room = self._rooms[key]
        return world, self.pay.gambles, room, primitives.searchers

    def _made(self, motives: Motives, technology: TaskTable) -> tuple[World, Room]:
        solver = at_one_level(self.solver, technology)
        terms = (technology, self.form, self.primitives.noise, solver)
        return new_world(motives, *terms), new_room(motives)

    def _kept(self, kind: int, worth: Floats, theta: Floats | float) -> Floats:
        """What a seat of that ``worth``, by ability, is worth from the next quarter on."""
        primitives = self.primitives
        if primitives.foresight[kind] == 0:
            return np.zeros(np.shape(theta))
        step = primitives.theta_step if self.value.shape[3] > 1 else 0.0
        kept = primitives.patience[kind] * primitives.scenario.market.kept()
        found: Floats = kept * interpolated(worth, primitives.theta[0], step, theta)
        return found

    def _beliefs(self, gain: float) -> Beliefs:
        """Of a board that thinks of an executive what it thinks of all."""
        mean = self.primitives.scenario.board.prior_mean
        return Beliefs(mean, gain, self.primitives.noise, self.profile.reference)

    def settle(self) -> None:
        """Note what the mean executives do after probation, and in their first quarter."""
        profile, kinds = self.profile, range(len(self.primitives.names))
        schedules, (problems, chance) = self._constants.schedules, self._constants.settled
        states = chance.shape[1]
        foresight = self.primitives.foresight
        worth = self.value[np.arange(foresight.size), foresight, 0]
        step = self.primitives.theta_step if worth.shape[1] > 1 else 0.0
        terms = self.primitives.theta[0], step, profile.typical
        kept = np.where(foresight > 0, self._constants.terms.discount, 0.0)
        kept *= interpolated_each(worth, *terms)
        problems.numbers[:, responses.SKILL] = np.repeat(profile.typical, states)
        problems.numbers[:, responses.SEAT_WORTH] = np.repeat(kept, states)
        problems.numbers[:, responses.REFERENCE] = profile.reference
        dues = np.where(foresight > 0, self._constants.terms.dues[:, 0], 0.0)
        per_pay = np.repeat(dues, states)
        fine = per_pay * np.concatenate([schedule.fine[0] for schedule in schedules])
        price(problems.numbers, self._constants.terms.verdicts, fine, per_pay)
        found = mean_response(expected_responses(problems, *self.world(None)), chance)
        profile.index[:], profile.variance[:] = found.report, found.variance
        profile.effects[:] = found.effort * profile.typical[:, None]
        profile.alarm[:] = 0.0
        if any(self.primitives.enforcement.alarm):
            for kind in kinds:
                theta = float(profile.typical[kind])
                profile.alarm[kind] = self._alarm(kind, profile.effects[kind], theta)
        if self.primitives.has_once:
            typical = [profile.typical[kind : kind + 1] for kind in kinds]
            found = self.best_of([(k, typical[k], schedules[k].at(-1)) for k in kinds], 0)
            profile.first_index[:] = found.report
            profile.first_effects[:] = found.effort * profile.typical[:, None]

    def _alarm(self, kind: int, effects: Floats, theta: float) -> Floats:
        """(rows,) what ``kind`` loses per unit of report through the next quarter's audits.

        The derivative of the worth of the next quarter in its chance of discovery.
        """
        primitives, market = self.primitives, self.primitives.scenario.market
        heed = primitives.awareness[kind] * primitives.trust[kind]
        drawn, fine, repaid = heed * np.array(primitives.enforcement.alarm)
        horizon, longest = int(primitives.foresight[kind]), self.value.shape[1] - 1
        verdicts, pay = primitives.enforcement.verdicts, float(primitives.goals[kind].pay)
        lost, wrong = np.zeros((2, 2, longest + 1))
        if horizon == 0 or not (drawn or fine or repaid):
            return lost.ravel()
        fine += repaid * max(float(effects @ primitives.technology.private), 0.0)
        fine *= pay
        kept = primitives.patience[kind] * market.kept()
        for n in range(1, longest + 1):
            left = min(n, horizon)
            usual, end = (
                max(float(self._kept(kind, worth[left - 1], theta)), 0.0)
                for worth in (self.value[kind, :, 0], self.end[kind])
            )
            due, sacked = 1.0 if left > 1 else 0.0, drawn * verdicts.dismisses
            lost[:, n] = due * fine + sacked * usual, fine + sacked * end
            cost, out = pay * verdicts.cost, verdicts.accused
            wrong[:, n] = due * cost + out * usual, cost + out * end
        seen = float(effects @ primitives.technology.detectability)
        found = -np.expm1(-seen) if self.form.exponential else min(seen, 1.0)
        discount = kept * (1 - market.poaching)
        lost *= discount * found
        accused = drawn * verdicts.false_positive / max(1.0 - verdicts.whistle, 1e-300)
        lost += discount * (1.0 - found) * accused * wrong
        return lost.ravel()

    def _value(self) -> None:
        """The worth of a seat to all kinds: in general, near a known end, and at hiring."""
        primitives, enforcement = self.primitives, self.primitives.enforcement
        foresight, limit = primitives.foresight, primitives.limit
        longest, probation = self.value.shape[1] - 1, enforcement.probation
        terms = self._seat_terms(foresight)
        world, gambles, room, searchers = self.world(None)
        value_seats(terms, world, gambles, room, self.value, searchers)
        self.entry = self.value[:, longest, probation].copy()
        known = np.zeros(foresight.size, dtype=np.int64)  # quarters of a foreseen tenure, or none
        if limit is not None:
            last = np.minimum(limit, foresight)
            steps = np.maximum(limit - 1 - np.arange(max(longest, 1)), 0)
            weights = primitives.accounts.weights
            kinds = range(foresight.size)
            ages = np.array([[weights(kind, age) for age in steps.tolist()] for kind in kinds])
            ends = terms._replace(
                foresight=last,
                row=longest + 1,
                weights=ages,
                watch=np.maximum(probation - steps, 0)[:, None],
                due=np.ones(steps.size),
            )
            value_seats(ends, world, gambles, room, self.end[:, :, None], searchers)
            known = np.where(limit <= foresight, limit, 0)
            for kind in np.flatnonzero(known).tolist():
                self.entry[kind] = self.end[kind, limit]
        self._enter(known)
        self.choice = self.entry.copy()
        short = foresight == 0
        # Whoever has a choice, makes it for a quarter at least.
        if short.any():
            now = np.zeros((foresight.size, 2, *self.value.shape[2:]))
            soon = self._seat_terms(short.astype(np.int64))
            value_seats(soon, world, gambles, room, now, searchers)
            self.choice[short] = now[short, 1, probation]

    def _seat_terms(self, foresight: Ints) -> SeatTerms:
        """What quarters in a seat are about to all kinds, with so much foresight."""
        usual = self._constants.terms
        rent = self._rent(self.profile.effects)
        return usual._replace(foresight=foresight, rent=rent, reference=self.profile.reference)

    def _find_constants(self) -> SeatConstants:
        """What rounds have in common."""
        primitives, kinds = self.primitives, len(self.primitives.names)
        for other in primitives.seats.values():  # of other abilities
            known: SeatConstants = other
            return known._replace(terms=known.terms._replace(theta=self._nodes))
        if "seats" in primitives.shared:
            return watched_anew(primitives.shared["seats"], primitives, self._nodes)
        schedules = schedules_of(primitives)
        steps = max(self.value.shape[1] - 1, 1)
        slots = primitives.enforcement.probation + 1
        weights = np.array([primitives.accounts.weights(kind) for kind in range(kinds)])
        due = np.ones(steps)
        due[0] = 0.0
        beliefs = self._beliefs(primitives.settled)
        terms = SeatTerms(
            theta=self._nodes,
            foresight=primitives.foresight,
            row=0,
            weights=np.repeat(weights[:, None], steps, axis=1),
            watch=np.repeat(np.arange(slots)[None], steps, axis=0),
            due=due,
            dues=np.array([primitives.enforcement.dues(goal.pay) for goal in primitives.goals]),
            audit=np.array([schedule.audit for schedule in schedules]),
            fine=np.array([schedule.fine for schedule in schedules]),
            restitution=np.array([schedule.restitution for schedule in schedules]),
            chance=primitives.enforcement.chance,
            bar=np.array([schedule.bar for schedule in schedules]),
            rent=np.zeros(kinds),
            discount=primitives.patience * primitives.scenario.market.kept(),
            least=0.0 if primitives.scenario.market.participation == "quitting" else -np.inf,
            belief=beliefs.belief,
            gain=beliefs.gain,
            reference=beliefs.reference,
            carried=primitives.talent,
            verdicts=primitives.enforcement.verdicts,
        )
        technology = primitives.technology
        wanted = [
            goal._replace(private=0.0).image(
                technology.value, primitives.table["proxy"], technology.private
            )
            for goal in primitives.goals
        ]
        value = np.array([goal.value for goal in primitives.goals])
        spoilt = 0.5 * np.maximum(value, 0.0)[:, None] * technology.curvature
        cases = [
            (kind, primitives.ability[kind : kind + 1], schedules[kind].at(0))
            for kind in range(kinds)
        ]
        settled = self.problems_of(cases, None)
        found = SeatConstants(schedules, terms, np.array(wanted), spoilt, value, settled)
        primitives.shared["seats"] = found
        return found

    def _enter(self, known: Ints) -> None:
        """The worth of a seat at hiring, when some tasks are done in the first quarter only.

        ``known``, (kinds,): quarters of a tenure whose end is foreseen, or 0.
        """
        primitives, probation = self.primitives, self.primitives.enforcement.probation
        if not primitives.has_once:
            return
        survival = primitives.scenario.market.kept()
        schedules, beliefs = self._constants.schedules, self._beliefs(primitives.settled)
        world, room = self._made(self.tasks.burdened(first_only=True), primitives.at_first)
        gambles, searchers = self.pay.gambles, primitives.searchers
        for kind, horizon in enumerate(primitives.foresight.tolist()):
            if horizon == 0:
                continue
            ends, watch = int(known[kind]), schedules[kind].at(-1)
            row = self.value.shape[1] + ends - 1 if ends else horizon - 1
            later = self.value[kind, horizon - 1, max(probation - 1, 0)]
            if ends:
                later = self.end[kind, ends - 1]
            seat = primitives.patience[kind] * (survival * later)
            due = primitives.goals[kind].pay if ends or horizon > 1 else 0.0
            dues = primitives.enforcement.dues(due)
            weights = primitives.accounts.weights(kind, 0)
            given = (kind, row, weights, dues, beliefs, primitives.talent)
            terms = SeatQuarter(*given, primitives.enforcement.verdicts)
            states = len(watch.chance)
            problems = new_problems(seat.size * states, weights.size)
            state_problems_of(problems, slice(None), terms, self._nodes[kind], seat, watch)
            found = expected_responses(problems, world, gambles, room, searchers)
            utility = mean_response(found, np.repeat(watch.chance[None], seat.size, axis=0)).utility
            utility -= accusations(terms, seat, watch)
            kept = np.maximum(seat, self._constants.terms.least)
            self.entry[kind] = utility + self._rent(self.profile.first_effects)[kind] + kept

    def _rent(self, effects: Floats) -> Floats:
        """(kinds,) pay less the outside option, less what a replacement would bring.

        ``effects``, (kinds, tasks): of replacements.
        """
        primitives, profile, known = self.primitives, self.profile, self._constants
        usual, squared = profile.shares @ effects, profile.shares @ effects**2
        replacement = (usual * known.wanted - squared * known.spoilt).sum(axis=1)
        lost = known.value * (primitives.risk.cost * float(profile.shares @ profile.variance))
        rent = primitives.base_pay - primitives.outside
        found: Floats = primitives.pay_weight * rent - (replacement - lost)
        return found
