"""Best of ``n`` on a signal: what order statistics say about whoever comes first.

The checks of hiring share this theory. Candidates belong to groups, in each of which signal and
ability are normal; some are rejected whatever their signal. With the distribution function ``F``
of a candidate's signal, the mass of the rejected at minus infinity, the top one is of group ``g``
and has signal ``s`` with density ``n * share_g * f_g(s) * F(s)**(n-1)`` [David and Nagaraja 2003,
Order Statistics, Wiley]. Nothing here is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from incentives.arrays import Floats

_REACH = 13.0  # standard deviations that integrals cover
_PANELS = np.linspace(-_REACH, _REACH, 53)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


class Group(NamedTuple):
    """Candidates of one kind who are not rejected.

    Attributes:
        share: Of all candidates.
        mean, sd: Of the signal; a group whose ``sd`` is 0 is an atom.
        ability: Mean ability.
        slope: Of expected ability in the signal.
    """

    share: float
    mean: float
    sd: float
    ability: float
    slope: float


class Top(NamedTuple):
    """Whoever comes first.

    Attributes:
        probability: That there is one: not all are rejected.
        shares: Probability of each group, given that there is one.
        signal, ability: Means, given that there is one.
    """

    probability: float
    shares: list[float]
    signal: float
    ability: float


def best_of(n: int, groups: Sequence[Group]) -> Top:
    """The top one of ``n`` independent candidates."""
    passed = min(math.fsum(group.share for group in groups), 1.0)
    if passed == 0.0:
        return Top(0.0, [math.nan] * len(groups), math.nan, math.nan)
    probability = 1.0 if passed == 1.0 else -math.expm1(n * math.log1p(-passed))
    share, signal = np.array([_wins(n, group, groups) for group in groups]).T / probability
    mean, ability, slope = np.array([(g.mean, g.ability, g.slope) for g in groups]).T
    return Top(
        probability,
        [float(value) for value in share],
        float(signal.sum()),
        float(share @ (ability - slope * mean) + slope @ signal),
    )


def _wins(n: int, group: Group, groups: Sequence[Group]) -> Floats:
    """Probability that the top one is of ``group``, and the same times its signal."""
    if group.share == 0.0:
        return np.zeros(2)
    if group.sd == 0.0:
        level = group.mean
        tied = math.fsum(g.share for g in groups if g.sd == 0.0 and g.mean == level)
        above = float(_above(np.array([level]), groups)[0])
        top = _power(np.array([above]), n)[0] - _power(np.array([above + tied]), n)[0]
        return np.array([1.0, level]) * float(top * group.share / tied)
    edges = [_PANELS]
    for other in groups:
        places = other.mean + other.sd * (_PANELS if other.sd > 0 else np.zeros(1))
        edges.append((places - group.mean) / group.sd)
    cuts = np.unique(np.concatenate(edges).clip(-_REACH, _REACH))
    half = 0.5 * np.diff(cuts)
    z = (cuts[:-1] + half + _NODES[:, None] * half).ravel()
    weight = (_WEIGHTS[:, None] * half).ravel() * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    signal = group.mean + group.sd * z
    density = n * group.share * weight * _power(_above(signal, groups), n - 1)
    return np.array([density.sum(), density @ signal])


def _above(signal: Floats, groups: Sequence[Group]) -> Floats:
    """Probability that a candidate's signal is higher."""
    total = np.zeros(signal.shape)
    for group in groups:
        if group.sd > 0.0:
            total += group.share * ndtr((group.mean - signal) / group.sd)
        else:
            total += group.share * (group.mean > signal)
    return np.minimum(total, 1.0)


def _power(above: Floats, n: int) -> Floats:
    """``(1 - above)**n``, also where ``above`` is tiny or 1."""
    with np.errstate(divide="ignore"):
        return np.ones(above.shape) if n == 0 else np.exp(n * np.log1p(-np.minimum(above, 1.0)))
