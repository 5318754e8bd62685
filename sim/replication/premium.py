"""A premium on the outcome: which effort it induces, what an effort takes, and the second best.

The agent is paid the share ``premium * slope`` of the outcome ``production * effort +
environment``, and expects the environment to be what it expects it to be. Of effort ``a`` and pay
``y`` the incentive constraint ``premium * slope * production * exp(-r * y) = cost * a`` can be
written ``u * exp(-u) = r * cost * a * (a + expected / production)`` for ``u = r * y``. To the left
is at most 1/e, at ``u = 1``: more effort than that cannot be induced, and for less there are two
premiums, of which the smaller one is set.

Participation: along the smaller premium the agent's utility rises with the premium, at the rate of
marginal utility times expected outcome (the envelope theorem), as long as that outcome is not
negative. So if the largest effort is not worth the agent's while, no smaller one is.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from agents.numerics.compile import inlined, kernel

_PEAK = math.exp(-1.0)
_ROUNDS = 60


class PremiumTerms(NamedTuple):
    """What the principal knows of the agent, and of what it pays on.

    Attributes:
        production: Outcome per unit of effort; ``cost``: of effort, utility per squared unit.
        slope: Pay per unit of the outcome and of the premium.
        risk_aversion: Of the agent, per unit of pay; ``reservation``: its utility elsewhere.
    """

    production: float
    cost: float
    slope: float
    risk_aversion: float
    reservation: float


class SecondBest(NamedTuple):
    """The contract that is best where effort is hidden and the environment as expected.

    Attributes:
        effort, premium: Of it; ``outcome``: produced.
        principal, agent: Utilities.
        largest_effort, largest_premium: The most that any premium induces, and the premium.
    """

    effort: float
    premium: float
    outcome: float
    principal: float
    agent: float
    largest_effort: float
    largest_premium: float


@kernel
def relative_pay(w: float) -> float:
    """The smaller solution ``u`` of ``u * exp(-u) = w``, for ``w`` of at most 1/e.

    It is minus the principal branch of Lambert's function at ``-w`` (Corless, Gonnet, Hare,
    Jeffrey and Knuth 1996, On the Lambert W function, Advances in Computational Mathematics 5),
    by Halley's method from its expansion at the branch point or at 0.
    """
    if w >= _PEAK:
        return 1.0
    if w > 0.25:
        u = 1.0 - math.sqrt(2.0 * (1.0 - w / _PEAK))
    elif w > -1.0:
        u = w * (1.0 + w)
    else:
        u = -math.log(-w)
    for _ in range(_ROUNDS):
        excess = u - w * math.exp(u)
        slope = 1.0 - (u - excess)
        bend = -(u - excess)
        step = excess * slope / (slope * slope - 0.5 * excess * bend)
        if not abs(step) < 1.0:
            step = math.copysign(1.0, step)
        u -= step
        if abs(step) <= 1e-15 * (1.0 + abs(u)):
            break
    return min(u, 1.0)


@inlined
def effort_of_no_outcome(terms: PremiumTerms, expected: float) -> float:
    """The least effort with which the expected outcome is not negative."""
    return max(0.0, -expected / terms.production)


@kernel
def largest_effort(terms: PremiumTerms, expected: float) -> float:
    """The most effort that a premium can induce; not a number if the agent would not sign.

    Args:
        terms: Of pay; ``expected``: of the environment.
    """
    shift = expected / terms.production
    room = 4.0 * _PEAK / (terms.risk_aversion * terms.cost)
    effort = 0.5 * (math.sqrt(shift * shift + room) - shift)
    utility = (1.0 - _PEAK) / terms.risk_aversion - 0.5 * terms.cost * effort * effort
    return effort if utility >= terms.reservation else math.nan


@kernel
def premium_for(terms: PremiumTerms, effort: float, expected: float) -> float:
    """The smaller premium that induces an effort, if the agent expects what the principal does."""
    shift = expected / terms.production
    w = terms.risk_aversion * terms.cost * effort * (effort + shift)
    rise = math.exp(relative_pay(w))
    return terms.cost * effort * rise / (terms.slope * terms.production)


@inlined
def principal_expects(terms: PremiumTerms, effort: float, premium: float, expected: float) -> float:
    """What is left of the expected outcome after pay."""
    return (terms.production * effort + expected) * (1.0 - terms.slope * premium)


def second_best(terms: PremiumTerms, expected: float = 0.0) -> SecondBest:
    """The contract that leaves the principal most, by Brent's method over efforts.

    Raises:
        ValueError: If the agent would sign none.
    """
    from scipy.optimize import minimize_scalar

    most = largest_effort(terms, expected)
    if math.isnan(most):
        raise ValueError("no premium is worth the agent's while")

    def left(effort: float) -> float:
        return principal_expects(terms, effort, premium_for(terms, effort, expected), expected)

    least = effort_of_no_outcome(terms, expected)
    found = minimize_scalar(
        lambda effort: -left(effort),
        bounds=(least, most),
        method="bounded",
        options={"xatol": 1e-12},
    )
    effort = float(found.x)
    premium = premium_for(terms, effort, expected)
    outcome = terms.production * effort + expected
    pay = terms.slope * premium * outcome
    worth = -math.expm1(-terms.risk_aversion * pay) / terms.risk_aversion
    return SecondBest(
        effort,
        premium,
        outcome,
        left(effort),
        worth - 0.5 * terms.cost * effort**2,
        most,
        premium_for(terms, most, expected),
    )
