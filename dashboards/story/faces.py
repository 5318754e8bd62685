"""Screen 4: ten faces, the same reports; who wants something else?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from agents.goals import SUMMARIES
from dashboards.figures import figure
from dashboards.plain import plain
from dashboards.story.telling import idea, num
from dashboards.wording import say
from sim.pictures.charts import INK, LINE_COLOURS, Chart, styled
from sim.story import stored

LETTERS = "ABCDEFGHIJ"
PICKS = 2
MISALIGNED = ("looter", "saboteur", "empire-builder")
SHOWN = 16
"""Quarters that are drawn."""


def show() -> None:
    """The screen."""
    people = dict(zip(LETTERS, stored().faces, strict=True))
    st.markdown(
        say(
            "Ten executives sit in ten firms. Here is what they reported. Two of them do not want "
            "what you want. **Tap the two whom you would dismiss.**"
        )
    )
    picked = st.pills(
        say("Whom would you dismiss?"),
        list(people),
        selection_mode="multi",
        key="dismissed",
        bind="query-params",
        persist_state="session",
    )
    ready = len(picked) == PICKS
    if len(picked) > PICKS:
        st.caption(say("Two, please: take one back."))
    told = st.session_state.get("faces-shown") and ready
    frame = _frame(people)
    guilty = [letter for letter, person in people.items() if person["kind"] in MISALIGNED]
    hits = len(set(picked) & set(guilty))
    title = (
        f"You found {hits} of 2; chance finds {num(PICKS * PICKS / len(people), 1)}, and the "
        f"model's board would have got {_board(people, guilty)}"
        if told
        else "Ten executives report alike"
    )
    figure(
        title,
        "Reports of four years, effect units; a line per executive"
        + (", and true value (dark) behind those with another goal." if told else "."),
        panels(frame, set(picked), guilty if told else []),
        key="faces-chart",
        data=frame if told else None,
        source=stored().sentence() if told else "",
    )
    if not told:
        st.button(
            say("Dismiss these two"),
            key="show-faces",
            type="primary",
            disabled=not ready,
            on_click=_reveal,
        )
        return
    lines = [
        f"{letter} is a {people[letter]['kind']}: {_meaning(people[letter])}" for letter in guilty
    ]
    st.markdown(plain(say(". ".join(lines) + ".")))
    idea(
        "Inner misalignment",
        "The search for somebody who reports well found somebody with a goal of its own. "
        "What was selected for does not say what was selected.",
    )


def _reveal() -> None:
    st.session_state["faces-shown"] = True


def _meaning(person: dict[str, Any]) -> str:
    return SUMMARIES.get(person["kind"], person["kind"])


def _board(people: dict[str, Any], guilty: list[str]) -> str:
    """How many of the two a board finds that dismisses those whom it thinks least able."""
    lowest = sorted(people, key=lambda letter: people[letter]["beliefs"][-1])[:PICKS]
    return str(len(set(lowest) & set(guilty)))


def _frame(people: dict[str, Any]) -> pd.DataFrame:
    rows = []
    for letter, person in people.items():
        series = list(zip(person["reports"], person["values"], strict=True))[-SHOWN:]
        for quarter, (report, value) in enumerate(series):
            rows.append({"who": letter, "quarter": quarter, "report": report, "value": value})
    return pd.DataFrame(rows)


def panels(frame: pd.DataFrame, picked: set[str], guilty: list[str]) -> Chart:
    """A small panel per executive; those with another goal show true value once it is told."""
    import altair as alt

    low, high = float(np.floor(frame["report"].min())), float(np.ceil(frame["report"].max()))
    if guilty:
        low = min(low, float(np.floor(frame["value"].min())))
    y = alt.Y("report:Q", title=None, scale=alt.Scale(domain=[low, high]))
    y = y.axis(values=[0, 2], grid=True)
    x = alt.X("quarter:Q", title=None, axis=None)
    charts = []
    for letter, rows in frame.groupby("who"):
        tone = LINE_COLOURS[1] if letter in picked else LINE_COLOURS[0]
        base = alt.Chart(rows).encode(x=x)
        layers = [base.mark_line(color=tone, strokeWidth=1.8).encode(y=y)]
        if letter in guilty:
            layers.append(base.mark_line(color=INK, strokeWidth=2.5).encode(y="value:Q"))
        mark = " (dismissed)" if letter in picked else ""
        name = f"{letter}{mark}{', another goal' if letter in guilty else ''}"
        title = alt.TitleParams(name, fontSize=12, offset=2)
        charts.append(alt.layer(*layers).properties(width=170, height=92, title=title))
    rows = [alt.hconcat(*charts[start : start + 5], spacing=12) for start in (0, 5)]
    return styled(alt.vconcat(*rows, spacing=8))
