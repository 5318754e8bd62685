"""The page Diagnosis: numbers of the simulator, and the replay only when it is asked for."""

from __future__ import annotations

from pages import diagnosis, sentences, texts

from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.replay import attribute_tenures
from sim.scenario.presets import load_scenario

SMALL = ["worlds=2", "quarters=8", "burn_in=0"]


def test_the_gist_is_the_simulators() -> None:
    page = diagnosis()
    assert not sentences(page)
    found = attribute(load_scenario("default", SMALL))
    assert found.sentence() in texts(page) and found.finding() in texts(page)
    assert len(page.dataframe) == 2  # labels of tenures, deception
    page.button_group(key="cause").set_value("goals").run()
    gain = found.twins_of("goals")[1]["mean"] - found.twins_of("goals")[0]["mean"]
    shown = f"{gain:+.2f}".replace("-", "\N{MINUS SIGN}")
    assert f"Mended alone, hidden goals would bring {shown} base pays" in texts(page)


def test_tenures_are_replayed_when_asked_for() -> None:
    page = diagnosis()
    page.toggle(key="replay").set_value(True).run()
    assert not sentences(page)
    model = load_scenario("default", SMALL)
    rows = attribute_tenures(model).by_kind(model.executives.population)
    shown = page.dataframe[0].value
    assert shown["kind"].tolist() == [*model.executives.population, "all"]
    assert shown["tenures"].tolist() == [row["tenures"] for row in rows]


def test_a_wrong_entry_is_a_sentence() -> None:
    page = diagnosis(more=True)
    page.button_group(key="field.package.filters").set_value([]).run()
    assert "expected at least 1" in sentences(page)[0] and not page.dataframe
