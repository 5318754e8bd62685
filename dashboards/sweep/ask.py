"""Ask: a question with its levers, and how much it takes to answer it."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from dashboards.controls import explain_parts, numbers, pick
from dashboards.design import (
    MOST_LEVERS,
    Dial,
    Span,
    as_file,
    design,
    first_choices,
    first_span,
    possible_levers,
    question,
)
from dashboards.fields import Field, value_at
from dashboards.guard import complain
from dashboards.plain import plain
from dashboards.sweep import asked, preview
from dashboards.sweep.asked import MINE, RANGE, STEPS_AT_MOST, VALUES, WORLDS_AT_MOST
from dashboards.sweep.places import KEY, duration, folder, turn_to
from dashboards.sweep.search import find, meaning
from dashboards.wording import say
from sim.scenario.presets import as_yaml, preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.study import Experiment, lay_out
from sim.study.design.sampling import DESIGNS, MOST_CELLS
from sim.study.run import background
from sim.support.inputs import InputError
from sim.support.words import words
from sim.tables.columns import COLUMNS, MEASURES, RECORDS

PROCESSORS = os.cpu_count() or 1
FIRST_LEVERS = ("package.schemes.linear-bonus.slope", "executives.awareness")
FIDELITIES = {"quick": 4, "careful": 16, "publication": 100}
"""Worlds per cell, by how sure the answer is to be."""
LONG_TO_WAIT = 3600.0
"""Seconds; before more than these are begun, the page asks."""
_FIRST_POINTS = 64


def show(mine: Scenario | None) -> None:
    """The page's part on which a question is asked.

    Args:
        mine: The boardroom as it is, if it has been opened.
    """
    base, scenario, data = _base(mine)
    possible = possible_levers(data)
    measure, paths = _question(possible)
    levers, readable = [], True
    drawn = DESIGNS[st.session_state.get(f"{KEY}design", "grid")].draw is not None
    used = [(place, path) for place, path in enumerate(paths) if path is not None]
    for (place, path), column in zip(used, st.columns(max(1, len(used))), strict=False):
        with column, st.container(border=True):
            try:
                levers.append(_lever(f"{KEY}lever{place}", possible[path], data, drawn))
            except InputError as error:
                complain(error)
                readable = False
    kind, points, worlds = _design(bool(used))
    name, record, workers = _settings()
    if not readable:
        return
    try:
        experiment = design(
            name, base, scenario, levers, int(worlds), record, measure, kind, points
        )
        asked.write(
            scenario,
            levers,
            base=base,
            measure=measure,
            design=kind,
            points=points,
            worlds=worlds,
            record=record,
        )
        amount, seconds = preview.expected(experiment.model_dump_json(), workers)
    except InputError as error:
        complain(error)
        return
    st.markdown(f"#### {plain(say(question(measure, levers)))}")
    preview.show(experiment, amount, seconds, workers)
    _begin(experiment, seconds, workers)


def _base(mine: Scenario | None) -> tuple[str, Scenario | None, dict[str, Any]]:
    """The preset, the scenario if it is none, and its plain data."""
    options = [*preset_names(), *([] if mine is None else [MINE])]
    key = f"{KEY}base"
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    left, right = st.columns(2)
    base = left.selectbox(say("In which economy"), options, key=key)
    meant = right.text_input(
        say("Find a lever by what it means"),
        key=f"{KEY}search",
        placeholder=say("for example: bonus steep, audit fine, hazard"),
    )
    if base == MINE and mine is not None:
        data = mine.model_dump(mode="json")
        base = "default"
    else:
        mine, data = None, scenario_data(base)
    if meant:
        with right:
            _found(meant, possible_levers(data))
    return base, mine, data


def _found(meant: str, possible: dict[str, Field]) -> None:
    """Levers that fit a search, to be taken with a click."""
    paths = find(meant, possible)
    if not paths:
        st.caption(plain(say(f"Nothing is called, or means, {meant!r}.")))
    for path in paths:
        st.button(
            plain(say(meaning(possible[path]))),
            key=f"take-{path}",
            on_click=_take,
            args=(path,),
            icon=":material/add:",
            type="tertiary",
        )


def _take(path: str) -> None:
    """Make a field a lever: the first that is free, else the last."""
    keys = [f"{KEY}lever{place}" for place in range(MOST_LEVERS)]
    if path not in [st.session_state.get(key) for key in keys]:
        free = [key for key in keys if st.session_state.get(key) is None]
        st.session_state[(free or keys[-1:])[0]] = path
    st.session_state[f"{KEY}search"] = ""


def _question(possible: dict[str, Field]) -> tuple[str, list[str | None]]:
    """What is asked about, and the paths of the levers."""
    columns = st.columns(1 + MOST_LEVERS)
    st.session_state.setdefault(f"{KEY}measure", MEASURES[0])
    measure = columns[0].selectbox(
        say("How does"), list(MEASURES), key=f"{KEY}measure", format_func=_measured
    )
    paths: list[str | None] = []
    for place in range(MOST_LEVERS):
        key = f"{KEY}lever{place}"
        first = FIRST_LEVERS[place] if place < len(FIRST_LEVERS) else None
        st.session_state.setdefault(key, first)
        options = [None, *(path for path in possible if path not in paths)]
        if st.session_state[key] not in options:
            st.session_state[key] = None
        paths.append(
            columns[1 + place].selectbox(
                say("depend on" if not place else "and" if place == 1 else "and also"),
                options,
                key=key,
                placeholder=say("nothing else"),
                format_func=lambda path: say(meaning(possible[path]) if path else "nothing else"),
            )
        )
    return str(measure), paths


def _measured(name: str) -> str:
    column = COLUMNS["runs"][name]
    unit = f" ({column.unit})" if column.unit else ""
    return say(f"{words(name)}{unit} \N{EN DASH} {column.text}")


def _lever(key: str, field: Field, data: dict[str, Any], drawn: bool) -> Dial:
    """Which values a lever takes.

    Raises:
        InputError: If they cannot be read.
    """
    st.markdown(f"**{plain(words(field.name).capitalize())}**")
    st.caption(plain(say(field.description or "A cell of the study for each that is chosen.")))
    key = f"{key}.{field.path}"
    if field.kind not in {"number", "integer"}:
        st.session_state.setdefault(key, first_choices(field))
        picked = pick(say("Which"), field, key)
        if field.kind == "parts":
            explain_parts(field)
        return Dial(field, picked)
    start = value_at(data, field.path)
    span = first_span(field, start if isinstance(start, int | float) else None)
    how = f"{key}.how"
    st.session_state.setdefault(how, RANGE)
    if not drawn:
        st.segmented_control(
            say("Given as"), [RANGE, VALUES], key=how, required=True, label_visibility="collapsed"
        )
    if st.session_state[how] == VALUES and not drawn:
        levels = [span.low + k * (span.high - span.low) / 4 for k in range(5)]
        st.session_state.setdefault(key, ", ".join(f"{level:g}" for level in levels))
        return Dial(field, numbers(st.text_input(say("Values"), key=key), field.path))
    return Dial(field, _span(key, field, span, drawn))


def _span(key: str, field: Field, span: Span, drawn: bool) -> Span:
    """From, to and steps, in a row."""
    whole = field.kind == "integer"
    kind: type[int] | type[float] = int if whole else float
    for name, value in (("from", kind(span.low)), ("to", kind(span.high)), ("steps", span.steps)):
        st.session_state.setdefault(f"{key}.{name}", value)
    st.session_state.setdefault(f"{key}.log", False)
    size: dict[str, Any] = {"step": 1 if whole else 0.05, "format": "%d" if whole else "%g"}
    columns = st.columns(2 if drawn else 3)
    low = columns[0].number_input(say("From"), key=f"{key}.from", **size)
    high = columns[1].number_input(say("To"), key=f"{key}.to", **size)
    steps = span.steps
    if not drawn:
        steps = int(columns[2].number_input(say("Steps"), 1, STEPS_AT_MOST, key=f"{key}.steps"))
    log = st.toggle(say("By factors (logarithmic)"), key=f"{key}.log") if low > 0 else False
    if low > high:
        raise InputError(f"{field.path}: from {low:g} to {high:g}; expected from less to more")
    return Span(float(low), float(high), steps, log)


def _design(some: bool) -> tuple[str, int | None, int]:
    """How points are chosen, how many are drawn, and worlds per cell."""
    columns = st.columns([2, 1, 2, 1], vertical_alignment="bottom")
    st.session_state.setdefault(f"{KEY}design", "grid")
    kind = columns[0].selectbox(
        say("Points"),
        list(DESIGNS) if some else ["grid"],
        key=f"{KEY}design",
        format_func=lambda name: say(f"{name} \N{EN DASH} {DESIGNS[name].text}"),
    )
    points = None
    if DESIGNS[kind].draw is not None:
        st.session_state.setdefault(f"{KEY}points", _FIRST_POINTS)
        points = int(columns[1].number_input(say("How many"), 2, MOST_CELLS, key=f"{KEY}points"))
    st.session_state.setdefault(f"{KEY}worlds", FIDELITIES["careful"])
    now = next((n for n, w in FIDELITIES.items() if w == st.session_state[f"{KEY}worlds"]), None)
    st.session_state["sweep-fidelity"] = now
    columns[2].segmented_control(
        say("How sure"),
        list(FIDELITIES),
        key="sweep-fidelity",
        format_func=say,
        on_change=_surely,
        help=say("Worlds per cell. Intervals shrink with the root of their number."),
    )
    worlds = columns[3].number_input(
        say("Worlds per cell"),
        1,
        WORLDS_AT_MOST,
        key=f"{KEY}worlds",
        help=say("Replicates with luck of their own; all cells have the same worlds."),
    )
    return str(kind), points, int(worlds)


def _surely() -> None:
    chosen = st.session_state.get("sweep-fidelity")
    if chosen:
        st.session_state[f"{KEY}worlds"] = FIDELITIES[chosen]


def _settings() -> tuple[str, list[str], int]:
    columns = st.columns(3)
    taken = {path.name for path in folder().iterdir()} if folder().is_dir() else set()
    free = next(name for n in range(1, 10**6) if (name := f"sweep-{n}") not in taken)
    defaults = {"name": free, "record": [], "workers": PROCESSORS}
    for name, value in defaults.items():
        st.session_state.setdefault(KEY + name, value)
    return (
        columns[0].text_input(say("Name of the study"), key=f"{KEY}name").strip(),
        columns[1].multiselect(
            say("Tables besides runs"),
            RECORDS[1:],
            key=f"{KEY}record",
            help=say("What is kept of every world besides a row of totals."),
        ),
        int(columns[2].number_input(say("Processes"), 1, 4 * PROCESSORS, key=f"{KEY}workers")),
    )


def _begin(experiment: Experiment, seconds: float, workers: int) -> None:
    """Start it, or take it away as a file. What takes more than an hour is asked about."""
    sure = True
    if seconds > LONG_TO_WAIT:
        sure = st.checkbox(
            say(f"It takes about {duration(seconds)} on this machine. Start it all the same."),
            key=f"sure-{experiment.name}",
        )
    start, file = st.columns(2)
    if start.button(say("Start the sweep"), type="primary", width="stretch", disabled=not sure):
        _start(experiment, workers)
    file.download_button(
        say("Download for the command line"),
        as_yaml(as_file(experiment)),
        f"{experiment.name}.yaml",
        "application/yaml",
        on_click="ignore",
        width="stretch",
    )


def _start(experiment: Experiment, workers: int) -> None:
    path = folder() / experiment.name
    try:
        lay_out(experiment, path)
        with st.spinner(say("Starting")):
            background.start(path, workers)
    except InputError as error:
        complain(error)
        return
    del st.session_state[f"{KEY}name"]  # the next one needs another
    turn_to("read", experiment.name)
    st.rerun()
