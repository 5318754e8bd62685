"""What every cell of a study says so far: also of cells that lack worlds, or have none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.study.design.levers import text_of
from sim.study.store.study import Study

if TYPE_CHECKING:
    import pandas as pd


class SoFar(NamedTuple):
    """All cells with what is known of a measure.

    Attributes:
        cells: A row per cell in the order of the design: its number as ``_cell``, levers as text,
            ``mean``, ``low``, ``high`` and ``n``, missing where nothing is known, and whether it
            lacks worlds as ``_short``.
        whole: Cells that have all their worlds.
    """

    cells: pd.DataFrame
    whole: int

    @property
    def complete(self) -> bool:
        """Whether all cells have all their worlds."""
        return self.whole == len(self.cells)


def so_far(study: Study, measure: str) -> SoFar:
    """What is known of a measure, cell by cell.

    Raises:
        InputError: If there is no such measure, or a file is damaged.
    """
    import pandas as pd

    levers = list(study.manifest["levers"])
    count = len(study.points)
    there, wanted = np.zeros(count, dtype=np.int64), study.wanted()
    for block in study.blocks("runs"):
        there[block.cells] += block.last - block.first
    frame = pd.DataFrame({"_cell": np.arange(count)})
    for name in levers:
        frame[name] = [text_of(value) for value in study.points.columns[name].to_pylist()]
    if there.any():
        known = study.summary(measure).set_index("cell")[["mean", "low", "high", "n"]]
        frame = frame.join(known, on="_cell")
    else:
        frame[["mean", "low", "high", "n"]] = np.nan
    short = there < wanted.last - wanted.first
    frame["_short"] = short
    ends = {"mean": float, "low": float, "high": float}
    return SoFar(frame.fillna({"n": 0}).astype({**ends, "n": int}), int((~short).sum()))
