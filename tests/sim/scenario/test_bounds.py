"""The bounds in the schema are those of the code: inside a scenario plays, outside it does not."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import pytest
from pydantic import BaseModel

from incentives import FAMILIES, catalogue
from incentives.bounds import LEAST
from sim.checks.random_scenarios import bounds, kind_of
from sim.scenario.executives import GoalWeights, Member
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.scenario.technology import Interaction, Shift, Task
from sim.support.cautions import Caution
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS
from sim.tables.simulate import simulate

SMALL = {
    "worlds": 1,
    "quarters": 3,
    "firms": {"count": 3, "source": "synthetic"},
    "executives": {
        "foresight": 3,
        "population": {
            "steward": {"share": 0.5},
            "own": {"share": 0.5, "goal": {"pay": 1.0, "private": 0.5}},
        },
    },
    "market": {"candidates": 4, "experienced": 1, "poaching": 0.3},
    "regimes": [{"start": 1, "tasks": {"operate": {"value": 0.5}}}],
    "technology": {"interactions": [{"tasks": ["build", "operate"], "cost": 0.1}]},
    "shareholders": {"monitoring_levels": [0.0]},
}
TABLES = {
    "technology.tasks.1": Task,
    "technology.interactions.0": Interaction,
    "executives.population.own": Member,
    "executives.population.own.goal": GoalWeights,
    "regimes.0.tasks.operate": Shift,
}
"""Models that stand in a table, and a row of it."""

TOO_LARGE = {
    **dict.fromkeys(["worlds", "quarters", "firms.count"], "memory and time grow with it"),
    **dict.fromkeys(["market.candidates", "metric.resolution"], "time grows with it"),
    **dict.fromkeys(["executives.foresight", "executives.population.own.foresight"], "likewise"),
    "filters/internal-promotion.insiders": "needs as many candidates",
    "filters.shortlist": "the last filter has none",
}
"""Fields that are not played at their upper bound, and why."""

TOGETHER = {
    "market.experienced": {"market.candidates": 1024},
    "technology.interactions.0.cost": {
        "technology.tasks.0.cost": 1e6, "technology.tasks.1.cost": 1e6,
    },
    "executives.population.own.share": {},
}  # fmt: skip
"""Fields that another one limits, and what that is for them."""


def sections(model: type[BaseModel], at: str = ""):
    """Numeric fields of a scenario by path."""
    for name, field in model.model_fields.items():
        kind, terms = kind_of(field)
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from sections(inner, f"{at}{name}.")
        elif kind in (int, float):
            yield f"{at}{name}", kind, *bounds(kind, terms)


FIELDS = {
    path: told
    for found in (sections(Scenario), *(sections(m, f"{row}.") for row, m in TABLES.items()))
    for path, *told in found
}
PARTS = {
    f"{family}/{name}.{field}": told
    for family in FAMILIES
    for name, part in catalogue(family).items()
    for field, *told in sections(part)
}


def settings(path: str, value: object) -> dict[str, object]:
    """The field at that path of a scenario, or ``family/part.field``, as settings."""
    if "/" not in path:
        return {path: value, **TOGETHER.get(path, {})}
    family, _, rest = path.partition("/")
    name, _, field = rest.partition(".")
    part = {"name": name, field: value}
    if family == "metrics":
        return {
            "package.metrics": [part],
            "package.schemes": [{"name": "linear-bonus", "metric": name}],
        }
    more = [{"name": "lottery"}] if field == "shortlist" else []
    return {f"package.{family}": [part, *more]}


def read(path: str, value: object) -> Scenario:
    return scenario_of(SMALL, settings(path, value))


def play(model: Scenario) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", Caution)  # so far out, nothing need settle
        warnings.filterwarnings("error", "planning takes long", Caution)
        try:
            tables = simulate(model, [0], ("runs", "tenures"))
        except Caution:  # it is announced, as it should be, and would play
            return
    for name, column in tables["runs"].items():
        if column.dtype.kind == "f" and not COLUMNS["runs"][name].missing:
            assert np.isfinite(column).all(), name


def inside(kind, low, high):
    """Both bounds, and the number next to each inside; of a field without, large numbers."""
    if kind is int:
        return [low, high]
    found = [low, max(np.nextafter(low, high), low + LEAST), np.nextafter(high, low), high]
    return [float(value) for value in found]


def outside(kind, low, high):
    if kind is int:
        return [low - 1, high + 1]
    beside = [low - max(LEAST, abs(low) * 1e-9), high + max(LEAST, abs(high) * 1e-9)]
    if low <= 0.0 <= high:
        beside += [1e-320, 0.9 * LEAST] if low == 0.0 else [-1e-320, 0.9 * LEAST]
    elif low > 0.0:
        beside += [0.0, 1e-320]
    return beside


@cache
def contradicts(path: str, value: object) -> str:
    """Why a value inside its bounds cannot stand with the others of the small scenario."""
    try:
        read(path, value)
    except InputError as error:
        return str(error)
    return ""


ALL = [pytest.param(path, *told, id=path) for path, told in {**FIELDS, **PARTS}.items()]


@pytest.mark.parametrize(("path", "kind", "low", "high"), ALL)
def test_every_number_has_bounds_that_are_kept(path, kind, low, high):
    assert np.isfinite([low, high]).all(), "a number has two bounds"
    field = path.rpartition(".")[2]
    for value in outside(kind, low, high):
        with pytest.raises(InputError) as caught:
            read(path, value)
        sentence = str(caught.value)
        assert field in sentence and "expected" in sentence, sentence
        assert "does not work" not in sentence and "Error" not in sentence, sentence
    for value in inside(kind, low, high):
        sentence = contradicts(path, value)
        assert "does not work" not in sentence, sentence
        # A contradiction names what the field contradicts; it is no complaint about the field.
        assert f"{field}: is" not in sentence, sentence


def playable(path, kind, low, high, values):
    short = path.replace(path.partition(".")[0], "filters") if path.endswith(".shortlist") else path
    for value in values:
        large = short in TOO_LARGE and value != low
        if not large and not contradicts(path, value):
            yield value


@pytest.mark.study
@pytest.mark.parametrize(("path", "kind", "low", "high"), ALL)
def test_every_number_plays_at_its_bounds(path, kind, low, high):
    for value in playable(path, kind, low, high, inside(kind, low, high)):
        play(read(path, value))


@pytest.mark.parametrize("end", [0, -1], ids=["low", "high"])
@pytest.mark.parametrize("family", FAMILIES)
def test_parts_play_at_their_bounds(family, end):
    """Every number of every part, one at a time, at one bound; some of them: all are above."""
    mine = {path: told for path, told in PARTS.items() if path.startswith(f"{family}/")}
    for path, (kind, low, high) in [*mine.items()][:: 8 if len(mine) > 20 else 1]:
        for value in playable(path, kind, low, high, [inside(kind, low, high)[end]]):
            play(read(path, value))


@pytest.mark.parametrize(
    "path", ["executives.ability_mean", "technology.tasks.1.cap", "metric.noise",
             "shareholders.patience", "market.gaming_cap", "board.prior_variance"]
)  # fmt: skip
def test_sections_play_at_their_bounds(path):
    kind, low, high = FIELDS[path]
    for value in playable(path, kind, low, high, (low, high)):
        play(read(path, value))


def test_what_looks_like_nothing_is_none():
    """Numbers next to 0 are refused wherever they stand; 0 is not, where it may be."""
    for path, value in {
        "shareholders.monitoring_levels": [0.0, 1e-300],
        "technology.risk.levels": [1e-300],
        "package.schemes": [{"name": "menu", "slopes": [0.0, 1e-12]}],
    }.items():
        with pytest.raises(InputError, match="expected 0, or at least 1e-09 in size"):
            read(path, value)
    assert read("firms.luck", 0.0).firms.luck == 0.0


@pytest.mark.parametrize("value", [1e-6, 1e-3])
def test_a_panel_that_is_all_but_free_to_game_plays(value):
    play(read("filters/panel.kappa", value))
    with pytest.raises(InputError, match=r"package.filters.0.kappa: is 1e-09; expected"):
        read("filters/panel.kappa", 1e-9)
