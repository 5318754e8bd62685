"""The only step loop: a batch of worlds advances by a quarter, one numbered step after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from agents.numerics.draws import stream
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import Applications
from sim.learning.learner import Learners
from sim.quarter import labour_market
from sim.quarter.accounts import settle_accounts
from sim.quarter.ages import DUE, Ages, retires_by_age
from sim.quarter.announcing import label_removed
from sim.quarter.awards import Awarding
from sim.quarter.batch import Batch
from sim.quarter.beliefs import expect
from sim.quarter.blocks import new_block
from sim.quarter.decisions import Decision, Decisions
from sim.quarter.learning import learn, look
from sim.quarter.luck import draw_fortunes, draw_talent
from sim.quarter.oversight import Overseer, Removal, judge, look_up_kinds
from sim.quarter.problems import new_workspace, wide_enough
from sim.quarter.recruiting import recruit
from sim.quarter.restatements import Restatements, finds_later
from sim.quarter.rules import PopulationRules, reading
from sim.quarter.segment import Segment, put_back
from sim.quarter.state import (
    Comparison,
    ThisQuarter,
    new_track_records,
)
from sim.quarter.track_records import asks_around, remember
from sim.scenario.scenario import Scenario
from sim.world.adoption import refuse_adoption
from sim.world.election import Elected, Job, elect
from sim.world.ratification import owners_of
from sim.world.vacancies import vacancies_of

_STREAMS = {
    name: stream(name) for name in ("firm", "common", "gamble", "incumbent", "pool", "talent")
}


class Worlds(Batch):
    """A batch of worlds that plays: all with the same numbers of firms, quarters and tasks.

    Attributes (besides those of :class:`sim.quarter.batch.Batch`):
        registers: Shareholders, one register per job.
        learners: Boards that learn; None if none do.
        removals: Whom somebody else than the board has removed in the last quarter.
        ages: Of executives, where there is one at which they retire.
        restatements: What is found after exits, if anything may be.
        decisions: Callables that take decisions of the model's; see :mod:`sim.quarter.decisions`.
        watch_efforts: Each is called after the reports of a quarter, before anybody is paid or
            leaves: efforts, reports and who made them are there to be read.

    Args:
        jobs: Scenarios and the numbers of their worlds.
        decisions: See above.
        books, vintages: See :class:`sim.quarter.batch.Batch`.
        elected: What their general meetings have chosen; left out, they are held.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        decisions: Mapping[str, Decision] | None = None,
        books: bool = True,
        vintages: bool = False,
        elected: Elected | None = None,
    ) -> None:
        first = jobs[0].scenario
        shape = _shape(first)
        if any(_shape(job.scenario) != shape for job in jobs):
            raise ValueError(
                "expected scenarios with equal firms.count, quarters, burn-in and tasks"
            )
        # Registers of those who have been elected before are in the order of the numbers.
        numbers = [sorted(job.worlds) if elected else list(job.worlds) for job in jobs]
        elected = elected or elect(jobs)
        super().__init__(
            elected.segments,
            elected.plans,
            elected.worlds,
            elected.seeds,
            elected.firms,
            len(first.technology.tasks),
            first.quarters_played(),
            books or bool(elected.lattices),
            vintages,
            first.burn_in_quarters(),
        )
        self.registers = elected.registers
        self.decisions = Decisions(decisions) if decisions else None
        self.watch_efforts: list[Callable[[Worlds], None]] = []
        self.removals: list[Removal] = []
        self._elected = self.segments
        self._masters: dict[tuple[int, int], tuple[Awarding, Overseer]] = {}  # by number and era
        self._era = np.zeros(len(self.worlds), dtype=np.int64)
        self.learners: Learners | None = None
        if elected.lattices:
            self.learners = Learners(self, self.segments, elected.lattices)
            for one in self.learners.worlds:
                one.owners = owners_of(numbers, elected, one.lattice)
            self._enter_regimes()
            self.reference[:] = self.plans.reference[self.plan_of_world]
            self.expected[:] = self.reference
        else:
            self._direct(self.segments)
        self._comparison = Comparison(self.reference, self.expected, self.common)
        packages = [each for segment in self.segments for each in segment.packages()]
        asked = any(map(asks_around, packages))
        self.track_records = new_track_records(self.executives.kind.shape) if asked else None
        later = any(finds_later(segment.scenario) for segment in self.segments)
        self.restatements = Restatements() if later else None
        self._interim = np.zeros(len(self.worlds), dtype=np.int64)  # quarters without a search
        for segment in self.segments:
            self._interim[segment.worlds] = segment.scenario.market.interim
        self._open: Ints | None = None  # (firms,) quarter of the first search, where there are any
        if self._interim.any():
            self._open = np.zeros(self.seats.number.size, dtype=np.int64)
        self._talented = bool(self.plans.talented.any())
        self._gambling = bool(self.plans.gambles.any())
        self._learning = bool(self.plans.learns.any())
        self._expecting = bool(self.plans.by_expectation.any())
        self._block = new_block()
        self._longest = int(elected.firms.tenure.max()) + 1
        labour_market.seat_incumbents(
            reading(self.setting, PopulationRules),
            self.seats,
            self.record,
            self.people,
            self.seeds,
            self.worlds,
            elected.firms.tenure,
            _STREAMS["incumbent"],
        )
        by_age = any(retires_by_age(segment.scenario) for segment in self.segments)
        self.ages = Ages(self) if by_age else None
        self._workspace = new_workspace(
            self.plans, self._longest + self.quarters, self.seats.tenure.size
        )

    @property
    def _now(self) -> ThisQuarter:
        return ThisQuarter(self.quarter, self.series[self.quarter], self._block)

    def _direct(self, segments: list[Segment]) -> None:
        """Let ``segments`` say what is paid and overseen from now on."""
        self.segments = segments
        for segment in segments:
            if (segment.number, segment.era) not in self._masters:
                self._masters[segment.number, segment.era] = Awarding(segment), Overseer(segment)
        masters = [self._masters[segment.number, segment.era] for segment in segments]
        self._awarding = [one.at(to) for (one, _), to in zip(masters, segments, strict=True)]
        self._overseers = [one.at(to) for (_, one), to in zip(masters, segments, strict=True)]
        self._inferring = [segment for segment in segments if segment.infers]
        self._removing = [overseer for overseer in self._overseers if overseer.removes]
        announcers = [overseer.announcer for overseer in self._overseers]
        self._announcing = [announcer for announcer in announcers if announcer.speaks]
        self._shaken = [
            segment
            for segment in segments
            if segment.scenario.metric.common_noise > 0 or segment.scenario.technology.risk.levels
        ]
        self._turning = {0}  # quarters in which some world comes under another plan
        for segment in segments:
            alike = segment.turns == 1
            self._turning.update(segment.scenario.starts() if alike else range(self.quarters))

    def adopt(self, choice: Ints) -> None:
        """Between two quarters, worlds adopt the package that others of their scenario have.

        Beliefs and accounts stay with the seat. What is in an account vests from then on as the
        new package has it, and is paid out in the next quarter if it has none. What awards were
        compared with in the quarter before is forgotten.

        Args:
            choice: (worlds,) number of the segment, of those that the meetings elected, whose
                package and monitoring a world has from now on.

        Raises:
            ValueError: If there is no such segment, it is of another scenario, or its package
                would change the choice of contracts; or if boards learn, firm by firm.
        """
        if self.learners is not None:
            raise ValueError("expected worlds whose boards do not learn: firms have packages here")
        now = np.empty(len(self.worlds), dtype=np.int64)
        for segment in self.segments:
            now[segment.worlds] = segment.number
        refuse_adoption(now, choice, self._elected)
        packages = [segment.package for segment in self._elected]
        other = [packages[a] != packages[b] for a, b in zip(now, choice, strict=True)]
        self._direct(
            [
                segment.at(np.flatnonzero(choice == number), self.firms)
                for number, segment in enumerate(self._elected)
                if (choice == number).any()
            ]
        )
        self._enter_regimes()
        self._part_with(np.flatnonzero(np.repeat(other, self.firms)))

    def _part_with(self, moved: Ints) -> None:
        """Firms that have another package now are done with what the former one remembered."""
        self.actions.awards[:, moved] = 0.0
        self.actions.earned[:, moved] = 0.0
        for level in (self.last_reference, *self.last_levels.values()):
            if level.size:
                level[moved] = np.nan
        none = self.plans.deferred[self.plan_of_firm[moved]].T == 0.0
        self.seats.tainted[:, moved] = np.where(none, 0.0, self.seats.tainted[:, moved])

    def _enter_regimes(self) -> None:
        """Point every firm to the plan of its package in this quarter."""
        if self.learners is not None:
            plans, segments = self.learners.place(self, self._first_plan)
            self._point(plans)
            self.plan_of_world[:] = plans[:: self.firms]
            self._direct(segments)
        else:
            segments = []
            for segment in self.segments:
                passed = segment.scenario.shifts_by(self.quarter)
                turn = passed * segment.turns + self.quarter % segment.turns
                self.plan_of_world[segment.worlds] = self._first_plan[segment.number] + turn
                segments.append(segment.in_regime(passed))
            self._spread_plans()
            if any(new.era != old.era for new, old in zip(segments, self.segments, strict=True)):
                self._direct(segments)
        before = self._era.copy()
        for segment in self.segments:
            self._era[segment.worlds] = segment.era
        if (changed := before != self._era).any():
            self._part_with(np.flatnonzero(np.repeat(changed, self.firms)))

    def step(self) -> None:
        """Play one quarter in all worlds."""
        self.enter_quarter()  #  1 regime and contexts
        self.choose_effort()  #  2 decisions
        self.report()  #  3 old consequences mature, new ones join; 4 metrics
        if self._inferring:
            self.judge()
        for watch in self.watch_efforts:
            watch(self)
        self.settle()  #  5 pay, 6 beliefs, 7 audits, 8 exits, 9 books
        if self.learners is not None:
            self.learners.observe(self)
        self.hire()  # 10 hiring
        self.quarter += 1
        if self.learners is not None and self.quarter < self.quarters:
            moved = self.learners.meet(self)
            if moved.size:
                self._enter_regimes()
                self._part_with(moved)
        if self.burn_in and self.quarter == self.burn_in:
            self.open_books()

    def run(self) -> Worlds:
        """Play the remaining quarters, those of the burn-in first."""
        while self.quarter < self.quarters:
            self.step()
        return self

    def enter_quarter(self) -> None:
        """1: luck, the regime, and what oversight will do in this quarter."""
        if self.kernels.largest(self.seats.tenure) >= self._workspace.prospects.ages:
            self._workspace = wide_enough(self._workspace, self.plans, self.seats)
        self.kernels.draw(
            self.seeds, self.worlds, self.firms, _STREAMS["firm"], self.quarter, self.actions
        )
        if self.ages is not None:
            self.actions.lot[self.ages.due(self)] = DUE
        if self.learners is not None:
            self.learners.take_over(self)
        if self.quarter in self._turning:
            self._enter_regimes()
        if self._expecting:
            expect(self.settling, self.seats, self.actions)
        for segment in self._inferring:
            look_up_kinds(self, segment)
        for overseer in self._overseers:
            overseer.oversee(self, self._workspace.prospects.ages)
        for segment in self._shaken:
            self._draw_shocks(segment)
        if self._talented:
            draw_talent(
                self.setting,
                self.seats,
                self.actions,
                self.record,
                self.executives,
                self.seeds,
                self.worlds,
                _STREAMS["talent"],
                self.quarter,
            )
        if self.still:
            for lots in (self.actions.noise, self.actions.luck, self.actions.fortune, self.common):
                lots[:] = 0.0
        if self.decisions is not None:
            self.decisions.oversee(self)

    def _draw_shocks(self, segment: Segment) -> None:
        """What gambles would come to, and what all firms of a world have in common."""
        seeds, worlds = self.seeds[segment.worlds], self.worlds[segment.worlds]
        if segment.scenario.technology.risk.levels:
            fortune = self.actions.fortune[segment.firms]
            draw_fortunes(seeds, worlds, self.firms, _STREAMS["gamble"], self.quarter, fortune)
            put_back(self.actions.fortune, segment.firms, fortune)
        if segment.scenario.metric.common_noise > 0:
            common = self.common[segment.worlds]
            self.kernels.draw_common(seeds, worlds, _STREAMS["common"], self.quarter, common)
            put_back(self.common, segment.worlds, common)

    def choose_effort(self) -> None:
        """2: executives respond."""
        if self._learning:
            look(self)
        self.responders.choose_effort(
            self.seats,
            self.actions,
            self.record,
            self.expected,
            self._workspace,
            self.quarter,
        )
        if self._gambling:
            taken = self.actions.gamble.reshape(-1, self.firms)
            self.risk_taken[self.quarter] = taken.sum(axis=1)
        if self.decisions is not None:
            self.decisions.act(self)

    def report(self) -> None:
        """3 and 4: consequences mature and join, metrics are reported."""
        self.kernels.mature_and_report(
            self.reporting,
            self.seats,
            self.actions,
            self.record,
            self.vintages,
            self._comparison,
            self._now,
        )

    def judge(self) -> None:
        """After the reports, before anybody is paid: who is let go by boards that infer goals."""
        if self.decisions is None or not self.decisions.takes("dismissal"):
            for segment in self._inferring:
                judge(self, segment)

    def settle(self) -> None:
        """5 to 9: pay, beliefs, audits, exits, books."""
        for awarding in self._awarding:
            awarding.award(self)
        self.make_room()
        first_new = int(self.accounts.used[0]) if self.has_open else 0
        self.kernels.settle(
            self.settling,
            self.seats,
            self.actions,
            self.record,
            self.finished,
            self.accounts,
            self.people,
            self._comparison,
            self._now,
        )
        if self.has_open and self.accounts.used[0] > 0:
            settle_accounts(
                self.settling,
                self.seats,
                self.actions,
                self.finished,
                self.accounts,
                first_new,
                self._now,
            )
        if self._learning:
            learn(self)
        self.removals = [
            removal for overseer in self._removing for removal in overseer.removals(self)
        ]
        if self._open is not None:
            left = np.flatnonzero(self.actions.exit)
            self._open[left] = self.quarter + self._interim[left // self.firms]
        if self.restatements is not None:
            self.restatements.look(self)
        label_removed(self, (removal.rows for removal in self.removals))
        for announcer in self._announcing:
            announcer.announce(self)

    def hire(self) -> None:
        """10: vacancies are filled, and what emptied them is charged to the next quarter."""
        self.kernels.shrink_pools(
            self.plans.pool_exit,
            self.plan_of_world,
            self.executives.status,
            self.pools,
            self.seeds,
            self.worlds,
            self.quarter,
            _STREAMS["pool"],
        )
        if self.ages is not None:
            self.ages.clear_pools(self)
        if self.track_records is not None:
            self.track_records = remember(self, self.track_records)
        for segment, rows in vacancies_of(self, self.learners is not None):
            if self._open is not None:
                rows = rows[self._open[rows] <= self.quarter]
            if rows.size:
                self.recruit(segment, rows)
        for removal in self.removals:
            self.seats.filter_due[removal.rows] += removal.cost

    def recruit(self, segment: Segment, rows: Ints) -> None:
        """Fill the vacant ``rows`` of a segment."""
        chosen = self.decisions is not None and self.decisions.takes("hiring")
        by_filters = type(self).rank is Worlds.rank and not chosen
        recruit(self, segment, rows, None if by_filters else self.rank)

    def rank(self, segment: Segment, seen: Applications, score: Floats) -> Floats:
        """What decides who is hired, (vacancies, applicants): what the filters say."""
        if self.decisions is not None:
            return self.decisions.rank(self, segment, seen, score)
        return score


def _shape(scenario: Scenario) -> tuple[int, ...]:
    """What worlds of one batch have in common."""
    quarters = scenario.quarters, scenario.burn_in_quarters()
    return (scenario.firms.count, *quarters, len(scenario.technology.tasks))
