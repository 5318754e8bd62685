"""What a batch did while it was watched and while it was not: by kind, and by quarter of tenure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.observers.harm import Harm
from sim.observers.turns import NO_TURN, Turns
from sim.quarter.state import DETECTED
from sim.tables.from_state import tenure_flags, withheld_value

if TYPE_CHECKING:
    from sim.world.worlds import Worlds


class Tenured(NamedTuple):
    """Tenures that saw a quarter, (tenures,).

    Attributes:
        world: Place of the world in the batch; ``kind``: number in the population.
        hired: Whether it began during the run.
        deceptive: By the label of ``sim.tables.from_state``.
        withheld: Base pays of the firm per quarter; ``withheld_value``: effect units per quarter.
        turned: Quarters in the seat before the turn, or ``NO_TURN``.
        detected: Whether it ended by detection; ``lag``: quarters from the turn to that.
        path: (tenures, span) value added per quarter in the seat, effect units; NaN where it did
            not last, or began before the run.
        watched: (tenures, span) the same as it would be under the closest watch met so far.
    """

    world: Ints
    kind: Ints
    hired: Bools
    deceptive: Bools
    withheld: Floats
    withheld_value: Floats
    turned: Ints
    detected: Bools
    lag: Ints
    path: Floats
    watched: Floats


class Unwatched:
    """Watches a batch.

    Attributes:
        turns, harm: The watches that it rests on.
        lost: (world, kind) what tenures that have turned added less than under watch, base pays.

    Args:
        batch: Before its first step.
        span: Quarters in the seat for which paths are kept.
    """

    def __init__(self, batch: Worlds, span: int) -> None:
        self._batch = batch
        self.turns, self.harm = Turns(batch), Harm(batch)
        kinds = max(len(segment.scenario.executives.population) for segment in batch.segments)
        self.lost = np.zeros((len(batch.worlds), kinds))
        self._running = np.full((2, batch.seats.number.size, span), np.nan)
        self._done: list[tuple[Ints, Ints, Floats]] = []  # numbers, firms, their paths
        self._number = batch.seats.number.copy()
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Look at a quarter, after turns and harm have been looked at."""
        seats, turns = batch.seats, self.turns
        self._put_away(np.flatnonzero(seats.number != self._number))
        self._number = seats.number.copy()
        turned = np.flatnonzero(turns.since != NO_TURN)
        kind = self._kind(seats.kind[turned], turned // batch.firms)
        if batch.counted >= 0:
            np.add.at(self.lost, (turned // batch.firms, kind), turns.withheld[turned])
        rows = np.flatnonzero(
            (seats.executive >= 0)
            & (seats.tenure < self._running.shape[2])
            & (batch.record.start >= batch.burn_in)
            & (seats.impact > 0.0)
        )
        added = turns.added[rows] / seats.impact[rows]
        more = turns.withheld[rows] / seats.impact[rows]
        self._running[0, rows, seats.tenure[rows]] = added
        self._running[1, rows, seats.tenure[rows]] = added + more

    def tenures(self) -> Tenured:
        """What is known of all tenures so far."""
        batch = self._batch
        self._put_away(np.arange(self._number.size))
        tenures = batch.tenure_list
        flags = tenure_flags(batch, tenures)
        shape = max(int(batch.seats.number.max()) + 1, 1), batch.seats.number.size
        since, age = np.full((2, *shape), NO_TURN)
        for turn in self.turns.log:
            since[turn.number, turn.row], age[turn.number, turn.row] = turn.quarter, turn.age
        paths = np.full((2, *shape, self._running.shape[2]), np.nan)
        for number, firm, path in self._done:
            sat = number >= 0  # else nobody has been in the seat yet
            paths[:, number[sat], firm[sat]] = path[:, sat]
        began = tenures.by_number(np.flatnonzero(flags["began"]))
        at = tenures.number[began], tenures.firm[began]
        world = at[1] // batch.firms
        withheld = tenures.column("withheld")[began]
        detected = tenures.column("exit")[began] == DETECTED
        ended = tenures.column("end")[began] + batch.burn_in
        return Tenured(
            world,
            self._kind(tenures.column("kind")[began], world),
            tenures.column("start")[began] >= 0,
            flags["deceptive"][began],
            withheld,
            withheld_value(batch, withheld, at[1]),
            age[at],
            detected,
            np.where(detected & (since[at] != NO_TURN), ended - since[at], NO_TURN),
            paths[0][at],
            paths[1][at],
        )

    def harms(self) -> Floats:
        """(3, world, kind) harm that surfaced in office, after exit, and elsewhere; base pays."""
        batch = self._batch
        totals = np.zeros((3, *self.lost.shape))
        for total, by_executive in zip(totals, self.harm.surfaced, strict=True):
            world, executive = np.nonzero(by_executive)
            kind = self._kind(batch.executives.kind[world, executive], world)
            np.add.at(total, (world, kind), by_executive[world, executive])
        return totals

    def _kind(self, row: Ints, world: Ints) -> Ints:
        """Kinds of rows of plans: where there is a menu, a kind has a row per contract."""
        batch = self._batch
        kinds: Ints = row // batch.plans.contracts[batch.plan_of_world[world]]
        return kinds

    def _put_away(self, firms: Ints) -> None:
        """The tenures at these firms are over, or looked at for the last time."""
        if firms.size:
            self._done.append((self._number[firms], firms, self._running[:, firms].copy()))
            self._running[:, firms] = np.nan
