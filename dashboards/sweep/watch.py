"""Watch: the picture fills in cell by cell, and what happens is told."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.guard import complain, guarded, sentence
from dashboards.sweep import read
from dashboards.sweep.pictures import PictureAsked
from dashboards.sweep.places import CANCELLED, between
from dashboards.wording import say
from sim.study import Study
from sim.study.run import background
from sim.support.inputs import InputError

_LINES = 40
_STEADY = "<style>.st-key-sweep-live [data-stale=true] { opacity: 1 !important; }</style>"
"""What is drawn anew every other second does not dim each time."""


def progress(study: Study, asked: PictureAsked) -> None:
    """How far a study is, a way to stop it, and what it says so far; seen anew while it runs."""
    path = study.path

    @st.fragment(run_every=1.5)
    @guarded
    def live() -> None:
        found = background.watch(path)
        if found.state != "running":
            st.rerun()
        st.html(_STEADY)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(
                found.done / max(1, found.total),
                f"{found.done} of {found.total} runs done{_left(found)}",
            )
            if st.button(say("Cancel and keep what is done"), key="cancel"):
                with st.spinner(say("Stopping")):
                    background.cancel(path)
                st.session_state[CANCELLED] = path.name
                st.rerun()
        with st.container(key="sweep-live"):
            read.show(Study.open(path), asked, live=True)
            _drawer(path)

    live()


def _left(found: background.Watched) -> str:
    if found.seconds_between is None:
        return ""
    return f", {between(*found.seconds_between)} left"


def _drawer(path: Path) -> None:
    """What happened, who works, and what the process says; made when it is opened."""
    for said in background.happenings(path):
        if "compiling" not in said:
            st.markdown(f":material/info: {sentence(said)}")
    drawer = st.expander(
        say("Workers and log"), key="watch-drawer", on_change="rerun", expanded=False
    )
    if not drawer.open:
        return
    with drawer:
        count = background.workers_of(path)
        if count is not None:
            one = "one process plays it" if count < 2 else f"{count} worker processes play it"
            st.caption(say(f"{one[:1].upper()}{one[1:]}."))
        lines = background.log_of(path).replace("\r", "\n").strip().splitlines()
        st.code("\n".join(lines[-_LINES:]) or say("It has said nothing yet."), language=None)


def unfinished(found: background.Watched) -> None:
    """What is done of a study that nobody plays, and a way to go on."""
    word = "Cancelled" if st.session_state.get(CANCELLED) == found.path.name else "Unfinished"
    kept = f"{found.done} of {found.total} runs are done and kept"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            say(
                f"{word}: {kept}. What is below comes from these."
                if found.done
                else f"{word}: none of {found.total} runs is done."
            )
        )
        if st.button(say("Continue"), type="primary", key="continue"):
            go_on(found)


def go_on(found: background.Watched) -> None:
    """Play what is missing of a study."""
    try:
        with st.spinner(say("Starting")):
            background.start(found.path)
    except InputError as error:
        complain(error)
        return
    st.session_state.pop(CANCELLED, None)
    st.rerun()
