"""Base pay at which people are just willing to take the seat, and what others would pay them.

Both are found once per package and level of monitoring, in the first regime; later ones keep them.
The worth of a seat grows with base pay, by at least the weight of pay in the goal: so there is one
base pay that clears, and from below it is found in one step, because the marginal person has
nothing to lose. Docs: docs/model/clearing.md.
"""

from __future__ import annotations

from collections.abc import Callable

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

_ABOVE = 1e-6  # worth of the seat at which somebody counts as indifferent: at 0 rounding decides
_PRECISE = 1e-10  # base pays
_FARTHEST = 1000.0  # base pays
_STEPS = 60  # of the search for an outside option
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
    before, found = start, offered(start)
    gap_before, gap = found - before, np.inf
    for _ in range(_STEPS):
        gap = offered(found) - found
        if abs(gap) <= _PRECISE:
            return found
        slope = (gap - gap_before) / (found - before) if found != before else -1.0
        before, gap_before = found, gap
        found = found - gap / (slope if abs(slope) > 1e-6 else -1.0)
        if not abs(found) <= _FARTHEST:
            break
    raise InputError(
        "market.outside: there is no outside option at which others pay what is expected of them; "
        "expected a lower share for others, or a number"
    )


def _clear(primitives: Primitives, clearing: Clearing, outside: float, solve: Solve) -> float:
    """The base pay that brings about what is wanted at an outside option."""
    measure, weight = _measure(primitives, clearing)

    def missing(base_pay: float) -> float:
        return measure(solve(primitives.on(base_pay, outside)))

    least = -_FARTHEST if primitives.scenario.market.limited_liability == "none" else 0.0
    reason = "limited liability" if least == 0.0 else "somebody's wealth"
    least = max(least, _above_ruin(primitives))
    low = high = max(outside, least)
    at_low = at_high = missing(low)
    if weight is not None:  # at least so much is missing less per base pay: below, exactly so much
        low = high = min(max(low - at_low / weight, least), _FARTHEST)
        at_low = at_high = missing(low)
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
    found, last = _between(missing, low, high, at_low, at_high)
    if clearing.target == "acceptance" and last > _JUMP:
        caution(
            f"at the base pay that clears, {clearing.wanted + last:.3g} of newcomers accept and "
            f"just below it far fewer, so {clearing.wanted:g} cannot be met"
        )
    return found


def _above_ruin(primitives: Primitives) -> float:
    """The least base pay that leaves everybody some of their wealth, where wealth counts."""
    executives = primitives.scenario.executives
    tastes = [executives.trait(name, "risk_aversion") for name in primitives.names]
    wealth = [taste.wealth for taste in tastes if isinstance(taste, RelativeAversion)]
    return -0.99 * min(wealth) + 1e-3 if wealth else -np.inf


def _between(
    missing: Callable[[float], float], low: float, high: float, at_low: float, at_high: float
) -> tuple[float, float]:
    """The least base pay found at which nothing is missing, and what is there: Illinois' rule."""
    side = 0
    value_low, value_high, top = at_low, at_high, at_high
    while high - low > _PRECISE and abs(top) > _PRECISE:
        part = value_low / (value_low - value_high) if value_low < value_high else 0.5
        middle = low + min(max(part, 1e-3), 1.0 - 1e-3) * (high - low)
        if not low < middle < high:
            break
        value = missing(middle)
        if value >= 0.0:
            high, value_high, top = middle, value, value
            value_low = 0.5 * value_low if side == 1 else value_low
            side = 1
        else:
            low, value_low = middle, value
            value_high = 0.5 * value_high if side == -1 else value_high
            side = -1
            if value > -_PRECISE:
                return middle, value
    return high, top


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
        return float(seats.at_nodes(own).choice[rows, 0].max()) - wanted - _ABOVE

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
