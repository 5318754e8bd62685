"""The table of events: what happened to whom, in the order of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import Repeated, inlined, lean
from incentives.arrays import Floats, Ints, Table
from sim.observers.harm import Harm
from sim.observers.turns import Turns
from sim.quarter.ledger import LEDGER
from sim.quarter.state import ACCUSED, DETECTED, EXITS, FOUND, SEATED, STATUS, WRONGED, Flags
from sim.tables.columns import unit_of
from sim.tables.from_state import by_world

if TYPE_CHECKING:
    from sim.quarter.oversight import Removal
    from sim.world.worlds import Worlds

_TURNED, _BOMB, _RESTATED, _VESTED, _CLAWED, _AUDITED, _LEFT = range(7)
_GAMED = _LEFT + len(EXITS) - 1
_HIRED = _GAMED + 1
_NAMES = (
    *("turned", "bomb surfaced", "restated", "vested", "clawed back", "audited"),
    *(*EXITS[1:], "gamed", "hired"),
)
"""Events by number; an exit has that of its reason, from ``_LEFT`` on; then removers."""
_BOOKED = LEDGER.index("vested")
_LEAST = 1e-9  # base pays that have vested, and not by rounding


class Happened(NamedTuple):
    """Events of a quarter, (events,)."""

    event: Ints  # number of the name
    row: Ints  # firm in the batch
    seat: Ints
    executive: Ints
    status: Ints  # where the executive is, see ``sim.quarter.state.STATUS``
    now_at: Ints  # firm in whose seat it is, or -1
    amount: Floats


class Removed(NamedTuple):
    """Who was removed by somebody else than the board, (removed,)."""

    event: Ints
    row: Ints
    cost: Floats  # base pays


class Before(NamedTuple):
    """What had been clawed back by the quarter before, base pays."""

    finished: Floats  # (tenures,) from those that are finished; 0 of the others
    running: Floats  # (firms,) from those that were running
    number: Ints  # (firms,) of these


class Sitting(NamedTuple):
    """The seats of a batch after hiring, and what happened there; (firms,) but for ``awards``."""

    executive: Ints
    tenure: Ints
    number: Ints
    base_pay: Floats
    clawed: Floats  # of the running tenure, base pays
    gaming: Floats  # lift that it gave when the executive was hired
    awards: Floats  # (schemes, firms)
    vested: Floats  # of the median firm's base pays
    audited: Flags
    verdict: Flags
    exit: Flags  # of whoever played the quarter
    detection: Floats
    metric: Floats


class Ended(NamedTuple):
    """Finished tenures, (tenures,); see :class:`sim.quarter.state.Finished`."""

    firm: Ints
    number: Ints
    executive: Ints
    exit: Ints
    clawed: Floats


class EventLog:
    """Collects events while a batch runs.

    Args:
        batch: Before its first step, with books.
        turns, harm: That watch it.
    """

    def __init__(self, batch: Worlds, turns: Turns, harm: Harm) -> None:
        self._turns, self._harm = turns, harm
        n = batch.seats.number.size
        self._before = Before(np.zeros(n), batch.record.clawed.copy(), batch.seats.number.copy())
        self._actor, self._seat = np.zeros((2, n), dtype=np.int64)
        self._late = np.zeros(n)
        self._happen = Repeated(happen)
        self._names = list(_NAMES)
        self._log = _room(0)
        self._until = [0]  # events by the end of every quarter

    def after_step(self, batch: Worlds) -> None:
        """Keep what happened in the quarter that has just been played."""
        quarter, accounts = batch.quarter - 1, batch.accounts
        removed = self._removed(batch.removals)
        first, until = batch.finished.first[quarter : quarter + 2].tolist()
        if until > self._before.finished.size:
            wider = np.zeros(until + until // 4)
            wider[: self._before.finished.size] = self._before.finished
            self._before = self._before._replace(finished=wider)
        used = int(accounts.used[0])
        most = 7 * self._late.size + used + until + removed.row.size
        found = 0 if batch.restatements is None else batch.restatements.latest.size
        self._make_room(most + self._harm.bombs.row.size + found)
        listed = self._happen(
            batch.firms,
            batch.plan_of_firm,
            batch.plans.deferred,
            _sitting(batch),
            Ended(*(getattr(batch.finished, name) for name in Ended._fields)),
            (accounts.tenure, accounts.vested),
            (batch.executives.status, batch.executives.firm),
            removed,
            self._before,
            (self._actor, self._seat, self._late),
            (first, until, used, self._keep_what_was_watched(batch)),
            self._log,
        )
        self._until.append(listed)

    def table(self, batch: Worlds) -> Table:
        """All events that count, by world and quarter; of a quarter in the order of the events."""
        until = self._until[batch.burn_in :]
        found = Happened._make(column[until[0] : until[-1]] for column in self._log)
        quarter = np.repeat(np.arange(len(until) - 1), np.diff(until))
        world = found.row // batch.firms
        order = by_world(batch, world)
        row, world = found.row.take(order), world.take(order)
        units = np.array([*map(unit_of, self._names)], dtype=object)
        return {
            "world": batch.worlds.take(world),
            "quarter": quarter.take(order),
            "firm": row - world * batch.firms,
            "seat": found.seat.take(order),
            "executive": found.executive.take(order),
            "event": np.array(self._names, dtype=object).take(found.event.take(order)),
            "amount": found.amount.take(order),
            "unit": units.take(found.event.take(order)),
            "status": np.array(STATUS, dtype=object).take(found.status.take(order)),
            "now_at": found.now_at.take(order),
        }

    def _make_room(self, more: int) -> None:
        """For so many events, and then some: what is there is moved only now and then."""
        used = self._until[-1]
        if used + more > self._log.row.size:
            wider = _room(2 * used + 2 * more)
            for old, new in zip(self._log, wider, strict=True):
                new[:used] = old[:used]
            self._log = wider

    def _keep_what_was_watched(self, batch: Worlds) -> int:
        """Turns, bombs and restatements; where people are is where they were when it happened.

        Returns how many events there are then.
        """
        place = self._until[-1]
        turn, bombs = self._turns.log[-1] if self._turns.log else None, self._harm.bombs
        if turn is not None and turn.quarter[0] == batch.quarter - 1:
            there = turn.row, turn.number, turn.executive
            given = (_TURNED, *there, SEATED, turn.row % batch.firms, turn.lost)
            place = self._put(place, turn.row.size, given)
        there = bombs.row, bombs.number, bombs.executive
        bomb = (_BOMB, *there, bombs.status, bombs.now_at, bombs.amount)
        place = self._put(place, bombs.row.size, bomb)
        return self._put_restated(place, batch)

    def _put_restated(self, place: int, batch: Worlds) -> int:
        """What was found after exits; return where it ends."""
        if batch.restatements is None:
            return place
        rows, ended = batch.restatements.latest, batch.finished
        firm, who = ended.firm[rows], ended.executive[rows]
        world = firm // batch.firms
        status = batch.executives.status[world, who]
        now_at = np.where(status == SEATED, batch.executives.firm[world, who], -1)
        fine = np.zeros(len(batch.worlds))
        for segment in batch.segments:
            fine[segment.worlds] = segment.scenario.market.restated_fine
        amount = fine[world] * batch.seats.base_pay[firm]
        given = (_RESTATED, firm, ended.number[rows], who, status, now_at, amount)
        return self._put(place, rows.size, given)

    def _put(self, place: int, events: int, given: tuple[Any, ...]) -> int:
        """Put so many events down from a place on; return where they end."""
        for column, values in zip(self._log, given, strict=True):
            column[place : place + events] = values
        return place + events

    def _removed(self, removals: list[Removal]) -> Removed:
        """Who was removed, with the numbers of the removers' names."""
        for removal in removals:
            if removal.by not in self._names:
                self._names.append(removal.by)
        whole = np.zeros(0, dtype=np.int64)
        return Removed(
            np.concatenate([whole, *(_all(r, self._names.index(r.by)) for r in removals)]),
            np.concatenate([whole, *(removal.rows for removal in removals)]),
            np.concatenate([np.zeros(0), *(_all(r, r.cost) for r in removals)]),
        )


def _all(removal: Removal, value: float) -> npt.NDArray[Any]:
    return np.full(removal.rows.size, value)


def _sitting(batch: Worlds) -> Sitting:
    seats, actions, record = batch.seats, batch.actions, batch.record
    return Sitting(
        seats.executive,
        seats.tenure,
        seats.number,
        seats.base_pay,
        record.clawed,
        record.gaming,
        actions.awards,
        actions.books[_BOOKED],
        actions.audited,
        actions.verdict,
        actions.exit,
        actions.detection,
        actions.metric,
    )


def _room(events: int) -> Happened:
    whole = [np.empty(events, dtype=np.int64) for _ in Happened._fields[:-1]]
    return Happened._make([*whole, np.empty(events)])


@lean
def happen(
    firms: int,
    plan_of_firm: Ints,
    deferred: Floats,
    here: Sitting,
    ended: Ended,
    accounts: tuple[Ints, Floats],
    places: tuple[Ints, Ints],
    removed: Removed,
    before: Before,
    room: tuple[Ints, Ints, Floats],
    bounds: tuple[int, int, int, int],
    out: Happened,
) -> int:
    """List what has happened in a quarter, after its hiring, but for turns, bombs and restatements.

    A newcomer has the seat by then; everything but the hiring happened to its predecessor.

    Args:
        firms: Of every world.
        plan_of_firm: (firms,) row of the plans.
        deferred: (plans, schemes) share of awards that is.
        here: What the batch knows of the quarter.
        ended: Finished tenures.
        accounts: (accounts,) tenures whose accounts outlived them, and what of these vested in the
            quarter, the firm's base pays.
        places: (world, executive) status of everybody, and firm.
        removed: By others than boards.
        before: Becomes that of this quarter.
        room: (firms,) for who acted, in which tenure, and for what has vested after exits.
        bounds: The first tenure that ended in the quarter, and the first of the next; how many
            accounts are in use, and how many events are listed already.
        out: Events, with room for more.

    Returns:
        How many there are then.
    """
    actor, seat, late = room
    first, until, used, start = bounds
    account, paid_out = accounts
    n, found = late.shape[0], start
    for i in range(n):
        new = here.executive[i] >= 0 and here.tenure[i] == 0
        actor[i] = -1 if new else here.executive[i]
        seat[i] = here.number[i] - (1 if new else 0)
        late[i] = 0.0
    for row in range(first, until):
        actor[ended.firm[row]] = ended.executive[row]
    for row in range(used):
        i = ended.firm[account[row]]
        late[i] += paid_out[row] * here.base_pay[i]
    for i in range(n):
        at_once, p = 0.0, plan_of_firm[i]
        for s in range(here.awards.shape[0]):
            at_once += (1.0 - deferred[p, s]) * here.awards[s, i]
        amount = here.vested[i] - late[i] - at_once * here.base_pay[i]
        if actor[i] >= 0 and abs(amount) > _LEAST:
            found = _note(out, found, _VESTED, i, amount)
    for row in range(used):
        if paid_out[row] != 0.0:
            amount = paid_out[row] * here.base_pay[ended.firm[account[row]]]
            found = _note(out, found, _VESTED, 2 * n + account[row], amount)
    for row in range(until):
        known = before.running[ended.firm[row]] if row >= first else before.finished[row]
        before.finished[row] = ended.clawed[row]
        if ended.clawed[row] - known > 0.0:
            found = _note(out, found, _CLAWED, 2 * n + row, ended.clawed[row] - known)
    for i in range(n):
        known = before.running[i] if here.number[i] == before.number[i] else 0.0
        before.running[i], before.number[i] = here.clawed[i], here.number[i]
        if here.clawed[i] - known > 0.0:
            found = _note(out, found, _CLAWED, n + i, here.clawed[i] - known)
    for i in range(n):
        if here.audited[i] == 1:
            found = _note(out, found, _AUDITED, i, here.detection[i])
    for reason in range(1, len(EXITS)):
        for row in range(first, until):
            i = ended.firm[row]
            if ended.exit[row] == reason:
                found = _note(out, found, _LEFT + reason - 1, i, here.metric[i])
        found = _note_verdicts(out, found, here, reason)
    for k in range(removed.row.shape[0]):
        i = removed.row[k]
        found = _note(out, found, removed.event[k], i, removed.cost[k] * here.base_pay[i])
    for event in range(_GAMED, _HIRED + 1):
        for i in range(n):
            if here.number[i] != seat[i] and (event == _HIRED or here.gaming[i] > 0.0):
                found = _note(out, found, event, n + i, here.gaming[i])
    _tell_who(firms, here, ended, places, room, start, found, out)
    return found


@inlined
def _note_verdicts(out: Happened, place: int, here: Sitting, reason: int) -> int:
    """Note who was found out, or accused, and did not lose the seat for it."""
    if reason in (DETECTED, ACCUSED):
        verdict = FOUND if reason == DETECTED else WRONGED
        for i in range(here.verdict.shape[0]):
            if here.verdict[i] == verdict and here.exit[i] != reason:
                place = _note(out, place, _LEFT + reason - 1, i, here.metric[i])
    return place


@inlined
def _tell_who(
    firms: int,
    here: Sitting,
    ended: Ended,
    places: tuple[Ints, Ints],
    room: tuple[Ints, Ints, Floats],
    start: int,
    found: int,
    out: Happened,
) -> None:
    """Whom the events from ``start`` on are about, and where that is now; see :func:`_note`."""
    actor, seat, _ = room
    status, sits_at = places
    n = actor.shape[0]
    for k in range(start, found):
        where = out.row[k]
        i = where % n
        if where < n:
            out.seat[k], out.executive[k] = seat[i], actor[i]
        elif where < 2 * n:
            out.seat[k], out.executive[k] = here.number[i], here.executive[i]
        else:
            row = where - 2 * n
            i = ended.firm[row]
            out.seat[k], out.executive[k] = ended.number[row], ended.executive[row]
        w, who = i // firms, out.executive[k]
        out.row[k], out.status[k] = i, status[w, who]
        out.now_at[k] = sits_at[w, who] if status[w, who] == SEATED else -1


@inlined
def _note(out: Happened, place: int, event: int, where: int, amount: float) -> int:
    """Note an event; return how many there are.

    ``where`` is the firm, if it happened to who played the quarter there; the number of firms more
    if to who sits there now; and from twice that number on the row of a finished tenure.
    """
    out.event[place] = event
    out.row[place] = where
    out.amount[place] = amount
    return place + 1
