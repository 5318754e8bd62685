"""The page Hiring: numbers of the simulator, three levers, findings as titles, errors in words."""

from __future__ import annotations

from typing import Any

import pytest
from pages import hiring, sentences, texts
from streamlit.testing.v1 import AppTest

from dashboards.interviews import telling
from dashboards.interviews.levers import LOT
from dashboards.pages.hiring import FILTER_COLUMNS, KIND_COLUMNS
from sim.diagnosis.hiring.evidence import PIPELINE, Evidence, observe
from sim.scenario.presets import load_scenario
from sim.support.words import with_interval

SETTINGS = ["worlds=2", "quarters=8", "burn_in=0"]


def evidence(*more: str) -> Evidence:
    return observe(load_scenario("default", [*SETTINGS, *more]))


def tables(page: AppTest) -> AppTest:
    """The same page with its tables open."""
    page.session_state["hiring-fold"] = True
    page.run()
    return page


def test_numbers_are_those_of_the_simulator() -> None:
    page = hiring()
    assert not sentences(page) and not page.dataframe
    found = evidence()
    assert f"{found.vacancies:,} vacancies in 2 worlds" in texts(page)
    assert telling.roc_title(found) in texts(page) and telling.kinds_title(found) in texts(page)
    assert "who of them wants something else?" in texts(page)
    filters, kinds = (frame.value for frame in tables(page).dataframe)
    assert filters["Filter"].tolist() == ["interview", "pipeline"]
    areas = [with_interval(row["auc"]) for row in found.filters]
    assert filters[FILTER_COLUMNS["auc"]].tolist() == areas
    shares = [with_interval(kind["among_hired"]) for kind in found.kinds]
    assert kinds[KIND_COLUMNS["among_hired"]].tolist() == shares
    assert kinds["Misaligned"].tolist() == ["no", "no", "yes", "yes", "yes"]


def test_levers_change_the_filter_and_stand_in_the_address() -> None:
    page = hiring({"bar": "1.5", "kappa": "100"})
    assert not sentences(page)
    found = evidence("package.filters.interview.bar=1.5", "package.filters.interview.kappa=100")
    assert f"{found.vacancies:,} vacancies" in texts(page)
    assert telling.roc_title(found) in texts(page)
    page.select_slider(key="hire-bar").set_value("none").run()
    assert "bar" not in page.query_params and "kappa" in page.query_params
    page.select_slider(key="hire-shortlist").set_value("2").run()
    assert not sentences(page) and page.query_params["shortlist"] in ("2", ["2"])
    assert LOT["name"] in tables(page).dataframe[0].value["Filter"].tolist()


def test_levers_that_an_address_has_wrong_are_as_in_the_boardroom() -> None:
    page = hiring({"bar": "<b>", "kappa": "-3", "shortlist": "99"})
    assert not sentences(page)
    assert page.select_slider(key="hire-bar").value == "none"
    assert page.select_slider(key="hire-kappa").value == "4"


def test_what_is_set_in_the_boardroom_takes_the_place_of_what_was_set_here() -> None:
    page = hiring({"kappa": "100"})
    page.session_state["field.package.filters.interview.kappa"] = 1.0  # as the drawer does
    page.run()
    assert page.select_slider(key="hire-kappa").value == "1"
    assert "kappa" not in page.query_params


def test_filters_are_chosen_as_in_the_boardroom() -> None:
    page = hiring(more=True)
    page.button_group(key="field.package.filters").set_value(["lottery", "screening"]).run()
    assert not sentences(page)
    # what the preset has comes first, so the order is that of the catalogue here
    assert set(tables(page).dataframe[0].value["Filter"]) == {"lottery", "screening", "pipeline"}
    assert page.select_slider(key="hire-filter").value in ("lottery", "screening")
    page.button_group(key="field.package.filters").set_value([]).run()
    assert "expected at least 1" in sentences(page)[0] and not page.dataframe


def test_many_worlds_are_not_played() -> None:
    page = hiring(**{"field.worlds": 400, "field.quarters": 4})
    assert "vacancies in 16 worlds" in texts(page) and not sentences(page)


def test_a_run_without_hiring_is_a_sentence() -> None:
    settings = {"field.quarters": 1, "field.firms.source": "synthetic", "field.firms.count": 1}
    page = hiring(**settings)
    assert "Nobody was hired" in sentences(page)[0] and not page.dataframe


def test_the_gates_have_a_dot_per_applicant_where_it_ended() -> None:
    found = evidence("package.filters.interview.bar=1.5")
    data = telling.gates(found)
    names = [row["name"] for row in data["rows"]]
    assert names[0] == "Apply" and names[-1] == "Get the seat" and "Out at the interview" in names
    assert len(data["dots"]) == len(found.crowd) > 80
    ends = [names[dot["row"]] for dot in data["dots"]]
    assert ends.count("Get the seat") == sum(one.hired for one in found.crowd)
    assert ends.count("Out at the interview") == sum(one.came == 0 for one in found.crowd)
    assert "%" not in telling.crowd_title(found, told=False)
    before = found.filters[-1]["aligned_before"]["mean"]
    assert f"{100 * (1 - before):.0f}% of all" in telling.crowd_title(found, told=True)


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (
            {"mean": 0.5, "low": 0.49, "high": 0.51},
            "This interview tells nothing about goals: 0.50",
        ),
        ({"mean": 0.62, "low": 0.6, "high": 0.64}, "This interview tells something about goals"),
        ({"mean": 0.4, "low": 0.38, "high": 0.42}, "This interview prefers the misaligned: 0.40"),
        ({"mean": None, "low": None, "high": None}, "cannot be judged"),
    ],
)
def test_an_empty_finding_is_said(area: dict[str, Any], words: str) -> None:
    found = evidence()
    rows = [{**row, "auc": area} if row["name"] == PIPELINE else row for row in found.filters]
    assert words in telling.roc_title(found._replace(filters=rows))
    lift = [{**kind, "lift": {"mean": 1.0, "low": 0.9, "high": 1.1}} for kind in found.kinds]
    assert telling.kinds_title(found._replace(kinds=lift)).startswith("No kind is hired more often")
