"""What is settled before the first quarter, as plain numbers for plain objects.

The worth of seats, learned rules and Kalman gains are solved once per package, for the core and
for the objects alike; nothing here changes during a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan, sqrt
from typing import Any

from agents.candidates import chance_per_lift
from agents.problem import FLAT
from sim.plan.plan import Plan
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario

PARTS = (
    ("linear-bonus", "deferred-bonus"),
    ("interview", "integrity-test", "track-record"),
    ("random-audits", "seasonal-audits", "probation", "belief-dismissal"),
)
"""Schemes, filters and oversight of the benchmark; the objects know these and no others."""


@dataclass(slots=True)
class PlainTask:
    """A row of the technology."""

    loading: float
    detectability: float
    cost: float
    cap: float
    intrinsic: float
    value: float
    visible: float
    curvature: float
    private: float


@dataclass(slots=True)
class PlainKind:
    """Goal and traits of one kind of executive, as far as decisions need them.

    Attributes:
        worth: Per row of foresight and task, the marginal worth of an effect; ``burden`` likewise.
        seat_value: Per quarters of foresight, quarters of probation left and node of ability.
        seat_end: Per quarters left before a known retirement, and node; ``entry``: at hiring.
        rule: Efforts per node of ability if the kind follows a rule, else ``None``.
        cash_slope: Worth of a unit of the metric in pay at once; ``deferred_slope``: per unit of
            what is later worth, in the account.
        vesting: Worth of a base pay in the account by quarter of tenure.
        fine: Worth of not being fined; ``foresees``: of a base pay that is due later.
        kept: Discounted chance of keeping the seat where nobody takes it away.
    """

    worth: list[list[float]]
    burden: list[list[float]]
    seat_value: list[list[list[float]]]
    seat_end: list[list[float]]
    entry: list[float]
    rule: list[list[float]] | None
    cash_slope: float
    deferred_slope: float
    vesting: list[float]
    pay: float
    fine: float
    foresees: float
    kept: float
    foresight: int
    awareness: float
    lying_cost: float
    integrity: float
    ability_mean: float
    ability_sd: float
    faking: float
    noise: list[float]  # in the signal of each filter


@dataclass(slots=True)
class PlainFilter:
    """A filter that measures something."""

    integrity: bool  # else ability
    validity: float
    rest: float
    kappa: float


class Terms:
    """The numbers of one package in one regime.

    Args:
        scenario: Any scenario with the benchmark's parts.
        package: What shareholders have chosen.
        monitoring: Their extra audit rate.
        plan: The core's plan for them.

    Raises:
        ValueError: If the package has other parts than the benchmark's, or pay bends.
    """

    def __init__(self, scenario: Scenario, package: Package, monitoring: float, plan: Plan) -> None:
        families = (package.schemes, package.filters, package.oversight)
        if tuple(tuple(part.name for part in family) for family in families) != PARTS:
            raise ValueError("expected a package with the parts of the benchmark, in its order")
        if float((plan.fields["curve_high"] - plan.fields["curve_low"]).max()) >= FLAT:
            raise ValueError(
                "expected pay that is worth a straight line of the report, as under absolute risk "
                "aversion and no limited liability"
            )
        read: dict[str, Any] = {name: column.tolist() for name, column in plan.fields.items()}
        columns = [read[name] for name in PlainTask.__slots__]
        self.tasks = [PlainTask(*row) for row in zip(*columns, strict=True)]
        self.kinds = [_kind(read, y) for y in range(len(read["pay_weight"]))]
        self.shares = read["share_cumulated"]
        self.base_pay = read["base_pay"]
        self._take_parts(package, monitoring)
        for kind, own in zip(self.kinds, read["signal_noise"], strict=True):
            kind.noise = [test.rest if isnan(own) else own for test in self.filters]
        market, metric = scenario.market, scenario.metric
        self.ability_mean, self.ability_sd = read["ability_mean"], read["ability_sd"]
        self.ability_start, self.ability_step = read["ability_start"], read["ability_step"]
        self.retirement_row = read["retirement_row"]
        self.gains = read["gain"]
        self.reference = read["reference"]
        self.audit_pooled, self.bar_pooled = read["audit_pooled"], read["bar_pooled"]
        self.bar_floor = read["bar_floor"]
        self.watched, self.unwatched = read["audit_watched"], read["audit_unwatched"]
        self.noise, self.common_noise = metric.noise, metric.common_noise
        self.matured_weight = metric.matured_weight
        self.maturing = scenario.technology.maturing
        self.luck = scenario.firms.luck
        self.oversight_cost = scenario.shareholders.monitoring_cost * monitoring
        self.outside = read["outside"]
        self.poaching, self.poaching_slope = market.poaching, market.poaching_slope
        self.retirement, self.acquisition = read["retirement_drawn"], market.acquisition
        self.retires_at = 4 * market.retirement_age if market.retirement_age else inf
        self.entry_age, self.entry_age_sd = 4 * market.entry_age, 4 * market.entry_age_sd
        self.pool_exit, self.interim = market.pool_exit, market.interim
        self.detected_return = market.detected_return
        self.found_after_exit = market.found_after_exit
        self.restated_window, self.restated_fine = market.restated_window, market.restated_fine
        board = scenario.board
        self.detection_dismisses = market.detection_dismisses
        self.false_positive, self.accused_cost = board.false_positive, board.accused_cost
        self.accusation_cost = board.accusation_cost
        self.accused_dismissed = market.detection_dismisses if board.accused_leave else 0.0
        self.tenure_limit = market.tenure_limit or 0
        self.candidates, self.experienced = market.candidates, market.experienced
        self.gaming_cap = market.gaming_cap
        self.chance = chance_per_lift(market.candidates, sqrt(len(self.filters)))
        self.reputation_weight = scenario.board.reputation_weight

    def _take_parts(self, package: Package, monitoring: float) -> None:
        parts: list[Any] = [*package.schemes, *package.filters, *package.oversight]
        cash, deferred, interview, integrity, record, random, season, probation, belief = parts
        self.slope = cash.slope
        self.deferred_slope, self.deferred = deferred.slope, deferred.deferred
        self.cliff = deferred.cliff
        self.claw_rate, self.recovery = deferred.clawback_rate, deferred.recovery
        self.window = deferred.window if deferred.clawback_rate > 0 else 0
        self.filters = [
            PlainFilter(test is integrity, test.validity, sqrt(1 - test.validity**2), test.kappa)
            for test in (interview, integrity)
        ]
        self.newcomer, self.tie_break = record.newcomer, record.tie_break
        self.filter_cost = interview.cost + integrity.cost + record.cost
        self.fine, self.audit_cost = random.penalty, random.cost
        self.probation = probation.length
        self.bars = (belief.bar, max(belief.bar, probation.bar))  # settled, on probation
        missed = (1 - monitoring) * (1 - random.rate)
        self.audit_rates = [  # by whether on probation, and quarter of the year
            [
                1 - missed * (1 - (season.rate if q == season.season else 0)) * (1 - rate)
                for q in range(4)
            ]
            for rate in (0.0, probation.rate)
        ]


def _kind(read: dict[str, Any], y: int) -> PlainKind:
    kept = read["patience"][y] * ((1.0 - read["retirement"]) * (1.0 - read["acquisition"]))
    return PlainKind(
        worth=read["worth"][y],
        burden=read["burden"][y],
        seat_value=read["seat_value"][y],
        seat_end=read["seat_end"][y],
        entry=read["entry_value"][y],
        rule=read["rule"][y] if read["follows_rule"][y] else None,
        cash_slope=read["curve_low"][y][0],
        deferred_slope=read["curve_low"][y][2],
        vesting=read["vest_worth"][y][1],
        pay=read["pay_weight"][y],
        fine=read["pay_weight"][y] * read["fine_pooled"] if read["foresight"][y] > 0 else 0.0,
        foresees=read["pay_weight"][y] if read["foresight"][y] > 0 else 0.0,
        kept=kept if read["foresight"][y] > 0 else 0.0,
        foresight=read["foresight"][y],
        awareness=read["awareness"][y],
        lying_cost=read["lying_cost"][y],
        integrity=read["integrity"][y],
        ability_mean=read["kind_mean"][y],
        ability_sd=read["kind_sd"][y],
        faking=read["faking"][y],
        noise=[],
    )
