"""What the screens share: predict first, then see; a finding, and the idea that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards.address import keep, kept
from dashboards.plain import plain
from dashboards.wording import say
from sim.support.words import number

POPULATIONS = {
    "as-they-apply": "as they apply",
    "careerists": "only careerists",
    "half-misaligned": "half with another goal",
}


def predict(question: str, options: Mapping[str, str], key: str) -> str | None:
    """Ask for a prediction; None until there is one. The answer stands in the address."""
    widget = f"predict-{key}"
    asked = kept(key)
    st.session_state.setdefault(widget, asked if asked in options else None)
    answer = st.segmented_control(
        say(question),
        list(options),
        format_func=lambda option: say(options[option]),
        key=widget,
        persist_state="session",
    )
    keep(key, answer)
    if answer is None:
        st.caption(say("Say what you think first, then see."))
    return answer


def said(answer: str, truth: str, options: Mapping[str, str]) -> str:
    """The prediction beside what came, in a sentence."""
    guess = options[answer].lower()
    if answer == truth:
        return f"You said: {guess}. That is what happens."
    return f"You said: {guess}. What happens: {options[truth].lower()}."


def idea(name: str, text: str) -> None:
    """The idea that a screen is there for, by the name that the field has for it."""
    with st.container(border=True):
        st.markdown(f"**{plain(say(name))}.** {plain(say(text))}")


def num(value: Any, digits: int = 2) -> str:
    """A number for reading."""
    return number(float(value), digits)


def percent(value: Any) -> str:
    """A share for reading."""
    return f"{100 * float(value):.0f}%"
