"""A package's filters, one after another: who takes which, who is left, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from incentives import Applicants
from incentives.arrays import Bools, Floats
from incentives.filters import Filter, Formula
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket
from sim.hiring.stages import formula_of, stages_of
from sim.hiring.traits import Tests
from sim.scenario.package import Package


class Passage(NamedTuple):
    """How the applicants for some vacancies fared."""

    score: Floats  # (vacancies, applicants), weighted sum; -inf: turned down
    own: list[Floats]  # (vacancies, applicants) score of each filter
    took: Bools | None  # (filters, vacancies, applicants) who came that far; None: everybody
    kept_out: dict[int, Bools]  # by filter, who may not take it; left out: nobody
    refused: Bools | None = (
        None  # (vacancies, applicants) who would not take the seat; None: all do
    )

    def refuse(self, refused: Bools | None) -> Passage:
        """The same where some would not take the seat: none of them is hired."""
        if refused is None:
            return self
        score = np.where(refused, -np.inf, self.score)
        return self._replace(score=score, refused=refused)

    def takers(self, place: int) -> Bools:
        """(vacancies, applicants) who took a filter."""
        return np.ones(self.score.shape, np.bool_) if self.took is None else self.took[place]


def winners(score: Floats, lot: Floats) -> Bools:
    """Who is hired, (vacancies, applicants): the best that is not turned down, by lot if equal."""
    best = score.max(axis=1, keepdims=True)
    place = np.where(score == best, lot, -1.0).argmax(axis=1)[:, None]
    hired = np.zeros(score.shape, dtype=np.bool_)
    np.put_along_axis(hired, place, np.isfinite(best), axis=1)
    return hired


class Pipeline:
    """A package's filters in their order, and what of them is the same for all applicants.

    Attributes:
        filters: The stages.
        measuring: Places of those that measure something, in the order of their signals.
        in_one_round: Whether all scores are just added up, so that the best of all applicants is
            hired.
        as_signal: By place, whether the score is the signal, and nobody needs to be asked for it.
        known: By place, whether the distribution of newcomers' scores is known beforehand.
        test_weights: (tests,) of signals in the sum of known scores; 0 for those that are not.
        luck: What the lot adds at most to that sum.
        stages: The same for kernels; none if some filter has to be asked for its scores.
    """

    def __init__(self, package: Package) -> None:
        self.filters = package.filters
        self.measuring = [n for n, part in enumerate(self.filters) if part.measures != "nothing"]
        self.in_one_round = all(
            part.weight == 1.0 and part.bar is None and part.shortlist is None and not part.rejects
            for part in self.filters
        )
        self._costs = [(part.cost, part.cost_each) for part in self.filters]
        self._takes_all = [type(part).eligible is Filter.eligible for part in self.filters]
        self._signal = [
            self.measuring.index(place) if place in self.measuring else None
            for place in range(len(self.filters))
        ]
        self.as_signal = [
            row is not None and formula_of(part) == Formula(signal=1.0)
            for part, row in zip(self.filters, self._signal, strict=True)
        ]
        laws = [law_of_newcomers(part) for part in self.filters]
        self.known = [
            graded or law is not None for graded, law in zip(self.as_signal, laws, strict=True)
        ]
        self.test_weights = np.array(
            [
                self.filters[place].weight if self.as_signal[place] else 0.0
                for place in self.measuring
            ],
            dtype=np.float64,
        )
        self.luck = sum(
            part.weight * law[1] for part, law in zip(self.filters, laws, strict=True) if law
        )
        self.stages = stages_of(self.filters, self.measuring)

    def turns_nobody_down(self, candidates: int) -> bool:
        """Whether it is known beforehand that newcomers' known scores are just added up."""
        return all(
            known and part.bar is None and (part.shortlist or candidates) >= candidates
            for part, known in zip(self.filters, self.known, strict=True)
        )

    def go_through(
        self, seen: Applications, ask: Callable[[Filter, Applicants], Floats]
    ) -> Passage:
        """Put the applicants of ``seen``, by vacancy, through all stages.

        Args:
            seen: Applicants and signals.
            ask: For a filter's scores.
        """
        if len(seen.signal) != len(self.measuring):
            raise ValueError(f"expected {len(self.measuring)} signals, got {len(seen.signal)}")
        own: list[Floats] = []
        kept_out: dict[int, Bools] = {}
        for place in range(len(self.filters)):
            found, out = self.ask(place, seen, ask)
            own.append(found)
            if out is not None:
                kept_out[place] = out
        return self.judge(seen.lot, own, kept_out)

    def ask(
        self, place: int, seen: Applications, ask: Callable[[Filter, Applicants], Floats]
    ) -> tuple[Floats, Bools | None]:
        """(vacancies, applicants) scores of one filter, and who may not take it, if there are."""
        row, part = self._signal[place], self.filters[place]
        signal = np.zeros(seen.lot.shape) if row is None else seen.signal[row]
        if self.as_signal[place]:
            return signal, None
        view = Applicants(signal, seen.reputation, seen.lot)
        return ask(part, view), None if self._takes_all[place] else ~part.eligible(view)

    def judge(self, lot: Floats, own: list[Floats], kept_out: dict[int, Bools]) -> Passage:
        """How applicants fare with these scores."""
        if self.in_one_round and not kept_out:
            total = np.zeros(lot.shape)
            for found in own:
                total += found
            if not _any_rejected(total):
                return Passage(total, own, None, kept_out)
        return _in_turn(self.filters, lot, own, kept_out)

    def added_up(self, own: list[Floats]) -> Floats:
        """(vacancies, applicants) sum of the known scores, as if nobody was turned down."""
        total = np.zeros(own[0].shape)
        for part, known, found in zip(self.filters, self.known, own, strict=True):
            if known:
                total += weighted(found, part.weight)
        return total

    def cost_of_all(self, places: int) -> float:
        """Base pays for a vacancy, if so many applicants take all filters."""
        each = 0.0
        for fixed, per_head in self._costs:
            each += fixed
            each += per_head * places
        return each

    def cost(self, passage: Passage) -> Floats:
        """(vacancies,) of the filters, base pays."""
        vacancies, places = passage.score.shape
        if passage.took is None:
            return np.full(vacancies, self.cost_of_all(places))
        total = np.zeros(vacancies)
        for took, (fixed, per_head) in zip(passage.took, self._costs, strict=True):
            if fixed > 0.0:
                total += fixed * took.any(axis=1)
            if per_head > 0.0:
                total += per_head * took.sum(axis=1)
        return total


def _any_rejected(total: Floats) -> bool:
    """Whether any score is ``-inf``; a sum is a number if all its terms are."""
    return not isfinite(np.add.reduce(total, axis=None)) and bool(np.isneginf(total).any())


def _in_turn(
    filters: Sequence[Filter], lot: Floats, own: list[Floats], kept_out: dict[int, Bools]
) -> Passage:
    """How applicants fare with these scores, if some may be turned down."""
    total, out = np.zeros(lot.shape), np.zeros(lot.shape, dtype=np.bool_)
    took = np.empty((len(own), *lot.shape), dtype=np.bool_)
    for place, (part, found) in enumerate(zip(filters, own, strict=True)):
        if place in kept_out:
            out |= kept_out[place]
        took[place] = ~out
        total += weighted(found, part.weight)
        out |= np.isneginf(found)
        if part.bar is not None:
            out |= found < part.bar
        if part.shortlist is not None:
            total[out] = -np.inf
            out |= ~_best(total, lot, part.shortlist)
    total[out] = -np.inf
    return Passage(total, own, None if took.all() else took, kept_out)


def spare_the_rejected(market: LabourMarket, tests: Tests, seen: Applications, took: Bools) -> None:
    """Nobody games a test that is not taken; ``took``: by test. Changes ``seen``."""
    lying_cost = market.lying_cost[seen.kind]
    seen.lift[:] = 0.0
    seen.spent[:] = 0.0
    for game, kappa, here in zip(seen.game, tests.kappa, took, strict=True):
        if kappa < np.inf:
            lift = np.where(here, game, 0.0)
            seen.lift[:] += lift
            seen.spent[:] += 0.5 * kappa * lift * lift
            seen.spent[:] += lying_cost * lift


def weighted(score: Floats, weight: float) -> Floats:
    """What counts of a score in the sum; whoever is turned down, is so at weight 0, too."""
    if weight == 1.0:
        return score
    return np.where(np.isfinite(score), weight, 1.0) * score


def law_of_newcomers(part: Filter) -> tuple[float, float] | None:
    """What a filter says of its scores for newcomers, unless they are another class's scores."""
    order = type(part).__mro__
    said, scored, follows = (
        next(n for n, of in enumerate(order) if name in vars(of))
        for name in ("newcomer_score", "score", "formula")
    )
    takes_all = type(part).eligible is Filter.eligible
    return part.newcomer_score() if said <= min(scored, follows) and takes_all else None


def _best(total: Floats, lot: Floats, count: int) -> Bools:
    """The ``count`` highest of each row; chance decides between equals."""
    if count >= total.shape[1]:
        return np.ones(total.shape, dtype=np.bool_)
    least = np.partition(total, -count, axis=1)[:, -count, None]
    best: Bools = total >= least
    tied = np.flatnonzero(best.sum(axis=1) != count)
    if tied.size:
        order = np.lexsort((-lot[tied], -total[tied]))[:, :count]
        best[tied] = False
        best[tied[:, None], order] = True
    return best
