"""The headline numbers of a scenario, each with its unit, its interval and one sentence."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import streamlit as st

from dashboards.plain import plain
from dashboards.wording import say
from sim.analysis.means import paired, summarise
from sim.support.words import number, span

Runs = dict[str, Any]
Arrow = Literal["up", "down", "off"]
Colour = Literal["blue", "red", "off"]


class Card(NamedTuple):
    """A headline number."""

    title: str
    measure: str
    unit: str
    meaning: str
    share: bool = False
    more_is_better: bool = False

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
        "Surplus",
        "shareholder_surplus",
        "base pays a quarter",
        "What is left for shareholders after pay and the cost of governance.",
        more_is_better=True,
    ),
    Card(
        "Metric-truth gap",
        "metric_truth_gap",
        "effect units a quarter",
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
        "Worse than nobody",
        "empty_chair_share",
        "of all tenures",
        "Executives who destroyed more value than they added, pay not counted.",
        share=True,
    ),
)


class CardPlace(NamedTuple):
    """Where a card was drawn: what draws there again takes its place without a gap."""

    metric: Any
    caption: Any


def show(runs: Runs, other: Runs | None) -> list[CardPlace]:
    """The cards in a row, two by two where there is little room.

    Args:
        runs: Columns of the table of runs of the scenario.
        other: The same of what it is compared with, in the same worlds; or nothing.

    Returns:
        Their places, for :func:`show_again`.
    """
    places = []
    with st.container(horizontal=True, gap="small"):
        for card in CARDS:
            with st.container(border=True, height="stretch", gap=None):
                places.append(_card(card, runs, other, CardPlace(st, st)))
    return places


def show_again(places: list[CardPlace], runs: Runs, other: Runs | None) -> None:
    """Other numbers in the same places."""
    for card, place in zip(CARDS, places, strict=True):
        _card(card, runs, other, place)


def _card(card: Card, runs: Runs, other: Runs | None, place: CardPlace) -> CardPlace:
    (row,) = summarise(runs, (), [card.measure])
    delta: str | None = None
    arrow: Arrow = "off"
    colour: Colour = "off"
    lines = [card.interval(row), say(card.unit)]
    if other is not None:
        (gap,) = paired(other, runs, [card.measure])
        delta = difference(card, gap)
        arrow, colour = direction(card, gap)
        if interval := card.interval(gap):
            lines.append(say(f"difference {interval.removesuffix('%')}"))
    metric = place.metric.metric(
        say(card.title),
        card.shown(row["mean"]),
        delta,
        delta_arrow=arrow,
        delta_color=colour,
        help=plain(say(f"{card.meaning} In {card.unit}.")),
    )
    caption = place.caption.caption("  \n".join(plain(line) for line in lines if line))
    return CardPlace(metric, caption)


def direction(card: Card, gap: dict[str, Any]) -> tuple[Arrow, Colour]:
    """Arrow and colour of a paired difference; neither where its interval holds zero."""
    low, high = gap["low"], gap["high"]
    if low is None or low <= 0 <= high:
        return "off", "off"
    up = gap["difference"] > 0
    good = up == card.more_is_better
    return "up" if up else "down", "blue" if good else "red"


def difference(card: Card, gap: dict[str, Any]) -> str:
    """By how much the scenario differs from the other one."""
    if gap["difference"] is None:
        return "not comparable"
    sign = "+" if gap["difference"] > 0 else ""
    points = " points" if card.share else ""
    return f"{sign}{card.shown(gap['difference']).removesuffix('%')}{points}"
