"""The guess at a goal, the reveal, and the score against chance and a plain regression."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from agents.goals import SUMMARIES
from dashboards.people.data import (
    LEAST_QUARTERS,
    PeopleOfWorld,
    people_of,
    reading_of,
    surprises,
    twins_of,
)
from dashboards.plain import plain
from dashboards.wording import say
from sim.diagnosis.people.files import FILE_FEATURES
from sim.economy.dossier import weights
from sim.scenario.scenario import Scenario
from sim.support.words import number

GUESSES = "people-guesses"
"""In the session: by economy, world and person, what was guessed (None: nothing) and what is so."""


_PLAINLY = {
    "careerist": "wants pay and nothing else",
    "empire-builder": "wants the firm to grow, worth it or not",
}
"""Where the usual sentence has a word that a reader may not know."""


def kinds_of(scenario: Scenario) -> list[str]:
    """Who may be in the seats: kinds with a share, those that begin later included."""
    population = scenario.executives.population
    some = [name for name, member in population.items() if member.share > 0.0]
    return list(population) if scenario.regimes else some


def meaning(kind: str) -> str:
    """A kind in a sentence."""
    return _PLAINLY.get(kind) or SUMMARIES.get(kind, "a kind of this scenario's own")


def revealed(scenario: Scenario, world: int, person: int) -> bool:
    """Whether this session knows the goal of that person."""
    return _key(scenario, world, person) in st.session_state.get(GUESSES, {})


def ask(scenario: Scenario, world: int, person: int, people: PeopleOfWorld) -> None:
    """A button with a sentence per kind."""
    st.markdown(f"**{plain(say('Your guess: what does this executive want?'))}**")
    kinds = kinds_of(scenario)
    with st.container(key="guesses", gap="small"):
        for kind in kinds:
            st.button(
                plain(say(f"{kind.capitalize()}: {meaning(kind)}")),
                key=f"guess-{kind}",
                width="stretch",
                on_click=_guess,
                args=(scenario, world, person, str(people.kinds[person]), kind),
            )
    st.button(
        say("Tell me without a guess"),
        key="guess-nothing",
        type="tertiary",
        on_click=_guess,
        args=(scenario, world, person, str(people.kinds[person]), None),
    )


def tell(scenario: Scenario, world: int, person: int, people: PeopleOfWorld) -> None:
    """The goal, the twin, what the regression had said, and the score."""
    kind = str(people.kinds[person])
    guess = st.session_state[GUESSES][_key(scenario, world, person)]["guess"]
    right = ": right" if guess == kind else ""
    told = f"{meaning(kind)}." if guess is None else f"{meaning(kind)}. You said {guess}{right}."
    st.success(f"**{plain(say(kind.capitalize()))}**: {plain(say(told))}")
    goal = weights(scenario.executives.goal_of(kind))
    st.caption(plain(say(f"Weights of the goal: {goal}.")))
    st.markdown(plain(say(_twin(scenario, world, person, people))))
    reading = reading_of(scenario.model_dump_json())
    chances = reading.chances(people.files.loc[[person]]).iloc[0].sort_values(ascending=False)
    said = ", ".join(f"{name} {chance:.0%}" for name, chance in chances.items())
    ranked = list(surprises(reading, people, LEAST_QUARTERS).index)
    rank = ""
    if person in ranked:
        rank = f" It is more wrong about {ranked.index(person)} of {len(ranked) - 1} others here."
    st.markdown(plain(say(f"A plain regression on the same file says: {said}.{rank}")))
    st.caption(plain(say(_how_good(reading))))
    if score := _score(scenario):
        st.markdown(f"**{plain(say(score))}**")


def withheld(scenario: Scenario, world: int, person: int) -> pd.DataFrame:
    """By quarter, how much more this person would have added under watch, base pays."""
    twins = twins_of(scenario.model_dump_json(), world)
    own = twins[twins["executive"] == person]
    return own[["quarter", "firm", "withheld"]]


def _twin(scenario: Scenario, world: int, person: int, people: PeopleOfWorld) -> str:
    more = float(withheld(scenario, world, person)["withheld"].mean())
    tenures = people.tables["tenures"]
    mine = tenures[tenures["executive"] == person]
    deceptive = int(mine["deceptive"].sum())
    label = "No seat of this file is called deceptive."
    if deceptive:
        verb = "is" if deceptive == 1 else "are"
        label = f"{deceptive} of {_seats(len(mine))} {verb} called deceptive."
    if more < 0.005:
        return f"The twin who was watched would have done the same. {label}"
    return (
        f"The twin who was watched, in the same state every quarter and under the closest watch "
        f"met so far in that seat, would have added {number(more, 2)} base pays a quarter more "
        f"(dashed). {label}"
    )


def _how_good(reading: Any) -> str:
    return (
        f"Logistic, on {len(FILE_FEATURES)} numbers of a file, fitted to {reading.people:,} "
        "executives of other worlds of this economy. Of people whom it has not seen it names "
        f"{reading.right:.0%} right; saying {reading.commonest} of everybody, "
        f"{reading.commonest_right:.0%}."
    )


def _score(scenario: Scenario) -> str:
    """How everybody has done so far in this session; nothing before a guess."""
    made = [one for one in st.session_state.get(GUESSES, {}).values() if one["guess"] is not None]
    if not made:
        return ""
    mine = sum(one["guess"] == one["kind"] for one in made)
    machine = sum(one["regression"] == one["kind"] for one in made)
    chance = sum(one["chance"] for one in made)
    return (
        f"Score of {len(made)}: you {mine}, the regression {machine}, "
        f"drawing lots {number(chance, 1)}."
    )


def _guess(scenario: Scenario, world: int, person: int, kind: str, guess: str | None) -> None:
    text = scenario.model_dump_json()
    files = people_of(text, world).files
    chances = reading_of(text).chances(files.loc[[person]]).iloc[0]
    known = dict(st.session_state.get(GUESSES, {}))
    known.setdefault(
        _key(scenario, world, person),
        {
            "guess": guess,
            "kind": kind,
            "regression": str(chances.idxmax()),
            "chance": 1.0 / len(kinds_of(scenario)),
        },
    )
    st.session_state[GUESSES] = known


def _key(scenario: Scenario, world: int, person: int) -> str:
    return f"{hash(scenario.model_dump_json())} {world} {person}"


def _seats(count: int) -> str:
    return "1 seat" if count == 1 else f"{count} seats"
