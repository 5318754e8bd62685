"""Where hidden harm surfaces, whose it was, and where its author sits by then.

Stocks shrink by ``maturing`` a quarter, an author's own in the seat as what it has left. So what is
still hidden of every finished tenure can be followed quarter by quarter, apart from the others'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.numerics.compile import Repeated, inlined, lean
from incentives.arrays import Floats, Ints
from sim.quarter.state import SEATED, ExecutiveTable, Finished, Seats

if TYPE_CHECKING:
    from sim.world.worlds import Worlds


_NOTHING = 1e-12  # effect units; less is not followed


class Bombs(NamedTuple):
    """Bombs that went off in one quarter; all (bombs,).

    Attributes:
        row: Firm in the batch where the harm surfaced.
        number: Of its author's tenure there.
        executive: The author's row in its world.
        amount: What has surfaced since the author's last bomb there, base pays.
        status: Where the author was, see ``sim.quarter.state.STATUS``.
        now_at: Firm at which it sat, counted in its world; -1 if in none.
    """

    row: Ints
    number: Ints
    executive: Ints
    amount: Floats
    status: Ints
    now_at: Ints


class Followed(NamedTuple):
    """Finished tenures whose harm is still hidden; places in use come first."""

    row: Ints  # in ``Finished``
    hidden: Floats  # effect units
    since: Floats  # surfaced since the author's last bomb there, base pays


class Surfaced(NamedTuple):
    """Where harm surfaced, by (world, executive), base pays; see :class:`Harm`."""

    in_office: Floats
    left: Floats
    elsewhere: Floats


class Harm:
    """Follows the hidden harm of a batch to the day on which it surfaces.

    Attributes:
        surfaced: (world, executive) own harm that surfaced at the firm where its author sat
            (``in_office``), at firms which its author had left (``left``), and of that, while the
            author sat at another firm, or was back in another tenure at the same (``elsewhere``).
        bombs: Of the quarter that was watched last.

    Args:
        batch: Before its first step. Nothing in it is changed.
        sums: Whether ``surfaced`` is wanted, or bombs only; then it has no executives.
    """

    def __init__(self, batch: Worlds, sums: bool = True) -> None:
        n = batch.seats.number.size
        worlds, executives = batch.executives.kind.shape
        self._sums = sums
        self.surfaced = Surfaced(*np.zeros((3, worlds, executives if sums else 0)))
        self._threshold = np.zeros(n)
        for segment in batch.segments:
            self._threshold[segment.firms] = segment.scenario.thresholds.bomb
        self._since = np.zeros(n)  # surfaced of the incumbent's since its last bomb, base pays
        self._done = 0  # finished tenures that have been looked at
        self._followed = Followed(np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n))
        self._many = 0  # of them are followed
        self._room = _no_bombs(2 * n)
        self.bombs = _no_bombs(0)
        self._surface = Repeated(surface)
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Look at what has surfaced in a quarter, after its reports."""
        self._follow_leavers(batch)
        if self._sums:
            self._make_room(batch)
        if batch.counted == 0:  # what has surfaced before does not count
            for total in self.surfaced:
                total[:] = 0.0
        self._many, bombs = self._surface(
            batch.plans.maturing[batch.plan_of_world],
            batch.seats,
            batch.actions.surfaced_own,
            batch.finished,
            batch.executives,
            self._followed,
            self._many,
            self.surfaced,
            self._since,
            self._threshold,
            self._room,
        )
        self.bombs = Bombs._make([column[:bombs].copy() for column in self._room])

    def _follow_leavers(self, batch: Worlds) -> None:
        """Those who have left since the last quarter take what is hidden with their names on it."""
        first, last = self._done, int(batch.finished.first[batch.quarter])
        firm = batch.finished.firm[first:last]
        places = slice(self._many, self._many + last - first)
        if places.stop > self._followed.row.size:
            more = places.stop + places.stop // 4
            self._followed = Followed._make(
                np.concatenate([column, np.zeros(more - column.size, column.dtype)])
                for column in self._followed
            )
            self._room = _no_bombs(more + self._since.size)
        self._followed.row[places] = np.arange(first, last)
        self._followed.hidden[places] = batch.finished.left_harm[first:last]
        self._followed.since[places] = self._since[firm]
        self._since[firm] = 0.0
        self._done, self._many = last, places.stop

    def _make_room(self, batch: Worlds) -> None:
        more = batch.executives.kind.shape[1] - self.surfaced.left.shape[1]
        if more > 0:
            wider = ((0, 0), (0, more))
            self.surfaced = Surfaced._make(np.pad(column, wider) for column in self.surfaced)


@lean
def surface(
    maturing: Floats,
    seats: Seats,
    surfaced_own: Floats,
    finished: Finished,
    executives: ExecutiveTable,
    followed: Followed,
    many: int,
    surfaced: Surfaced,
    since: Floats,
    threshold: Floats,
    bombs: Bombs,
) -> tuple[int, int]:
    """What surfaces in a quarter: of those who have left, then of those in office.

    Args:
        maturing: (world,) share of what is hidden that surfaces.
        seats, finished, executives: Of the batch.
        surfaced_own: (firm,) incumbents' own harm that has surfaced, effect units.
        followed: The first ``many`` of its places are in use.
        surfaced: Is added to, if it has executives.
        since: (firm,) surfaced of the incumbent's since its last bomb, base pays.
        threshold: (firm,) from which on it is a bomb.
        bombs: Room for those of the quarter.

    Returns:
        How many are followed on, and how many bombs there are.
    """
    firms = since.shape[0] // maturing.shape[0]
    sums = surfaced.left.shape[1] > 0
    kept, found = 0, 0
    for k in range(many):
        row = followed.row[k]
        i, author = finished.firm[row], finished.executive[row]
        w = i // firms
        now = maturing[w] * followed.hidden[k]
        hidden = followed.hidden[k] - now
        now *= seats.impact[i]
        total = followed.since[k] + now
        loud = total >= threshold[i] and total > 0.0
        if sums or loud:
            status = executives.status[w, author]
            now_at = executives.firm[w, author] if status == SEATED else -1
            if sums:
                surfaced.left[w, author] += now
                if now_at >= 0 and now_at != i - w * firms:  # not back at the same firm
                    surfaced.elsewhere[w, author] += now
            if loud:
                go_off(bombs, found, i, finished.number[row], author, total, status, now_at)
                found += 1
                total = 0.0
        if hidden > _NOTHING:
            followed.row[kept] = row
            followed.hidden[kept] = hidden
            followed.since[kept] = total
            kept += 1
    for i in range(since.shape[0]):
        author = seats.executive[i]
        if author >= 0:
            own = surfaced_own[i] * seats.impact[i]
            since[i] += own
            if sums:
                surfaced.in_office[i // firms, author] += own
        if since[i] >= threshold[i] and since[i] > 0.0:
            w = i // firms
            status = executives.status[w, author]
            now_at = executives.firm[w, author] if status == SEATED else -1
            go_off(bombs, found, i, seats.number[i], author, since[i], status, now_at)
            found += 1
            since[i] = 0.0
    return kept, found


@inlined
def go_off(
    bombs: Bombs,
    place: int,
    row: int,
    number: int,
    executive: int,
    amount: float,
    status: int,
    now_at: int,
) -> None:
    """Write a bomb down."""
    bombs.row[place] = row
    bombs.number[place] = number
    bombs.executive[place] = executive
    bombs.amount[place] = amount
    bombs.status[place] = status
    bombs.now_at[place] = now_at


def whereabouts(batch: Worlds, world: Ints, executive: Ints) -> tuple[Ints, Ints]:
    """Where executives are now: their status, and the firm in whose seat they sit, else -1."""
    status = batch.executives.status[world, executive]
    return status, np.where(status == SEATED, batch.executives.firm[world, executive], -1)


def _no_bombs(room: int) -> Bombs:
    row, number, executive, status, now_at = (np.zeros(room, dtype=np.int64) for _ in range(5))
    return Bombs(row, number, executive, np.zeros(room), status, now_at)
