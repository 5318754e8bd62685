"""Contracts to compare a package with: its metrics at the best slope, true value, and first best.

All are reckoned for stewards of the scenario's abilities whom nobody watches or dismisses, in the
technology before any shift, so that they say something of the contract alone. Their fees leave the
mean steward as well off, pay less effort, as the package does: the level of pay is no cause here.
Firms share one contract; ``ratio``, total impact over total base pay, is what a unit of value is
worth to all of them per base pay.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from agents.goals import ARCHETYPES
from incentives import Seen
from incentives.linear import is_linear, linear_award
from incentives.metrics import EARNINGS, Metric
from incentives.metrics.true_value import TrueValue
from incentives.schemes import Scheme
from incentives.schemes.balanced_scorecard import BalancedScorecard
from incentives.schemes.linear_bonus import LinearBonus
from incentives.schemes.true_value import TrueValue as PayOnValue
from sim.plan.forecast import expected_pay
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.plan.solve import solve
from sim.scenario.executives import GoalWeights
from sim.scenario.firms import mean_firm
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.scenario.technology import cross_costs
from sim.support.words import number

STEWARD = ARCHETYPES["steward"]
_SAME = 1e-9  # relative difference of slopes
_TRIALS = (0.0, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1.0, 2.0)  # slopes, in first-best slopes
_FINE = 1e-3  # of a slope, relative to first best
_ABOUT = 0.05  # relative cost of effort that makes no difference in words


class Contracts(NamedTuple):
    """A package, and what it could be; each leaves a steward as well off as it does.

    Attributes:
        actual: As it is.
        best_slope: The same metrics in the same proportions, paid linearly at their best slope.
        on_value: Pay on true value that is as strong: stewards bear the same cost of effort.
        first_best: Pay on true value at the first-best slope.
        slopes: ``best_slope`` (None if that is first best), ``on_value`` and ``first_best``, base
            pays per unit.
        effort: What a steward's effort costs, over what it costs at the best slope: below 1 pay is
            too weak for its metrics, above 1 too steep.
    """

    actual: Package
    best_slope: Package
    on_value: Package
    first_best: Package
    slopes: dict[str, float | None]
    effort: float


class StewardOutcome(NamedTuple):
    """What stewards do under a contract, per quarter."""

    surplus: float  # value less cost, base pays of the mean firm
    effort: float  # cost of it, base pays
    rent: float  # pay less that cost, base pays
    seats: SeatValues


def contracts(scenario: Scenario, package: Package) -> Contracts:
    """The four contracts of a package."""
    impact, base_pay = mean_firm(scenario.firms)
    first_best = impact / base_pay - STEWARD.value
    stewards = mend_goals(scenario).model_copy(update={"regimes": ()})

    def outcome(trial: Package) -> StewardOutcome:
        return _play(stewards, trial, impact / base_pay)

    def fair(trial: Package) -> Package:
        """The same with a base pay at which stewards are as well off as they are."""
        return _with(trial, base_pay=trial.base_pay + now.rent - outcome(trial).rent)

    slopes: dict[str, float | None] = {"first_best": first_best, "best_slope": None}
    on_value = _slope_on_value(package)
    if on_value is not None and abs(on_value - first_best) <= _SAME * abs(first_best):
        slopes["on_value"] = on_value
        return Contracts(package, package, package, package, slopes, 1.0)
    now = outcome(package)
    best = fair(_with(package, schemes=(PayOnValue(slope=first_best),)))
    if on_value is not None:
        slopes["on_value"] = on_value
        return Contracts(package, best, package, best, slopes, _over(now, outcome(best)))
    weights, metrics = _linear(package, now.seats)

    def paid_linearly(slope: float) -> Package:
        paid = [(weight, name) for name, weight in weights.items() if weight != 0.0]
        if [name for _, name in paid] == [EARNINGS]:
            bonus: Scheme = LinearBonus(slope=slope * paid[0][0])
        else:
            bonus = BalancedScorecard(slope=slope, weights={name: w for w, name in paid})
        return _with(package, schemes=(bonus,), metrics=metrics)

    slope = _best(lambda slope: outcome(paid_linearly(slope)).surplus, first_best)
    equal = _equal(
        lambda s: outcome(_with(package, schemes=(PayOnValue(slope=s),))).effort,
        now.effort,
        first_best,
    )
    slopes |= {"best_slope": slope, "on_value": equal}
    return Contracts(
        package,
        fair(paid_linearly(slope)),
        fair(_with(package, schemes=(PayOnValue(slope=equal),))),
        best,
        slopes,
        _over(now, outcome(paid_linearly(slope))),
    )


def in_words(found: Contracts) -> str:
    """What pay is compared with, in a sentence."""
    first_best, on_value, best = (
        number(found.slopes[name], 2) for name in ("first_best", "on_value", "best_slope")
    )
    if found.slopes["best_slope"] is None:
        return f"Pay is on true value, with slope {on_value}; first best is {first_best}."
    return (
        f"Pay is {strength(found)}: as strong as a slope of {on_value} on true value, where "
        f"{first_best} is first best. On its own metrics the best slope would be {best}."
    )


def strength(found: Contracts) -> str:
    """Whether pay is too weak or too steep for its metrics."""
    if abs(found.effort - 1.0) < _ABOUT:
        return "about as strong as its metrics deserve"
    return "too weak for its metrics" if found.effort < 1.0 else "too steep for its metrics"


def _over(now: StewardOutcome, best: StewardOutcome) -> float:
    """Effort over that at the best slope; 1 if there is none to be had."""
    return now.effort / best.effort if best.effort > 0.0 else 1.0


def mend_goals(scenario: Scenario) -> Scenario:
    """The same executives with the steward's goal; unchanged if they have it."""
    executives = scenario.executives
    if all(executives.goal_of(name) == STEWARD for name in executives.population):
        return scenario
    goal = GoalWeights(**STEWARD._asdict())
    population = {
        name: member.model_copy(update={"goal": goal})
        for name, member in executives.population.items()
    }
    mended = executives.model_copy(update={"population": population})
    return scenario.model_copy(update={"executives": mended})


def _with(package: Package, **fields: Any) -> Package:
    return package.model_copy(update=fields)


def _slope_on_value(package: Package) -> float | None:
    """The slope of a package that pays on true value alone, linearly and at once."""
    total = 0.0
    for scheme in package.schemes:
        if scheme.contracts() or scheme.vesting().deferred or scheme.belief_pay().pays:
            return None
        if not is_linear(scheme):
            return None
        line = linear_award(scheme, 1.0, 0.0)
        if line.slope == 0.0 and line.lean == 0.0:
            continue  # pays the same whatever happens
        metrics = package.metrics_of(scheme)
        if line.lean or not all(isinstance(metric, TrueValue) for _, metric in metrics):
            return None
        total += line.slope * sum(weight for weight, _ in metrics)
    return total if total != 0.0 else None


def _play(stewards: Scenario, package: Package, ratio: float) -> StewardOutcome:
    unwatched = _with(package, oversight=())
    seats = solve(Primitives(stewards, unwatched, 0.0, 0))
    primitives, profile = seats.primitives, seats.profile
    tasks = primitives.technology
    effort = profile.effects / profile.typical[:, None] - tasks.intrinsic
    joint = np.einsum("yj,jk,yk->y", effort, cross_costs(stewards.technology), effort)
    cost = 0.5 * (effort**2 @ tasks.cost + joint)
    value = profile.effects @ tasks.value - 0.5 * profile.effects**2 @ tasks.curvature
    value = value - primitives.risk.cost * profile.variance
    private = profile.effects @ tasks.private
    pay = expected_pay(seats, profile.effects, profile.index)
    shares = profile.shares
    surplus = float(shares @ (ratio * value + private - cost))
    return StewardOutcome(surplus, float(shares @ cost), float(shares @ (pay - cost)), seats)


def _linear(package: Package, seats: SeatValues) -> tuple[dict[str, float], tuple[Metric, ...]]:
    """Weights of the metrics that schemes pay for at the margin, and the metrics themselves."""
    weights: dict[str, float] = {}
    metrics = {metric.called: metric for metric in package.metrics}
    mean = float(seats.profile.shares @ seats.profile.index) + seats.primitives.talent
    for scheme, line in zip(package.schemes, seats.pay.lines, strict=True):
        strength = _margin(scheme, mean, seats.primitives.noise) if line is None else line.slope
        for weight, metric in package.metrics_of(scheme):
            weights[metric.called] = weights.get(metric.called, 0.0) + strength * weight
            if metric.called != EARNINGS:
                metrics[metric.called] = metric
    total = sum(abs(weight) for weight in weights.values())
    if total == 0.0:
        return {EARNINGS: 1.0}, package.metrics
    return {name: weight / total for name, weight in weights.items()}, tuple(metrics.values())


def _margin(scheme: Scheme, mean: float, noise: float) -> float:
    """What a unit of the report adds to the expected award, around the mean report."""
    step, zero = 0.1 * noise, np.zeros(2, dtype=np.int64)
    seen = Seen(0, zero, mean + np.array([-step, step]), np.full(2, mean), noise)
    low, high = scheme.expected_award(seen)
    return float(high - low) / (2.0 * step)


def _best(surplus: Any, first_best: float) -> float:
    """The slope at which surplus is highest."""
    scale = max(abs(first_best), 1.0)
    trials = [trial * scale for trial in _TRIALS]
    place = int(np.argmax([surplus(slope) for slope in trials]))
    if place == 0:
        trials = [-trials[1], *trials]
        place = 1
    low, high = trials[place - 1], trials[min(place + 1, len(trials) - 1)]
    found = minimize_scalar(
        lambda slope: -surplus(slope),
        bounds=(low, high),
        method="bounded",
        options={"xatol": _FINE * scale},
    )
    return float(found.x)


def _equal(effort: Any, wanted: float, first_best: float) -> float:
    """The slope on true value at which effort costs as much; 0 if it costs more without any."""
    high = scale = max(abs(first_best), 1.0)
    if effort(0.0) >= wanted:
        return 0.0
    while effort(high) < wanted and high < 64.0 * scale:
        high *= 2.0
    if effort(high) < wanted:
        return high
    root = brentq(lambda slope: effort(slope) - wanted, 0.0, high, xtol=0.01 * _FINE * scale)
    return float(root)
