"""The page Hiring: numbers of the simulator, controls of the boardroom, errors as sentences."""

from __future__ import annotations

from pages import hiring, sentences, texts

from sim.diagnosis.hiring.evidence import observe
from sim.scenario.presets import load_scenario
from sim.support.words import with_interval


def test_numbers_are_those_of_the_simulator() -> None:
    page = hiring()
    assert not sentences(page)
    found = observe(load_scenario("default", ["worlds=2", "quarters=8", "burn_in=0"]))
    filters, kinds = (frame.value for frame in page.dataframe)
    assert filters["filter"].tolist() == ["interview", "pipeline"]
    assert filters["AUC"].tolist() == [with_interval(row["auc"]) for row in found.filters]
    shares = [with_interval(kind["among_hired"]) for kind in found.kinds]
    assert kinds["among the hired"].tolist() == shares
    assert kinds["misaligned"].tolist() == ["no", "no", "yes", "yes", "yes"]
    assert f"{found.vacancies} vacancies in 2 worlds" in texts(page)


def test_filters_are_chosen_as_in_the_boardroom() -> None:
    page = hiring(more=True)
    page.button_group(key="field.package.filters").set_value(["lottery", "screening"]).run()
    assert not sentences(page)
    # what the preset has comes first, so the order is that of the catalogue here
    assert set(page.dataframe[0].value["filter"]) == {"lottery", "screening", "pipeline"}
    pipeline = [entry.value for entry in page.caption if entry.value.startswith("**Stage")]
    names = [stage.partition(", ")[2].partition("**")[0] for stage in pipeline]
    assert [*names, "pipeline"] == page.dataframe[0].value["filter"].tolist()
    page.button_group(key="field.package.filters").set_value([]).run()
    assert "expected at least 1" in sentences(page)[0] and not page.dataframe


def test_many_worlds_are_not_played() -> None:
    page = hiring(**{"field.worlds": 400, "field.quarters": 4})
    assert "vacancies in 16 worlds" in texts(page) and not sentences(page)


def test_a_run_without_hiring_is_a_sentence() -> None:
    settings = {"field.quarters": 1, "field.firms.source": "synthetic", "field.firms.count": 1}
    page = hiring(**settings)
    assert "Nobody was hired" in sentences(page)[0] and not page.dataframe
