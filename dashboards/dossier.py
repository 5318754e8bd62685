"""The files on executives: conduct in full view, the goal only when it is asked for."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from agents.goals import SUMMARIES
from dashboards.plain import plain
from dashboards.results import Dossiers, dossiers, people
from sim.economy.dossier import sentences, weights
from sim.scenario.scenario import Scenario
from sim.support.words import number

DOSSIER_HEADERS = {
    "executive": "Executive",
    "seats": "Seats held",
    "first_quarter": "Since quarter",
    "quarters": "Quarters in office",
    "last_exit": "Last exit",
    "metric": "Mean report",
    "paid_total": "Paid (base pays)",
    "clawed_back": "Clawed back (base pays)",
    "accrual_total": "True value added (base pays)",
    "harm": "Hidden harm (effect units)",
}
TENURE = {
    "firm": "Firm",
    "start": "From quarter",
    "last_quarter": "To quarter",
    "exit": "Exit",
    **{
        name: DOSSIER_HEADERS[name]
        for name in ("metric", "paid_total", "clawed_back", "accrual_total", "harm")
    },
}

UNSEEN = ("turned", "gamed")


def show(scenario: Scenario) -> None:
    """Everybody in one world, and one of them in detail."""
    st.subheader("Executives' dossiers")
    st.markdown(
        "What each executive did, seat by seat. **Guess the goal, then reveal it.** "
        "Those who held most seats come first, then those who did most hidden harm. "
        "Quarters below 0 lie before the run."
    )
    world = 0
    if st.session_state.get("world", 0) >= scenario.worlds:
        st.session_state["world"] = 0
    if scenario.worlds > 1:
        world = int(
            st.number_input("World", 0, scenario.worlds - 1, key="world", help="One replicate.")
        )
    files = dossiers(scenario.model_dump_json(), world)
    everybody = people(files.tenures)
    st.dataframe(_readable(everybody, DOSSIER_HEADERS), hide_index=True, height=220)
    labels = {
        int(row["executive"]): f"Executive {row['executive']}: {_seats(row['seats'])}, "
        f"{row['last_exit']}"
        for row in everybody.to_dict("records")
    }
    executive = st.selectbox("Open the file of", list(labels), format_func=labels.__getitem__)
    _file(scenario, files, int(executive))


def _file(scenario: Scenario, files: Dossiers, executive: int) -> None:
    own = files.tenures[files.tenures["executive"] == executive].sort_values("start")
    st.dataframe(_readable(own, TENURE), hide_index=True)
    happened = files.events[files.events["executive"] == executive]
    unseen = happened["event"].isin(UNSEEN)
    lines = [
        f"*{plain(line)}*" if hidden else plain(line)
        for line, hidden in zip(sentences(happened), unseen, strict=True)
    ]
    if bombs := _bombs(happened):
        st.markdown(bombs)
    with st.expander(f"What happened, in order ({len(lines)} events)"):
        if unseen.any():
            st.caption("In italics: what no board sees.")
        st.markdown("\n".join(f"- {line}" for line in lines) or "Nothing was recorded.")
    key = f"reveal-{executive}"
    if st.button("Reveal the goal", key=key, type="primary"):
        _reveal(scenario, files.secrets[files.secrets["executive"] == executive])


def _bombs(happened: pd.DataFrame) -> str:
    """Where this executive's bombs went off, in a sentence; nothing if there were none."""
    bombs = happened[happened["event"] == "bomb surfaced"]
    late = bombs[bombs["now_at"] != bombs["firm"]]
    if bombs.empty:
        return ""
    harm = number(float(bombs["amount"].sum()), 1)
    count = "1 bomb" if len(bombs) == 1 else f"{len(bombs)} bombs"
    text = f"{count} went off, {harm} base pays of hidden harm"
    if late.empty:
        return f"{text}, while this executive was in office there."
    elsewhere = int((late["now_at"] >= 0).sum())
    return (
        f"{text}: {len(late)} after this executive had left the firm, {elsewhere} of them while it "
        "sat at another."
    )


def _reveal(scenario: Scenario, secrets: pd.DataFrame) -> None:
    kind = str(secrets["kind"].iloc[0])
    goal = scenario.executives.goal_of(kind)
    deceptive = int(secrets["deceptive"].sum())
    withheld = number(float(secrets["withheld"].max()), 2)
    verdict = (
        f"{deceptive} of {_tenures(len(secrets))} {'is' if deceptive == 1 else 'are'} called "
        f"deceptive: up to {withheld} base pays a "
        "quarter are delivered only because somebody might look."
        if deceptive
        else "No tenure is called deceptive."
    )
    meaning = SUMMARIES.get(kind, "a kind of this scenario's own")
    goals = plain(weights(goal))
    st.success(f"A **{plain(kind)}**: {meaning}.\n\nWeights of the goal: {goals}.\n\n{verdict}")


def _readable(frame: pd.DataFrame, headers: dict[str, str]) -> pd.DataFrame:
    """The columns of ``headers`` under their titles, rounded."""
    table: Any = frame[list(headers)].rename(columns=headers).round(2)
    if "To quarter" in table:
        table["To quarter"] = [
            "in office" if quarter < 0 else str(quarter) for quarter in table["To quarter"]
        ]
    return pd.DataFrame(table)


def _seats(count: int) -> str:
    return "1 seat" if count == 1 else f"{count} seats"


def _tenures(count: int) -> str:
    return "1 tenure" if count == 1 else f"{count} tenures"
