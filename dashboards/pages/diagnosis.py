"""Where the value went: the boardroom's economy and its counterfactual twins."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import texts
from dashboards.pages.boardroom import some_worlds
from dashboards.pages.hiring import table
from dashboards.plain import plain
from sim.diagnosis.attribution.attribution import GIST, Attribution, attribute
from sim.diagnosis.attribution.causes import CAUSES, LABELS, MENDED
from sim.diagnosis.attribution.contracts import in_words
from sim.diagnosis.attribution.replay import TenureAttribution, attribute_tenures
from sim.diagnosis.attribution.waterfall import waterfall
from sim.diagnosis.deception import deception
from sim.diagnosis.deception.charts import curve_panels, turn_chart
from sim.diagnosis.deception.deception import ALL, TITLES, Deception
from sim.diagnosis.robustness import robustness
from sim.diagnosis.robustness.charts import quadrant_panels, transition_panels
from sim.diagnosis.robustness.robustness import Robustness
from sim.pictures.charts import styled
from sim.scenario.scenario import Scenario
from sim.support.words import with_interval

MOST_WORLDS_DIAGNOSED = 8
"""Replicates whose twins are played: intervals of means are then some percent of the gap."""

ACROSS, PANEL = 3, 300
"""Panels side by side, and their height in pixels."""

LABELS_OF_TENURES = {
    "group": "tenures of",
    "malign": "malign generalization",
    "empty_chair": "worse than an empty chair",
    "not_worth_pay": "not worth its pay",
}
MEASURED = {
    "measure": "measure",
    "scenario": "scenario",
    "control": "control",
    "difference": "difference",
    "unit": "unit",
}


def show() -> None:
    """The page."""
    st.title("Diagnosis")
    st.markdown(texts.DIAGNOSIS)
    scenario = some_worlds(MOST_WORLDS_DIAGNOSED)
    if scenario is None:
        return
    st.caption(
        f"The first {scenario.worlds} of the economy's worlds are played here; *Compare with* is "
        "the boardroom's. `proxyfight diagnose` plays them all."
    )
    found = attributed(scenario.model_dump_json())
    st.markdown(f"**{plain(found.sentence())}**")
    for label, pay in found.contracts.items():
        st.markdown(plain(f"{label.capitalize()}: {in_words(pay)}"))
    picture = waterfall(found.rows(), "From first best to shareholders")
    st.altair_chart(styled(picture.properties(width="container")), theme=None)
    st.caption(texts.WATERFALL)
    with st.expander("What each cause is, and how it is mended"):
        st.markdown(causes())
    st.subheader("Tenure by tenure")
    if st.toggle("Replay every tenure in all twins", key="replay"):
        replayed = attributed_tenures(scenario.model_dump_json())
        st.dataframe(by_kind(replayed.by_kind(scenario.executives.population)), hide_index=True)
    st.caption(texts.TENURES)
    _robustness(scenario)
    _deception(scenario)


def _robustness(scenario: Scenario) -> None:
    """Capable, aligned, both or neither, in training and at deployment."""
    found = robust(scenario.model_dump_json())
    st.subheader("Capable and aligned?")
    st.markdown(texts.ROBUSTNESS)
    panels = [panel for row in quadrant_panels(found, scenario.thresholds, 2) for panel in row]
    for start in range(0, len(panels), ACROSS):
        for column, panel in zip(st.columns(ACROSS), panels[start : start + ACROSS], strict=False):
            size = panel.properties(width="container", height=PANEL)
            column.altair_chart(styled(size), theme=None)
    for panel in transition_panels(found):
        st.altair_chart(styled(panel.properties(width="container")), theme=None)
    st.dataframe(table(found.labels, LABELS_OF_TENURES), hide_index=True)
    st.caption(texts.ABOUT_LABELS)


def _deception(scenario: Scenario) -> None:
    """What deception costs and when it begins, beside its control."""
    found = deceptive(scenario.model_dump_json())
    st.subheader("Deception, and the control")
    st.markdown(texts.DECEPTION)
    if found.paths:
        st.altair_chart(turn_chart(found).properties(width="container"), theme=None)
    else:
        st.info("Nobody who was hired is deceptive for long enough to be drawn.")
    rows = [{**row, "measure": TITLES[row["measure"]]} for row in found.rows if row["kind"] == ALL]
    st.dataframe(table(rows, MEASURED), hide_index=True)
    st.markdown(texts.CURVE)
    panels = curve_panels(found)
    for column, panel in zip(st.columns(len(panels)), panels, strict=True):
        size = panel.properties(width="container", height=PANEL)
        column.altair_chart(styled(size), theme=None)


@st.cache_data(max_entries=12, show_spinner="Playing the twins of every world")
def attributed(scenario: str) -> Attribution:
    """Where the value of a scenario, given as JSON, went."""
    return attribute(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=6, show_spinner="Replaying every tenure in all twins")
def attributed_tenures(scenario: str) -> TenureAttribution:
    """The same, tenure by tenure."""
    return attribute_tenures(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=12, show_spinner="Watching conduct in every context")
def robust(scenario: str) -> Robustness:
    """Quadrants, transitions and labels of a scenario, given as JSON."""
    return robustness.observe(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=12, show_spinner="Playing the control")
def deceptive(scenario: str) -> Deception:
    """Deception measured in a scenario, given as JSON."""
    return deception.observe(Scenario.model_validate_json(scenario))


def causes() -> str:
    """The causes, what they are and what mends them."""
    return "\n".join(
        f"- **{LABELS[name]}**: {text}. *Mended: {MENDED[name]}.*" for name, text in CAUSES.items()
    )


def by_kind(losses: list[dict[str, Any]]) -> pd.DataFrame:
    """Losses per quarter in office, for reading."""
    rows: list[dict[str, Any]] = []
    for row in losses:
        cells = {LABELS[name]: with_interval(row[name]) for name in GIST}
        surplus = with_interval(row["surplus"])
        rows.append({"kind": row["name"], "tenures": row["tenures"], **cells, "surplus": surplus})
    return pd.DataFrame(rows)
