"""Handing a scenario from one page to another."""

from __future__ import annotations

import streamlit as st

from dashboards import doors
from dashboards.economy import OPENED, OPENED_FROM
from sim.scenario.scenario import Scenario


def open_scenario(scenario: Scenario, page: str = "boardroom", origin: str = "") -> None:
    """Open a page with this scenario, and say where it comes from."""
    st.session_state[OPENED] = scenario.model_dump_json()
    if origin:
        st.session_state[OPENED_FROM] = origin
    doors.go(page)
