"""Where hidden harm surfaces, whose it was, and where its author sits by then.

Stocks shrink by ``maturing`` a quarter, an author's own in the seat as what it has left. So what is
still hidden of every finished tenure can be followed quarter by quarter, apart from the others'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints
from sim.quarter.state import SEATED

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


class Harm:
    """Follows the hidden harm of a batch to the day on which it surfaces.

    Attributes:
        in_office: (world, executive) own harm that surfaced at the firm where its author sat.
        left: (world, executive) that surfaced at firms which its author had left.
        elsewhere: (world, executive) of it, while the author sat at another firm, or was back in
            another tenure at the same. All base pays.
        bombs: Of the quarter that was watched last.

    Args:
        batch: Before its first step. Nothing in it is changed.
    """

    def __init__(self, batch: Worlds) -> None:
        n = batch.seats.number.size
        self.in_office, self.left, self.elsewhere = np.zeros((3, *batch.executives.kind.shape))
        self.bombs = _bombs(batch, *(np.zeros(0, dtype=np.int64),) * 3, np.zeros(0))
        self._threshold = np.zeros(n)
        for segment in batch.segments:
            self._threshold[segment.firms] = segment.scenario.thresholds.bomb
        self._since = np.zeros(n)  # surfaced of the incumbent's since its last bomb, base pays
        self._followed = 0  # finished tenures that have been looked at
        self._row = np.zeros(0, dtype=np.int64)  # in ``Finished``, of those still followed
        self._hidden = np.zeros(0)  # effect units
        self._since_former = np.zeros(0)
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Look at what has surfaced in a quarter, after its reports."""
        self._follow_leavers(batch)
        self._make_room(batch)
        seats, finished = batch.seats, batch.finished
        maturing = np.repeat(batch.plans.maturing[batch.plan_of_world], batch.firms)
        seated = np.flatnonzero(seats.executive >= 0)
        own = (batch.actions.surfaced_own * seats.impact)[seated]
        who = seated // batch.firms, seats.executive[seated]
        self.in_office[who] += own
        firm = finished.firm[self._row]
        author = finished.executive[self._row]
        surfaced = maturing[firm] * self._hidden
        self._hidden -= surfaced
        surfaced *= seats.impact[firm]
        who = firm // batch.firms, author
        np.add.at(self.left, who, surfaced)
        _, now_at = whereabouts(batch, *who)
        away = (now_at >= 0) & (now_at != firm % batch.firms)  # not back at the same firm
        np.add.at(self.elsewhere, who, surfaced * away)
        self._since[seated] += own
        self._since_former += surfaced
        loud = _loud(self._since, self._threshold)
        late = _loud(self._since_former, self._threshold[firm])
        self.bombs = _bombs(
            batch,
            np.concatenate([firm[late], loud]),
            np.concatenate([finished.number[self._row[late]], seats.number[loud]]),
            np.concatenate([author[late], seats.executive[loud]]),
            np.concatenate([self._since_former[late], self._since[loud]]),
        )
        self._since[loud] = 0.0
        self._since_former[late] = 0.0
        keep = self._hidden > _NOTHING
        self._row, self._hidden = self._row[keep], self._hidden[keep]
        self._since_former = self._since_former[keep]

    def _follow_leavers(self, batch: Worlds) -> None:
        """Those who have left since the last quarter take what is hidden with their names on it."""
        until = int(batch.finished.first[batch.quarter])
        new = np.arange(self._followed, until)
        firm = batch.finished.firm[new]
        self._row = np.concatenate([self._row, new])
        self._hidden = np.concatenate([self._hidden, batch.finished.left_harm[new]])
        self._since_former = np.concatenate([self._since_former, self._since[firm]])
        self._since[firm] = 0.0
        self._followed = until

    def _make_room(self, batch: Worlds) -> None:
        more = batch.executives.kind.shape[1] - self.left.shape[1]
        if more > 0:
            wider = ((0, 0), (0, more))
            self.in_office = np.pad(self.in_office, wider)
            self.left, self.elsewhere = np.pad(self.left, wider), np.pad(self.elsewhere, wider)


def whereabouts(batch: Worlds, world: Ints, executive: Ints) -> tuple[Ints, Ints]:
    """Where executives are now: their status, and the firm in whose seat they sit, else -1."""
    status = batch.executives.status[world, executive]
    return status, np.where(status == SEATED, batch.executives.firm[world, executive], -1)


def _loud(surfaced: Floats, threshold: Floats) -> Ints:
    return np.flatnonzero((surfaced >= threshold) & (surfaced > 0.0))


def _bombs(batch: Worlds, row: Ints, number: Ints, executive: Ints, amount: Floats) -> Bombs:
    status, now_at = whereabouts(batch, row // batch.firms, executive)
    return Bombs(row, number, executive, amount, status, now_at)
