"""A package's filters, one after another: who takes which, who is left, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives import Applicants
from incentives.filters import Filter, Graded
from sim.hiring import Round
from sim.market import Market
from sim.scenario import Package
from sim.signals import Tests

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Passage(NamedTuple):
    """How the applicants for some vacancies fared."""

    score: Floats  # (vacancies, applicants), weighted sum; -inf: turned down
    own: list[Floats]  # (vacancies, applicants) score of each filter
    took: Bools | None  # (filters, vacancies, applicants) who came that far; None: everybody

    def takers(self, place: int) -> Bools:
        """(vacancies, applicants) who took a filter."""
        return np.ones(self.score.shape, np.bool_) if self.took is None else self.took[place]

    def cost(self, package: Package) -> Floats:
        """(vacancies,) of the filters, base pays."""
        if self.took is None:
            each = 0.0
            for part in package.filters:
                each += part.cost
                each += part.cost_each * self.score.shape[1]
            return np.full(len(self.score), each)
        total = np.zeros(len(self.score))
        for place, part in enumerate(package.filters):
            if part.cost > 0.0:
                total += part.cost * self.takers(place).any(axis=1)
            if part.cost_each > 0.0:
                total += part.cost_each * self.takers(place).sum(axis=1)
        return total


def winners(score: Floats, lot: Floats) -> Bools:
    """Who is hired, (vacancies, applicants): the best that is not turned down, by lot if equal."""
    best = score.max(axis=1, keepdims=True)
    place = np.where(score == best, lot, -1.0).argmax(axis=1)[:, None]
    hired = np.zeros(score.shape, dtype=np.bool_)
    np.put_along_axis(hired, place, np.isfinite(best), axis=1)
    return hired


def measuring(package: Package) -> list[int]:
    """Places of the filters that measure something, in the order of their signals."""
    return [place for place, part in enumerate(package.filters) if part.measures != "nothing"]


def in_one_round(package: Package) -> bool:
    """Whether all scores are just added up, so that the best of all applicants is hired."""
    return all(
        part.weight == 1.0 and part.bar is None and part.shortlist is None and not part.rejects
        for part in package.filters
    )


def go_through(
    package: Package,
    seen: Round,
    ask: Callable[[Filter, Applicants], Floats],
    lots: list[Floats] | None = None,
) -> Passage:
    """Put the applicants of ``seen``, by vacancy, through all stages.

    Args:
        package: Its filters.
        seen: Applicants and signals.
        ask: For a filter's scores.
        lots: Uniforms by filter, if not the same for all.
    """
    own: list[Floats] = []
    kept_out: dict[int, Bools] = {}
    signals = dict(zip(measuring(package), seen.signal, strict=True))
    total = np.zeros(seen.lot.shape)
    for place, part in enumerate(package.filters):
        signal, takes_all = signals.get(place), type(part).eligible is Filter.eligible
        if signal is not None and takes_all and type(part).score is Graded.score:
            own.append(signal)
        else:
            lot = seen.lot if lots is None else lots[place]
            signal = np.zeros(lot.shape) if signal is None else signal
            view = Applicants(signal, seen.reputation, lot)
            own.append(ask(part, view))
            if not takes_all:
                kept_out[place] = ~part.eligible(view)
        total += own[place]
    if in_one_round(package) and not kept_out and not _any_rejected(total):
        return Passage(total, own, None)
    return _in_stages(package, seen.lot, own, kept_out)


def _any_rejected(total: Floats) -> bool:
    """Whether any score is ``-inf``; a sum is a number if all its terms are."""
    return not isfinite(np.add.reduce(total, axis=None)) and bool(np.isneginf(total).any())


def _in_stages(
    package: Package, lot: Floats, own: list[Floats], kept_out: dict[int, Bools]
) -> Passage:
    """How applicants fare with these scores, if some are turned down."""
    total, out = np.zeros(lot.shape), np.zeros(lot.shape, dtype=np.bool_)
    took = np.empty((len(own), *lot.shape), dtype=np.bool_)
    for place, (part, found) in enumerate(zip(package.filters, own, strict=True)):
        if place in kept_out:
            out |= kept_out[place]
        took[place] = ~out
        total += found if part.weight == 1.0 else _weighted(found, part.weight)
        out |= np.isneginf(found)
        if part.bar is not None:
            out |= found < part.bar
        if part.shortlist is not None:
            total[out] = -np.inf
            out |= ~_best(total, lot, part.shortlist)
    total[out] = -np.inf
    return Passage(total, own, took)


def spare_the_rejected(market: Market, tests: Tests, seen: Round, took: Bools) -> None:
    """Nobody games a test that is not taken; ``took``: by test. Changes ``seen``."""
    lying_cost = market.lying_cost[seen.kind]
    seen.lift[:] = 0.0
    seen.spent[:] = 0.0
    for game, kappa, here in zip(seen.game, tests.kappa, took, strict=True):
        if kappa < np.inf:
            lift = np.where(here, game, 0.0)
            seen.lift[:] += lift
            seen.spent[:] += 0.5 * kappa * lift * lift + lying_cost * lift


def _weighted(score: Floats, weight: float) -> Floats:
    return np.where(np.isfinite(score), weight, 1.0) * score


def _best(total: Floats, lot: Floats, count: int) -> Bools:
    """The ``count`` highest of each row; chance decides between equals."""
    order = np.lexsort((-lot, -total))[:, :count]
    best = np.zeros(total.shape, dtype=np.bool_)
    np.put_along_axis(best, order, True, axis=1)
    return best
