"""The guided part: ten minutes, seven screens, one idea each."""

from __future__ import annotations

import streamlit as st

from dashboards.story import SCREENS
from dashboards.wording import say

_STEP = "step"
LAST = len(SCREENS)


def show() -> None:
    """The page."""
    step = _step()
    screen = SCREENS[step - 1]
    body = st.container()
    _turn(step)  # comes first, so that keys already turn from the screen whose title one reads
    with body:
        st.title(say(f"{step}. {screen.title}"))
        screen.show()


def _step() -> int:
    """Which screen the address asks for; the first one if it asks for none that there is."""
    asked = st.query_params.get(_STEP, "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= LAST else 1


def _turn(step: int) -> None:
    """Back and next, also by key, and where one is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("Back"),
            key="back",
            shortcut="Left",
            disabled=step == 1,
            on_click=_to,
            args=(step - 1,),
        )
        st.button(
            say("Next"),
            key="next",
            shortcut="Right",
            disabled=step == LAST,
            on_click=_to,
            args=(step + 1,),
        )
        st.caption(f"{step} of {LAST}")


def _to(step: int) -> None:
    st.query_params[_STEP] = str(min(LAST, max(1, step)))
