"""The firms in a file: every cell read or refused by name, years of a firm made one firm."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from incentives.explained import Inside
from incentives.sentences import InputError, shown
from sim.scenario.own_firms.columns import NO_TENURE, READY, FileTerms, Money, money_of
from sim.scenario.own_firms.content import FirmContent, digest_of, read_content, stamp, told
from sim.scenario.own_firms.finding import FoundColumns, find_columns
from sim.scenario.own_firms.values import (
    Odd,
    date_in,
    is_missing,
    name_in,
    number_in,
    says_yes,
    year_in,
)
from sim.scenario.own_firms.years import (
    FirmYears,
    Whole,
    by_year,
    counted_tenure,
    mean_by_firm,
    pay_at_par,
)

LONGEST_TENURE = 100
_NOT_BELOW_0 = math.nextafter(0.0, -1.0)
_MOST_TOLD = 20


class OwnFirms(NamedTuple):
    """Firms of a file; arrays are (firms,).

    Attributes:
        size: In the unit of ``size_unit``.
        base_pay: Fixed pay of a year, in the unit of ``money``.
        tenure: Quarters that the executive has been in office.
        year: Fiscal year of all this; 0 if nobody says it.
        years: The rows that it is from, years of a firm behind each other.
        money: Unit of pay.
        size_unit: Unit of size and market value.
        mapping: The ready-made mapping that was used, or none.
        columns: Names of the columns that were read, by what they say.
        digest: Of the file.
        rows: How many there are.
        not_chief: Rows of others than the chief executive.
        left_out: What was wrong with rows that were left out, one sentence each, the first ones.
        rows_left_out: How many there were.
        at_least: Whether a tenure is a lower bound, because years were counted; else none is.
    """

    size: Floats
    base_pay: Floats
    tenure: Whole
    year: Whole
    years: FirmYears
    money: Money
    size_unit: Money
    mapping: str | None
    columns: dict[str, str]
    digest: str
    rows: int
    not_chief: int
    left_out: tuple[str, ...]
    rows_left_out: int
    at_least: Bools


def read_firms(terms: FileTerms) -> OwnFirms:
    """The firms of a file; read once as long as it stays the same.

    Raises:
        Inside: Naming the file, the line and the column that are wrong.
    """
    return _read(terms, stamp(terms.source))


@lru_cache(maxsize=16)
def _read(terms: FileTerms, _: tuple[str | int, int]) -> OwnFirms:
    content = read_content(terms.source)
    found = find_columns(content.header, terms)
    rows = _FirmRows(terms, content, found)
    rows.read()
    return _whole(terms, found, rows)


class _FirmRows:
    """The rows of a file, and what is wrong with some."""

    def __init__(self, terms: FileTerms, content: FirmContent, found: FoundColumns) -> None:
        self.content, self.found = content, found
        self.file, self.refuses = told(terms.source), terms.bad_rows == "refuse"
        self.kept: list[dict[str, Any]] = []
        self.bad: list[str] = []
        self.not_chief = 0
        ready = READY[found.mapping] if found.mapping else None
        self.year = ready.year if ready else None
        self.units = found.units
        bounds = dict(_NUMBERS)
        if "salary" not in found.places:  # base pay is found in logs
            bounds["total"] = bounds["salary"]
        self.numbers = {
            role: partial(number_in, expected=expected, low=low)
            for role, (expected, low) in bounds.items()
        }

    def read(self) -> None:
        """Read all of them.

        Raises:
            Inside: If one is bad and bad rows are refused, or none is left.
        """
        seen: dict[tuple[str, int], int] = {}
        for line, cells in self.content.rows:
            try:
                row = self._row(cells)
            except _BadCell as bad:
                self._complain(line, bad)
                continue
            if row is None:
                self.not_chief += 1
                continue
            key = (row["firm"], row["year"])
            if row["firm"] and key in seen:
                when = f" in {row['year']}" if "year" in self.found.places else ""
                reason = (
                    f"is {row['firm']}{when}, as on {self.content.place} {seen[key]}; expected one "
                    f"row per firm{' and year' if when else ''}"
                )
                self._complain(line, _BadCell(self.found.columns["firm"], reason))
                continue
            seen[key] = line
            self.kept.append({**row, "line": line})
        if self.bad and (self.refuses or not self.kept):
            more = len(self.bad) - 1
            also = f"; {more} more {'rows are' if more > 1 else 'row is'} bad" if more else ""
            raise Inside("source", f"{self.bad[0]}{also}")
        if not self.kept:
            raise Inside(
                "source",
                f"{self.file}: no row is a chief executive's by its column "
                f"{self.found.columns['chief']}; expected CEO, yes or 1 there",
            )

    def _complain(self, line: int, bad: _BadCell) -> None:
        column = f", column {bad.column}" if bad.column else ""
        self.bad.append(f"{self.file}, {self.content.place} {line}{column}: {bad.reason}")

    def _row(self, cells: list[Any]) -> dict[str, Any] | None:
        """What a row says; none if it is not about a chief executive."""
        width = len(self.content.header)
        if len(cells) != width:
            raise _BadCell("", f"has {len(cells)} cells; expected {width}")
        places = self.found.places
        if "chief" in places and not says_yes(cells[places["chief"]]):
            return None
        firm = self._cell(cells, "firm", lambda cell: name_in(cell, "a firm"))
        row: dict[str, Any] = {"firm": firm or "", "year": self.year or 0}
        if "year" in places:
            row["year"] = self._cell(cells, "year", year_in)
        needs = self.found.needed
        for role, read in self.numbers.items():
            row[role] = math.nan
            if role in places and (role in needs or not is_missing(cells[places[role]])):
                row[role] = self._cell(cells, role, read)
        for role in ("returns", "peer_returns"):
            row[role] = math.nan
            if role in places and not is_missing(cells[places[role]]):
                row[role] = self._cell(cells, role, self._return)
        row["tenure"], row["executive"] = math.nan, ""
        if "tenure" in needs:
            row["tenure"] = self._cell(cells, "tenure", self._tenure)
        elif "since" in needs:
            row["tenure"] = self._cell(cells, "since", lambda cell: _since(cell, row["year"]))
        if "executive" in needs:
            row["executive"] = self._cell(cells, "executive", lambda c: name_in(c, "a name"))
        return row

    def _cell(self, cells: list[Any], role: str, read: Callable[[Any], Any]) -> Any:
        if role not in self.found.places:
            return None
        try:
            return read(cells[self.found.places[role]])
        except Odd as odd:
            raise _BadCell(self.found.columns[role], str(odd)) from None

    def _tenure(self, cell: Any) -> float:
        """Quarters in office."""
        quarters = self.units["tenure"] == "quarters"
        most = LONGEST_TENURE * (4 if quarters else 1)
        what = f"{'quarters' if quarters else 'years'} in office, from 0 to {most}"
        found = number_in(cell, what, _NOT_BELOW_0)
        if found > most:
            raise Odd(f"is {shown(cell)}; expected {what}")
        return found if quarters else 4.0 * found

    def _return(self, cell: Any) -> float:
        unit = self.units["returns"]
        marked = isinstance(cell, str) and cell.strip().endswith("%")
        if unit == "value of 100" and not marked:
            return number_in(cell, "what 100 have become, above 0", 0.0)
        if unit == "share" and not marked:
            return number_in(cell, "a return as a share, as in .05", -1.0)
        found = number_in(cell, "a return in percent, as in 5", -100.0, percent=True)
        return 100.0 + found if unit == "value of 100" else found / 100.0


class _BadCell(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


_NUMBERS: dict[str, tuple[str, float]] = {
    "size": ("a number above 0", 0.0),
    "salary": ("a number above 0", 0.0),
    "market_value": ("a number above 0", 0.0),
    "total": ("a number of at least 0", _NOT_BELOW_0),
    "paid": ("a number", -math.inf),
    "income": ("a number", -math.inf),
}


def _since(cell: Any, year: int) -> float:
    """Quarters from a date to the end of a year."""
    taken = date_in(cell)
    end = type(taken)(year, 12, 31)
    if taken > end:
        raise Odd(f"is {taken.isoformat()}; expected a date before the end of {year}")
    years = (end - taken).days / 365.25
    if years > LONGEST_TENURE:
        raise Odd(f"is {taken.isoformat()}; expected a date in the {LONGEST_TENURE} years before")
    return 4.0 * years


def _whole(terms: FileTerms, found: FoundColumns, rows: _FirmRows) -> OwnFirms:
    panel = _panel(found, rows)
    last = panel.last()
    size = panel.size[last]
    if "size" not in found.places:
        size = mean_by_firm(panel.income, panel.firm)
    base_pay = panel.salary[last] if "salary" in found.places else pay_at_par(panel)
    at_least = np.zeros(len(last), dtype=np.bool_)
    if "executive" in found.needed:
        tenure, at_least = counted_tenure(panel)
    elif found.mapping in NO_TENURE and not {"tenure", "since"} & found.needed:
        tenure = np.zeros(len(last), dtype=np.int64)
    else:
        tenure = panel.tenure[last].astype(np.int64)
    complaints = list(rows.bad)
    use = np.isfinite(size) & (size > 0.0) & np.isfinite(base_pay)
    for number in np.flatnonzero(~use):
        by_income = "size" not in found.places and not size[number] > 0.0
        column = found.columns["income" if by_income else "total"]
        reason = "is empty in every year of the firm; expected its pay in one"
        if by_income:
            reason = (
                f"is {size[number]:.6g} in the mean of the firm's years; expected a mean above 0, "
                "or firms.columns.size"
            )
        line = panel.line[last[number]]
        complaints.append(f"{rows.file}, {rows.content.place} {line}, column {column}: {reason}")
    if not use.all() and (rows.refuses or not use.any()):
        more = int((~use).sum()) - 1
        also = f"; {more} more {'firms are' if more > 1 else 'firm is'} like it" if more else ""
        raise Inside("source", complaints[len(rows.bad)] + also)
    return OwnFirms(
        size[use],
        base_pay[use],
        tenure[use],
        panel.year[last][use],
        _of_firms(panel, use),
        money_of(found.units["money"]),
        money_of(found.units["size"]),
        found.mapping,
        found.columns,
        digest_of(terms.source),
        len(rows.content.rows),
        rows.not_chief,
        tuple(complaints[:_MOST_TOLD]),
        len(complaints),
        at_least[use],
    )


def _panel(found: FoundColumns, rows: _FirmRows) -> FirmYears:
    """Rows by firm and year."""
    numbers: dict[str, int] = {}
    people: dict[str, int] = {"": -1}
    for place, row in enumerate(rows.kept):
        key = row["firm"] or f"\0{place}"
        row["number"] = numbers.setdefault(key, len(numbers))
        who = " ".join(row["executive"].casefold().split())
        row["who"] = people.setdefault(who, len(people) - 1)
    ordered = sorted(rows.kept, key=lambda row: (row["number"], row["year"]))
    columns: dict[str, Any] = {
        "firm": [row["number"] for row in ordered],
        "executive": [row["who"] for row in ordered],
        **{name: [row[name] for row in ordered] for name in ("year", "line")},
    }
    found_in: dict[str, Any] = {
        **{name: np.array(values, dtype=np.int64) for name, values in columns.items()},
        **{name: np.array([row[name] for row in ordered], float) for name in FirmYears._fields[4:]},
    }
    panel = FirmYears(**found_in)
    if found.units["returns"] == "value of 100":
        panel = panel._replace(
            returns=by_year(panel.returns, panel),
            peer_returns=by_year(panel.peer_returns, panel),
        )
    if "returns" not in found.places:
        panel = panel._replace(returns=panel.growth())
    return panel


def _of_firms(panel: FirmYears, use: Bools) -> FirmYears:
    """The rows of some firms, which are numbered anew."""
    rows = use[panel.firm]
    number = np.cumsum(use) - 1
    some: dict[str, Any] = {name: column[rows] for name, column in panel._asdict().items()}
    return FirmYears(**{**some, "firm": number[panel.firm[rows]]})


def firms_in(terms: FileTerms) -> OwnFirms:
    """The same for whoever has a scenario that was read before.

    Raises:
        InputError: As of ``read_firms``: the file has changed meanwhile.
    """
    try:
        return read_firms(terms)
    except Inside as error:
        raise InputError(f"firms.{error.path}: {error}") from None
