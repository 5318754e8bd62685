"""A package's filters, one after another: who takes which, who is left, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives import Applicants
from incentives.filters import Filter
from sim.hiring import Round
from sim.market import Market
from sim.scenario import Package
from sim.signals import Tests

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Passage(NamedTuple):
    """How the applicants for some vacancies fared."""

    score: Floats  # (vacancies, applicants), weighted sum; -inf: turned down
    own: Floats  # (filters, vacancies, applicants) score of each filter
    took: Bools  # (filters, vacancies, applicants) who came that far

    def cost(self, package: Package) -> Floats:
        """(vacancies,) of the filters, base pays."""
        total = np.zeros(len(self.score))
        for part, took in zip(package.filters, self.took, strict=True):
            if part.cost > 0.0:
                total += part.cost * took.any(axis=1)
            if part.cost_each > 0.0:
                total += part.cost_each * took.sum(axis=1)
        return total


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
    shape = (len(package.filters), *seen.lot.shape)
    total, out = np.zeros(shape[1:]), np.zeros(shape[1:], dtype=np.bool_)
    own, took = np.empty(shape), np.empty(shape, dtype=np.bool_)
    signals = dict(zip(measuring(package), seen.signal, strict=True))
    for place, part in enumerate(package.filters):
        signal = signals.get(place)
        lot = seen.lot if lots is None else lots[place]
        view = Applicants(np.zeros(shape[1:]) if signal is None else signal, seen.reputation, lot)
        found = own[place] = ask(part, view)
        took[place] = ~out
        total += found if part.weight == 1.0 else _weighted(found, part.weight)
        out |= np.isneginf(found)
        if part.bar is not None:
            out |= found < part.bar
        if part.shortlist is not None:
            total[out] = -np.inf
            out |= ~_best(total, seen.lot, part.shortlist)
    total[out] = -np.inf
    return Passage(total, own, took)


def spare_the_rejected(market: Market, tests: Tests, seen: Round, took: Bools) -> None:
    """Nobody games a test that is not taken; ``took``: by test. Changes ``seen``."""
    if took.all():
        return
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
