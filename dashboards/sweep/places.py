"""Where studies are, which one is open, and what of the page stands in the address."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboards import address
from dashboards.controls import PREFIX
from dashboards.wording import say

STUDIES_VARIABLE = "PROXYFIGHT_STUDIES"
"""The variable that says where studies are."""
KEY = f"{PREFIX}sweep."
VIEWS = {"read": "Read", "ask": "Ask", "keep": "Keep"}
VIEW, STUDY = "view", "study"
"""Names in the address: which part of the page is shown, and which study is open."""
_NEXT = "sweep-next"
CANCELLED = "sweep-cancelled"
"""Where the name of the study is kept that this visitor cancelled last."""


def folder() -> Path:
    """Where studies are."""
    return Path(os.environ.get(STUDIES_VARIABLE, "studies")).absolute()


def turn_to(view: str, study: str | None = None) -> None:
    """Show another part of the page from the next run on, with a study open."""
    st.session_state[_NEXT] = (view, study)


def turned() -> None:
    """Do what ``turn_to`` asked for, before any control is made."""
    view, study = st.session_state.pop(_NEXT, (None, None))
    if view is not None:
        st.session_state[VIEW] = view
    if study is not None:
        st.session_state[STUDY] = study


def chosen(
    label: str,
    options: Sequence[str],
    key: str,
    first: str = "",
    names: Callable[[str], str] = str,
) -> str:
    """A choice that stands in the address, unless it is the first; others' choices are forgotten.

    Args:
        label: What is chosen.
        options: What there is, at least one.
        key: Its name in the address.
        first: What is chosen to begin with; left out, the first option.
        names: What options are called.
    """
    titles = {option: names(option) for option in options}
    default = first if first in titles else options[0]
    return address.chosen(st.selectbox, say(label), titles, default, key)


def duration(seconds: float) -> str:
    """Seconds in words, as precise as an estimate deserves."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def between(low: float, high: float) -> str:
    """A range of seconds in words."""
    a, b = duration(low), duration(high)
    if a == b:
        return f"about {a}"
    one, unit = a.split(" ")
    return f"{one} to {b}" if b.endswith(f" {unit}") else f"{a} to {b}"


def size_of(count: float) -> str:
    """Bytes in words."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
