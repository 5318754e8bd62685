"""Means over worlds with 95% intervals, and paired differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS, HEADLINE_MEASURES

CONFIDENCE = 0.95
SUMMARY = ("measure", "unit", "mean", "low", "high", "n")
"""Columns of a summary besides the levers, which may not be called like them."""


def interval(values: Floats, share: bool = False) -> dict[str, Any]:
    """Mean, bounds of the 95% t interval, and the number of worlds that have a value.

    Worlds without one (a share of no tenures is NaN) are left out. What cannot be computed is
    None: the mean of nothing, the interval of fewer than two worlds.

    Args:
        values: (worlds,) one each.
        share: Whether they are shares: then the interval stays within 0 and 1, see ``bounds``.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    mean = float(known.mean()) if count else None
    if mean is None or count < 2:
        return {"mean": mean, "low": None, "high": None, "n": count}
    from scipy.special import stdtrit

    quantile = float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2))
    half = quantile * float(known.std(ddof=1)) / count**0.5
    low, high = bounds(mean, half, share and are_shares(known))
    return {"mean": mean, "low": float(low), "high": float(high), "n": count}


def bounds(mean: Any, half: Any, share: bool) -> tuple[Any, Any]:
    """The ends of intervals from their means and half widths.

    Those of shares are reckoned on the scale of log odds, on which the half width is divided by
    m (1 - m) (the delta method: Agresti 2013, Categorical data analysis, 3.1.6), and so stay
    within 0 and 1. A mean of 0 or 1 has no log odds: of shares all values are equal then, and the
    ends are the mean.

    Args:
        mean: A number or an array.
        half: Half of the width of an interval that is even on both sides, of the same shape.
        share: Whether means are shares.
    """
    if not share:
        return mean - half, mean + half
    from scipy.special import expit, logit

    inside = (mean > 0) & (mean < 1)
    middle = np.where(inside, mean, 0.5)
    wide = np.where(inside, half, 0.0) / (middle * (1 - middle))
    low, high = expit(logit(middle) - wide), expit(logit(middle) + wide)
    ends = np.clip(mean, 0.0, 1.0)
    return np.where(inside, low, ends), np.where(inside, high, ends)


def are_shares(values: Floats) -> bool:
    """Whether all values that are known lie within 0 and 1."""
    return not bool(np.any((values < 0) | (values > 1)))


def summarise(
    table: Any, by: Sequence[str] = (), measures: Sequence[str] = HEADLINE_MEASURES
) -> list[dict[str, Any]]:
    """A row per group and measure: ``by``, measure, unit, mean, low, high, n.

    Args:
        table: Runs, one row per world: a pyarrow table or a mapping of columns.
        by: Columns that define groups, as a study's levers; groups keep their order.
        measures: Columns to average.

    Raises:
        InputError: If there is no such column.
    """
    keys = [column(table, name) for name in by]
    columns = {name: column(table, name).astype(np.float64) for name in measures}
    count = len(next(iter(columns.values())))
    rows_of = groups(keys) if keys else {(): list(range(count))}
    found = {
        name: intervals(values, list(rows_of.values()), unit_in(table, name).startswith("share"))
        for name, values in columns.items()
    }
    return [
        {
            **dict(zip(by, key, strict=True)),
            "measure": name,
            "unit": unit_in(table, name),
            **found[name][place],
        }
        for place, key in enumerate(rows_of)
        for name in columns
    ]


def intervals(
    values: Floats, groups: Sequence[Sequence[int]], share: bool = False
) -> list[dict[str, Any]]:
    """``interval`` of every group of rows; many groups of one size at once."""
    share = share and are_shares(values)
    sizes = {len(rows) for rows in groups}
    if len(groups) < 100 or len(sizes) > 1:
        return [interval(values[rows], share) for rows in groups]
    from scipy.special import stdtrit

    (count,) = sizes
    table = values[np.array(groups)]
    quantile = float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2)) if count > 1 else np.nan
    mean = table.mean(axis=1)
    half = quantile * table.std(axis=1, ddof=1) / count**0.5 if count > 1 else mean * np.nan
    low, high = bounds(mean, half, share)
    return [
        {"mean": float(m), "low": float(a), "high": float(b), "n": count}
        if count > 1 and not np.isnan(m)
        else interval(values[rows], share)
        for m, a, b, rows in zip(mean, low, high, groups, strict=True)
    ]


def paired(a: Any, b: Any, measures: Sequence[str] = HEADLINE_MEASURES) -> list[dict[str, Any]]:
    """A row per measure: both means, and the mean difference b - a with its 95% interval.

    Worlds of the same number have the same luck, so differences are taken world by world.

    Args:
        a: Runs of one scenario, one row per world.
        b: Runs of another.
        measures: Columns to compare.

    Raises:
        InputError: If they have no world in common, or a world occurs twice.
    """
    left, right = column(a, "world"), column(b, "world")
    if len(set(left)) < len(left) or len(set(right)) < len(right):
        raise InputError("a world occurs twice; expected one scenario, one row per world")
    _, here, there = np.intersect1d(left, right, return_indices=True)
    if not len(here):
        raise InputError("the two have no world in common; expected the same worlds")
    rows = []
    for name in measures:
        one = column(a, name).astype(np.float64)[here]
        two = column(b, name).astype(np.float64)[there]
        both = ~np.isnan(one) & ~np.isnan(two)
        difference = interval((two - one)[both])
        rows.append(
            {
                "measure": name,
                "unit": unit(name),
                "a": interval(one[both])["mean"],
                "b": interval(two[both])["mean"],
                "difference": difference.pop("mean"),
                **difference,
            }
        )
    return rows


def groups(keys: Sequence[npt.NDArray[Any]]) -> dict[tuple[Any, ...], list[int]]:
    """Rows of every combination of keys, in order of appearance; a missing key is None."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for row, key in enumerate(zip(*(plain(column) for column in keys), strict=True)):
        found.setdefault(key, []).append(row)
    return found


def plain(column: npt.NDArray[Any]) -> list[Any]:
    """Values as Python has them; what is not a number is None."""
    values = column.tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in values]
    return (
        [None if value != value else value for value in values]
        if column.dtype == object
        else values
    )


def column(table: Any, name: str) -> npt.NDArray[Any]:
    """A column of a pyarrow table or of a mapping of columns, as an array.

    Raises:
        InputError: If there is none of that name.
    """
    names = getattr(table, "column_names", None) or list(table)
    if name not in names:
        raise InputError(f"no column is called {name!r}; expected one of {', '.join(names)}")
    values = table.column(name) if hasattr(table, "column_names") else table[name]
    if hasattr(values, "to_pylist"):
        number = not hasattr(values.type, "index_type") and str(values.type) != "string"
        return values.to_numpy() if number else np.array(values.to_pylist(), dtype=object)
    return np.asarray(values)


def is_share(name: str) -> bool:
    """Whether a measure is a share of something, as its unit says."""
    return unit(name).startswith("share")


def unit_in(table: Any, name: str) -> str:
    """The unit of a measure, or the one that a pyarrow table says of a column of its own."""
    if name in COLUMNS["runs"] or not hasattr(table, "column_names"):
        return unit(name)
    return ((table.schema.field(name).metadata or {}).get(b"unit") or b"").decode()


def unit(name: str) -> str:
    """The unit of a measure; empty if it has none, or is no measure of the model."""
    return COLUMNS["runs"][name].unit if name in COLUMNS["runs"] else ""
