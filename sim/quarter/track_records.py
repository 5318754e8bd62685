"""What the market can know of executives' former tenures, kept only where some filter asks.

Of hidden harm that an executive has left, the share ``1 - maturing`` is still hidden a quarter
later. So all that has surfaced, in the seat and afterwards, is all there was less what was hidden
at the exit times a power of that.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats, Ints
from sim.hiring.applicants import Applications
from sim.hiring.inquiries import Known
from sim.quarter.batch import Batch
from sim.quarter.state import TrackRecords, new_track_records
from sim.scenario.package import Package


def asks_around(package: Package) -> bool:
    """Whether any filter of a package asks for former tenures."""
    return any(part.measures in ("harm", "record") for part in package.filters)


def remember(batch: Batch, known: TrackRecords) -> TrackRecords:
    """The past with the tenures that ended in this quarter."""
    shape, finished = batch.executives.kind.shape, batch.finished
    if shape[1] > known.harm.shape[1]:
        wider = new_track_records(shape)
        for old, new in zip(known, wider, strict=True):
            new[:, : old.shape[1]] = old
        known = wider
    rows = slice(*finished.first[batch.quarter : batch.quarter + 2])
    who = finished.firm[rows] // batch.firms, finished.executive[rows]
    hidden = known.hidden[who] * _still_hidden(batch, known, who)
    known.hidden[who] = hidden + finished.left_harm[rows]
    known.harm[who] += finished.harm[rows]
    known.left[who] = batch.quarter
    known.detected[who] |= finished.detections[rows] > 0
    return known


def known_of(batch: Batch, known: TrackRecords, applications: Applications) -> Known:
    """What is known of applicants at the end of a quarter; nothing of newcomers."""
    found = Known(np.zeros(applications.lot.size), np.zeros(applications.lot.size, dtype=np.bool_))
    places = applications.lot.size // max(applications.firm.size, 1)
    experienced = np.flatnonzero(applications.executive >= 0)
    who = (
        applications.firm[experienced // max(places, 1)] // batch.firms,
        applications.executive[experienced],
    )
    surfaced = known.harm[who] - known.hidden[who] * _still_hidden(batch, known, who)
    found.harm[experienced] = np.maximum(surfaced, 0.0)
    found.detected[experienced] = known.detected[who]
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


def _still_hidden(batch: Batch, known: TrackRecords, who: tuple[Ints, Ints]) -> Floats:
    """Share of what was hidden at the last exit."""
    maturing = batch.plans.maturing[batch.plan_of_world[who[0]]]
    found: Floats = (1.0 - maturing) ** (batch.quarter - known.left[who])
    return found
