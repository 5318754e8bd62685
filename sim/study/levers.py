"""Levers: their names, and the levels that they take, labelled or as values of one field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from incentives.explained import Inside
from incentives.sentences import key_of, shown, suggest
from sim.analysis.means import SUMMARY
from sim.tables.columns import COLUMNS

Level = dict[str, Any]
"""Dotted paths of a scenario and the values they take, as in ``--set``."""
Coordinate = bool | int | float | str | None
"""A level as it was given: a number stays a number. Its label is the text that users see."""

TAKEN = frozenset({name for columns in COLUMNS.values() for name in columns} | {*SUMMARY})
"""Names of columns that no lever may have, for it becomes a column beside them."""


def coordinates_of(
    levers: Mapping[str, Mapping[str, Level]], cells: Sequence[Mapping[str, str]]
) -> list[dict[str, Coordinate]]:
    """Cells by the levels that they take, as these were given.

    Where all levels of a lever set the same one field, and are labelled by its value, they are
    these values; elsewhere their labels. So it follows from the levers, however they were stored.

    Args:
        levers: Labelled levels, per lever.
        cells: Labels of the levels of each cell, per lever.
    """
    values = {name: _values(levels) for name, levels in levers.items()}
    return [{name: values[name][label] for name, label in cell.items()} for cell in cells]


def refuse_name(name: Any) -> None:
    """A lever becomes a column, beside those of the tables and of the summary.

    Raises:
        ValueError: With the sentence that says which names are taken.
    """
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise ValueError(
            f"a lever is called {shown(name)}; expected letters, digits and _, a letter first, "
            "for it becomes a column"
        )
    if name in SUMMARY:
        raise Inside(
            name,
            "is the name of a column of the summary; expected a name other than "
            f"{', '.join(SUMMARY[:-1])} and {SUMMARY[-1]}",
        )
    for table, columns in COLUMNS.items():
        if name in columns:
            raise Inside(
                name,
                f"is the name of a column of the table {table}; expected a name that no column of "
                f"any table has, as in {name}_lever",
            )


_MISSING = {
    "", "NA", "N/A", "n/a", "<NA>", "#N/A", "#N/A N/A", "#NA", "NaN", "nan", "-NaN", "-nan", "NULL",
    "Null", "null", "None", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
}  # fmt: skip
"""Labels that pandas, R and spreadsheets do not read as text."""


def spelled_out(name: Any, raw: Any) -> dict[str, Level]:
    """Labelled levels of a lever, which may have been given as a path and its values.

    Raises:
        ValueError: If they are neither.
    """
    at = key_of(name)
    if not isinstance(raw, Mapping) or not raw:
        raise Inside(
            at,
            f"is {'empty' if raw == {} else shown(raw)}; expected labelled levels, or a path and "
            "its values, as in {path: quarters, values: [20, 40]}",
        )
    labelled = all(level is None or isinstance(level, Mapping) for level in raw.values())
    if not labelled and raw.keys() & {"path", "values"}:
        pairs = _values_of_a_path(at, raw)
    else:
        pairs = [(_label(at, label), _level(at, label, level)) for label, level in raw.items()]
    for label, count in Counter(label for label, _ in pairs).items():
        if count > 1:
            raise Inside(at, f"has two levels called {shown(label)}; expected different ones")
    return dict(pairs)


def _values_of_a_path(at: str, raw: Mapping[Any, Any]) -> list[tuple[str, Level]]:
    for key in raw:
        if key not in {"path", "values"}:
            hint = suggest(key, [known for known in ("path", "values") if known not in raw])
            raise Inside(f"{at}.{key_of(key)}", f"unknown field; {hint}")
    path, values = raw.get("path"), raw.get("values")
    if not isinstance(path, str):
        found = f"is {shown(path)}" if "path" in raw else "is missing"
        raise Inside(f"{at}.path", f"{found}; expected the dotted path of a field")
    if not isinstance(values, list | tuple) or not values:
        found = f"is {shown(values) if values else 'empty'}" if "values" in raw else "is missing"
        raise Inside(f"{at}.values", f"{found}; expected a list of values")
    return [(_label(f"{at}.values", value), {path: value}) for value in values]


def _level(at: str, label: Any, level: Any) -> Level:
    where = f"{at}.{key_of(label)}"
    if level is None:
        return {}
    if not isinstance(level, Mapping):
        raise Inside(where, f"is {shown(level)}; expected dotted paths and their values")
    for path in level:
        if not isinstance(path, str):
            raise Inside(where, f"sets {shown(path)}; expected the dotted path of a field")
    return dict(level)


def _values(levels: Mapping[str, Level]) -> dict[str, Coordinate]:
    """What the labels of a lever stand for."""
    paths = {path for level in levels.values() for path in level}
    values = {label: value for label, level in levels.items() for value in level.values()}
    if len(paths) == 1 and all(
        label in values
        and isinstance(values[label], Coordinate)
        and _label("", values[label]) == label
        for label in levels
    ):
        return values
    return {label: label for label in levels}


def _label(at: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, str) and value.strip() in _MISSING:
        called = shown(value) if value.strip() else "without a name"
        raise Inside(
            at,
            f"has a level {called}, which readers of CSV files take for a missing value; expected "
            "another name, such as 'nobody'",
        )
    if isinstance(value, str | int | float):
        return str(value)
    raise Inside(
        at,
        f"has {shown(value)}, which is no label; expected levels with labels, as in "
        "{few: {PATH: ...}, many: {PATH: ...}}",
    )
