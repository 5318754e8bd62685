"""Keep: studies as cards."""

from __future__ import annotations

import streamlit as st

from dashboards.guard import complain
from sim.study.run import background
from sim.support.inputs import InputError


def show(entries: list[background.Watched]) -> None:
    for e in entries:
        st.write(e.path.name, e.state)


def damaged(found: background.Watched) -> None:
    complain(InputError(found.trouble))
