"""The headline numbers of a scenario, each with its unit, its interval and one sentence."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from dashboards.plain import plain
from dashboards.results import Played
from sim.analysis.means import paired, summarise
from sim.support.words import number, span


class Card(NamedTuple):
    """A headline number."""

    title: str
    measure: str
    unit: str
    meaning: str
    share: bool = False

    def shown(self, value: float | None) -> str:
        """The number for reading; a share as a percentage."""
        if self.share and value is not None:
            return f"{number(100 * value, 1)}%"
        return number(value, 2)

    def interval(self, row: dict[str, Any]) -> str:
        """The interval for reading; nothing if there is none."""
        if row["low"] is None:
            return ""
        if self.share:
            return f"{span(100 * row['low'], 100 * row['high'], 1)}%"
        return span(row["low"], row["high"], 2)


CARDS = (
    Card(
        "Shareholder surplus",
        "shareholder_surplus",
        "base pays per firm and quarter",
        "What is left for shareholders after pay and the cost of governance.",
    ),
    Card(
        "Metric-truth gap",
        "metric_truth_gap",
        "effect units per firm and quarter",
        "How far reports run ahead of true value; an honest metric has none.",
    ),
    Card(
        "Deceptive tenures",
        "deceptive_share",
        "of all tenures",
        "Executives who would deliver less when not watched, and know the difference.",
        share=True,
    ),
    Card(
        "Worse than an empty chair",
        "empty_chair_share",
        "of all tenures",
        "Executives who destroyed more value than they added, pay not counted.",
        share=True,
    ),
)


def show(played: Played, other: Played | None, compared: str) -> None:
    """The cards, two in a row.

    Args:
        played: The scenario.
        other: What it is compared with, in the same worlds; or nothing.
        compared: The name of that.
    """
    for first in range(0, len(CARDS), 2):
        for column, card in zip(st.columns(2), CARDS[first : first + 2], strict=True):
            with column.container(border=True, height="stretch"):
                _card(card, played, other, compared)


def _card(card: Card, played: Played, other: Played | None, compared: str) -> None:
    (row,) = summarise(played.runs, (), [card.measure])
    st.metric(card.title, card.shown(row["mean"]))
    interval = card.interval(row)
    lines = [card.unit, *([f"95% interval {interval}"] if interval else [])]
    if other is not None:
        (gap,) = paired(other.runs, played.runs, [card.measure])
        lines.append(difference(card, gap, compared))
    st.caption("  \n".join(lines) + f"\n\n{card.meaning}")


def difference(card: Card, gap: dict[str, Any], compared: str) -> str:
    """By how much the scenario differs from the other one, with the paired interval."""
    if gap["difference"] is None:
        return f"not comparable with *{plain(compared)}*"
    sign = "+" if gap["difference"] > 0 else ""
    points = " points" if card.share else ""
    amount = card.shown(gap["difference"]).removesuffix("%")
    interval = card.interval(gap).removesuffix("%")
    return f"**{sign}{amount}{points}** against *{plain(compared)}*{interval and f' ({interval})'}"
