"""Groups of cells of a study: one by its number, or all that stand at some levels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Ints
from sim.study.design.levers import label_of
from sim.study.design.rules import at_levels, known_lever
from sim.study.store.study import Study
from sim.support.inputs import InputError, parse_yaml
from sim.tables.columns import MEASURES


class CellGroup(NamedTuple):
    """Some cells of a study.

    Attributes:
        study: Whose they are.
        text: How they were asked for.
        cells: Their numbers.
    """

    study: Study
    text: str
    cells: Ints

    def runs(self) -> dict[str, Any]:
        """A row per world: the mean over the cells of every measure.

        Only worlds that all cells have: luck cancels between groups, and cells count equally.

        Raises:
            InputError: If there is no such world.
        """
        measures = [*MEASURES, *self.study.outcomes]
        table = self.study.table("runs", ["cell", "world", *measures])
        cell, world = table.column("cell").to_numpy(), table.column("world").to_numpy()
        mine = np.isin(cell, self.cells)
        worlds, place, counts = np.unique(world[mine], return_inverse=True, return_counts=True)
        whole = counts == len(self.cells)
        if not whole.any():
            raise InputError(
                f"{self.text}: no world has been played in all {len(self.cells)} cells; expected "
                "a study that is further"
            )
        found: dict[str, Any] = {"world": worlds[whole]}
        for name in measures:
            values = table.column(name).to_numpy(zero_copy_only=False).astype(np.float64)[mine]
            found[name] = (np.bincount(place, values) / counts)[whole]
        return found


def group_of(study: Study, text: str, origin: str) -> CellGroup:
    """The cells that somebody asks for.

    Args:
        study: A study.
        text: The number of a cell, or levers and their levels, as in ``scheme=bonus,slope=0.5``.
        origin: What sentences begin with.

    Raises:
        InputError: If there is no such cell, lever or level.
    """
    count = len(study.points)
    if text.strip().isdecimal():
        number = int(text)
        if number >= count:
            raise InputError(f"{origin}: there is no cell {number}; expected 0 to {count - 1}")
        return CellGroup(study, origin, np.array([number]))
    found = np.ones(count, dtype=np.bool_)
    for pair in text.split(","):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            raise InputError(
                f"{origin}: {pair!r} is no cell; expected a number, or LEVER=LEVEL,..., with "
                f"levers {', '.join(study.points.levers) or 'of which there are none'}"
            )
        lever = known_lever(study.points.levers, name, origin)
        level = value if lever.kind == "label" else parse_yaml(value, origin)
        found &= at_levels(study.points, lever, level, f"{origin}: {name}")
    if not found.any():
        there = ", ".join(label_of(v) for v in next(iter(study.levers.values()), [])[:5])
        raise InputError(f"{origin}: no cell stands there; expected levels such as {there}")
    return CellGroup(study, origin, np.flatnonzero(found))
