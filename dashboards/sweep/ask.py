"""Ask."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from dashboards.controls import PREFIX, explain_parts, numbers, pick
from dashboards.design import MOST_LEVERS, Dial, as_file, design, first_choices, possible_levers
from dashboards.fields import Field, value_at
from dashboards.guard import complain
from dashboards.pages import boardroom
from dashboards.plain import plain
from dashboards.sweep.places import KEY, duration, folder, turn_to
from sim.scenario.presets import as_yaml, preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.study import Experiment, lay_out
from sim.study.run import background
from sim.study.run.estimate import Pace, expected_seconds, measure
from sim.study.run.size import Size, refuse_too_large, sample, size
from sim.support.inputs import InputError
from sim.tables.columns import RECORDS

MINE = "the boardroom as it is"
PROCESSORS = os.cpu_count() or 1


def spread(field, value):
    return "0, 1"


def show(entries) -> None:
    _new()


def _new() -> None:
    base, scenario, data = _base()
    possible = possible_levers(data)
    levers, readable = [], True
    for place, column in enumerate(st.columns(MOST_LEVERS)):
        with column:
            try:
                lever = _lever(place, possible, data)
            except InputError as error:
                complain(error)
                readable = False
            else:
                levers += [lever] if lever else []
    name, worlds, record, workers = _settings()
    if not readable:
        return
    try:
        experiment = design(name, base, scenario, levers, worlds, record)
        amount, seconds = _expected(experiment.model_dump_json(), workers)
    except InputError as error:
        complain(error)
        return
    runs, quarters = f"{amount.runs:,}", f"{amount.firm_quarters:,}"
    st.markdown(
        f"**{amount.cells} cells x {worlds} worlds = {runs} runs**, {quarters} quarters of a "
        f"firm: about **{duration(seconds)}** with {workers} "
        f"{'process' if workers == 1 else 'processes'} on this machine."
    )
    start, save = st.columns(2)
    if start.button("Start the sweep", type="primary", width="stretch"):
        _start(experiment, workers)
    save.download_button(
        "Download for the command line",
        as_yaml(as_file(experiment)),
        f"{name}.yaml",
        "application/yaml",
        on_click="ignore",
        width="stretch",
    )


def _base() -> tuple[str, Scenario | None, dict[str, Any]]:
    """The preset, the scenario if it is none, and its plain data."""
    mine = boardroom.current()
    options = [*preset_names(), *([] if mine is None else [MINE])]
    key = f"{KEY}base"
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    base = st.selectbox("Economy", options, key=key)
    if base == MINE and mine is not None:
        return "default", mine, mine.model_dump(mode="json")
    return base, None, scenario_data(base)


def _lever(place: int, possible: dict[str, Field], data: dict[str, Any]) -> Dial | None:
    """Controls of one lever; none if it is not used."""
    key = f"{KEY}lever{place}"
    suggested = ("package.schemes", "package.filters")
    first = suggested[place] if place < len(suggested) else None
    options = [None, *possible]
    st.session_state.setdefault(key, first)
    if st.session_state[key] not in options:
        st.session_state[key] = None
    path = st.selectbox(f"Lever {place + 1}", options, key=key, placeholder="none", format_func=str)
    if path is None:
        return None
    field, values = possible[path], f"{key}.{path}"
    st.caption(plain(field.description or "A cell of the study for each that is chosen."))
    if field.kind in {"number", "integer"}:
        st.session_state.setdefault(values, spread(field, value_at(data, path)))
        return Dial(field, numbers(st.text_input("Values", key=values), path))
    st.session_state.setdefault(values, first_choices(field))
    chosen = pick("Values", field, values)
    if field.kind == "parts":
        explain_parts(field)
    return Dial(field, chosen)


def _settings() -> tuple[str, int, list[str], int]:
    columns = st.columns(4)
    taken = {path.name for path in folder().iterdir()} if folder().is_dir() else set()
    free = next(name for n in range(1, 10**6) if (name := f"sweep-{n}") not in taken)
    defaults = {"name": free, "worlds": 16, "record": [], "workers": PROCESSORS}
    for name, value in defaults.items():
        st.session_state.setdefault(KEY + name, value)
    return (
        columns[0].text_input("Name of the study", key=f"{KEY}name").strip(),
        columns[1].number_input(
            "Worlds per cell",
            1,
            100_000,
            key=f"{KEY}worlds",
            help="Replicates with luck of their own; all cells have the same worlds.",
        ),
        columns[2].multiselect(
            "Tables besides runs",
            RECORDS[1:],
            key=f"{KEY}record",
            help="What is kept of every world besides a row of totals.",
        ),
        columns[3].number_input("Processes", 1, 4 * PROCESSORS, key=f"{KEY}workers"),
    )


@st.cache_data(max_entries=64, show_spinner="Estimating how long it takes")
def _expected(experiment: str, workers: int) -> tuple[Size, float]:
    design = Experiment.model_validate_json(experiment)
    cells = design.design_cells()
    refuse_too_large(cells, {"record": design.tables()}, workers, folder())
    scenarios = sample(cells, 4)
    short = [scenario.model_copy(update={"worlds": 1}) for scenario in scenarios]
    pace = _pace(tuple(scenario.model_dump_json() for scenario in short))
    found = size(cells, design.tables())
    return found, expected_seconds(found, scenarios[0].quarters_played(), pace, workers, PROCESSORS)


@st.cache_data(max_entries=16, show_spinner="Estimating how long it takes")
def _pace(scenarios: tuple[str, ...]) -> Pace:
    return measure([Scenario.model_validate_json(scenario) for scenario in scenarios])


def _start(experiment: Experiment, workers: int) -> None:
    path = folder() / experiment.name
    try:
        lay_out(experiment, path)
        with st.spinner("Starting"):
            background.start(path, workers)
    except InputError as error:
        complain(error)
        return
    st.session_state["study"] = experiment.name
    del st.session_state[f"{KEY}name"]  # the next one needs another
    st.rerun()
