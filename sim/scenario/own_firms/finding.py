"""Which columns of a file are meant: those that are named, and those of a ready-made mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from incentives.explained import Inside
from incentives.sentences import shown, suggest
from sim.scenario.own_firms.columns import AS_IN, NO_TENURE, READY, FileTerms
from sim.scenario.own_firms.content import told

_OF_TENURE = ("tenure", "since")
_WHAT = {
    "size": "the size of firms, as in {size: MKTVAL}",
    "salary": "fixed pay of a year, as in {salary: SALARY}",
    "tenure": "how long executives have been in office, as in {tenure: YEARS_IN_OFFICE}; or "
    "since, their first day",
    "year": "the year of a row, for since is a date",
}


class FoundColumns(NamedTuple):
    """What is where in a file.

    Attributes:
        mapping: The ready-made mapping that was used, or none.
        columns: Names of columns by what they say.
        places: Numbers of the same.
        needed: What every row has to say.
        units: By what is measured: ``money``, ``size``, ``tenure``, ``returns``.
    """

    mapping: str | None
    columns: dict[str, str]
    places: dict[str, int]
    needed: frozenset[str]
    units: dict[str, str]


def find_columns(header: Sequence[str], terms: FileTerms) -> FoundColumns:
    """What is where in a file with these columns.

    Raises:
        Inside: If something that is needed is nowhere.
    """
    file, given = told(terms.source), terms.columns.named()
    mapping = terms.mapping or recognised(header, given)
    wanted = _of_mapping(header, mapping, given, file, forced=terms.mapping is not None)
    wanted |= given
    places: dict[str, int] = {}
    for role, name in wanted.items():
        place = _place(header, name)
        if place is None:
            raise Inside(
                f"columns.{role}",
                f"is {shown(name)}, but {file} has no such column; {suggest(name, header)}",
            )
        if sum(one == header[place] for one in header) > 1:
            raise Inside("source", f"{file}: has the column {name} twice; expected different ones")
        places[role] = place
    needed = _needed(places, mapping, file, bool(given))
    columns = {role: header[place] for role, place in places.items()}
    return FoundColumns(mapping, columns, places, needed, _units(mapping, terms, file))


def recognised(header: Sequence[str], given: Mapping[str, str]) -> str | None:
    """The ready-made mapping whose telling columns are there, those aside that are named otherwise.

    Of several it is the one with most of them; two at least have to be there.
    """
    fit: dict[str, int] = {}
    for name, ready in READY.items():
        otherwise = {column for role, column in ready.columns.items() if role in given}
        telling = [column for column in ready.telling if column not in otherwise]
        if len(telling) > 1 and all(_place(header, column) is not None for column in telling):
            fit[name] = len(telling)
    return max(fit, key=lambda name: fit[name], default=None)


def _of_mapping(
    header: Sequence[str],
    mapping: str | None,
    given: Mapping[str, str],
    file: str,
    forced: bool,
) -> dict[str, str]:
    """Columns of a mapping that nobody has named otherwise."""
    if mapping is None:
        return {}
    ready, found = READY[mapping], {}
    otherwise = {ready.columns[role] for role in given if role in ready.columns}
    for role, name in ready.columns.items():
        if role in given or (role in _OF_TENURE and {*_OF_TENURE} & given.keys()):
            continue
        if _place(header, name) is not None:
            found[role] = name
        elif forced and name in ready.telling and name not in otherwise:
            raise Inside(
                "mapping",
                f"is {mapping}, but {file} has no column {name}; expected one, or "
                f"firms.columns.{role}",
            )
    return found


def _place(header: Sequence[str], name: str) -> int | None:
    """Where a column is: by its name, else by its name in other letters, large or small."""
    names = list(header)
    if name in names:
        return names.index(name)
    small = [one.casefold() for one in names]
    return small.index(name.casefold()) if name.casefold() in small else None


def _needed(
    places: Mapping[str, int], mapping: str | None, file: str, told_some: bool
) -> frozenset[str]:
    """What every row has to say.

    Raises:
        Inside: If no column says it.
    """
    years = {"firm", "year"} <= places.keys()
    needed = {"firm", "year"} & places.keys()
    missing = []
    if "size" in places:
        needed.add("size")
    elif not ("income" in places and years):
        missing.append("size")
    if "salary" in places:
        needed.add("salary")
    elif not ("total" in places and years):
        missing.append("salary")
    if of_tenure := [role for role in _OF_TENURE if role in places][:1]:
        needed |= {*of_tenure}
        if of_tenure == ["since"] and "year" not in places and mapping is None:
            missing.append("year")
    elif "executive" in places and years:
        needed.add("executive")
    elif mapping not in NO_TENURE:
        missing.append("tenure")
    if missing and mapping is None and not told_some:
        raise Inside(
            "source",
            f"{file}: its columns are those of no known file; expected firms.columns, as in "
            "{size: MKTVAL, salary: SALARY, tenure: YEARS}, or columns as in "
            f"{', '.join(READY)}",
        )
    if missing:
        role = missing[0]
        raise Inside(
            f"columns.{role}", f"is missing; expected the column of {file} with {_WHAT[role]}"
        )
    return frozenset(needed)


def _units(mapping: str | None, terms: FileTerms, file: str) -> dict[str, str]:
    """Units as they are given, or else the mapping's; size in that of pay, if nobody says it."""
    found = {"tenure": "years", "returns": "percent"}
    found |= READY[mapping].units if mapping else {}
    given = terms.units.model_dump(exclude_none=True)
    if "money" in given and "size" not in given and mapping is None:
        given["size"] = given["money"]
    found |= given
    if "money" not in found:
        raise Inside("units.money", f"is missing; expected the unit of pay in {file}, {AS_IN}")
    return found
