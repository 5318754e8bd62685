"""Where the value went: the boardroom's economy and its counterfactual twins."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import texts
from dashboards.figures import DrawnChart, figure, foot
from dashboards.pages.boardroom import some_worlds
from dashboards.pages.hiring import table
from dashboards.plain import plain
from dashboards.wording import say
from sim.diagnosis.attribution.attribution import GIST, Attribution, attribute
from sim.diagnosis.attribution.causes import CAUSES, LABELS, MENDED, UNIONS
from sim.diagnosis.attribution.contracts import in_words
from sim.diagnosis.attribution.replay import TenureAttribution, attribute_tenures
from sim.diagnosis.attribution.waterfall import twins_chart, waterfall
from sim.diagnosis.deception import deception
from sim.diagnosis.deception.charts import curve_panels, turn_chart, turn_finding
from sim.diagnosis.deception.deception import ALL, TITLES, Deception
from sim.diagnosis.robustness import robustness
from sim.diagnosis.robustness.arrows import arrows_chart, arrows_finding
from sim.diagnosis.robustness.charts import quadrant_panels, transition_panels
from sim.diagnosis.robustness.robustness import Robustness
from sim.pictures.charts import Chart, styled
from sim.scenario.scenario import Scenario
from sim.support.words import with_interval

MOST_WORLDS_DIAGNOSED = 8
"""Replicates whose twins are played: intervals of means are then some percent of the gap."""

ACROSS, PANEL = 3, 300
"""Panels side by side, and their height in pixels."""

CAUSE = "cause"
_CLICKED = "diagnosis.clicked"
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
    st.title(say("Diagnosis"))
    scenario = some_worlds(MOST_WORLDS_DIAGNOSED)
    if scenario is None:
        return
    value = st.container()
    _robustness(scenario)
    _deception(scenario)
    with value:  # last, for it takes longest
        _value(scenario)


def _value(scenario: Scenario) -> None:
    """The waterfall, the twins of a cause, and what folds away."""
    with st.spinner(say(f"Playing the twins of {scenario.worlds} worlds; this takes a while")):
        found = attributed(scenario.model_dump_json())
    chosen = figure(
        found.finding(),
        "From what a firm could be worth down to what shareholders get, base pays per firm and "
        "quarter, with 95% intervals. Click a bar, or a name below, to see its twins.",
        fills(waterfall(found.rows(), "", pick=True)),
        key="waterfall",
        data=pd.DataFrame(found.table()),
        source=f"The first {scenario.worlds} of the economy's worlds, each with its twins.",
        selection=True,
    )
    _twins(found, chosen)
    with st.expander(say("The same in words")):
        st.markdown(f"**{plain(say(found.sentence()))}**")
        for label, pay in found.contracts.items():
            st.markdown(plain(say(f"{label.capitalize()}: {in_words(pay)}")))
        st.markdown(say(texts.DIAGNOSIS))
        st.markdown(say(texts.WATERFALL))
    with st.expander(say("What each cause is, and how it is mended")):
        st.markdown(say(causes()))
    with st.expander(say("Kind by kind")):
        st.caption(say(texts.TENURES))
        if st.toggle(say("Replay every tenure in all twins"), key="replay"):
            replayed = attributed_tenures(scenario.model_dump_json())
            rows = by_kind(replayed.by_kind(scenario.executives.population))
            _table(rows, "tenures")


def _twins(found: Attribution, chosen: Any) -> None:
    """The four twins that tell of a cause: the bar that was clicked, or the name that was."""
    clicked = chosen["selection"].get("bar", []) if chosen else []
    name = clicked[0].get("name") if clicked else None
    if name != st.session_state.get(_CLICKED):
        st.session_state[_CLICKED] = name
        if name in found.first:
            st.session_state[CAUSE] = name
    options = [*UNIONS, *(cause for cause in CAUSES if cause not in UNIONS)]
    cause = st.pills(
        say("The twins of"), options, key=CAUSE, format_func=lambda at: say(_capital(LABELS[at]))
    )
    if cause is None:
        return
    rows = found.twins_of(cause)
    gain = rows[1]["mean"] - rows[0]["mean"]
    figure(
        f"Mended alone, {LABELS[cause]} would bring {gain:+.2f} base pays a quarter".replace(
            "-", "\N{MINUS SIGN}"
        ),
        "Surplus before governance in four twins with the same luck, base pays per firm and "
        f"quarter, with 95% intervals. {_mended(cause)}",
        fills(twins_chart(rows)),
        key="twins",
        data=pd.DataFrame(rows),
    )


def _mended(cause: str) -> str:
    parts = UNIONS.get(cause, (cause,))
    return f"Mended: {'; '.join(MENDED[part] for part in parts)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _robustness(scenario: Scenario) -> None:
    """Capable, aligned, both or neither, in training and at deployment."""
    found = robust(scenario.model_dump_json())
    figure(
        arrows_finding(found),
        "Capability against alignment, means of each kind: at the interview (dot), in probation, "
        "and in office (arrow head). Equally capable kinds stand side by side.",
        fills(arrows_chart(found, scenario.thresholds)),
        key="quadrants",
        data=pd.DataFrame(pd.json_normalize(found.contexts)),
    )
    with st.expander(
        say("Context by context, and what becomes of whom"), on_change="rerun"
    ) as more:
        if more.open:
            st.markdown(say(texts.ROBUSTNESS))
            _panels(found, scenario)
    with st.expander(say("Tenures that go wrong, as a table")):
        _table(table(found.labels, LABELS_OF_TENURES), "labels")
        st.caption(say(texts.ABOUT_LABELS))


def _panels(found: Robustness, scenario: Scenario) -> None:
    panels = [panel for row in quadrant_panels(found, scenario.thresholds, 2) for panel in row]
    for start in range(0, len(panels), ACROSS):
        for column, panel in zip(st.columns(ACROSS), panels[start : start + ACROSS], strict=False):
            with column:
                _draw(styled(panel.properties(height=PANEL)), f"panel-{start}-{panel.title}")
    for place, panel in enumerate(transition_panels(found)):
        _draw(styled(panel), f"transition-{place}")


def _deception(scenario: Scenario) -> None:
    """What deception costs and when it begins, beside its control."""
    found = deceptive(scenario.model_dump_json())
    figure(
        turn_finding(found),
        "Value added by quarter in the seat, effect units, 95% bands. Dashed: the control, in "
        "which nobody knows when they are watched. Dotted: the same people if they were watched.",
        fills(turn_chart(found)) if found.paths else None,
        key="turn",
        data=pd.DataFrame(found.paths),
    )
    with st.expander(say("What deception costs, as a table")):
        rows = [
            {**row, "measure": TITLES[row["measure"]]} for row in found.rows if row["kind"] == ALL
        ]
        _table(table(rows, MEASURED), "deception")
        st.caption(say(texts.DECEPTION))
    with st.expander(say("Where the label begins"), on_change="rerun") as more:
        if more.open:
            st.markdown(say(texts.CURVE))
            panels = curve_panels(found)
            for place, (column, panel) in enumerate(
                zip(st.columns(len(panels)), panels, strict=True)
            ):
                with column:
                    _draw(styled(panel.properties(height=PANEL)), f"curve-{place}")


def _table(frame: pd.DataFrame, key: str) -> None:
    """A table with its download."""
    st.dataframe(frame, hide_index=True)
    foot(key, frame)


def _draw(chart: Chart, key: str) -> None:
    figure("", "", fills(chart), key=key)


def fills(chart: Chart) -> DrawnChart:
    """A chart as wide as the page allows."""
    return DrawnChart(chart.properties(width="container").to_dict())


@st.cache_data(max_entries=12, show_spinner=False)
def attributed(scenario: str) -> Attribution:
    """Where the value of a scenario, given as JSON, went."""
    return attribute(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=6, show_spinner="Replaying every tenure in all twins")
def attributed_tenures(scenario: str) -> TenureAttribution:
    """The same, tenure by tenure."""
    return attribute_tenures(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=12, show_spinner=False)
def robust(scenario: str) -> Robustness:
    """Quadrants, transitions and labels of a scenario, given as JSON."""
    return robustness.observe(Scenario.model_validate_json(scenario))


@st.cache_data(max_entries=12, show_spinner=False)
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
