"""When executives turn: from delivering while they were watched to withholding when they are not.

Measured in the same state, quarter by quarter: the response is taken once more, as if the chance
of discovery were the highest that the executive has met in this seat, and nothing else is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, Ints
from sim.quarter.problems import new_workspace, wide_enough
from sim.quarter.state import Actions

if TYPE_CHECKING:
    from sim.world.worlds import Worlds


NO_TURN = -1
"""Quarter of a turn that has not come."""

_SAME = 1e-9  # difference of efforts


class Turn(NamedTuple):
    """Tenures that turned in one quarter; all (turns,).

    Attributes:
        quarter: In which they did.
        row: Firm in the batch.
        number: Of the tenure at the firm.
        executive: Row of the executive in its world.
        age: Quarters in the seat before, those before the run too.
        lost: What is added less than under watch in that quarter, base pays.
    """

    quarter: Ints
    row: Ints
    number: Ints
    executive: Ints
    age: Ints
    lost: Floats


class Turns:
    """Watches the efforts of a batch for turns.

    Attributes:
        added: (firms,) true value that the efforts of the quarter add, base pays; 0 unless asked
            for with ``every``.
        withheld: (firms,) what they would add more under the closest watch that the executive has
            met in this seat; base pays. Without ``every``, 0 of who has turned before.
        since: (firms,) quarter in which the running tenure turned, or ``NO_TURN``.
        log: Turns so far, by quarter.

    Args:
        batch: Before its first step. Nothing in it is changed.
        every: Whether what is added and withheld is asked of everybody in every quarter; the turns
            are the same without it.
    """

    def __init__(self, batch: Worlds, every: bool = True) -> None:
        n = batch.seats.number.size
        self.added, self.withheld = np.zeros(n), np.zeros(n)
        self.since = np.full(n, NO_TURN)
        self.log: list[Turn] = []
        self._every = every
        self._closest = np.zeros(n)  # highest chance of discovery met so far
        self._owed = np.zeros((2, n))  # fine and restitution that it came with
        self._number = np.full(n, -1)  # tenures that were there in the last quarter
        self._regime = np.zeros(n, dtype=np.int64)
        self._expected = batch.expected.copy()  # mean report that everybody reckons with
        self._workspace = new_workspace(
            batch.plans, int(batch.seats.tenure.max()) + 1 + batch.quarters, n
        )
        self._threshold = np.repeat(batch.plans.deceptive[batch.plan_of_world], batch.firms)
        self._taken_over = batch.decisions is not None and batch.decisions.takes("effort")
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Look at the efforts of a quarter, after its reports."""
        seats, seen = batch.seats, batch.actions.foreseen
        fresh = seats.number != self._number
        self.since[fresh] = NO_TURN
        regime = _regimes(batch)
        again = fresh | ((regime != self._regime) & (self.since == NO_TURN))
        owed = np.array([batch.actions.feared_fine, batch.actions.feared_restitution])
        self._owed = np.where(again | (seen > self._closest), owed, self._owed)
        self._closest = np.where(again, seen, np.maximum(self._closest, seen))
        self._number, self._regime = seats.number.copy(), regime
        if self._every:
            self.added = value_added(batch, batch.actions, np.arange(seen.size))
        self.withheld = np.zeros(seen.size)
        less = (seen < self._closest) & (seats.executive >= 0) & _knows(batch)
        if self._taken_over:  # what a modeller has changed is nobody's response
            own = self.respond(batch, seen).effort
            less &= np.isclose(own, batch.actions.effort, rtol=0.0, atol=_SAME).all(axis=0)
        if not self._every:
            less &= self.since == NO_TURN
        rows = np.flatnonzero(less)
        if rows.size:
            response = self.respond(batch, self._closest, self._owed, rows)
            watched = value_added(batch, response, rows)
            own = batch.actions._replace(
                effort=batch.actions.effort[:, rows], gamble=batch.actions.gamble[rows]
            )
            self.withheld[rows] = watched - value_added(batch, own, rows)
        turned = (self.since == NO_TURN) & (self.withheld > self._threshold * seats.base_pay)
        self._write_down(batch, np.flatnonzero(turned))
        self._expected = batch.expected.copy()

    def respond(
        self,
        batch: Worlds,
        discovery: Floats,
        owed: Floats | None = None,
        rows: Ints | None = None,
    ) -> Actions:
        """What executives would do in this quarter at another chance of discovery.

        Every row is put as the only firm of a world of its own, so only these are reckoned.

        Args:
            batch: After the reports of the quarter.
            discovery: (firms,) chances.
            owed: (2, firms) fine and restitution on discovery; left out: those of the quarter.
            rows: Of the firms that are asked; left out: all.

        Returns:
            Actions of these firms, in their order.
        """
        rows = np.arange(discovery.size) if rows is None else rows
        world = rows // batch.firms
        plan = batch.plan_of_world[world]
        maturing = batch.plans.maturing[plan]
        matured = batch.actions.matured[rows]
        before = np.divide(matured, maturing, np.zeros(plan.size), where=maturing > 0.0)
        nothing = np.zeros(plan.size)
        stocks = {"own_benefit": before, "own_harm": nothing}
        stocks |= {"old_benefit": nothing, "old_harm": nothing}
        reports = np.maximum(batch.record.quarters[rows] - 1, 0)
        names = ("metric_index", "detection", "risk", "gamble")
        fresh = {name: np.zeros(plan.size) for name in names}
        fresh["effort"] = np.zeros((batch.actions.effort.shape[0], plan.size))
        fresh["foreseen"] = discovery[rows]
        if owed is not None:
            fresh |= {"feared_fine": owed[0][rows], "feared_restitution": owed[1][rows]}
        actions: Actions = _some(batch.actions, rows, fresh)
        self._workspace = wide_enough(self._workspace, batch.plans, batch.seats)
        batch.responders.of(plan, 1).choose_effort(
            _some(batch.seats, rows, stocks),
            actions,
            _some(batch.record, rows, {"quarters": reports, "withheld": np.zeros(plan.size)}),
            self._expected[world],
            self._workspace,
        )
        return actions

    def _write_down(self, batch: Worlds, rows: Ints) -> None:
        self.since[rows] = batch.quarter
        seats = batch.seats
        if rows.size:
            self.log.append(
                Turn(
                    np.full(rows.size, batch.quarter),
                    rows,
                    seats.number[rows],
                    seats.executive[rows],
                    seats.tenure[rows],
                    self.withheld[rows],
                )
            )


def _some(table: Any, rows: Ints, instead: dict[str, npt.NDArray[Any]]) -> Any:
    """A table of arrays over firms at some rows, with other columns ``instead`` of its own."""
    found = {}
    for name, column in table._asdict().items():
        if name not in instead and column.shape[-1]:  # books that nobody keeps have no firms
            column = np.take(column, rows, axis=-1)
        found[name] = instead.get(name, column)
    return type(table)(**found)


def value_added(batch: Worlds, actions: Actions, rows: Ints) -> Floats:
    """True value of efforts, now or later, less what gambles cost; base pays.

    Luck, talent and what predecessors left are not in it.

    Args:
        batch: Where.
        actions: Of some firms only.
        rows: Of these firms.
    """
    plan = batch.plan_of_world[rows // batch.firms]
    theta = batch.seats.theta[rows]
    value: Floats = -batch.plans.gamble_cost[plan] * actions.gamble**2
    for j, effort in enumerate(actions.effort):
        z = theta * effort
        worth, curvature = batch.plans.value[:, j], batch.plans.curvature[:, j]
        value += worth[plan] * z - 0.5 * curvature[plan] * z**2
    value *= batch.seats.impact[rows]
    return value


def _knows(batch: Worlds) -> npt.NDArray[np.bool_]:
    """(firms,) whether the chance of discovery makes any difference to who sits there."""
    at = np.repeat(batch.plan_of_world, batch.firms), batch.seats.kind
    knows: npt.NDArray[np.bool_] = batch.plans.awareness[at] > 0.0
    knows &= batch.plans.follows_rule[at] == 0
    return knows


def _regimes(batch: Worlds) -> Ints:
    """(firms,) how many shifts there have been."""
    passed = np.zeros(batch.seats.number.size, dtype=np.int64)
    for segment in batch.segments:
        passed[segment.firms] = segment.scenario.shifts_by(batch.quarter)
    return passed
