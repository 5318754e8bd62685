"""Base pay at which people are just willing to take the seat, and what others would pay them.

Both are found once per package and level of monitoring, in the first regime; later ones keep them.
The worth of a seat grows with base pay, by at least the weight of pay in the goal: so there is one
base pay that clears, and two steps that reckon with just so much lie on both sides of it.
Docs: docs/model/clearing.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from sim.plan.acceptance import accepting_share, least_able
from sim.plan.forecast import expected_pay
from sim.plan.pay.menus import abilities
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.scenario.base_pay import Clearing, clearing_of
from sim.scenario.executives import RelativeAversion
from sim.scenario.market import MOST_OUTSIDE, OthersPay
from sim.support.cautions import caution
from sim.support.inputs import InputError

Solve = Callable[[Primitives], SeatValues]

_ABOVE = 1e-6  # that the indifferent are paid more, over their weight of pay: else rounding decides
_PRECISE = 1e-10  # base pays
_SETTLED = 1e-8  # worth of a seat that a plan leaves open: it is a fixed point to 1e-9
_FARTHEST = 1000.0  # base pays
_STEPS = 60  # of the search for an outside option
_NEAR = 3  # steps of the search for the marginal person: the last from below, if one is above
_JUMP = 0.01  # share of newcomers by which acceptance may miss its target unsaid


def find_terms(primitives: Primitives, solve: Solve) -> tuple[float, float]:
    """Base pay, and the outside option; both in the firm's base pays.

    Args:
        primitives: Of the first regime; ``solve``: finds seats at the fixed point.

    Raises:
        InputError: If nothing clears, or there is no outside option that others pay.
    """
    outside, clearing = primitives.scenario.market.outside, clearing_of(primitives.package.base_pay)

    def pay_at(option: float) -> float:
        if clearing is None:
            return primitives.base_pay
        return _clear(primitives, clearing, option, solve)

    if not isinstance(outside, OthersPay):
        return pay_at(outside), outside
    if outside.others == 1.0 and clearing is not None:
        raise InputError(
            "market.outside.others: is 1, and base pay clears, so nothing says how high either "
            "is; expected less than 1"
        )

    def offered(option: float) -> float:
        seats = solve(primitives.on(pay_at(option), option))
        shares, known = seats.profile.shares, seats.profile
        paid = float(shares @ expected_pay(seats, known.effects, known.index))
        return (1.0 - outside.others) * outside.home + outside.others * paid

    option = _fixed_point(offered, outside.home)
    if abs(option) > MOST_OUTSIDE:
        raise InputError(
            f"market.outside: others would pay {option:.4g} base pays, more than {MOST_OUTSIDE:g}; "
            "expected a lower share for others"
        )
    return pay_at(option), option


def least_willing(primitives: Primitives, solve: Solve) -> float:
    """The least base pay, from the package's on, at which the marginal person takes the seat.

    Args:
        primitives: Of a package whose base pay is a number; ``solve``: as in :func:`find_terms`.
    """
    measure, _ = _measure(primitives, Clearing())
    if measure(solve(primitives)) >= -_ABOVE:
        return primitives.base_pay
    return _clear(primitives, Clearing(), primitives.outside, solve)


def _fixed_point(offered: Callable[[float], float], start: float) -> float:
    """Where others offer what one expects them to: by secants, for the map is nearly straight."""
    from scipy.optimize import newton

    first = offered(start)
    if abs(first - start) <= _PRECISE:
        return first
    try:
        found = float(
            newton(lambda x: offered(x) - x, start, x1=first, tol=_PRECISE, maxiter=_STEPS)
        )
    except RuntimeError:
        found = np.nan
    if not abs(found) <= _FARTHEST:
        raise InputError(
            "market.outside: there is no outside option at which others pay what is expected of "
            "them; expected a lower share for others, or a number"
        )
    return found


def _clear(primitives: Primitives, clearing: Clearing, outside: float, solve: Solve) -> float:
    """The base pay that brings about what is wanted at an outside option."""
    from scipy.optimize import brentq

    measure, weight = _measure(primitives, clearing)

    @cache
    def missing(base_pay: float) -> float:
        return measure(solve(primitives.on(base_pay, outside)))

    least = -_FARTHEST if primitives.scenario.market.limited_liability == "none" else 0.0
    reason = "limited liability" if least == 0.0 else "somebody's wealth"
    least = max(least, _above_ruin(primitives))
    low = high = max(outside, least)
    if weight is not None:  # at least so much is missing less per base pay, so a step goes too far
        for _ in range(_NEAR):
            low, high = high, min(max(high - missing(high) / weight, least), _FARTHEST)
            if abs(missing(high)) <= _SETTLED:  # just so much, for nobody has anything to lose
                return high + _ABOVE / weight
        low, high = min(low, high), max(low, high)
    at_low, at_high = missing(low), missing(high)
    step = 0.05
    while at_low > 0.0 and low > least:
        low, high, at_high, step = max(low - step, least), low, at_low, 2.0 * step
        at_low = missing(low)
    while at_high < 0.0 and high < _FARTHEST:
        low, high, at_low, step = high, min(high + step, _FARTHEST), at_high, 2.0 * step
        at_high = missing(high)
    if at_low > 0.0 and least > -_FARTHEST:
        caution(
            f"base pay would clear below {least:.3g}, which {reason} rules out, so the seat is "
            "worth more than it has to be"
        )
        return least
    if at_low > 0.0 or at_high < 0.0:
        raise InputError(
            f"package.base_pay: nothing between {least:g} and {_FARTHEST:g} base pays meets "
            f"clearing.target {clearing.target}; expected another value than {clearing.wanted:g}"
        )
    found = low if at_low == 0.0 else float(brentq(missing, low, high, xtol=_PRECISE))
    if missing(found) < 0.0:  # just below the root, or below a jump
        found = min(found + 2.0 * _PRECISE, high)
    last = missing(found)
    if clearing.target == "acceptance" and last > _JUMP:
        caution(
            f"at the base pay that clears, {clearing.wanted + last:.3g} of newcomers accept and "
            f"just below it far fewer, so {clearing.wanted:g} cannot be met"
        )
    return found if weight is None else found + _ABOVE / weight


def _above_ruin(primitives: Primitives) -> float:
    """The least base pay that leaves everybody some of their wealth, where wealth counts."""
    executives = primitives.scenario.executives
    tastes = [executives.trait(name, "risk_aversion") for name in primitives.names]
    wealth = [taste.wealth for taste in tastes if isinstance(taste, RelativeAversion)]
    return -0.99 * min(wealth) + 1e-3 if wealth else -np.inf


def _measure(
    primitives: Primitives, clearing: Clearing
) -> tuple[Callable[[SeatValues], float], float | None]:
    """What is above the target, by base pay; and by how much at least it grows with that."""
    wanted = clearing.wanted
    if clearing.target == "acceptance":
        return lambda seats: _acceptance(seats) - wanted, None
    if clearing.target == "rent":
        return lambda seats: _rent(seats) - wanted, None
    marginal = marginal_kind(primitives, clearing)
    rows = [row for row, name in enumerate(primitives.names) if name == marginal]
    weight, own = float(primitives.pay_weight[rows[0]]), primitives.ability[:, None]
    if weight <= 0.0:
        raise InputError(
            f"package.base_pay: clears for {marginal}, who does not care for pay; expected "
            "clearing.kind, a kind whose goal weighs it"
        )

    def above(seats: SeatValues) -> float:
        return float(seats.at_nodes(own).choice[rows, 0].max()) - wanted

    return above, weight


def marginal_kind(primitives: Primitives, clearing: Clearing) -> str:
    """The kind whose mean member is to be indifferent.

    Left out, it is the largest of those whose goal is pay alone; where there is none, the largest.
    """
    if clearing.kind is not None:
        return clearing.kind
    contracts = primitives.contracts
    goals = dict(zip(primitives.names[::contracts], primitives.goals[::contracts], strict=True))
    shares = dict(zip(goals, primitives.drawn.tolist(), strict=True))
    mercenary = [name for name, goal in goals.items() if goal.is_pay_alone()]
    return max(mercenary or goals, key=lambda name: shares[name])


def _acceptance(seats: SeatValues) -> float:
    """Share of newcomers who take the seat under one contract or another."""
    primitives = seats.primitives
    least = least_able(seats).reshape(-1, primitives.contracts).min(axis=1)
    plan = {
        "kind_mean": primitives.ability[:: primitives.contracts],
        "kind_sd": primitives.ability_sd[:: primitives.contracts],
        "accepts": least,
    }
    return float(primitives.drawn @ accepting_share(plan))


def _rent(seats: SeatValues) -> float:
    """Worth of the seat to newcomers in the mean, those included who would refuse it."""
    primitives, total = seats.primitives, 0.0
    best = seats.choice.reshape(-1, primitives.contracts, seats.choice.shape[1]).max(axis=1)
    for kind, share in enumerate(primitives.drawn.tolist()):
        row = kind * primitives.contracts
        ability, mass = abilities(float(primitives.ability[row]), float(primitives.ability_sd[row]))
        worth = np.interp(ability, primitives.theta, best[kind])
        total += share * float(worth @ mass) / float(mass.sum())
    return total
