"""What several pages read off the same runs; everything is played once per process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from incentives.arrays import Table
from sim.analysis.means import interval, paired
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import Cell, load_experiment
from sim.tables.simulate import simulate


def scenario(ref: str, *settings: str) -> Scenario:
    """A preset with assignments as after ``--set``."""
    return load_scenario(ref, list(settings))


@cache
def runs(ref: str, *settings: str) -> Table:
    """The table of runs of a preset with assignments."""
    return dict(simulate(scenario(ref, *settings))["runs"])


@cache
def tenures(ref: str, *settings: str) -> Table:
    """The table of tenures of a preset with assignments."""
    return dict(simulate(scenario(ref, *settings), record=["tenures"])["tenures"])


def mean(table: Table, measure: str) -> float:
    """Over worlds."""
    return float(spread(table, measure)["mean"])


def spread(table: Table, measure: str) -> dict[str, Any]:
    """Mean over worlds and interval of a measure of the runs."""
    return interval(np.asarray(table[measure], dtype=np.float64))


def gap(a: Table, b: Table, measure: str) -> dict[str, Any]:
    """The mean difference b - a, world by world."""
    (row,) = paired(a, b, [measure])
    return row


@cache
def cells(experiment: str) -> tuple[Cell, ...]:
    """The cells of an experiment of the project's."""
    return tuple(load_experiment(experiment).cells())


@cache
def cell_runs(experiment: str, *labels: str) -> Table:
    """Runs of the cell with these labels, in the order of the levers."""
    (found,) = (one for one in cells(experiment) if tuple(one.labels.values()) == labels)
    return dict(simulate(found.scenario)["runs"])


def every_cell(experiment: str) -> list[tuple[dict[str, str], Table]]:
    """Labels and runs of all cells."""
    return [(one.labels, cell_runs(experiment, *one.labels.values())) for one in cells(experiment)]


def share(flags: Any, among: Any) -> float:
    """Of the marked rows of a table, the share for which a flag is set."""
    return float(np.asarray(flags)[np.asarray(among)].mean())


def rising(values: Iterable[float]) -> bool:
    """Whether values rise, each above the one before."""
    known = list(values)
    return all(one < two for one, two in pairwise(known))
