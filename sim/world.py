"""The only step loop: a batch of worlds advances by a quarter, one numbered step after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.kernel import Repeated
from agents.shareholders import Register
from incentives import Seen
from sim import answers, hiring
from sim.accounts import new_accounts, settle_accounts, widen_accounts
from sim.beliefs import draw_talent, expect
from sim.blocks import new_block
from sim.decisions import Decision, Decisions
from sim.desk import new_desk, wide_enough
from sim.effort import choose_effort
from sim.firms import make_firms
from sim.gambles import draw_fortunes
from sim.market import market_of
from sim.measuring import Measuring
from sim.meeting import Job, general_meeting, plan_for
from sim.memory import in_one_piece
from sim.oversight import (
    AHEAD,
    Calendar,
    calendar,
    comes_and_goes,
    draw_presence,
    look_up,
)
from sim.plan import Plan, audit_rate, dismissal_bar, stack_plans
from sim.quarter import draw, draw_common, mature_and_report
from sim.randomness import stream
from sim.recruiting import recruit
from sim.scenario import Package, Scenario
from sim.settling import settle
from sim.signals import Tests, tests_of
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
    widen_executives,
    widen_finished,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STREAMS = {
    name: stream(name) for name in ("firm", "common", "gamble", "incumbent", "pool", "talent")
}


class Segment(NamedTuple):
    """Consecutive worlds of a batch that share scenario, package and monitoring."""

    scenario: Scenario
    package: Package
    label: str
    monitoring: float
    worlds: slice
    firms: slice
    tests: Tests
    intermittent: bool  # whether some oversight comes and goes
    tainting: tuple[bool, ...]  # per scheme, whether malus takes what harm has earned


class Worlds:
    """A batch of worlds, all with the same numbers of firms, quarters and tasks.

    Attributes:
        quarter: The next quarter to be played, from 0.
        segments: Which worlds have which scenario and package.
        seats, actions, record, finished, executives, pools: See :mod:`sim.state`.
        accounts: That outlive an exit, see :mod:`sim.accounts`.
        series: (quarter, world, column of ``sim.state.SERIES``) sums over firms.
        risk_taken: (quarter, world) sums over firms of what executives chose to add to the standard
            deviation of reports.
        decisions: Callables that take decisions of the model's; see :mod:`sim.decisions`.
        vintages: Hidden consequences by the quarter of their making, if they were asked for.

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
        self.segments: list[Segment] = []
        self._plans: list[list[Plan]] = []  # per segment, per regime and known turn of metrics
        self._turns: list[int] = []
        self._measuring: list[Measuring] = []
        self.worlds, self.seeds = self._elect(jobs)
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
        if any(segment.intermittent for segment in self.segments):
            actions = actions._replace(foreseen=np.zeros(n))
        self.seats, self.actions, self.record = in_one_piece(
            new_seats(firms, schemes), actions, new_record(n)
        )
        self.finished = new_finished(self.quarters, n * (2 + min(self.quarters // 8, 8)))
        self.accounts = new_accounts(0)
        self.executives = new_executives(shape[0], 2 * self.firms + 8)
        self.pools = new_pools(shape[0], 2 * self.firms + 8)
        self.vintages = new_vintages(self.quarters if vintages else 0, n)
        self.series = np.zeros((self.quarters, shape[0], len(SERIES)))
        self.risk_taken = np.zeros(self.series.shape[:2])
        self.reference = self.plans.reference[self.plan_of_world].copy()
        self.expected = self.reference.copy()
        self.common = np.zeros(shape[0])
        self.kernels = _kernels()
        self._open = bool(self.plans.has_open.any())
        self._talented = bool(self.plans.talented.any())
        self._gambling = bool(self.plans.gambles.any())
        self._expecting = bool(self.plans.by_expectation.any())
        self._block = new_block()
        self._longest = int(firms.tenure.max()) + 1
        self._calendars: dict[int, Calendar | None] = {}
        self._references: dict[int, Floats] = {}
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

    @property
    def tenures(self) -> Tenures:
        """All tenures so far, (number, firm); the running ones as they are now."""
        return tabulate(self.seats, self.record, self.finished, self.quarter)

    # Before the first quarter -------------------------------------------------------------------

    def _elect(self, jobs: Sequence[Job]) -> tuple[Ints, npt.NDArray[np.uint64]]:
        """Shareholders vote and choose their monitoring; worlds are sorted into segments."""
        worlds: list[int] = []
        seeds: list[int] = []
        self.registers: list[Register] = []
        for job in jobs:
            for (label, package, level), members in general_meeting(job, self.registers):
                start = len(worlds)
                worlds.extend(members)
                seeds.extend([job.scenario.seed] * len(members))
                span = slice(start, len(worlds))
                rows = slice(start * self.firms, len(worlds) * self.firms)
                tests = tests_of(package, job.scenario.market.candidates)
                scheduled = comes_and_goes(package)
                tainting = tuple(scheme.clawback().malus > 0.0 for scheme in package.schemes)
                self.segments.append(
                    Segment(
                        job.scenario, package, label, level, span, rows, tests, scheduled, tainting
                    )
                )
                regimes = range(len(job.scenario.regimes) + 1)
                self._measuring.append(Measuring(self.segments[-1]))
                turns = self._measuring[-1].seasons
                known = range(turns) if turns > 1 else (None,)
                self._plans.append(
                    [
                        plan_for(job.scenario, package, level, regime, season)
                        for regime in regimes
                        for season in known
                    ]
                )
                self._turns.append(turns)
        return np.array(worlds, dtype=np.int64), np.array(seeds, dtype=np.uint64)

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
            starts = [regime.start for regime in segment.scenario.regimes]
            passed = sum(start <= self.quarter for start in starts)
            turn = passed * self._turns[number] + self.quarter % self._turns[number]
            self.plan_of_world[segment.worlds] = self._first_plan[number] + turn
            self.oversee(number, segment)
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
        if self._expecting:
            expect(self.plans, self.plan_of_world, self.firms, self.seats, self.actions)
        if self.decisions is not None:
            self.decisions.oversee(self)

    def oversee(self, number: int, segment: Segment) -> None:
        """Audit rates and bars at the firms of a segment, from its calendar if it has one."""
        audit, bar = self.actions.audit[segment.firms], self.actions.bar[segment.firms]
        foreseen = self.actions.foreseen[segment.firms]
        if segment.intermittent:
            seeds, worlds = self.seeds[segment.worlds], self.worlds[segment.worlds]
            package, monitoring, seen = segment.package, segment.monitoring, self.seen(segment)
            on, told = draw_presence(package, seeds, worlds, self.quarter, self.firms)
            audit[:] = audit_rate(package, monitoring, seen, on)
            foreseen[:] = audit_rate(package, monitoring, seen, told)
            bar[:] = dismissal_bar(package, seen)
            return
        ahead = self.quarter % AHEAD
        if ahead == 0 or number not in self._calendars:
            self._calendars[number] = calendar(
                segment.package,
                segment.monitoring,
                segment.scenario.metric.total_noise(),
                np.arange(self.quarter - ahead, self.quarter - ahead + AHEAD),
                self._desk.prospects.ages,
            )
        found = self._calendars[number]
        if found is None:
            seen = self.seen(segment)
            audit[:] = audit_rate(segment.package, segment.monitoring, seen)
            bar[:] = dismissal_bar(segment.package, seen)
        else:
            self.kernels.look_up(
                found[0][ahead], found[1][ahead], self.seats.tenure[segment.firms], audit, bar
            )
        if self.actions.foreseen is not self.actions.audit:
            foreseen[:] = audit

    def seen(self, segment: Segment, reported: int = 0) -> Seen:
        """What the boards of a segment see, with so many of this quarter's reports: 0 or 1."""
        rows, plan = segment.firms, int(self.plan_of_world[segment.worlds.start])
        contracts = int(self.plans.contracts[plan])
        reference = np.repeat(self.reference[segment.worlds], self.firms)
        if self.plans.by_expectation[plan] == 1:
            shock = self.plans.common_noise[plan] * self.common[segment.worlds]
            reference = self.actions.conjecture[rows] - self.seats.belief[rows]
            reference += np.repeat(shock, self.firms)
        return Seen(
            quarter=self.quarter,
            tenure=self.seats.tenure[rows],
            metric=self.actions.metric[rows],
            reference=reference,
            noise_sd=segment.scenario.metric.total_noise(),
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
        for number, (segment, measuring) in enumerate(
            zip(self.segments, self._measuring, strict=True)
        ):
            report = self.seen(segment, reported=1)
            if any(scheme.belief_pay().pays for scheme in segment.package.schemes):
                report = self._remember(number, report)
            views = measuring.views(self, segment, report)
            for row, (scheme, seen) in enumerate(zip(segment.package.schemes, views, strict=True)):
                award = answers.award(scheme, seen)
                self.actions.awards[row, segment.firms] = award
                if segment.tainting[row]:
                    tainted = measuring.tainted(self, segment, row)
                    clean = answers.award(scheme, seen.reporting(seen.metric - tainted))
                    earned = scheme.vesting().deferred * np.maximum(award - clean, 0.0)
                    self.actions.earned[row, segment.firms] = earned
        self._make_room()
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

    def _remember(self, number: int, seen: Seen) -> Seen:
        """A segment's view with what reports were compared with in the quarter before."""
        last = self._references.get(number, seen.reference)
        self._references[number] = seen.reference
        return replace(seen, last_reference=np.where(np.asarray(seen.reports) > 0, last, np.nan))

    def hire(self) -> None:
        """10: vacancies are filled."""
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
        for segment in self.segments:
            rows = self.kernels.list_vacancies(
                self.seats.executive, self.order, segment.worlds.start, segment.worlds.stop
            )
            if rows.size:
                self.recruit(segment, rows)

    def recruit(self, segment: Segment, rows: Ints) -> None:
        """Fill the vacant ``rows`` of a segment."""
        recruit(self, segment, rows)

    def _make_room(self) -> None:
        """Widen the tables that could overflow in this quarter."""
        if self._open:
            more = int(self.accounts.used[0]) + self.seats.unvested.size
            if more > self.accounts.due.size:
                self.accounts = widen_accounts(self.accounts, 2 * more)
        if self.finished.first[self.quarter] + self.seats.number.size > self.finished.firm.size:
            self.finished = widen_finished(self.finished, 2 * self.finished.firm.size)
        if max(self.pools.hired.tolist()) + self.firms > self.executives.kind.shape[1]:
            self.executives = widen_executives(self.executives, 2 * self.executives.kind.shape[1])
        if max(self.pools.waiting.tolist()) + self.firms > self.pools.executive.shape[1]:
            width = 2 * self.pools.executive.shape[1]
            places = np.full((len(self.worlds), width), -1)
            places[:, : self.pools.executive.shape[1]] = self.pools.executive
            self.pools = self.pools._replace(executive=places)


def _kernels() -> SimpleNamespace:
    """Those that every quarter calls."""
    return SimpleNamespace(
        draw=Repeated(draw),
        draw_common=Repeated(draw_common),
        look_up=Repeated(look_up),
        choose_effort=Repeated(choose_effort),
        mature_and_report=Repeated(mature_and_report),
        settle=Repeated(settle),
        shrink_pools=Repeated(hiring.shrink_pools),
        list_vacancies=Repeated(hiring.list_vacancies),
        gather=Repeated(hiring.gather),
        appoint=Repeated(hiring.appoint),
    )
