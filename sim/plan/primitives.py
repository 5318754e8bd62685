"""What a plan is solved for: everything that stays as it is while it is being solved."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np

from agents.careers import kalman_gains
from agents.learning import Overseen, Priors, believed, priors_of
from agents.planning import Schedule, Watch
from agents.problem import Form, TaskTable
from agents.sampling import Searchers
from incentives.arrays import Floats
from incentives.linear import LinearAward, linear_award
from sim.hiring.applicants import ABILITY_SDS
from sim.plan.oversight.enforcement import Enforcement
from sim.plan.pay.beliefs import Careers
from sim.plan.pay.deferral import defer
from sim.plan.pay.expected import KnownAwards
from sim.plan.pay.menus import contracts_of
from sim.scenario.executives import RelativeAversion
from sim.scenario.package import Package
from sim.scenario.pay_basis import PayBasis, belief_pay, pay_bases
from sim.scenario.scenario import Scenario
from sim.scenario.technology import cross_costs, task_table
from sim.scenario.term_limit import tenure_limit

_ABILITIES = 41
_MOST_ABILITIES = 321  # if kinds differ in ability
_GAINS = 400  # quarters of tenure that are told apart by the board


class Primitives:
    """One scenario, package, level of monitoring and regime, as arrays.

    Attributes:
        table: Columns of the tasks; ``at_first``: in the first quarter of a tenure; ``technology``:
            afterwards; ``has_once``: whether that makes a difference.
        form: Of effort's cost and detection.
        goals, names: Of the rows: kinds of executive, by contract where there is a menu.
        choice: (rows,) number of the contract, see :mod:`sim.plan.pay.menus`.
        follows_rule: (rows,) whether they repeat what they have learned; ``searchers``: who of
            them draws plans or climbs; ``selections``: how the rules of those were found who were
            selected.
        priors: What they think of monitors that they do not know; ``trust``, ``leniency``: (rows,)
            what follows from it, see :mod:`agents.learning`.
        shares: (rows,) of the population before anybody chooses; ``drawn``: (kinds,).
        pay_bases: What schemes are paid on; ``moves``: (tasks,) what moves each on average, and its
            quadratic loss.
        base_pay_matters: Whether pay curves depend on it: it is part of wealth, or covers losses.
        limit: Quarters after which a tenure is known to end, or None.
        base_pay, outside: Numbers; ``adjusts``: whether these are still to be found for the
            package, see :mod:`sim.plan.clearing`; until then they are NaN.
        may_refuse: Whether people take a seat only if it is worth more than the outside option.
        accounts: What deferred pay is worth; ``takes_back``: whether there is malus.
        ages: Quarters of tenure that accounts tell apart; ``tenures``: that motives do.
        enforcement: What oversight does; it moves if it looks at reports, see :meth:`expect`.
        theta: Abilities at which a seat is valued, ``theta_step`` apart.
        gain: (reports,) Kalman gains; ``settled``: that of a settled seat.
        awards, shared: What rounds of the fixed point have in common, at every level of monitoring,
            as those who reckon with it leave it here: see :mod:`sim.plan.pay_curves` and
            :mod:`sim.plan.task_worth`; ``seats``: at this one, see :mod:`sim.plan.seat_value`.
        owed: (tasks,) share of harm that is hidden; ``exposed``: times the loading.
    """

    def __init__(
        self, scenario: Scenario, package: Package, monitoring: float, regime: int
    ) -> None:
        self.scenario, self.package, self.monitoring = scenario, package, monitoring
        self._span_tasks(regime)
        executives = scenario.executives
        self.contracts = contracts_of(package)
        self.names = [name for name in executives.population for _ in range(self.contracts)]
        self.choice = np.arange(len(self.names)) % self.contracts
        self.goals = [executives.goal_of(name) for name in self.names]
        shares = np.array([executives.population[name].share for name in self.names])
        self.shares = shares / shares.sum()
        drawn = shares[:: self.contracts]
        self.drawn = drawn / drawn.sum()  # of kinds, whatever they choose
        self.pay_weight = np.array([goal.pay for goal in self.goals])
        self.patience = self.trait("patience")
        tastes = [executives.trait(name, "risk_aversion") for name in self.names]
        self.base_pay_matters = any(isinstance(taste, RelativeAversion) for taste in tastes)
        self.base_pay_matters |= scenario.market.limited_liability == "pay"
        self.foresight = self.trait("foresight").astype(np.int64)
        self.awareness = self.trait("awareness")
        self.follows_rule = np.array(
            [executives.cognition_of(name).follows_rule for name in self.names]
        )
        ways = [executives.cognition_of(name) for name in self.names]
        searches, climbs = [way.random_search() for way in ways], [way.climb() for way in ways]
        self.searchers = Searchers(
            np.array([0 if one is None else one.draws for one in searches], dtype=np.int64),
            np.array([0.0 if one is None else one.spread for one in searches]),
            np.array([0 if one is None else one.steps for one in climbs], dtype=np.int64),
            np.array([0.0 if one is None else one.rate for one in climbs]),
            scenario.metric.plan_error,
            int(scenario.metric.tail == "heavy"),
        )
        self.selections = [way.selection() for way in ways]
        self._believe(priors_of([way.learning() for way in ways]))
        self._span_abilities()
        self.noise, board = scenario.metric.noise, scenario.board
        self.talent = executives.talent_mean
        self.gain = kalman_gains(board.prior_variance, self.noise, _GAINS, executives.talent_drift)
        self.limit = tenure_limit(scenario.market, package)
        self.may_refuse = scenario.market.participation != "none"
        base_pay, outside = package.base_pay, scenario.market.outside
        self.adjusts = not (isinstance(base_pay, float) and isinstance(outside, float))
        self.base_pay = base_pay if isinstance(base_pay, float) else np.nan
        self.outside = outside if isinstance(outside, float) else np.nan
        self._oversight = Enforcement(scenario, package, monitoring, self.gain)
        self.enforcement = self._oversight
        self.settled = self.gain_at(self.enforcement.probation + 4)
        self._look_into_pay(regime)
        self.awards = KnownAwards()
        self.shared: dict[str, Any] = {}
        self.seats: dict[bool, Any] = {}

    def at(self, monitoring: float) -> Primitives:
        """The same at another level of monitoring; what levels have in common is shared."""
        other = copy(self)
        other.monitoring, other.seats = monitoring, {}
        other.enforcement = self._oversight.at(monitoring)
        return other

    def on(self, base_pay: float, outside: float) -> Primitives:
        """The same with this base pay and outside option."""
        other = copy(self)
        other.base_pay, other.outside, other.adjusts = base_pay, outside, False
        if base_pay != self.base_pay and self.base_pay_matters:
            other.awards, other.shared = KnownAwards(), {}
            other.seats = {}
        return other

    def believing(self, sure: float | None, ease: float) -> Primitives:
        """The same for those who have come to believe this of their monitor; None: the prior."""
        other = copy(self)
        other.seats = {}
        priors = self.priors
        other.trust = priors.trust(priors.sure if sure is None else np.full_like(priors.sure, sure))
        other.leniency = priors.leniency(np.full_like(priors.slack, ease))
        return other

    def watched(self, row: int) -> Schedule:
        """How somebody of a kind who has just been hired expects to be watched."""
        return self._as_believed(row, self.enforcement.perceived(float(self.awareness[row])))

    def most_watched(self, row: int) -> Watch:
        """The same in the context in which discovery is likeliest, whatever is known there."""
        return self._as_believed(row, self.enforcement.most_watched(float(self.awareness[row])))

    def _as_believed(self, row: int, watch: Overseen) -> Overseen:
        return believed(watch, float(self.trust[row]), float(self.leniency[row]))

    def _believe(self, priors: Priors) -> None:
        self.priors, self.trust = priors, priors.trust(priors.sure)
        self.leniency = priors.leniency(np.zeros(self.trust.size))

    def expect(self, reference: float) -> None:
        """Oversight as it is to be expected where firms report so much."""
        self.enforcement = Enforcement(
            self.scenario, self.package, self.monitoring, self.gain, reference
        )
        self.seats.clear()

    def trait(self, which: str) -> Floats:
        """A trait of every kind."""
        return np.array([self.scenario.executives.trait(name, which) for name in self.names])

    def gain_at(self, tenure: int) -> float:
        """Kalman gain after so many quarters."""
        return float(self.gain[min(tenure, _GAINS - 1)])

    def lines(self, means: Floats, reference: float) -> list[LinearAward | None]:
        """Awards of schemes that are paid on other metrics than the report, by what efforts move.

        Args:
            means: (schemes,) of what they are paid on, over all firms.
            reference: What boards compare reports with.
        """
        found: list[LinearAward | None] = []
        for scheme, basis, mean in zip(
            self.package.schemes, self.pay_bases, means.tolist(), strict=True
        ):
            if basis.plain:
                found.append(None)
                continue
            line = linear_award(
                scheme, basis.noise_sd(self.scenario.metric, self.scenario.firms.luck), mean
            )
            free = self.free(basis, reference)
            found.append(line._replace(intercept=line.intercept + line.slope * free))
        return found

    def free(self, basis: PayBasis, reference: float) -> float:
        """What a scheme's metric is in the mean if nobody does anything."""
        board = self.scenario.board
        talent = self.talent if board.compares_with == "expectation" else 0.0  # else it is in there
        return basis.free(self.talent, reference + talent + board.prior_mean)

    def _span_tasks(self, regime: int) -> None:
        """Tasks and risks in a regime."""
        scenario = self.scenario
        self.table = task_table(scenario.technology, scenario.regimes, regime)
        self.at_first = TaskTable(**{name: self.table[name] for name in TaskTable._fields})
        later = self.table["once"] == 0.0
        self.has_once = not later.all()
        self.technology = self.at_first._replace(
            cap=self.at_first.cap * later, intrinsic=self.at_first.intrinsic * later
        )
        exponential = scenario.technology.detection == "exponential"
        self.form = Form(cross_costs(scenario.technology), int(exponential), 0)
        self.risk = scenario.technology.risk
        self.levels = np.array(self.risk.levels)
        owed = (1 - self.technology.visible) * (self.technology.value < 0)
        owed[self.table["borrowed"] > 0] = 1.0
        self.owed = owed
        self.exposed = owed * np.maximum(self.technology.loading, 0.0)

    def _span_abilities(self) -> None:
        """Abilities of all kinds, and nodes for what depends on them, as dense as for one kind."""
        self.ability, self.ability_sd = self.trait("ability_mean"), self.trait("ability_sd")
        low = np.maximum(self.ability - ABILITY_SDS * self.ability_sd, 0.0)
        high = self.ability + ABILITY_SDS * self.ability_sd
        start, stop = float(low.min()), float(high.max())
        own = (high - low)[self.ability_sd > 0]
        count = 1
        if stop > start:
            share = float(own.min()) / (stop - start) if own.size else 1.0
            count = 1 + min(int(np.ceil((_ABILITIES - 1) / share)), _MOST_ABILITIES - 1)
        self.theta = np.linspace(start, stop, count)
        self.theta_step = float(self.theta[1] - self.theta[0]) if count > 1 else 0.0

    def _look_into_pay(self, regime: int) -> None:
        """What schemes are paid on and when, and what depends on the quarter of tenure."""
        scenario, package = self.scenario, self.package
        limit = self.limit
        self.ages = limit or _GAINS
        self.pay_bases = pay_bases(
            package,
            scenario.technology,
            scenario.regimes,
            regime,
            scenario.metric.matured_weight,
        )
        self.moves = [(basis.loading(None, 1.0), basis.bend()) for basis in self.pay_bases]
        rules = [scheme.vesting() for scheme in package.schemes]
        self.deferred = np.array([rule.deferred for rule in rules])
        self.cycles = np.array([limit or rule.cycle for rule in rules])
        self.accounts = defer(scenario, package, self.foresight, self.patience, self.ages)
        self.takes_back = bool(self.accounts.malus.any() or self.accounts.mean_malus.any())
        lines = self.lines(np.zeros(len(self.pay_bases)), 0.0)
        pays = [
            belief_pay(scheme, basis, line)
            for scheme, basis, line in zip(package.schemes, self.pay_bases, lines, strict=True)
        ]
        gains = self.gain[np.minimum(np.arange(self.ages), _GAINS - 1)]
        self.careers = Careers(package, gains, pays)
        told_apart = self.careers.paid or bool(self.accounts.malus.any())
        told_apart |= any(
            line is not None and share > 0.0
            for line, share in zip(lines, self.deferred, strict=True)
        )
        self.tenures = self.ages if told_apart else 0
