"""Stripes for what is not known: Vega-Lite fills nothing with a pattern, so lines are drawn."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

_STRIPES = {
    1: [((0.0, 1.0), (1.0, 0.0))],
    3: [((0.0, 0.5), (0.5, 0.0)), ((0.0, 1.0), (1.0, 0.0)), ((0.5, 1.0), (1.0, 0.5))],
}
"""Where lines begin and end, across and down, in shares of a cell; by how many there are."""


def hatched(rows: Any, across: str, down: str, colour: str, stripes: int = 3) -> Any:
    """Diagonal lines over cells.

    Args:
        rows: An Altair chart of the cells, with its axes.
        across: The field of the horizontal axis with its type, as in ``slope:N``.
        down: That of the vertical axis.
        colour: Of the lines.
        stripes: Lines per cell: 1 or 3.
    """
    import altair as alt

    def line(start: tuple[float, float], end: tuple[float, float]) -> Any:
        x, y = rows.encoding.x.copy(deep=False), rows.encoding.y.copy(deep=False)
        x.bandPosition, y.bandPosition = start[0], start[1]
        return rows.mark_rule(color=colour, strokeWidth=1, opacity=0.6).encode(
            x=x,
            y=y,
            x2=alt.X2(across.removesuffix(":N"), bandPosition=end[0]),
            y2=alt.Y2(down.removesuffix(":N"), bandPosition=end[1]),
        )

    return reduce(add, [line(*ends) for ends in _STRIPES[stripes]])
