"""Levers: what varies in an experiment, over levels or over a range of one field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from incentives.explained import Inside
from incentives.sentences import key_of, shown, suggest
from sim.analysis.means import SUMMARY
from sim.tables.columns import COLUMNS

Level = dict[str, Any]
"""Dotted paths of a scenario and the values they take, as in ``--set``."""
Coordinate = bool | int | float | str
"""Where a cell stands on a lever: a number where the lever is numeric, else a label."""
Kind = Literal["label", "boolean", "integer", "number"]

EVERYWHERE = ("cell", "seed", "version")
"""Columns that a study adds to a table, or to what is exported of it, besides its levers."""
_COLUMNS = {name for columns in COLUMNS.values() for name in columns}
TAKEN = frozenset(_COLUMNS | {*SUMMARY, *EVERYWHERE})
"""Names of columns that no lever may have, for it becomes a column beside them."""

_DIGITS = 12
"""Of a coordinate: what differs by less is dust of binary fractions."""


@dataclass(frozen=True)
class Lever:
    """Something that varies.

    Attributes:
        name: Of the lever, and of its column.
        kind: Of its coordinates.
        path: The one field that it sets to its coordinate, if it is not a lever of labels.
        levels: What is set at every coordinate, in order; empty for a range without steps.
        low, high, log: The range, and whether it is a logarithmic one; for those without levels.
        steps: Levels of a range in a grid; 0 if none were given.
        when: Coordinates of other levers at which this one plays a part; always, if empty.
    """

    name: str
    kind: Kind
    path: str = ""
    levels: Mapping[Coordinate, Level] = field(default_factory=dict)
    low: float = math.nan
    high: float = math.nan
    log: bool = False
    steps: int = 0
    when: Mapping[str, tuple[Coordinate, ...]] = field(default_factory=dict)

    @property
    def paths(self) -> set[str]:
        """All fields that it sets at some level."""
        return {self.path} if self.path else {p for level in self.levels.values() for p in level}

    def assignments(self, coordinate: Coordinate) -> Level:
        """What it sets at a coordinate."""
        return {self.path: coordinate} if self.path else dict(self.levels[coordinate])

    def grid(self) -> list[Coordinate]:
        """Its levels in a grid.

        Raises:
            Inside: If it is a range, and nobody said how many.
        """
        if self.levels:
            return list(self.levels)
        if not self.steps:
            raise Inside(
                self.name,
                "is a range without step or steps; expected one of them in a grid, or a design "
                "that samples, as in design: latin-hypercube",
            )
        space = np.geomspace if self.log else np.linspace
        found = [tidy(float(x)) for x in space(self.low, self.high, self.steps)]
        if self.kind == "integer":
            return [*dict.fromkeys(round(x) for x in found)]
        return list(found)

    def sample(self, share: np.ndarray) -> list[Coordinate]:
        """Coordinates at shares of its range from 0 up to 1, or of its list of levels."""
        share = np.clip(share, 0.0, 1.0)
        if self.levels:
            known = list(self.levels)
            places = np.minimum((share * len(known)).astype(int), len(known) - 1)
            return [known[place] for place in places]
        low, high = self.low, self.high
        whole = self.kind == "integer"
        if whole:  # each of the numbers has an equal share
            low, high = low - 0.5, high + 0.5
        if self.log:
            low = max(low, 0.5) if whole else low
            found = np.exp(np.log(low) + share * (np.log(high) - np.log(low)))
        else:
            found = low + share * (high - low)
        found = np.clip(found, self.low - (0.5 if whole else 0.0), self.high + 0.5 * whole)
        if whole:
            rounded = np.clip(np.floor(found + 0.5), self.low, self.high)
            return [int(x) for x in rounded]
        return [tidy(float(x)) for x in found]

    def plain(self) -> dict[str, Any]:
        """As it can be written in an experiment."""
        found: dict[str, Any]
        if not self.path:
            found = {"levels": {str(label): dict(level) for label, level in self.levels.items()}}
        elif self.levels:
            found = {"path": self.path, "values": list(self.levels)}
        elif math.isnan(self.low):
            return {"path": self.path, "listed": self.kind}
        else:
            whole = self.kind == "integer"
            low, high = (int(self.low), int(self.high)) if whole else (self.low, self.high)
            found = {"path": self.path, "from": low, "to": high}
            found |= {"steps": self.steps} if self.steps else {}
            found |= {"log": True} if self.log else {}
            found |= {"integer": True} if whole else {}
        if self.when:
            found["when"] = {name: list(values) for name, values in self.when.items()}
        return found


def lever_of(name: str, plain: Mapping[str, Any]) -> Lever:
    """A lever from its ``plain`` form, that of listed points included."""
    if "listed" in plain:
        return Lever(name, plain["listed"], str(plain["path"]))
    return read_lever(name, plain)


def tidy(value: float) -> float:
    """A number without the dust of binary fractions: 0.1 + 0.2 is 0.3."""
    return float(f"{value:.{_DIGITS}g}") + 0.0  # and -0 is 0


def label_of(value: Coordinate | None) -> str:
    """A coordinate as text."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    return str(value)


def text_of(value: Coordinate | None) -> str:
    """A coordinate to show; a dash where the lever plays no part."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return "\u2013" if value is None else label_of(value)


def in_words(levels: Sequence[Coordinate]) -> str:
    """Levels of a lever, or its range if they are many."""
    if len(levels) > 12 and all(isinstance(x, int | float) for x in levels):
        return f"{len(levels)} values from {label_of(levels[0])} to {label_of(levels[-1])}"
    return ", ".join(label_of(level) for level in levels)


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
    if name in EVERYWHERE:
        raise Inside(name, "is the name of a column of every table; expected another name")
    for table, columns in COLUMNS.items():
        if name in columns:
            raise Inside(
                name,
                f"is the name of a column of the table {table}; expected a name that no column of "
                f"any table has, as in {name}_lever",
            )


def read_lever(name: Any, raw: Any) -> Lever:
    """A lever from what is written: labelled levels, a path and its values, or a range of it.

    Raises:
        ValueError: If it is none of these.
    """
    refuse_name(name)
    at = key_of(name)
    if not isinstance(raw, Mapping) or not raw:
        raise Inside(
            at,
            f"is {'empty' if raw == {} else shown(raw)}; expected labelled levels, or a path and "
            "its values, as in {path: quarters, values: [20, 40]}, or a range, as in "
            "{path: metric.noise, from: 0.1, to: 1, steps: 4}",
        )
    if "levels" in raw and not raw.keys() - {"levels", "when"}:
        return _labelled(name, raw["levels"], _when(at, raw))
    if all(level is None or isinstance(level, Mapping) for level in raw.values()):
        return _labelled(name, raw, {})
    if raw.keys() & {"path", "values", "from", "to"}:
        return _of_a_path(name, raw)
    return _labelled(name, raw, {})


_VALUES, _RANGE = ("path", "values", "when"), ("path", "from", "to", "step", "steps", "log")
_FIELDS = (*_VALUES, *_RANGE[1:], "integer")


def _of_a_path(name: str, raw: Mapping[Any, Any]) -> Lever:
    at = key_of(name)
    for key in raw:
        if key not in _FIELDS:
            hint = suggest(key, [known for known in _FIELDS if known not in raw])
            raise Inside(f"{at}.{key_of(key)}", f"unknown field; {hint}")
    path = raw.get("path")
    if not isinstance(path, str):
        found = f"is {shown(path)}" if "path" in raw else "is missing"
        raise Inside(f"{at}.path", f"{found}; expected the dotted path of a field")
    when = _when(at, raw)
    if "values" in raw or not raw.keys() & {"from", "to"}:
        for key in (*_RANGE[1:], "integer"):
            if key in raw:
                raise Inside(f"{at}.{key}", "belongs to a range; expected it with from and to")
        values = raw.get("values")
        if not isinstance(values, list | tuple) or not values:
            found = (
                f"is {shown(values) if values else 'empty'}" if "values" in raw else "is missing"
            )
            raise Inside(f"{at}.values", f"{found}; expected a list of values")
        return _of_values(name, path, list(values), when)
    return _range(name, path, raw, when)


def _of_values(name: str, path: str, values: list[Any], when: Any) -> Lever:
    at = f"{key_of(name)}.values"
    if all(isinstance(value, bool) for value in values):
        found: list[Any] = values
        kind: Kind = "boolean"
    elif all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        found, kind = values, "integer"
    elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        found, kind = [tidy(float(value)) for value in values], "number"
        if not all(map(math.isfinite, found)):
            raise Inside(at, "has a value that is not finite; expected numbers")
    else:
        labels = [_label(at, value) for value in values]
        _refuse_twice(key_of(name), labels)
        levels: dict[Coordinate, Level] = {}
        levels.update((label, {path: value}) for label, value in zip(labels, values, strict=True))
        return Lever(name, "label", levels=levels, when=when)
    _refuse_twice(key_of(name), [label_of(value) for value in found])
    return Lever(name, kind, path, {value: {path: value} for value in found}, when=when)


def _range(name: str, path: str, raw: Mapping[Any, Any], when: Any) -> Lever:
    at = key_of(name)
    ends = {}
    for key in ("from", "to"):
        value = raw.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            found = f"is {shown(value)}" if key in raw else "is missing"
            raise Inside(f"{at}.{key}", f"{found}; expected a number")
        ends[key] = value
    low, high = ends["from"], ends["to"]
    if not low < high:
        raise Inside(f"{at}.to", f"is {shown(high)}; expected a number above from, {shown(low)}")
    for key in ("log", "integer"):
        if not isinstance(raw.get(key, False), bool):
            raise Inside(f"{at}.{key}", f"is {shown(raw[key])}; expected true or false")
    log, whole = raw.get("log", False), raw.get("integer", False)
    if log and low <= 0:
        raise Inside(f"{at}.from", f"is {shown(low)}; expected a number above 0 where log is true")
    if whole and not (float(low).is_integer() and float(high).is_integer()):
        raise Inside(f"{at}.from", "is no whole number; expected whole ends where integer is true")
    step, steps = raw.get("step"), raw.get("steps")
    if step is not None and steps is not None:
        raise Inside(f"{at}.step", "is there, and steps too; expected one of them")
    if steps is not None and (isinstance(steps, bool) or not isinstance(steps, int) or steps < 2):
        raise Inside(f"{at}.steps", f"is {shown(steps)}; expected a whole number, at least 2")
    if step is not None:
        if (
            isinstance(step, bool)
            or not isinstance(step, int | float)
            or not 0 < step <= high - low
        ):
            raise Inside(f"{at}.step", f"is {shown(step)}; expected a number above 0, at most to")
        if log:
            raise Inside(f"{at}.step", "does not go with log; expected steps")
        count = math.floor((high - low) / step + 1e-9) + 1
        if count > MOST_LEVELS:
            raise Inside(f"{at}.step", f"makes {count} levels; expected at most {MOST_LEVELS}")
        values = [tidy(low + place * step) for place in range(count)]
        if all(isinstance(x, int) for x in (low, high, step)):
            values = [int(value) for value in values]
        return _of_values(name, path, values, when)
    if steps is not None and steps > MOST_LEVELS:
        raise Inside(f"{at}.steps", f"is {steps}; expected at most {MOST_LEVELS}")
    return Lever(
        name,
        "integer" if whole else "number",
        path,
        low=tidy(float(low)),
        high=tidy(float(high)),
        log=log,
        steps=steps or 0,
        when=when,
    )


MOST_LEVELS = 1_000_000


def _labelled(name: str, raw: Any, when: Any) -> Lever:
    at = key_of(name)
    if not isinstance(raw, Mapping) or not raw:
        raise Inside(f"{at}.levels", f"is {shown(raw)}; expected labelled levels")
    pairs = [(_label(at, label), _level(at, label, level)) for label, level in raw.items()]
    _refuse_twice(at, [label for label, _ in pairs])
    return Lever(name, "label", levels=dict(pairs), when=when)


def _refuse_twice(at: str, labels: Sequence[str]) -> None:
    for place, label in enumerate(labels):
        if label in labels[:place] if len(labels) < 100 else False:
            raise Inside(at, f"has two levels called {shown(label)}; expected different ones")
    if len(set(labels)) < len(labels):
        raise Inside(at, "has a level twice; expected different ones")


def _when(at: str, raw: Mapping[Any, Any]) -> dict[str, tuple[Coordinate, ...]]:
    given = raw.get("when")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not given:
        raise Inside(
            f"{at}.when",
            f"is {shown(given)}; expected other levers and their levels, as in {{scheme: bonus}}",
        )
    found: dict[str, tuple[Coordinate, ...]] = {}
    for name, values in given.items():
        listed = values if isinstance(values, list | tuple) else [values]
        if not isinstance(name, str) or not listed:
            raise Inside(f"{at}.when", f"has {shown(name)}; expected a lever and its levels")
        found[name] = tuple(
            tidy(value) if isinstance(value, float) else "none" if value is None else value
            for value in listed
        )
    return found


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


_MISSING = {
    "", "NA", "N/A", "n/a", "<NA>", "#N/A", "#N/A N/A", "#NA", "NaN", "nan", "-NaN", "-nan", "NULL",
    "Null", "null", "None", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
}  # fmt: skip
"""Labels that pandas, R and spreadsheets do not read as text."""


def _label(at: str, value: Any) -> str:
    if isinstance(value, str) and value.strip() in _MISSING:
        called = shown(value) if value.strip() else "without a name"
        raise Inside(
            at,
            f"has a level {called}, which readers of CSV files take for a missing value; expected "
            "another name, such as 'nobody'",
        )
    if value is None or isinstance(value, str | int | float):
        return value if isinstance(value, str) else label_of(value)
    raise Inside(
        at,
        f"has {shown(value)}, which is no label; expected levels with labels, as in "
        "{few: {PATH: ...}, many: {PATH: ...}}",
    )
