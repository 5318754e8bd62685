"""The file on one executive: seats in order, events in order, the goal on the last page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from agents.goals import SUMMARIES
from sim.support.words import number, words

if TYPE_CHECKING:
    import pandas as pd

    from agents.goals import Goal

_PHRASES = {
    "turned": "turned, and adds {} base pays less than under watch",
    "bomb surfaced": "bomb surfaced, {} base pays",
    "restated": "restated after the exit, a fine of {} base pays",
    "vested": "vested, {} base pays",
    "clawed back": "clawed back, {} base pays",
    "gamed": "gamed: signals lifted by {} sd",
}
"""Of events whose amount is worth a word."""


@dataclass(frozen=True, repr=False)
class Dossier:
    """What one executive did, as :meth:`Economy.dossier` finds it; prints as a file.

    Attributes:
        summary: Its row of the table ``dossiers``.
        seats: Its rows of the table ``tenures``, in order.
        events: Its rows of the table ``events``, in order, with what happened elsewhere to harm of
            its own.
        kind, goal: What nobody could see.
    """

    summary: dict[str, Any]
    seats: pd.DataFrame
    events: pd.DataFrame
    kind: str
    goal: Goal

    def __str__(self) -> str:
        lines = [self._title(), "", *self._seats(), "", "What happened"]
        lines += [f"  {line}" for line in sentences(self.events)]
        return "\n".join([*lines, "", "The goal", f"  {self._goal()}"])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The same for notebooks, the last page closed until it is opened."""
        seats = "".join(f"<li>{escape(line.strip())}</li>" for line in self._seats())
        events = "".join(f"<li>{escape(line)}</li>" for line in sentences(self.events))
        return (
            f"<p><strong>{escape(self._title())}</strong></p><ol>{seats}</ol>"
            f"<details><summary>What happened ({len(self.events)} events)</summary>"
            f"<ul>{events}</ul></details>"
            f"<details><summary>The goal</summary><p>{escape(self._goal())}</p></details>"
        )

    def _title(self) -> str:
        one = self.summary
        seats = "1 seat" if one["seats"] == 1 else f"{one['seats']} seats"
        return (
            f"Executive {one['executive']}: {seats}, {one['quarters']} quarters in office, "
            f"{place(one['status'], one['now_at'])} at the end"
        )

    def _seats(self) -> list[str]:
        return [_seat(seat) for seat in self.seats.to_dict("records")]

    def _goal(self) -> str:
        meaning = SUMMARIES.get(self.kind, "a kind of this scenario's own")
        return f"{self.kind}: {meaning}. Weights: {weights(self.goal)}."


def weights(goal: Goal) -> str:
    """The weights of a goal, as words."""
    return ", ".join(f"{name} {number(weight, 1)}" for name, weight in goal._asdict().items())


def sentences(events: pd.DataFrame) -> list[str]:
    """Rows of the table ``events`` as words."""
    return [_sentence(event) for event in events.to_dict("records")]


def _sentence(event: Mapping[Any, Any]) -> str:
    name, at_firm = event["event"], event["firm"]
    phrase = _PHRASES.get(name, words(name)).format(number(event["amount"], 2))
    told = f"quarter {event['quarter']}, firm {at_firm}: {phrase}"
    if name == "bomb surfaced" and event["now_at"] != at_firm:
        told += f"; its author is {place(event['status'], event['now_at'])} by then"
    return told


def _seat(seat: Mapping[Any, Any]) -> str:
    until = "on" if seat["last_quarter"] < 0 else f"to {seat['last_quarter']}"
    return (
        f"  firm {seat['firm']}, from quarter {seat['start']} {until} ({seat['exit']}): "
        f"reported {number(seat['metric'], 2)} on average, "
        f"added {number(seat['accrual_total'], 1)}, "
        f"was paid {number(seat['paid_total'], 1)} base pays"
    )


def place(status: str, now_at: int) -> str:
    """Where an executive is, as words."""
    words_of = {"free": "between two seats", "gone": "gone from the market"}
    return words_of.get(status, f"at firm {now_at}")
