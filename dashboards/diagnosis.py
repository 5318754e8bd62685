"""Where the value went: the boardroom's economy and its counterfactual twins."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import texts
from dashboards.boardroom import controls
from dashboards.results import refuse_too_much
from sim.cli.output import with_interval
from sim.diagnosis.attribution import Attribution, attribute
from sim.diagnosis.replay import TenureAttribution, attribute_tenures
from sim.diagnosis.switches import CAUSES, LABELS
from sim.diagnosis.waterfall import waterfall
from sim.scenario import Scenario
from sim.study.charts import styled

MOST_WORLDS = 8
"""Replicates whose twins are played: intervals of means are then some percent of the gap."""


def show() -> None:
    """The page."""
    st.title("Diagnosis")
    st.markdown(texts.DIAGNOSIS)
    with st.sidebar:
        chosen = controls()
    if chosen.scenario is None:
        st.info("Nothing is played until the marked entry in the sidebar is right.")
        return
    scenario = chosen.scenario
    scenario = scenario.model_copy(update={"worlds": min(scenario.worlds, MOST_WORLDS)})
    refuse_too_much(scenario)
    found = attributed(scenario.model_dump_json())
    st.markdown(f"**{found.sentence()}**")
    picture = waterfall(found.rows(), "From first best to shareholders")
    st.altair_chart(styled(picture.properties(width="container")), theme=None)
    st.caption(texts.WATERFALL)
    with st.expander("What each cause is, and how it is mended"):
        st.dataframe(causes(), hide_index=True)
    st.subheader("Tenure by tenure")
    if st.toggle("Replay every tenure in all twins", key="replay"):
        replayed = attributed_tenures(scenario.model_dump_json())
        st.dataframe(by_kind(replayed.by_kind(scenario.executives.population)), hide_index=True)
    st.caption(texts.TENURES)


@st.cache_data(max_entries=12, show_spinner="Playing 64 twins of every world")
def attributed(scenario: str) -> Attribution:
    """Where the value of a scenario, given as JSON, went."""
    return attribute(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=6, show_spinner="Replaying every tenure in 64 twins")
def attributed_tenures(scenario: str) -> TenureAttribution:
    """The same, tenure by tenure."""
    return attribute_tenures(Scenario.model_validate_json(scenario))


def causes() -> pd.DataFrame:
    """The causes and what they mean."""
    return pd.DataFrame(
        [{"Cause": LABELS[name], "What it is": text} for name, text in CAUSES.items()]
    )


def by_kind(losses: list[dict[str, Any]]) -> pd.DataFrame:
    """Losses per quarter in office, for reading."""
    rows: list[dict[str, Any]] = []
    for row in losses:
        cells = {LABELS[name]: with_interval(row[name]) for name in CAUSES}
        surplus = with_interval(row["surplus"])
        rows.append({"kind": row["name"], "tenures": row["tenures"], **cells, "surplus": surplus})
    return pd.DataFrame(rows)
