"""The only step loop: a batch of worlds advances by a quarter, one numbered step after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from agents.numerics.draws import stream
from agents.numerics.memory import in_one_piece
from incentives import Seen
from incentives.arrays import Floats, Ints
from sim import hiring
from sim.accounts import new_accounts, settle_accounts
from sim.awarding import Awarding
from sim.beliefs import draw_talent, expect
from sim.blocks import new_block
from sim.decisions import Decision, Decisions
from sim.desk import new_desk, wide_enough
from sim.gambles import draw_fortunes
from sim.kernels import step_kernels
from sim.market import market_of
from sim.meeting import Job
from sim.oversight import Overseer, foreseen_apart
from sim.past import asks_around, new_past, remember
from sim.plan import stack_plans
from sim.recruiting import HiringWatch, recruit
from sim.removals import Removal
from sim.room import make_room
from sim.scenario.firms import make_firms
from sim.segments import Segment, elect
from sim.state import (
    SERIES,
    Tenures,
    new_actions,
    new_executives,
    new_finished,
    new_pools,
    new_record,
    new_seats,
    new_vintages,
    tabulate,
)

_STREAMS = {
    name: stream(name) for name in ("firm", "common", "gamble", "incumbent", "pool", "talent")
}


class Worlds:
    """A batch of worlds, all with the same numbers of firms, quarters and tasks.

    Attributes:
        quarter: The next quarter to be played, from 0.
        segments: Which worlds have which scenario and package.
        seats, actions, record, finished, executives, pools: See :mod:`sim.state`.
        accounts: That outlive an exit, see :mod:`sim.accounts`.
        past: What is known of former tenures, see :mod:`sim.past`; ``None`` if no filter asks.
        series: (quarter, world, column of ``sim.state.SERIES``) sums over firms.
        risk_taken: (quarter, world) sums over firms of what executives chose to add to the standard
            deviation of reports.
        removals: Whom somebody else than the board has removed in the last quarter.
        decisions: Callables that take decisions of the model's; see :mod:`sim.decisions`.
        vintages: Hidden consequences by the quarter of their making, if they were asked for.
        has_open: Whether any account may outlive an exit.
        still: Whether nothing is left to luck in reports and value; executives and boards reckon
            with noise all the same. Set it before the first quarter.
        watch_hiring: Called after every round of hiring, if set; see :mod:`sim.recruiting`.
        watch_efforts: Each is called after the reports of a quarter, before anybody is paid or
            leaves: efforts, reports and who made them are there to be read.

    Args:
        jobs: Scenarios and the numbers of their worlds.
        decisions: See above.
        books: Whether the ledger is kept firm by firm, in ``actions.books``; sums over the firms of
            a world are in ``series`` in any case.
        vintages: Whether ``vintages`` are kept.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        decisions: Mapping[str, Decision] | None = None,
        books: bool = True,
        vintages: bool = False,
    ) -> None:
        first = jobs[0].scenario
        self.firms = first.firms.count
        self.quarters = first.quarters
        for job in jobs:
            other = job.scenario
            if (other.firms.count, other.quarters, len(other.technology.tasks)) != (
                self.firms,
                self.quarters,
                len(first.technology.tasks),
            ):
                raise ValueError("expected scenarios with equal firms.count, quarters and tasks")
        self.quarter = 0
        self.decisions = Decisions(decisions) if decisions else None
        self.still = False
        self.watch_hiring: HiringWatch | None = None
        self.watch_efforts: list[Callable[[Worlds], None]] = []
        elected = elect(jobs, self.firms)
        self.worlds, self.seeds, self.registers = elected.worlds, elected.seeds, elected.registers
        self.segments, self._plans = elected.segments, elected.plans
        self._awarding = [Awarding(segment) for segment in self.segments]
        self._overseers = [Overseer(segment) for segment in self.segments]
        self._stack()
        shape = (len(self.worlds), self.firms)
        data = [
            make_firms(s.scenario.firms, s.scenario.seed, self.worlds[s.worlds])
            for s in self.segments
        ]
        firms = type(data[0])(*(np.concatenate(column) for column in zip(*data, strict=True)))
        tasks = len(first.technology.tasks)
        schemes = self.plans.cliff.shape[1]
        n = shape[0] * shape[1]
        actions = new_actions(n, tasks, schemes, books)
        if any(foreseen_apart(segment.package) for segment in self.segments):
            actions = actions._replace(foreseen=np.zeros(n))
        self.seats, self.actions, self.record = in_one_piece(
            new_seats(firms, schemes), actions, new_record(n)
        )
        lasting = 2 + min(self.quarters // 8, 8)  # tenures per firm for which there is room
        self.finished = new_finished(self.quarters, n * lasting)
        self.accounts = new_accounts(0)
        self.executives = new_executives(shape[0], lasting * self.firms + 8)
        asked = any(asks_around(segment.package) for segment in self.segments)
        self.past = new_past(self.executives.kind.shape) if asked else None
        self.pools = new_pools(shape[0], 2 * self.firms + 8)
        self.vintages = new_vintages(self.quarters if vintages else 0, n)
        self.series = np.zeros((self.quarters, shape[0], len(SERIES)))
        self.risk_taken = np.zeros(self.series.shape[:2])
        self.reference = self.plans.reference[self.plan_of_world].copy()
        self.expected = self.reference.copy()
        self.common = np.zeros(shape[0])
        self.kernels = step_kernels()
        self.has_open = bool(self.plans.has_open.any())
        self._talented = bool(self.plans.talented.any())
        self._gambling = bool(self.plans.gambles.any())
        self._expecting = bool(self.plans.by_expectation.any())
        self._block = new_block()
        self._longest = int(firms.tenure.max()) + 1
        self.order = np.argsort(-firms.size, axis=1, kind="stable")
        hiring.seat_incumbents(
            self.plans,
            self.plan_of_world,
            self.firms,
            self.seats,
            self.record,
            self.executives,
            self.pools,
            self.worlds,
            self.seeds,
            firms.tenure,
            _STREAMS["incumbent"],
        )
        self._desk = new_desk(self.plans, self._longest + self.quarters)
        self.removals: list[Removal] = []

    @property
    def tenures(self) -> Tenures:
        """All tenures so far, (number, firm); the running ones as they are now."""
        return tabulate(self.seats, self.record, self.finished, self.quarter)

    def _stack(self) -> None:
        """Stack all plans and point every world to that of its present regime."""
        flat = [plan for plans in self._plans for plan in plans]
        self.plans = stack_plans(tuple(flat))
        self.markets = [market_of(plan.fields) for plan in flat]
        self._first_plan = np.cumsum([0] + [len(plans) for plans in self._plans])
        self.plan_of_world = np.zeros(len(self.worlds), dtype=np.int64)
        for number, segment in enumerate(self.segments):
            self.plan_of_world[segment.worlds] = self._first_plan[number]

    # A quarter ----------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one quarter in all worlds."""
        self.enter_quarter()  #  1 regime and contexts
        self.choose_effort()  #  2 decisions
        self.report()  #  3 old consequences mature, new ones join; 4 metrics
        for watch in self.watch_efforts:
            watch(self)
        self.settle()  #  5 pay, 6 beliefs, 7 audits, 8 exits, 9 books
        self.hire()  # 10 hiring
        self.quarter += 1

    def run(self) -> Worlds:
        """Play the remaining quarters."""
        while self.quarter < self.quarters:
            self.step()
        return self

    def enter_quarter(self) -> None:
        """1: luck, the regime, and what oversight will do in this quarter."""
        self._desk = wide_enough(self._desk, self.plans, self.seats)
        self.kernels.draw(
            self.seeds, self.worlds, self.firms, _STREAMS["firm"], self.quarter, self.actions
        )
        for number, segment in enumerate(self.segments):
            passed = segment.scenario.shifts_by(self.quarter)
            turn = passed * segment.turns + self.quarter % segment.turns
            self.plan_of_world[segment.worlds] = self._first_plan[number] + turn
        if self._expecting:
            expect(self.plans, self.plan_of_world, self.firms, self.seats, self.actions)
        for number, segment in enumerate(self.segments):
            self._overseers[number].oversee(self, self._desk.prospects.ages)
            if segment.scenario.technology.risk.levels:
                draw_fortunes(
                    self.seeds[segment.worlds],
                    self.worlds[segment.worlds],
                    self.firms,
                    _STREAMS["gamble"],
                    self.quarter,
                    self.actions.fortune[segment.firms],
                )
            if segment.scenario.metric.common_noise > 0:
                self.kernels.draw_common(
                    self.seeds[segment.worlds],
                    self.worlds[segment.worlds],
                    _STREAMS["common"],
                    self.quarter,
                    self.common[segment.worlds],
                )
        if self._talented:
            draw_talent(
                self.plans,
                self.plan_of_world,
                self.firms,
                self.seats,
                self.actions,
                self.record,
                self.executives,
                self.worlds,
                self.seeds,
                _STREAMS["talent"],
                self.quarter,
            )
        if self.still:
            for lots in (self.actions.noise, self.actions.luck, self.actions.fortune, self.common):
                lots[:] = 0.0
        if self.decisions is not None:
            self.decisions.oversee(self)

    def seen(self, segment: Segment, reported: int = 0) -> Seen:
        """What the boards of a segment see, with so many of this quarter's reports: 0 or 1."""
        rows, plan = segment.firms, int(self.plan_of_world[segment.worlds.start])
        contracts = int(self.plans.contracts[plan])
        reference = self.reference[segment.worlds].repeat(self.firms)
        if self.plans.by_expectation[plan] == 1:
            shock = self.plans.common_noise[plan] * self.common[segment.worlds]
            reference = self.actions.conjecture[rows] - self.seats.belief[rows]
            reference += shock.repeat(self.firms)
        return Seen(
            quarter=self.quarter,
            tenure=self.seats.tenure[rows],
            metric=self.actions.metric[rows],
            reference=reference,
            noise_sd=segment.scenario.metric.total_noise(),
            own_noise_sd=segment.scenario.metric.noise,
            belief=self.seats.belief[rows],
            reports=self.record.quarters[rows] - reported,
            gains=self.plans.gain[plan],
            choice=self.seats.kind[rows] % contracts if contracts > 1 else 0,
            firms=self.firms,
            occupied=self.seats.executive[rows] >= 0,
        )

    def choose_effort(self) -> None:
        """2: executives respond."""
        self.kernels.choose_effort(
            self.plans,
            self.plan_of_world,
            self.firms,
            self.seats,
            self.actions,
            self.record,
            self.expected,
            self._desk,
        )
        if self._gambling:
            taken = self.actions.gamble.reshape(-1, self.firms)
            self.risk_taken[self.quarter] = taken.sum(axis=1)
        if self.decisions is not None:
            self.decisions.act(self)

    def report(self) -> None:
        """3 and 4: consequences mature and join, metrics are reported."""
        self.kernels.mature_and_report(
            self.plans,
            self.plan_of_world,
            self.firms,
            self.seats,
            self.actions,
            self.record,
            self.vintages,
            self.reference,
            self.expected,
            self.quarter,
            self.common,
            self.series[self.quarter],
            self._block,
        )

    def settle(self) -> None:
        """5 to 9: pay, beliefs, audits, exits, books."""
        for awarding in self._awarding:
            awarding.award(self)
        make_room(self)
        first_new = int(self.accounts.used[0])
        self.kernels.settle(
            self.plans,
            self.plan_of_world,
            self.firms,
            self.seats,
            self.actions,
            self.record,
            self.finished,
            self.accounts,
            self.executives,
            self.pools,
            self.reference,
            self.common,
            self.quarter,
            self.series[self.quarter],
            self._block,
        )
        if self.accounts.used[0] > 0:
            settle_accounts(
                self.plans,
                self.plan_of_world,
                self.firms,
                self.seats,
                self.actions,
                self.finished,
                self.accounts,
                first_new,
                self.quarter,
                self.series[self.quarter],
            )
        self.removals = [
            removal for overseer in self._overseers for removal in overseer.removals(self)
        ]

    def hire(self) -> None:
        """10: vacancies are filled, and what emptied them is charged to the next quarter."""
        self.kernels.shrink_pools(
            self.plans.pool_exit,
            self.plan_of_world,
            self.executives.status,
            self.pools,
            self.worlds,
            self.seeds,
            self.quarter,
            _STREAMS["pool"],
        )
        if self.past is not None:
            self.past = remember(self, self.past)
        for segment in self.segments:
            rows = self.kernels.list_vacancies(
                self.seats.executive, self.order, segment.worlds.start, segment.worlds.stop
            )
            if rows.size:
                self.recruit(segment, rows)
        for removal in self.removals:
            self.seats.filter_due[removal.rows] += removal.cost

    def recruit(self, segment: Segment, rows: Ints) -> None:
        """Fill the vacant ``rows`` of a segment."""
        recruit(self, segment, rows)

    def rank(self, segment: Segment, seen: hiring.Round, score: Floats) -> Floats:
        """What decides who is hired, (vacancies, applicants): what the filters say."""
        if self.decisions is not None:
            return self.decisions.rank(self, segment, seen, score)
        return score
