"""Sweeps: ask a question, watch it being answered, read the answer, keep it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.address import chosen
from dashboards.guard import complain
from dashboards.pages import boardroom
from dashboards.plain import plain
from dashboards.sweep import ask, keep, read, watch
from dashboards.sweep.asked import ASK, arrive
from dashboards.sweep.places import STUDY, VIEW, VIEWS, folder, turned
from dashboards.wording import say
from sim.study import Study
from sim.study.run import background
from sim.support.inputs import InputError


def show() -> None:
    """The page."""
    turned()
    entries = background.watch_all(folder())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Sweep", width="content")
        view = chosen(
            st.segmented_control,
            say("What to do"),
            {name: say(title) for name, title in VIEWS.items()},
            "read" if entries and ASK not in st.query_params else "ask",
            VIEW,
            required=True,
            label_visibility="collapsed",
        )
    if view != "ask":
        st.query_params.pop(ASK, None)
    if view == "ask":
        arrive()  # before the boardroom is looked at, which the address may set
        ask.show(boardroom.current())
    elif view == "keep":
        keep.show(entries)
    else:
        _read(entries)


def _read(entries: list[background.Watched]) -> None:
    """The study that is open: how far it is, and what it found."""
    names = [entry.path.name for entry in entries]
    if not names:
        st.caption(
            f"There are no studies in {plain(folder())} yet. Those of the command line appear "
            "here, too."
        )
        return
    main, side = st.columns([3, 1], gap="medium")
    with side:
        name = _opened(names)
    if name is None:
        with main:
            st.info(say("Choose a study, or ask a new question."))
        return
    path = folder() / name
    found = background.watch(path)
    if found.state == "damaged":
        with main:
            keep.damaged(found)
        return
    try:
        _study(Study.open(path), found, main, side)
    except InputError as error:
        if "damaged" not in str(error):
            raise
        with main:
            keep.damaged(found._replace(trouble=str(error)))


def _study(study: Study, found: background.Watched, main: Any, side: Any) -> None:
    """Its controls, and what they ask for."""
    with side:
        asked = read.controls(study)
    with main:
        st.markdown(f"**{plain(study.question)}**")
        if found.state == "running":
            watch.progress(study, asked)
            return
        if found.trouble:
            complain(InputError(found.trouble))
        if found.state != "done":
            watch.unfinished(found)
        read.show(study, asked)


def _opened(names: list[str]) -> str | None:
    """Which study is open: the one in the address; the latest without any; none if unknown."""
    asked = st.query_params.get(STUDY, "")
    if st.session_state.get(STUDY) not in names:
        st.session_state[STUDY] = asked if asked in names else None if asked else names[0]
    if st.session_state[STUDY] is None and asked and asked not in names:
        complain(InputError(f"no study is called {asked!r} here; expected one of those below"))
    name: str | None = st.selectbox(
        say("Study"), names, index=None, key=STUDY, placeholder=say("none is open")
    )
    if name is not None:
        st.query_params[STUDY] = name
    return name
