"""What filters find out by tempting applicants, by asking referees, and from public records.

Few packages do, so this is no part of the kernels of hiring. It takes over where they have left
the noise of a test as it is: a draw below the quantile of a probability is an event that happens
with that probability.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.draws import as_normals
from incentives.arrays import Bools, Floats
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.traits import INQUIRIES, SURFACED_HARM, TEMPTATION, Tests

_LEAST = 2.0**-33  # below any uniform that is drawn


class Known(NamedTuple):
    """What there is to be found out about applicants, (vacancies * applicants,)."""

    harm: Floats  # own harm that has surfaced, effect units
    detected: Bools


def inquire(
    market: LabourMarket, tests: Tests, applications: Applications, known: Known | None = None
) -> None:
    """Turn the noise of inquiries into what they find.

    Args:
        market, tests: Under which plan, and what is tested.
        applications: Applicants, not by vacancy; the signals change.
        known: About them; left out: there is nothing to be found out.
    """
    for test in np.flatnonzero(tests.trait >= INQUIRIES):
        trait, weight, signal = tests.trait[test], tests.weight[test], applications.signal[test]
        if trait == TEMPTATION:
            signal[:] = _tempted(
                market, applications, signal < _below(market.awareness * weight, applications)
            )
        elif known is None:
            signal[:] = 0.0
        else:
            told = signal < _quantile(np.array([weight]))
            signal[:] = np.where(
                told, known.harm if trait == SURFACED_HARM else known.detected, 0.0
            )


def _tempted(market: LabourMarket, applications: Applications, suspects: Bools) -> Bools:
    """Who takes a temptation; ``suspects``: who sees that it is one.

    It is turned down if there is nothing in it, and by those who know what it costs: a chance of
    the seat as good as anybody's.
    """
    nodes = market.ability_start + market.ability_step * np.arange(market.bait.shape[1])
    gain = np.empty(applications.theta.size)
    for kind in np.unique(applications.kind):
        mine = applications.kind == kind
        gain[mine] = np.interp(applications.theta[mine], nodes, market.bait[kind])
    candidates = applications.theta.size // max(applications.firm.size, 1)
    prospects = np.maximum(applications.worth, 0.0) / max(candidates, 1)
    found: Bools = gain > np.where(suspects, prospects, 0.0)
    return found


def _below(probability: Floats, applications: Applications) -> Floats:
    """By applicant, the quantile of a probability by kind."""
    return _quantile(probability)[applications.kind]


def _quantile(probability: Floats) -> Floats:
    """Of the standard normal, infinite at 0 and 1."""
    inside: Floats = as_normals(np.clip(probability, _LEAST, 1.0 - _LEAST))
    inside[probability <= 0.0] = -np.inf
    inside[probability >= 1.0] = np.inf
    return inside
