"""Whether one applicant of a vacancy is hired, for many lifts of its signal at once.

What the others do matters only while the applicant is still in. So at a shortlist of ``k`` the best
``k - 1`` of the others stay, whatever the lift; and the applicant does, if it beats the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from incentives.filters import Filter
from sim.hiring.pipeline import Passage, weighted


class Strongest(NamedTuple):
    """Who must be beaten; (vacancies,) each. By lot, if scores are equal."""

    score: Floats  # -inf: nobody is left
    lot: Floats

    def beaten(self, score: Floats, lot: Floats) -> Bools:
        """Whether a score wins; (vacancies, lifts) each."""
        level = (score == self.score[:, None]) & (lot > self.lot[:, None])
        won: Bools = (score > self.score[:, None]) | (level & np.isfinite(score))
        return won


def hired_by_stages(
    filters: Sequence[Filter], passage: Passage, lot: Floats, one: Ints, place: int, lifted: Floats
) -> Bools:
    """(vacancies, lifts) whether applicant ``one`` is hired.

    Args:
        filters: The pipeline's.
        passage: How all fare as it is; own scores do not depend on others' signals.
        lot: (vacancies, applicants).
        one: (vacancies,) who is lifted.
        place: Of the filter whose score changes.
        lifted: (vacancies, lifts) that score.
    """
    rows = np.arange(one.size)
    out, gone = np.zeros(lot.shape, np.bool_), np.zeros(lifted.shape, np.bool_)
    out[rows, one] = True
    total, mine = np.zeros(lot.shape), np.zeros(lifted.shape)
    my_lot = lot[rows, one, None]
    for n, (part, found) in enumerate(zip(filters, passage.own, strict=True)):
        own = lifted if n == place else found[rows, one, None]
        if n in passage.kept_out:
            out |= passage.kept_out[n]
            gone |= passage.kept_out[n][rows, one, None]
        total += weighted(found, part.weight)
        mine += weighted(own, part.weight)
        out |= np.isneginf(found)
        gone |= np.isneginf(own)
        if part.bar is not None:
            out |= found < part.bar
            gone |= own < part.bar
        if part.shortlist is not None:
            total[out] = -np.inf
            order = np.lexsort((-lot, -total))
            if part.shortlist < lot.shape[1]:
                last = order[:, part.shortlist - 1]
                gone |= ~Strongest(total[rows, last], lot[rows, last]).beaten(mine, my_lot)
            out[rows[:, None], order[:, part.shortlist - 1 :]] = True
    if passage.refused is not None:
        out |= passage.refused
        gone |= passage.refused[rows, one, None]
    total[out] = -np.inf
    mine[gone] = -np.inf
    return best_of(total, lot).beaten(mine, my_lot)


def best_of(total: Floats, lot: Floats) -> Strongest:
    """The best of each vacancy, the highest lot if equal."""
    best = total.max(axis=1)
    return Strongest(best, np.where(total == best[:, None], lot, -1.0).max(axis=1))
