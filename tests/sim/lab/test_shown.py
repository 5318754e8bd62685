"""What is shipped to be shown is what the labs select and play today, and what their page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.findings.quoting import between, rows_of
from sim.lab import shown
from sim.lab.irish_elk import shown as elk
from sim.lab.keys_and_chests import shown as keys
from sim.lab.keys_and_chests.lab import KeysAndChests
from sim.lab.programme import Choice, LabPiece, Programme
from sim.lab.red_doors import shown as doors
from sim.lab.red_doors.lab import RedDoors

PAGE, ELK = "docs/lab.md", "docs/lab/irish-elk.md"
TITLES = {
    "training": "training",
    "none": "nobody trains",
    "goal": "shift of the goal",
    "capability": "shift of capability",
}


def piece(lab, policy, number):
    programme = Programme((), (Choice(policy, "cma", "average"),), ())
    return LabPiece(lab, programme, 0, number, None)


def test_it_is_small():
    assert shown.SHOWN_FILE.stat().st_size < 500_000


@pytest.mark.parametrize("number", [0, 5])
def test_a_planner_among_red_doors_is_selected_anew(number):
    shipped = shown.shown()["red-doors"]
    one = piece(RedDoors(), "planner", number)
    fresh = doors.episodes([one])["planner"]
    for scene, found in fresh.items():
        assert found[0] == shipped["episodes"]["planner"][scene][number]
    (weights,) = doors.weights_of(one).values()
    assert weights.shape == (4,)
    assert doors.aims([one])["planner"] == shipped["aims"]["planner"][number]


def test_nobody_selects_heuristics_and_mazes_are_as_they_were():
    for module, name in ((doors, "red-doors"), (keys, "keys-and-chests")):
        shipped = shown.shown()[name]
        fresh = json.loads(json.dumps(module.episodes([])))
        assert {policy: shipped["episodes"][policy] for policy in fresh} == fresh
    for scene, data in shown.shown()["red-doors"]["scenes"].items():
        assert doors.maze(scene)[0] == data
    for scene, data in shown.shown()["keys-and-chests"]["scenes"].items():
        assert keys.ground(scene)[0] == data


def test_a_planner_among_keys_is_selected_anew():
    shipped = shown.shown()["keys-and-chests"]["episodes"]["planner"]
    fresh = keys.episodes([piece(KeysAndChests(), "planner", 2)])["planner"]
    assert all(found[0] == shipped[scene][2] for scene, found in fresh.items())


def test_training_and_the_shift_of_the_goal_differ_in_colours_only():
    scenes = shown.shown()["red-doors"]["scenes"]
    for before, after in zip(scenes["training"]["levels"], scenes["goal"]["levels"], strict=True):
        assert (before["open"], before["start"]) == (after["open"], after["start"])
        places = [cell for cell, _ in after["things"]]
        assert [cell for cell, _ in before["things"]] == places[: len(before["things"])]
        assert [kind for _, kind in before["things"]].count("red door") == 1
        assert {kind for _, kind in after["things"]} >= {"blue door", "red thing"}


def test_herds_live_again():
    shipped = shown.shown()["irish-elk"]["settings"]
    fresh = elk.document(2, 2)["settings"]
    for name, found in fresh.items():
        assert found["population"] == shipped[name]["population"][:2]
        assert found["antlers"] == shipped[name]["antlers"][:2]
        assert found["lived"] == shipped[name]["lived"][:2]


@pytest.mark.parametrize(("lab", "mark"), [("red-doors", "doors"), ("keys-and-chests", "keys")])
def test_rows_are_those_of_the_page(lab, mark):
    said = {(row["policy"], row["where"]): row for row in rows_of(between(PAGE, mark))}
    for row in shown.shown()[lab]["rows"]:
        told = said[row["policy"], TITLES[row["scene"]]]
        for name in ("capability", "alignment", "malign"):
            mean = float(told[name].split(" ")[0])
            assert mean == pytest.approx(row[name][0], abs=0.0051)


def test_aims_are_those_of_the_page():
    for row in rows_of(between(PAGE, "doors-optimizers")):
        if row["base optimizer"] != "cma" or row["policy"] == "knowing-planner":
            continue
        letters = shown.shown()["red-doors"]["aims"][row["policy"]]
        for word in ("door", "red", "neither", "mixed"):
            assert float(row[f"aims {word}"].split(" ")[0]) == letters.count(word[0]) / 100


def test_tables_are_those_of_the_page():
    for mark, rows in shown.tables().items():
        assert rows == rows_of(between(PAGE, mark))


def test_extinctions_are_those_of_the_page():
    said = {row["herds that died out"]: row for row in rows_of(between(ELK, "died-out"))}
    found = shown.shown()["irish-elk"]["settings"]
    for name, setting in elk.shown_settings().items():
        where, _, sky = setting.policy.rpartition(", ")
        assert found[name]["extinct"] == int(said[where][sky])


@pytest.mark.study
def test_all_of_it_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shown, "SHOWN_FILE", tmp_path / "data" / "shown.json")
    shown.main()
    made = (tmp_path / "data" / "shown.json").read_text("utf-8")
    assert json.loads(made) == shown.shown()
