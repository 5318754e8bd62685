"""The page Sweep: designs, sentences, studies of every origin and state, downloads."""

from __future__ import annotations

import time
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pages import sentences, sweep, texts

from dashboards.charts import panels
from dashboards.sweep import files
from dashboards.sweep.pictures import LINE_PICTURE, MAP, PictureAsked, together
from dashboards.sweep.places import between, duration, size_of
from sim.pictures.charts import svg
from sim.report.levers import lever_answers
from sim.scenario.scenario import Scenario
from sim.study import Experiment, Study, continue_study, lay_out, run_study
from sim.study.run import background
from sim.study.run.growing import add_worlds
from sim.study.store.formats import FORMATS

SLOPE = "package.schemes.linear-bonus.slope"
TINY = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 2}


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


def test_the_address_opens_a_cell(studies: Path) -> None:
    study_of(studies / "theirs", slope=[0, 1])
    page = sweep()
    page.selectbox(key="cell").set_value(1).run()
    assert page.query_params["cell"] == "1"
    assert sweep({"cell": "1"}).selectbox(key="cell").value == 1
    page.selectbox(key="cell").set_value(None).run()
    assert "cell" not in page.query_params
    for none in ("2", "-1", "x", "\N{SUPERSCRIPT TWO}", "9" * 30):
        page = sweep({"cell": none})
        assert page.selectbox(key="cell").value is None and not sentences(page)


def test_the_address_has_names_and_not_titles(studies: Path) -> None:
    study_of(studies / "theirs", slope=[0, 1], offer=[0.5, 0.6])
    page = sweep({"measure": "deceptive_share", "picture": "lines"})
    assert page.selectbox(key="measure").value == "deceptive_share"
    page.selectbox(key="measure").set_value("empty_chair_share").run()
    assert page.query_params["measure"] == "empty_chair_share"
    assert page.query_params["picture"] == "lines" and not sentences(page)
    assert sweep({"measure": "joy"}).selectbox(key="measure").value == "shareholder_surplus"


@pytest.mark.parametrize("picture", [MAP, LINE_PICTURE])
def test_a_file_holds_every_picture_that_stands_beside_another(picture: str) -> None:
    cells = pd.DataFrame(
        {"a": f"a{i}", "b": f"b{j}", "c": f"c{k}", "mean": 1.0 + i + j - 3 * k, "n": 2}
        for i, j, k in product(range(2), range(2), range(3))
    ).assign(low=-3.0, high=4.0, _cell=range(12), _short=False)
    beside = PictureAsked("rent", picture, ("a", "b"), beside="c")
    text = svg(together(cells, beside))
    assert all(f"c: c{k}" in text for k in range(3))
    numbers = text.count('aria-roledescription="rect mark"')
    assert numbers == (12 if picture == MAP else 0)
    one = PictureAsked("rent", picture, ("a", "b"), (("c", "c1"),))
    assert "c: c1" not in svg(together(cells, one).properties(width=300))


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
    page = sweep({"study": "nowhere"})
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


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_durations_are_readable(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_ranges_and_sizes_are_readable() -> None:
    assert between(20, 40) == "20 to 40 s" and between(50, 600) == "50 s to 10 min"
    assert between(600, 610) == "about 10 min"
    assert size_of(12) == "12 B" and size_of(3_456_000) == "3 MB" and size_of(2e9) == "2.0 GB"
