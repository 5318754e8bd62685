"""What the market can know of executives' former tenures, kept only where some filter asks.

Of hidden harm that an executive has left, the share ``1 - maturing`` is still hidden a quarter
later. So all that has surfaced, in the seat and afterwards, is all there was less what was hidden
at the exit times a power of that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.hiring.applicants import Round
from sim.hiring.inquiries import Known
from sim.quarter.batch import Batch
from sim.quarter.state import DETECTED
from sim.scenario.package import Package


class Past(NamedTuple):
    """Of finished tenures, by (world, row of the executive)."""

    harm: Floats  # hidden harm that was done, effect units
    hidden: Floats  # what of it was still hidden at the last exit
    left: Ints  # quarter of that exit
    detected: Bools  # whether an audit has ever found anything


def asks_around(package: Package) -> bool:
    """Whether any filter of a package asks for former tenures."""
    return any(part.measures in ("harm", "record") for part in package.filters)


def new_past(shape: tuple[int, ...]) -> Past:
    """Nobody has left a seat yet; ``shape``: (worlds, executives)."""
    return Past(
        np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64), np.zeros(shape, np.bool_)
    )


def remember(batch: Batch, past: Past) -> Past:
    """The past with the tenures that ended in this quarter."""
    shape, finished = batch.executives.kind.shape, batch.finished
    if shape[1] > past.harm.shape[1]:
        wider = new_past(shape)
        for old, new in zip(past, wider, strict=True):
            new[:, : old.shape[1]] = old
        past = wider
    rows = slice(*finished.first[batch.quarter : batch.quarter + 2])
    who = finished.firm[rows] // batch.firms, finished.executive[rows]
    hidden = past.hidden[who] * _still_hidden(batch, past, who)
    past.hidden[who] = hidden + finished.left_harm[rows]
    past.harm[who] += finished.harm[rows]
    past.left[who] = batch.quarter
    past.detected[who] |= finished.exit[rows] == DETECTED
    return past


def known_of(batch: Batch, past: Past, round_: Round) -> Known:
    """What is known of applicants at the end of a quarter; nothing of newcomers."""
    found = Known(np.zeros(round_.lot.size), np.zeros(round_.lot.size, dtype=np.bool_))
    places = round_.lot.size // max(round_.firm.size, 1)
    experienced = np.flatnonzero(round_.executive >= 0)
    who = round_.firm[experienced // max(places, 1)] // batch.firms, round_.executive[experienced]
    surfaced = past.harm[who] - past.hidden[who] * _still_hidden(batch, past, who)
    found.harm[experienced] = np.maximum(surfaced, 0.0)
    found.detected[experienced] = past.detected[who]
    return found


def surfaced_harm(batch: Batch, world: int, executive: int) -> float:
    """All harm of an executive's that has surfaced by now, in office or not, effect units."""
    finished, quarter = batch.finished, batch.quarter - 1
    rows = slice(0, finished.first[batch.quarter])
    mine = finished.executive[rows] == executive
    mine &= finished.firm[rows] // batch.firms == world
    maturing = batch.plans.maturing[batch.plan_of_world[world]]
    hidden = finished.left_harm[rows] * (1.0 - maturing) ** (quarter - finished.end[rows])
    total = (finished.harm[rows] - hidden)[mine].sum()
    seat = np.flatnonzero(batch.seats.executive == executive)
    for i in seat[seat // batch.firms == world]:
        total += batch.record.harm[i] - batch.seats.own_harm[i]
    return max(float(total), 0.0)


def _still_hidden(batch: Batch, past: Past, who: tuple[Ints, Ints]) -> Floats:
    """Share of what was hidden at the last exit."""
    maturing = batch.plans.maturing[batch.plan_of_world[who[0]]]
    found: Floats = (1.0 - maturing) ** (batch.quarter - past.left[who])
    return found
