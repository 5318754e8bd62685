"""A small picture of a study for its card: colours without words, drawn as SVG."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dashboards.style import is_dark, palette
from sim.pictures.charts import shades
from sim.pictures.palettes import IN_THE_DARK
from sim.report.so_far import SoFar

if TYPE_CHECKING:
    import pandas as pd

_WIDE, _HIGH = 240, 96
_MOST = 48
"""Levels in each direction, beyond which a card has no room."""


def thumb(found: SoFar, levers: list[str], measure: str, drawn: bool) -> str:
    """An SVG picture: a map, a line, or dots where points are drawn; empty where nothing is."""
    cells = found.cells
    known = cells[cells["mean"].notna()]
    if not levers or len(known) < 2:
        return ""
    across = [*dict.fromkeys(cells[levers[-1] if len(levers) == 1 else levers[1]])]
    down = [*dict.fromkeys(cells[levers[0]])]
    if drawn and len(levers) > 1:
        body = _dots(known, (levers[0], levers[1]), measure)
    elif len(levers) == 1 or max(len(across), len(down)) > _MOST:
        body = _line(known)
    else:
        body = _map(cells, (levers[0], levers[1]), (down, across), measure)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" '
        f'height="{_HIGH}" preserveAspectRatio="none">{body}</svg>'
    )


def _map(
    cells: pd.DataFrame,
    levers: tuple[str, str],
    levels: tuple[list[str], list[str]],
    measure: str,
) -> str:
    down, across = ({level: place for place, level in enumerate(each)} for each in levels)
    means = cells.groupby(list(levers), sort=False)["mean"].mean()
    domain, colours = shades(means.tolist(), measure)
    if is_dark():
        colours = [IN_THE_DARK.get(colour, colour) for colour in colours]
    wide, high = _WIDE / len(across), _HIGH / len(down)
    parts = []
    rows, columns = (means.index.get_level_values(place) for place in (0, 1))
    for row, column, mean in zip(rows, columns, means.tolist(), strict=True):
        x, y = across[column] * wide, down[row] * high
        if mean != mean:
            parts.append(
                f'<path d="M{x:.1f} {y + high:.1f}L{x + wide:.1f} {y:.1f}" '
                f'stroke="{palette().quiet}" stroke-width="1"/>'
            )
            continue
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 1:.1f}" height="{high - 1:.1f}" '
            f'fill="{_mixed(float(mean), domain, colours)}"/>'
        )
    return "".join(parts)


def _dots(known: pd.DataFrame, levers: tuple[str, str], measure: str) -> str:
    domain, colours = shades(known["mean"].tolist(), measure)
    if is_dark():
        colours = [IN_THE_DARK.get(colour, colour) for colour in colours]
    x, y = (_shares(known[name].tolist()) for name in levers)
    return "".join(
        f'<circle cx="{6 + a * (_WIDE - 12):.1f}" cy="{_HIGH - 6 - b * (_HIGH - 12):.1f}" r="5" '
        f'fill="{_mixed(mean, domain, colours)}" stroke="{palette().quiet}" stroke-width=".5"/>'
        for a, b, mean in zip(x, y, known["mean"].tolist(), strict=True)
    )


def _shares(levels: list[str]) -> list[float]:
    """Where levels stand between the first and the last, from 0 to 1."""
    try:
        values = [float(level) for level in levels]
    except ValueError:
        order = {level: place for place, level in enumerate(dict.fromkeys(levels))}
        values = [float(order[level]) for level in levels]
    low, room = min(values), (max(values) - min(values)) or 1.0
    return [(value - low) / room for value in values]


def _line(known: pd.DataFrame) -> str:
    means = known["mean"].tolist()
    low, high = min(means), max(means)
    room = (high - low) or 1.0
    step = (_WIDE - 16) / max(1, len(means) - 1)
    spots = [
        f"{8 + k * step:.1f},{_HIGH - 8 - (_HIGH - 16) * (mean - low) / room:.1f}"
        for k, mean in enumerate(means)
    ]
    tone = palette().good
    return f'<polyline points="{" ".join(spots)}" fill="none" stroke="{tone}" stroke-width="3"/>'


def _mixed(value: float, domain: list[float], colours: list[str]) -> str:
    """The colour of a value, mixed between its neighbours."""
    for (low, high), (one, other) in zip(pairwise(domain), pairwise(colours), strict=True):
        if value <= high or high == domain[-1]:
            share = min(1.0, max(0.0, (value - low) / ((high - low) or 1.0)))
            pairs = [(int(one[k : k + 2], 16), int(other[k : k + 2], 16)) for k in (1, 3, 5)]
            return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)
    return colours[-1]
