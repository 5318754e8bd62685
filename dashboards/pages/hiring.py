"""What filters let through: the boardroom's economy, every round of its hiring observed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import texts
from dashboards.components import mount
from dashboards.figures import figure, foot
from dashboards.interviews import telling
from dashboards.interviews.levers import with_levers
from dashboards.pages.boardroom import some_worlds
from dashboards.plain import plain
from dashboards.wording import say
from sim.diagnosis.hiring.charts import kinds_chart, operating_chart
from sim.diagnosis.hiring.evidence import Evidence, observe
from sim.pictures.charts import styled
from sim.scenario.scenario import Scenario
from sim.support.words import with_interval

MOST_WORLDS_HIRING = 16
"""Replicates that are observed: intervals of shares are then about one percentage point."""

CHART_HEIGHT = 380
"""Of the charts, pixels."""

FILTER_COLUMNS = {
    "name": "Filter",
    "taken": "Take it, per vacancy",
    "let_through": "Go on, per vacancy",
    "auc": "Tells goals apart (0.5: a lottery)",
    "aligned_before": "Aligned before",
    "aligned_after": "Aligned after",
    "ability_before": "Ability before",
    "ability_after": "Ability after",
    "cost_per_hire": "Costs shareholders per hire (base pays)",
    "gaming_per_hire": "Costs applicants per hire (base pays)",
}
KIND_COLUMNS = {
    "name": "Kind",
    "misaligned": "Misaligned",
    "among_applicants": "Share of applicants",
    "among_hired": "Share of the hired",
    "lift": "Hired over applied",
    "chance": "Chance of an application",
    "gaming": "Score lifted by (sd)",
}


def show() -> None:
    """The page."""
    st.title(say("Hiring"))
    st.markdown(say(texts.HIRING))
    top = st.container()
    scenario = some_worlds(MOST_WORLDS_HIRING)
    if scenario is None:
        return
    with top:
        scenario = with_levers(scenario)
    found = observed(scenario.model_dump_json())
    _gates(found)
    _judged(found, scenario)
    _tables(found)


def _gates(found: Evidence) -> None:
    """The applicants, and who gets the seats."""
    title = st.empty()
    state = mount("gates", telling.gates(found), key="gates", revealed=False)
    told = bool(state.revealed)
    title.markdown(f"#### {plain(say(telling.crowd_title(found, told)))}")
    rows = [one._asdict() for one in found.crowd]
    frame = pd.DataFrame(rows)
    foot("applicants", frame if told else frame.drop(columns=["kind", "misaligned"]))
    st.caption(
        plain(
            say(
                f"Drawn are all applicants of {len({one.vacancy for one in found.crowd})} of "
                f"{found.vacancies:,} vacancies, so their shares scatter; the title after the "
                "reveal counts everybody. The best of those who passed gets the seat."
            )
        )
    )


def _judged(found: Evidence, scenario: Scenario) -> None:
    """The operating characteristic with one marked point, and who is hired."""
    left, right = st.columns(2, gap="medium")
    size = {"width": "container", "height": CHART_HEIGHT}
    source = (
        f"{found.vacancies:,} vacancies in {scenario.worlds} worlds of {scenario.firms.count} "
        f"firms and {scenario.length()}"
    )
    with left:
        figure(
            telling.roc_title(found),
            telling.roc_text(found),
            operating_chart(found).properties(**size) if found.curves else None,
            key="roc",
            data=_curves(found),
            source=source,
        )
    with right:
        figure(
            telling.kinds_title(found),
            "Share of a kind among applicants and among the hired, with 95% intervals over worlds.",
            styled(kinds_chart(found).properties(**size, title="")),
            key="kinds",
            data=pd.json_normalize(found.kinds),
        )


def _curves(found: Evidence) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame({"curve": name, "aligned_turned_down": x, "misaligned_turned_down": y})
            for name, (x, y) in found.curves.items()
        ],
        ignore_index=True,
    )


def _tables(found: Evidence) -> None:
    """Filter by filter and kind by kind, built when they are opened."""
    fold = st.expander(say("Filter by filter, kind by kind"), on_change="rerun", key="hiring-fold")
    if not fold.open:
        return
    with fold:
        st.dataframe(table(found.filters, FILTER_COLUMNS), hide_index=True)
        st.caption(say(texts.ABOUT_FILTERS))
        st.dataframe(table(found.kinds, KIND_COLUMNS), hide_index=True)
        st.caption(say(texts.ABOUT_KINDS))


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
