"""What each kind of executive would report, and an audit of it find: for boards that infer goals.

Everything is the plan's own: efforts that are best for members of a kind, at nodes of ability. No
firm and nobody's goal is in it. Docs: docs/model/goal-inference.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log
from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.hiring.applicants import LEAST_ABILITY
from sim.plan.hires import Rehearsals, expected_hires
from sim.plan.plan import Likelihoods
from sim.plan.seat_value import SeatValues

_NODES = np.linspace(-3.5, 3.5, 15)  # of ability, standard deviations
_SETTLED = 1e-3  # of hidden consequences that have not matured when they count as having
_LONGEST = 400  # quarters for which they are followed


def likelihoods(
    seats: SeatValues,
    fields: Mapping[str, npt.NDArray[Any]],
    rehearsals: Rehearsals | None = None,
) -> Likelihoods:
    """What there is to know of kinds under a plan.

    Args:
        seats: The solved plan.
        fields: Of it.
        rehearsals: Of hiring, with which the fields were found; left out: none.
    """
    primitives, metric = seats.primitives, seats.primitives.scenario.metric
    prior, weights = _who(seats, fields, rehearsals)
    hired = prior[1][:, None] * weights[1]
    report, variance, found, hidden = _what(seats)
    matured = _matured(hidden, metric.matured_weight, float(fields["maturing"]))
    peers = primitives.scenario.board.compares_with == "peers"
    if peers:  # those who have been hired, and have settled
        usual = np.full(len(report), (hired * report[-1]).sum())
        old = (hired * matured).sum(axis=(1, 2))
    else:
        usual = fields["conjecture"] - primitives.talent
        known = fields["conjectured_hidden"][:, None, None]
        old = _matured(known, metric.matured_weight, float(fields["maturing"])).ravel()
    variance += metric.noise**2 + primitives.scenario.executives.talent_sd**2
    return Likelihoods(
        prior=prior,
        weights=weights,
        report=report - usual[:, None, None],
        matured=matured - old[:, None, None],
        sd=np.sqrt(variance),
        found=found,
        whistle=float(fields["whistle"]),
        misaligned=fields["misaligned"] == 1,
        contracts=primitives.contracts,
    )


def _abilities(seats: SeatValues) -> Floats:
    """(rows, nodes)."""
    primitives = seats.primitives
    theta = primitives.ability[:, None] + primitives.ability_sd[:, None] * _NODES
    return np.maximum(theta, LEAST_ABILITY)


def _who(
    seats: SeatValues, fields: Mapping[str, npt.NDArray[Any]], rehearsals: Rehearsals | None
) -> tuple[Floats, Floats]:
    """Shares of rows, and weights of nodes, among incumbents and among those who are hired."""
    primitives, market = seats.primitives, seats.primitives.scenario.market
    density = np.exp(-0.5 * _NODES**2)
    usual = np.broadcast_to(density / density.sum(), (len(primitives.names), _NODES.size))
    takes = _abilities(seats) >= fields["accepts"][:, None]
    incumbents = seats.profile.shares * (usual * takes).sum(axis=1)
    hires = expected_hires(fields, primitives.package, market.candidates, rehearsals)
    shares = np.array([incumbents, hires.shares])
    none = shares.sum(axis=1) <= 0.0
    shares[none] = seats.profile.shares
    spread = np.maximum(primitives.ability_sd, 1e-12)
    ahead = np.where(hires.shares > 0.0, (hires.ability - primitives.ability) / spread, 0.0)
    ahead = np.where(primitives.ability_sd > 0.0, np.clip(ahead, -3.0, 3.0), 0.0)
    abler = usual * np.exp(ahead[:, None] * _NODES)  # a normal whose mean has moved
    taken = np.where(takes.any(axis=1, keepdims=True), usual * takes, usual)
    weights = np.array([taken, abler])
    return (
        shares / shares.sum(axis=1, keepdims=True),
        weights / weights.sum(axis=2, keepdims=True),
    )


def _what(seats: SeatValues) -> tuple[Floats, Floats, Floats, Floats]:
    """By (tenure, row, node): the report, its added variance, discovery, and hidden value made."""
    primitives, technology = seats.primitives, seats.primitives.technology
    probation = primitives.enforcement.probation
    schedules = [primitives.watched(row) for row in range(len(primitives.names))]
    once = int(primitives.has_once)
    tenures = primitives.limit or primitives.tenures or max(probation, once) + 1
    theta = _abilities(seats)
    skill = theta.reshape(-1, 1)
    columns: list[tuple[Floats, Floats, Floats, Floats]] = []
    for tenure in range(tenures):
        left = max(probation - tenure, 0)
        cases = [(kind, theta[kind], each.at(left)) for kind, each in enumerate(schedules)]
        best = seats.best_of(cases, tenure)
        z = skill * best.effort
        seen = z @ technology.detectability
        found = -np.expm1(-seen) if seats.form.exponential else np.clip(seen, 0.0, 1.0)
        value = technology.value * z - 0.5 * technology.curvature * z**2
        hidden = value @ (1 - technology.visible) - z @ primitives.table["borrowed"]
        columns.append((best.report, best.variance, found, hidden))
    report, variance, found, hidden = (
        np.array(column).reshape(tenures, *theta.shape) for column in zip(*columns, strict=True)
    )
    return report, variance, np.clip(found, 0.0, 1.0), hidden


def _matured(hidden: Floats, weight: float, maturing: float) -> Floats:
    """(quarters, rows, nodes) of hidden value made so far, what matures into the report."""
    quarters = 1
    if weight != 0.0 and maturing > 0.0:
        left = max(1.0 - maturing, 1e-9)
        quarters += min(ceil(log(_SETTLED) / log(left)) + len(hidden), _LONGEST)
    found, stock = np.zeros((quarters, *hidden.shape[1:])), np.zeros(hidden.shape[1:])
    for quarter in range(quarters):
        found[quarter] = weight * maturing * stock
        stock = (1.0 - maturing) * stock + hidden[min(quarter, len(hidden) - 1)]
    return found
