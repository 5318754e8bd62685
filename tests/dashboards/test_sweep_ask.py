"""The page Sweep, Ask: what can be varied, designs, search by meaning, size and time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pages import sentences, sweep, texts

from dashboards.design import Dial, Span, as_file, design, first_span, possible_levers, question
from dashboards.fields import Field
from dashboards.sweep import ask, preview
from dashboards.sweep.search import find
from sim.scenario.presets import as_yaml, load_scenario, scenario_data
from sim.study import load_experiment
from sim.study.run.estimate import Pace
from sim.support import memory
from sim.support.inputs import InputError
from sim.support.memory import Limit

CELLS = 25  # of the sweep that the page offers
SLOPE = "package.schemes.linear-bonus.slope"
LEVERS = possible_levers(scenario_data("default"))


def lever(path: str, *values: Any) -> Dial:
    return Dial(LEVERS[path], values)


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's pace is not measured."""
    monkeypatch.setattr(preview, "measure", lambda scenarios: Pace(1e-3, 1e-4, 1e-6))


def test_what_can_be_varied_follows_from_the_base() -> None:
    assert {SLOPE, "package.schemes", "metric.noise", "executives.cognition"} <= set(LEVERS)
    assert not {"seed", "worlds", "description"} & set(LEVERS)
    assert LEVERS["executives.population"].choices == (
        "default",
        "few-misaligned",
        "flip",
        "many-misaligned",
        "take-it-or-leave-it",
        "us-listed",
    )
    assert "package.oversight.probation.length" not in possible_levers(scenario_data("long-leash"))


def test_a_design_is_the_experiment_that_the_command_line_reads(tmp_path: Path) -> None:
    levers = [
        lever("package.schemes", "fixed-salary", "deferred-bonus"),
        lever("executives.population", "default", "many-misaligned"),
        lever("metric.noise", 0.3, 0.6),
    ]
    made = design("mine", "default", None, levers, 4, ["tenures"])
    assert list(made.levers) == ["schemes", "population", "noise"]
    assert len(made.cells()) == 8
    many = load_scenario("many-misaligned").executives.population
    assert made.cells()[-1].scenario.executives.population == many
    file = tmp_path / "mine.yaml"
    file.write_text(as_yaml(as_file(made)))
    again = load_experiment(file)
    assert again.cells() == made.cells() and again.record == made.record


def test_the_boardroom_can_be_the_base() -> None:
    mine = load_scenario("flip", ["market.outside=0.3", "seed=5"])
    made = design("mine", "default", mine, [lever("metric.noise", 0.3)], 2, [])
    (cell,) = made.cells()
    changed = {"worlds": 2, "metric": mine.metric.model_copy(update={"noise": 0.3})}
    assert cell.scenario == mine.model_copy(update={**changed, "description": ""}) or (
        cell.scenario.model_copy(update={"description": ""})
        == mine.model_copy(update={**changed, "description": ""})
    )


def test_columns_of_levers_clash_with_nothing() -> None:
    made = design(
        "mine",
        "default",
        None,
        [lever("package.oversight.random-audits.rate", 0.1), lever("metric.noise", 1)],
        2,
        [],
    )
    assert list(made.levers) == ["rate", "noise"]
    both = [
        lever("package.oversight.random-audits.rate", 0.1),
        lever("package.oversight.probation.rate", 0.1),
    ]
    assert list(design("mine", "default", None, both, 2, []).levers) == ["rate", "probation_rate"]


@pytest.mark.parametrize(
    ("name", "levers", "words"),
    [
        ("a/b", [], "expected letters"),
        ("", [], "expected letters"),
        ("x", [lever(SLOPE)], "no values"),
        ("x", [lever(SLOPE, 1, 1)], "two levels called '1'"),
        ("x", [lever(SLOPE, 10**9)], "is 1000000000"),
        ("x", [lever(SLOPE, 1), lever("package.schemes", "fixed-salary")], "undoes"),
        ("x", [lever("executives.foresight", 1.5)], "foresight"),
    ],
)
def test_wrong_designs_are_sentences(name: str, levers: list[Dial], words: str) -> None:
    with pytest.raises(InputError, match=words):
        design(name, "default", None, levers, 2, []).cells()


def test_size_and_time_are_told_before_the_start(studies: Path) -> None:
    page = sweep()
    assert not sentences(page)
    assert "How does shareholder surplus depend on slope and awareness?" in texts(page)
    assert f"{CELLS} cells x 16 worlds = {16 * CELLS} runs" in texts(page)
    assert "about **" in texts(page) and "on the disk" in texts(page)
    page.number_input(key="field.sweep.worlds").set_value(3).run()
    size = (
        f"{CELLS} cells x 3 worlds = {3 * CELLS} runs**, {3 * CELLS * 177 * (144 + 40):,} quarters"
    )
    assert size in texts(page)
    assert not studies.exists()


def test_wrong_values_leave_nothing_to_start(studies: Path) -> None:
    values = f"field.sweep.lever0.{SLOPE}"
    page = sweep(**{f"{values}.how": "values"})
    assert f"{CELLS} cells" in texts(page)
    page.text_input(key=values).set_value("0, steep").run()
    assert "'steep' is no number" in sentences(page)[0]
    assert "Start the sweep" not in [button.label for button in page.button]
    page.text_input(key=values).set_value("0, 1000000000").run()
    assert "1000000000" in sentences(page)[0]


def test_ranges_have_ends_and_steps_and_can_be_drawn_from(studies: Path, paced: None) -> None:
    page = sweep()
    place = f"field.sweep.lever0.{SLOPE}"
    page.number_input(key=f"{place}.steps").set_value(3).run()
    assert "15 cells" in texts(page)
    page.number_input(key=f"{place}.from").set_value(5.0).run()
    assert "expected from less to more" in sentences(page)[0]
    page.number_input(key=f"{place}.from").set_value(0.1).run()
    page.selectbox(key="field.sweep.design").set_value("latin-hypercube").run()
    page.number_input(key="field.sweep.points").set_value(40).run()
    assert not sentences(page) and "40 cells" in texts(page)


def test_what_takes_over_an_hour_is_asked_about(
    studies: Path, paced: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "LONG_TO_WAIT", 0.5)
    page = sweep()
    start = next(button for button in page.button if button.label == "Start the sweep")
    assert start.disabled
    page.checkbox[0].check().run()
    start = next(button for button in page.button if button.label == "Start the sweep")
    assert not start.disabled


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("bonus steep", SLOPE),
        ("knows when watched", "executives.awareness"),
        ("discount", "executives.patience"),
        ("fine on detection audit", "package.oversight.random-audits.penalty"),
        ("standard deviation ability", "executives.ability_sd"),
    ],
)
def test_levers_are_found_by_what_they_mean(asked: str, path: str) -> None:
    assert find(asked, LEVERS)[0] == path


def test_nothing_is_found_for_no_word_of_the_model() -> None:
    assert find("xylophone", LEVERS) == [] and find("", LEVERS) == [] and find("of", LEVERS) == []


def test_a_lever_that_was_found_is_taken_with_a_click(studies: Path) -> None:
    page = sweep(field__sweep__search="penalty of probation")
    path = "package.oversight.probation.penalty"
    page.button(key=f"take-{path}").click().run()
    assert page.selectbox(key="field.sweep.lever2").value == path
    assert f"{5 * CELLS} cells" in texts(page)


def test_designs_are_drawn_from_ranges(tmp_path: Path) -> None:
    levers = [
        Dial(LEVERS[SLOPE], Span(0.1, 1.0, 5, True)),
        Dial(LEVERS["executives.foresight"], Span(0, 16, 3)),
    ]
    crossed = design("mine", "default", None, levers, 2, [], "rent")
    assert crossed.question == question("rent", levers) and crossed.measures[0] == "rent"
    assert len(crossed.cells()) == 15
    assert crossed.design_points.columns["foresight"].to_pylist()[:3] == [0, 8, 16]
    slopes = crossed.design_points.columns["slope"].to_pylist()[::3]
    assert slopes[2] == pytest.approx(10**-0.5)
    drawn = design("mine", "default", None, levers, 2, [], "rent", "sobol", 12)
    file = tmp_path / "mine.yaml"
    file.write_text(as_yaml(as_file(drawn)))
    assert load_experiment(file).design_points.digest == drawn.design_points.digest
    assert len(drawn.design_points) == 12


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ([], r"need about .* of memory, and 1\.0 GB is free \(here\)"),
        (["ledger"], r"need about .* on the disk while they are made, and .* is free in"),
    ],
    ids=["memory", "disk"],
)
def test_what_does_not_fit_cannot_be_started(
    studies: Path, monkeypatch: pytest.MonkeyPatch, record: list[str], words: str
) -> None:
    """The sentence that the command has, with what it needs and what there is."""
    free = 1_000_000_000 if not record else 10**13
    monkeypatch.setattr(memory, "available", lambda: Limit(free, "here"))
    page = sweep(field__sweep__worlds=100_000, field__sweep__record=record)
    (said,) = sentences(page)
    assert re.search(words, said)
    assert "Start the sweep" not in [button.label for button in page.button]
    page.number_input(key="field.sweep.worlds").set_value(2).run()
    page.multiselect(key="field.sweep.record").set_value([]).run()
    assert not sentences(page) and "Start the sweep" in [button.label for button in page.button]


def test_suggested_ranges_fit_the_field() -> None:
    assert first_span(LEVERS[SLOPE], 0.4) == Span(0.0, 0.8, 5)
    assert first_span(LEVERS["executives.awareness"], 0.91) == Span(0.0, 1.0, 5)
    assert first_span(LEVERS["executives.foresight"], 16) == Span(0.0, 32.0, 5)
    assert first_span(Field("x", "number", low=1.0), 1.0) == Span(1.0, 2.0, 5)
    assert first_span(Field("x", "number"), -0.5) == Span(-1.0, 0.0, 5)
