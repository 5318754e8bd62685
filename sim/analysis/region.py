"""Scenario discovery: in which box of levers most of the cases lie that somebody asks about.

The patient rule induction method (PRIM; Friedman and Fisher 1999, Statistics and Computing 9) as
Bryant and Lempert (2010, Technological Forecasting and Social Change 77) use it. It is written
here because both libraries were too heavy when this was made: ``ema_workbench`` 2.5.3 is 28 MB and
brings scikit-learn, statsmodels, seaborn and Platypus; ``prim`` 1.0.0 is under the GPL and brings
Matplotlib and mplcursors.

Peeling cuts thin slices off the box of all cases, each time the one that raises the density most
per case that is lost, until the box is small. Of the boxes on this way the one is kept whose
harmonic mean of coverage and density is greatest. Pasting gives back what raises it further.
Restrictions that chance explains are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools
from sim.analysis.axes import Axis
from sim.support.inputs import InputError

_PEEL = 0.05  # share of a box that one cut takes, where a lever has that many numbers
_SMALLEST = 0.05  # share of all rows below which no box is cut
_LIKELY = 0.05  # quasi-p-value above which a restriction is dropped

Restriction = tuple[float, float] | frozenset[int]
"""Of numbers both ends, which belong to the box; of labels the codes that do, -1 for none."""


class Box(NamedTuple):
    """A box and what it holds.

    Attributes:
        limits: Per lever that is restricted, by its place.
        coverage: Share of the cases that lie in the box.
        density: Share of the rows in the box that are cases.
        mass: Share of all rows that lie in the box.
        quasi_p: Per lever that is restricted, the chance that a box with as many rows drawn from
            this one without that restriction holds as many cases (Bryant and Lempert 2010).
    """

    limits: dict[int, Restriction]
    coverage: float
    density: float
    mass: float
    quasi_p: dict[int, float]


def find_box(axes: Sequence[Axis], case: Bools) -> Box:
    """The box that holds most cases and little else.

    Args:
        axes: The levers, of as many rows. Rows where a lever of numbers plays no part lie outside
            once it is restricted.
        case: (rows,) which rows are asked about.

    Raises:
        InputError: If there is no lever, or all rows are cases, or none.
    """
    if not axes:
        raise InputError("there is no lever; expected a study with some")
    if case.all() or not case.any():
        raise InputError("all rows are asked about, or none; expected some")
    limits = _paste(axes, case, _peel(axes, case))
    while limits:
        chances = {place: _quasi_p(axes, case, limits, place) for place in limits}
        weakest = max(chances, key=lambda place: chances[place])
        if chances[weakest] <= _LIKELY:
            break
        del limits[weakest]
    inside = _inside(axes, limits)
    hits = int((inside & case).sum())
    return Box(
        {place: _tight(axes[place], limit, inside) for place, limit in sorted(limits.items())},
        hits / int(case.sum()),
        hits / max(int(inside.sum()), 1),
        float(inside.mean()),
        {place: _quasi_p(axes, case, limits, place) for place in limits},
    )


def _peel(axes: Sequence[Axis], case: Bools) -> dict[int, Restriction]:
    """Cut until the box is small; the best of the boxes on the way."""
    limits: dict[int, Restriction] = {}
    inside = np.ones(len(case), dtype=np.bool_)
    best, record = limits, _score(inside, case)
    while inside.sum() > _SMALLEST * len(case) and not case[inside].all():
        density, size = case[inside].mean(), inside.sum()
        found: tuple[float, int, Restriction, Bools] | None = None
        for place, axis in enumerate(axes):
            for limit in _cuts(axis, limits.get(place), inside):
                left = inside & _within(axis, limit)
                count = left.sum()
                if 0 < count < size and count >= _SMALLEST * len(case):
                    gain = (case[left].mean() - density) / (size - count)
                    if found is None or gain > found[0]:
                        found = gain, place, limit, left
        if found is None:
            break
        _, place, limit, inside = found
        limits = {**limits, place: limit}
        if (score := _score(inside, case)) > record:
            best, record = limits, score
    return best


def _cuts(axis: Axis, limit: Restriction | None, inside: Bools) -> Iterator[Restriction]:
    """A slice less at either end, or a label less."""
    values = axis.values[inside]
    if not axis.numeric:
        codes = frozenset(_codes(axis)[inside].tolist())
        yield from (codes - {code} for code in sorted(codes))
        return
    values = np.sort(values[~np.isnan(values)])
    if not len(values) or values[0] == values[-1]:
        return
    low, high = limit if isinstance(limit, tuple) else (-np.inf, np.inf)
    slice_ = max(int(_PEEL * len(values)), 1)
    above = values[np.searchsorted(values, values[0], side="right")]
    below = values[np.searchsorted(values, values[-1], side="left") - 1]
    yield max(float(values[slice_]), float(above)), high
    yield low, min(float(values[-1 - slice_]), float(below))


def _paste(
    axes: Sequence[Axis], case: Bools, limits: dict[int, Restriction]
) -> dict[int, Restriction]:
    """Give back slices, from thick to single rows, while the box gets better."""
    record = _score(_inside(axes, limits), case)
    for share in (4 * _PEEL, _PEEL, _PEEL / 4, 0.0):
        better = True
        while better:
            better = False
            for place in list(limits):
                others = _inside(axes, {k: v for k, v in limits.items() if k != place})
                axis = axes[place]
                for wider in list(_wider(axis, limits[place], others, share)):
                    score = _score(others & _within(axis, wider), case)
                    if score > record:
                        limits = {**limits, place: wider}
                        record, better = score, True
    return limits


def _wider(axis: Axis, limit: Restriction, others: Bools, share: float) -> Iterator[Restriction]:
    values = axis.values[others]
    if isinstance(limit, frozenset):
        outside = set(_codes(axis)[others].tolist()) - limit
        yield from (limit | {code} for code in sorted(outside))
        return
    low, high = limit
    count = max(int(share * ((values >= low) & (values <= high)).sum()), 1)
    below, above = np.sort(values[values < low]), np.sort(values[values > high])
    if len(below):
        yield float(below[-count]) if count < len(below) else -np.inf, high
    if len(above):
        yield low, float(above[count - 1]) if count < len(above) else np.inf


def _score(inside: Bools, case: Bools) -> float:
    """The harmonic mean of coverage and density (van Rijsbergen 1979, Information retrieval)."""
    return 2 * float((inside & case).sum()) / float(inside.sum() + case.sum())


def _quasi_p(
    axes: Sequence[Axis], case: Bools, limits: dict[int, Restriction], place: int
) -> float:
    from scipy.special import bdtrc

    inside = _inside(axes, limits)
    without = _inside(axes, {k: v for k, v in limits.items() if k != place})
    hits = int((inside & case).sum())
    return float(bdtrc(hits - 1, int(inside.sum()), case[without].mean())) if hits else 1.0


def _inside(axes: Sequence[Axis], limits: dict[int, Restriction]) -> Bools:
    every = np.ones(len(axes[0].values), dtype=np.bool_)
    held = [every, *(_within(axes[place], limit) for place, limit in limits.items())]
    return np.array(np.all(held, axis=0), dtype=np.bool_)


def _within(axis: Axis, limit: Restriction) -> Bools:
    if isinstance(limit, frozenset):
        return np.isin(_codes(axis), list(limit))
    return (axis.values >= limit[0]) & (axis.values <= limit[1])


def _codes(axis: Axis) -> Any:
    return np.where(np.isnan(axis.values), -1, axis.values).astype(np.int64)


def _tight(axis: Axis, limit: Restriction, inside: Bools) -> Restriction:
    """Ends as numbers of rows in the box; one that cuts nothing off stays open, as infinity."""
    if isinstance(limit, frozenset):
        return limit
    low, high = axis.values[inside].min(), axis.values[inside].max()
    return (
        float(low) if np.any(axis.values < limit[0]) else -np.inf,
        float(high) if np.any(axis.values > limit[1]) else np.inf,
    )
