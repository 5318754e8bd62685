"""The boardroom: choose or build a package, and see what shareholders get."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboards import cards, charts, dossier, texts
from dashboards.controls import PREFIX, Data, edit, forget
from dashboards.fields import changes, scenario_fields, scenario_of
from dashboards.guard import complain
from dashboards.plain import plain
from dashboards.results import Played, play, refuse_too_much
from sim.analysis.means import summarise
from sim.scenario.presets import as_yaml, preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, assign

PRESET, COMPARED = f"{PREFIX}preset", f"{PREFIX}compared"
NO_COMPARISON = "nothing"
FIRST_FIELDS = (
    "quarters",
    "worlds",
    "seed",
    "executives.population",
    "executives.awareness",
    "executives.foresight",
    "executives.cognition",
    "metric.noise",
)
"""Fields of the world that come before all others."""


class Chosen(NamedTuple):
    """What the controls say: a name, and a scenario unless something is wrong."""

    name: str
    scenario: Scenario | None
    compared: str


def show() -> None:
    """The page."""
    st.title("Boardroom")
    st.markdown(texts.LEAD)
    with st.expander("What am I looking at?"):
        st.markdown(texts.INTRODUCTION)
    _suggestions()
    with st.sidebar:
        chosen = controls()
    if chosen.scenario is None:
        st.info(texts.WRONG)
        return
    refuse_too_much(chosen.scenario)
    _results(chosen, chosen.scenario)


def base_of(preset: str) -> Data:
    """The scenario of a preset as plain data."""
    return scenario_data(preset)


def current() -> Scenario | None:
    """The boardroom as it was last shown in this session; none before."""
    kept = st.session_state.get("boardroom")
    return None if kept is None else Scenario.model_validate_json(kept)


def _suggestions() -> None:
    active = ""
    row = st.container(horizontal=True)
    for idea in texts.IDEAS:
        row.button(
            idea.title,
            key=f"idea-{idea.preset}",
            on_click=_choose,
            args=(idea.preset, idea.compared),
        )
        pair = (st.session_state.get(PRESET), st.session_state.get(COMPARED))
        if pair == (idea.preset, idea.compared):
            active = idea.look
    if active:
        st.info(active)


def _choose(preset: str, compared: str) -> None:
    forget()
    st.session_state[PRESET], st.session_state[COMPARED] = preset, compared


def _another_preset() -> None:
    _choose(st.session_state[PRESET], st.session_state.get(COMPARED, NO_COMPARISON))


def some_worlds(most: int) -> Scenario | None:
    """The economy of the boardroom's controls, with at most so many worlds; None if it is wrong.

    Raises:
        InputError: If it is too large for a page.
    """
    with st.sidebar:
        chosen = controls()
    if chosen.scenario is None:
        st.info(texts.WRONG)
        return None
    scenario = chosen.scenario
    scenario = scenario.model_copy(update={"worlds": min(scenario.worlds, most)})
    refuse_too_much(scenario)
    return scenario


def controls() -> Chosen:
    """Everything that can be chosen, and what it amounts to."""
    presets = preset_names()
    st.session_state.setdefault(PRESET, next(iter(presets)))
    st.session_state.setdefault(COMPARED, NO_COMPARISON)
    preset = st.selectbox("Economy", list(presets), key=PRESET, on_change=_another_preset)
    st.caption(plain(presets[preset]))
    compared = st.selectbox(
        "Compare with",
        [NO_COMPARISON, *presets],
        key=COMPARED,
        help="Another economy with the same luck: differences come from what differs in the two.",
    )
    base = base_of(preset)
    data = base_of(preset)
    fields = scenario_fields()
    package = [field for path, field in fields.items() if path.startswith("package.")]
    first = [fields[path] for path in FIRST_FIELDS]
    rest = [
        field
        for field in fields.values()
        if field not in package and field not in first and field.path != "description"
    ]
    readable = []
    for title, members in (
        ("Build the package", package),
        ("World and executives", first),
        ("All other fields", rest),
    ):
        with st.expander(title):
            if members is package and base["shareholders"]["ballot"]:
                st.info(texts.BALLOT)
            readable.append(edit(members, base, data))
    name = preset
    scenario = None
    if all(readable):
        try:
            scenario = scenario_of(data)
        except InputError as error:
            complain(error)
    if scenario is not None:
        st.session_state["boardroom"] = scenario.model_dump_json()
        if scenario != scenario_of(base):
            name = f"{preset}, changed"
            st.button("Undo all changes", on_click=_another_preset)
        _as_file(scenario, preset)
    return Chosen(name, scenario, compared)


def _as_file(scenario: Scenario, preset: str) -> None:
    different: Data = {}
    for path, value in changes(scenario, Scenario()).items():
        assign(different, path, value)
    text = as_yaml(different)
    with st.expander("This scenario as a file"):
        st.caption("What differs from the default. `proxyfight run FILE.yaml` plays it.")
        st.code(text, language="yaml", wrap_lines=True)
        st.download_button(
            "Download the YAML", text, f"{preset}.yaml", "application/yaml", on_click="ignore"
        )


def _results(chosen: Chosen, scenario: Scenario) -> None:
    played = play(scenario.model_dump_json())
    other = _other(chosen, scenario)
    cards.show(played, other, chosen.compared)
    st.caption(
        f"Means over {scenario.worlds} worlds of {scenario.firms.count} firms and "
        f"{scenario.length()}, with 95% intervals. {texts.UNITS}"
    )
    quarters = played.quarters.assign(scenario=chosen.name)
    if other is not None:
        both = [quarters, other.quarters.assign(scenario=chosen.compared)]
        quarters = pd.concat(both, ignore_index=True)
    st.subheader("What is reported, and what is true")
    st.altair_chart(
        charts.over_time(quarters, ["metric", "value"], "effect units per firm"), theme=None
    )
    st.caption(texts.gap(_mean(played, "metric"), _mean(played, "value")))
    st.subheader("Time bombs")
    pending = ["pending_harm", "pending_benefit"]
    st.altair_chart(charts.over_time(quarters, pending, "base pays per firm"), theme=None)
    st.caption(texts.bombs(_mean(played, "harm_after_exit_share")))
    st.subheader("Who leaves, and why")
    st.altair_chart(charts.events(played.events), theme=None)
    st.caption(texts.ABOUT_EVENTS)
    dossier.show(scenario)


def _other(chosen: Chosen, scenario: Scenario) -> Played | None:
    """The scenario to compare with, in the same worlds with the same luck."""
    if chosen.compared == NO_COMPARISON:
        return None
    same = {name: getattr(scenario, name) for name in ("seed", "worlds", "quarters")}
    other = scenario_of({**base_of(chosen.compared), **same})
    refuse_too_much(other)
    return play(other.model_dump_json())


def _mean(played: Played, measure: str) -> float | None:
    (row,) = summarise(played.runs, (), [measure])
    mean: float | None = row["mean"]
    return mean
