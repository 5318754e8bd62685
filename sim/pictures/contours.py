"""Lines along which a function on a grid is equal: marching squares (Lorensen and Cline 1987).

Altair has no mark for contours, and a library for them would be larger than these lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from incentives.arrays import Floats

Spot = tuple[float, float]
_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
"""Per pattern of corners that are above, between which sides a line goes; saddles aside."""
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
"""Of a square, as steps up and across; side ``k`` goes from corner ``k`` to the next."""


def isolines(x: Floats, y: Floats, z: Floats, level: float) -> list[list[Spot]]:
    """Lines on which a function has a value, interpolated between neighbours.

    Args:
        x: (columns,) in rising order.
        y: (rows,) in rising order.
        z: (rows, columns) values; no line goes through a square with a corner that is NaN.
        level: The value.

    Returns:
        Lines as points (x, y); closed ones end where they begin.
    """
    ends: dict[Spot, list[Spot]] = defaultdict(list)
    for a, b in _segments(x, y, z, level):
        if a != b:
            ends[a].append(b)
            ends[b].append(a)
    lines = []
    loose = [spot for spot, others in ends.items() if len(others) == 1]
    for start in [*loose, *list(ends)]:
        while ends[start]:
            line = [start]
            while ends[line[-1]]:
                after = ends[line[-1]].pop()
                ends[after].remove(line[-1])
                line.append(after)
            lines.append(line)
    return lines


def _segments(x: Floats, y: Floats, z: Floats, level: float) -> Iterator[tuple[Spot, Spot]]:
    for row in range(len(y) - 1):
        for column in range(len(x) - 1):
            places = [(row + up, column + across) for up, across in _CORNERS]
            values = [float(z[place]) for place in places]
            if not np.isfinite(values).all():
                continue
            pattern = sum((value > level) << k for k, value in enumerate(values))
            sides = _SIDES.get(pattern, ())
            if pattern in (5, 10):  # opposite corners are above: the middle says how they join
                joined = (sum(values) / 4 > level) == (pattern == 5)
                sides = ((0, 1), (2, 3)) if joined else ((3, 0), (1, 2))
            for side in sides:
                a, b = (_crossing(x, y, places, values, level, k) for k in side)
                yield a, b


def _crossing(
    x: Floats,
    y: Floats,
    places: list[tuple[int, int]],
    values: list[float],
    level: float,
    side: int,
) -> Spot:
    """Where a side has the value. Neighbours reckon it from the same end, so lines join."""
    first, last = sorted([side, (side + 1) % 4], key=lambda k: places[k])
    share = (level - values[first]) / (values[last] - values[first])
    (r0, c0), (r1, c1) = places[first], places[last]
    return (
        float(x[c0] + share * (x[c1] - x[c0])),
        float(y[r0] + share * (y[r1] - y[r0])),
    )


def even_levels(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers between two, evenly apart: as many as wished for, about."""
    if not high > low:
        return []
    raw = (high - low) / about
    size = 10.0 ** np.floor(np.log10(raw))
    step = min((size * k for k in (1, 2, 5, 10)), key=lambda s: abs(s - raw))
    first = int(np.floor(low / step)) + 1
    return [float(k * step) for k in range(first, int(np.ceil(high / step)))]
