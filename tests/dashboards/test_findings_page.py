"""The page Findings and theory: stored results, in words that say what came out."""

from __future__ import annotations

import pandas as pd
import pytest
from pages import sentences, texts
from streamlit.testing.v1 import AppTest

from dashboards import finding_charts as charts
from dashboards.pages.findings import FINDING_PARTS, fact_rows, finding_rows, misses, titled
from sim.checks.dials import DIALLED_CHECKS
from sim.experiments.stored import settled_names, stored
from sim.facts.stored import stored_facts


def findings(**asked: str) -> AppTest:
    def script() -> None:
        from dashboards.guard import guarded
        from dashboards.pages import findings

        guarded(findings.show)()

    page = AppTest.from_function(script, default_timeout=120)
    for key, value in asked.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception and not sentences(page)
    return page


@pytest.mark.parametrize("name", settled_names())
def test_every_experiment_says_what_came_out_against_it(name):
    said, found = texts(findings(experiment=name)), stored(name)
    assert found["question"] in said
    against = sum(one["hypothesis"] == "against" for one in found["findings"])
    assert said.count("Against the hypothesis") == against
    for one in found["findings"]:
        assert one["sentence"] in said
        assert one["verdict"].capitalize() in said


def test_every_part_by_its_address():
    says = {
        "experiments": "Expected beforehand",
        "checks": "They agree",
        "facts": "12 of 14 published facts hold",
        "claims": "It takes no search.",
    }
    assert says.keys() == FINDING_PARTS.keys()
    for part, words in says.items():
        assert words in texts(findings(part=part, check="career-concerns"))


def test_a_dial_recomputes():
    page = findings(part="checks", check="stein")
    assert "simulated 0.351" in texts(page)
    page.slider(key="stein-pi").set_value(0.5).run()
    (row,) = DIALLED_CHECKS["stein"].point({"pi": 0.5, "sv": 1.0})
    assert f"theory {row['theory']:.3f}" in texts(page) and "They agree" in texts(page)


def test_a_miss_is_said():
    row = {"output": "slope", "x": 1.0, "y": 0.5, "error": 0.01, "theory": 0.7}
    assert "do not agree: off by 0.200" in misses(pd.DataFrame([row]))[0]


def test_a_claim_leads_to_its_experiment():
    page = findings(part="claims")
    page.button(key="to-3-immune-system").click().run()
    assert page.session_state["part"] == "experiments"
    assert stored("immune-system")["question"] in texts(page)


def test_facts_that_do_not_hold_come_first():
    rows = fact_rows(stored_facts()["facts"])
    assert rows["verdict"].tolist() == sorted(rows["verdict"])  # "does not hold" before "holds"
    bounds = rows["simulated"].between(rows["low"], rows["high"])
    assert bounds.tolist() == rows["verdict"].eq("holds").tolist()
    assert set(rows["used"][rows["verdict"].eq("does not hold")]) == {"not fitted to it"}


def test_charts_are_drawn_of_all_experiments():
    for name in settled_names():
        rows = finding_rows(stored(name)["findings"])
        assert charts.findings_chart(rows).to_dict()["layer"]
        assert titled(name)[0].isupper()


def test_text_is_broken_at_words():
    text = "one two three " * 12
    lines = charts.broken(text).split("|")
    assert " ".join(lines) == text.strip() and max(map(len, lines)) <= 56
    assert charts.signs("a-1 -2 (-0.3 to .4)") == "a-1 \N{MINUS SIGN}2 (\N{MINUS SIGN}0.3 to .4)"


def test_labels_of_lines_do_not_lie_on_each_other():
    ends = pd.DataFrame({"output": ["one", "two", "three"], "y": [0.0, 0.01, 1.0]})
    moved = charts.apart(ends, pd.Series([0.0, 2.0]))
    assert moved["y"].tolist() == [0.0, pytest.approx(0.14), 1.0]
