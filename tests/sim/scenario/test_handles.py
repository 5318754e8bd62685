"""Eight things to turn: what is put is what is there, and nothing else has changed."""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.handles import HANDLES, misaligned_share
from sim.scenario.presets import PRESET_TITLES, preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError


def turned(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    start = data
    for name, value in values.items():
        data = HANDLES[name].turned(data, value, start)
    return Scenario.read(data).model_dump(mode="json")


@pytest.mark.parametrize("preset", preset_names())
@pytest.mark.parametrize("name", HANDLES)
def test_what_stands_there_can_be_put_there_and_changes_nothing(name: str, preset: str) -> None:
    data = scenario_data(preset)
    value = HANDLES[name].get(data)
    if not HANDLES[name].blocked(data):
        assert turned(data, **{name: value}) == data
    assert data == scenario_data(preset)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scheme", "deferred-bonus"),
        ("slope", 1.6),
        ("clawback", 0.7),
        ("filter", "work-sample"),
        ("audits", 0.9),
        ("misaligned", 0.6),
        ("awareness", 0.1),
        ("foresight", 3),
    ],
)
def test_a_value_that_is_put_is_there(name: str, value: Any) -> None:
    data = scenario_data("default")
    changed = turned(data, **{name: value})
    assert HANDLES[name].get(changed) == value != HANDLES[name].get(data)
    assert HANDLES[name].read(str(value)) == value
    for other, handle in HANDLES.items():
        if (name, other) not in {(name, name), ("scheme", "clawback")}:
            assert handle.get(changed) == handle.get(data), other
    assert turned(changed, **{name: HANDLES[name].get(data)}).keys() == data.keys()


def test_a_clawback_is_a_scheme_beside_the_others_and_goes_again() -> None:
    data = scenario_data("default")
    with_it = turned(data, clawback=0.7)
    assert [part["name"] for part in with_it["package"]["schemes"]] == ["linear-bonus", "clawback"]
    assert HANDLES["scheme"].get(with_it) == "linear-bonus"
    assert HANDLES["clawback"].turned(with_it, 0.0, data) == data
    deferred = turned(with_it, scheme="deferred-bonus")
    (scheme,) = deferred["package"]["schemes"]
    assert scheme["clawback_rate"] == HANDLES["clawback"].get(deferred) == 0.7
    assert turned(deferred, clawback=0.0)["package"]["schemes"][0]["clawback_rate"] == 0.0


def test_another_scheme_keeps_the_slope() -> None:
    steep = turned(scenario_data("default"), slope=1.6, scheme="deferred-bonus")
    assert HANDLES["slope"].get(steep) == 1.6
    salary = turned(steep, scheme="fixed-salary")
    assert HANDLES["slope"].get(salary) is None
    for name in ("slope", "clawback"):
        with pytest.raises(InputError, match=rf"{name}: (This scheme|A salary)"):
            HANDLES[name].turned(salary, 0.5, salary)


def test_audits_come_where_there_are_none_and_go_again() -> None:
    data = scenario_data("long-leash")
    assert HANDLES["audits"].get(data) == 0.0
    watched = turned(data, audits=0.3)
    assert watched["package"]["oversight"][-1]["name"] == "seasonal-audits"
    assert HANDLES["audits"].turned(watched, 0.0, data) == data


@pytest.mark.parametrize("share", [0.0, 0.06, 0.5, 1.0])
def test_the_misaligned_are_scaled_in_their_own_proportions(share: float) -> None:
    data = scenario_data("default")
    changed = turned(data, misaligned=share)
    kinds = {name: kind["share"] for name, kind in changed["executives"]["population"].items()}
    before = {name: kind["share"] for name, kind in data["executives"]["population"].items()}
    assert misaligned_share(changed["executives"]) == pytest.approx(share)
    assert kinds["looter"] * before["saboteur"] == pytest.approx(
        kinds["saboteur"] * before["looter"]
    )
    assert kinds["steward"] * before["careerist"] == pytest.approx(
        kinds["careerist"] * before["steward"]
    )
    # and back again, also from all or nothing
    back = HANDLES["misaligned"].turned(changed, HANDLES["misaligned"].get(data), data)
    assert {n: k["share"] for n, k in back["executives"]["population"].items()} == pytest.approx(
        before
    )
    with pytest.raises(InputError, match="no share"):
        turned(data, misaligned=1.5)


def test_where_nobody_has_another_goal_nobody_is_scaled() -> None:
    data = scenario_data("default")
    data["executives"]["population"] = {"steward": {"share": 1.0}}
    assert "Nobody here" in HANDLES["misaligned"].blocked(data)
    data["executives"]["population"] = {"looter": {"share": 1.0}}
    assert "Everybody here" in HANDLES["misaligned"].blocked(data)
    assert not HANDLES["misaligned"].blocked(scenario_data("default"))
    assert "ballot" in HANDLES["slope"].blocked(scenario_data("say-on-pay"))


def test_a_text_that_is_no_number_is_said_to_be_none() -> None:
    with pytest.raises(InputError, match="slope: 'steep' is no number"):
        HANDLES["slope"].read("steep")


def test_every_preset_has_a_title() -> None:
    assert set(PRESET_TITLES) == set(preset_names())
    assert len(set(PRESET_TITLES.values())) == len(PRESET_TITLES)
