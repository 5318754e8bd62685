"""The shipped grid is what a fresh run gives, and small enough to ship."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.presets import load_scenario
from sim.story import CHAPTERS, GridPlace, play_cell, stored
from sim.story.casts import applicants, faces
from sim.story.cells import levers, places, scenario_at
from sim.story.stored import SHIPPED

SAMPLE = (
    GridPlace("bonus", (1.6, "as-they-apply", 0.91)),
    GridPlace("bonus", (0.0, "half-misaligned", 0.0)),
    GridPlace("bonus", (2.0, "careerists", 0.5)),
    GridPlace("watch", (0.25, 0.0, "as-they-apply")),
    GridPlace("watch", (1.0, 0.91, "careerists")),
    GridPlace("interview", (1.5, "aware")),
)
RELATIVE = 1e-9


@pytest.mark.parametrize("place", SAMPLE, ids=str)
def test_a_cell_is_what_a_fresh_run_gives(place: GridPlace) -> None:
    cells, seasons, worlds = play_cell(place)
    levels = dict(zip(levers(place.chapter), place.levels, strict=True))
    for row in cells:
        known = stored().row(place.chapter, row["measure"], **levels)
        _same(known, row)
    if seasons:
        known = stored().quarters(**levels).to_dict("records")
        assert len(known) == len(seasons)
        for was, row in zip(known, seasons, strict=True):
            assert (was["quarter"], was["measure"]) == (row["quarter"], row["measure"])
            _same(was, row)
    if worlds:
        fresh = [row["shareholder_surplus"] for row in worlds]
        assert stored().surpluses(place.chapter, **levels) == pytest.approx(fresh, rel=RELATIVE)


def _same(known: Any, row: dict[str, Any]) -> None:
    assert known["n"] == row["n"]
    for name in ("mean", "low", "high"):
        assert known[name] == pytest.approx(row[name], rel=RELATIVE, abs=1e-12)


def test_the_grid_is_whole() -> None:
    cells = stored().cells
    for name, chapter in CHAPTERS.items():
        mine = cells[cells["chapter"] == name]
        count = 1
        for levels in chapter.levers.values():
            count *= len(levels)
        assert len(mine) == count * mine["measure"].nunique()
    assert stored().origin["cells"] == len(list(places()))


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 5_000_000


def test_the_cast_is_that_of_the_world() -> None:
    assert applicants() == stored().applicants
    assert faces() == stored().faces
    kinds = [person["kind"] for person in stored().faces]
    assert sorted(kind for kind in kinds if kind in {"looter", "saboteur"}) == [
        "looter",
        "saboteur",
    ]


def test_the_usual_place_is_the_default_economy() -> None:
    """The cell at the default's slope, people and awareness is the default."""
    usual = scenario_at(GridPlace("bonus", (0.4, "as-they-apply", 0.91)))
    assert usual == load_scenario("default", [f"worlds={usual.worlds}"])


def test_a_place_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        stored().row("bonus", "metric", slope=0.41, people="careerists", awareness=0.91)
