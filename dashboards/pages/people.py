"""The people of a world: who sat where, what went off after whom, and who they were."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import mount
from dashboards.figures import draw, foot
from dashboards.pages.boardroom import some_worlds
from dashboards.people import guessing
from dashboards.people.career import career_picture
from dashboards.people.data import (
    LEAST_QUARTERS,
    UNSEEN_EVENTS,
    PeopleOfWorld,
    people_of,
    reading_of,
    surprises,
)
from dashboards.people.film import film, film_title, legend, shown_firms
from dashboards.plain import plain
from dashboards.wording import say
from sim.diagnosis.people.scenes import BOMB_EVENT, career, furthest
from sim.economy.dossier import sentences
from sim.scenario.scenario import Scenario
from sim.support.words import number

MOST_WORLDS_PEOPLE = 64
"""Replicates to choose from; one is played, and eight more where a regression is asked."""
_PERSON, _WORLD, _EVERY, _CHOSEN = "person", "world", "every", "people-chosen"
SEAT_HEADERS = {
    "firm": "Firm",
    "start": "From quarter",
    "last_quarter": "To quarter",
    "exit": "Exit",
    "metric": "Mean report (metric units)",
    "paid_total": "Paid (base pays)",
    "clawed_back": "Clawed back (base pays)",
}
UNSEEN_HEADERS = {
    "accrual_total": "True value added (base pays)",
    "harm": "Hidden harm (effect units)",
}


def show() -> None:
    """The page."""
    st.title(say("People"))
    scenario = some_worlds(MOST_WORLDS_PEOPLE)
    if scenario is None:
        return
    file, world_of_all = st.container(), st.container()
    with world_of_all:
        controls = st.container(horizontal=True, vertical_alignment="bottom")
        world = _world(scenario, controls)
    people = people_of(scenario.model_dump_json(), world)
    person = _person(people)
    with world_of_all:
        person = _film(scenario, people, person, controls)
    if person is not None:
        with file:
            _file(scenario, world, person, people)


def _world(scenario: Scenario, place: Any) -> int:
    """Which replicate is shown."""
    if scenario.worlds == 1:
        return 0
    if st.session_state.get(_WORLD, 0) >= scenario.worlds:
        st.session_state[_WORLD] = 0
    return int(
        place.number_input(
            say("World"),
            0,
            scenario.worlds - 1,
            key=_WORLD,
            width=130,
            bind="query-params",
            persist_state="session",
            on_change=_open,
            args=(None,),
        )
    )


def _person(people: PeopleOfWorld) -> int | None:
    """Whose file the address asks for, if there is one."""
    asked = st.query_params.get(_PERSON, "")
    known = (
        asked.isascii() and asked.isdigit() and len(asked) < 9 and int(asked) in people.files.index
    )
    return int(asked) if known else None


def _open(person: int | None) -> None:
    if person is None:
        st.query_params.pop(_PERSON, None)
    else:
        st.query_params[_PERSON] = str(person)


def _film(
    scenario: Scenario, people: PeopleOfWorld, person: int | None, controls: Any
) -> int | None:
    """The world over time; returns whose file is to be open."""
    every = controls.toggle(
        say(f"All {scenario.firms.count} firms"),
        key=_EVERY,
        bind="query-params",
        persist_state="session",
    )
    controls.button(
        say("Show me the most surprising"),
        key="surprising",
        type="primary",
        on_click=_most_surprising,
        args=(scenario, people),
    )
    far = furthest(people.tables["events"])
    controls.button(
        say("Whose bombs went off elsewhere"),
        key="furthest",
        disabled=far is None,
        on_click=_open,
        args=(far,),
    )
    st.markdown(f"#### {plain(say(film_title(people)))}")
    count = len(shown_firms(people, every))
    st.caption(
        plain(
            say(
                f"{count} of {scenario.firms.count} firms, those first where most harm surfaced "
                "after its author had left. Click a bar to open a file, or move with the arrow "
                "keys and press Enter."
            )
        )
    )
    state = mount(
        "threads",
        film(people, scenario.quarters, every, person),
        key=f"threads-{'all' if every else 'some'}",
        chosen=None,
    )
    foot("bombs", people.tables["events"].query("event == @BOMB_EVENT")[_BOMB_COLUMNS])
    st.caption(plain(legend(people)))
    return clicked(state.chosen, people, person)


_BOMB_COLUMNS = ["quarter", "firm", "seat", "executive", "amount", "unit", "status", "now_at"]


def clicked(click: Any, people: PeopleOfWorld, person: int | None) -> int | None:
    """Whose file is open after a click: one that is new opens another, an old one nothing."""
    if not isinstance(click, dict) or click.get("nth") == st.session_state.get(_CHOSEN):
        return person
    st.session_state[_CHOSEN] = click.get("nth")
    who = click.get("who")
    if not isinstance(who, int) or who not in people.files.index:
        return person
    _open(who)
    return who


def _most_surprising(scenario: Scenario, people: PeopleOfWorld) -> None:
    """Open the file whose goal the regression gets most wrong; next time, the next."""
    ranked = surprises(reading_of(scenario.model_dump_json()), people, LEAST_QUARTERS)
    asked = st.query_params.get(_PERSON, "")
    order = [int(who) for who in ranked.index]
    if not order:
        return
    place = order.index(int(asked)) + 1 if asked.isdigit() and int(asked) in order[:9] else 0
    _open(order[place])


def _file(scenario: Scenario, world: int, person: int, people: PeopleOfWorld) -> None:
    """One page on a person."""
    known = guessing.revealed(scenario, world, person)
    tenures, events = people.tables["tenures"], people.tables["events"]
    seats = tenures[tenures["executive"] == person].sort_values("start")
    happened = events[events["executive"] == person]
    bombs = happened[happened["event"] == BOMB_EVENT]
    path = career(people.tables, person)
    if known:
        more = guessing.withheld(scenario, world, person)
        path = path.merge(more, on=["quarter", "firm"], how="left")
        path["watched"] = path["value"] + path.pop("withheld").fillna(0.0)
    else:
        path = path.drop(columns="value")
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"#### {plain(say(_title(person, path)))}")
        st.button(say("Close the file"), key="close", type="tertiary", on_click=_open, args=(None,))
    left, right = st.columns([5, 3], gap="medium")
    with left:
        st.caption(plain(say(_line(seats, bombs))))
        chart = career_picture(path, bombs, scenario.quarters)
        draw(chart, f"career-{known}", _title(person, path))
        foot(f"executive-{person}", path)
    with right:
        if known:
            guessing.tell(scenario, world, person, people)
        else:
            guessing.ask(scenario, world, person, people)
    _folded(seats, happened, known)


def _title(person: int, path: pd.DataFrame) -> str:
    """What the picture shows."""
    told = f"Executive {person} reported {number(path['reported'].mean(), 1)} base pays a quarter"
    if "value" in path:
        return f"{told} and truly added {number(path['value'].mean(), 1)}"
    return f"{told} and was paid {number(path['paid'].mean(), 1)}"


def _line(seats: pd.DataFrame, bombs: pd.DataFrame) -> str:
    """What the file says in a line: seats, how they ended, findings, bombs."""
    last = seats.iloc[-1]
    count = "1 seat" if len(seats) == 1 else f"{len(seats)} seats"
    exits = [str(exit) for exit in seats["exit"]]
    found = int(last["detections"]) if len(seats) == 1 else int(seats["detections"].sum())
    parts = [f"{count} ({', '.join(exits)})", f"audits or tips found something {_times(found)}"]
    if len(bombs):
        late = int((bombs["now_at"] != bombs["firm"]).sum())
        away = int(((bombs["now_at"] != bombs["firm"]) & (bombs["now_at"] >= 0)).sum())
        names = "1 bomb" if len(bombs) == 1 else f"{len(bombs)} bombs"
        parts.append(
            f"{names} of {number(bombs['amount'].sum(), 0)} base pays: {late} after leaving, "
            f"{away} of them while sitting at another firm"
        )
    return f"{'; '.join(parts)}. Base pays a quarter; ticks are audits."


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _folded(seats: pd.DataFrame, happened: pd.DataFrame, known: bool) -> None:
    """Seats and events as tables, built when they are opened."""
    fold = st.expander(say("Seats and events in order"), on_change="rerun", key="file-fold")
    if not fold.open:
        return
    columns = SEAT_HEADERS | UNSEEN_HEADERS if known else SEAT_HEADERS
    table: Any = seats[list(columns)].rename(columns=columns).round(2)
    table["To quarter"] = [
        "in office" if quarter < 0 else str(quarter) for quarter in table["To quarter"]
    ]
    unseen = happened["event"].isin(UNSEEN_EVENTS)
    shown = happened if known else happened[~unseen]
    hidden = shown["event"].isin(UNSEEN_EVENTS)
    with fold:
        st.dataframe(table, hide_index=True)
        st.caption(plain(say("Quarters below 0 lie before the run.")))
        lines = [
            f"- *{plain(say(line))}*" if secret else f"- {plain(say(line))}"
            for line, secret in zip(sentences(shown), hidden, strict=True)
        ]
        if hidden.any():
            st.caption(plain(say("In italics: what no board sees.")))
        st.markdown("\n".join(lines) or say("Nothing was recorded."))
