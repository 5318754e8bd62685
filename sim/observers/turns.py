"""When executives turn: from delivering while they were watched to withholding when they are not.

Measured in the same state, quarter by quarter: the response is taken once more, as if the chance
of discovery were the highest that the executive has met in this seat, and nothing else is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import Repeated, lean
from incentives.arrays import Bools, Floats, Ints
from sim.plan.plan import PlanTables
from sim.quarter.problems import Workspace, new_workspace
from sim.quarter.prospects import TESTED
from sim.quarter.state import Actions

if TYPE_CHECKING:
    from sim.world.worlds import Worlds


NO_TURN = -1
"""Quarter of a turn that has not come."""

_SAME = 1e-9  # difference of efforts
_TOLD_APART = 1e-6  # base pays: a threshold that no error of a solver comes near
_SEATS = ("executive", "kind", "theta", "tenure", "belief", "unvested", "sure", "ease")
_ACTIONS = ("bar", "talent", "conjecture", "trust", "leniency")
"""What else a response depends on, besides what is put back to where it was before the quarter."""


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


class WatchSoFar(NamedTuple):
    """What is kept of the running tenures from quarter to quarter; (firms,) but for ``regime``.

    Attributes:
        number: Of the tenure; -1 before the first quarter.
        regime: (worlds,) how many shifts there had been.
        since: Quarter of the turn, or ``NO_TURN``.
        closest: Highest chance of discovery met so far.
        fine, restitution: That it came with.
        threshold: From which on something is withheld, base pays of the firm.
    """

    number: Ints
    regime: Ints
    since: Ints
    closest: Floats
    fine: Floats
    restitution: Floats
    threshold: Floats


class Worths(NamedTuple):
    """What the value of efforts depends on: fields of :class:`sim.plan.plan.PlanTables`."""

    value: Floats
    curvature: Floats
    gamble_cost: Floats


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
        self.log: list[Turn] = []
        self._every = every
        self._watched = WatchSoFar(
            number=np.full(n, -1),
            regime=np.zeros(len(batch.worlds), dtype=np.int64),
            since=np.full(n, NO_TURN),
            closest=np.zeros(n),
            fine=np.zeros(n),
            restitution=np.zeros(n),
            threshold=_thresholds(batch),
        )
        self.since = self._watched.since
        self._knows = _knows(batch.plans)
        self._worths = Worths(*(getattr(batch.plans, name) for name in Worths._fields))
        self._look, self._add_up = Repeated(look), Repeated(add_up)
        self._asked = np.empty(n, dtype=np.int64)
        self._all = np.arange(n)
        self._expected = batch.expected.copy()  # mean report that everybody reckons with
        longest = int(batch.seats.tenure.max()) + 1
        self._workspace = _room(batch.plans, longest + batch.quarters, n)
        self._taken_over = batch.decisions is not None and batch.decisions.takes("effort")
        batch.watch_efforts.append(self.watch)

    def watch(self, batch: Worlds) -> None:
        """Look at the efforts of a quarter, after its reports."""
        rows = self._asked[: self._list(batch)]
        if self._taken_over:  # what a modeller has changed is nobody's response
            own = self.respond(batch, batch.actions.foreseen, rows=rows).effort
            done = batch.actions.effort[:, rows]
            rows = rows[np.isclose(own, done, rtol=0.0, atol=_SAME).all(axis=0)]
        self.withheld = np.zeros(self.since.size)
        if self._every:
            self.added = self._value(batch, batch.actions, self._all, self._all)
        if rows.size:
            watched = self._watched
            owed = watched.fine, watched.restitution
            response = self.respond(batch, watched.closest, owed, rows)
            more = self._value(batch, response, rows, self._all)
            more -= self._value(batch, batch.actions, rows, rows)
            self.withheld[rows] = more
            enough = more > watched.threshold[rows] * batch.seats.base_pay[rows]
            self._write_down(batch, rows[enough & (self.since[rows] == NO_TURN)])
        self._expected[:] = batch.expected

    def _list(self, batch: Worlds) -> int:
        """List those in ``_asked`` who have met a closer watch, and count them."""
        regime = np.empty_like(self._watched.regime)
        for segment in batch.segments:
            regime[segment.worlds] = segment.scenario.shifts_by(batch.quarter)
        seats, actions = batch.seats, batch.actions
        return self._look(
            regime,
            batch.plan_of_firm,
            self._knows,
            seats.number,
            seats.executive,
            seats.kind,
            actions.foreseen,
            (actions.feared_fine, actions.feared_restitution),
            actions.detection,
            self._watched,
            self._every,
            self._asked,
        )

    def _value(self, batch: Worlds, actions: Actions, rows: Ints, places: Ints) -> Floats:
        """True value of the efforts of some firms, see :func:`add_up`."""
        found: Floats = np.empty(rows.size)
        self._add_up(
            self._worths,
            batch.plan_of_world,
            batch.firms,
            batch.seats.theta,
            batch.seats.impact,
            actions.effort,
            actions.gamble,
            rows,
            places,
            found,
        )
        return found

    def respond(
        self,
        batch: Worlds,
        discovery: Floats,
        owed: tuple[Floats, Floats] | None = None,
        rows: Ints | None = None,
    ) -> Actions:
        """What executives would do in this quarter at another chance of discovery.

        Every row is put as the only firm of a world of its own, so only these are reckoned.

        Args:
            batch: After the reports of the quarter.
            discovery: (firms,) chances.
            owed: (firms,) fines and restitutions on discovery; left out: those of the quarter.
            rows: Of the firms that are asked; left out: all.

        Returns:
            Efforts and what follows from them, of these firms in their order; the other columns
            of the actions mean nothing.
        """
        rows = self._all if rows is None else rows
        seats, actions = batch.seats, batch.actions
        world = rows // batch.firms
        plan = batch.plan_of_firm[rows]
        maturing = batch.plans.maturing[plan]
        matured = actions.matured[rows]
        nothing = np.zeros(rows.size)
        before = np.divide(matured, maturing, np.zeros(rows.size), where=maturing > 0.0)
        stocks = {"own_benefit": before, "own_harm": nothing}
        stocks |= {"old_benefit": nothing, "old_harm": nothing}
        reports = np.maximum(batch.record.quarters[rows] - 1, 0)
        fine, restitution = owed or (actions.feared_fine, actions.feared_restitution)
        index, detection, risk, gamble = np.zeros((4, rows.size))
        response: Actions = actions._replace(
            **_some(actions, _ACTIONS, rows),
            effort=np.zeros((actions.effort.shape[0], rows.size)),
            metric_index=index,
            detection=detection,
            risk=risk,
            gamble=gamble,
            staying=np.zeros(rows.size),
            foreseen=discovery.take(rows),
            feared_fine=fine.take(rows),
            feared_restitution=restitution.take(rows),
        )
        longest = int(seats.tenure.max())
        if longest >= self._workspace.prospects.ages:
            self._workspace = _room(batch.plans, 2 * longest, seats.tenure.size)
        batch.responders.of_firms(rows, plan).choose_effort(
            seats._replace(**_some(seats, _SEATS, rows), **stocks),
            response,
            batch.record._replace(quarters=reports, withheld=nothing),
            self._expected[world],
            self._workspace,
            batch.quarter,
        )
        return response

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


def _thresholds(batch: Worlds) -> Floats:
    """(firms,) from which on something is withheld, base pays of the firm."""
    found = np.repeat(batch.plans.deceptive[batch.plan_of_world], batch.firms)
    pay, impact = batch.seats.base_pay, batch.seats.impact
    by_value = np.repeat(batch.judged_by_value, batch.firms)
    np.divide(found * impact, pay, out=found, where=by_value & (pay > 0.0))
    return found


def _room(plans: PlanTables, ages: int, firms: int) -> Workspace:
    """A workspace in which nobody is tested besides: a response is asked for its efforts alone."""
    room = new_workspace(plans, ages, firms)
    room.prospects.terms[:, TESTED] = 0.0
    return room


def _some(table: Any, names: tuple[str, ...], rows: Ints) -> dict[str, npt.NDArray[Any]]:
    """Columns of a table at some rows."""
    return {name: getattr(table, name).take(rows, axis=-1) for name in names}


def _knows(plans: PlanTables) -> Bools:
    """(plans, kinds) whether the chance of discovery makes any difference to them."""
    knows: Bools = (plans.awareness > 0.0) & (plans.follows_rule == 0)
    return knows


@lean
def look(
    regime: Ints,
    plan_of_firm: Ints,
    knows: Bools,
    number: Ints,
    executive: Ints,
    kind: Ints,
    seen: Floats,
    owed: tuple[Floats, Floats],
    detection: Floats,
    watched: WatchSoFar,
    every: bool,
    asked: Ints,
) -> int:
    """Keep what is known of the watch, and list whom a closer one would make any difference to.

    Unless ``every`` one is wanted, whoever has turned is left out, and so is whoever does nothing
    that can be detected: where discovery is likelier and costs no less, that is as good as it was
    and everything else at most as good, so the response is the same.

    Args:
        regime: (worlds,) how many shifts there have been.
        plan_of_firm: (firms,) row of the plans.
        knows: (plans, kinds) whether the chance of discovery is known.
        number, executive, kind: (firms,) of the seats.
        seen: (firms,) chance of discovery; ``owed``: the fine and restitution that it comes with.
        detection: (firms,) detection index of what is done.
        watched: Of the quarter before; becomes that of this one.
        asked: (firms,) room for the list.

    Returns:
        How many are listed.
    """
    firms, found = number.shape[0] // regime.shape[0], 0
    fine, restitution = owed
    for i in range(number.shape[0]):
        w = i // firms
        fresh = number[i] != watched.number[i]
        if fresh:
            watched.since[i] = NO_TURN
        again = regime[w] != watched.regime[w] and watched.since[i] == NO_TURN
        if fresh or again or seen[i] > watched.closest[i]:
            watched.closest[i] = seen[i]
            watched.fine[i] = fine[i]
            watched.restitution[i] = restitution[i]
        watched.number[i] = number[i]
        if not (seen[i] < watched.closest[i] and executive[i] >= 0):
            continue
        if not knows[plan_of_firm[i], kind[i]]:
            continue
        if not every:
            dearer = fine[i] <= watched.fine[i] and restitution[i] <= watched.restitution[i]
            clean = detection[i] == 0.0 and dearer and watched.threshold[i] > _TOLD_APART
            if clean or watched.since[i] != NO_TURN:
                continue
        asked[found] = i
        found += 1
    for w in range(regime.shape[0]):
        watched.regime[w] = regime[w]
    return found


@lean
def add_up(
    worths: Worths,
    plan_of_world: Ints,
    firms: int,
    theta: Floats,
    impact: Floats,
    effort: Floats,
    gamble: Floats,
    rows: Ints,
    places: Ints,
    found: Floats,
) -> None:
    """True value of efforts, now or later, less what gambles cost; base pays.

    Luck, talent and what predecessors left are not in it.

    Args:
        worths: Of the stacked plans.
        plan_of_world, firms: Row of each world's plan, and how many firms a world has.
        theta, impact: (firms,) of the batch.
        effort, gamble: (tasks, places) and (places,) what is done.
        rows: Of the firms.
        places: Where their efforts stand; the first of them belong to ``rows``.
        found: (rows,) is filled.
    """
    for k in range(rows.shape[0]):
        i, at = rows[k], places[k]
        p = plan_of_world[i // firms]
        value = -worths.gamble_cost[p] * (gamble[at] * gamble[at])
        for j in range(effort.shape[0]):
            z = theta[i] * effort[j, at]
            value += worths.value[p, j] * z - 0.5 * worths.curvature[p, j] * (z * z)
        found[k] = value * impact[i]
