"""Controls generated from fields: what a model declares is what can be set."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import streamlit as st
import yaml

from dashboards.fields import Field, part_class, part_fields, value_at
from dashboards.guard import complain
from dashboards.plain import plain
from sim.support.inputs import InputError, assign, parse_yaml
from sim.support.words import words

PREFIX = "field."
MOST = 2**53 - 1  # what a browser can count
Data = dict[str, Any]


def keep() -> None:
    """Keep what was set while another page is shown; Streamlit would forget it."""
    for key in list(st.session_state):
        if str(key).startswith(PREFIX):
            st.session_state[key] = st.session_state[key]


def forget() -> None:
    """Forget what was set, so that every control shows the base again."""
    for key in list(st.session_state):
        if str(key).startswith(PREFIX):
            del st.session_state[key]


def edit(fields: Iterable[Field], base: Data, data: Data) -> bool:
    """Show a control per field, and put what it says into ``data``.

    Args:
        fields: What to show, in order.
        base: The scenario from which the user starts, as plain data.
        data: The scenario as edited so far; changed in place.

    Returns:
        Whether everything could be read; if not, a sentence stands below the control.
    """
    members = list(fields)
    places = [field.path.rpartition(".")[0] for field in members]
    heading, readable = "", True
    for field, place in zip(members, places, strict=True):
        if place != heading and len(set(places)) > 1:
            heading = place
            st.markdown(f"**{plain(words(place).capitalize() or 'Run')}**")
        try:
            value = _value(field, value_at(base, field.path))
        except InputError as error:
            complain(error)
            readable = False
        else:
            assign(data, field.path, value)
    return readable


def collect(fields: Iterable[Field], base: Data, data: Data) -> list[InputError]:
    """Put what was set before into ``data`` without showing any control.

    Args:
        fields: Whatever can have been set.
        base, data: As for ``edit``.

    Returns:
        What could not be read.
    """
    paths = [str(key).removeprefix(PREFIX) for key in st.session_state if _is_field(key)]
    wrong = []
    for field in fields:
        if any(path == field.path or path.startswith(f"{field.path}.") for path in paths):
            try:
                assign(data, field.path, _value(field, value_at(base, field.path), seen=False))
            except InputError as error:
                wrong.append(error)
    return wrong


def forget_field(path: str) -> None:
    """Forget what was set in a field."""
    for key in list(st.session_state):
        if str(key) == PREFIX + path or str(key).startswith(f"{PREFIX}{path}."):
            del st.session_state[key]


def _is_field(key: Any) -> bool:
    return str(key).startswith(PREFIX)


def _value(field: Field, start: Any, seen: bool = True) -> Any:
    """What the control of a field says: shown, or as it was when it was shown last."""
    if field.kind == "parts":
        return _parts(field, start or [], seen)
    if field.path.endswith(".population"):
        return _population(field, start, seen)
    return control(field, start, seen)


def control(field: Field, start: Any, seen: bool = True) -> Any:
    """The control of one field; returns its value as plain data.

    Args:
        field: What it sets.
        start: Where it starts.
        seen: Whether to show it, or only to read what was set before.

    Raises:
        InputError: If a text is no list of numbers, or no YAML.
    """
    key = PREFIX + field.path
    label, text = _label(field), _help(field)
    if field.kind == "choice" and not isinstance(start, dict):  # else a part with parameters
        options = [*([None] if field.optional else []), *field.choices]
        if st.session_state.get(key, start) not in options:  # a browser may send any text
            st.session_state.pop(key, None)
        if start not in options:  # as a file of firms, which no page reads
            return start
        st.session_state.setdefault(key, start)
        shown = lambda choice: "not set" if choice is None else str(choice)
        if seen:
            return st.selectbox(label, options, key=key, help=text, format_func=shown)
        return st.session_state[key]
    if field.kind == "switch":
        st.session_state.setdefault(key, bool(start))
        return st.checkbox(label, key=key, help=text) if seen else st.session_state[key]
    if field.kind in {"number", "integer"} and not isinstance(start, dict):
        return _number(field, start, key, label, text, seen)
    st.session_state.setdefault(key, _as_text(field, start))
    if field.kind in {"text", "numbers"}:
        said = st.text_input(label, key=key, help=text) if seen else st.session_state[key]
        return said if field.kind == "text" else numbers(str(said), field.path)
    said = st.text_area(label, key=key, help=text, height=160) if seen else st.session_state[key]
    return parse_yaml(str(said), field.path)


def numbers(text: str, origin: str) -> list[Any]:
    """A list of numbers from text with commas.

    Raises:
        InputError: If something else is there.
    """
    values = [parse_yaml(entry, origin) for entry in text.split(",") if entry.strip()]
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{origin}: {value!r} is no number; expected a list as in 0, 0.4, 0.8")
    return values


def pick(label: str, field: Field, key: str) -> list[str]:
    """Some of a field's choices, in their order."""
    found = st.pills(
        label, field.choices, selection_mode="multi", key=key, wrap=True, format_func=plain
    )
    return [choice for choice in field.choices if choice in found]


def explain_parts(field: Field) -> None:
    """What there is to choose from in a family of parts, to be opened."""
    with st.popover(f"What {words(field.name)} there are"):
        for name in field.choices:
            part = part_class(field.path, name)
            about = f"{plain(f'{part.summary}.')} {plain(part.purpose)} *{plain(part.source)}.*"
            st.markdown(f"**{plain(name)}**: {about}")


def shares(weights: dict[str, float], origin: str) -> dict[str, float]:
    """Weights as shares that sum to 1.

    Raises:
        InputError: If all of them are zero.
    """
    total = sum(weights.values())
    if total <= 0:
        raise InputError(f"{origin}: all weights are 0; expected at least one kind of executive")
    return {name: weight / total for name, weight in weights.items()}


def _number(field: Field, start: Any, key: str, label: str, text: str, seen: bool) -> Any:
    whole = field.kind == "integer"
    kind: type[int] | type[float] = int if whole else float
    st.session_state.setdefault(key, None if start is None else kind(start))
    if not seen:
        return st.session_state[key]
    if field.is_share:
        return st.slider(label, 0.0, 1.0, step=0.01, key=key, help=text)
    options: dict[str, Any] = {
        "min_value": kind(max(-MOST if field.low is None else field.low, -MOST)),
        "max_value": kind(min(MOST if field.high is None else field.high, MOST)),
        "value": None if field.optional else "min",
        "step": 1 if whole else _step(start if field.default is None else field.default),
        "format": "%d" if whole else "%g",
        "placeholder": "not set" if field.optional else None,
    }
    return st.number_input(label, key=key, help=text, **options)


def _step(size: Any) -> float:
    """A step that suits numbers of this size."""
    size = abs(float(size or 1.0))
    return float(10.0 ** (math.floor(math.log10(size)) - (size >= 1.0)))


def _parts(field: Field, start: list[Data], seen: bool) -> list[Data]:
    """Choose parts by name, then set their parameters."""
    key = PREFIX + field.path
    st.session_state.setdefault(key, [part["name"] for part in start])
    if seen:
        chosen = pick(words(field.name).capitalize(), field, key)
        explain_parts(field)
    else:
        chosen = [name for name in field.choices if name in st.session_state[key]]
    before = [part["name"] for part in start if part["name"] in chosen]
    parts = []
    order = [*before, *(name for name in chosen if name not in before)]
    staged = field.path.endswith(".filters") and len(order) > 1
    for place, name in enumerate(order, 1):
        part = part_class(field.path, name)
        title = f"Stage {place}, {name}" if staged else name
        if seen:
            st.caption(f"**{plain(title)}**: {plain(part.summary)}. *{plain(part.source)}.*")
        known = next((part for part in start if part["name"] == name), {})
        own = part_fields(field.path, name)
        parameters = {
            parameter.name: control(parameter, known.get(parameter.name, _first(parameter)), seen)
            for parameter in own
        }
        parts.append({"name": name, **parameters})
    return parts


def _first(parameter: Field) -> Any:
    """Where a parameter starts: its default, or its lower bound."""
    if parameter.default is not None or parameter.optional:
        return parameter.default
    if parameter.kind in {"number", "integer"}:
        return parameter.low or 0
    return parameter.choices[0] if parameter.choices else None


def _population(field: Field, start: Data, seen: bool) -> Data:
    """Who applies: a weight per kind, made into shares, or everything as YAML."""
    switch = f"{PREFIX}{field.path}.yaml"
    st.session_state.setdefault(switch, False)
    if seen:
        st.toggle("Candidates as YAML, with goals and traits", key=switch)
    if st.session_state[switch]:
        return dict(control(field, start, seen) or {})
    if seen:
        st.caption(
            "Weights of the kinds of candidate; they are scaled so that the shares sum to 100%."
        )
    weights: dict[str, float] = {}
    for kind, member in start.items():
        key = f"{PREFIX}{field.path}.{kind}"
        st.session_state.setdefault(key, round(100 * member["share"]))
        weights[kind] = st.slider(plain(kind), 0, 100, key=key) if seen else st.session_state[key]
    if all(weight == round(100 * start[kind]["share"]) for kind, weight in weights.items()):
        return start  # untouched: not even rounded
    found = shares(weights, field.path)
    if seen:
        told = ", ".join(f"{plain(kind)} {share:.0%}" for kind, share in found.items())
        st.caption(f"Shares: {told}")
    return {kind: {**start[kind], "share": share} for kind, share in found.items()}


def _as_text(field: Field, value: Any) -> str:
    if field.kind == "text":
        return str(value or "")
    if field.kind == "numbers":
        return ", ".join(f"{entry:g}" for entry in value or [])
    text = str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=60))
    return text.removesuffix("...\n").rstrip("\n")  # a word by itself has a mark of its end


def _label(field: Field) -> str:
    """Its name and what it means, with the unit."""
    name = f"**{plain(words(field.name).capitalize())}**"
    return f"{name}: {plain(field.description)}" if field.description else name


def _help(field: Field) -> str:
    """Its bounds and its path."""
    bounds = ""
    if field.low is not None and field.high is not None:
        bounds = f"From {field.low:g} to {field.high:g}. "
    elif field.low is not None:
        bounds = f"At least {field.low:g}. "
    return f"{bounds}`{field.path}`"
