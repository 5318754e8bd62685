"""Whom executives compete with where awards are relative: rivals' reports before they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from incentives.views import Rivals, Seen
from sim.plan.pay.spread import ROUGHLY, Act, mean_over_ability
from sim.scenario.package import Package

_REPORTS, _REPORT_WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


def is_contest(package: Package) -> bool:
    """Whether any award depends on what others report."""
    return any(scheme.relative for scheme in package.schemes)


class Hired(NamedTuple):
    """Whom rivals are: (rows,) shares of those who are hired, and their mean ability."""

    shares: Floats
    ability: Floats


def sized_up(
    before: Rivals,
    hires: Hired,
    ability_sd: Floats,
    act: Callable[[int], Act],
    chance_sd: float,
) -> Rivals:
    """Rivals as they respond to what was expected of them.

    Args:
        before: What was expected in the round before.
        hires: Who they are; ``ability_sd``: (rows,) of those.
        act: What a row does, by ability.
        chance_sd: Of what in a report is not owed to kind and ability.
    """
    mean, square, carried = 0.0, 0.0, 0.0
    for y in np.flatnonzero(hires.shares):
        share, of = float(hires.shares[y]), (float(hires.ability[y]), float(ability_sd[y]))
        index, squared, more = mean_over_ability(act(int(y)), *of, ROUGHLY / share)
        mean += share * index
        square += share * squared
        carried += share * more
    sd = float(np.sqrt(max(square - mean**2, 0.0) + chance_sd**2))
    return replace(before, mean=mean + carried, sd=sd)


def relative_pay(package: Package, metric: Floats, noise: float, rivals: Rivals) -> Floats:
    """Expected relative awards for mean reports ``metric``, under a firm's own ``noise``."""
    zero, tenure = np.zeros(metric.shape), np.zeros(metric.shape, dtype=np.int64)
    seen = Seen(0, tenure, metric, zero + rivals.mean, noise, zero, rivals=rivals).sealed()
    total = zero.copy()
    for scheme in package.schemes:
        if scheme.relative:
            total += scheme.expected_award(seen)
    return total


def mean_relative_pay(package: Package, noise: float, rivals: Rivals) -> float:
    """The same for a firm like all others: what shareholders pay, whoever wins."""
    between = np.sqrt(max(rivals.sd**2 - noise**2, 0.0))
    pay = relative_pay(package, rivals.mean + between * _REPORTS, noise, rivals)
    return float(pay @ _REPORT_WEIGHTS / _REPORT_WEIGHTS.sum())
