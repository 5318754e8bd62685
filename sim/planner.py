"""Solving a plan: expected pay as curves, the worth of a seat, learned rules, and a forecast.

Small kernels are called as plain Python (``py_func``) where loading them would take longer.
"""

from __future__ import annotations

import numpy as np

from agents.careers import kalman_gains
from agents.gambling import at_level
from agents.landscape import Form
from agents.planning import (
    clawback_lead,
    continuation,
    interpolate,
    known_end,
    lead,
    look_ahead,
)
from agents.response import Motives, TaskTable, pay_slope
from agents.search import ROWS
from incentives.views import Rivals
from sim.careers import Careers, ahead, conjecture
from sim.contests import ROUNDS as CONTEST_ROUNDS
from sim.contests import is_contest, mean_relative_pay, relative_pay, sized_up
from sim.deferral import by_horizon, defer
from sim.footing import Footing, Straight, belief_pay, footings, hedge, straight
from sim.gambles import tabulate_levels
from sim.hiring_forecast import expected_hires
from sim.menus import contracts_of, takers
from sim.paycurves import pay_curves
from sim.plan import LEAVERS, Floats, Forecast, Ints, Plan, contexts
from sim.scenario import Package, Scenario
from sim.solver import GENERAL, choose_solver
from sim.straightpay import StraightPay
from sim.technology import cross_costs, task_table

_ROUNDS = 3  # of the fixed point between what everybody reports and what it makes one do
_ABILITIES = 41
_MOST_ABILITIES = 321  # if kinds differ in ability
_SDS = 5.0  # abilities are cut at so many standard deviations
_TURNOVER = 0.02  # guess of dismissals and detections per quarter, for pooled beliefs only
_GAINS = 400  # quarters of tenure that are told apart by the board


def build_plan(
    scenario: Scenario,
    package: Package,
    monitoring: float = 0.0,
    regime: int = 0,
    trained: Plan | None = None,
    season: int | None = None,
) -> Plan:
    """Solve one plan.

    Args:
        scenario: Where; its own package is not looked at.
        package: The governance package.
        monitoring: Extra audit rate that shareholders pay for.
        regime: Number of shifts that have happened.
        trained: The plan whose learned rules still govern; left out: this one's.
        season: Number of the turn that is on, where metrics take turns that everybody knows. All
            else is planned with their mean.
    """
    planner = _Planner(scenario, package, monitoring, regime)
    planner.solve()
    learned = planner.rule() if trained is None else trained.fields
    fields = planner.fields()
    fields |= {name: learned[name] for name in ("rule", "rule_gamble")}
    if season is not None:
        fields["worth"] = planner.motives.worth + planner.turn(season)
    return Plan(fields, planner.forecast())


class _Planner:
    """The parts of a plan while it is being solved."""

    def __init__(
        self, scenario: Scenario, package: Package, monitoring: float, regime: int
    ) -> None:
        self.scenario, self.package, self.monitoring = scenario, package, monitoring
        self.table = task_table(scenario.technology, scenario.regimes, regime)
        self.at_first = TaskTable(**{name: self.table[name] for name in TaskTable._fields})
        later = self.table["once"] == 0.0
        self.has_once = not later.all()
        self.technology = self.at_first._replace(  # after the first quarter of a tenure
            cap=self.at_first.cap * later, intrinsic=self.at_first.intrinsic * later
        )
        exponential = scenario.technology.detection == "exponential"
        self.form = Form(cross_costs(scenario.technology), int(exponential), 0)
        self.noise = scenario.metric.noise
        self.risk = scenario.technology.risk
        self.levels = np.array(self.risk.levels)
        executives = scenario.executives
        self.contracts = contracts_of(package)
        self.names = [name for name in executives.population for _ in range(self.contracts)]
        self.choice = np.arange(len(self.names)) % self.contracts  # of a row, see sim.menus
        self.goals = [executives.goal_of(name) for name in self.names]
        shares = np.array([executives.population[name].share for name in self.names])
        self.shares = shares / shares.sum()
        drawn = shares[:: self.contracts]
        self.drawn = drawn / drawn.sum()  # of kinds, whatever they choose
        self.pay_weight = np.array([goal.pay for goal in self.goals])
        self.patience = self.trait("patience")
        self.foresight = self.trait("foresight").astype(np.int64)
        self.awareness = self.trait("awareness")
        ages = scenario.market.tenure_limit or _GAINS
        self.footings = footings(
            package,
            scenario.technology,
            scenario.regimes,
            regime,
            scenario.metric.matured_weight,
        )
        self.means = np.zeros(len(self.footings))  # of what schemes are paid on
        self.lines = self._lines()
        rules = [scheme.vesting() for scheme in package.schemes]
        self.deferred = np.array([rule.deferred for rule in rules])
        limit = scenario.market.tenure_limit
        self.cycles = np.array([limit or rule.cycle for rule in rules])
        self.accounts = defer(scenario, package, self.foresight, self.patience, ages)
        self.malus, self.malus_mean = np.zeros((len(self.names), ages)), np.zeros(len(self.names))
        self._see_contexts()
        self._span_abilities()
        board, self.talent = scenario.board, executives.talent_mean
        self.gain = kalman_gains(board.prior_variance, self.noise, _GAINS, executives.talent_drift)
        self.settled = float(self.gain[min(self.probation + 4, _GAINS - 1)])
        pays = [
            belief_pay(scheme, footing, line)
            for scheme, footing, line in zip(
                package.schemes, self.footings, self.lines, strict=True
            )
        ]
        self.careers = Careers(package, self.gain[np.minimum(np.arange(ages), _GAINS - 1)], pays)
        told_apart = self.careers.paid or bool(self.accounts.malus.any())
        told_apart |= any(
            line is not None and share > 0.0
            for line, share in zip(self.lines, self.deferred, strict=True)
        )
        self.tenures = ages if told_apart else 0  # in motives
        self.reference = 0.0
        self.rivals = Rivals(scenario.firms.count - 1, self.talent, self.noise)
        self.index = np.zeros(len(self.names))
        self.variance = np.zeros(len(self.names))  # that a settled executive adds to reports
        self.effects = np.zeros((len(self.names), self.technology.value.shape[0]))
        self.first_index = self.index
        self.first_effects = self.effects
        owed = (1 - self.technology.visible) * (self.technology.value < 0)
        owed[self.table["borrowed"] > 0] = 1.0
        self.owed = owed
        self.exposed = owed * np.maximum(self.technology.loading, 0.0)

    def trait(self, which: str) -> Floats:
        """A trait of every kind."""
        return np.array([self.scenario.executives.trait(name, which) for name in self.names])

    def _see_contexts(self) -> None:
        """What oversight does in every context, and what somebody unaware takes for granted."""
        market = self.scenario.market
        rates, self.bars, self.probation, self.chance = contexts(
            self.package, self.monitoring, self.noise
        )
        self.audit, self.bar = rates.mean(axis=1), self.bars.max(axis=1)
        self.audit_watched, self.audit_unwatched = float(rates.max()), float(rates.min())
        self.rates = rates @ self.chance  # by (probation left, quarter of the year)
        leaving = min(market.poaching + market.retirement + _TURNOVER, 1.0)
        share = 1 - (1 - leaving) ** self.probation  # of quarters that are probation
        weights = np.full(self.probation + 1, share / max(self.probation, 1))
        weights[0] = 1 - share
        self.audit_pooled = float(weights @ (self.audit @ self.chance))
        # A board that never dismisses counts, in a mix, as one with a bar five prior sds down.
        board = self.scenario.board
        self.bar_floor = board.prior_mean - 5.0 * float(np.sqrt(board.prior_variance))
        self.bar_pooled = float(weights @ np.maximum(self.bar, self.bar_floor))
        self.fine = float(sum(part.fine() for part in self.package.oversight))
        self.restitution = float(sum(part.restitution() for part in self.package.oversight))
        self.severance = float(sum(scheme.severance() for scheme in self.package.schemes))

    def _span_abilities(self) -> None:
        """Abilities of all kinds, and nodes for what depends on them, as dense as for one kind."""
        self.ability, self.ability_sd = self.trait("ability_mean"), self.trait("ability_sd")
        self.typical = self.ability  # mean of those who choose as the row says
        low = np.maximum(self.ability - _SDS * self.ability_sd, 0.0)
        high = self.ability + _SDS * self.ability_sd
        start, stop = float(low.min()), float(high.max())
        own = (high - low)[self.ability_sd > 0]
        count = 1
        if stop > start:
            share = float(own.min()) / (stop - start) if own.size else 1.0
            count = 1 + min(int(np.ceil((_ABILITIES - 1) / share)), _MOST_ABILITIES - 1)
        self.theta = np.linspace(start, stop, count)
        self.theta_step = float(self.theta[1] - self.theta[0]) if count > 1 else 0.0

    def _span_pay(self) -> None:
        """Curves of expected pay over every metric that some executive could reach.

        The mean report that relative schemes compare with is that of the round before.
        """
        spread = self.technology.loading * self.at_first.cap * self.theta[-1]
        talents = _SDS * self.scenario.executives.talent_sd
        self.start = float(spread[spread < 0].sum()) - 8 * self.noise + (self.talent - talents)
        stop = float(spread[spread > 0].sum()) + 8 * self.noise + (self.talent + talents)
        plain, *wide = [self._pay_under(level, stop) for level in (0.0, *self.risk.levels)]
        _, self.value, self.slope, self.step = plain
        self.expected_award = [
            (self.start + step * np.arange(awards.shape[1]), awards)
            for awards, _, _, step in (plain, *wide)
        ]  # by level of risk: nodes, and by contract what is paid there, weighted by nobody
        paid = sum(
            line.slope * footing.total("spent")
            for footing, line in zip(self.footings, self.lines, strict=True)
            if line is not None
        )
        toll = self.risk.cost * np.array([goal.value + goal.pay * paid for goal in self.goals])
        self.gambles = tabulate_levels(self.levels, toll, self.value.shape, wide)

    def _pay_under(self, added: float, stop: float) -> tuple[Floats, Floats, Floats, float]:
        """Expected awards by contract; worth and slope by kind and curve; distance of nodes.

        ``added`` is the standard deviation that a gamble adds to the report.
        """
        noise = float(np.hypot(self.scenario.metric.total_noise(), added))
        solved = {
            (risk, choice): pay_curves(
                self.package,
                noise,
                self.start,
                stop,
                risk,
                self.reference,
                self.scenario.board.prior_mean,
                self.scenario.metric.resolution,
                own_noise=float(np.hypot(self.noise, added)) if added else self.noise,
                common=self.scenario.metric.common_noise,
                lines=self.lines,
                hedge=hedge(self.scenario, self.package, self.footings, self.lines),
                choice=choice,
                rivals=self.rivals,
            )
            for risk in {0.0, *self.trait("risk_aversion").tolist()}
            for choice in range(self.contracts)
        }
        risks = self.trait("risk_aversion").tolist()
        own = [solved[row] for row in zip(risks, self.choice.tolist(), strict=True)]
        weight = self.pay_weight[:, None, None]
        value = weight * np.array([value for value, _, _ in own])
        slope = weight * np.array([slope for _, slope, _ in own])
        awards = np.array([solved[0.0, c][0].sum(axis=0) for c in range(self.contracts)])
        return awards, value, slope, own[0][2]

    def _level_of(self, y: int) -> int:
        """Number of the level of risk next to what a settled executive of kind ``y`` takes."""
        return int(np.abs(np.append(0.0, self.levels) - np.sqrt(self.variance[y])).argmin())

    # The fixed point ----------------------------------------------------------------------------

    def solve(self) -> None:
        """What everybody reports decides what it takes to keep a seat, and the reverse."""
        longest = int(self.foresight.max())
        shape = (len(self.names), longest + 1)
        contest = is_contest(self.package)
        rounds = CONTEST_ROUNDS if contest else _ROUNDS
        for round_, last in enumerate((False,) * (rounds - 1) + (True,)):
            self.lines = self._lines()
            self._span_pay()
            self.motives = self._motives(longest)
            self.solver = choose_solver(
                self.at_first,
                self.form,
                self.restitution,
                self.slope,
                self.theta[-1],
                self.noise,
                bool(self.levels.size),
            )
            self.form = self.form._replace(general=int(self.solver == GENERAL))
            # Earlier rounds need the mean executive of each kind only, if nobody has a choice.
            everybody = last or self.contracts > 1
            count = len(self.theta) if everybody else 1
            self.seat_value = np.zeros((*shape, self.probation + 1, count))
            self.seat_end = np.zeros((*shape, count))
            self.entry_value = np.zeros((len(self.names), count))
            self.choice_value = self.entry_value.copy()
            for y in range(len(self.names)):
                self._continue(y, self.theta if everybody else self.ability[y : y + 1])
            if self.contracts > 1:
                self.shares, self.typical = takers(
                    self.choice_value, self.theta, self.drawn, self.ability, self.ability_sd
                )
            for y in range(len(self.names)):
                self._settle(y)
            self.reference = float(self.shares @ self.index)
            if self.scenario.board.compares_with == "peers":
                self.reference += self.talent
            self.means = np.array([self._mean_of(footing) for footing in self.footings])
            if contest and not last:
                self._size_up(round_)

    def _lines(self) -> list[Straight | None]:
        """Awards of schemes that are paid on other metrics than the report."""
        return [
            None if footing.plain else straight(scheme, footing.noise_sd(self.scenario), mean)
            for scheme, footing, mean in zip(
                self.package.schemes, self.footings, self.means.tolist(), strict=True
            )
        ]

    def _mean_of(self, footing: Footing) -> float:
        """What executives of the mean ability move a scheme's metric to, over all kinds."""
        index = self.effects @ footing.loading(None, 1.0) - 0.5 * self.effects**2 @ footing.bend()
        return float(self.shares @ index) + footing.total("talent") * self.talent

    def turn(self, season: int) -> Floats:
        """(kinds, rows, tasks) what a known turn of the metrics adds to the worth of tasks."""
        pay = self._straight_pay
        return np.array(
            [
                pay[y].worth(y, goal.pay, season) - pay[y].worth(y, goal.pay, None)
                for y, goal in enumerate(self.goals)
            ]
        )

    def _size_up(self, round_: int) -> None:
        """What is to be expected of rivals, who have been hired and have settled."""
        technology, weight = self.technology, self.scenario.metric.matured_weight
        shares, ability = expected_hires(
            self.fields(), self.package, self.scenario.market.candidates
        )

        def act(y: int, theta: float) -> tuple[float, float]:
            audit, bar = self._perceived(y)
            effort, index, _ = self.respond(y, theta, audit[0], float(bar[0]))
            z = theta * effort
            value = z * technology.value - 0.5 * technology.curvature * z**2
            hidden = value @ (1 - technology.visible) - z @ self.table["borrowed"]
            return index, self.talent + weight * float(hidden)

        chance = float(np.hypot(self.noise, self.scenario.executives.talent_sd))
        terms = (shares, ability, self.ability_sd, act, chance)
        self.rivals = sized_up(self.rivals, round_, *terms)

    def _motives(self, longest: int) -> Motives:
        """Rows 0 to ``longest``: quarters of foresight. Further rows: a retirement is known.

        Row ``longest + 1 + n`` is for a seat that ends in ``n`` quarters, within foresight. Where
        pay depends on beliefs, or malus is at stake, a row for every quarter of tenure follows.
        """
        technology, maturing = self.technology, self.scenario.technology.maturing
        market = self.scenario.market
        survival = (1 - market.poaching) * (1 - market.retirement)
        first = 2 * (longest + 1)  # row of the first quarter of tenure
        shape = (len(self.names), first + self.tenures, technology.value.shape[0])
        motives = Motives(
            np.zeros(shape),
            np.zeros(shape),
            self.value,
            self.slope,
            self.slope.min(axis=2),
            self.slope.max(axis=2),
            self.start,
            self.step,
            self.value.shape[2] - 1,
        )
        hidden = 1 - technology.visible
        elsewhere = any(line is not None for line in self.lines)
        self._straight_pay = []
        for y, goal in enumerate(self.goals):
            h, patience = int(self.foresight[y]), float(self.patience[y])
            # What matures later moves the metric, hence pay, and may be clawed back.
            vesting = self.accounts.weights(y)
            curves = at_level.py_func(motives, self.gambles, self._level_of(y))
            marginal = sum(
                vesting[i] * pay_slope.py_func(curves, y, i, self.index[y] + self.talent)
                for i in range(len(vesting))
            )
            leads = np.zeros(shape[1])
            owed = np.zeros(shape[1])
            rows = np.minimum(np.arange(longest + 1), h)
            leads[:first] = np.tile(lead(patience, survival, maturing, h)[rows], 2)
            for claw in (scheme.clawback() for scheme in self.package.schemes):
                if claw.rate > 0:
                    terms = (patience, survival, maturing, h, claw.window, claw.recovery)
                    known = [clawback_lead(*terms, int(n))[-1] for n in rows]
                    owed[: longest + 1] += goal.pay * claw.rate * clawback_lead(*terms)[rows]
                    owed[longest + 1 : first] += goal.pay * claw.rate * np.array(known)
            report = np.zeros(shape[1])  # worth of a report through beliefs
            echo = np.zeros(shape[1])  # and of hidden value, through later reports
            row, horizon = ahead(h, longest, self.tenures, market.tenure_limit)
            leads[first:], owed[first:] = leads[row], owed[row]
            if self.careers.paid:
                report[first:], echo[first:] = self.careers.worth(
                    by_horizon(market, self.package, patience, horizon),
                    patience * survival,
                    maturing,
                    horizon,
                )
                report *= goal.pay
                echo *= goal.pay
            weight = self.scenario.metric.matured_weight
            later = weight * marginal * leads + weight * echo
            if elsewhere:
                paid = self._pay_elsewhere(y, longest, horizon)
                later += paid.matured(y, goal.pay) * leads
                self._straight_pay.append(paid)
            back = later[:, None] * hidden + owed[:, None] * hidden * (technology.value < 0)
            image = goal.image(technology.value, self.table["proxy"], technology.private)
            motives.worth[y] = image + back * technology.value
            motives.worth[y] += report[:, None] * technology.loading
            motives.worth[y] -= (later + owed)[:, None] * self.table["borrowed"]
            motives.burden[y] = technology.curvature * np.maximum(goal.value + back, 0.0)
            if elsewhere:
                motives.worth[y] += paid.worth(y, goal.pay, None)
                motives.worth[y] -= paid.exposed(y, goal.pay, self.owed)
                burden = technology.curvature * (goal.value + back) + paid.burden(y, goal.pay)
                motives.burden[y] = np.maximum(burden, 0.0)
            slopes = [
                max(pay_slope.py_func(curves, y, i, self.index[y] + self.talent), 0.0)
                for i in range(1, len(vesting))
            ]
            self.malus_mean[y] = self.accounts.mean_malus[y] @ slopes
            self.malus[y] = slopes @ self.accounts.malus[y]
            if self.tenures:
                motives.worth[y, first:] -= self.malus[y][:, None] * self.exposed
        return motives

    def _pay_elsewhere(self, y: int, longest: int, horizon: Ints) -> StraightPay:
        """What kind ``y`` is paid on other metrics, by row; ``horizon``: by quarter of tenure."""
        market, foresight = self.scenario.market, int(self.foresight[y])
        plain = np.arange(longest + 1)
        ends = np.full(longest + 1, -1)  # quarter of tenure that a known end belongs to
        if market.tenure_limit is not None:
            ends = np.maximum(market.tenure_limit - 1 - plain, 0)
        within = np.minimum(plain, foresight)
        survival = (1 - market.poaching) * (1 - market.retirement)
        return StraightPay(
            self.footings,
            self.lines,
            self.deferred,
            self.accounts,
            self.cycles,
            np.concatenate([within, within, horizon]),
            np.concatenate([np.full(longest + 1, -1), ends, np.arange(self.tenures)]),
            float(self.patience[y]) * survival,
        )

    def _burdened(self, y: int, first_only: bool) -> Motives:
        """Motives of kind ``y`` less malus.

        In plain rows the average one, or else that of the first quarter, and likewise in rows by
        tenure; in rows of known ends that of the quarter of tenure they belong to.
        """
        if not self.malus.any():
            return self.motives
        plain = (self.motives.worth.shape[1] - self.tenures) // 2
        taint = np.zeros(self.motives.worth.shape[1])
        usual = self.malus[y, 0] if first_only else self.malus_mean[y]
        taint[:plain] = usual
        taint[2 * plain :] = usual - self.malus[y]  # it is in these rows already
        if self.scenario.market.tenure_limit is not None:
            ages = np.maximum(self.tenures - 1 - np.arange(plain), 0)
            taint[plain : 2 * plain] = self.malus[y, ages]
        worth = self.motives.worth.copy()
        worth[y] -= taint[:, None] * self.exposed
        return self.motives._replace(worth=worth)

    def _perceived(self, y: int) -> tuple[Floats, Floats]:
        """Audit rates by (probation left, what is known), and bars by probation left."""
        mix = self.awareness[y]
        if mix == 1.0:
            return self.audit, self.bar
        return (
            mix * self.audit + (1 - mix) * self.audit_pooled,
            mix * np.maximum(self.bar, self.bar_floor) + (1 - mix) * self.bar_pooled,
        )

    def _flow(self, y: int, effects: Floats) -> float:
        """Pay less the outside option, less what a replacement with these effects would bring."""
        goal = self.goals[y]
        replaceable = goal._replace(private=0.0).image(
            self.technology.value, self.table["proxy"], self.technology.private
        )
        spoilt = 0.5 * max(goal.value, 0.0) * self.technology.curvature
        replacement = self.shares @ (effects * replaceable - spoilt * effects**2)
        lost = goal.value * self.risk.cost * float(self.shares @ self.variance)
        rent = self.package.base_pay - self.scenario.market.outside
        return goal.pay * rent - (float(replacement.sum()) - lost)

    def _dues(self, pay: float) -> tuple[float, float, float]:
        """Fine, restitution and severance, to somebody to whom a base pay is worth ``pay``."""
        return pay * self.fine, pay * self.restitution, pay * self.severance

    def _continue(self, y: int, nodes: Floats) -> None:
        """The worth of a seat to kind ``y``: in general, near a known end, and at hiring."""
        h, limit = int(self.foresight[y]), self.scenario.market.tenure_limit
        survival = 1 - self.scenario.market.retirement
        fines = self._dues(self.goals[y].pay)
        audit, bar = self._perceived(y)
        motives, first = self._burdened(y, first_only=False), len(self.seat_value[y])
        problem = (motives, self.gambles, self.technology, self.form)
        board = (self.settled, self.noise, self.reference, self.scenario.board.prior_mean)
        world = (*fines, audit, self.chance, bar, *board, self.talent)
        onwards = (self._flow(y, self.effects), self.patience[y], survival)
        seat, end = self.seat_value[y], self.seat_end[y]
        usual = self.accounts.weights(y)
        continuation(nodes, y, *problem, usual, *world, *onwards, seat[: h + 1])
        seat[h + 1 :] = seat[h]
        if limit is not None:
            ages = np.array([self.accounts.weights(y, age) for age in range(limit)])
            n = min(limit, h)
            known_end(nodes, y, first, *problem, ages, *world, *onwards, end[: n + 1])
            end[n + 1 :] = end[n]
        known = limit if limit is not None and limit <= h else 0
        self.entry_value[y] = end[known] if known else seat[h, self.probation]
        if self.has_once and h > 0:
            row = first + known - 1 if known else h - 1
            later = end[known - 1] if known else seat[h - 1, max(self.probation - 1, 0)]
            owed = fines if known or h > 1 else self._dues(0.0)
            self._enter(y, nodes, row, owed, survival * later)
        self.choice_value[y] = self.entry_value[y]
        if h == 0 and self.contracts > 1:  # a choice is made for a quarter at least
            now = np.zeros((2, *seat.shape[1:]))
            continuation(nodes, y, *problem, usual, *world, *onwards, now)
            self.choice_value[y] = now[1, self.probation]

    def _enter(
        self, y: int, nodes: Floats, row: int, fines: tuple[float, float, float], later: Floats
    ) -> None:
        """The worth of a seat at hiring, when some tasks are done in the first quarter only."""
        audit, bar = self._perceived(y)
        flow = self._flow(y, self.first_effects)
        motives, weights = self._burdened(y, first_only=True), self.accounts.weights(y, 0)
        for i, theta in enumerate(nodes):
            seat = self.patience[y] * later[i]
            _, utility, _, _ = self._look_ahead(
                y, float(theta), row, motives, self.at_first, weights, float(seat), fines,
                audit[-1], float(bar[-1]), self.settled,
            )  # fmt: skip
            self.entry_value[y, i] = utility + flow + seat

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
        h, limit = int(self.foresight[y]), self.scenario.market.tenure_limit
        step = self.theta_step if self.seat_value.shape[3] > 1 else 0.0
        age, row, worth = self.probation + 4, h, self.seat_value[y, h, 0]
        motives, technology, weights = self.motives, self.technology, self.accounts.weights(y)
        if tenure is None:
            motives = self._burdened(y, first_only=False)
        else:
            age, worth = tenure, self.seat_value[y, h, max(self.probation - tenure - 1, 0)]
            last = h if limit is None else max(limit - 1 - tenure, 0)
            if last < h:
                row, worth = self.seat_value.shape[1] + last, self.seat_end[y, last]
            if tenure == 0 or limit is not None:
                weights = self.accounts.weights(y, tenure)
            technology = self.at_first if tenure == 0 else technology
        if self.tenures and (self.careers.paid or tenure is not None):
            row = motives.worth.shape[1] - 1 - max(self.tenures - 1 - age, 0)
        kept = self.patience[y] * (1 - self.scenario.market.retirement)
        seat = kept * interpolate.py_func(worth, self.theta[0], step, theta)
        fines = self._dues(self.goals[y].pay if h > 0 else 0.0)
        effort, _, index, variance = self._look_ahead(
            y, theta, row, motives, technology, weights, float(seat) if h > 0 else 0.0, fines,
            audit, bar, float(self.gain[min(age, _GAINS - 1)]),
        )  # fmt: skip
        return effort, index, variance

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
        tasks = self.effects.shape[1]
        effort = np.zeros((1 + len(self.chance), tasks))
        utility, index, variance = look_ahead(
            theta,
            y,
            row,
            motives,
            self.gambles,
            technology,
            self.form,
            weights,
            self.talent,
            seat,
            *fines,
            audit,
            self.chance,
            self.scenario.board.prior_mean,
            bar,
            gain,
            self.noise,
            self.reference,
            np.zeros((ROWS + tasks, tasks)),
            effort,
        )
        return effort[0], utility, float(index), float(variance)

    def _settle(self, y: int) -> None:
        """What the mean executive of kind ``y`` does after probation, and in its first quarter."""
        mean = float(self.typical[y])
        audit, bar = self._perceived(y)
        effort, self.index[y], self.variance[y] = self.respond(y, mean, audit[0], float(bar[0]))
        self.effects[y] = effort * mean
        if self.has_once:
            effort, self.first_index[y], _ = self.respond(y, mean, audit[-1], float(bar[-1]), 0)
            self.first_effects[y] = effort * mean

    # What comes out -----------------------------------------------------------------------------

    def rule(self) -> dict[str, Floats]:
        """What selection leaves behind: the response while watched.

        ``rule`` is (kinds, abilities, tasks) efforts, ``rule_gamble`` (kinds, abilities) the
        standard deviation that is added to reports.
        """
        gamble = np.zeros((len(self.names), len(self.theta)))
        rule = np.zeros((len(self.names), len(self.theta), self.effects.shape[1]))
        watched = np.unravel_index(np.argmax(self.rates), self.rates.shape)
        audit = np.full(len(self.chance), self.rates[watched])
        bar = float(self.bars[watched])
        for y, i in np.ndindex(rule.shape[:2]):
            theta = float(self.theta[i])
            rule[y, i], _, variance = self.respond(y, theta, audit, bar)
            gamble[y, i] = np.sqrt(variance)
            if self.has_once:
                first, _, _ = self.respond(y, theta, audit, bar, 0)
                rule[y, i] = np.where(self.table["once"] > 0, first, rule[y, i])
        return {"rule": rule, "rule_gamble": gamble}

    def conjecture(self) -> tuple[Floats, Floats]:
        """Metric index, and hidden value added, that boards expect by quarter of tenure."""
        if self.scenario.board.compares_with == "peers":
            return np.zeros(1), np.zeros(1)
        perceived = [self._perceived(y) for y in range(len(self.names))]

        def act(y: int, tenure: int) -> tuple[Floats, float]:
            audit, bar = (levels[max(self.probation - tenure, 0)] for levels in perceived[y])
            mean = float(self.typical[y])
            return self.respond(y, mean, audit, float(bar), tenure)[:2]

        limit = self.scenario.market.tenure_limit
        tenures = limit or self.tenures or max(self.probation, int(self.has_once)) + 1
        borrowed = self.table["borrowed"]
        return conjecture(tenures, self.shares, act, self.technology, borrowed, self.typical)

    def forecast(self) -> Forecast:
        """What shareholders expect who know the population, the filters and best responses."""
        technology, market = self.technology, self.scenario.market
        shares, ability = expected_hires(self.fields(), self.package, market.candidates)
        skill = (ability / self.typical) ** 2  # theta acts twice
        expected = []
        for y, choice in enumerate(self.choice):
            grid, awards = self.expected_award[self._level_of(y)]
            expected.append((grid, awards[choice]))

        def produce(effects: Floats, index: Floats) -> tuple[Floats, Floats, Floats, Floats]:
            effects, index = effects * skill[:, None], index * skill
            value = effects * technology.value - 0.5 * technology.curvature * effects**2
            award = [np.interp(index[y] + self.talent, *expected[y]) for y in range(len(index))]
            pay = self.package.base_pay + np.array(award)
            if is_contest(self.package):  # it is sure what all win together
                terms = (self.noise, self.rivals)
                pay -= relative_pay(self.package, index + self.talent, *terms)
                pay += mean_relative_pay(self.package, *terms)
            for footing, line in zip(self.footings, self.lines, strict=True):
                if line is not None:
                    level = effects @ footing.loading(None, 1.0) - 0.5 * effects**2 @ footing.bend()
                    pay += line.slope * (level + footing.total("talent") * self.talent)
                    pay -= line.slope * footing.total("spent") * self.risk.cost * self.variance
            return value, effects @ self.table["borrowed"], index, pay

        usual = value, borrowed, index, pay = produce(self.effects, self.index)
        audits = sum(part.audit_cost() for part in self.package.oversight) * self.rates[0].mean()
        leaving = market.poaching + market.retirement + _TURNOVER
        if self.has_once:  # as many first quarters as there are vacancies
            first = produce(self.first_effects, self.first_index)
            value, borrowed, index, pay = (
                x + min(leaving, 1.0) * (x_first - x)
                for x, x_first in zip(usual, first, strict=True)
            )
        filters = leaving * sum(part.cost for part in self.package.filters)
        brought = float(shares @ borrowed)
        lost = self.risk.cost * float(shares @ self.variance)
        return Forecast(
            value_now=float(shares @ (value @ technology.visible)) + brought + self.talent - lost,
            value_later=float(shares @ (value @ (1 - technology.visible))) - brought,
            cost=float(shares @ pay + audits + filters),
            metric=float(shares @ index) + self.talent,
        )

    def integrity(self) -> Floats:
        """How little harm each kind's goal invites, standardised over the population."""
        temptation = np.array([goal.temptation() for goal in self.goals])
        kinds = temptation[:: self.contracts]
        centre = float(self.drawn @ kinds)
        spread = float(np.sqrt(self.drawn @ (kinds - centre) ** 2))
        return (centre - temptation) / (spread if spread > 0 else 1.0)

    def standards(self) -> tuple[float, float]:
        """Mean and standard deviation of ability over the population.

        Sums of differences, so that they are exact if all kinds are alike.
        """
        shares, usual = self.drawn, int(self.drawn.argmax())
        mean, variance = self.ability[:: self.contracts], self.ability_sd[:: self.contracts] ** 2
        within = variance[usual] + shares @ (variance - variance[usual])
        between = 0.5 * shares @ (mean[:, None] - mean) ** 2 @ shares
        return float(mean[usual] + shares @ (mean - mean[usual])), float(np.sqrt(within + between))

    def fields(self) -> dict[str, np.ndarray]:
        """Everything but the rule, as fields of ``PlanTables``."""
        scenario, market, package = self.scenario, self.scenario.market, self.package
        vesting = [scheme.vesting() for scheme in package.schemes]
        claws = [scheme.clawback() for scheme in package.schemes]
        conjecture, conjectured_hidden = self.conjecture()
        executives, board = scenario.executives, scenario.board
        talented = (self.talent, executives.talent_sd, executives.talent_drift) != (0, 0, 0)
        mean, sd = self.standards()
        scalars = {
            "curve_start": self.start,
            "curve_step": self.step,
            "ability_start": self.theta[0],
            "ability_step": self.theta_step,
            "ability_mean": mean,
            "ability_sd": sd,
            "reference": self.reference,
            "audit_pooled": self.audit_pooled,
            "bar_pooled": self.bar_pooled,
            "bar_floor": self.bar_floor,
            "curve_last": self.motives.last,
            "retirement_row": self.seat_value.shape[1],
            "tenure_row": self.motives.worth.shape[1] - self.tenures if self.tenures else 0,
            "prior_mean": board.prior_mean,
            "by_expectation": int(board.compares_with == "expectation"),
            "talented": int(talented),
            "talent_mean": self.talent,
            "talent_sd": executives.talent_sd,
            "talent_drift": executives.talent_drift,
            "borrows": int(self.table["borrowed"].any()),
            "audit_watched": self.audit_watched,
            "audit_unwatched": self.audit_unwatched,
            "probation": self.probation,
            "fine": self.fine,
            "restitution": self.restitution,
            "exponential": self.form.exponential,
            "solver": self.solver,
            "audit_cost": float(sum(part.audit_cost() for part in package.oversight)),
            "monitoring": self.monitoring,
            "monitoring_cost": scenario.shareholders.monitoring_cost,
            "base_pay": package.base_pay,
            "outside": market.outside,
            "noise": self.noise,
            "gambles": int(self.levels.size > 0),
            "gamble_worth": self.risk.value,
            "gamble_cost": self.risk.cost,
            "common_noise": scenario.metric.common_noise,
            "matured_weight": scenario.metric.matured_weight,
            "maturing": scenario.technology.maturing,
            "luck": scenario.firms.luck,
            "poaching": market.poaching,
            "poaching_slope": market.poaching_slope,
            "retirement": market.retirement,
            "pool_exit": market.pool_exit,
            "detected_return": market.detected_return,
            "longest_window": max((c.window for c in claws if c.rate > 0), default=0),
            "cushioned": int(self.severance > 0.0),
            "has_once": int(self.has_once),
            "has_open": int(any(v.leaver == "continue" or v.settlement > 0 for v in vesting)),
            "tenure_limit": market.tenure_limit or 0,
            "gaming_cap": market.gaming_cap,
            "reputation_weight": scenario.board.reputation_weight,
            "deceptive": scenario.thresholds.deceptive,
            "filter_cost": float(sum(part.cost for part in package.filters)),
            "experienced": market.experienced,
            "contracts": self.contracts,
        }
        return {
            **{name: np.array(value) for name, value in scalars.items()},
            **{name: getattr(self.at_first, name) for name in TaskTable._fields},
            "later_cap": self.technology.cap,
            "later_intrinsic": self.technology.intrinsic,
            "borrowed": self.table["borrowed"],
            "conjecture": conjecture,
            "conjectured_hidden": conjectured_hidden,
            "cross": self.form.cross,
            "worth": self.motives.worth,
            "burden": self.motives.burden,
            "seat_value": self.seat_value,
            "seat_end": self.seat_end,
            "entry_value": self.entry_value,
            "choice_value": self.choice_value,
            "curve_value": self.value,
            "curve_slope": self.slope,
            "curve_low": self.motives.low,
            "curve_high": self.motives.high,
            "vest_worth": self.accounts.worth,
            "pay_weight": self.pay_weight,
            "patience": self.patience,
            "foresight": self.foresight,
            "awareness": self.awareness,
            "lying_cost": self.trait("lying_cost"),
            "follows_rule": (self.trait("cognition") == "rule").astype(np.int64),
            # A goal is misaligned when it weighs anything besides pay and true value.
            "misaligned": np.array(
                [int(g.temptation() != 0 or g.proxy != 0 or g.value < 0) for g in self.goals]
            ),
            "kind_mean": self.ability,
            "kind_sd": self.ability_sd,
            "faking": self.trait("faking"),
            "signal_noise": self.trait("signal_noise").astype(np.float64),  # None becomes NaN
            "integrity": self.integrity(),
            "share_cumulated": np.cumsum(self.drawn),
            "gain": self.gain,
            **{f"gamble_{name}": table for name, table in self.gambles._asdict().items()},
            "deferred": np.array([v.deferred for v in vesting]),
            "cliff": np.array([v.cliff for v in vesting]),
            "cycle": np.array([v.cycle for v in vesting]),
            "vest_rate": np.array([v.rate for v in vesting]),
            "leaver": np.array([LEAVERS.index(v.leaver) for v in vesting]),
            "settlement": np.array([v.settlement for v in vesting]),
            "malus": np.array([c.malus for c in claws]),
            "claw_rate": np.array([c.rate for c in claws]),
            "claw_window": np.array([c.window for c in claws]),
            "claw_recovery": np.array([c.recovery for c in claws]),
            "reached": np.array(
                [
                    int(c.rate > 0 or any(all_.all_pay and all_.rate > 0 for all_ in claws))
                    for c in claws
                ]
            ),
            "severance": np.array([scheme.severance() for scheme in package.schemes]),
        }
