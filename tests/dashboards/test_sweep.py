"""The page Sweep: designs, sentences, studies of every origin and state, downloads."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from pages import opened, sentences, sweep, texts

from dashboards.charts import panels
from dashboards.design import Dial, Span, as_file, design, first_span, possible_levers, question
from dashboards.fields import Field
from dashboards.sweep import ask, files, preview
from dashboards.sweep.places import between, duration, size_of
from dashboards.sweep.search import find
from sim.report.levers import lever_answers
from sim.scenario.presets import as_yaml, load_scenario, scenario_data
from sim.scenario.scenario import Scenario
from sim.study import Experiment, Study, continue_study, lay_out, load_experiment, run_study
from sim.study.run import background
from sim.study.run.estimate import Pace
from sim.study.run.growing import add_worlds
from sim.study.store.formats import FORMATS
from sim.support import memory
from sim.support.inputs import InputError
from sim.support.memory import Limit

CELLS = 25  # of the sweep that the page offers
SLOPE = "package.schemes.linear-bonus.slope"
LEVERS = possible_levers(scenario_data("default"))
TINY = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 2}


def lever(path: str, *values: Any) -> Dial:
    return Dial(LEVERS[path], values)


def study_of(path: Path, **levers: list[Any]) -> Study:
    """A small study with levers on numbers, made as from the command line."""
    paths = {"slope": SLOPE, "offer": "market.outside", "base": "package.base_pay"}
    experiment = Experiment.model_validate(
        {
            "name": path.name,
            "question": "What of it?",
            "settings": TINY,
            "levers": {n: {"path": paths[n], "values": levels} for n, levels in levers.items()},
            "record": ["quarters"],
        }
    )
    return run_study(experiment, path, workers=1)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page starts is done in this process, before it goes on."""
    play = lambda path, workers=None: continue_study(path, workers=1)
    monkeypatch.setattr(background, "start", play)


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
    monkeypatch.setattr(ask, "LONG", 0.5)
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


def test_a_sweep_is_started_cancelled_and_continued(studies: Path) -> None:
    page = sweep(field__sweep__worlds=200, field__sweep__workers=1, field__sweep__name="mine")
    (start,) = (button for button in page.button if button.label == "Start the sweep")
    start.click().run()
    path = studies / "mine"
    assert not sentences(page) and background.watch(path).state == "running"
    while not background.watch(path).done:
        time.sleep(0.05)
    again = sweep()  # another visitor, or a reload
    assert again.selectbox(key="study").value == "mine"
    again.button(key="cancel").click().run()
    found = background.watch(path)
    assert found.state == "unfinished" and 0 < found.done < found.total
    assert f"Cancelled: {found.done} of {found.total} runs are done and kept." in texts(again)
    again.button(key="continue").click().run()
    assert background.watch(path).state == "running"
    background.cancel(path)
    assert background.watch(path).done >= found.done


def test_a_name_that_is_taken_is_a_sentence(studies: Path) -> None:
    study_of(studies / "mine", slope=[0, 1])
    page = sweep(field__sweep__name="mine", view="ask")
    (start,) = (button for button in page.button if button.label == "Start the sweep")
    start.click().run()
    assert "holds another study" in sentences(page)[0]
    assert Study.open(studies / "mine").complete


@pytest.mark.parametrize(
    "levers",
    [
        {},
        {"slope": [0, 1, 2]},
        {"slope": [0, 1], "offer": [0.5, 0.6]},
        {"slope": [0, 1], "offer": [0.5, 0.6], "base": [1, 2]},
    ],
    ids=len,
)
def test_studies_of_the_command_line_are_shown(studies: Path, levers: dict[str, Any]) -> None:
    study = study_of(studies / "theirs", **levers)
    page = sweep(**{"all-cells": True})
    assert not sentences(page)
    cells = page.dataframe[0].value
    assert len(cells) == len(study.cells) and {"mean", "low", "high"} <= set(cells)
    assert len(page.get("vega_lite_chart")) == (2 if len(levers) == 3 else 1)
    page.selectbox(key="measure").set_value("rent").run()
    wanted = study.table("runs").to_pandas()["rent"].mean()
    assert page.dataframe[0].value["mean"].mean() == pytest.approx(wanted)
    if len(levers) == 3:
        labels = [box.label for box in page.selectbox]
        assert {"Down", "Across", "Base"} <= set(labels)
        page.selectbox(key="level1").set_value("2").run()
        assert len(page.get("vega_lite_chart")) == 1


def test_what_levers_do_is_told_when_asked(studies: Path) -> None:
    study = study_of(studies / "theirs", slope=[0, 0.5, 1], offer=[0.5, 0.6, 0.7])
    page = sweep(picture="each lever")
    assert not sentences(page) and not page.exception
    only = ("effects", "curves", "indices", "region")
    told = list(lever_answers(study, study.measures[0], only=only))
    drawn = [answer for answer in told if answer.chart is not None]
    assert len(drawn) == 2 and "moves shareholder surplus most" in texts(page)
    assert len(page.get("vega_lite_chart")) == sum(len(panels(a.chart)) for a in drawn)
    page.selectbox(key="picture").set_value("trade-off").run()
    assert "Shareholder surplus against deceptive share" in texts(page)
    page.selectbox(key="picture").set_value("lines").run()
    assert len(page.get("vega_lite_chart")) == 1 and not sentences(page)


def test_a_verdict_only_where_every_cell_has_its_worlds(studies: Path) -> None:
    study = study_of(studies / "theirs", slope=[0, 1])
    page = sweep()
    assert "is highest with" in texts(page) and "So far" not in texts(page)
    add_worlds(study.path, 3)
    page.run()
    assert "is highest with" not in texts(page)
    assert "So far: 0 of 2 cells have all their worlds, and 2 have some" in texts(page)


def test_worlds_are_added_where_intervals_overlap(studies: Path, at_once: None) -> None:
    """With slopes that hardly differ, two worlds tell nothing apart."""
    study = study_of(studies / "theirs", slope=[0.4, 0.4001])
    page = sweep()
    assert "The highest two cannot be told apart" in texts(page)
    more = page.number_input(key="more-theirs-2")
    more.set_value(5).run()
    page.button(key="add-worlds").click().run()
    assert not sentences(page)
    grown = Study.open(study.path)
    assert grown.worlds == 5 and grown.complete
    assert grown.table("runs").num_rows == 10


def test_a_cell_opens_in_another_page(studies: Path) -> None:
    study = study_of(studies / "theirs", slope=[0, 1])
    page = sweep()
    page.selectbox(key="cell").set_value(1).run()
    page.button(key="open-boardroom").click().run()
    opened = Scenario.model_validate_json(page.session_state["opened-scenario"])
    assert opened == study.scenario(1)


def test_outcomes_of_a_study_are_among_its_measures(studies: Path) -> None:
    study = run_study(
        Experiment.model_validate(
            {
                "name": "own",
                "question": "?",
                "settings": TINY,
                "outcomes": {"earned": "mean(tenures.paid_total)"},
                "levers": {"slope": {"path": SLOPE, "values": [0, 1]}},
            }
        ),
        studies / "own",
        workers=1,
    )
    page = sweep(**{"all-cells": True})
    page.selectbox(key="measure").set_value("earned").run()
    assert "an outcome of this study: mean(tenures.paid_total)" in texts(page)
    means = study.summary("earned")["mean"].tolist()
    assert page.dataframe[0].value["mean"].tolist() == pytest.approx(means)


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


def test_every_format_of_the_command_is_offered() -> None:
    assert set(files.TYPES) == set(FORMATS)
    assert set(files.formats()) <= set(FORMATS) and {"csv", "json"} <= set(files.formats())


@pytest.mark.parametrize("kind", ["csv", "parquet", "feather", "json", "jsonl"])
@pytest.mark.parametrize("table", ["runs", "quarters"])
def test_downloads_are_what_export_writes(studies: Path, table: str, kind: str) -> None:
    study = study_of(studies / "theirs", slope=[0, 1])
    file = study.export(table, kind, studies / f"out.{kind}")
    assert files.exported(study.path, table, kind) == file.read_bytes()


def test_unfinished_failed_and_damaged_studies_say_so(studies: Path) -> None:
    experiment = Experiment.model_validate({"name": "x", "question": "?", "settings": TINY})
    lay_out(experiment, studies / "fresh")
    failed = lay_out(experiment, studies / "failed")
    log = failed.log(0, 0)
    log.parent.mkdir()
    log.write_text("ValueError: no luck")
    lay_out(experiment, studies / "damaged")
    (studies / "damaged" / "manifest.json").write_text("{")
    page = sweep(view="keep")
    for state in ("unfinished", "failed", "damaged"):
        assert f": {state}" in texts(page)
    assert "damaged" in sentences(page)[0] and "Nothing of it can be read" in texts(page)
    page = sweep(study="fresh")
    assert "none of 2 runs is done" in texts(page) and not sentences(page)
    page.selectbox(key="study").set_value("failed").run()
    assert "no luck" in sentences(page)[0]
    page.selectbox(key="study").set_value("damaged").run()
    assert "damaged" in sentences(page)[0]


def test_torn_tables_are_damage_that_can_be_repaired(studies: Path, at_once: None) -> None:
    study = study_of(studies / "torn", slope=[0, 1])
    before = study.table("runs")
    file = study.file("runs")
    file.write_bytes(file.read_bytes()[:-40])
    page = sweep()
    state = background.watch(study.path).state
    if state == "done":
        assert "damaged" in sentences(page)[0]
        page.button(key="repair-torn").click().run()
    else:  # noticed at once: continuing is repairing
        assert "Unfinished" in texts(page)
        page.button(key="continue").click().run()
    assert Study.open(study.path).table("runs").equals(before)


def test_rows_of_a_study_without_manifest_can_be_saved(studies: Path) -> None:
    study = study_of(studies / "theirs", slope=[0, 1])
    (study.path / "manifest.json").write_text("{")
    page = sweep(view="keep")
    assert "4 rows of runs" in texts(page)
    assert next(one.label for one in page.get("download_button")) == "Save runs as CSV"


def test_studies_are_renamed_and_put_into_the_bin_and_back(studies: Path) -> None:
    study_of(studies / "one", slope=[0, 1])
    study_of(studies / "two")
    page = sweep(view="keep")
    page.text_input(key="name-one").set_value("two").run()
    page.button(key="rename-one").click().run()
    assert "is there already" in sentences(page)[0] and Study.open(studies / "one").complete
    page.text_input(key="name-one").set_value("three").run()
    page.button(key="rename-one").click().run()
    assert not sentences(page) and Study.open(studies / "three").complete
    page.button(key="bin-three").click().run()
    assert not (studies / "three").exists() and "three is in the bin" in texts(page)
    page.button(key="undo-bin").click().run()
    assert Study.open(studies / "three").complete


def test_two_studies_are_compared(studies: Path) -> None:
    study_of(studies / "one", slope=[0, 1])
    study_of(studies / "two", slope=[2, 3])
    page = sweep(view="keep", compare=["one", "two"])
    assert not sentences(page)
    assert "Over all cells, two has" in texts(page)
    assert len(page.get("vega_lite_chart")) == 2


def test_an_unknown_study_in_the_address_opens_none(studies: Path) -> None:
    study_of(studies / "one")
    page = opened("nowhere")
    assert "no study is called 'nowhere'" in sentences(page)[0].lower()
    assert page.selectbox(key="study").value is None
    assert not page.get("vega_lite_chart")


def test_the_address_opens_a_study(studies: Path) -> None:
    study_of(studies / "one")
    study_of(studies / "two")
    page = sweep()
    newest = page.selectbox(key="study").value
    other = ({"one", "two"} - {newest}).pop()
    page.selectbox(key="study").set_value(other).run()
    assert page.query_params["study"] in (other, [other])


def test_suggested_ranges_fit_the_field() -> None:
    assert first_span(LEVERS[SLOPE], 0.4) == Span(0.0, 0.8, 5)
    assert first_span(LEVERS["executives.awareness"], 0.91) == Span(0.0, 1.0, 5)
    assert first_span(LEVERS["executives.foresight"], 16) == Span(0.0, 32.0, 5)
    assert first_span(Field("x", "number", low=1.0), 1.0) == Span(1.0, 2.0, 5)
    assert first_span(Field("x", "number"), -0.5) == Span(-1.0, 0.0, 5)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_durations_are_readable(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_ranges_and_sizes_are_readable() -> None:
    assert between(20, 40) == "20 to 40 s" and between(50, 600) == "50 s to 10 min"
    assert between(600, 610) == "about 10 min"
    assert size_of(12) == "12 B" and size_of(3_456_000) == "3 MB" and size_of(2e9) == "2.0 GB"
