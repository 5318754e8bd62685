"""Points that somebody lists: rows of a file or of a frame, a column per lever or field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from incentives.sentences import shown
from sim.study.design.levers import Coordinate, Level, Lever, label_of, refuse_name, tidy
from sim.study.design.points import Points
from sim.study.design.rules import coordinate_of
from sim.study.design.sampling import MOST_CELLS
from sim.support.inputs import InputError


def read_points(path: Path) -> dict[str, list[Any]]:
    """Columns of a CSV or Parquet file.

    Raises:
        InputError: If it cannot be read.
    """
    import pyarrow as pa

    if not path.is_file():
        raise InputError(f"points: {path}: no such file; expected a CSV or Parquet file")
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            table = pq.read_table(path)
        else:
            from pyarrow import csv

            options = csv.ConvertOptions(strings_can_be_null=True, null_values=[""])
            table = csv.read_csv(path, convert_options=options)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"points: {path}: cannot be read ({str(error).splitlines()[0]})") from None
    if len(set(table.column_names)) < len(table.column_names):
        raise InputError(f"points: {path}: has a column twice; expected different ones")
    return {name: table.column(name).to_pylist() for name in table.column_names}


def listed_points(
    levers: Mapping[str, Lever], columns: Mapping[str, Sequence[Any]], origin: str
) -> Points:
    """Points from columns: names of levers, or dotted paths, which become levers.

    Raises:
        InputError: Naming the column and the row that are wrong.
    """
    if not columns:
        raise InputError(f"{origin}: has no columns; expected one per lever or field")
    sizes = {len(values) for values in columns.values()}
    if sizes == {0} or len(sizes) > 1:
        raise InputError(f"{origin}: has no rows, or columns of unequal length; expected points")
    (count,) = sizes
    if count > MOST_CELLS:
        raise InputError(f"{origin}: has {count} points; expected at most {MOST_CELLS}")
    if missing := [name for name in levers if name not in columns]:
        raise InputError(f"{origin}: the column {missing[0]!r} is missing; expected every lever")
    names: dict[str, Lever] = {}
    values: dict[str, list[Coordinate | None]] = {}
    for column, given in columns.items():
        at = f"{origin}: {column}"
        if column in levers:
            lever = levers[column]
            cleaned = [
                _cell(value, lever, f"{at}, row {row}") for row, value in enumerate(given, 1)
            ]
        else:
            lever, cleaned = _made(str(column), list(given), {*levers, *names}, at)
        names[lever.name] = lever
        values[lever.name] = cleaned
    ordered = {name: names[name] for name in (*levers, *(n for n in names if n not in levers))}
    points = Points.of(ordered, values)
    if (cell := points.repeated()) is not None:
        raise InputError(f"{origin}: row {cell + 1} is there twice; expected different points")
    return points


def _cell(value: Any, lever: Lever, at: str) -> Coordinate | None:
    if _is_missing(value):
        if lever.when:
            return None
        raise InputError(f"{at}: is empty; expected a level of {lever.name}")
    if lever.kind in ("integer", "number") and not isinstance(value, bool):
        if not isinstance(value, int | float):
            raise InputError(f"{at}: is {shown(value)}; expected a number")
        if lever.kind == "integer" and float(value).is_integer():
            value = int(value)
        elif lever.kind == "integer":
            raise InputError(f"{at}: is {shown(value)}; expected a whole number")
        return value if lever.kind == "integer" else tidy(float(value))
    return coordinate_of(lever, value, at)


def _made(
    column: str, given: list[Any], taken: set[str], at: str
) -> tuple[Lever, list[Coordinate | None]]:
    """A lever for a column whose name is the dotted path of a field."""
    name = _name(column, taken)
    refuse_name(name)
    for row, value in enumerate(given, 1):
        if _is_missing(value):
            raise InputError(f"{at}, row {row}: is empty; expected a value of {column}")
    if all(isinstance(value, bool) for value in given):
        return Lever(name, "boolean", column), given
    if all(isinstance(value, int) and not isinstance(value, bool) for value in given):
        return Lever(name, "integer", column), given
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        numbers: list[Coordinate | None] = [tidy(float(value)) for value in given]
        return Lever(name, "number", column), numbers
    levels: dict[Coordinate, Level] = {}
    for value in given:
        levels.setdefault(label_of(value), {column: value})
    return Lever(name, "label", levels=levels), [label_of(value) for value in given]


def _name(path: str, taken: set[str]) -> str:
    """A lever's name for a path: its last word, or all of it if that is taken."""
    last, whole = (re.sub(r"\W", "_", text) for text in (path.rpartition(".")[2], path))
    if last in taken:
        return whole
    try:
        refuse_name(last)
    except ValueError:
        return whole
    return last


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
