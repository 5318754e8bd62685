"""Contracts to compare a package with: its metrics at the best slope, true value, and first best.

At their best slope the metrics buy the projection of value on what they load on, in the metric of
costs of effort (Baker 1992, 2002), and miss the rest. Pay on true value is as strong as a package
if it has the same slope on that projection.

All are reckoned for stewards of the scenario's abilities whom nobody watches or dismisses, in the
technology before any shift, so that they say something of the contract alone. Their base pay leaves
the mean steward as well off, pay less effort, as the package does: the level of pay is no cause
here. That may be a fee. Where liability is limited nobody can be made to pay one, and base pay is
at least 0, and what makes the mean steward willing where people may refuse: contracts that people
sign. What the fee would bring about is kept beside them.
Firms share one contract; ``ratio``, total impact over total base pay, is what a unit of value is
worth to all of them per base pay.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from agents.goals import ARCHETYPES
from incentives import Seen
from incentives.linear import is_linear, linear_award
from incentives.metrics import EARNINGS, Metric
from incentives.metrics.true_value import TrueValue
from incentives.schemes import Scheme
from incentives.schemes.balanced_scorecard import BalancedScorecard
from incentives.schemes.linear_bonus import LinearBonus
from incentives.schemes.true_value import TrueValue as PayOnValue
from sim.diagnosis.attribution.slopes import Work, as_strong, best_slope
from sim.plan.clearing import least_willing
from sim.plan.forecast import expected_pay
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.plan.solve import solve
from sim.scenario.executives import GoalWeights
from sim.scenario.firms import firms_of, mean_firm
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.scenario.technology import cross_costs
from sim.support.inputs import InputError
from sim.support.words import number

STEWARD = ARCHETYPES["steward"]
_SAME = 1e-9  # relative difference of slopes
_BEST = 1e-7  # of a slope, relative to first best: what it costs is of the order of its square
_NOT_VALUE = "other-value"  # what a metric is called here that has taken the name of value
_ABOUT = 0.05  # relative cost of effort that makes no difference in words


class Contracts(NamedTuple):
    """A package, and what it could be; each leaves a steward as well off, if people sign it then.

    Attributes:
        actual: As it is.
        best_slope: The same metrics in the same proportions, paid linearly at their best slope.
        on_value: Pay on true value that is as strong: with the same slope on the projection of
            value on the metrics.
        first_best: Pay on true value at the first-best slope.
        unconstrained: The same with the fee that leaves a steward just as well off, whether or not
            anybody would sign it; ``first_best`` itself where that is no other contract.
        slopes: ``best_slope`` (None if that is first best), ``paid`` as it is, ``on_value`` and
            ``first_best``, base pays per unit.
        effort: What a steward's effort costs, over what it costs at the best slope: below 1 pay is
            too weak for its metrics, above 1 too steep.
    """

    actual: Package
    best_slope: Package
    on_value: Package
    first_best: Package
    unconstrained: Package
    slopes: dict[str, float | None]
    effort: float

    def base_pays(self) -> dict[str, float]:
        """Of first best as people sign it, and of that which they would not; below 0: a fee."""
        return {
            "first_best_base_pay": _level(self.first_best),
            "unconstrained_base_pay": _level(self.unconstrained),
        }


class StewardOutcome(NamedTuple):
    """What stewards do under a contract, per quarter."""

    surplus: float  # value less cost, base pays of the mean firm
    effort: float  # cost of it, base pays
    rent: float  # pay less that cost, base pays
    work: Work
    seats: SeatValues


def contracts(scenario: Scenario, package: Package) -> Contracts:
    """The contracts to compare a package with whose base pay is a number.

    Raises:
        InputError: If a fee leaves nothing of somebody's wealth, and may be taken.
    """
    level = _level(package)
    impact, base_pay = mean_firm(firms_of(scenario))
    first_best = impact / base_pay - STEWARD.value
    stewards = mend_goals(scenario).model_copy(update={"regimes": ()})

    def outcome(trial: Package) -> StewardOutcome:
        own = stewards if trial is package else losses_borne(stewards)
        return _play(own, trial, impact / base_pay)

    def fair(trial: Package) -> Package:
        """The same with a base pay at which stewards are as well off as they are."""
        return _with(trial, base_pay=level + now.rent - outcome(trial).rent)

    def signed(trial: Package) -> Package:
        """The same, but people agree to it."""
        return _signed(losses_borne(stewards), fair(trial))

    slopes: dict[str, float | None] = {"first_best": first_best, "best_slope": None}
    value_slope, straight = _slope_on_value(package), all(map(_is_straight, package.schemes))
    if value_slope is not None and abs(value_slope - first_best) <= _SAME * abs(first_best):
        slopes["on_value"] = slopes["paid"] = value_slope
        return Contracts(package, package, package, package, package, slopes, 1.0)
    now = outcome(package)
    free = fair(_with(package, schemes=(PayOnValue(slope=first_best),), metrics=()))
    best = _signed(losses_borne(stewards), free)
    free = free if _beyond_wealth(scenario, free) is None else best
    if value_slope is not None:
        slopes["on_value"] = slopes["paid"] = value_slope
        return Contracts(package, best, package, best, free, slopes, _over(now, outcome(best)))
    weights, metrics, paid = _linear(package, now.seats)

    def paid_linearly(slope: float) -> Package:
        on = [(weight, name) for name, weight in weights.items() if weight != 0.0]
        if [name for _, name in on] == [EARNINGS]:
            bonus: Scheme = LinearBonus(slope=slope * on[0][0])
        else:
            bonus = BalancedScorecard(slope=slope, weights={name: w for w, name in on})
        return _with(package, schemes=(bonus,), metrics=metrics)

    slope = best_slope(lambda slope: outcome(paid_linearly(slope)).surplus, first_best)
    if not straight:
        paid = as_strong(
            lambda slope: outcome(paid_linearly(slope)).work, now.work.effort, first_best
        )
    equal = _on_projection(paid, slope) * first_best
    slopes |= {"best_slope": slope, "paid": paid, "on_value": equal}
    effort = _over(now, outcome(paid_linearly(slope)))
    if straight and abs(paid - slope) <= _BEST * max(abs(first_best), 1.0):
        return Contracts(package, package, best, best, free, slopes, effort)
    on_value = signed(_with(package, schemes=(PayOnValue(slope=equal),), metrics=()))
    return Contracts(package, signed(paid_linearly(slope)), on_value, best, free, slopes, effort)


def _on_projection(paid: float, best: float) -> float:
    """What is paid over the best slope: the same share of first best is as strong on value.

    Value is worth the first-best slope, and its projection on the metrics their best slope; so a
    share of first best pays the same share of that for the projection. No more than twice as much
    and no less than nothing, at which pay on value is worth as little as none: where metrics
    measure next to nothing of value, or its opposite, shares mean nothing.
    """
    return min(max(paid / best, 0.0), 2.0) if best * paid > 0.0 else 0.0


def in_words(found: Contracts) -> str:
    """What pay is compared with, in a sentence."""
    first_best, on_value, best = (
        number(found.slopes[name], 2) for name in ("first_best", "on_value", "best_slope")
    )
    if found.slopes["best_slope"] is None:
        return f"Pay is on true value, with slope {on_value}; first best is {first_best}."
    return (
        f"Pay is {strength(found)}: as strong as a slope of {number(found.slopes['paid'], 2)} on "
        f"them, where {best} is best, and as one of {on_value} on true value, where {first_best} "
        "is first best."
    )


def unsigned(found: Iterable[Contracts]) -> str | None:
    """Terms on which first best is not what people sign; None where it is, for all packages."""
    others = [pay for pay in found if pay.unconstrained != pay.first_best]
    if not others:
        return None
    levels = sorted((_level(pay.unconstrained) for pay in others), reverse=True)
    fees = [number(-level, 1) for level in levels if level < 0.0]
    if not fees:
        return "if nobody could refuse"
    if fees[0] == fees[-1]:
        return f"with a fee of {fees[0]} base pays a quarter"
    return f"with fees of {fees[0]} to {fees[-1]} base pays a quarter"


def strength(found: Contracts) -> str:
    """Whether pay is too weak or too steep for its metrics."""
    paid, best = found.slopes["paid"], found.slopes["best_slope"]
    steep = found.effort > 1.0 if paid is None or best is None else paid > best
    against = paid is not None and best is not None and paid * best < 0.0
    if abs(found.effort - 1.0) < _ABOUT and not against:
        return "about as strong as its metrics deserve"
    return "too steep for its metrics" if steep else "too weak for its metrics"


def _over(now: StewardOutcome, best: StewardOutcome) -> float:
    """Effort over that at the best slope; 1 if there is none to be had."""
    return now.effort / best.effort if best.effort > 0.0 else 1.0


def mend_goals(scenario: Scenario, misaligned: bool = True, others: bool = True) -> Scenario:
    """The same executives with the steward's goal; unchanged if they have it.

    Args:
        scenario: Whose.
        misaligned: Whether the misaligned get it, see :meth:`agents.goals.Goal.is_misaligned`.
        others: Whether those get it who are not called so.
    """
    executives = scenario.executives
    mended_goal = {"goal": GoalWeights(**STEWARD._asdict())}
    population = dict(executives.population)
    for name, member in executives.population.items():
        goal = executives.goal_of(name)
        if goal != STEWARD and (misaligned if goal.is_misaligned() else others):
            population[name] = member.model_copy(update=mended_goal)
    if population == executives.population:
        return scenario
    mended = executives.model_copy(update={"population": population})
    return scenario.model_copy(update={"executives": mended})


def losses_borne(scenario: Scenario) -> Scenario:
    """The same where awards below 0 are borne: contracts to compare with pay a straight line.

    Nor could losses on other metrics than earnings be cut. A fee is refused as before.
    """
    return _in_market(scenario, limited_liability="base-pay") if _cuts(scenario) else scenario


def unconstrained(scenario: Scenario) -> Scenario:
    """The same where anybody can be made to pay for a seat, and to take it."""
    return _in_market(scenario, limited_liability="none", participation="none")


def _cuts(scenario: Scenario) -> bool:
    return scenario.market.limited_liability == "pay"


def _in_market(scenario: Scenario, **rules: str) -> Scenario:
    market = scenario.market.model_copy(update=rules)
    return scenario.model_copy(update={"market": market})


def _level(package: Package) -> float:
    """Base pay of a package in which it is a number."""
    if not isinstance(package.base_pay, float):
        raise TypeError(f"expected a number of base pays, got {package.base_pay!r}")
    return package.base_pay


def _beyond_wealth(scenario: Scenario, package: Package) -> str | None:
    """What is wrong with the package's fee, if it leaves nothing of somebody's wealth."""
    fee = "the fee of a contract to compare with"
    try:
        scenario.executives.expect_wealth(fee, _level(package))
    except ValueError as error:
        return str(error)
    return None


def _signed(stewards: Scenario, fair: Package) -> Package:
    """The contract with a base pay that people agree to: its own, if anything may be a fee.

    Raises:
        InputError: If that is a fee that leaves nothing of somebody's wealth.
    """
    if stewards.market.limited_liability == "none":
        wrong = _beyond_wealth(stewards, fair)
        if wrong is not None:
            raise InputError(wrong)
        return fair
    base_pay = max(_level(fair), 0.0)
    if stewards.market.participation != "none":
        unwatched = _with(fair, oversight=(), base_pay=base_pay)
        base_pay = least_willing(Primitives(stewards, unwatched, 0.0, 0), solve)
    return _with(fair, base_pay=base_pay)


def _with(package: Package, **fields: Any) -> Package:
    return package.model_copy(update=fields)


def _slope_on_value(package: Package) -> float | None:
    """The slope of a package that pays on true value alone, linearly and at once."""
    total = 0.0
    for scheme in package.schemes:
        if not _is_straight(scheme):
            return None
        line = linear_award(scheme, 1.0, 0.0)
        if line.slope == 0.0 and line.lean == 0.0:
            continue  # pays the same whatever happens
        metrics = package.metrics_of(scheme)
        if line.lean or not all(isinstance(metric, TrueValue) for _, metric in metrics):
            return None
        total += line.slope * sum(weight for weight, _ in metrics)
    return total if total != 0.0 else None


def _is_straight(scheme: Scheme) -> bool:
    """Whether it pays a straight line of its metrics, at once and for good."""
    terms = scheme.contracts() or scheme.vesting().deferred or scheme.belief_pay().pays
    return not (terms or scheme.clawback().rate or scheme.severance()) and is_linear(scheme)


def _play(stewards: Scenario, package: Package, ratio: float) -> StewardOutcome:
    unwatched = _with(package, oversight=())
    seats = solve(Primitives(stewards, unwatched, 0.0, 0))
    primitives, profile = seats.primitives, seats.profile
    tasks = primitives.technology
    effort = profile.effects / profile.typical[:, None] - tasks.intrinsic
    costs = np.diag(tasks.cost) + cross_costs(stewards.technology)
    cost = 0.5 * np.einsum("yj,jk,yk->y", effort, costs, effort)
    value = profile.effects @ tasks.value - 0.5 * profile.effects**2 @ tasks.curvature
    value = value - primitives.risk.cost * profile.variance
    private = profile.effects @ tasks.private
    pay = expected_pay(seats, profile.effects, profile.index)
    shares = profile.shares
    surplus = float(shares @ (ratio * value + private - cost))
    work = Work(shares @ effort, shares @ effort @ costs)
    return StewardOutcome(surplus, float(shares @ cost), float(shares @ (pay - cost)), work, seats)


def _linear(
    package: Package, seats: SeatValues
) -> tuple[dict[str, float], tuple[Metric, ...], float]:
    """Weights of the metrics that schemes pay for at the margin, the metrics, and the slope."""
    weights: dict[str, float] = {}
    metrics = {metric.called: metric for metric in package.metrics if metric.name == EARNINGS}
    mean = float(seats.profile.shares @ seats.profile.index) + seats.primitives.talent
    for scheme, line in zip(package.schemes, seats.pay.lines, strict=True):
        strength = _margin(scheme, mean, seats.primitives.noise) if line is None else line.slope
        for weight, metric in package.metrics_of(scheme):
            name = metric.called
            if name == TrueValue.name and not isinstance(metric, TrueValue):
                name, metric = _NOT_VALUE, metric.model_copy(update={"label": _NOT_VALUE})
            weights[name] = weights.get(name, 0.0) + strength * weight
            if name not in (EARNINGS, TrueValue.name):
                metrics[name] = metric
    total = sum(abs(weight) for weight in weights.values())
    if total == 0.0:
        return {EARNINGS: 1.0}, package.metrics, 0.0
    found = {name: weight / total for name, weight in weights.items()}
    return found, tuple(metrics.values()), total


def _margin(scheme: Scheme, mean: float, noise: float) -> float:
    """What a unit of the report adds to the expected award, around the mean report."""
    step, zero = 0.1 * noise, np.zeros(2, dtype=np.int64)
    seen = Seen(0, zero, mean + np.array([-step, step]), np.full(2, mean), noise).sealed()
    low, high = scheme.expected_award(seen)
    return float(high - low) / (2.0 * step)
