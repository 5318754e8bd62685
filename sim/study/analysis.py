"""Means over worlds with 95% intervals, paired differences, and what they say about the best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats
from sim.measures import COLUMNS
from sim.study.experiment import HEADLINE_MEASURES
from sim.support.inputs import InputError
from sim.support.words import decimals, listed, number, span, words

__all__ = ["HEADLINE_MEASURES", "Gap", "Verdict", "interval", "paired", "summarise", "verdicts"]

CONFIDENCE = 0.95
MAX_VERDICTS = 12
"""Where circumstances differ in more ways than these, there is one verdict over all cells."""

_VALUE = re.compile(r"-?[\d.]+(e-?\d+)?|true|false|none")


class Gap(NamedTuple):
    """How far the best choice is above another, world by world."""

    other: str
    difference: float | None
    low: float | None
    high: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval lies above zero."""
        return self.low is not None and self.low > 0


class Verdict(NamedTuple):
    """The choice with the highest mean in given circumstances, and how sure that is."""

    circumstances: str
    measure: str
    best: str
    mean: float
    second: Gap
    worst: Gap

    @property
    def sentence(self) -> str:
        """All of it but the circumstances."""
        gaps = {"next highest": self.second, "lowest": self.worst}
        if self.second == self.worst:
            gaps = {"only other": self.second}
        digits = decimals(max(abs(gap.difference or 0.0) for gap in gaps.values()))
        unit = _unit(self.measure)
        return (
            f"{words(self.measure).capitalize()} is highest with {self.best}, "
            f"{number(self.mean, decimals(abs(self.mean)))}{unit and ' ' + unit}; "
            "world by world it is "
            + ", and ".join(_above(gap, rank, digits) for rank, gap in gaps.items())
            + "."
        )


def interval(values: Floats) -> dict[str, Any]:
    """Mean, bounds of the 95% t interval, and the number of worlds that have a value.

    Worlds without one (a share of no tenures is NaN) are left out. What cannot be computed is
    None: the mean of nothing, the interval of fewer than two worlds.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    mean = float(known.mean()) if count else None
    if mean is None or count < 2:
        return {"mean": mean, "low": None, "high": None, "n": count}
    from scipy.special import stdtrit

    quantile = float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2))
    half = quantile * float(known.std(ddof=1)) / count**0.5
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": count}


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
    keys = [_column(table, name) for name in by]
    columns = {name: _column(table, name).astype(np.float64) for name in measures}
    groups = _groups(keys) if keys else {(): list(range(len(next(iter(columns.values())))))}
    return [
        {
            **dict(zip(by, key, strict=True)),
            "measure": name,
            "unit": _unit(name),
            **interval(values[rows]),
        }
        for key, rows in groups.items()
        for name, values in columns.items()
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
    left, right = _column(a, "world"), _column(b, "world")
    if len(set(left)) < len(left) or len(set(right)) < len(right):
        raise InputError("a world occurs twice; expected one scenario, one row per world")
    _, here, there = np.intersect1d(left, right, return_indices=True)
    if not len(here):
        raise InputError("the two have no world in common; expected the same worlds")
    rows = []
    for name in measures:
        one = _column(a, name).astype(np.float64)[here]
        two = _column(b, name).astype(np.float64)[there]
        both = ~np.isnan(one) & ~np.isnan(two)
        difference = interval((two - one)[both])
        rows.append(
            {
                "measure": name,
                "unit": _unit(name),
                "a": interval(one[both])["mean"],
                "b": interval(two[both])["mean"],
                "difference": difference.pop("mean"),
                **difference,
            }
        )
    return rows


def verdicts(table: Any, levers: Sequence[str], measure: str) -> list[Verdict]:
    """The best choice against the second best and the worst, wherever there is a choice.

    What is chosen are the levels of the first two levers; the others are circumstances, which
    have a verdict each.

    Args:
        table: Runs of a study, as for ``summarise``.
        levers: Columns of the levers, in order.
        measure: The column of which more is better.
    """
    worlds, values = _column(table, "world"), _column(table, measure).astype(np.float64)
    cells = {
        labels: {"world": worlds[rows], measure: values[rows]}
        for labels, rows in _groups([_column(table, name) for name in levers]).items()
    }
    panels: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for labels in cells:
        panels.setdefault(labels[2:], []).append(labels)
    if len(panels) > MAX_VERDICTS or all(len(group) < 2 for group in panels.values()):
        panels = {(): list(cells)}
    found = []
    for panel, group in panels.items():
        means = {labels: interval(cells[labels][measure])["mean"] for labels in group}
        ranked = [labels for labels in group if means[labels] is not None]
        ranked.sort(key=lambda labels: means[labels], reverse=True)
        if len(ranked) < 2:
            continue
        chosen = len(levers) - len(panel)
        names = {labels: _choice(levers, labels[:chosen]) for labels in ranked}
        best, second, worst = ranked[0], ranked[1], ranked[-1]
        gaps = [_gap(names[other], cells[best], cells[other], measure) for other in (second, worst)]
        circumstances = zip(levers[chosen:], panel, strict=True)
        text = ", ".join(f"{words(lever)}: {label}" for lever, label in circumstances)
        found.append(Verdict(text, measure, names[best], means[best], *gaps))
    return found


def _gap(name: str, best: dict[str, Any], other: dict[str, Any], measure: str) -> Gap:
    if not len(np.intersect1d(best["world"], other["world"])):  # an unfinished study
        return Gap(name, None, None, None)
    (row,) = paired(other, best, [measure])
    return Gap(name, row["difference"], row["low"], row["high"])


def _above(gap: Gap, rank: str, digits: int) -> str:
    if gap.difference is None:
        return f"not yet to be compared with the {rank}, {gap.other}"
    bounds = span(gap.low, gap.high, digits)
    text = f"{number(gap.difference, digits)}{bounds and f' ({bounds})'} above the {rank}"
    return f"{text}, {gap.other}{'' if gap.clear else ', which is no clear difference'}"


def _choice(levers: Sequence[str], labels: Sequence[str]) -> str:
    """The labels, with their levers where they would mean nothing alone."""
    return listed(
        [
            f"{words(lever)} {label}"
            if len(labels) == 1 or place > 1 or _VALUE.fullmatch(label)
            else label
            for place, (lever, label) in enumerate(zip(levers, labels, strict=False))
        ]
    )


def _groups(keys: Sequence[npt.NDArray[Any]]) -> dict[tuple[Any, ...], list[int]]:
    """Rows of every combination of keys, in order of appearance."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row, key in enumerate(zip(*keys, strict=True)):
        groups.setdefault(key, []).append(row)
    return groups


def _column(table: Any, name: str) -> npt.NDArray[Any]:
    names = getattr(table, "column_names", None) or list(table)
    if name not in names:
        raise InputError(f"no column is called {name!r}; expected one of {', '.join(names)}")
    column = table.column(name) if hasattr(table, "column_names") else table[name]
    if hasattr(column, "to_pylist"):
        number = not hasattr(column.type, "index_type") and str(column.type) != "string"
        return column.to_numpy() if number else np.array(column.to_pylist(), dtype=object)
    return np.asarray(column)


def _unit(name: str) -> str:
    return COLUMNS["runs"][name].unit if name in COLUMNS["runs"] else ""
