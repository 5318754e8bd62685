"""A pipeline whose scores all follow formulas, in kernels: who is left, with what score, and cost.

:class:`sim.hiring.pipeline.Pipeline` says the same in NumPy, for any filters; tests hold them to
each other, bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, kernel, lean
from incentives.arrays import Bools, Floats, Ints
from incentives.filters import Filter, Formula
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.traits import Tests


class Stages(NamedTuple):
    """Filters whose scores follow formulas; arrays are (filter,).

    Attributes:
        safe: Whether nobody is ever turned down.
        ablest: Whether ability decides all the same, whatever the filters say and cost.
    """

    safe: bool
    ablest: bool
    test: Ints  # row of the signal; -1: it measures nothing
    signal: Floats  # weight of the signal in the score
    newcomer: Floats  # reputation of those who have none; NaN: reputation does not count
    luck: Floats  # weight of the lot in the score
    cutoff: Floats  # signal above which it turns down
    weight: Floats  # of the score in the sum
    bar: Floats  # score below which it turns down
    shortlist: Ints  # applicants who go on
    cost: Floats  # base pays per vacancy
    cost_each: Floats  # base pays per applicant who takes it


def stages_of(filters: Sequence[Filter], measuring: Sequence[int]) -> Stages | None:
    """The stages of a pipeline, unless some filter has to be asked for its scores.

    Args:
        filters: In their order.
        measuring: Places of those that measure something, in the order of their signals.
    """
    formulas = [formula_of(part) for part in filters]
    if None in formulas:
        return None
    columns = [*zip(*(formula for formula in formulas if formula is not None), strict=True)]
    signal, newcomer, luck, cutoff = (np.array(column, dtype=np.float64) for column in columns)
    shortlists = [part.shortlist for part in filters]
    bars = [part.bar for part in filters]
    return Stages(
        safe=not np.isfinite(cutoff).any() and {*shortlists, *bars} == {None},
        ablest=False,
        test=np.array([measuring.index(n) if n in measuring else -1 for n in range(len(filters))]),
        signal=signal,
        newcomer=newcomer,
        luck=luck,
        cutoff=cutoff,
        weight=np.array([part.weight for part in filters]),
        bar=np.array([-np.inf if bar is None else bar for bar in bars]),
        shortlist=np.array([_EVERYBODY if most is None else most for most in shortlists]),
        cost=np.array([part.cost for part in filters]),
        cost_each=np.array([part.cost_each for part in filters]),
    )


_EVERYBODY = 2**62  # on a shortlist


def formula_of(part: Filter) -> Formula | None:
    """What a filter's scores follow, if it has no way of its own to score or to let in."""
    plain = type(part).score is Filter.score and type(part).eligible is Filter.eligible
    return part.formula() if plain else None


@kernel
def pass_stages(
    market: LabourMarket,
    tests: Tests,
    stages: Stages,
    out: Applications,
    score: Floats,
    cost: Floats,
) -> None:
    """Put all applicants through all stages; nobody games a test that is not taken.

    Args:
        market, tests: What gaming costs whom.
        stages: The filters.
        out: Applicants of all vacancies; ``lift`` and ``spent`` change where not all take all.
        score: (vacancies * applicants,) filled: weighted sum; -inf: turned down. Or ability.
        cost: (vacancies,) filled: of the filters, base pays.
    """
    n = score.shape[0]
    places = n // max(cost.shape[0], 1)
    own, nothing, gone = np.empty(n), np.zeros(n), np.zeros(n, dtype=np.bool_)
    order = np.empty(places, dtype=np.int64)
    score[:] = 0.0
    cost[:] = 0.0
    if not stages.safe:
        out.lift[:] = 0.0
        out.spent[:] = 0.0
    for stage in range(stages.test.shape[0]):
        t = stages.test[stage]
        follow_formula(stages, stage, out.signal[t] if t >= 0 else nothing, out, own)
        add_weighted(stages.weight[stage], own, score)
        charge(stages, stage, gone, places, cost)
        if stages.safe:
            continue
        if t >= 0 and tests.kappa[t] < np.inf:
            add_gaming(market, tests.kappa[t], out.game[t], gone, out)
        bar, most = stages.bar[stage], stages.shortlist[stage]
        for k in range(n):
            gone[k] |= (own[k] == -np.inf) | (own[k] < bar)
            score[k] = -np.inf if gone[k] else score[k]
        if most < places:
            for first in range(0, n, places):
                shorten(score, out.lot, first, most, order, gone)
    if stages.ablest:
        for k in range(n):
            score[k] = out.theta[k]


@inlined
def follow_formula(
    stages: Stages, stage: int, signal: Floats, out: Applications, own: Floats
) -> None:
    """Scores of one filter, (vacancies * applicants,), as :meth:`Formula.score` has them."""
    reputation, lot, newcomer = out.reputation, out.lot, stages.newcomer[stage]
    of_signal, luck, cutoff = stages.signal[stage], stages.luck[stage], stages.cutoff[stage]
    for k in range(own.shape[0]):
        own[k] = of_signal * signal[k]
    if not np.isnan(newcomer):
        for k in range(own.shape[0]):
            own[k] += newcomer if np.isnan(reputation[k]) else reputation[k]
    if luck != 0.0:
        for k in range(own.shape[0]):
            own[k] += luck * lot[k]
    if cutoff < np.inf:
        for k in range(own.shape[0]):
            own[k] = -np.inf if signal[k] > cutoff else own[k]


@inlined
def charge(stages: Stages, stage: int, gone: Bools, places: int, cost: Floats) -> None:
    """Add what a filter costs each vacancy, by who takes it."""
    fixed, each = stages.cost[stage], stages.cost_each[stage]
    for v in range(cost.shape[0]):
        takers = places
        if not stages.safe:
            for k in range(v * places, (v + 1) * places):
                takers -= 1 if gone[k] else 0
        cost[v] += fixed if takers > 0 else 0.0
        cost[v] += each * takers


@inlined
def add_weighted(weight: float, own: Floats, score: Floats) -> None:
    """Add a score to the sum; whoever is turned down, is so at weight 0, too."""
    for k in range(score.shape[0]):
        score[k] += (weight if np.isfinite(own[k]) else 1.0) * own[k]


@inlined
def add_gaming(
    market: LabourMarket, kappa: float, game: Floats, gone: Bools, out: Applications
) -> None:
    """Add lifts of one test, and what they cost, for those who take it."""
    for k in range(game.shape[0]):
        lift = 0.0 if gone[k] else game[k]
        out.lift[k] += lift
        out.spent[k] += 0.5 * kappa * lift * lift
        out.spent[k] += market.lying_cost[out.kind[k]] * lift


@lean
def shorten(score: Floats, lot: Floats, first: int, most: int, order: Ints, gone: Bools) -> None:
    """Only the ``most`` highest of a vacancy go on; the lot decides between equals.

    Args:
        score, lot: (vacancies * applicants,); nobody else has a score any more.
        first: Place of the vacancy's first applicant; ``most``: fewer than it has.
        order: (applicants,) room for their places.
        gone: (vacancies * applicants,) who is out; set for all others.
    """
    low, high = 0, order.shape[0] - 1
    for c in range(order.shape[0]):
        order[c] = first + c
    while low < high:  # the place where the shortlist ends is between these
        i, j, pivot = low, high, order[(low + high) // 2]
        while i <= j:
            while precedes(score, lot, order[i], pivot):
                i += 1
            while precedes(score, lot, pivot, order[j]):
                j -= 1
            if i <= j:
                swapped = order[i]
                order[i] = order[j]
                order[j] = swapped
                i += 1
                j -= 1
        if most - 1 <= j:
            high = j
        elif most - 1 >= i:
            low = i
        else:
            break
    for place in range(most, order.shape[0]):
        gone[order[place]] = True
        score[order[place]] = -np.inf


@lean
def precedes(score: Floats, lot: Floats, a: int, b: int) -> bool:
    """Whether applicant ``a`` is ahead of ``b`` on a shortlist."""
    ahead: bool = score[a] > score[b]
    if score[a] == score[b]:
        ahead = lot[a] > lot[b] if lot[a] != lot[b] else a < b
    return ahead
