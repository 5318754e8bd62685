"""Controls come from the models: a new part or field needs no code here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pages
import pytest
from pages import boardroom
from pydantic import Field as Declared
from streamlit.testing.v1 import AppTest

from agents.cognition import catalogue
from dashboards.controls import numbers, shares
from dashboards.fields import changes, part_fields, scenario_fields, scenario_of, section, value_at
from incentives import parts
from incentives.schemes import Scheme
from sim.scenario.market import Market
from sim.scenario.presets import load_scenario, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, assign


@pytest.fixture
def gift() -> Iterator[str]:
    """A scheme that somebody else wrote."""

    class Gift(Scheme):
        name = "gift"
        summary = "the same for everybody"
        source = "nobody"

        size: float = Declared(0.2, ge=0, le=3, description="base pays")
        every: int = Declared(2, ge=1, le=9, description="quarters between two gifts")
        wrapping: Literal["paper", "silk"] = "silk"

        def award(self, seen: Any) -> Any:
            return 0 * seen.metric + self.size

    yield "gift"
    del parts._registry["schemes"]["gift"]


def test_a_new_part_can_be_chosen_and_set(gift: str) -> None:
    page = boardroom(more=True)
    assert "gift" in page.button_group(key="field.package.schemes").options
    page.button_group(key="field.package.schemes").set_value(["gift"]).run()
    size = page.number_input(key="field.package.schemes.gift.size")
    assert (size.value, size.min, size.max) == (0.2, 0.0, 3.0)
    size.set_value(1.5)
    page.number_input(key="field.package.schemes.gift.every").set_value(3)
    page.selectbox(key="field.package.schemes.gift.wrapping").set_value("paper").run()
    (scheme,) = Scenario.model_validate_json(page.session_state["boardroom"]).package.schemes
    assert scheme.model_dump() == {"size": 1.5, "every": 3, "wrapping": "paper"}


def test_the_contracts_of_a_menu_are_lists_of_numbers() -> None:
    page = boardroom(more=True)
    page.button_group(key="field.package.schemes").set_value(["menu"]).run()
    place = "field.package.schemes.menu"
    assert page.text_input(key=f"{place}.slopes").value == "0.2, 0.8"
    page.text_input(key=f"{place}.salaries").set_value("0.5, 0.2, -0.1")
    page.text_input(key=f"{place}.slopes").set_value("0, 0.5, 1").run()
    (scheme,) = Scenario.model_validate_json(page.session_state["boardroom"]).package.schemes
    assert scheme.model_dump() == {"salaries": (0.5, 0.2, -0.1), "slopes": (0, 0.5, 1)}
    page.text_input(key=f"{place}.slopes").set_value("0, 0.5").run()
    assert "3 salaries and 2 slopes" in page.error[0].value


def test_a_new_field_of_every_kind_gets_a_control() -> None:
    def script() -> None:
        import streamlit as st

        from dashboards.controls import edit
        from dashboards.fields import section

        model = st.session_state["model"]
        base = model().model_dump(mode="json")
        data: dict[str, Any] = model().model_dump(mode="json")
        st.session_state["readable"] = edit(section(model), base, data)
        st.session_state["data"] = data

    class Wider(Market):
        luck: float = Declared(0.5, ge=0, le=2)
        haste: float = Declared(0.5, ge=0, le=1)
        age: int | None = Declared(None, ge=18)
        mood: Literal["calm", "cross"] = "calm"
        open: bool = True
        motto: str = "onwards"
        steps: tuple[float, ...] = (0.0, 0.5)
        table: dict[str, float] = Declared({"a": 1.0})

    page = AppTest.from_function(script)
    page.session_state["model"] = Wider
    page.run()
    assert not page.exception and page.session_state["readable"]
    assert page.session_state["data"] == Wider().model_dump(mode="json")
    page.number_input(key="field.luck").set_value(1.5)
    page.slider(key="field.haste").set_value(0.25)
    page.number_input(key="field.age").set_value(40)
    page.selectbox(key="field.mood").set_value("cross")
    page.checkbox(key="field.open").set_value(False)
    page.text_input(key="field.motto").set_value("back")
    page.text_input(key="field.steps").set_value("0, 1, 2")
    page.text_area(key="field.table").set_value("{b: 2}").run()
    wanted = Wider(
        luck=1.5,
        haste=0.25,
        age=40,
        mood="cross",
        open=False,
        motto="back",
        steps=(0, 1, 2),
        table={"b": 2},
    )
    assert Wider.model_validate(page.session_state["data"]) == wanted


def test_every_field_of_a_scenario_is_there_with_its_bounds() -> None:
    fields = scenario_fields()
    assert {path.partition(".")[0] for path in fields} == set(Scenario.model_fields)
    noise = fields["metric.noise"]
    assert (noise.kind, noise.low, noise.high, noise.default) == ("number", 1e-9, 100, 0.6)
    assert noise.description == "standard deviation of the firm's own noise"
    assert fields["executives.awareness"].is_share
    assert fields["market.tenure_limit"].optional
    assert fields["executives.cognition"].choices == tuple(catalogue())
    assert fields["package.filters"].kind == "parts"
    assert fields["regimes"].kind == "structure"
    assert [field.name for field in part_fields("package.schemes", "linear-bonus")] == [
        "slope",
        "metric",
    ]
    assert len(list(section(Scenario))) == len(fields)


def test_values_are_found_by_path() -> None:
    data = scenario_data("perverse-slope")
    assert value_at(data, "package.schemes.linear-bonus.slope") == 1.6
    assert value_at(data, "package.schemes.gift.size") is None
    assert value_at(data, "market.outside") == 0.6


@pytest.mark.parametrize("preset", ["flip", "many-misaligned", "say-on-pay", "rules"])
def test_changes_are_enough_to_make_a_scenario_again(preset: str) -> None:
    scenario = load_scenario(preset)
    data: dict[str, Any] = {}
    for path, value in changes(scenario, Scenario()).items():
        assign(data, path, value)
    assert scenario_of(data) == scenario
    assert changes(Scenario(), Scenario()) == {}


def test_lists_and_weights_are_checked() -> None:
    assert numbers("0, 0.4 ,8", "here") == [0, 0.4, 8]
    assert numbers("", "here") == []
    for text in ("a", "1, true", "1; 2", "[1"):
        with pytest.raises(InputError, match="here"):
            numbers(text, "here")
    assert shares({"a": 1, "b": 3}, "here") == {"a": 0.25, "b": 0.75}
    with pytest.raises(InputError, match="all weights are 0"):
        shares({"a": 0}, "here")


def test_a_number_that_may_be_a_mapping_is_shown_as_what_it_is() -> None:
    def page(start: object) -> None:
        import streamlit as st

        from dashboards.controls import control
        from dashboards.fields import scenario_fields

        st.session_state["said"] = control(scenario_fields()["executives.risk_aversion"], start)

    taste = {"crra": 3.0, "wealth": 25.0}
    for start in (taste, 0.5):
        shown = AppTest.from_function(page, args=(start,)).run()
        assert not shown.exception and shown.session_state["said"] == start
        assert len(shown.number_input) == (start is not taste)


def test_a_word_is_shown_as_it_is_written(monkeypatch):
    monkeypatch.delitem(pages.SMALL, "field.burn_in")
    page = boardroom(more=True, **{"more.search": "burn_in"})
    assert [box.value for box in page.text_area if box.key == "field.burn_in"] == ["auto"]
