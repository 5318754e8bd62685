"""What becomes of boards that learn over the years: an experiment's cells, five years at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Table
from sim.analysis.means import interval
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import Experiment
from sim.tables.simulate import simulate

if TYPE_CHECKING:
    import pandas as pd

SPAN = 5
"""Years that are put together."""
PLACE, PLACE_VALUE = "place", "level"
"""Mean over firms of the place on a lattice with one axis, from 0, and of the value there."""
HIRES = "deceptive"
"""Share of the hires of these years, by the table of tenures."""


class YearPanels(NamedTuple):
    """What is drawn over the years.

    Attributes:
        colour, panel: Levers.
        measures: Columns of the table ``packages``, or ``PLACE``, ``PLACE_VALUE`` and ``HIRES``,
            with the titles of their axes.
    """

    colour: str
    panel: str
    measures: Mapping[str, str]


def course(scenario: Scenario, measures: Mapping[str, str]) -> dict[str, Floats]:
    """(spans, worlds) of every measure.

    Args:
        scenario: Whose boards learn, on a lattice with one axis if its place or level is asked for.
        measures: By name, as in :class:`YearPanels`.
    """
    asked = ["packages", *(["tenures"] if HIRES in measures else [])]
    tables = simulate(scenario, record=asked)
    table = tables["packages"]
    spans = scenario.quarters // (4 * SPAN)
    shape = spans, scenario.worlds
    cell = np.ravel_multi_index((table["year"] // SPAN, table["world"]), shape, mode="clip")
    found = {}
    for name in measures:
        if name == HIRES:
            found[name] = _hires(tables["tenures"], shape)
            continue
        values = _by_row(scenario, table, name)
        known: Bools = ~np.isnan(values)
        share = table["package_share"] * known
        total, weight = (
            np.bincount(cell, some, minlength=spans * scenario.worlds)
            for some in (share * np.where(known, values, 0.0), share)
        )
        found[name] = (total / weight).reshape(shape)
    return found


def _by_row(scenario: Scenario, table: Table, name: str) -> Floats:
    point = table["package_point"]
    if name == PLACE:
        return np.asarray(point, dtype=np.float64)
    if name == PLACE_VALUE:
        assert scenario.learning is not None
        (values,) = scenario.learning.lattice.values()
        return np.asarray(values, dtype=np.float64)[point]
    return np.asarray(table[name], dtype=np.float64)


def _hires(tenures: Table, shape: tuple[int, int]) -> Floats:
    """(spans, worlds) share of deceptive tenures among those that began in these years."""
    new = (tenures["start"] > 0) & (tenures["start"] < 4 * SPAN * shape[0])
    cell = np.ravel_multi_index((tenures["start"][new] // (4 * SPAN), tenures["world"][new]), shape)
    size = shape[0] * shape[1]
    count = np.bincount(cell, minlength=size)
    bad = np.bincount(cell, tenures["deceptive"][new], minlength=size)
    share: Floats = np.divide(bad, count, np.full(size, np.nan), where=count > 0)
    return share.reshape(shape)


def courses(asked: Experiment, panels: YearPanels) -> pd.DataFrame:
    """A row per cell, span and measure: x (its middle), colour, panel, mean and interval."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for cell in asked.cells():
        place = {"colour": str(cell.labels[panels.colour]), "panel": str(cell.labels[panels.panel])}
        for measure, values in course(cell.scenario, panels.measures).items():
            for span, worlds in enumerate(values):
                middle = SPAN * (span + 0.5)
                rows.append({"x": middle, **place, "measure": measure, **interval(worlds)})
    return pd.DataFrame(rows).astype({"x": float, "mean": float, "low": float, "high": float})
