"""The boardroom: turn a contract and the people, and see what shareholders get."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboards import cards, charts, doors, economy, sidebar, texts, timelines
from dashboards.components import mount
from dashboards.economy import Put
from dashboards.fields import changes, scenario_of
from dashboards.figures import DrawnChart, figure
from dashboards.guard import complain
from dashboards.plain import plain
from dashboards.results import FIRST_WORLDS, Played, first_worlds, play, refuse_too_much
from dashboards.timelines import THIS_ONE, A
from dashboards.wording import say
from sim.analysis.means import summarise
from sim.scenario.presets import as_yaml, title
from sim.scenario.scenario import Scenario
from sim.scenario.seasons import audit_seasons
from sim.support.inputs import InputError, assign

IDEA, DETAILS = "turn.idea", "boardroom.details"
COPY_WIDTH = 120
"""Of the button that copies the link, whatever it says; pixels."""
_ALL_PLAYED = "boardroom.played"


class Telling(NamedTuple):
    """A chart, what it shows, and what is drawn."""

    finding: str
    chart: DrawnChart
    data: pd.DataFrame


class Other(NamedTuple):
    """What the economy is compared with: its name and scenario, and whether it was kept as A."""

    name: str
    scenario: Scenario
    kept: bool


def show() -> None:
    """The page."""
    st.title(say("Boardroom"))
    with st.sidebar:
        put = controls()
    st.markdown(say(texts.LEAD))
    _ideas(put)
    if put.scenario is None:
        st.info(say(texts.WRONG))
        return
    refuse_too_much(put.scenario)
    other = _other(put, put.scenario)
    _results(put, put.scenario, other)
    _actions(put, put.scenario, other)
    _more(put.scenario)


def current() -> Scenario | None:
    """The boardroom as it was last shown in this session; none before."""
    kept = st.session_state.get("boardroom")
    return None if kept is None else Scenario.model_validate_json(kept)


def some_worlds(most: int) -> Scenario | None:
    """The economy of the boardroom's controls, with at most so many worlds; None if it is wrong.

    Raises:
        InputError: If it is too large for a page.
    """
    with st.sidebar:
        put = controls()
    if put.scenario is None:
        st.info(say(texts.WRONG))
        return None
    scenario = put.scenario
    scenario = scenario.model_copy(update={"worlds": min(scenario.worlds, most)})
    refuse_too_much(scenario)
    return scenario


def controls() -> Put:
    """Everything that can be chosen, and what it amounts to."""
    put = economy.put_together()
    sidebar.show(put)
    return put


def _ideas(put: Put) -> None:
    """Places to start from; the one that is there says what to look at."""
    here = None
    if not put.changed:
        kept = economy.kept()
        name = "" if kept is None else kept[0]
        for idea in texts.IDEAS:
            if idea.preset == put.preset and name == (idea.compared and title(idea.compared)):
                here = idea
    st.session_state[IDEA] = None if here is None else here.title
    st.segmented_control(
        say("Start from"),
        [idea.title for idea in texts.IDEAS],
        key=IDEA,
        on_change=_begin,
        format_func=say,
        label_visibility="collapsed",
        wrap=True,
    )
    if here is not None and here.look:
        st.info(say(here.look))


def _begin() -> None:
    for idea in texts.IDEAS:
        if idea.title == st.session_state[IDEA]:
            economy.choose(idea.preset, idea.compared)


def _other(put: Put, scenario: Scenario) -> Other | None:
    """What was kept as A, or else the preset as it was; with the luck of the scenario.

    None if the scenario is that, or if that cannot be played with it.
    """
    if kept := economy.kept():
        name, text = f"A: {kept[0]}", kept[1]
        there = Scenario.model_validate_json(text).model_dump(mode="json")
    elif put.changed:
        name, there = title(put.preset), economy.preset_data(put.preset)
    else:
        return None
    same = {name: getattr(scenario, name) for name in ("seed", "worlds", "quarters")}
    try:
        other = scenario_of({**there, **same})
        refuse_too_much(other)
    except InputError as error:
        complain(InputError(f"{name}: {error}"))
        return None
    as_it_is = other == scenario.model_copy(update={"description": other.description})
    return None if as_it_is else Other(name, other, bool(kept))


def _results(put: Put, scenario: Scenario, other: Other | None) -> None:
    """A sentence and the cards, of some worlds first.

    Nothing is emptied in between: old ones stay, dimmed, until new ones take their places.
    """
    text = scenario.model_dump_json()
    early = None
    if scenario.worlds > FIRST_WORLDS and text not in st.session_state.setdefault(_ALL_PLAYED, []):
        line = st.markdown(say(f"*Playing {FIRST_WORLDS} of {scenario.worlds} worlds*"))
        first = first_worlds(text)
        line.markdown(
            say(f"{_sentence(first.runs)} *{FIRST_WORLDS} of {scenario.worlds} worlds so far*")
        )
        places = cards.show(first.runs, None)
        below = st.caption(say(f"Means over {FIRST_WORLDS} worlds, 95% intervals."))
        early = line, places, below
    played = play(text)
    st.session_state[_ALL_PLAYED] = [*st.session_state.get(_ALL_PLAYED, [])[-50:], text]
    before = None if other is None else play(other.scenario.model_dump_json())
    told = f"**{say(_sentence(played.runs))}**"
    against = "" if other is None else f" Arrows: against {other.name}, in the same worlds."
    means = plain(say(f"Means over {scenario.worlds} worlds, 95% intervals.{against}"))
    compared = None if before is None else before.runs
    if early is None:
        st.markdown(told)
        cards.show(played.runs, compared)
        st.caption(means)
    else:
        line, places, below = early
        line.markdown(told)
        cards.show_again(places, played.runs, compared)
        below.caption(means)
    _charts(scenario, other)


def _sentence(runs: dict[str, Any]) -> str:
    return texts.result(*(_mean(runs, name) for name in ("shareholder_surplus", "metric", "value")))


def _charts(scenario: Scenario, other: Other | None) -> None:
    dashed = "" if other is None else f" Dashed: {other.name}."
    source = f"{scenario.worlds} worlds of {scenario.firms.count} firms, {scenario.length()}."
    against = "" if other is None else other.scenario.model_dump_json()
    reports, bombs = pictures(scenario.model_dump_json(), against)
    left, right = st.columns(2, gap="medium")
    with left:
        figure(
            reports.finding,
            f"Reported and true value per firm, effect units a quarter, 95% bands.{dashed}",
            reports.chart,
            key="reports",
            data=reports.data,
            source=source,
        )
    with right:
        figure(
            bombs.finding,
            f"Bombs that go off per 100 firms and quarter, by where their author is.{dashed}",
            bombs.chart,
            key="bombs",
            data=bombs.data,
            source=source,
        )


@st.cache_data(max_entries=48, show_spinner=False)
def pictures(scenario: str, other: str) -> tuple[Telling, Telling]:
    """Reports and bombs of a scenario beside those of another one, as JSON; that may be empty."""
    played = play(scenario)
    before = play(other) if other else None
    seasons = audit_seasons(Scenario.model_validate_json(scenario))
    reports, bombs = (_both(table, played, before) for table in ("quarters", "bombs"))
    reports = reports[reports["measure"].isin(list(timelines.REPORTS))]
    told = texts.gap(*(_mean(played.runs, name) for name in ("metric", "value")))
    return (
        Telling(told, DrawnChart(timelines.reports(reports, seasons).to_dict()), reports),
        Telling(
            texts.bombs(played.bomb_shares),
            DrawnChart(timelines.bombs(bombs, seasons).to_dict()),
            bombs,
        ),
    )


def _both(table: str, played: Played, before: Played | None) -> pd.DataFrame:
    frames: list[pd.DataFrame] = [getattr(played, table).assign(which=THIS_ONE)]
    if before is not None:
        frames.append(getattr(before, table).assign(which=A))
    return pd.DataFrame(pd.concat(frames, ignore_index=True))


def _actions(put: Put, scenario: Scenario, other: Other | None) -> None:
    """Keep, copy, save."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            say("Keep this as A"),
            key="keep-a",
            on_click=economy.keep_as_a,
            icon=":material/bookmark:",
            help=say("What you turn from now on is compared with this, in the same worlds."),
        )
        if economy.kept():
            st.button(say("Drop A"), key="drop-a", on_click=economy.drop_a)
        copied = {"label": "Copy link", "done": "Copied", "failed": "Not allowed"}
        with st.container(width=COPY_WIDTH):
            mount("copy", {name: say(text) for name, text in copied.items()}, "copy-link")
        _as_file(scenario, put.preset)
        doors.link("people", "See its people")
        doors.link("diagnosis", "Where did the value go?")


def _as_file(scenario: Scenario, preset: str) -> None:
    """What differs from the default, to be played by the command."""
    with st.popover(say("Save as scenario"), key="save", on_change="rerun") as place:
        if not place.open:
            return
        different: dict[str, Any] = {}
        for path, value in changes(scenario, Scenario()).items():
            assign(different, path, value)
        text = as_yaml(different)
        st.caption(say("What differs from the default. `proxyfight run FILE.yaml` plays it."))
        st.code(text, language="yaml", wrap_lines=True)
        st.download_button(
            say("Download the YAML"), text, f"{preset}.yaml", "application/yaml", on_click="ignore"
        )


def _more(scenario: Scenario) -> None:
    """What is not drawn before it is asked for."""
    with st.expander(say("What is a world, a base pay, an effect unit?")):
        st.caption(say(texts.UNITS))
        st.markdown(say(texts.INTRODUCTION))
    details = st.expander(
        say("Who leaves, and what is still hidden"), key=DETAILS, on_change="rerun"
    )
    if not details.open:
        return
    with details:
        played = play(scenario.model_dump_json())
        figure(
            "Who leaves, and why",
            "Exits, hires and clawbacks per 100 firms and quarter.",
            charts.events(played.events),
            key="exits",
            data=played.events,
        )
        st.caption(say(texts.ABOUT_EVENTS))
        hidden = played.quarters.assign(scenario=THIS_ONE)
        figure(
            "What nobody sees yet",
            "Hidden consequences that are still to surface, base pays per firm.",
            charts.over_time(hidden, ["pending_harm", "pending_benefit"], "base pays per firm"),
            key="hidden",
            data=hidden[hidden["measure"].str.startswith("pending")],
        )


def _mean(runs: dict[str, Any], measure: str) -> float | None:
    (row,) = summarise(runs, (), [measure])
    mean: float | None = row["mean"]
    return mean
