"""Which points of a design are left out: combinations, and comparisons between fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from incentives.arrays import Bools
from incentives.sentences import shown, suggest
from sim.study.design.levers import Coordinate, Lever, label_of, tidy
from sim.study.design.points import Points
from sim.support.expressions import Expression
from sim.support.inputs import InputError


def excluded(points: Points, rules: Sequence[Mapping[str, Any]]) -> Bools:
    """Which cells match some combination of coordinates, (cells,).

    Raises:
        InputError: If a rule names no lever, or no level of one.
    """
    out = np.zeros(len(points), dtype=np.bool_)
    for place, rule in enumerate(rules):
        at = f"exclude.{place}"
        if not isinstance(rule, Mapping) or not rule:
            raise InputError(
                f"{at}: is {shown(rule)}; expected levers and their levels, as in "
                "{scheme: bonus, slope: 0}"
            )
        match = np.ones(len(points), dtype=np.bool_)
        for name, values in rule.items():
            lever = known_lever(points.levers, name, at)
            match &= at_levels(points, lever, values, f"{at}.{name}")
        out |= match
    return out


def at_levels(points: Points, lever: Lever, values: Any, at: str) -> Bools:
    """Which cells stand at some coordinates of a lever, (cells,)."""
    wanted = [coordinate_of(lever, value, at) for value in _listed(values)]
    column = points.columns[lever.name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if lever.kind == "label":
        wanted = [str(value) for value in wanted]
    found = np.zeros(len(points), dtype=np.bool_)
    for value in wanted:
        found |= (
            pa.compute.equal(column, pa.scalar(value, column.type))
            .fill_null(False)
            .to_numpy(zero_copy_only=False)
        )
    return found


def coordinate_of(lever: Lever, value: Any, at: str) -> Coordinate:
    """A coordinate that somebody wrote, as the lever has it.

    Raises:
        InputError: If the lever has no such level.
    """
    if lever.kind == "label" or isinstance(value, str | bool) != (lever.kind == "boolean"):
        found: Any = label_of(value)
        known = [label_of(level) for level in lever.levels]
        if lever.kind != "label" or found not in known:
            raise InputError(f"{at}: is {shown(value)}; {_expected(lever, found)}")
        return str(found)
    found = tidy(float(value)) if lever.kind == "number" else value
    if lever.levels and found not in lever.levels:
        raise InputError(f"{at}: is {shown(value)}; {_expected(lever, label_of(found))}")
    return found  # type: ignore[no-any-return]


def _expected(lever: Lever, word: str) -> str:
    known = [label_of(level) for level in lever.levels]
    return suggest(word, known) if known else f"expected a number, for {lever.name} is a range"


def known_lever(levers: Mapping[str, Lever], name: Any, at: str) -> Lever:
    """The lever of that name.

    Raises:
        InputError: If there is none.
    """
    if name not in levers:
        raise InputError(f"{at}: {shown(name)} is no lever; {suggest(name, list(levers))}")
    return levers[name]


def kept(points: Points, constraints: Sequence[str], base: Callable[[str], Any]) -> Bools:
    """Which cells fulfil all comparisons, (cells,).

    Args:
        points: The cells.
        constraints: Comparisons between levers, fields of the scenario and numbers. A cell in
            which a lever that is compared plays no part fulfils the comparison.
        base: The value of a field of the base, by dotted path.

    Raises:
        InputError: If one is no comparison, or compares what is no number.
    """
    out = np.ones(len(points), dtype=np.bool_)
    for place, text in enumerate(constraints):
        try:
            expression = Expression(text)
            if not expression.compares:
                raise InputError(f"is {text!r}; expected a comparison, as in a + b <= 1")
            columns = {name: _values(points, name, base) for name in sorted(expression.names)}
            holds = np.broadcast_to(expression.evaluate(columns.__getitem__), out.shape).copy()
        except InputError as error:
            raise InputError(f"constraints.{place}: {error}") from None
        for values in columns.values():
            if isinstance(values, np.ndarray) and values.dtype.kind == "f":
                holds |= np.isnan(values)
        out &= holds
    return out


def _values(points: Points, name: str, base: Callable[[str], Any]) -> Any:
    """A lever's coordinates, or what a field is in every cell."""
    if name in points.levers:
        return _numbers(points.columns[name])
    for lever in points.levers.values():
        if lever.path == name:
            return _numbers(points.columns[lever.name])
        if any(name == path for level in lever.levels.values() for path in level):
            default = _field(base, name)
            values = {str(k): v.get(name, default) for k, v in lever.levels.items()}
            labels = points.columns[lever.name].to_pylist()
            return np.array([values.get(str(label), default) for label in labels])
    return _field(base, name)


def _field(base: Callable[[str], Any], name: str) -> Any:
    value = base(name)
    if isinstance(value, bool | int | float | str):
        return value
    raise InputError(f"{name} is {shown(value)}; expected a lever, or a field that is a number")


def _numbers(column: pa.Array) -> Any:
    if pa.types.is_dictionary(column.type):
        return np.array([value or "" for value in column.to_pylist()])
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int64())
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _listed(values: Any) -> Sequence[Any]:
    return values if isinstance(values, list | tuple) else [values]
