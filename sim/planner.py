"""Solving a plan: expected pay as curves, the worth of a seat, learned rules, and a forecast."""

from __future__ import annotations

import numpy as np

from agents.planning import clawback_lead, continuation, interpolate, lead
from agents.response import Motives, TaskTable, pay_slope, pay_value, respond
from incentives import Seen
from sim.plan import Floats, Forecast, Plan, contexts, kalman_gains, task_table
from sim.scenario import Package, Scenario

_ROUNDS = 3  # of the fixed point between what everybody reports and what it makes one do
_ABILITIES = 41
_SDS = 5.0  # abilities are cut at so many standard deviations
_TURNOVER = 0.02  # guess of dismissals and detections per quarter, for pooled beliefs only
_WAITS = 81  # quarters to vesting that are told apart
_GAINS = 400  # quarters of tenure that are told apart by the board


def build_plan(
    scenario: Scenario,
    package: Package,
    monitoring: float = 0.0,
    regime: int = 0,
    trained: Plan | None = None,
) -> Plan:
    """Solve one plan.

    Args:
        scenario: Where; its own package is not looked at.
        package: The governance package.
        monitoring: Extra audit rate that shareholders pay for.
        regime: Number of shifts that have happened.
        trained: The plan whose learned rules still govern; left out: this one's.
    """
    planner = _Planner(scenario, package, monitoring, regime)
    planner.solve()
    rule = planner.rule() if trained is None else trained.fields["rule"]
    return Plan({**planner.fields(), "rule": rule}, planner.forecast())


def pay_curves(
    package: Package, noise: float, start: float, stop: float, risk: float
) -> tuple[Floats, Floats, float]:
    """Expected pay on a grid of metric means: what is paid at once, then deferred per scheme.

    Under constant absolute risk aversion ``risk`` the first curve is a certainty equivalent over
    the metric's noise; deferred curves stay expected values, their risk is that of the seat.

    Returns:
        Values and slopes, (1 + schemes, nodes), and the distance of nodes.
    """
    nodes = int(np.clip((stop - start) / (noise / 8), 64, 4096))
    x = np.linspace(start, stop, nodes)
    h = 1e-3 * noise

    def curves(at: Floats) -> Floats:
        seen = _imagine(at, noise)
        rows = np.zeros((1 + len(package.schemes), nodes))
        for row, scheme in enumerate(package.schemes, start=1):
            pay = scheme.expected_award(seen)
            deferred = scheme.vesting().deferred
            rows[0] += (1 - deferred) * pay
            rows[row] = deferred * pay
        if risk > 0.0:
            rows[0] = _certainty_equivalent(package, at, noise, risk)
        return rows

    return curves(x), (curves(x + h) - curves(x - h)) / (2 * h), float(x[1] - x[0])


def _imagine(metric: Floats, noise: float) -> Seen:
    """The view of a firm like all others that reports ``metric``."""
    zero = np.zeros(metric.shape)
    return Seen(0, zero.astype(np.int64), metric, zero, noise)


def _certainty_equivalent(package: Package, at: Floats, noise: float, risk: float) -> Floats:
    """``-log(mean(exp(-risk * pay))) / risk`` by Gauss-Hermite quadrature over the noise."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(64)
    seen = _imagine(at[:, None] + noise * nodes, noise)
    pay = np.zeros(seen.metric.shape)
    for scheme in package.schemes:
        pay += (1 - scheme.vesting().deferred) * scheme.award(seen)
    least = pay.min(axis=1, keepdims=True)  # keeps the exponentials finite
    mean = (np.exp(-risk * (pay - least)) * (weights / weights.sum())).sum(axis=1)
    worth: Floats = least[:, 0] - np.log(mean) / risk
    return worth


class _Planner:
    """The parts of a plan while it is being solved."""

    def __init__(
        self, scenario: Scenario, package: Package, monitoring: float, regime: int
    ) -> None:
        self.scenario, self.package, self.monitoring = scenario, package, monitoring
        self.table = task_table(scenario, regime)
        self.technology = TaskTable(**{name: self.table[name] for name in TaskTable._fields})
        self.noise = scenario.metric.noise
        executives = scenario.executives
        self.names = list(executives.population)
        self.goals = [executives.goal_of(name) for name in self.names]
        shares = np.array([executives.population[name].share for name in self.names])
        self.shares = shares / shares.sum()
        self.pay_weight = np.array([goal.pay for goal in self.goals])
        self.patience = self.trait("patience")
        self.foresight = self.trait("foresight").astype(np.int64)
        self.awareness = self.trait("awareness")
        self._see_contexts()
        self._span_abilities()
        self._span_pay()
        self.gain = kalman_gains(scenario.board.prior_variance, self.noise, _GAINS)
        self.settled = float(self.gain[min(self.probation + 4, _GAINS - 1)])
        self.reference = 0.0
        self.index = np.zeros(len(self.names))
        self.effects = np.zeros((len(self.names), self.technology.value.shape[0]))

    def trait(self, which: str) -> Floats:
        """A trait of every kind."""
        return np.array([self.scenario.executives.trait(name, which) for name in self.names])

    def _see_contexts(self) -> None:
        """What oversight does in every context, and what somebody unaware takes for granted."""
        market = self.scenario.market
        self.rates, self.bars, self.probation = contexts(self.package, self.monitoring, self.noise)
        self.audit, self.bar = self.rates.mean(axis=1), self.bars.max(axis=1)
        leaving = market.poaching + market.retirement + _TURNOVER
        share = 1 - (1 - leaving) ** self.probation  # of quarters that are probation
        weights = np.full(self.probation + 1, share / max(self.probation, 1))
        weights[0] = 1 - share
        self.audit_pooled = float(weights @ self.audit)
        self.bar_pooled = float(weights @ self.bar)
        self.watched = np.unravel_index(np.argmax(self.rates), self.rates.shape)
        self.fine = float(sum(part.fine() for part in self.package.oversight))

    def _span_abilities(self) -> None:
        mean, sd = self.scenario.executives.ability_mean, self.scenario.executives.ability_sd
        count = _ABILITIES if sd > 0 else 1
        self.theta = np.linspace(max(mean - _SDS * sd, 0.0), mean + _SDS * sd, count)
        self.theta_step = float(self.theta[1] - self.theta[0]) if count > 1 else 0.0

    def _span_pay(self) -> None:
        """Curves of expected pay over every metric that some executive could reach."""
        spread = self.technology.loading * self.technology.cap * self.theta[-1]
        self.start = float(spread[spread < 0].sum()) - 8 * self.noise
        stop = float(spread[spread > 0].sum()) + 8 * self.noise
        solved = {
            risk: pay_curves(self.package, self.noise, self.start, stop, risk)
            for risk in set(self.trait("risk_aversion").tolist())
        }
        own = [solved[risk] for risk in self.trait("risk_aversion").tolist()]
        weight = self.pay_weight[:, None, None]
        self.value = weight * np.array([value for value, _, _ in own])
        self.slope = weight * np.array([slope for _, slope, _ in own])
        self.step = own[0][2]
        self.discount = (self.patience[:, None] * (1 - self.scenario.market.poaching)) ** np.arange(
            _WAITS
        )

    # The fixed point ----------------------------------------------------------------------------

    def solve(self) -> None:
        """What everybody reports decides what it takes to keep a seat, and the reverse."""
        longest = int(self.foresight.max())
        shape = (len(self.names), longest + 1)
        middle = np.array([self.scenario.executives.ability_mean])
        for last in (False,) * (_ROUNDS - 1) + (True,):
            nodes = self.theta if last else middle  # earlier rounds need the mean executive only
            self.motives = self._motives(longest)
            self.seat_value = np.zeros((*shape, self.probation + 1, len(nodes)))
            population = self.shares @ self.effects
            for y in range(len(self.names)):
                self._continue(y, nodes, population)
            for y in range(len(self.names)):
                self._settle(y, nodes)
            self.reference = float(self.shares @ self.index)

    def _motives(self, longest: int) -> Motives:
        technology, maturing = self.technology, self.scenario.technology.maturing
        market = self.scenario.market
        survival = (1 - market.poaching) * (1 - market.retirement)
        motives = Motives(
            np.zeros((len(self.names), longest + 1, technology.value.shape[0])),
            np.zeros((len(self.names), longest + 1, technology.value.shape[0])),
            self.value,
            self.slope,
            self.slope.min(axis=2),
            self.slope.max(axis=2),
            self.start,
            self.step,
        )
        hidden = 1 - technology.visible
        for y, goal in enumerate(self.goals):
            h = int(self.foresight[y])
            # What matures later moves the metric, hence pay, and may be clawed back.
            vesting = self.vesting(y)
            marginal = sum(
                vesting[i] * pay_slope(motives, y, i, self.index[y]) for i in range(len(vesting))
            )
            leads = lead(self.patience[y], survival, maturing, h)
            later = self.scenario.metric.matured_weight * marginal * leads
            owed = np.zeros(h + 1)
            for claw in (scheme.clawback() for scheme in self.package.schemes):
                leads = clawback_lead(
                    self.patience[y], survival, maturing, h, claw.window, claw.recovery
                )
                owed += goal.pay * claw.rate * leads
            back = later[:, None] * hidden + owed[:, None] * hidden * (technology.value < 0)
            image = goal.image(technology.value, self.table["proxy"], technology.private)
            motives.worth[y, : h + 1] = image + back * technology.value
            motives.burden[y, : h + 1] = technology.curvature * np.maximum(goal.value + back, 0.0)
            motives.worth[y, h + 1 :] = motives.worth[y, h]
            motives.burden[y, h + 1 :] = motives.burden[y, h]
        return motives

    def vesting(self, y: int) -> Floats:
        """Worth of a base pay of each curve, averaged over the quarters between two cliffs."""
        weights = [1.0]
        for scheme in self.package.schemes:
            wait = np.arange(scheme.vesting().cliff)
            worth = self.discount[y, np.minimum(wait, _WAITS - 1)]
            weights.append(float(np.mean(np.where(wait <= self.foresight[y], worth, 0.0))))
        return np.array(weights)

    def _perceived(self, y: int) -> tuple[Floats, Floats]:
        mix = self.awareness[y]
        return (
            mix * self.audit + (1 - mix) * self.audit_pooled,
            mix * self.bar + (1 - mix) * self.bar_pooled,
        )

    def _continue(self, y: int, nodes: Floats, population: Floats) -> None:
        """The worth of a seat to kind ``y``."""
        h, goal, market = int(self.foresight[y]), self.goals[y], self.scenario.market
        audit, bar = self._perceived(y)
        replaceable = goal._replace(private=0.0).image(
            self.technology.value, self.table["proxy"], self.technology.private
        )
        flow = goal.pay * (self.package.base_pay - market.outside) - float(replaceable @ population)
        continuation(
            nodes,
            y,
            self.motives,
            self.technology,
            self.vesting(y),
            goal.pay * self.fine,
            audit,
            bar,
            self.settled,
            self.noise,
            self.reference,
            flow,
            self.patience[y],
            1 - market.retirement,
            self.seat_value[y, : h + 1],
        )
        self.seat_value[y, h + 1 :] = self.seat_value[y, h]

    def respond(
        self, y: int, theta: float, audit: float, bar: float, out: Floats, row: int
    ) -> float:
        """Response of kind ``y`` in a settled seat; returns the metric index."""
        h, nodes = int(self.foresight[y]), self.seat_value.shape[3]
        step = self.theta_step if nodes > 1 else 0.0
        seat = self.patience[y] * interpolate(self.seat_value[y, h, 0], self.theta[0], step, theta)
        _, index, _ = respond(
            theta,
            y,
            h,
            self.motives,
            self.technology,
            self.vesting(y),
            0.0,
            max(float(seat), 0.0) if h > 0 else 0.0,
            self.goals[y].pay * self.fine if h > 0 else 0.0,
            audit,
            0.0,
            bar,
            self.settled,
            self.noise,
            self.reference,
            np.zeros((4, out.shape[1])),
            out,
            row,
        )
        return float(index)

    def _settle(self, y: int, nodes: Floats) -> None:
        """What the mean executive of kind ``y`` does after probation."""
        mean = self.scenario.executives.ability_mean
        audit, bar = self._perceived(y)
        self.index[y] = self.respond(y, mean, float(audit[0]), float(bar[0]), self.effects, y)
        self.effects[y] *= mean

    # What comes out -----------------------------------------------------------------------------

    def rule(self) -> Floats:
        """(kinds, abilities, tasks) what selection leaves behind: the response while watched."""
        rule = np.zeros((len(self.names), len(self.theta), self.effects.shape[1]))
        audit, bar = float(self.rates[self.watched]), float(self.bars[self.watched])
        for y in range(len(self.names)):
            for i, theta in enumerate(self.theta):
                self.respond(y, theta, audit, bar, rule[y], i)
        return rule

    def forecast(self) -> Forecast:
        """What shareholders who know the population expect of the package."""
        technology = self.technology
        value = self.effects * technology.value - 0.5 * technology.curvature * self.effects**2
        pay = np.zeros(len(self.names))
        for y, weight in enumerate(self.pay_weight):
            if weight > 0:
                curves = range(self.value.shape[1])
                pay[y] = sum(pay_value(self.motives, y, i, self.index[y]) for i in curves) / weight
        audits = sum(part.audit_cost() for part in self.package.oversight) * self.audit[0]
        return Forecast(
            value_now=float(self.shares @ (value @ technology.visible)),
            value_later=float(self.shares @ (value @ (1 - technology.visible))),
            cost=float(self.package.base_pay + self.shares @ pay + audits),
            metric=self.reference,
        )

    def fields(self) -> dict[str, np.ndarray]:
        """Everything but the rule, as fields of ``PlanTables``."""
        scenario, market, package = self.scenario, self.scenario.market, self.package
        temptation = np.array([goal.temptation() for goal in self.goals])
        centre = float(self.shares @ temptation)
        spread = float(np.sqrt(self.shares @ (temptation - centre) ** 2))
        vesting = [scheme.vesting() for scheme in package.schemes]
        claws = [scheme.clawback() for scheme in package.schemes]
        scalars = {
            "curve_start": self.start,
            "curve_step": self.step,
            "ability_start": self.theta[0],
            "ability_step": self.theta_step,
            "ability_mean": scenario.executives.ability_mean,
            "ability_sd": scenario.executives.ability_sd,
            "reference": self.reference,
            "audit_pooled": self.audit_pooled,
            "bar_pooled": self.bar_pooled,
            "audit_watched": self.rates.max(),
            "audit_unwatched": self.rates.min(),
            "probation": self.probation,
            "fine": self.fine,
            "audit_cost": float(sum(part.audit_cost() for part in package.oversight)),
            "monitoring": self.monitoring,
            "monitoring_cost": scenario.shareholders.monitoring_cost,
            "base_pay": package.base_pay,
            "outside": market.outside,
            "noise": self.noise,
            "common_noise": scenario.metric.common_noise,
            "matured_weight": scenario.metric.matured_weight,
            "maturing": scenario.technology.maturing,
            "luck": scenario.firms.luck,
            "poaching": market.poaching,
            "poaching_slope": market.poaching_slope,
            "retirement": market.retirement,
            "pool_exit": market.pool_exit,
            "detected_return": market.detected_return,
            "tenure_limit": market.tenure_limit or 0,
            "gaming_cap": market.gaming_cap,
            "reputation_weight": scenario.board.reputation_weight,
            "deceptive": scenario.thresholds.deceptive,
            "filter_cost": float(sum(part.cost for part in package.filters)),
            "experienced": market.experienced,
        }
        return {
            **{name: np.array(value) for name, value in scalars.items()},
            **{name: getattr(self.technology, name) for name in TaskTable._fields},
            "worth": self.motives.worth,
            "burden": self.motives.burden,
            "seat_value": self.seat_value,
            "curve_value": self.value,
            "curve_slope": self.slope,
            "curve_low": self.motives.low,
            "curve_high": self.motives.high,
            "vest_discount": self.discount,
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
            "integrity": (centre - temptation) / (spread if spread > 0 else 1.0),
            "share": np.cumsum(self.shares),
            "gain": self.gain,
            "deferred": np.array([v.deferred for v in vesting]),
            "cliff": np.array([v.cliff for v in vesting]),
            "claw_rate": np.array([c.rate for c in claws]),
            "claw_window": np.array([c.window for c in claws]),
            "claw_recovery": np.array([c.recovery for c in claws]),
        }
