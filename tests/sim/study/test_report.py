"""The report: self-contained, the same every time, and of use for any design."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fakecore import breaks_on_second_cell, experiment, leans, simulate

from sim.pictures import charts
from sim.pictures.charts import heat_map, interval_chart, svg
from sim.report.levers import lever_answers
from sim.report.report import write_report
from sim.study import Study, run_study
from sim.support.words import decimals, number

PAY = {"path": "package.base_pay", "values": [1, 2]}
SCHEME = {name: {"package.schemes": [name]} for name in ("fixed-salary", "linear-bonus")}
NOISE = {"path": "metric.noise", "values": [0.1, 0.2, 0.3, 0.4, 0.5]}
SMALL = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 4}
DESIGNS: list[dict[str, Any]] = [
    {},
    {"scheme": SCHEME},
    {"noise": NOISE},
    {"scheme": SCHEME, "pay": PAY},
    {"noise": NOISE, "pay": PAY, "scheme": SCHEME},
    {"scheme": SCHEME, "pay": PAY, "noise": NOISE},
]


@pytest.mark.parametrize("levers", DESIGNS, ids=lambda levers: "-".join(levers) or "none")
def test_every_design_has_a_report_that_needs_no_net(
    tmp_path: Path, levers: dict[str, Any]
) -> None:
    study = run_study(
        experiment(levers=levers), tmp_path, workers=1, record=["quarters"], simulate=simulate
    )
    text = write_report(study).read_text(encoding="utf-8")
    assert not re.search(r"https?://|<script|<link|@import|url\(", text.replace("url(#", ""))
    many = len(levers) > 1  # then also effects, curves and a front
    assert text.count("<svg") == text.count("</svg>") == (5 if many else 2)
    assert ("What the levers do to shareholder surplus" in text) == many
    assert "Does base pay matter?" in text
    assert (tmp_path / "heatmap.svg").read_text().startswith("<svg")
    assert (tmp_path / "heatmap.png").read_bytes().startswith(b"\x89PNG")
    if len(levers) != 2:  # again the same
        return
    assert write_report(study).read_text(encoding="utf-8") == text


def test_what_users_write_is_escaped(tmp_path: Path) -> None:
    evil = "<b>this</b> & <img src=http://192.0.2.1/a> ![b](http://192.0.2.1/b)"
    levels = {f"{evil} {pay}": {"package.base_pay": pay} for pay in (1, 2)}
    design = experiment(
        question=f"Is {evil} safe?", levers={"image": levels}, settings={"description": evil}
    )
    study = run_study(design, tmp_path, workers=1, simulate=simulate)
    text = write_report(study).read_text(encoding="utf-8")
    assert "Is &lt;b&gt;this&lt;/b&gt; &amp; &lt;img" in text
    assert not re.search(r"<(b|img|a|script|iframe|image|use)\b", text)
    assert "Content-Security-Policy\" content=\"default-src 'none';" in text
    assert not re.search(r"<(img|a|image)\b", (tmp_path / "heatmap.svg").read_text())


def test_an_unfinished_study_says_so(tmp_path: Path) -> None:
    study = run_study(experiment(), tmp_path, workers=1, simulate=breaks_on_second_cell)
    text = write_report(study).read_text(encoding="utf-8")
    assert "Unfinished" in text and "10 of 15" in text and "the second cell is cursed" in text


def test_the_command_makes_the_same_study(tmp_path: Path) -> None:
    design = experiment(overrides=[("seed", 4), ("package.filters", ["lottery"])])
    study = run_study(design, tmp_path, workers=1, simulate=simulate, record=["tenures"])
    text = write_report(study).read_text(encoding="utf-8")
    assert "proxyfight sweep tiny.yaml --set seed=4" in text and "--record tenures" in text


def test_cells_print_their_values() -> None:
    frame = pd.DataFrame(
        {
            "a": ["x", "x", "y", "y"],
            "b": ["u", "v", "u", "v"],
            "mean": [-1.25, 0.5, 2.0, float("nan")],
            "low": 0.0,
            "high": 0.0,
            "n": 3,
        }
    )
    picture = svg(heat_map(frame, ["a", "b"], "rent"))
    for text in ("\N{MINUS SIGN}1.25", "0.50", "2.00"):
        assert text in picture
    assert "<svg" in svg(interval_chart(frame[frame["b"] == "u"], ["a"], "rent"))


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (-0.6, 1.5, "\N{MINUS SIGN}0.60"),
        (-0.0001, 1.5, "0.00"),
        (12345.6, 12345.6, "12,346"),
        (0.0213, 0.0213, "0.0213"),
        (None, 1.0, "\N{EN DASH}"),
        (float("nan"), 1.0, "\N{EN DASH}"),
    ],
)
def test_numbers_for_reading(value: float | None, bound: float, text: str) -> None:
    assert number(value, decimals(bound)) == text


@pytest.mark.study
def test_more_than_5000_cells_are_drawn():
    """As many as an experiment may have; Altair's own limit is lower."""
    grid = [
        {"a": f"s{i}", "b": f"x{j}", "mean": float(i - j), "low": -1.0, "high": 1.0, "n": 2}
        for i, j in product(range(71), repeat=2)
    ]
    frame = pd.DataFrame(grid)
    assert len(charts.svg(charts.overview(frame, ["a", "b"], "shareholder_surplus"))) > 5041 * 100
    line = frame.assign(a=[f"s{i}" for i in range(len(frame))]).drop(columns="b")
    chart = charts.overview(line, ["a"], "shareholder_surplus")
    assert len(next(iter(chart.to_dict()["datasets"].values()))) == 5041


SLOPE = {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1}
WIDE = {"slope": SLOPE, "offer": {"path": "market.outside", "from": 0, "to": 1}}


def titles(study: Study, measure: str = "shareholder_surplus") -> list[str]:
    return [answer.title for answer in lever_answers(study, measure)]


@pytest.mark.parametrize(
    ("design", "points", "told"),
    [
        ("sobol", 32, ["Indices", "Over "]),
        ("morris", 18, ["Indices", "Over "]),
        ("random", 20, ["Over "]),
        ("random", 4, []),
    ],
)
def test_what_suits_the_design_is_told(
    tmp_path: Path, design: str, points: int, told: list[str]
) -> None:
    plan = experiment(
        levers=WIDE, design=design, points=points, settings={**SMALL, "package.base_pay": 1}
    )
    study = run_study(plan, tmp_path, workers=1, simulate=leans)
    found = titles(study)
    for title in ("Indices", "Over ", "Where it is highest"):
        wanted = title in told or (title == "Where it is highest" and points >= 16)
        assert any(one.startswith(title) for one in found) == wanted, (title, found)
    text = write_report(study).read_text(encoding="utf-8")
    assert all(title in text for title in found if not title.startswith("How it responds"))
    assert "How it responds" not in text, "the picture on top has the curves"
    assert len(text) < 300_000


def test_the_region_of_the_best_quarter_is_found(tmp_path: Path) -> None:
    plan = experiment(levers=WIDE, design="latin-hypercube", points=80, settings=SMALL)
    study = run_study(plan, tmp_path, workers=1, simulate=leans)
    (box,) = [a for a in lever_answers(study, "rent") if a.title == "Where it is highest"]
    (row,) = box.rows
    low, high = (float(x) for x in row["within"].split(" to "))
    assert row["lever"] == "slope" and low == pytest.approx(0.75, abs=0.05) and high > 0.95
    assert "100" in box.note
    (front,) = [a for a in lever_answers(study, "rent") if " against " in a.title]
    assert front.title == "Rent against deceptive share"


@pytest.mark.study
def test_a_front_of_very_many_cells_stays_small(tmp_path: Path) -> None:
    plan = experiment(levers=WIDE, design="random", points=1500, worlds=2, settings=SMALL)
    study = run_study(plan, tmp_path, workers=1, simulate=leans)
    (front,) = [a for a in lever_answers(study, "rent") if " against " in a.title]
    points = max(len(rows) for rows in front.chart.to_dict()["datasets"].values())
    assert 200 <= points <= 400


def test_nothing_is_told_of_one_cell(tmp_path: Path) -> None:
    assert not titles(run_study(experiment(levers={}), tmp_path, workers=1, simulate=simulate))
