"""Which seats are vacant, segment by segment, and who chooses first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from incentives.arrays import Ints
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment


def vacancies_of(batch: Batch, mixed: bool) -> Iterator[tuple[Segment, Ints]]:
    """Vacant seats by segment, larger firms first in every world of it.

    Args:
        batch: Whose exits have been settled.
        mixed: Whether a world may have firms in several segments. These look for somebody one
            segment after another, and take turns in being the first.
    """
    listed, seats = batch.kernels.list_vacancies, batch.seats
    if not mixed:
        for segment in batch.segments:
            found = [
                listed(seats.executive, batch.order, first, last) for first, last in segment.runs()
            ]
            yield segment, found[0] if len(found) == 1 else np.concatenate(found)
        return
    rows, count = listed(seats.executive, batch.order, 0, len(batch.worlds)), len(batch.segments)
    place = np.empty(seats.executive.size, dtype=np.int64)
    for number, segment in enumerate(batch.segments):
        place[segment.firms] = number
    of = place[rows]
    for turn in range(count):
        number = (batch.quarter + turn) % count
        yield batch.segments[number], rows[of == number]
