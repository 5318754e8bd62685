"""The boardroom: presets, changes, comparisons, sentences, and secrets that stay secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from pages import address, boardroom, sentences, texts
from streamlit.testing.v1 import AppTest

from agents.goals import ARCHETYPES
from dashboards import cards, results
from dashboards.pages import boardroom as boardroom_page
from dashboards.results import play
from dashboards.sidebar import told
from dashboards.texts import IDEAS
from incentives import catalogue
from incentives.schemes.corridor import Corridor
from sim.scenario.presets import load_scenario
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
    assert page.metric[0].label == "Surplus"
    assert page.metric[0].value.replace("\N{MINUS SIGN}", "-") == f"{surplus:.2f}"


def test_controls_leave_a_preset_as_it_is() -> None:
    """Also when every control is built, as the open drawer builds some."""

    def script() -> None:
        import streamlit as st

        from dashboards.controls import edit
        from dashboards.fields import scenario_fields
        from sim.scenario.presets import scenario_data

        base, data = (scenario_data(st.session_state["chosen"]) for _ in range(2))
        assert edit(scenario_fields().values(), base, data)
        st.session_state["data"] = data

    for preset in ("default", "flip", "say-on-pay", "us-listed"):
        page = AppTest.from_function(script)
        page.session_state["chosen"] = preset
        page.run()
        assert not page.exception and not page.error
        assert Scenario.read(page.session_state["data"]) == load_scenario(preset)


def test_a_changed_field_reaches_the_run_and_the_file() -> None:
    page = boardroom(save=True)
    before = page.metric[1].value
    page.slider(key="turn.slope").set_value(1.6).run()
    assert page.metric[1].value != before
    assert shown(page).package.schemes[0].model_dump() == {"slope": 1.6, "metric": "earnings"}
    kept = yaml.safe_load(page.code[0].value)
    assert set(kept) == {"description", "worlds", "quarters", "burn_in", "package"}
    assert Scenario.model_validate(kept) == shown(page)


def test_eight_controls_turn_the_economy_and_show_it() -> None:
    page = boardroom()
    page.selectbox(key="turn.scheme").set_value("deferred-bonus").run()
    page.slider(key="turn.clawback").set_value(1.0).run()
    page.selectbox(key="turn.filter").set_value("work-sample").run()
    page.slider(key="turn.audits").set_value(0.0)
    page.slider(key="turn.awareness").set_value(0.5)
    page.slider(key="turn.foresight").set_value(4).run()
    page.slider(key="turn.misaligned").set_value(0.5).run()
    found = shown(page)
    (scheme,) = found.package.schemes
    assert (scheme.name, scheme.model_dump()["clawback_rate"]) == ("deferred-bonus", 1.0)
    assert [part.name for part in found.package.filters] == ["work-sample"]
    assert found.package.oversight[1].model_dump()["rate"] == 0
    assert (found.executives.awareness, found.executives.foresight) == (0.5, 4)
    assert sum(found.executives.population[k].share for k in ("looter", "saboteur")) < 0.5
    assert page.slider(key="turn.misaligned").value == 0.5
    page.selectbox(key="turn.scheme").set_value("fixed-salary").run()
    assert page.slider(key="turn.slope").disabled and page.slider(key="turn.clawback").disabled
    assert "A salary by itself awards nothing" in texts(page)


def test_an_address_is_the_economy_and_the_economy_is_its_address() -> None:
    said = {
        "preset": "unaware",
        "slope": "1.2",
        "clawback": "0.5",
        "misaligned": "0.4",
        "foresight": "6",
        "changes": '{"market.outside":0.3,"worlds":2,"quarters":8,"burn_in":0}',
        "a": "preset=myopic&slope=0.8",
    }
    page = address(said)
    assert not sentences(page)
    found = shown(page)
    assert (found.market.outside, found.executives.foresight) == (0.3, 6)
    assert [part.name for part in found.package.schemes] == ["linear-bonus", "clawback"]
    again = address(dict(page.query_params))
    assert shown(again) == found
    assert dict(again.query_params) == dict(page.query_params)
    assert {name: value for name, value in page.query_params.items() if name != "changes"} == {
        name: value for name, value in said.items() if name != "changes"
    }
    assert "A: Nobody looks ahead, changed" in texts(page)
    # what is turned afterwards stands there, too, and not what is as the preset has it
    page.slider(key="turn.foresight").set_value(16).run()
    page.slider(key="turn.slope").set_value(0.7).run()
    assert page.query_params["slope"] == "0.7" and "foresight" not in page.query_params
    assert shown(address(dict(page.query_params))) == shown(page)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"preset": "/etc/passwd"}, "preset: '/etc/passwd' is none"),
        ({"slope": "steep"}, "slope: 'steep' is no number"),
        ({"scheme": "alms"}, "alms"),
        ({"misaligned": "2"}, "misaligned: 2 is no share"),
        ({"changes": "["}, "changes: is no JSON object"),
        ({"changes": '{"market.outsid":1}'}, "'market.outsid' is no field"),
        ({"changes": '{"market.outside":"much"}'}, "market.outside"),
        ({"changes": '{"firms.source":"zyx.csv"}'}, "firms.source: an address may say"),
        ({"a": "preset=nobody"}, "preset: 'nobody' is none"),
    ],
)
def test_a_wrong_address_is_a_sentence_and_the_default(said: dict[str, str], words: str) -> None:
    page = address(said, alone=True)
    (told,) = sentences(page)
    assert told.startswith("The address was not opened.") and words in told
    assert shown(page) == load_scenario("default")


def test_a_is_kept_and_compared_with() -> None:
    page = boardroom()
    page.button(key="keep-a").click().run()
    assert not page.metric[0].delta  # nothing has changed yet
    page.slider(key="turn.slope").set_value(1.6).run()
    assert page.metric[0].delta.startswith("\N{MINUS SIGN}")
    assert "Arrows: against A: The default economy, changed" in texts(page)
    low = load_scenario("default", ["worlds=2", "quarters=8", "burn_in=0"])
    steep = load_scenario("perverse-slope", ["worlds=2", "quarters=8", "burn_in=0"])
    gap = [simulate(one)["runs"]["metric_truth_gap"].mean() for one in (low, steep)]
    assert page.metric[1].delta == f"+{gap[1] - gap[0]:.2f}"
    page.button(key="drop-a").click().run()
    assert "a" not in page.query_params


def test_what_a_sweep_wants_opened_is_the_economy() -> None:
    cell = load_scenario("myopic", ["worlds=2", "quarters=8", "market.outside=0.2"])
    page = boardroom(**{"opened-scenario": cell.model_dump_json(), "opened-from": "A cell of x"})
    assert shown(page) == cell and "A cell of x" in texts(page)
    assert shown(address(dict(page.query_params))) == cell


def test_the_drawer_is_built_when_it_is_open_and_undoes() -> None:
    page = boardroom()
    assert not page.number_input
    page = boardroom(more=True, **{"field.market.outside": 0.3, "more.search": "outside"})
    assert page.number_input(key="field.market.outside").value == 0.3
    assert "Market: outside 0.6 → 0.3" in texts(page).replace("**", "")
    page.slider(key="turn.slope").set_value(0.5).run()
    assert "Package: schemes slope 0.4 → 0.5" in texts(page).replace("**", "")
    page.button(key="undo.market.outside").click().run()
    assert shown(page).market.outside == 0.6
    assert page.number_input(key="field.market.outside").value == 0.6
    assert "market.outside" not in page.query_params.get("changes", "")


def test_parts_are_chosen_by_name_and_then_have_parameters() -> None:
    page = boardroom(more=True)
    page.button_group(key="field.package.schemes").set_value(["deferred-bonus"]).run()
    page.number_input(key="field.package.schemes.deferred-bonus.cliff").set_value(4).run()
    (scheme,) = shown(page).package.schemes
    assert (scheme.name, scheme.model_dump()["cliff"]) == ("deferred-bonus", 4)
    assert page.selectbox(key="turn.scheme").value == "deferred-bonus"
    page.button_group(key="field.package.schemes").set_value([]).run()
    assert "expected at least 1" in sentences(page)[0]
    assert not page.metric


def test_weights_of_candidates_become_shares() -> None:
    page = boardroom(more=True, **{"more.group": "executives"})
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
    page = boardroom(**{"field.market.outside": 0.1})
    assert shown(page).market.outside == 0.1
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


@pytest.mark.parametrize("idea", IDEAS[1:], ids=lambda idea: idea.preset)
def test_ideas_open_two_presets_and_say_what_to_look_at(
    idea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boardroom_page, "_results", lambda *_: None)  # 64 worlds of both
    page = boardroom()
    page.button_group(key="turn.idea").set_value(idea.title).run()
    assert idea.look in [info.value for info in page.info]
    assert shown(page) == load_scenario(idea.preset)
    assert page.query_params["a"] == f"preset={idea.compared}"


def test_ideas_are_true() -> None:
    """What the page promises about its four experiments, from the simulator."""
    means = {
        name: {key: float(column.mean()) for key, column in runs.items() if key != "package"}
        for name in {name for idea in IDEAS for name in (idea.preset, idea.compared) if name}
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


def test_worlds_that_come_first_are_part_of_all() -> None:
    scenario = load_scenario("default", ["worlds=18", "quarters=4", "burn_in=0"])
    found, whole = play(scenario.model_dump_json()), simulate(scenario, record=["quarters"])
    assert list(found.runs["world"]) == list(range(18))
    for name in ("shareholder_surplus", "deceptive_share"):
        assert np.array_equal(found.runs[name], whole["runs"][name], equal_nan=True)
    mean = found.quarters.set_index(["quarter", "measure"])["mean"]
    last = whole["quarters"]["quarter"] == 3
    assert mean[3, "value"] == pytest.approx(whole["quarters"]["value"][last].mean())


def test_event_rates_count_all_events() -> None:
    scenario = load_scenario("default", ["worlds=2", "quarters=8", "burn_in=0"])
    rates = play(scenario.model_dump_json()).events
    events = pd.DataFrame(simulate(scenario, record=["events"])["events"])
    hired = rates[rates["event"] == "hired"]["rate"].sum()
    assert hired == pytest.approx((events["event"] == "hired").sum() / (2 * 177 / 100))
    assert len(rates) == 7 * 8


def test_a_scheme_that_is_chosen_says_what_it_is_and_where_it_comes_from():
    page = boardroom(more=True, **{"field.package.schemes": ["corridor"]})
    written = texts(page)
    captions = "\n".join(str(caption.value) for caption in page.caption)
    assert Corridor.summary in captions and Corridor.source in captions
    assert all(part.purpose in written for part in catalogue("schemes").values())
    cap = next(box for box in page.number_input if box.key == "field.package.schemes.corridor.cap")
    assert "in units of the metric" in cap.label and "From -1e+06 to 1e+06" in cap.help


@pytest.mark.parametrize("key", ["field.firms.source", "field.preset", "turn.scheme"])
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


@pytest.mark.parametrize(
    ("measure", "low", "high", "wanted"),
    [
        ("shareholder_surplus", 0.1, 0.3, ("up", "blue")),
        ("shareholder_surplus", -0.3, -0.1, ("down", "red")),
        ("deceptive_share", 0.1, 0.3, ("up", "red")),
        ("deceptive_share", -0.1, 0.3, ("off", "off")),
        ("deceptive_share", None, None, ("off", "off")),
    ],
)
def test_an_arrow_is_painted_by_what_is_good(
    measure: str, low: float | None, high: float | None, wanted: tuple[str, str]
) -> None:
    card = next(card for card in cards.CARDS if card.measure == measure)
    middle = 0.0 if low is None or high is None else (low + high) / 2
    assert cards.direction(card, {"difference": middle, "low": low, "high": high}) == wanted


def test_changes_are_told_by_what_differs() -> None:
    linear = [{"name": "linear-bonus", "slope": 0.4, "metric": "earnings"}]
    assert told([{**linear[0], "slope": 1.6}], linear) == ("1.6", "slope 0.4")
    assert told([{"name": "menu"}], linear) == ("menu", "linear-bonus")
    assert told(0.3, None) == ("0.3", "not set")
