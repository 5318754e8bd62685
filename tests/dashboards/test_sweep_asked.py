"""The page Sweep, Ask: a question stands in the address, and comes from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pages import sentences, sweep, texts

from dashboards.sweep import preview
from dashboards.sweep.asked import ASK, MINE
from sim.scenario.presets import load_scenario
from sim.study.run.estimate import Pace

SLOPE = "package.schemes.linear-bonus.slope"
NOISE = "metric.noise"


@pytest.fixture(autouse=True)
def paced(monkeypatch: pytest.MonkeyPatch, studies: Path) -> None:
    """The machine's pace is not measured, and no study is there."""
    monkeypatch.setattr(preview, "measure", lambda scenarios: Pace(1e-3, 1e-4, 1e-6))


def again(page: Any) -> Any:
    """Somebody else opens the same address."""
    return sweep({ASK: page.query_params[ASK]}, view="ask")


def read(page: Any) -> dict[str, Any]:
    return dict(json.loads(page.query_params[ASK]))


def test_what_the_page_asks_by_itself_is_not_in_the_address() -> None:
    assert ASK not in sweep(view="ask").query_params


def test_ranges_values_and_names_come_back() -> None:
    page = sweep(view="ask", field__sweep__lever1=NOISE, field__sweep__lever2="package.filters")
    page.number_input(key=f"field.sweep.lever0.{SLOPE}.to").set_value(1.5).run()
    page.segmented_control(key=f"field.sweep.lever1.{NOISE}.how").select("values").run()
    page.text_input(key=f"field.sweep.lever1.{NOISE}").set_value("0.1, 0.30000000000000004").run()
    page.selectbox(key="field.sweep.measure").set_value("rent").run()
    page.number_input(key="field.sweep.worlds").set_value(7).run()
    assert not sentences(page)
    assert read(page)["levers"][NOISE] == [0.1, 0.1 + 0.2]
    other = again(page)
    assert not sentences(other) and other.query_params[ASK] == page.query_params[ASK]
    assert other.number_input(key=f"field.sweep.lever0.{SLOPE}.to").value == 1.5
    assert other.number_input(key="field.sweep.worlds").value == 7
    for told in ("How does rent depend on slope, noise and filters?", "cells x 7 worlds"):
        assert told in texts(page) and told in texts(other)


def test_drawn_points_come_back() -> None:
    page = sweep(view="ask")
    page.selectbox(key="field.sweep.design").set_value("sobol").run()
    page.number_input(key="field.sweep.points").set_value(40).run()
    other = again(page)
    assert "40 cells" in texts(other) and read(other)["design"] == "sobol"


def test_the_boardroom_comes_along() -> None:
    mine = load_scenario("default", ["metric.noise=1.25", f"{SLOPE}=0.7"])
    page = sweep(view="ask", boardroom=mine.model_dump_json(), field__sweep__base=MINE)
    page.number_input(key="field.sweep.worlds").set_value(3).run()
    assert read(page)["economy"]["slope"] == "0.7"
    other = again(page)
    assert not sentences(other) and other.selectbox(key="field.sweep.base").value == MINE
    assert load_scenario("default").metric.noise != 1.25
    assert json.loads(other.session_state["boardroom"])["metric"]["noise"] == 1.25


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{", "no JSON object"),
        ("[1]", "no JSON object"),
        ("[" * 5000, "no JSON object"),
        (" " * 30_000 + "{}", "longer than"),
        ("{}", "worlds"),
        ({"worlds": 0}, "worlds"),
        ({"worlds": 4, "colour": 1}, "colour"),
        ({"worlds": 4, "base": "../x"}, "base: '../x' is none"),
        ({"worlds": 4, "measure": "joy"}, "measure: 'joy' is none"),
        ({"worlds": 4, "design": "dice"}, "design: 'dice' is none"),
        ({"worlds": 4, "record": ["runs"]}, "record: 'runs' is none"),
        ({"worlds": 4, "points": 1e18}, "points"),
        ({"worlds": 4, "levers": {"seed": [1]}}, "'seed' cannot be varied"),
        ({"worlds": 4, "levers": {NOISE: ["a"]}}, "'a' is no number"),
        ({"worlds": 4, "levers": {NOISE: {"range": [0, 1e300]}}}, "range"),
        ({"worlds": 4, "levers": {NOISE: {"range": [0, 1], "steps": 0}}}, "steps"),
        ({"worlds": 4, "levers": {"package.schemes": ["gold"]}}, "'gold' is none"),
        ({"worlds": 4, "levers": {"package.schemes": {"range": [0, 1]}}}, "expected some of"),
        ({"worlds": 4, "levers": {key: [1] for key in "abcd"}}, "levers"),
        ({"worlds": 4, "economy": {"slope": "steep"}}, "'steep' is no number"),
        ({"worlds": 4, "economy": {"changes": '{"firms.source":"/etc/passwd"}'}}, "no file"),
    ],
    ids=[f"wrong{n}" for n in range(21)],
)
def test_what_is_no_question_is_a_sentence_and_sets_nothing(said: Any, words: str) -> None:
    text = said if isinstance(said, str) else json.dumps(said)
    page = sweep({ASK: text}, view="ask")
    (told,) = sentences(page)
    assert "The question in the address was not opened" in told and words in told
    assert ASK not in page.query_params
    assert "How does shareholder surplus depend on slope and awareness?" in texts(page)


def test_a_question_from_an_address_stays_in_it() -> None:
    """Also after another part of the page was looked at."""
    asked = json.dumps({"worlds": 3, "levers": {NOISE: [0.2, 1]}})
    page = sweep({ASK: asked}, view="ask")
    assert read(page)["worlds"] == 3
    page.session_state["view"] = "keep"
    page.run()
    assert ASK not in page.query_params
    page.session_state["view"] = "ask"
    page.run()
    assert read(page)["worlds"] == 3 and "2 cells x 3 worlds" in texts(page)
