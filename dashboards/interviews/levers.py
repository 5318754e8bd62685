"""Bar, shortlist and cost of gaming of a filter, on top of the boardroom's economy."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from dashboards.fields import scenario_of
from dashboards.plain import plain
from dashboards.wording import say
from sim.diagnosis.hiring.evidence import labels
from sim.scenario.scenario import Scenario

NONE_SET = "none"
GATE_BARS = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
GATE_KAPPAS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 100.0)
GATE_BASE = "hire-base"
LOT = {"name": "lottery", "weight": 1e6}
"""After the last filter a shortlist needs somebody who chooses from it; here it is the lot."""


class GateLever(NamedTuple):
    """A control: the field of a filter that it sets, how the address calls it, and its steps."""

    field: str
    label: str
    about: str
    steps: tuple[float, ...]
    optional: bool


def levers(candidates: int, last: bool) -> list[GateLever]:
    """The three, where so many apply for a seat; of the last filter or another."""
    go_on = "how many of those who apply for a seat go on"
    go_on += "; then the lot decides" if last else ""
    few = tuple(float(count) for count in range(1, candidates))
    gaming = "base pays; twice the price of one standard deviation"
    return [
        GateLever("bar", "Bar", "standard deviations; who scores less is out", GATE_BARS, True),
        GateLever("shortlist", "Shortlist", go_on, few, True),
        GateLever("kappa", "Cost of gaming", gaming, GATE_KAPPAS, False),
    ]


def with_levers(scenario: Scenario) -> Scenario:
    """Show the controls, and what the economy becomes by them.

    Raises:
        InputError: If the filter refuses a value.
    """
    data = scenario.model_dump(mode="json", exclude_none=True)
    filters: list[dict[str, Any]] = data["package"]["filters"]
    if scenario.shareholders.ballot or not filters:
        return scenario
    names = labels([str(part["name"]) for part in filters])
    columns = st.columns(3 + (len(names) > 1), gap="medium", vertical_alignment="bottom")
    place = 0
    if len(names) > 1:
        with columns[0]:
            place = names.index(
                _choice(
                    say("Filter"), "filter", names, names[0], say("whose three controls these are")
                )
            )
    part = scenario.package.filters[place]
    last = place == len(filters) - 1
    three = [one for one in levers(scenario.market.candidates, last) if hasattr(part, one.field)]
    base = {one.field: _text(getattr(part, one.field)) for one in three}
    _forget_if_new({"place": str(place), **base})
    for column, lever in zip(columns[len(columns) - 3 :], three, strict=False):
        options = _options(lever, base[lever.field])
        with column:
            value = _choice(
                say(lever.label), lever.field, options, base[lever.field], say(lever.about)
            )
        _put(filters[place], lever, value)
    if last and "shortlist" in filters[place]:
        filters.append(dict(LOT))
    return scenario_of(data)


def _options(lever: GateLever, now: str) -> list[str]:
    """The steps, and what is set now, in order."""
    numbers = set(lever.steps)
    if now != NONE_SET:
        numbers.add(float(now))
    texts = [_text(number) for number in sorted(numbers)]
    return [NONE_SET, *texts] if lever.optional else texts


def _choice(label: str, key: str, options: list[str], default: str, about: str) -> str:
    """A slider over words whose place stands in the address unless it is where it began."""
    name = f"hire-{key}"
    if st.session_state.get(name) not in options:
        asked = st.query_params.get(key, default)
        st.session_state[name] = asked if asked in options else default
    found = st.select_slider(
        f"**{plain(label)}**: {plain(about)}",
        options,
        key=name,
        on_change=_write,
        args=(name, key, default),
    )
    return str(found)


def _write(name: str, key: str, default: str) -> None:
    value = st.session_state[name]
    if value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def _forget_if_new(base: dict[str, str]) -> None:
    """What is set in the boardroom, or another filter, takes the place of what was set here."""
    before = st.session_state.get(GATE_BASE)
    st.session_state[GATE_BASE] = base
    if before is not None and before != base:
        for key in base:
            st.session_state.pop(f"hire-{key}", None)
            st.query_params.pop(key, None)


def _put(part: dict[str, Any], lever: GateLever, value: str) -> None:
    part.pop(lever.field, None)
    if value != NONE_SET:
        part[lever.field] = int(float(value)) if lever.field == "shortlist" else float(value)


def _text(value: Any) -> str:
    return NONE_SET if value is None else f"{float(value):g}"
