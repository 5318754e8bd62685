"""A principal that searches locally: it compares what it has with a few targets near by.

It knows no more than the efforts that could be induced under what it expects of the environment,
and looks at the best of what it happens to think of (Simon 1955, A behavioral model of rational
choice, Quarterly Journal of Economics 69; as stated by Reinwald, Leitner and Wall 2024).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from pydantic import Field

from agents.numerics.compile import inlined
from agents.numerics.draws import philox, stream, uniform
from sim.replication.premium import (
    PremiumTerms,
    effort_of_no_outcome,
    largest_effort,
    premium_for,
    principal_expects,
)
from sim.scenario.base import Spec

_TARGETS = stream("target")


class Reach(NamedTuple):
    """A :class:`LocalSearch` for kernels."""

    alternatives: int
    reach: float


class Offer(NamedTuple):
    """An effort that the principal wants, and the premium that induces it in its view."""

    effort: float
    premium: float


class LocalSearch(Spec):
    """Last period's target against others near by, or against any if it is out of the question.

    Efforts that the principal considers run from the least that is expected to produce nothing
    negative to the most that can be induced. A target among them is kept, with the premium that it
    takes now, beside ``alternatives`` that are uniform within ``reach`` times the whole width on
    either side, cut off at 0 and at the most. If it is not among them, as many and one more are
    uniform over all. Of those with a positive premium the one that leaves most counts; of equals
    the first.
    """

    alternatives: int = Field(2, ge=1, le=64, description="other targets that are looked at")
    reach: float = Field(0.5, gt=0, le=1, description="farthest of them, over the whole width")

    def given(self) -> Reach:
        """For kernels."""
        return Reach(self.alternatives, self.reach)


@inlined
def lot(candidate: int, period: int, run: int, seed: np.uint64) -> float:
    """A uniform draw for a place among the candidates of a period."""
    word, _, _, _ = philox(candidate, period, _TARGETS, run, seed)
    return uniform(word)


@inlined
def first_target(terms: PremiumTerms, expected: float, run: int, seed: np.uint64) -> Offer:
    """The target before there is any experience: any that can be induced."""
    most = largest_effort(terms, expected)
    if math.isnan(most):
        return Offer(0.0, 0.0)
    effort = most * lot(0, 0, run, seed)
    return Offer(effort, premium_for(terms, effort, expected))


@inlined
def next_target(
    search: Reach,
    terms: PremiumTerms,
    expected: float,
    last: float,
    period: int,
    run: int,
    seed: np.uint64,
) -> Offer:
    """The best of last period's target and of what the search finds.

    Where the agent would sign nothing that induces effort, no premium is offered.
    """
    most = largest_effort(terms, expected)
    best = Offer(0.0, 0.0)
    if not math.isnan(most):
        least = effort_of_no_outcome(terms, expected)
        kept = least <= last <= most
        low, high = least, most
        if kept:
            far = search.reach * (most - least)
            low, high = max(0.0, last - far), min(most, last + far)
        left = -np.inf
        for candidate in range(search.alternatives + 1):
            effort = last
            if candidate > 0 or not kept:
                effort = low + (high - low) * lot(candidate, period, run, seed)
            premium = premium_for(terms, effort, expected)
            expects = principal_expects(terms, effort, premium, expected)
            if premium > 0.0 and expects > left:
                left = expects
                best = Offer(effort, premium)
    return best
