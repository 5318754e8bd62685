"""The table of dossiers: a row per executive, across firms, the hidden goal in its last columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Ints, Table
from sim.observers.harm import Harm, whereabouts
from sim.observers.turns import NO_TURN, Turns
from sim.quarter.state import DETECTED, EXITS, STATUS

if TYPE_CHECKING:
    from sim.quarter.tenures import TenureList
    from sim.world.worlds import Worlds


_LATE = 1 << 40  # after every quarter


def dossiers_table(batch: Worlds, tenures: TenureList, turns: Turns, harm: Harm) -> Table:
    """One row per executive and world who was in office for at least one quarter.

    Args:
        batch: As far as it has been played.
        tenures: Its tenures.
        turns, harm: That have watched it from the first quarter on.
    """
    some = tenures.by_number(np.flatnonzero(tenures.column("quarters")))
    row, who = tenures.firm[some], tenures.column("executive")[some]
    order = np.lexsort((tenures.column("start")[some], who, row // batch.firms))
    some, row, who = some[order], row[order], who[order]  # of one person by time
    world = row // batch.firms
    first = np.flatnonzero(np.diff(world * (who.max(initial=0) + 1) + who, prepend=-1))
    last = np.append(first, some.size)[1:] - 1
    of = np.repeat(np.arange(first.size), last - first + 1)  # dossier of each tenure

    def total(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.bincount(of, values, first.size).astype(np.float64)

    def column(name: str) -> npt.NDArray[Any]:
        return tenures.column(name)[some]

    quarters, reason = column("quarters"), column("exit")
    detected = reason == DETECTED
    person = (world[first], who[first])
    status, now_at = whereabouts(batch, *person)
    kinds, weights = _goals(batch, world[first], batch.executives.kind[person])
    return {
        "world": batch.worlds[world[first]],
        "executive": who[first],
        "seats": np.bincount(of),
        "firms": _listed(row % batch.firms, first),
        "first_quarter": column("start")[first],
        "quarters": total(quarters).astype(np.int64),
        "accrual_total": total(column("accrual")),
        "paid_total": total(column("paid")),
        "clawed_back": total(column("clawed")),
        "metric": total(column("metric")) / total(quarters),
        "gaming_lift": np.maximum.reduceat(column("gaming"), first),
        "harm_money": total(column("harm") * batch.seats.impact[row]),
        "surfaced_in_office": harm.surfaced.in_office[person],
        "surfaced_after_exit": harm.surfaced.left[person],
        "surfaced_elsewhere": harm.surfaced.elsewhere[person],
        "first_turn": _first_turn(turns, batch.firms, person),
        "first_detection": _first_end(np.where(detected, column("end"), _LATE), first),
        "last_exit": np.array(EXITS, dtype=object)[reason[last]],
        "status": np.array(STATUS, dtype=object)[status],
        "now_at": now_at,
        "kind": kinds,
        **weights,
    }


def _first_end(end: Ints, first: Ints) -> Ints:
    """(dossiers,) first of the ends of each person's tenures, ``NO_TURN`` if all are ``_LATE``."""
    found = np.minimum.reduceat(end, first)
    return np.where(found < _LATE, found, NO_TURN)


def _first_turn(turns: Turns, firms: int, person: tuple[Ints, Ints]) -> Ints:
    """(dossiers,) quarter of the first turn of each person, or ``NO_TURN``."""
    found = np.full([who.max(initial=0) + 1 for who in person], NO_TURN)
    for turn in reversed(turns.log):
        found[turn.row // firms, turn.executive] = turn.quarter
    quarters: Ints = found[person]
    return quarters


def _listed(firm: Ints, first: Ints) -> npt.NDArray[Any]:
    """(dossiers,) firms in the order of the tenures, as words."""
    words = np.array([str(number) for number in range(int(firm.max(initial=0)) + 1)], dtype=object)
    names = words[firm]
    found = names[first]
    last = np.append(first, firm.size)[1:]
    for one in np.flatnonzero(last - first > 1).tolist():
        found[one] = ", ".join(names[first[one] : last[one]])
    return found


def _goals(batch: Worlds, world: Ints, row: Ints) -> tuple[npt.NDArray[Any], Table]:
    """(dossiers,) names of the kinds, and the weights of their goals by column."""
    kind = row // batch.plans.contracts[batch.plan_of_world[world]]
    kinds = np.empty(kind.size, dtype=object)
    columns: Table = {}
    for segment in batch.segments:
        mine = np.isin(world, segment.places())
        executives = segment.scenario.executives
        names = list(executives.population)
        kinds[mine] = np.array(names, dtype=object)[kind[mine]]
        goals = [executives.goal_of(name)._asdict() for name in names]
        for weight in goals[0]:
            values = np.array([goal[weight] for goal in goals], dtype=np.float64)
            columns.setdefault(f"goal_{weight}", np.zeros(kind.size))[mine] = values[kind[mine]]
    return kinds, columns
