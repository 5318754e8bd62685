"""A question in the address: ``?view=ask&ask={"worlds":4,"levers":{"metric.noise":[0.2,1]}}``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import streamlit as st
from pydantic import Field as Bounds

from dashboards import economy
from dashboards.address import json_object
from dashboards.controls import MOST
from dashboards.design import MOST_LEVERS, Dial, Span, possible_levers
from dashboards.fields import Field, scenario_of
from dashboards.guard import complain
from dashboards.sweep.places import KEY
from incentives.written import UserInput
from sim.scenario.presets import DEFAULT, preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.study.design.sampling import DESIGNS, MOST_CELLS
from sim.support.inputs import InputError
from sim.tables.columns import MEASURES, RECORDS

ASK = "ask"
MINE = "the boardroom as it is"
"""The base that is the boardroom's economy."""
RANGE, VALUES = "range", "values"
WORLDS_AT_MOST, STEPS_AT_MOST = 100_000, 1000
_SEEN, _FIRST = "sweep-ask-seen", "sweep-ask-first"
Reachable = Annotated[float, Bounds(ge=-MOST, le=MOST)]


class LeverRange(UserInput):
    """A lever from one number to another."""

    range: tuple[Reachable, Reachable]
    steps: Annotated[int, Bounds(ge=1, le=STEPS_AT_MOST)] = 5
    log: bool = False


class Question(UserInput):
    """What is asked, as the controls of the page have it.

    Attributes:
        base: A preset.
        economy: The boardroom's economy instead, as its address says it.
        measure: What is asked about.
        levers: By dotted path: a range, numbers or names.
        design: How points are chosen.
        points: How many of them are drawn.
        worlds: Per cell.
        record: Tables besides runs.
    """

    base: str = DEFAULT
    economy: dict[str, str] = Bounds(default_factory=dict)
    measure: str = MEASURES[0]
    levers: dict[str, LeverRange | list[Any]] = Bounds(default_factory=dict, max_length=MOST_LEVERS)
    design: str = "grid"
    points: Annotated[int, Bounds(ge=2, le=MOST_CELLS)] | None = None
    worlds: Annotated[int, Bounds(ge=1, le=WORLDS_AT_MOST)]
    record: list[str] = Bounds(default_factory=list)


def write(
    scenario: Scenario | None,
    levers: Sequence[Dial],
    **fields: Any,
) -> None:
    """Put what is asked into the address, unless it is what the page asks by itself.

    Args:
        scenario: The boardroom's, where that is varied.
        levers: With their values.
        fields: The others of :class:`Question`.
    """
    if scenario is not None:
        data = scenario.model_dump(mode="json")
        fields |= {"base": DEFAULT, "economy": economy.address(DEFAULT, data)}
    spelled = {dial.field.path: _spelled(dial) for dial in levers}
    asked = Question(levers=spelled, **fields)
    text = json.dumps(
        asked.model_dump(mode="json", exclude_defaults=True),
        separators=(",", ":"),
        ensure_ascii=False,
    )
    if ASK in st.query_params or text != st.session_state.setdefault(_FIRST, text):
        st.query_params[ASK] = text
    st.session_state[_SEEN] = text


def arrive() -> None:
    """Set the controls to what the address asks, if it is not what they said last.

    What is no question is refused in a sentence, and sets nothing.
    """
    text = st.query_params.get(ASK, "")
    if not text or text == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN] = text
    try:
        _fill(_read(text))
        st.session_state.setdefault(_FIRST, "")  # what came with an address is nobody's default
    except InputError as error:
        st.query_params.pop(ASK)
        complain(InputError(f"The question in the address was not opened. {error}"))


def _spelled(dial: Dial) -> Any:
    if isinstance(dial.values, Span):
        low, high, steps, log = dial.values
        return LeverRange(range=(low, high), steps=steps, log=log)
    return list(dial.values)


def _read(text: str) -> Question:
    asked = Question.read(json_object(ASK, text))
    _one_of("base", asked.base, list(preset_names()))
    _one_of("measure", asked.measure, MEASURES)
    _one_of("design", asked.design, list(DESIGNS))
    for name in asked.record:
        _one_of("record", name, RECORDS[1:])
    return asked


def _one_of(field: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise InputError(f"{field}: {name[:60]!r} is none; expected {', '.join(known)}")


def _fill(asked: Question) -> None:
    """All is read before anything is set."""
    data, scenario = scenario_data(asked.base), None
    if asked.economy:
        _, data = economy.read_address(asked.economy)
        scenario = scenario_of(data)
    possible = possible_levers(data)
    said: dict[str, Any] = {
        "measure": asked.measure,
        "design": asked.design,
        "worlds": asked.worlds,
        "record": asked.record,
        "base": asked.base if scenario is None else MINE,
        **{f"lever{place}": None for place in range(MOST_LEVERS)},
    }
    if asked.points is not None:
        said["points"] = asked.points
    for place, (path, levels) in enumerate(asked.levers.items()):
        if path not in possible:
            raise InputError(f"levers: {path[:60]!r} cannot be varied in this economy")
        said[f"lever{place}"] = path
        for name, value in _controls(possible[path], levels).items():
            said[f"lever{place}.{path}{name}"] = value
    if scenario is not None:
        st.session_state["boardroom"] = scenario.model_dump_json()
    for name, value in said.items():
        st.session_state[KEY + name] = value


def _controls(field: Field, levels: LeverRange | list[Any]) -> dict[str, Any]:
    """What the controls of a lever say, by the end of their keys."""
    numeric = field.kind in {"number", "integer"}
    if isinstance(levels, LeverRange):
        if not numeric:
            raise InputError(f"{field.path}: a range; expected some of {', '.join(field.choices)}")
        kind: type[int] | type[float] = int if field.kind == "integer" else float
        low, high = map(kind, levels.range)
        ends = {".from": low, ".to": high, ".steps": levels.steps, ".log": levels.log}
        return {".how": RANGE, **ends}
    if numeric:
        for level in levels:
            if isinstance(level, bool) or not isinstance(level, int | float):
                raise InputError(f"{field.path}: {level!r} is no number")
        return {".how": VALUES, "": ", ".join(map(repr, levels))}
    for level in levels:
        _one_of(field.path, str(level), field.choices)
    return {"": list(levels)}
