"""The page that explores a study: the study's own numbers, safe whatever it says, honest."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakecore import breaks_on_second_cell, experiment, leans, simulate

from sim.analysis.means import paired
from sim.cli.main import main
from sim.report import explore
from sim.report.explore import explored, fingerprint, inline_json, write_explore
from sim.report.rivals import gaps, ranking, rivals
from sim.study import Study, lay_out, run_study
from sim.support.inputs import InputError

EVIL = "</script><script>alert(1)</script><!-- ]]> <img src=http://192.0.2.1/a> & \u2028 'q' \"p\""
SMALL = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 4}
SLOPE = {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1}
OFFER = {"path": "market.outside", "values": [0, 0.5, 1]}
FILTER = {name: {"package.filters": [name]} for name in ("lottery", "interview")}
GRID = {"slope": {**SLOPE, "steps": 4}, "offer": OFFER, "filter": FILTER}
MEASURES = ["shareholder_surplus", "deceptive_share", "rent"]


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Study:
    plan = experiment(levers=GRID, settings=SMALL, measures=MEASURES)
    return run_study(plan, tmp_path_factory.mktemp("grid"), workers=1, simulate=leans)


def held(text: str) -> dict[str, Any]:
    """The data of a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_page_holds_the_studys_numbers_to_the_last_digit(grid: Study, tmp_path: Path) -> None:
    text = write_explore(grid).read_text(encoding="utf-8")
    data = held(text)
    summary = grid.summary(MEASURES)
    assert [one["name"] for one in data["outcomes"]] == MEASURES
    for one in data["outcomes"]:
        rows = summary[summary["measure"] == one["name"]]
        for key in ("mean", "low", "high", "n"):
            assert one[key] == rows[key].tolist()
    cells = pd.read_parquet(grid.export("cells", "parquet", tmp_path / "cells.parquet"))
    assert data["cells"] == len(cells) == 24
    for lever in data["levers"]:
        levels = [lever["levels"][place] for place in lever["at"]]
        assert levels == cells[lever["name"]].tolist()
    assert write_explore(grid).read_text(encoding="utf-8") == text


def test_measures_know_their_unit_and_direction(grid: Study) -> None:
    surplus, deceptive, rent = explored(grid)["outcomes"]
    assert (surplus["better"], deceptive["better"], rent["better"]) == (1, -1, 0)
    assert surplus["unit"] == "base pays per firm and quarter"
    assert deceptive["share"] and not surplus["share"]


def test_what_users_write_stays_text(tmp_path: Path) -> None:
    levels = {f"{EVIL} {pay}": {"package.base_pay": pay} for pay in (1, 2)}
    plan = experiment(question=EVIL, levers={"image": levels}, settings={"description": EVIL})
    text = write_explore(run_study(plan, tmp_path, workers=1, simulate=simulate)).read_text("utf-8")
    assert len(re.findall(r"<script", text)) == len(re.findall(r"</script", text)) == 2
    assert not re.search(r"<(img|a href=.http|link|iframe|object|use|image|!--)", text)
    assert held(text)["levers"][0]["levels"] == list(levels)
    assert "<h1>&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_only_what_belongs_to_the_page_may_run(grid: Study) -> None:
    text = write_explore(grid).read_text(encoding="utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert policy == (
        f"default-src 'none'; script-src '{fingerprint(script)}'; "
        f"style-src '{fingerprint(style)}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|\bsrc=|@import|url\((?!#)", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script)


def test_json_can_end_no_script() -> None:
    text = inline_json({"a": EVIL})
    assert not re.search("[<>&]", text) and json.loads(text) == {"a": EVIL}
    with pytest.raises(ValueError, match="JSON"):
        inline_json({"a": float("nan")})


def test_an_unfinished_study_says_so_and_judges_nothing(tmp_path: Path) -> None:
    study = run_study(experiment(), tmp_path, workers=1, simulate=breaks_on_second_cell)
    text = write_explore(study).read_text(encoding="utf-8")
    data = held(text)
    assert "Unfinished" in text and "10 of 15" in text and not data["complete"]
    for one in data["outcomes"]:
        assert one["mean"][1] is None and one["n"][1] == 0 and one["mean"][0] is not None
        assert one["gaps"] == {} and one["effects"] == []
    assert data["outcomes"][0]["n"] == [5, 0, 5]


def test_an_empty_study_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(experiment(), tmp_path / "studies" / "empty")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["report", "empty", "--explore"])
    said = capsys.readouterr()
    assert stopped.value.code == 2 and said.out == ""
    assert said.err.count("\n") == 1 and "nothing is done yet" in said.err
    assert not (tmp_path / "studies" / "empty" / "explore.html").exists()


def test_the_command_writes_the_page_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_study(experiment(), tmp_path / "studies" / "tiny", workers=1, simulate=simulate)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["report", "tiny", "--explore"])
    assert not stopped.value.code
    assert capsys.readouterr().out == "studies/tiny/explore.html\n"
    text = (tmp_path / "studies" / "tiny" / "explore.html").read_text(encoding="utf-8")
    for said in ("proxyfight sweep tiny.yaml", "Seed 0, 3 cells (grid)", "15 runs"):
        assert said in text
    assert not (tmp_path / "studies" / "tiny" / "report.html").exists()
    run_study(experiment(), tmp_path / "studies" / "tiny", workers=1, fresh=True, simulate=simulate)
    assert not (tmp_path / "studies" / "tiny" / "explore.html").exists(), "it is the study's own"


def test_too_many_cells_are_refused(grid: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "MOST_DRAWN", 23)
    with pytest.raises(InputError, match="has 24 cells; expected at most 23"):
        explored(grid)


def test_what_does_not_fit_is_left_out_and_named(
    grid: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore, "MOST_VALUES", 50)
    data = explored(grid)
    assert [one["name"] for one in data["outcomes"]] == MEASURES[:2]
    assert data["left_out"] == ["rent"]


def test_the_largest_page_can_be_mailed() -> None:
    """4,000 cells with ten outcomes, all digits in use; three levers and every comparison."""
    draw = np.random.default_rng(1)
    values = {key: draw.normal(size=4000).tolist() for key in ("mean", "low", "high")}
    some = {f"{a}-{a + 1}": draw.normal(size=3).tolist() for a in range(1000)}
    outcome = {**values, "n": [64] * 4000, "gaps": some}
    data = {"outcomes": [outcome] * (explore.MOST_VALUES // 4000), "levers": [[0] * 4000] * 3}
    assert len(data["outcomes"]) == 10 and len(inline_json(data)) < 5_000_000


def test_one_cell_has_a_page(tmp_path: Path) -> None:
    study = run_study(experiment(levers={}), tmp_path, workers=1, simulate=simulate)
    data = held(write_explore(study).read_text(encoding="utf-8"))
    assert data["cells"] == 1 and data["levers"] == [] and data["outcomes"][0]["gaps"] == {}


def test_rivals_are_the_first_two_of_every_choice_of_filters() -> None:
    draw = np.random.default_rng(2)
    levels = [
        np.array(codes) for codes in zip(*product(range(3), range(2), range(-1, 2)), strict=True)
    ]
    means: list[float | None] = draw.normal(size=18).round(1).tolist()  # some are equal
    means[4] = None
    for sign in (1, -1):
        expected = set()
        for chosen in product((None, 0, 1, 2), (None, 0, 1), (None, -1, 0, 1)):
            left = [
                (-sign * mean, cell)
                for cell, mean in enumerate(means)
                if mean is not None
                and all(
                    c is None or codes[cell] == c for c, codes in zip(chosen, levels, strict=True)
                )
            ]
            if len(left) > 1:
                expected.add(tuple(cell for _, cell in sorted(left)[:2]))
        assert set(rivals(ranking(means, sign), levels)) == expected


def test_too_many_choices_leave_that_of_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    levels = [np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])]
    ranked = ranking([4.0, 3.0, 2.0, 1.0], 1)
    assert len(rivals(ranked, levels)) > 1
    monkeypatch.setattr("sim.report.rivals.MOST_CHOICES", 8)
    assert rivals(ranked, levels) == [(0, 1)]
    monkeypatch.setattr("sim.report.rivals.MOST_JUDGED", 3)
    assert rivals(ranked, levels) == []


def test_gaps_are_paired_world_by_world(grid: Study) -> None:
    data = explored(grid)
    frame = grid.frame()
    for one in data["outcomes"]:
        assert one["gaps"]
        for key, (difference, low, high) in one["gaps"].items():
            a, b = (frame[frame["cell"] == int(cell)] for cell in key.split("-"))
            (row,) = paired(b, a, [one["name"]])
            assert (difference, low, high) == (row["difference"], row["low"], row["high"])
    deceptive = data["outcomes"][1]
    best, *_ = np.argsort(deceptive["mean"], kind="stable").tolist()  # less is better
    assert any(key.startswith(f"{best}-") for key in deceptive["gaps"])


def test_cells_without_a_common_world_are_not_compared() -> None:
    runs = {"cell": np.array([0, 0, 1, 1]), "world": np.array([0, 1, 2, 3]), "rent": np.ones(4)}
    assert gaps(runs, "rent", [(0, 1)]) == {}


def test_drawn_points_have_effects_and_quarters(tmp_path: Path) -> None:
    levers = {"slope": SLOPE, "offer": {**OFFER, "values": [0, 1]}}
    plan = experiment(levers=levers, design="latin-hypercube", points=40, settings=SMALL)
    study = run_study(plan, tmp_path, workers=1, simulate=leans)
    data = explored(study)
    slope, offer = data["levers"]
    assert len(slope["parts"]) == 4 and "parts" not in offer
    assert np.bincount([slope["in"][place] for place in slope["at"]]).tolist() == [10] * 4
    assert slope["levels"] == sorted(study.frame()["slope"].unique())
    first = data["outcomes"][0]["effects"][0]
    told = study.effects("shareholder_surplus")
    told = told[told["lever"] == "slope"]
    assert first["lever"] == "slope" and first["mean"] == told["mean"].tolist()
    assert first["size"] == told["size"].iloc[0] and data["outcomes"][0]["gaps"] == {}
