"""Screen 1: hire one of three, watch the reports, and see what surfaces afterwards."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.address import keep, kept
from dashboards.components import mount
from dashboards.plain import plain
from dashboards.story.telling import num
from dashboards.wording import say
from sim.story import stored

THREE_LETTERS = ("A", "B", "C")
_QUARTERS = 40
WHO_IS_HIRED = "hired"
_AFTER = 4
"""Quarters that the film goes on after the last thing that happens."""
_PACE = 500
"""Milliseconds a quarter."""
_EXITS = {
    "acquired": "the firm was bought",
    "retired": "retired with honours",
    "detected": "found out and dismissed",
    "dismissed": "dismissed",
    "poached": "hired away by another firm",
    "quit": "quit",
}


def show() -> None:
    """The screen."""
    people = dict(zip(THREE_LETTERS, stored().applicants, strict=True))
    st.markdown(
        say(
            "You own a firm and need somebody to run it. Three people apply. You see how their "
            "interview went, and nothing of what they want. **Hire one.**"
        )
    )
    chosen = _chosen(people)
    for column, (letter, person) in zip(st.columns(3), people.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{say('Applicant')} {letter}**")
            st.caption(plain(say(_file(person))))
            st.button(
                say("Hire"),
                key=f"hire-{letter}",
                help=say(f"Hire applicant {letter}"),
                type="primary" if letter == chosen else "secondary",
                on_click=keep,
                args=(WHO_IS_HIRED, letter),
                width="stretch",
            )
    if chosen is None:
        return
    mount("film", _film(people[chosen]), key=f"film-{chosen}")
    st.caption(
        plain(
            say(
                "A real tenure of one world of the model, replayed from its events: "
                f"executive {people[chosen]['executive']}, whom firm {people[chosen]['firm']} "
                "hired. Red stars are bombs: harm done earlier that surfaces, and what it costs. "
                "Amounts are base pays, what the median firm pays for a quarter; an effect unit is "
                "what a unit of effort of a typical executive achieves."
            )
        )
    )


def _chosen(people: dict[str, Any]) -> str | None:
    """Who is hired, in this session or by the address."""
    letter = kept(WHO_IS_HIRED)
    return letter if letter in people else None


def _file(person: dict[str, Any]) -> str:
    return (
        f"Interview: {num(person['score'], 1)} standard deviations above an average applicant. "
        "References: excellent. Nothing is known against this person."
    )


def _film(person: dict[str, Any]) -> dict[str, Any]:
    """What the drawing needs; quarters are counted from the hiring."""
    start = person["start"]
    left = _EXITS.get(person["exit"], person["exit"])
    bombs = [
        {"at": bomb["quarter"] - start, "amount": bomb["amount"]}
        for bomb in person["bombs"]
        if bomb["quarter"] - start < _QUARTERS
    ]
    late = [bomb["at"] for bomb in bombs]
    return {
        "quarters": min(_QUARTERS - start, max([len(person["reports"]), *late]) + _AFTER),
        "pace": _PACE,
        "reports": person["reports"],
        "values": person["values"],
        "paid": person["paid"],
        "bombs": bombs,
        "exit": say(left.capitalize()),
        "moral": say(_moral(person)),
        "texts": {
            name: say(text)
            for name, text in {
                "play": "Play",
                "pause": "Pause",
                "again": "Again",
                "quarter": "Quarter",
                "reported": "reported",
                "paid": "you pay",
                "bomb": "Something done earlier goes wrong and costs you",
                "before": "The first day.",
                "truth": "thick line: true value",
                "after": "you have somebody else by then",
                "yTitle": "reported to you, effect units",
                "xTitle": "quarters since you hired",
            }.items()
        },
    }


def _moral(person: dict[str, Any]) -> str:
    """What the reports did not say."""
    reports, values = person["reports"], person["values"]
    after = [b["amount"] for b in person["bombs"] if b["quarter"] > person["last_quarter"]]
    bad = [quarter for quarter, value in enumerate(values, 1) if value < 0]
    told = (
        f"Reported {num(sum(reports) / len(reports))} a quarter, truly added "
        f"{num(sum(values) / len(values))}."
    )
    if not bad:
        return (
            f"{told} You were lucky: this one wanted what you want. The file looked like the "
            "others. Hire another one and see."
        )
    late = (
        f" {len(after)} of the bombs, {num(sum(after), 1)} base pays, went off after the exit."
        if after
        else ""
    )
    shown = "No report showed it."
    if person["exit"] == "detected":
        shown = "No report showed it; in the end an audit did."
    return f"{told} What you lost was first done in quarter {bad[0]}. {shown}{late}"
