"""The boardroom: presets, changes, comparisons, sentences, and secrets that stay secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pages import boardroom, sentences, texts
from streamlit.testing.v1 import AppTest

from agents.goals import ARCHETYPES
from dashboards import results
from dashboards.results import SECRETS, dossiers, people, play
from dashboards.texts import IDEAS
from incentives import catalogue
from incentives.schemes.corridor import Corridor
from sim.scenario.presets import load_scenario, preset_names
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate


def shown(page: AppTest) -> Scenario:
    return Scenario.model_validate_json(page.session_state["boardroom"])


def test_numbers_are_those_of_the_simulator() -> None:
    page = boardroom()
    assert not sentences(page)
    scenario = load_scenario("default", ["worlds=2", "quarters=8", "burn_in=0"])
    assert shown(page) == scenario
    surplus = simulate(scenario)["runs"]["shareholder_surplus"].mean()
    assert page.metric[0].label == "Shareholder surplus"
    assert page.metric[0].value.replace("\N{MINUS SIGN}", "-") == f"{surplus:.2f}"


@pytest.mark.parametrize("preset", preset_names())
def test_controls_leave_a_preset_as_it_is(preset: str) -> None:
    def script() -> None:
        from dashboards.pages import boardroom

        boardroom.controls()

    page = AppTest.from_function(script)
    page.session_state["field.preset"] = preset
    page.run()
    assert not page.exception and not page.error
    assert shown(page) == load_scenario(preset)


def test_a_changed_field_reaches_the_run_and_the_file() -> None:
    page = boardroom()
    before = page.metric[1].value
    page.number_input(key="field.package.schemes.linear-bonus.slope").set_value(1.6).run()
    assert page.metric[1].value != before
    assert shown(page).package.schemes[0].model_dump() == {"slope": 1.6, "metric": "earnings"}
    kept = yaml.safe_load(page.code[0].value)
    assert set(kept) == {"description", "worlds", "quarters", "burn_in", "package"}
    assert Scenario.model_validate(kept) == shown(page)


def test_parts_are_chosen_by_name_and_then_have_parameters() -> None:
    page = boardroom()
    page.button_group(key="field.package.schemes").set_value(["deferred-bonus"]).run()
    page.number_input(key="field.package.schemes.deferred-bonus.cliff").set_value(4).run()
    (scheme,) = shown(page).package.schemes
    assert (scheme.name, scheme.model_dump()["cliff"]) == ("deferred-bonus", 4)
    page.button_group(key="field.package.schemes").set_value([]).run()
    assert "expected at least 1" in sentences(page)[0]
    assert not page.metric


def test_weights_of_candidates_become_shares() -> None:
    page = boardroom()
    for kind in ARCHETYPES:
        page.slider(key=f"field.executives.population.{kind}").set_value(0)
    page.slider(key="field.executives.population.looter").set_value(30)
    page.slider(key="field.executives.population.steward").set_value(10).run()
    found = {name: kind.share for name, kind in shown(page).executives.population.items()}
    assert (found["looter"], found["steward"], found["careerist"]) == (0.75, 0.25, 0.0)
    assert "looter 75%" in texts(page)
    page.slider(key="field.executives.population.looter").set_value(0)
    page.slider(key="field.executives.population.steward").set_value(0).run()
    assert "all weights are 0" in sentences(page)[0] and not page.metric


def test_another_preset_undoes_changes() -> None:
    page = boardroom()
    page.number_input(key="field.market.outside").set_value(0.1).run()
    page.selectbox(key="field.preset").set_value("unaware")
    page.session_state["field.worlds"] = 2
    page.run()
    assert shown(page).market.outside == 0.6 and shown(page).executives.awareness == 0


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("field.market.experienced", 7, "experienced is 7; expected at most candidates (6)"),
        ("field.shareholders.monitoring_levels", "0.1, 0.2", "rising order that start at 0"),
        ("field.shareholders.monitoring_levels", "0, much", "'much' is no number"),
        ("field.regimes", "- start: 0", "regimes"),
        ("field.regimes", "- [", "expected plain YAML"),
        ("field.worlds", 10_000, "expected at most"),
    ],
)
def test_wrong_entries_are_sentences_and_nothing_is_played(
    key: str, value: Any, words: str
) -> None:
    page = boardroom(**{key: value})
    assert len(sentences(page)) == 1 and words in sentences(page)[0]
    assert not page.metric


def test_an_unexpected_fault_is_one_sentence_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr(results, "simulate", breaks)
    page = boardroom(field__seed=987)
    (said,) = sentences(page)
    assert said.startswith("Something unexpected went wrong (RuntimeError: the roof is on fire)")
    assert "Traceback" not in said
    (log,) = (tmp_path / "state").glob("proxyfight/error-*.log")
    assert "Traceback" in log.read_text() and str(log) in said


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.preset)
def test_ideas_open_two_presets_and_say_what_to_look_at(idea: Any) -> None:
    page = boardroom(field__preset=idea.preset, field__compared=idea.compared)
    assert idea.look in [info.value for info in page.info]
    assert page.button(key=f"idea-{idea.preset}").label == idea.title
    assert f"against *{idea.compared}*" in texts(page)


def test_a_button_opens_its_idea() -> None:
    page = boardroom()
    page.button(key="idea-myopic").click()
    page.run()
    assert shown(page) == load_scenario("myopic")
    assert page.session_state["field.compared"] == "default"


def test_ideas_are_true() -> None:
    """What the page promises about its four experiments, from the simulator."""
    means = {
        name: {key: float(column.mean()) for key, column in runs.items() if key != "package"}
        for name in {preset for idea in IDEAS for preset in (idea.preset, idea.compared)}
        for runs in [simulate(load_scenario(name, ["worlds=16"]))["runs"]]
    }
    steep, plain = means["perverse-slope"], means["default"]
    assert 2.7 < steep["metric"] / plain["metric"] < 3.3
    assert 1.3 < steep["value"] / plain["value"] < 1.7
    assert steep["shareholder_surplus"] < 0
    many, few = means["many-misaligned"], means["few-misaligned"]
    assert abs(many["metric"] / few["metric"] - 1) < 0.08
    assert abs(many["shareholder_surplus"] / few["shareholder_surplus"] - 1) < 0.08
    assert means["myopic"]["deceptive_share"] == 0
    assert means["myopic"]["shareholder_surplus"] < plain["shareholder_surplus"] - 0.5
    rules = means["rules"]
    assert (
        rules["deceptive_share"] == 0 and rules["metric_truth_gap"] < plain["metric_truth_gap"] / 2
    )
    assert rules["shareholder_surplus"] > plain["shareholder_surplus"]
    hired = simulate(load_scenario("many-misaligned", ["worlds=16"]), record=["tenures"])["tenures"]
    quarters = hired["quarters"]
    adds, reports = (
        {
            kind: (hired[column] * weight)[mine].sum() / quarters[mine].sum()
            for kind in ("careerist", "empire-builder", "saboteur")
            for mine in [hired["kind"].astype(str) == kind]
        }
        for column, weight in (("accrual_total", 1.0), ("metric", quarters))
    )
    assert adds["saboteur"] < 0 < adds["careerist"] < adds["empire-builder"]
    assert abs(reports["saboteur"] / reports["careerist"] - 1) < 0.2


def test_goals_stay_hidden_until_they_are_asked_for() -> None:
    page = boardroom()
    for frame in page.dataframe:
        assert not set(frame.value.columns.str.lower()) & {*SECRETS, "goal"}
        assert not set(frame.value.astype(str).to_numpy().ravel()) & set(ARCHETYPES)
    assert not page.success
    options = page.main.selectbox[-1].options
    assert not any(kind in option for option in options for kind in ARCHETYPES)
    executive = int(page.main.selectbox[-1].value)
    page.button(key=f"reveal-{executive}").click().run()
    table = simulate(shown(page), [0], ["tenures"])["tenures"]
    kind = table["kind"][table["executive"] == executive][0]
    assert f"A **{kind}**" in page.success[0].value
    weights = ARCHETYPES[kind]
    assert f"pay {weights.pay:.1f}" in page.success[0].value


def test_dossiers_follow_executives_across_firms() -> None:
    scenario = load_scenario("default", ["worlds=2", "quarters=30"])
    files = dossiers(scenario.model_dump_json(), 1)
    assert not set(files.tenures.columns) & set(SECRETS)
    everybody = people(files.tenures)
    assert everybody["seats"].iloc[0] > 1
    first = files.tenures[files.tenures["executive"] == everybody["executive"].iloc[0]]
    assert first["firm"].nunique() > 1
    assert everybody["paid_total"].sum() == pytest.approx(files.tenures["paid_total"].sum())
    assert set(files.events["world"]) == {1}


def test_a_file_tells_of_bombs_that_went_off_elsewhere_and_not_of_the_goal() -> None:
    page = boardroom(**{"field.quarters": 24, "field.thresholds.bomb": 1.0})
    events = dossiers(shown(page).model_dump_json(), 0).events
    bombs = events[events["event"] == "bomb surfaced"]
    author = bombs[(bombs["now_at"] >= 0) & (bombs["now_at"] != bombs["firm"])].iloc[-1]
    page.main.selectbox[-1].set_value(int(author["executive"])).run()
    assert f"its author is at firm {author['now_at']} by then" in texts(page)
    assert "after this executive had left the firm" in texts(page)
    assert "*quarter" in texts(page) and not page.success


def test_event_rates_count_all_events() -> None:
    scenario = load_scenario("default", ["worlds=2", "quarters=8", "burn_in=0"])
    rates = play(scenario.model_dump_json()).events
    events = pd.DataFrame(simulate(scenario, record=["events"])["events"])
    hired = rates[rates["event"] == "hired"]["rate"].sum()
    assert hired == pytest.approx((events["event"] == "hired").sum() / (2 * 177 / 100))
    assert len(rates) == 7 * 8


def test_a_scheme_that_is_chosen_says_what_it_is_and_where_it_comes_from():
    page = boardroom(**{"field.package.schemes": ["corridor"]})
    written = texts(page)
    captions = "\n".join(str(caption.value) for caption in page.caption)
    assert Corridor.summary in captions and Corridor.source in captions
    assert all(part.purpose in written for part in catalogue("schemes").values())
    cap = next(box for box in page.number_input if box.key == "field.package.schemes.corridor.cap")
    assert "in units of the metric" in cap.label and "From -1e+06 to 1e+06" in cap.help


@pytest.mark.parametrize("key", ["field.firms.source", "field.preset", "field.compared"])
def test_a_browser_that_sends_a_path_reads_no_file(key: str, tmp_path: Path) -> None:
    """Options of a select box come back as text, which may be none of them."""
    secret = "firms: {source: zyx.csv}\nxyzzy: words\n"
    (tmp_path / "zyx.csv").write_text(f"a,b\n{secret}", encoding="utf-8")
    (tmp_path / "zyx.yaml").write_text(secret, encoding="utf-8")
    file = "zyx.csv" if "firms" in key else "zyx.yaml"
    page = boardroom(**{key: str(tmp_path / file)})
    assert not page.exception
    said = [*sentences(page), *(entry.value for entry in page.caption)]
    assert not [text for text in said if "xyzzy" in text or "zyx" in text]
