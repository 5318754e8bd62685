"""The arrays of many worlds, as all steps of a quarter read and write them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from agents.numerics.memory import in_one_piece
from agents.sampling import Lots
from incentives import Seen
from incentives.arrays import Bools, Floats, Ints
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket, market_of
from sim.hiring.pipeline import Passage
from sim.plan.oversight.combined import comes_and_goes, foreseen_apart
from sim.plan.plan import Plan, stack_plans
from sim.quarter.accounts import new_accounts, widen_accounts
from sim.quarter.inference import Suspicions
from sim.quarter.kernels import StepKernels
from sim.quarter.ledger import SERIES
from sim.quarter.opening import Opening
from sim.quarter.responses import Responders
from sim.quarter.rules import (
    EffortRules,
    ReportRules,
    Setting,
    SettlementRules,
    reading,
    rules_of,
    runs_of,
)
from sim.quarter.segment import Segment
from sim.quarter.state import (
    People,
    Record,
    Tenures,
    TrackRecords,
    new_actions,
    new_executives,
    new_finished,
    new_pools,
    new_record,
    new_seats,
    new_vintages,
    widen_executives,
    widen_finished,
    widen_pools,
)
from sim.quarter.tenures import TenureList, tabulate
from sim.scenario.firms import FirmData
from sim.scenario.scenario import Scenario

HiringWatch = Callable[[Segment, LabourMarket, Applications, Passage, Floats], None]
"""Sees a segment's applicants by vacancy, how they fared, and the score that decided."""


class Batch:
    """Many worlds side by side, all with the same numbers of firms, quarters and tasks: data only.

    The firm in row ``i`` belongs to world ``i // firms``. :class:`sim.world.worlds.Worlds` plays
    quarters on it; what helps a quarter along takes a batch.

    Attributes:
        quarter: The next quarter to be played, from 0.
        burn_in: How many quarters are played before anything is counted; ``opening``: what was
            there at their end, ``None`` until then, and if there are none.
        worlds, seeds: (worlds,) numbers of the worlds in their scenarios, and seeds.
        segments: Which worlds have which scenario and package.
        plans, markets: Stacked plans of all segments and regimes, and what hiring needs of them.
        plan_of_world: (worlds,) row of ``plans`` that a world is in; that of one of its firms, if
            these have packages of their own. What a scenario says is the same in all of them.
        plan_of_firm: (firms,) row of ``plans`` that a firm is in.
        setting, reporting, settling: Which plan holds for which firm; the latter two as far as
            reports and settlements depend on it.
        seats, actions, record, finished, executives, pools: See :mod:`sim.quarter.state`.
        accounts: That outlive an exit, see :mod:`sim.quarter.accounts`.
        series: (quarter, world, column of ``sim.quarter.ledger.SERIES``) sums over firms.
        risk_taken: (quarter, world) sums over firms of what executives chose to add to the standard
            deviation of reports.
        reference, expected, common: (worlds,) what reports are compared with, what they are
            expected to be, and the shock to all firms.
        track_records: What is known of former tenures; ``None`` if no filter asks.
        order: (world, rank) firms of each world by size.
        last_reference: (firms,) what boards compared reports with in the quarter before; NaN where
            nobody has asked. Of length 0 until somebody does.
        last_levels: By label, (firms,) metrics of the quarter before, of which some scheme pays
            the growth; NaN where nobody has asked.
        vintages: Hidden consequences by the quarter of their making, if they were asked for.
        has_open: Whether any account may outlive an exit.
        still: Whether nothing is left to luck in reports and value; executives and boards reckon
            with noise all the same. Set it before the first quarter.
        kernels: Compiled, as this batch calls them; ``responders``: respond for its executives.
        effort_rules: What of the plans the usual responses depend on.
        suspicions: What boards that infer goals make of reports; None where none does.
        watch_hiring: Called after every round of hiring, if set; see
            :mod:`sim.quarter.recruiting`.

    Args:
        segments, worlds, seeds: See above.
        plans: Per segment, per regime and known turn of metrics.
        firms: Of every world.
        tasks: How many; ``quarters``: how many are played, with those of the burn-in.
        books: Whether the ledger is kept firm by firm, in ``actions.books``; sums over the firms of
            a world are in ``series`` in any case.
        vintages: Whether ``vintages`` are kept.
        burn_in: How many of the quarters do not count.
    """

    def __init__(
        self,
        segments: list[Segment],
        plans: list[list[Plan]],
        worlds: Ints,
        seeds: npt.NDArray[np.uint64],
        firms: FirmData,
        tasks: int,
        quarters: int,
        books: bool,
        vintages: bool,
        burn_in: int = 0,
    ) -> None:
        self.segments, self.worlds, self.seeds = segments, worlds, seeds
        self.firms, self.quarters = firms.size.shape[1], quarters
        self.kernels = StepKernels()
        self.quarter = 0
        self.burn_in = burn_in
        self.opening: Opening | None = None
        self.still = False
        self.watch_hiring: HiringWatch | None = None
        self._stack(plans)
        schemes = self.plans.cliff.shape[1]
        count = len(worlds)
        n = count * self.firms
        actions = new_actions(n, tasks, schemes, books)
        if any(foreseen_apart(each) for segment in segments for each in segment.packages()):
            actions = actions._replace(foreseen=np.zeros(n))
        if any(comes_and_goes(each) for segment in segments for each in segment.packages()):
            feared = {"feared_fine": np.zeros(n), "feared_restitution": np.zeros(n)}
            actions = actions._replace(**feared)
        self.seats, self.actions, self.record = in_one_piece(
            new_seats(firms, schemes), actions, new_record(n)
        )
        lasting = 2 + min(quarters // 20, 4)  # tenures per firm for which there is room at first
        self.finished = new_finished(quarters, n * lasting)
        self.accounts = new_accounts(0)
        self.executives = new_executives(count, lasting * self.firms + 8)
        self.pools = new_pools(count, 2 * self.firms + 8)
        self.vintages = new_vintages(quarters if vintages else 0, n)
        self.series = np.zeros((quarters, count, len(SERIES)))
        self.risk_taken = np.zeros(self.series.shape[:2])
        self.reference = self.plans.reference[self.plan_of_world].copy()
        self.expected = self.reference.copy()
        self.common = np.zeros(count)
        self.track_records: TrackRecords | None = None
        self.has_open = bool(self.plans.has_open.any())
        self.last_reference = np.zeros(0)
        self.last_levels: dict[str, Floats] = {}
        self.suspicions: Suspicions | None = None
        known = [plan.likelihoods for those in plans for plan in those]
        if any(each is not None for each in known):
            self.suspicions = Suspicions(known, n)
        self.order = np.argsort(-firms.size, axis=1, kind="stable")

    def _stack(self, plans: list[list[Plan]]) -> None:
        """Stack all plans and point every world to that of its present regime."""
        flat = [plan for those in plans for plan in those]
        self.plans = stack_plans(tuple(flat))
        self.markets = [market_of(plan.fields) for plan in flat]
        self.effort_rules = rules_of(self.plans, EffortRules)
        self._first_plan = np.cumsum([0] + [len(those) for those in plans])
        self.plan_of_world = np.zeros(len(self.worlds), dtype=np.int64)
        self.plan_of_firm = np.zeros(len(self.worlds) * self.firms, dtype=np.int64)
        self._until = np.full_like(self.plan_of_firm, self.plan_of_firm.size)
        for number, segment in enumerate(self.segments):
            self.plan_of_world[segment.worlds] = self._first_plan[number]
        self._spread_plans()
        lots = Lots(
            np.tile(np.arange(self.firms), len(self.worlds)),
            np.repeat(self.worlds, self.firms),
            np.repeat(self.seeds, self.firms),
        )
        where = self.plan_of_world, self.firms, self.plan_of_firm, self._until
        self.setting = Setting(self.plans, *where)
        self.responders = Responders(self.setting, lots)
        self.reporting = reading(self.setting, ReportRules)
        self.settling = reading(self.setting, SettlementRules)

    def _spread_plans(self) -> None:
        """Put all firms of a world under its plan."""
        self._point(self.plan_of_world.repeat(self.firms))

    def _point(self, plan_of_firm: Ints) -> None:
        """Put every firm under a plan, (firms,)."""
        self.plan_of_firm[:] = plan_of_firm
        self._until[:] = runs_of(plan_of_firm)

    def plan_of(self, segment: Segment) -> int:
        """Row of the plan that all firms of a segment are under."""
        rows = segment.firms
        return int(self.plan_of_firm[rows.start if isinstance(rows, slice) else rows[0]])

    def open_books(self) -> None:
        """Note what there is: everything that is counted is counted from here."""
        seats, quarter = self.seats, self.quarter
        self.opening = Opening(
            quarter,
            seats.number.copy(),
            Record._make(column.copy() for column in self.record),
            seats.own_harm.copy(),
            seats.own_harm + seats.old_harm,
            np.repeat(self.plans.maturing[self.plan_of_world], self.firms),
            int(self.finished.first[quarter]),
        )

    @property
    def counted(self) -> int:
        """Number of the next quarter, from the first that counts: below 0 in the burn-in."""
        return self.quarter - self.burn_in

    @property
    def length(self) -> int:
        """How many quarters count."""
        return self.quarters - self.burn_in

    @property
    def priced(self) -> Bools:
        """(worlds,) whether hidden consequences count for shareholders at once."""
        return self._where(lambda scenario: scenario.pending == "priced")

    @property
    def judged_by_value(self) -> Bools:
        """(worlds,) whether what is withheld is measured by the firm's value, not by its pay."""
        return self._where(lambda scenario: scenario.thresholds.unit == "value")

    def _where(self, holds: Callable[[Scenario], bool]) -> Bools:
        """(worlds,) whether something holds of their scenarios."""
        found = np.zeros(len(self.worlds), dtype=np.bool_)
        for segment in self.segments:
            found[segment.worlds] = holds(segment.scenario)
        return found

    @property
    def people(self) -> People:
        """All executives, as they stand now: the tables are replaced when they are widened."""
        return People(self.executives, self.pools)

    @property
    def tenures(self) -> Tenures:
        """All tenures so far, (number, firm); the running ones as they are now."""
        return tabulate(self.tenure_list)

    @property
    def tenure_list(self) -> TenureList:
        """The same one after another, column by column when asked."""
        tables = self.seats, self.record, self.finished
        return TenureList(*tables, self.quarter, self.opening)

    def seen(self, segment: Segment, reported: int = 0) -> Seen:
        """What the boards of a segment see, with so many of this quarter's reports: 0 or 1.

        Nobody can write into it.
        """
        rows, plan = segment.firms, self.plan_of(segment)
        contracts = int(self.plans.contracts[plan])
        reference = segment.of_worlds(self.reference, self.firms)
        if self.plans.by_expectation[plan] == 1:
            shock = self.plans.common_noise[plan] * self.common
            reference = self.actions.conjecture[rows] - self.seats.belief[rows]
            reference += segment.of_worlds(shock, self.firms)
        inferred = {}
        if self.suspicions is not None and segment.infers:
            inferred = self.suspicions.shown(rows, plan)._asdict()
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
            **inferred,
        ).sealed()

    def make_room(self) -> None:
        """Widen the tables that could overflow in this quarter."""
        if self.has_open:
            more = int(self.accounts.used[0]) + self.seats.unvested.size
            if more > self.accounts.due.size:
                self.accounts = widen_accounts(self.accounts, 2 * more)
        more = int(self.finished.first[self.quarter]) + self.seats.number.size
        if more > self.finished.firm.size:
            self.finished = widen_finished(self.finished, more + more // 4)
        most = self.kernels.largest
        more = most(self.pools.hired) + self.firms
        if more > self.executives.kind.shape[1]:
            self.executives = widen_executives(self.executives, more + more // 4)
        if most(self.pools.waiting) + self.firms > self.pools.executive.shape[1]:
            self.pools = widen_pools(self.pools, 2 * self.pools.executive.shape[1])
