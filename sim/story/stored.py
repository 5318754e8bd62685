"""The shipped grid as the pages read it: loaded once, then looked up."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from incentives.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd

SHIPPED = Path(__file__).parent / "data"
CELLS_FILE, SEASONS_FILE, CAST_FILE = "cells.parquet", "seasons.parquet", "cast.json"
WORLDS_FILE = "worlds.parquet"
STORY_COMMAND = "make story"


class Story(NamedTuple):
    """What is shipped.

    Attributes:
        cells: A row per chapter, levels and measure: ``mean``, ``low``, ``high`` (95% interval
            over ``n`` worlds); levers of other chapters are missing.
        seasons: Likewise per quarter, for the chapter ``watch``.
        worlds: Likewise ``shareholder_surplus`` of every world, for comparisons on the same luck.
        applicants: Three executives, as in ``sim.story.casts``.
        faces: Ten, likewise.
        origin: ``version``, ``seed``, ``command`` and ``cells``: how it was computed.
    """

    cells: pd.DataFrame
    seasons: pd.DataFrame
    worlds: pd.DataFrame
    applicants: list[dict[str, Any]]
    faces: list[dict[str, Any]]
    origin: dict[str, Any]

    def row(self, chapter: str, measure: str, **levels: Any) -> pd.Series[Any]:
        """The row of a cell and measure.

        Raises:
            KeyError: If the grid has no such cell.
        """
        found = self.along(chapter, measure, **levels)
        if len(found) != 1:
            raise KeyError((chapter, measure, levels))
        return found.iloc[0]

    def along(self, chapter: str, *measures: str, **levels: Any) -> pd.DataFrame:
        """Rows of a chapter and measures in which levers have these levels."""
        return _where(self.cells[self.cells["measure"].isin(measures)], chapter, levels)

    def quarters(self, **levels: Any) -> pd.DataFrame:
        """Rows of ``seasons`` in which levers have these levels."""
        return _where(self.seasons, "watch", levels)

    def surpluses(self, chapter: str, **levels: Any) -> Floats:
        """(worlds,) surplus of shareholders in every world of a cell, base pays."""
        rows = _where(self.worlds, chapter, levels).sort_values("world")
        return rows["shareholder_surplus"].to_numpy(dtype=np.float64)

    def sentence(self) -> str:
        """How it was computed, for the foot of a page."""
        made = self.origin
        return (
            f"From {made['cells']:,} cells of {made['worlds']} worlds, computed with proxyfight "
            f"{made['version']}, seed {made['seed']}: {made['command']}"
        )


@cache
def stored() -> Story:
    """Read what is shipped, once per process."""
    import pandas as pd

    cast = json.loads((SHIPPED / CAST_FILE).read_text(encoding="utf-8"))
    return Story(
        pd.read_parquet(SHIPPED / CELLS_FILE),
        pd.read_parquet(SHIPPED / SEASONS_FILE),
        pd.read_parquet(SHIPPED / WORLDS_FILE),
        cast["applicants"],
        cast["faces"],
        cast["origin"],
    )


def _where(frame: pd.DataFrame, chapter: str, levels: dict[str, Any]) -> pd.DataFrame:
    rows = frame["chapter"] == chapter
    for lever, level in levels.items():
        rows &= frame[lever] == level
    return frame[rows]
