"""The page Lab: what it shows is what is shipped, and what is chosen is in the address."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pages import sentences, texts
from streamlit.testing.v1 import AppTest

from dashboards import lab_charts as charts
from dashboards.pages.lab import POLICY_TITLES, SHIFT_TITLES, SYSTEMS_SHOWN, told, walked
from sim.lab.shown import shown, tables


def lab(**asked: str) -> AppTest:
    def script() -> None:
        from dashboards.guard import guarded
        from dashboards.pages import lab

        guarded(lab.show)()

    page = AppTest.from_function(script, default_timeout=60)
    for key, value in asked.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception and not sentences(page)
    return page


def test_every_system_by_its_address():
    says = {
        "red-doors": "56 planners want doors and 43 want red",
        "keys-and-chests": "nine keys lie there",
        "irish-elk": "11 of 40 herds have died out by generation 500",
        "all": "stays able and loses the objective, furthest in keys and chests",
    }
    assert says.keys() == SYSTEMS_SHOWN.keys()
    for system, words in says.items():
        assert words in texts(lab(lab=system))


def test_a_default_is_not_in_the_address_and_nonsense_is_the_default():
    page = lab(policy="a ghost", shift="none")
    assert page.session_state["policy"] == "planner" and "policy" not in page.query_params
    assert page.query_params["shift"] == "none"
    page.button_group(key="policy").set_value("heuristic").run()
    assert page.query_params["policy"] == "heuristic"


def test_the_title_says_what_the_policy_does():
    assert "this heuristic reaches something red in all 6 mazes" in texts(lab(policy="heuristic"))
    page = lab(policy="knowing-planner", shift="none")
    assert "It can, and does something else: capability 1.00, alignment 0.35" in texts(page)
    page = lab(policy="heuristic", shift="capability")
    assert "It gets lost, and wants what it wanted" in texts(page)


@pytest.mark.parametrize("system", SHIFT_TITLES)
@pytest.mark.parametrize("policy", POLICY_TITLES)
def test_every_walk_stays_on_its_way(system, policy):
    """Also that a picture is small: the page sends one at a time."""
    found = shown()[system]
    for shift in SHIFT_TITLES[system]:
        assert told(system, found, policy, shift, 0).startswith("After training this")
        data = walked(system, found, policy, shift, (0, 1))
        assert len(json.dumps(data)) < 6000
        for panel in data["panels"]:
            moves, cell = (-panel["size"], 1, panel["size"], -1), panel["start"]
            for way in panel["path"]:
                cell += moves[int(way)]
                assert panel["open"][cell] == "1"
            assert len(panel["when"]) == len(panel["things"])


def test_a_herd_is_drawn_up_to_the_generation():
    found = shown()["irish-elk"]
    rows = charts.courses(found, "others pay too", 200)
    assert rows["generation"].max() == 200 and rows["herd"].nunique() == 8
    page = lab(lab="irish-elk")
    page.slider(key="generation").set_value(200).run()
    gone = sum(one < 200 for one in found["settings"]["others pay too"]["lived"])
    assert f"{gone} of 40 herds have died out by generation 200" in texts(page)


def test_numbers_of_systems_are_those_of_the_table():
    rows = charts.system_numbers(pd.DataFrame(tables()["systems"]))
    assert rows["alignment"].tolist()[:2] == [0.47, -1.71]
    assert charts.numbers_of("-0.07 (0.10)") == (-0.07, 0.1)
    assert charts.numbers_of("1.00") == (1.0, 0.0)
