"""The controls of an economy: where it starts, eight handles, and a drawer with the rest."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from dashboards import economy, texts
from dashboards.controls import edit
from dashboards.economy import PRESET, Put
from dashboards.fields import Field, scenario_fields, value_at
from dashboards.guard import complain, sentence
from dashboards.plain import plain
from dashboards.wording import say
from incentives import catalogue
from sim.scenario.handles import HANDLES, Handle
from sim.scenario.presets import title
from sim.support.words import words

DRAWER, SEARCH, GROUP = "more", "more.search", "more.group"
MOST_FOUND = 24
"""Fields that a search shows."""
RUN = "run"
"""Group of the fields that are in none."""
GROUPS = {
    "package": "Pay, hiring, oversight",
    "executives": "Executives",
    "market": "Market",
    "technology": "Technology",
    "metric": "Metric",
    "board": "Board",
    "shareholders": "Shareholders",
    "firms": "Firms",
    RUN: "Run, and the rest",
}
"""Groups of the model, by the first step of a path; all others are in the last one."""


class Label(NamedTuple):
    """What a handle is called, and what turning it does."""

    title: str
    meaning: str


HANDLE_LABELS = {
    "scheme": Label("Scheme", "What pay depends on."),
    "slope": Label("Slope", "Base pays for one more unit in the report. Steeper pays more."),
    "clawback": Label(
        "Clawback", "Base pays taken back per unit of own harm that surfaces, also after the exit."
    ),
    "filter": Label("Filter", "How candidates are judged before one is hired."),
    "audits": Label(
        "Audits", "Chance of an audit in the season that everybody can foresee, once a year."
    ),
    "misaligned": Label(
        "Misaligned", "Share of candidates who want something besides pay and true value."
    ),
    "awareness": Label("Awareness", "How well executives know when they are watched."),
    "foresight": Label("Foresight", "Quarters that executives look ahead."),
}


def show(put: Put) -> None:
    """All controls, and what is wrong with what they say."""
    if refused := economy.refusal():
        st.error(sentence(refused))
    _start(put)
    for group, contract in (("Your contract", True), ("The people", False)):
        st.markdown(f"**{plain(say(group))}**")
        if contract and put.data["shareholders"]["ballot"]:
            st.caption(plain(say(texts.BALLOT)))
        for handle in HANDLES.values():
            if handle.of_contract == contract:
                _handle(handle, put)
    told = _more(put)
    for error in put.wrong:
        if str(error) not in told:
            complain(error)
    if put.changed:
        st.button(
            say("Undo all changes"),
            on_click=economy.another_preset,
            icon=":material/undo:",
            type="tertiary",
        )


def _start(put: Put) -> None:
    presets = economy.presets()
    st.selectbox(
        say("Start from"),
        list(presets),
        key=PRESET,
        on_change=economy.another_preset,
        format_func=lambda name: say(title(name)),
        help=plain(say(presets[put.preset])),
    )
    if (name := put.name()) not in (title(put.preset), f"{title(put.preset)}, changed"):
        st.caption(plain(name))


def _handle(handle: Handle, put: Put) -> None:
    """One handle: it shows the economy, and turns it when it is moved."""
    key, value = f"turn.{handle.name}", handle.get(put.data) if _can_be_read(put) else None
    blocked = handle.blocked(put.data) if _can_be_read(put) else say(texts.WRONG)
    label = HANDLE_LABELS[handle.name]
    meaning = label.meaning
    if not handle.most and value in (parts := catalogue(_family(handle.name))):
        meaning += f" Here: {parts[value].summary}."
    common: dict[str, Any] = {
        "key": key,
        "on_change": _turned,
        "args": (handle.name,),
        "disabled": bool(blocked),
        "help": plain(say(blocked or meaning)),
    }
    if not handle.most:
        options = _options(handle.name)
        st.session_state[key] = value if value in options else None
        st.selectbox(
            say(label.title), options, format_func=_words, placeholder="several, in More", **common
        )
        return
    whole = handle.step == 1
    kind: type[int] | type[float] = int if whole else float
    st.session_state[key] = kind(value or 0)
    share = handle.name in {"audits", "misaligned", "awareness"}
    st.slider(
        say(label.title),
        min(kind(0), kind(value or 0)),
        max(kind(handle.most), kind(value or 0)),
        step=kind(handle.step),
        format="percent" if share else "%d" if whole else "%.2f",
        **common,
    )
    if blocked and "ballot" not in blocked:
        st.caption(plain(say(blocked)))


def _can_be_read(put: Put) -> bool:
    """Whether handles can be read off: else what is wrong may be just there."""
    return put.scenario is not None


def _turned(name: str) -> None:
    value = st.session_state[f"turn.{name}"]
    if value is not None:
        economy.turn(name, value)


def _options(handle: str) -> list[str]:
    return [name for name in catalogue(_family(handle)) if name != "clawback"]


def _family(handle: str) -> str:
    return "schemes" if handle == "scheme" else "filters"


def _words(name: str) -> str:
    return say(_capital(name.replace("-", " ")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _more(put: Put) -> list[str]:
    """The drawer; nothing in it is built while it is closed.

    Returns:
        What is said to be wrong beside its controls.
    """
    drawer = st.expander(say("More"), key=DRAWER, on_change="rerun", icon=":material/tune:")
    if not drawer.open:
        if put.changed:
            drawer.caption(say("Open to see what was changed."))
        return []
    with drawer:
        _changes(put)
        search = st.text_input(say("Search"), key=SEARCH, placeholder=say("wage, audit, noise"))
        fields = found(search)
        if search.strip():
            st.caption(_how_many(fields))
        else:
            st.session_state.setdefault(GROUP, next(iter(GROUPS)))
            group = st.selectbox(
                say("Group"), list(GROUPS), key=GROUP, format_func=lambda name: say(GROUPS[name])
            )
            fields = [field for field in scenario_fields().values() if _group(field) == group]
        fields = fields[:MOST_FOUND] if search.strip() else fields
        edit(fields, put.base, {**put.data})
        shown = tuple(field.path for field in fields)
        return [str(error) for error in put.unread if str(error).startswith(shown)]


def found(search: str) -> list[Field]:
    """Fields of which path or description has all words of a search."""
    wanted = search.lower().split()
    return [
        field
        for field in scenario_fields().values()
        if field.path != "description"
        and all(word in f"{field.path} {field.description}".lower() for word in wanted)
    ]


def _how_many(fields: list[Field]) -> str:
    if not fields:
        return say("No field has all of these words.")
    if len(fields) > MOST_FOUND:
        return say(f"The first {MOST_FOUND} of {len(fields)} fields; another word finds fewer.")
    return say("1 field" if len(fields) == 1 else f"{len(fields)} fields")


def _group(field: Field) -> str:
    first, _, rest = field.path.partition(".")
    if field.path == "description":
        return ""
    return first if rest and first in GROUPS else RUN


def _changes(put: Put) -> None:
    """What differs from the preset, each with an undo."""
    for path in put.changed:
        now, before = told(value_at(put.data, path), value_at(put.start, path))
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            name = words(path.replace(".", ": ")).capitalize()
            st.caption(f"● **{plain(name)}** {plain(before)} → {plain(now)}", width="stretch")
            st.button(
                ":material/undo:",
                key=f"undo.{path}",
                on_click=economy.undo,
                args=(path,),
                help=say("Undo"),
                type="tertiary",
            )


def told(now: Any, before: Any) -> tuple[str, str]:
    """Two values in some words; of the same parts only the parameters that differ."""
    names = [
        [part.get("name") for part in parts if isinstance(part, dict)] if parts else []
        for parts in (now, before)
        if isinstance(parts, list)
    ]
    if len(names) < 2 or names[0] != names[1] or None in names[0]:
        return _short(now), _short(before)
    pairs = [
        (_short(one[name]), f"{words(name)} {_short(other.get(name))}")
        for one, other in zip(now, before, strict=True)
        for name in one
        if one[name] != other.get(name)
    ]
    return ", ".join(new for new, _ in pairs), ", ".join(old for _, old in pairs)


def _short(value: Any) -> str:
    """A value in some words; what is larger than that is called so."""
    if isinstance(value, list) and all(isinstance(part, dict) and "name" in part for part in value):
        return ", ".join(part["name"] for part in value) or "none"
    text = "not set" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 24 else "…"
