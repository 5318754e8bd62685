"""Which pictures suit a study, and drawing them: one chart, or several beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.pictures.answers import surface
from sim.pictures.charts import LESS_IS_BETTER, Chart, heat_map, styled
from sim.pictures.lines import along
from sim.report.levers import FEWEST_CELLS
from sim.study import Study
from sim.support.words import words

if TYPE_CHECKING:
    import pandas as pd

MAP, LINE_PICTURE, CONTOURS, LEVERS, FRONT = "map", "lines", "contours", "each lever", "trade-off"
AXES_OF = {
    MAP: ("Down", "Across"),
    LINE_PICTURE: ("A line for each", "Along"),
    CONTOURS: ("Upwards", "Across"),
}
"""What the two levers of a picture are called, by picture."""
FROM_ZERO, FROM_LOWEST = "from 0", "from the lowest"
_FEWEST_LEVELS = 4
_WIDTH_BESIDE = 420  # pixels of a picture that stands beside another one in a file


class PictureAsked(NamedTuple):
    """What is to be seen of a study.

    Attributes:
        measure: A column of its runs.
        picture: ``MAP``, ``LINE_PICTURE``, ``CONTOURS``, ``LEVERS`` or ``FRONT``.
        axes: Levers of the picture: down and across; fewer where there are fewer.
        fixed: Levers that stand at one level, with its text.
        beside: A lever of which every level has a picture of its own, or empty.
        spread: Whether colours and axes begin where the values do.
    """

    measure: str
    picture: str
    axes: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...] = ()
    beside: str = ""
    spread: bool = False


def suiting(study: Study, measure: str) -> list[str]:
    """Pictures that suit a design, the first one first."""
    levers = study.levers
    several, crossed = len(levers) > 1, study.manifest["design"] in ("grid", "listed")
    found = []
    if several and crossed:
        found.append(MAP)
    if not study.drawn or not several:
        found.append(LINE_PICTURE)
    if several:
        found.append(LEVERS)
    if len(numeric(study)) > 1 and len(study.points) >= FEWEST_CELLS:
        found.insert(-1 if crossed else len(found), CONTOURS)
    harms = [name for name in study.measures if name in LESS_IS_BETTER and name != measure]
    if several and harms and measure not in LESS_IS_BETTER:
        found.append(FRONT)
    return found


def numeric(study: Study) -> list[str]:
    """Levers of numbers with enough levels for a surface."""
    return [
        name
        for name, levels in study.levers.items()
        if len(levels) >= _FEWEST_LEVELS
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in levels)
    ]


def of_cells(
    cells: pd.DataFrame, asked: PictureAsked, pick: str = "_cell"
) -> list[tuple[str, Chart]]:
    """Maps or lines, each with what tells it from the others.

    Args:
        cells: Means and what belongs to them.
        asked: What is to be seen.
        pick: What a click on a cell tells; empty where nobody can click.
    """
    for name, level in asked.fixed:
        cells = cells[cells[name] == level]
    parts = [("", cells)]
    if asked.beside:
        parts = [
            (f"{words(asked.beside)}: {level}", cells[cells[asked.beside] == level])
            for level in dict.fromkeys(cells[asked.beside])
        ]
    return [(title, _one(part, cells, asked, pick)) for title, part in parts]


def together(cells: pd.DataFrame, asked: PictureAsked) -> Chart:
    """The same as one picture, for a file."""
    import altair as alt

    found = of_cells(cells, asked, pick="")
    if len(found) == 1:
        return found[0][1]
    sized = []
    for title, chart in found:
        one = chart.properties(title=title, width=_WIDTH_BESIDE)
        one.config = alt.Undefined  # the whole has it
        sized.append(one)
    return styled(alt.concat(*sized, columns=2))


def _one(part: pd.DataFrame, every: pd.DataFrame, asked: PictureAsked, pick: str) -> Chart:
    if asked.picture == MAP:
        chart = heat_map(
            part,
            asked.axes,
            asked.measure,
            narrow=True,
            among=every["mean"].tolist(),
            spread=asked.spread,
            pick=pick,
        )
    else:
        chart = along(
            part,
            asked.axes[::-1],
            asked.measure,
            spread=asked.spread,
            pick=pick,
            domain=_ends(every, asked.spread) if asked.beside else None,
        )
    return chart.properties(width="container")


def _ends(cells: pd.DataFrame, spread: bool) -> tuple[float, float] | None:
    ends = cells[["low", "mean", "high"]].to_numpy(dtype=float)
    ends = ends[ends == ends]
    if not len(ends):
        return None
    low, high = float(ends.min()), float(ends.max())
    return (low, high) if spread else (min(low, 0.0), max(high, 0.0))


def contours(summary: pd.DataFrame, asked: PictureAsked, bins: int | None) -> Chart:
    """Means over the plane of two levers, with lines where they are equal."""
    down, across = asked.axes
    chart = surface(summary, (across, down), asked.measure, bins, asked.spread)
    return chart.properties(width="container")


def order(study: Study, picture: str, levers: Sequence[str]) -> list[str]:
    """Levers that a picture can have on its axes, those that suit it first."""
    if picture == CONTOURS:
        return numeric(study)
    if picture == LINE_PICTURE and len(levers) > 1:
        lines = [name for name in levers if name in numeric(study)]
        along = lines[0] if lines else levers[0]
        return [*(name for name in levers if name != along), along]
    return list(levers)
