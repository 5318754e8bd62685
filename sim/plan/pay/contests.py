"""Whom executives compete with where awards are relative: rivals' reports before they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from incentives.arrays import Floats
from incentives.views import Rivals, Seen
from sim.hiring.applicants import LEAST_ABILITY
from sim.scenario.package import Package

_ABILITIES, _ABILITY_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_REPORTS, _REPORT_WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


def is_contest(package: Package) -> bool:
    """Whether any award depends on what others report."""
    return any(scheme.relative for scheme in package.schemes)


def sized_up(
    before: Rivals,
    shares: Floats,
    ability: Floats,
    ability_sd: Floats,
    act: Callable[[int, float], tuple[float, float]],
    chance_sd: float,
) -> Rivals:
    """Rivals as they respond to what was expected of them.

    Args:
        before: What was expected in the round before.
        shares: (rows,) of kinds among those who are hired.
        ability, ability_sd: (rows,) of those.
        act: Mean report of a row at an ability, and what it carries along of earlier quarters.
        chance_sd: Of what in a report is not owed to kind and ability.
    """
    mean, square, carried = 0.0, 0.0, 0.0
    for y in np.flatnonzero(shares):
        nodes, weights = _ABILITIES, _ABILITY_WEIGHTS
        if ability_sd[y] == 0.0:
            nodes, weights = np.zeros(1), np.ones(1)
        for node, weight in zip(nodes, shares[y] * weights / weights.sum(), strict=True):
            index, more = act(int(y), max(float(ability[y] + ability_sd[y] * node), LEAST_ABILITY))
            mean += weight * index
            square += weight * index**2
            carried += weight * more
    sd = float(np.sqrt(max(square - mean**2, 0.0) + chance_sd**2))
    return replace(before, mean=float(mean + carried), sd=sd)


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
