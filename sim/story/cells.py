"""The grid: which scenarios the guided part may ask for, and what is kept of each.

A chapter is a set of levers and what they do to the default economy.
A cell is played as ``proxyfight run`` would play it, and means and intervals over its worlds are
those of ``sim.analysis.means``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from sim.analysis.means import summarise
from sim.experiments.perfect_interview import EXPERIMENT, hires
from sim.scenario.presets import scenario_data
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import load_experiment
from sim.support.inputs import assign
from sim.tables.simulate import simulate

WORLDS_PER_CELL = 24
"""Worlds per cell of the economy; hiring has those of its experiment."""
_MEASURES = (
    "shareholder_surplus",
    "metric",
    "value",
    "metric_truth_gap",
    "paid",
    "deceptive_share",
    "misaligned_share",
    "empty_chair_share",
    "harm_after_exit_share",
)
_PEOPLE = ("as-they-apply", "careerists", "half-misaligned")
"""Who applies: as in the default; nobody with another goal than pay; every second one has."""
_SLOPES = tuple(round(0.05 * step, 2) for step in range(41))
_AWARENESS = (0.0, 0.25, 0.5, 0.75, 0.91, 1.0)
_RATES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
_BARS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_APPLICANTS = ("aware", "cannot-game", "unaware")
_SEASON = "seasonal-audits"


class GridPlace(NamedTuple):
    """Where in the grid: a chapter, and a level of each of its levers."""

    chapter: str
    levels: tuple[Any, ...]


class Chapter(NamedTuple):
    """Levers with their levels, and what makes a scenario of them."""

    levers: dict[str, tuple[Any, ...]]
    scenario: Callable[..., Scenario]


def places() -> Iterator[GridPlace]:
    """Every cell of the grid, chapter by chapter."""
    for name, chapter in CHAPTERS.items():
        for levels in product(*chapter.levers.values()):
            yield GridPlace(name, levels)


def scenario_at(place: GridPlace) -> Scenario:
    """The scenario of a cell."""
    return CHAPTERS[place.chapter].scenario(*place.levels)


class StoryCell(NamedTuple):
    """What is kept of a cell.

    Attributes:
        rows: One per measure: chapter, levers, measure, mean, low, high, n.
        seasons: For the chapter ``watch`` one per quarter and line.
        worlds: Likewise one per world with its surplus, to compare cells on the same luck.
    """

    rows: list[dict[str, Any]]
    seasons: list[dict[str, Any]]
    worlds: list[dict[str, Any]]


def play_cell(place: GridPlace) -> StoryCell:
    """Play a cell."""
    keys = {"chapter": place.chapter, **dict(zip(levers(place.chapter), place.levels, strict=True))}
    if place.chapter == "interview":
        found = hires(scenario_at(place))
        return StoryCell([{**keys, "measure": name, **row} for name, row in found.items()], [], [])
    scenario = scenario_at(place)
    with_quarters = place.chapter == "watch"
    tables = simulate(scenario, record=("quarters",) if with_quarters else (), threads=1)
    rows = [{**keys, **_numbers(row)} for row in summarise(tables["runs"], (), _MEASURES)]
    seasons, worlds = [], []
    if with_quarters:
        for row in summarise(tables["quarters"], ["quarter"], ("metric", "value")):
            seasons.append({**keys, "quarter": int(row["quarter"]), **_numbers(row)})
        surpluses = enumerate(map(float, tables["runs"]["shareholder_surplus"]))
        worlds = [{**keys, "world": world, "shareholder_surplus": one} for world, one in surpluses]
    return StoryCell(rows, seasons, worlds)


def levers(chapter: str) -> tuple[str, ...]:
    """Names of the levers of a chapter."""
    return tuple(CHAPTERS[chapter].levers)


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("measure", "mean", "low", "high", "n")}


def _bonus(slope: float, people: str, awareness: float) -> Scenario:
    """A linear bonus of a slope, for some people who know when they are watched or do not."""
    return _default(
        people, {"package.schemes.linear-bonus.slope": slope, "executives.awareness": awareness}
    )


def _watch(rate: float, awareness: float, people: str) -> Scenario:
    """Audits in every fourth quarter at a rate."""
    return _default(
        people, {f"package.oversight.{_SEASON}.rate": rate, "executives.awareness": awareness}
    )


def _interview(bar: float, applicants: str) -> Scenario:
    """One applicant a quarter, hired if the interview reaches a bar."""
    return _interviews()[f"bar-{bar:g}", applicants]


@cache
def _interviews() -> dict[tuple[str, str], Scenario]:
    """Scenarios of the experiment by pressure and applicants."""
    cells = load_experiment(EXPERIMENT).design_cells()
    return {(cell.labels["pressure"], cell.labels["applicants"]): cell.scenario for cell in cells}


def _default(people: str, settings: Mapping[str, Any]) -> Scenario:
    data = scenario_data("many-misaligned" if people == "half-misaligned" else "default")
    data["worlds"] = WORLDS_PER_CELL
    if people == "careerists":
        for kind, member in data["executives"]["population"].items():
            member["share"] = float(kind == "careerist")
    for path, value in settings.items():
        assign(data, path, value)
    return Scenario.read(data)


CHAPTERS = {
    "bonus": Chapter(
        {"slope": _SLOPES, "people": _PEOPLE, "awareness": (0.0, 0.5, 0.91, 1.0)}, _bonus
    ),
    "watch": Chapter({"rate": _RATES, "awareness": _AWARENESS, "people": _PEOPLE}, _watch),
    "interview": Chapter({"bar": _BARS, "applicants": _APPLICANTS}, _interview),
}
"""Chapters by name."""
