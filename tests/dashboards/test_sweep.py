"""The page Sweep: designs, sentences, studies of every origin and state, downloads."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from pages import sentences, sweep, texts

from dashboards import findings
from dashboards.charts import panels
from dashboards.design import FIRST_DESIGN, Dial, as_file, design, possible_levers
from dashboards.fields import Field
from dashboards.pages.sweep import duration
from sim.report.levers import lever_answers
from sim.scenario.presets import as_yaml, load_scenario, scenario_data
from sim.study import Experiment, Study, lay_out, load_experiment, run_study
from sim.study.run import background
from sim.study.store.formats import FORMATS
from sim.support import memory
from sim.support.inputs import InputError
from sim.support.memory import Limit

SCHEMES, FILTERS = (len(FIRST_DESIGN[f"package.{family}"]) for family in ("schemes", "filters"))
CELLS = SCHEMES * FILTERS  # of the sweep that the page offers
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
    assert f"{CELLS} cells x 16 worlds = {16 * CELLS} runs" in texts(page)
    assert "about **" in texts(page)
    key = "field.sweep.lever2"
    page.selectbox(key=key).set_value(None).run()
    page.number_input(key="field.sweep.worlds").set_value(3).run()
    size = (
        f"{CELLS} cells x 3 worlds = {3 * CELLS} runs**, {3 * CELLS * 177 * (144 + 40):,} quarters"
    )
    assert size in texts(page)
    assert not studies.exists()


def test_wrong_values_leave_nothing_to_start(studies: Path) -> None:
    page = sweep()
    page.selectbox(key="field.sweep.lever0").set_value(SLOPE).run()
    assert "5 x" not in texts(page) and f"{5 * FILTERS} cells" in texts(page)
    page.text_input(key=f"field.sweep.lever0.{SLOPE}").set_value("0, steep").run()
    assert "'steep' is no number" in sentences(page)[0]
    assert "Start the sweep" not in [button.label for button in page.button]
    page.text_input(key=f"field.sweep.lever0.{SLOPE}").set_value("0, 1000000000").run()
    assert "1000000000" in sentences(page)[0]


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
    page = sweep(field__sweep__name="mine")
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
    page = sweep()
    assert not sentences(page)
    assert list(page.dataframe[0].value["State"]) == ["done"]
    cells = page.dataframe[1].value
    assert len(cells) == len(study.cells) and {"mean", "low", "high", "worlds"} <= set(cells)
    assert len(page.get("vega_lite_chart")) == (1 if levers else 0)
    page.selectbox(key="measure").set_value("rent").run()
    wanted = study.table("runs").to_pandas()["rent"].mean()
    assert page.dataframe[1].value["mean"].mean() == pytest.approx(wanted)
    if len(levers) == 3:
        labels = [box.label for box in page.selectbox]
        assert {"Down", "Across", "Base"} <= set(labels)


@pytest.mark.parametrize(
    "levers", [{"slope": [0, 1]}, {"slope": [0, 0.5, 1], "offer": [0.5, 0.6, 0.7]}], ids=len
)
def test_what_levers_do_is_told_when_asked(studies: Path, levers: dict[str, Any]) -> None:
    study = study_of(studies / "theirs", **levers)
    page = sweep()
    before = len(page.get("vega_lite_chart"))
    page.toggle(key="levers").set_value(True).run()
    assert not sentences(page) and not page.exception
    told = list(lever_answers(study, study.measures[0]))
    drawn = [answer for answer in told if answer.chart is not None]
    assert len(page.get("vega_lite_chart")) == before + sum(len(panels(a.chart)) for a in drawn)
    assert bool(drawn) == (len(levers) > 1)
    assert all(answer.title in texts(page) for answer in told)
    assert ("Too little varies" in texts(page)) == (not told)


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
    page = sweep()
    page.selectbox(key="measure").set_value("earned").run()
    assert "An outcome of this study: mean(tenures.paid_total)" in texts(page)
    means = study.summary("earned")["mean"].tolist()
    assert page.dataframe[1].value["mean"].tolist() == pytest.approx(means)


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
    assert set(findings.TYPES) == set(FORMATS)
    assert set(findings.formats()) <= set(FORMATS) and {"csv", "json"} <= set(findings.formats())


@pytest.mark.parametrize("kind", ["csv", "parquet", "feather", "json", "jsonl"])
@pytest.mark.parametrize("table", ["runs", "quarters"])
def test_downloads_are_what_export_writes(studies: Path, table: str, kind: str) -> None:
    study = study_of(studies / "theirs", slope=[0, 1])
    file = study.export(table, kind, studies / f"out.{kind}")
    assert findings.exported(study.path, table, kind) == file.read_bytes()


def test_unfinished_failed_and_damaged_studies_say_so(studies: Path) -> None:
    experiment = Experiment.model_validate({"name": "x", "question": "?", "settings": TINY})
    lay_out(experiment, studies / "fresh")
    failed = lay_out(experiment, studies / "failed")
    log = failed.log(0, 0)
    log.parent.mkdir()
    log.write_text("ValueError: no luck")
    lay_out(experiment, studies / "damaged")
    (studies / "damaged" / "manifest.json").write_text("{")
    page = sweep()
    states = dict(zip(*(page.dataframe[0].value[name] for name in ("Study", "State")), strict=True))
    assert states == {"fresh": "unfinished", "failed": "failed", "damaged": "damaged"}
    page.selectbox(key="study").set_value("fresh").run()
    assert "none of 2 runs is done" in texts(page) and not sentences(page)
    page.selectbox(key="study").set_value("failed").run()
    assert "no luck" in sentences(page)[0]
    page.selectbox(key="study").set_value("damaged").run()
    assert "damaged" in sentences(page)[0]


def test_the_address_opens_a_study(studies: Path) -> None:
    study_of(studies / "one")
    study_of(studies / "two")
    page = sweep()
    newest = page.selectbox(key="study").value
    other = ({"one", "two"} - {newest}).pop()
    page.selectbox(key="study").set_value(other).run()
    assert page.query_params["study"] in (other, [other])


def test_suggested_values_fit_the_field() -> None:
    assert findings.spread(LEVERS[SLOPE], 0.4) == "0, 0.2, 0.4, 0.6, 0.8"
    assert findings.spread(LEVERS["executives.awareness"], 1.0) == "0, 0.25, 0.5, 0.75, 1"
    assert findings.spread(LEVERS["executives.foresight"], 16) == "0, 8, 16, 24, 32"
    assert findings.spread(Field("x", "number", low=1.0), 1.0) == "1, 1.5, 2"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_durations_are_readable(seconds: float, text: str) -> None:
    assert duration(seconds) == text
