"""Pay by firm size where firms compete for ability: the assignment of the able to large firms.

Talent is worth more in a large firm, so larger firms outbid smaller ones, and each pays what keeps
the next smaller one from bidding for its executive: ``w'(n) = size(n)**gamma * talent'(n)`` over
ranks ``n`` [Tervio 2008, AER 98; Gabaix and Landier 2008, QJE 123]. With sizes ``n**-alpha`` and
spacing ``n**(beta - 1)`` of talent pay is size to the power of ``gamma - beta/alpha``.
Docs: docs/model/clearing.md.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.scenario.base_pay import Assignment


def premiums(size: Floats, terms: Assignment) -> Floats:
    """What every firm pays more than the smallest, up to one factor for all.

    Sizes between two ranks fall as a power of rank, so with sizes that do throughout the sum is
    the integral, exactly.

    Args:
        size: (firms,) falling.
        terms: Tails; only ``beta`` and ``gamma`` count.
    """
    rank = np.arange(1.0, size.size + 1.0)
    with np.errstate(divide="ignore"):
        fall = np.log(size[:-1] / size[1:]) / np.log(rank[1:] / rank[:-1])
    power = terms.beta - terms.gamma * fall
    at = size[:-1] ** terms.gamma * rank[:-1] ** terms.beta
    stretch = np.log(rank[1:] / rank[:-1])
    # The integral of n**(power - 1) between two ranks; a logarithm where the power is 0.
    small = np.abs(power * stretch) < 1e-8
    parts = np.where(small, stretch, np.expm1(power * stretch) / np.where(small, 1.0, power))
    above: Floats = np.concatenate([np.cumsum((at * parts)[::-1])[::-1], [0.0]])
    return above


def matched_pay(size: Floats, terms: Assignment) -> Floats:
    """Base pay over that of the median firm.

    Below the smallest firm sizes and talent go on as the tails say: that is what it pays itself.

    Args:
        size: (worlds, firms), in any order.
        terms: The tails of sizes and talent.
    """
    found = np.empty(size.shape)
    for world, own in enumerate(size):
        order = np.argsort(-own, kind="stable")
        falling = own[order]
        least = falling[-1] ** terms.gamma * float(own.size) ** terms.beta
        pay = premiums(falling, terms) + least / (terms.alpha * terms.elasticity)
        found[world, order] = pay / np.median(pay)
    return found
