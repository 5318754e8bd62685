"""The Mesa face: one maze as a ``mesa.Model`` on a grid, stepped by the rules of the batch.

For looking at a policy, alone or in SolaraViz (``style`` is its portrayal there). The compiled
batch plays whole episodes; here the same kernels decide one step at a time. Cells of the grid are
(x, y), y upwards, as everything that draws Mesa's grids has it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.discrete_space import CellAgent, FixedAgent, OrthogonalVonNeumannGrid

from incentives.arrays import Floats
from sim.lab.red_doors.levels import BLUE, DOOR, RED, MazeLevels
from sim.lab.red_doors.playing import aim, lead, reaches, turn
from sim.pictures.charts import QUIET, Chart, inline, styled
from sim.support.inputs import InputError

_RED, _BLUE, _GREEN, _DARK = "#b2402a", "#1f5a94", "#5c7f2b", "#33312e"


class Wall(FixedAgent):  # type: ignore[misc]
    """A cell that nobody enters."""


class Thing(FixedAgent):  # type: ignore[misc]
    """A door, or something else, beside the way.

    Attributes:
        number: Among the things of the level.
        kind: (features,) what it is.
    """

    def __init__(self, model: mesa.Model, number: int, kind: Floats, cell: Any) -> None:
        super().__init__(model)
        self.number, self.kind, self.cell = number, kind, cell

    @property
    def colour(self) -> str:
        """As it is drawn."""
        return _RED if self.kind[RED] else _BLUE if self.kind[BLUE] else _GREEN


class Walker(CellAgent):  # type: ignore[misc]
    """Who goes through the maze.

    Attributes:
        heading: Direction of its last step.
    """

    def __init__(self, model: mesa.Model, heading: int, cell: Any) -> None:
        super().__init__(model)
        self.heading, self.cell = heading, cell


class Guide(NamedTuple):
    """A policy: weights of a reactive network, or the goal of a planner and how far it searches."""

    weights: Floats
    ahead: int | None = None


class Maze(mesa.Model):  # type: ignore[misc]
    """One episode; it stops when something red or a door is touched, or with the limit.

    Args:
        levels: Levels, of which one is played.
        level: Its number.
        guide: Who decides.
        limit: Steps.
        rng: For Mesa; nothing is drawn.

    Attributes:
        walker: Who goes.
        touched: The thing that was reached for, -1 while there is none.

    Raises:
        InputError: If there is no such level.
    """

    def __init__(
        self, levels: MazeLevels, level: int, guide: Guide, limit: int, rng: Any = 0
    ) -> None:
        super().__init__(rng=rng)
        if not 0 <= level < len(levels.start):
            last = len(levels.start) - 1
            raise InputError(f"level: is {level}; expected a whole number from 0 to {last}")
        self.levels, self.level, self.guide, self.limit = levels, level, guide, limit
        self.touched = -1
        self.running: bool = True
        size = levels.size
        self.grid = OrthogonalVonNeumannGrid((size, size), torus=False, random=self.random)
        self._visits = np.zeros(size * size, dtype=np.int64)
        for cell in np.flatnonzero((levels.moves[level] < 0).all(axis=1)):
            Wall(self).cell = self.grid[self._place(int(cell))]
        for number, cell in enumerate(levels.where[level]):
            if cell >= 0:
                Thing(self, number, levels.kind[level, number], self.grid[self._place(int(cell))])
        start = int(levels.start[level])
        self._visits[start] = 1
        self.walker = Walker(self, int(levels.heading[level]), self.grid[self._place(start)])

    def step(self) -> None:
        """One step of the walker."""
        if self.running:
            self._go()
            self.running = self.running and self.touched < 0 and self.steps < self.limit

    def _go(self) -> None:
        levels, level, weights = self.levels, self.level, self.guide.weights
        here, heading = self.where, self.walker.heading
        if self.guide.ahead is None:
            thing = -1
            heading = turn(weights, levels, level, here, heading, self._visits)
        else:
            thing = aim(weights, levels, level, here, self.guide.ahead)
            heading = lead(levels, level, here, heading, thing, self._visits)
        there = int(levels.moves[level, here, heading])
        self._visits[there] += 1
        self.walker.heading, self.walker.cell = heading, self.grid[self._place(there)]
        found = int(levels.here[level, there])
        if self.guide.ahead is not None:
            if thing >= 0 and found == thing:
                self.touched = thing
        elif found >= 0 and reaches(weights, levels, level, found):
            self.touched = found

    @property
    def where(self) -> int:
        """The walker's cell, as levels number them."""
        x, y = self.walker.cell.coordinate
        return int((self.levels.size - 1 - y) * self.levels.size + x)

    def _place(self, cell: int) -> tuple[int, int]:
        row, column = divmod(cell, self.levels.size)
        return column, self.levels.size - 1 - row


def portray(agent: Any) -> dict[str, Any]:
    """What an agent of the maze looks like: colour, marker, size."""
    if isinstance(agent, Wall):
        return {"color": _DARK, "marker": "s", "size": 120}
    if isinstance(agent, Thing):
        return {"color": agent.colour, "marker": "s" if agent.kind[DOOR] else "o", "size": 90}
    return {"color": QUIET, "marker": "^>v<"[agent.heading], "size": 110}


def style(agent: Any) -> Any:
    """The same for SolaraViz; needs the extra ``viz``.

    No order from bottom to top, because Mesa 3.3's ``make_space_component`` draws nothing but the
    bottom where there is one.
    """
    from mesa.visualization.components import AgentPortrayalStyle

    return AgentPortrayalStyle(**portray(agent))


_SHAPES = {
    "s": "square",
    "o": "circle",
    "^": "triangle-up",
    ">": "triangle-right",
    "v": "triangle-down",
    "<": "triangle-left",
}


def drawn(maze: Maze) -> Chart:
    """The maze as it is, drawn by its portrayal."""
    import altair as alt
    import pandas as pd

    rows = []
    for agent in maze.agents:  # the walker is the last
        look = portray(agent)
        x, y = agent.cell.coordinate
        size = 1.9 * look["size"] if isinstance(agent, Wall) else look["size"]
        rows.append(
            {
                "x": x,
                "y": y,
                "colour": look["color"],
                "shape": _SHAPES[look["marker"]],
                "size": size,
            }
        )
    side = 15 * maze.levels.size
    bounds = alt.Scale(domain=[-0.5, maze.levels.size - 0.5], nice=False)
    chart = (
        alt.Chart(inline(pd.DataFrame(rows)))
        .mark_point(filled=True, opacity=1)
        .encode(
            x=alt.X("x:Q", axis=None, scale=bounds),
            y=alt.Y("y:Q", axis=None, scale=bounds),
            color=alt.Color("colour:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("size:Q", scale=None),
        )
        .properties(width=side, height=side)
    )
    return styled(chart)
