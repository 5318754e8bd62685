"""What filters let through: the boardroom's economy, every round of its hiring observed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import texts
from dashboards.pages.boardroom import some_worlds
from sim.diagnosis.hiring.charts import kinds_chart, roc_chart
from sim.diagnosis.hiring.evidence import Evidence, observe
from sim.pictures.charts import styled
from sim.scenario.scenario import Scenario
from sim.support.words import with_interval

MOST_WORLDS_HIRING = 16
"""Replicates that are observed: intervals of shares are then about one percentage point."""

CHART_HEIGHT = 440
"""Of the charts, with titles and legends, pixels."""

FILTER_COLUMNS = {
    "name": "filter",
    "taken": "take it",
    "let_through": "go on",
    "auc": "AUC",
    "aligned_before": "aligned",
    "aligned_after": "aligned after",
    "ability_before": "ability",
    "ability_after": "ability after",
    "cost_per_hire": "cost per hire",
    "gaming_per_hire": "gaming per hire",
}
KIND_COLUMNS = {
    "name": "kind",
    "misaligned": "misaligned",
    "among_applicants": "among applicants",
    "among_hired": "among the hired",
    "lift": "lift",
    "chance": "chance",
    "gaming": "gaming, sd",
}


def show() -> None:
    """The page."""
    st.title("Hiring")
    st.markdown(texts.HIRING)
    scenario = some_worlds(MOST_WORLDS_HIRING)
    if scenario is None:
        return
    found = observed(scenario.model_dump_json())
    st.caption(
        f"{found.vacancies:,} vacancies in {scenario.worlds} worlds of {scenario.firms.count} "
        f"firms and {scenario.length()}."
    )
    left, right = st.columns(2)
    size = {"width": "container", "height": CHART_HEIGHT}
    left.altair_chart(styled(roc_chart(found).properties(**size)), theme=None)
    right.altair_chart(styled(kinds_chart(found).properties(**size)), theme=None)
    st.subheader("Filter by filter")
    st.dataframe(table(found.filters, FILTER_COLUMNS), hide_index=True)
    st.caption(texts.ABOUT_FILTERS)
    st.subheader("Kind by kind")
    st.dataframe(table(found.kinds, KIND_COLUMNS), hide_index=True)
    st.caption(texts.ABOUT_KINDS)


@st.cache_data(max_entries=24, show_spinner="Watching the hiring")
def observed(scenario: str) -> Evidence:
    """What the filters of a scenario, given as JSON, let through."""
    return observe(Scenario.model_validate_json(scenario))


def table(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """Rows for reading: means with half of their intervals."""
    return pd.DataFrame(
        [{title: _text(row[name]) for name, title in columns.items()} for row in rows]
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return with_interval(value) if isinstance(value, dict) else str(value)
