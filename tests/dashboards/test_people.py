"""The page People: a film of a world, files without secrets, guesses, reveals and scores."""

from __future__ import annotations

from typing import Any

import pytest
from pages import people, sentences
from streamlit.testing.v1 import AppTest

from agents.goals import ARCHETYPES
from dashboards.pages.people import SEAT_HEADERS, clicked
from dashboards.people.career import career_chart
from dashboards.people.data import PeopleOfWorld, people_of, reading_of, surprises, twins_of
from dashboards.people.film import SHOWN_FIRMS, film, shown_firms
from dashboards.plain import shown
from sim.diagnosis.people.scenes import BOMB_EVENT, career, furthest
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario

LONGER = {"field.quarters": 24, "field.thresholds.bomb": 1.0}
SECRET_WORDS = ("wants", "deceptive", "Weights", "twin", "truly", "regression")


def played(page: AppTest) -> Scenario:
    return Scenario.model_validate_json(page.session_state["boardroom"])


@pytest.fixture(scope="module")
def world() -> PeopleOfWorld:
    settings = ["worlds=2", "quarters=24", "burn_in=0", "thresholds.bomb=1.0"]
    return people_of(load_scenario("default", settings).model_dump_json(), 0)


def texts(page: AppTest) -> str:
    """What is written beside the controls."""
    kinds = (page.main.markdown, page.main.caption, page.main.success)
    return "\n".join(shown(str(element.value)) for kind in kinds for element in kind)


def opened(page: AppTest) -> int:
    """Whose file the address names."""
    asked = page.query_params["person"]
    return int(asked if isinstance(asked, str) else asked[0])


def buttons(page: AppTest) -> dict[str, Any]:
    return {str(button.key): button for button in page.button}


def guesses(page: AppTest) -> list[str]:
    return [key for key in buttons(page) if key.startswith("guess-")]


def test_a_film_has_a_bar_per_seat_and_a_flame_per_bomb(world: PeopleOfWorld) -> None:
    data = film(world, 24, True, None)
    tenures, events = world.tables["tenures"], world.tables["events"]
    assert sum(len(row["seats"]) for row in data["rows"]) == len(tenures)
    bombs = events[events["event"] == BOMB_EVENT]
    assert len(data["bombs"]) == len(bombs) > 50
    for bomb in data["bombs"]:
        here = data["rows"][bomb["row"]]["firm"]
        assert bomb["left"] == (bomb["firm"] != here)
        if bomb["sits"] >= 0:
            seats = data["rows"][bomb["sits"]]["seats"]
            assert any(
                s["who"] == bomb["who"] and s["from"] <= bomb["at"] <= s["to"] for s in seats
            )
    few = film(world, 24, False, 3)
    assert len(few["rows"]) == SHOWN_FIRMS and few["chosen"] == 3
    assert shown_firms(world, False) == shown_firms(world, True)[:SHOWN_FIRMS]


def test_the_first_screen_is_the_film_and_tells_no_goal() -> None:
    page = people()
    assert not sentences(page)
    assert "went off in this world" in texts(page) or "No bomb went off" in texts(page)
    assert not guesses(page) and not any(word in texts(page) for word in SECRET_WORDS)


def test_an_address_opens_a_file_that_holds_no_secret_before_the_guess() -> None:
    page = people({"person": "50", "world": "1"})
    assert not sentences(page)
    assert "Executive 50 reported" in texts(page) and "and was paid" in texts(page)
    assert len(guesses(page)) == len(ARCHETYPES) + 1
    assert not any(word in texts(page) for word in SECRET_WORDS) and not page.success


@pytest.mark.parametrize("asked", ["<b>", "-1", "12345678"])
def test_an_address_that_names_nobody_opens_none(asked: str) -> None:
    page = people({"person": asked})
    assert not sentences(page) and not guesses(page) and "Executive" not in texts(page)


def test_a_guess_reveals_the_goal_the_twin_and_a_score() -> None:
    page = people({"person": "50"}, **LONGER)
    scenario = played(page)
    kind = str(people_of(scenario.model_dump_json(), 0).kinds[50])
    other = "looter" if kind != "looter" else "steward"
    page.button(key=f"guess-{other}").click().run()
    assert not sentences(page) and not guesses(page)
    assert page.success[0].value.startswith(f"**{kind.capitalize()}**")
    assert f"You said {other}." in page.success[0].value
    told = texts(page)
    assert f"pay {ARCHETYPES[kind].pay:.1f}" in told and "The twin who was watched" in told
    chances = reading_of(scenario.model_dump_json()).chances(
        people_of(scenario.model_dump_json(), 0).files.loc[[50]]
    )
    best = chances.iloc[0].idxmax()
    assert f"says: {best} {chances.iloc[0].max():.0%}" in told
    assert f"Score of 1: you 0, the regression {int(best == kind)}, drawing lots 0.2." in told
    assert "truly added" in told


def test_who_only_wants_to_know_gets_no_score() -> None:
    page = people({"person": "50"})
    page.button(key="guess-nothing").click().run()
    assert page.success and "Score of" not in texts(page) and "You said" not in texts(page)
    page.button(key="close").click().run()
    assert not page.success and "person" not in page.query_params


def test_the_most_surprising_is_whom_the_regression_gets_most_wrong() -> None:
    page = people(**LONGER)
    page.button(key="surprising").click().run()
    text = played(page).model_dump_json()
    there = people_of(text, 0)
    ranked = surprises(reading_of(text), there, 4)
    first = opened(page)
    assert first == ranked.index[0] and ranked.is_monotonic_increasing
    chances = reading_of(text).chances(there.files)
    assert ranked.iloc[0] == chances.at[first, there.kinds[first]]
    page.button(key="surprising").click().run()
    assert opened(page) == ranked.index[1]
    page.button(key="furthest").click().run()
    assert opened(page) == furthest(there.tables["events"])


def test_a_click_in_the_film_is_seen_to_once() -> None:
    page = people()
    there = people_of(played(page).model_dump_json(), 0)
    assert clicked(None, there, 3) == 3
    assert clicked({"who": "50", "nth": "z"}, there, 3) == 3
    assert clicked({"who": 10**6, "nth": "y"}, there, 3) == 3


def test_tables_of_a_file_are_built_when_opened_and_hold_secrets_after_the_reveal() -> None:
    page = people({"person": "50"}, **LONGER)
    assert not page.dataframe
    page.session_state["file-fold"] = True
    page.run()
    assert list(page.dataframe[0].value.columns) == list(SEAT_HEADERS.values())
    assert "turned" not in texts(page) and "gamed" not in texts(page)
    page.button(key="guess-nothing").click().run()
    assert "True value added (base pays)" in page.dataframe[0].value.columns


def test_a_picture_has_true_value_only_when_it_is_given(world: PeopleOfWorld) -> None:
    tenures = world.tables["tenures"]
    who = int(tenures["executive"].value_counts().idxmax())
    path = career(world.tables, who)
    bombs = world.tables["events"].query("event == @BOMB_EVENT and executive == @who")
    after = career_chart(path, bombs, 24).to_dict()
    before = career_chart(path.drop(columns="value"), bombs, 24).to_dict()
    assert "true value" in str(after["datasets"]) and "true value" not in str(before["datasets"])
    seats = path.groupby(["firm", "seat"]).ngroups
    assert (
        sum("firm " in str(row.get("name")) for rows in after["datasets"].values() for row in rows)
        == seats
    )


def test_twins_belong_to_who_sits_there(world: PeopleOfWorld) -> None:
    settings = ["worlds=2", "quarters=24", "burn_in=0", "thresholds.bomb=1.0"]
    twins = twins_of(load_scenario("default", settings).model_dump_json(), 0)
    conduct = world.tables["conduct"]
    both = conduct.merge(twins, on=["quarter", "firm"], suffixes=("", "_twin"))
    assert (both["executive"] == both["executive_twin"]).all() and len(both) == len(conduct)
