"""Handing a scenario from one page to another."""

from __future__ import annotations

import streamlit as st

from dashboards import doors
from sim.scenario.scenario import Scenario

OPENED = "opened-scenario"
"""Where a page finds the scenario that another one opens in it."""


def open_scenario(scenario: Scenario, page: str = "boardroom") -> None:
    """Open a page with this scenario."""
    st.session_state[OPENED] = scenario.model_dump_json()
    doors.go(page)
