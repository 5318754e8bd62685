"""State of a batch of worlds, as arrays over (world, firm), (world, executive) and (tenure, firm).

Firms of all worlds stand in one flat axis: the firm in row ``i`` belongs to world
``i // firms``. Executives and tenures are appended, never reused, so that a row is a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.declared import declared, dtypes
from agents.numerics.memory import blank
from incentives.arrays import Bools, Floats, Ints
from sim.quarter.ledger import LEDGER

if TYPE_CHECKING:
    from sim.scenario.firms import FirmData

Flags = npt.NDArray[np.int8]

RUNNING, DISMISSED, DETECTED, POACHED, RETIRED, ACQUIRED, REMOVED, ACCUSED, QUIT = range(9)
EXITS = (
    *("in office", "dismissed", "detected", "poached", "retired"),
    *("acquired", "removed", "accused", "quit"),
)
"""Why a tenure ended, by number."""
SOLD = -2.0
"""Lot of whoever has to go because the firm is bought; see :data:`sim.quarter.ages.DUE`."""
CLEARED, WRONGED, FOUND = 0, 1, 2
"""Verdicts on whoever is in the seat: nothing, accused for nothing, found out; by number."""
SEATED, FREE, GONE = 0, 1, 2
STATUS = ("seated", "free", "gone")
"""Where an executive is: in a seat, between two seats, out of the market; by number."""


class Seats(NamedTuple):
    """Firms and who sits in them; arrays are (firm,) over all worlds unless said otherwise.

    Hidden consequences are per unit of impact; the incumbent's own are kept apart from those of
    earlier authors. A seat without an executive has ``executive`` -1.
    """

    base_pay: Floats
    impact: Floats
    size: Floats
    executive: Ints
    kind: Ints  # row of the plan: see sim.plan.pay.menus where there is a menu; so too below
    theta: Floats
    tenure: Ints  # quarters in the seat, of the calendar before the run too
    number: Ints  # of the tenure at this firm
    belief: Floats
    conjectured: Floats  # hidden consequences that a board expects which does not compare firms
    own_benefit: Floats
    own_harm: Floats
    old_benefit: Floats
    old_harm: Floats
    unvested: Floats  # (scheme, firm), base pays
    tainted: Floats  # (scheme, firm), of it, earned through harm that is still hidden
    reach: Floats  # vested awards still open to clawback
    fine_due: Floats
    gaming_due: Floats  # what applicants spent on gaming, booked in the next quarter
    filter_due: Floats  # hires and removals to be paid for, booked in the next quarter
    sure: Floats  # that the monitor is effective, of who learns about it: see agents.learning
    ease: Floats  # how much lower than it is the bar is thought to be, from 0 to 1; likewise


class Actions(NamedTuple):
    """What happens in the current quarter; (firm,) unless said otherwise."""

    effort: Floats  # (task, firm)
    metric_index: Floats  # metric index of the effort
    detection: Floats  # detection index
    risk: Floats  # probability of dismissal as the board will decide it
    staying: Floats  # worth of keeping the seat, accounts aside, base pays; where one may quit
    gamble: Floats  # standard deviation that the executive adds to the report
    fortune: Floats  # standard normal in what comes of it
    audit: Floats  # true audit rate
    foreseen: Floats  # chance of discovery as the executive knows it; same array if it is ``audit``
    bar: Floats  # true dismissal bar
    fine: Floats  # that the detected owe on average over who finds them, base pays
    restitution: Floats  # multiple of private benefits that they pay back, likewise
    feared_fine: Floats  # the same as the executive knows it; same arrays if ``foreseen`` is
    feared_restitution: Floats
    trust: Floats  # times ``foreseen``: what the executive believes
    leniency: Floats  # taken off ``bar``: likewise
    audit_cost: Floats  # base pays per audit, on average over whose it is
    talent: Floats  # what the executive adds to report and value, doing nothing
    conjecture: Floats  # report that the board expects, where it does not compare firms
    metric: Floats
    awards: Floats  # (scheme, firm), base pays
    earned: Floats  # (scheme, firm), what of it goes into the account for harm; under malus only
    audit_lot: Floats  # uniform that decides whether an audit takes place, and what it finds
    noise: Floats  # standard normal in the metric
    luck: Floats  # standard normal in value
    lot: Floats  # uniform that decides poaching, retirement and acquisition
    audited: Flags
    verdict: Flags  # where verdicts may be false, or cost no seat; else ``CLEARED``
    exit: Flags
    surfaced_own: Floats  # own harm that surfaced
    matured: Floats
    charged: Floats  # cash from former authors, base pays
    books: Floats  # (entry, firm); without firms if nobody asked for books


class Kept(NamedTuple):
    """What is declared of a field of tenures, beside the type of its elements.

    Attributes:
        unit, text: As tables show it.
        source: Where it is found at the end: a table of the batch, whose field has the same name
            unless it is given, or the number of the ``quarter``. The ``record`` then starts afresh.
        running: Whether it is known before the end; 0 where it is not.
        column: Its name in the table ``tenures``, if not its own; ``None`` if it is not there.
        mean: Whether it is a sum over quarters, of which tables show the mean.
        words: Whether tables show a word for the number.
    """

    unit: str
    text: str
    source: str
    running: bool = True
    column: str | None = ""
    mean: bool = False
    words: bool = False


class Tenures(NamedTuple):
    """Tenures by (number, firm); what a seat's books say about its author.

    Made from :class:`Record` and :class:`Finished` when somebody asks, see
    :mod:`sim.quarter.tenures`. A tenure exists if its number is at most ``Seats.number``; ``exit``
    is ``RUNNING`` while it lasts. Everything about a field is declared here; the other two classes,
    and the kernel that writes down what has ended, repeat names, and tests hold them to it.
    """

    executive: Annotated[Ints, Kept("", "row of the executive in its world", "seats")]
    kind: Annotated[
        Ints, Kept("", "archetype, or the scenario's name for the goal", "seats", words=True)
    ]
    theta: Annotated[Floats, Kept("", "scales what effort achieves", "seats", column="ability")]
    start: Annotated[
        Ints, Kept("quarters", "first quarter in the seat; negative for incumbents", "record")
    ]
    end: Annotated[
        Ints,
        Kept("quarters", "last quarter in the seat", "quarter", False, column="last_quarter"),
    ]
    exit: Annotated[Ints, Kept("", "why it ended, or in office", "actions", False, words=True)]
    announced: Annotated[
        Ints, Kept("", "why it ended, as the firm says", "actions.exit", False, words=True)
    ]
    quarters: Annotated[Ints, Kept("quarters", "simulated quarters in the seat", "record")]
    accrual: Annotated[
        Floats,
        Kept("base pays", "own authored value over the tenure", "record", column="accrual_total"),
    ]
    paid: Annotated[Floats, Kept("base pays", "pay over the tenure", "record", column="paid_total")]
    clawed: Annotated[
        Floats,
        Kept("base pays", "cash and deferred awards taken back", "record", column="clawed_back"),
    ]
    detections: Annotated[Ints, Kept("", "times that an audit or a tip found something", "record")]
    accusations: Annotated[Ints, Kept("", "times that an audit accused for nothing", "record")]
    metric: Annotated[Floats, Kept("metric units", "mean reported metric", "record", mean=True)]
    harm: Annotated[Floats, Kept("effect units", "hidden harm authored", "record")]
    left_harm: Annotated[
        Floats, Kept("effect units", "hidden at the exit", "seats.own_harm", False, None)
    ]
    pending_harm: Annotated[
        Floats,
        Kept("effect units", "of it, not under clawback yet", "seats.own_harm", False, None),
    ]
    reach: Annotated[
        Floats, Kept("base pays", "vested, and still open to clawback", "seats", False, None)
    ]
    risk_taken: Annotated[
        Floats,
        Kept(
            "metric units",
            "mean standard deviation added to reports by choice",
            "record",
            mean=True,
        ),
    ]
    withheld: Annotated[
        Floats, Kept("base pays per quarter", "value watched less value unwatched", "record")
    ]
    gaming: Annotated[
        Floats,
        Kept(
            "signal sd", "lift that gaming gave the hiring signal", "record", column="gaming_lift"
        ),
    ]
    score: Annotated[Floats, Kept("", "sum of the filters' scores at hiring", "record")]


TENURE_FIELDS = declared(Tenures, Kept)
"""The fields of tenures, by name."""


class Record(NamedTuple):
    """What the running tenure of each firm has come to so far, (firm,); see :class:`Tenures`.

    Apart from the finished ones, so that the kernels read and write it in order.
    """

    start: Ints
    quarters: Ints
    accrual: Floats
    paid: Floats
    clawed: Floats
    detections: Ints
    accusations: Ints
    metric: Floats
    harm: Floats
    risk_taken: Floats
    withheld: Floats
    gaming: Floats
    score: Floats


class Finished(NamedTuple):
    """Finished tenures by (row), in the order of their ends, then of firms; see :class:`Tenures`.

    One after another, so that the kernels write and read them in order, in memory that has been
    touched before.
    """

    first: Ints  # (quarters + 1,) row of the first that ended in a quarter
    firm: Ints
    number: Ints  # of the tenure at this firm
    executive: Ints
    kind: Ints
    theta: Floats
    start: Ints
    end: Ints
    exit: Ints
    announced: Ints
    quarters: Ints
    accrual: Floats
    paid: Floats
    clawed: Floats
    detections: Ints
    accusations: Ints
    metric: Floats
    harm: Floats
    left_harm: Floats
    pending_harm: Floats
    reach: Floats
    risk_taken: Floats
    withheld: Floats
    gaming: Floats
    score: Floats


class ExecutiveTable(NamedTuple):
    """Everybody who ever had a seat, by (world, row).

    What belongs to one of them stands side by side: kernels meet them one by one, far apart. So it
    does in copies.
    """

    kind: Ints
    theta: Floats
    talent: Floats
    reputation: Floats
    status: Ints
    seats: Ints
    firm: Ints

    def __reduce__(self) -> tuple[Any, ...]:
        return _as_rows, tuple(self)


class Pools(NamedTuple):
    """Executives between two seats, by (world, place); ``waiting`` of them are in the pool."""

    executive: Ints
    left: Ints  # whom they left, as in ``Executives.firm``: at hand, where that is far away
    waiting: Ints
    hired: Ints  # rows used in ``ExecutiveTable`` so far


class Vintages(NamedTuple):
    """Hidden consequences as they were made, by (quarter, firm): time bombs and their authors.

    No rows if nobody asked for them: the dynamics need the stocks only.
    """

    harm: Floats
    benefit: Floats
    lift: Floats  # what the harmful tasks added to the metric when it was made
    number: Ints  # of the author's tenure at the firm


def new_seats(firms: FirmData, schemes: int) -> Seats:
    """Vacant seats at given firms."""
    n = firms.size.size
    zeros: dict[str, Any] = {name: np.zeros(n) for name in Seats._fields}
    return Seats(
        **{
            **zeros,
            "base_pay": firms.base_pay.ravel().copy(),
            "impact": firms.impact.ravel().copy(),
            "size": firms.size.ravel().copy(),
            "executive": np.full(n, -1),
            "kind": np.zeros(n, dtype=np.int64),
            "tenure": np.zeros(n, dtype=np.int64),
            "number": np.full(n, -1),
            "sure": np.ones(n),
            "unvested": np.zeros((schemes, n)),
            "tainted": np.zeros((schemes, n)),
        }
    )


def new_actions(n: int, tasks: int, schemes: int, books: bool) -> Actions:
    """Empty actions for ``n`` firms."""
    zeros: dict[str, Any] = {name: np.zeros(n) for name in Actions._fields}
    return Actions(
        **{
            **zeros,
            "effort": np.zeros((tasks, n)),
            "awards": np.zeros((schemes, n)),
            "earned": np.zeros((schemes, n)),
            "trust": np.ones(n),
            "foreseen": zeros["audit"],
            "feared_fine": zeros["fine"],
            "feared_restitution": zeros["restitution"],
            "audited": np.zeros(n, dtype=np.int8),
            "verdict": np.zeros(n, dtype=np.int8),
            "exit": np.zeros(n, dtype=np.int8),
            "books": np.zeros((len(LEDGER), n if books else 0)),
        }
    )


_ROW = 8  # numbers of an executive, and one to fill the line


def new_record(n: int) -> Record:
    """Records of ``n`` seats in which nothing has happened."""
    return Record(**{name: np.zeros(n, dtype) for name, dtype in dtypes(Record).items()})


def new_finished(quarters: int, capacity: int) -> Finished:
    """Room for ``capacity`` finished tenures."""
    rows: dict[str, Any] = {  # filled, not zeros: that touches the memory
        name: np.full(capacity, 0, dtype) for name, dtype in dtypes(Finished).items()
    }
    return Finished(**{**rows, "first": np.zeros(quarters + 1, dtype=np.int64)})


def widen_finished(table: Finished, capacity: int) -> Finished:
    """The same finished tenures with room for ``capacity``."""
    wider = new_finished(0, capacity)
    for old, new in zip(table[1:], wider[1:], strict=True):
        new[: old.size] = old
    return wider._replace(first=table.first)


def new_executives(worlds: int, capacity: int) -> ExecutiveTable:
    """Room for ``capacity`` executives in each world."""
    rows = blank((worlds, capacity, _ROW))
    kinds = dtypes(ExecutiveTable)
    columns: dict[str, Any] = {
        name: rows.view(dtype)[:, :, at] for at, (name, dtype) in enumerate(kinds.items())
    }
    rows.view(np.int64)[:] = [-1 if dtype == np.int64 else 0 for dtype in kinds.values()] + [0]
    return ExecutiveTable(**columns)


def new_pools(worlds: int, capacity: int) -> Pools:
    """Empty pools."""
    return Pools(
        np.full((worlds, capacity), -1),
        np.full((worlds, capacity), -1),
        np.zeros(worlds, dtype=np.int64),
        np.zeros(worlds, dtype=np.int64),
    )


def widen_pools(pools: Pools, capacity: int) -> Pools:
    """The same pools with room for ``capacity`` in each world."""
    wider = new_pools(pools.waiting.size, capacity)
    for old, new in zip(pools[:2], wider[:2], strict=True):
        new[:, : old.shape[1]] = old
    return wider._replace(waiting=pools.waiting, hired=pools.hired)


def new_vintages(quarters: int, n: int) -> Vintages:
    """An empty record of hidden consequences, in memory that has been touched."""
    shape = (quarters, n)
    made: dict[str, Any] = {name: np.full(shape, 0.0) for name in Vintages._fields[:-1]}
    return Vintages(**made, number=np.full(shape, -1))


def widen_executives(table: ExecutiveTable, capacity: int) -> ExecutiveTable:
    """The same executives with room for ``capacity`` in each world."""
    wider = new_executives(table.kind.shape[0], capacity)
    for old, new in zip(table, wider, strict=True):
        new[:, : old.shape[1]] = old
    return wider


def _as_rows(*columns: Any) -> ExecutiveTable:
    """A table with these columns."""
    return widen_executives(ExecutiveTable(*columns), columns[0].shape[1])


class TrackRecords(NamedTuple):
    """Of finished tenures, by (world, row of the executive)."""

    harm: Floats  # hidden harm that was done, effect units
    hidden: Floats  # what of it was still hidden at the last exit
    left: Ints  # quarter of that exit
    detected: Bools  # whether an audit has ever found anything


def new_track_records(shape: tuple[int, ...]) -> TrackRecords:
    """Nobody has left a seat yet; ``shape``: (worlds, executives)."""
    return TrackRecords(
        np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64), np.zeros(shape, np.bool_)
    )


class People(NamedTuple):
    """All executives of a batch, and who of them waits for a seat."""

    executives: ExecutiveTable
    pools: Pools


class Comparison(NamedTuple):
    """What reports are compared with, (world,)."""

    reference: Floats  # mean report of the occupied seats
    expected: Floats  # what it is expected to be in the next quarter
    common: Floats  # standard normal in the shock to all firms


class ThisQuarter(NamedTuple):
    """The quarter that is played, what is kept of it, and room to reckon it."""

    number: int
    series: Floats  # (world, column of ``SERIES``) sums over firms
    block: Floats  # workspace, see sim.quarter.blocks
