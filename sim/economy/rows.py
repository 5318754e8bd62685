"""Live rows: firms, executives and shareholders of an economy as Mesa agents.

A row holds no state. An attribute reads the column of the core's arrays at this row and, where the
core reads it again, writes it. What is written is not booked: the ledger of a quarter accounts for
what happens in its step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Protocol

import mesa

from sim.plan.oversight.combined import LOWEST_BAR
from sim.quarter.decisions import efforts
from sim.quarter.ledger import LEDGER, Sums, surpluses
from sim.quarter.state import EXITS, STATUS
from sim.quarter.track_records import surfaced_harm
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS

if TYPE_CHECKING:
    from agents.goals import Goal
    from incentives.arrays import Floats
    from sim.scenario.scenario import Scenario
    from sim.world.worlds import Worlds


class Model(Protocol):
    """What rows and reporters need of the model that they belong to."""

    batch: Worlds
    spec: Scenario
    kinds: Sequence[str]
    measures: Mapping[str, Any]
    steps: int

    def next_id(self) -> int:
        """A number that no row of the model has had."""

    def firm(self, row: int) -> Firm:
        """The firm of that number."""

    def executive(self, row: int) -> Executive:
        """The executive of that number."""


class LiveColumn:
    """A column of the core behind an attribute.

    Args:
        table: Attribute of the batch that holds the column: ``seats``, ``actions``, ...
        field: Name of the column.
        text: What it is; ``unit`` is its unit.
        low: Least value that may be written; left out: nothing may.
        seated: Whether it is about the executive, so that a vacant seat has none to write.
        entry: Row of the books, for columns of ``actions.books``.
    """

    def __init__(
        self,
        table: str,
        field: str,
        text: str,
        unit: str = "",
        *,
        low: float | None = None,
        seated: bool = False,
        entry: int | None = None,
    ) -> None:
        self.table, self.field, self.low, self.seated = table, field, low, seated
        self.entry = () if entry is None else (entry,)
        written = "" if low is None else "; can be written"
        self.__doc__ = f"{text[:1].upper()}{text[1:]}{f' ({unit})' if unit else ''}{written}."

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Row | None, owner: type) -> Any:
        return self if row is None else self._array(row)[self.entry + row.place].item()

    def __set__(self, row: Row, value: float) -> None:
        if self.low is None:
            read_only(row, self.name)
        if self.seated and row.model.batch.seats.executive[row.row] < 0:
            raise InputError(f"{self.name}: {row} has no executive; expected an occupied seat")
        self._array(row)[row.place] = number(self.name, value, self.low)

    def _array(self, row: Row) -> Any:
        return getattr(getattr(row.model.batch, self.table), self.field)


def number(name: str, value: Any, low: float) -> float:
    """A finite number of at least ``low``.

    Raises:
        InputError: If ``value`` is none.
    """
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found) or found < low:
        at_least = f" of at least {low:g}" if math.isfinite(low) else ""
        raise InputError(f"{name} is {value!r}; expected a finite number{at_least}")
    return found


def read_only(row: Row, name: str) -> NoReturn:
    """Refuse to write an attribute."""
    kind = type(row)
    free = sorted(n for n, c in vars(kind).items() if getattr(c, "low", None) is not None)
    if kind is Executive:
        free.insert(0, "ability")
    can = f"can be written: {', '.join(free)}" if free else "nothing of it can be written"
    raise AttributeError(f"{kind.__name__}.{name} follows from the model; {can}")


class _UniqueIds:
    """Where Mesa before 3.5 looks for the next ``unique_id`` of a model.

    Its own table is one for all models of the process: it would keep every economy in memory, and
    would number the newcomers of a copied or unpickled economy from 1 again.
    """

    def __getitem__(self, model: Model) -> Iterator[int]:
        return iter((model.next_id(),))


class Row(mesa.Agent):  # type: ignore[misc]
    """A row of the core's arrays.

    Attributes:
        row: Its number in its world; rows are never used again.
    """

    _ids: ClassVar[Any] = _UniqueIds()
    model: Model

    def __init__(self, model: Model, row: int) -> None:
        self.row = row
        super().__init__(model)

    @property
    def place(self) -> tuple[int, ...]:
        """Where the row is in the core's arrays."""
        return (0, self.row)

    def __repr__(self) -> str:
        return f"{type(self).__name__.lower()} {self.row}"


class Shareholder(Row):
    """An owner, with the same stake in every firm."""

    @property
    def stake(self) -> float:
        """Share of every firm; the stakes of an economy sum to one."""
        return float(self.model.batch.registers[0].stake[self.place])

    @property
    def patience(self) -> float:
        """Discount factor per quarter."""
        return float(self.model.batch.registers[0].patience[self.place])

    @property
    def surplus(self) -> float:
        """Its share of the shareholder surplus of the quarter, base pays per firm."""
        return self.stake * float(self.model.measures["shareholder_surplus"])


class Firm(Row):
    """A firm, its seat, and what happened there in the quarter that was played last.

    Entries of the books are attributes with the names that they have in the table ``ledger``:
    ``paid``, ``effort`` (what the efforts cost), ``shareholder_surplus``, ...
    """

    size = LiveColumn("seats", "size", "market value over that of the median firm")
    base_pay = LiveColumn(
        "seats", "base_pay", "base pay of a quarter", "base pays of the median firm", low=1e-9
    )
    impact = LiveColumn("seats", "impact", "true value of a unit of effect", "base pays", low=0.0)
    belief = LiveColumn(
        "seats",
        "belief",
        "the board's opinion of its executive",
        "metric units",
        low=-math.inf,
        seated=True,
    )
    tenure = LiveColumn("seats", "tenure", "quarters that the executive has been in the seat")
    seat = LiveColumn("seats", "number", "number of the tenure at this firm")
    own_harm = LiveColumn(
        "seats", "own_harm", "hidden harm by the executive", "effect units", low=0.0, seated=True
    )
    own_benefit = LiveColumn(
        "seats",
        "own_benefit",
        "hidden benefit by the executive",
        "effect units",
        low=0.0,
        seated=True,
    )
    old_harm = LiveColumn(
        "seats", "old_harm", "hidden harm by predecessors", "effect units", low=0.0
    )
    old_benefit = LiveColumn(
        "seats", "old_benefit", "hidden benefit by predecessors", "effect units", low=0.0
    )
    metric = LiveColumn("actions", "metric", "the report of the quarter", "metric units")
    audit_rate = LiveColumn("actions", "audit", "probability of an audit")
    risk = LiveColumn("actions", "risk", "probability of dismissal before the report")
    risk_taken = LiveColumn(
        "actions", "gamble", "standard deviation added to the report by choice", "metric units"
    )
    detection = LiveColumn("actions", "detection", "what an audit would find, capped at 1")

    @property
    def place(self) -> tuple[int, ...]:
        return (self.row,)

    @property
    def executive(self) -> Executive | None:
        """Who sits there."""
        number = int(self.model.batch.seats.executive[self.row])
        return None if number < 0 else self.model.executive(number)

    @property
    def kind(self) -> str | None:
        """Kind of that executive."""
        return None if self.executive is None else self.executive.kind

    @property
    def efforts(self) -> Floats:
        """Efforts of the quarter, in the order of ``Economy.tasks``; a copy."""
        row: Floats = efforts(self.model.batch.actions)[self.row].copy()
        return row

    @property
    def dismissal_bar(self) -> float:
        """Belief below which the board dismisses (metric units); ``-inf`` if it never does."""
        bar = float(self.model.batch.actions.bar[self.row])
        return bar if bar > LOWEST_BAR else -math.inf

    @property
    def audited(self) -> bool:
        """Whether there was an audit in the quarter."""
        return bool(self.model.batch.actions.audited[self.row])

    @property
    def exit(self) -> str:
        """Why the executive left in the quarter, or ``in office``."""
        return EXITS[self.model.batch.actions.exit[self.row]]

    @property
    def unvested(self) -> float:
        """What is on the executive's deferred accounts, the firm's base pays."""
        return float(self.model.batch.seats.unvested[:, self.row].sum())

    accrual: Any  # and the other entries of the books, set below

    @property
    def value(self) -> float:
        """True value of the quarter's actions per unit of impact, effect units."""
        return float(self.accrual) / self.impact if self.impact > 0 else 0.0

    @property
    def pending_harm(self) -> float:
        """Hidden harm still to come, base pays."""
        return float((self.own_harm + self.old_harm) * self.impact)

    @property
    def pending_benefit(self) -> float:
        """Hidden benefit still to come, base pays."""
        return float((self.own_benefit + self.old_benefit) * self.impact)


def _booked_sum(name: str) -> property:
    """A sum of the books as an attribute of firms."""

    def read(firm: Firm) -> float:
        books = firm.model.batch.actions.books[:, firm.row]
        priced = bool(firm.model.batch.priced[0])
        return float(surpluses(dict(zip(LEDGER, books, strict=True)), priced)[name])

    column = COLUMNS["ledger"][name]
    text = f"{column.text[:1].upper()}{column.text[1:]} ({column.unit})."
    return property(read, doc=text)


for _name in Sums._fields:
    setattr(Firm, _name, _booked_sum(_name))
for _entry, _name in enumerate(LEDGER):
    _unit, _text, *_ = COLUMNS["ledger"][_name]
    _column = LiveColumn("actions", "books", _text, _unit, entry=_entry)
    _column.__set_name__(Firm, _name)
    setattr(Firm, _name, _column)


class Executive(Row):
    """Somebody who has, or had, a seat."""

    reputation = LiveColumn(
        "executives", "reputation", "the last employer's opinion", "metric units", low=-math.inf
    )
    talent = LiveColumn(
        "executives", "talent", "added to report and value", "metric units", low=-math.inf
    )
    seats = LiveColumn("executives", "seats", "seats taken so far")

    @property
    def kind(self) -> str:
        """Archetype, or the scenario's name for the goal."""
        batch = self.model.batch
        row = int(batch.executives.kind[self.place])
        return self.model.kinds[row // int(batch.plans.contracts[0])]

    @property
    def goal(self) -> Goal:
        """What this executive wants: weights on pay, value, proxy, private benefit and harm."""
        return self.model.spec.executives.goal_of(self.kind)

    @property
    def ability(self) -> float:
        """Scales what effort achieves; can be written."""
        return float(self.model.batch.executives.theta[self.place])

    @ability.setter
    def ability(self, value: float) -> None:
        batch = self.model.batch
        batch.executives.theta[self.place] = number("ability", value, 0.0)
        if self.firm is not None:
            batch.seats.theta[self.firm.row] = value

    @property
    def surfaced_harm(self) -> float:
        """Own hidden harm that has surfaced so far, effect units."""
        return surfaced_harm(self.model.batch, *self.place)

    @property
    def status(self) -> str:
        """``seated``, ``free`` (between two seats) or ``gone`` (out of the market)."""
        return STATUS[int(self.model.batch.executives.status[self.place])]

    @property
    def firm(self) -> Firm | None:
        """Where this executive sits."""
        number = int(self.model.batch.executives.firm[self.place])
        return self.model.firm(number) if self.status == "seated" else None
