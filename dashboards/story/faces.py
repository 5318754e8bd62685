"""Screen 4: ten faces, the same reports; who wants something else?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from agents.goals import SUMMARIES
from dashboards.address import keep, kept
from dashboards.components import mount
from dashboards.plain import plain
from dashboards.story.telling import idea, num
from dashboards.wording import say
from sim.story import stored

TEN_LETTERS = "ABCDEFGHIJ"
WHOM_TO_FIND = 2
OTHER_GOALS = ("looter", "saboteur", "empire-builder")
_SHOWN = 16
"""Quarters that are drawn."""
_DISMISSED, _TOLD = "dismissed", "told"


def show() -> None:
    """The screen."""
    people = everybody()
    st.markdown(
        say(
            "Ten executives sit in ten firms. Here are their reports of the last four years; over "
            "the last one they are nearly equal. Most want pay; two want something at your "
            "expense. **Tap the two whom you would dismiss.**"
        )
    )
    picked = _picked()
    told = bool(kept(_TOLD)) and len(picked) == WHOM_TO_FIND
    if told:
        st.markdown(f"#### {plain(say(_score(people, picked)))}")
        st.caption(plain(say("Reports (blue) and true value (thick), effect units a quarter.")))
    result = mount(
        "faces",
        {
            "people": [_face(letter, person, told) for letter, person in people.items()],
            "picked": picked,
            "most": WHOM_TO_FIND,
            "texts": {
                "picked": say("dismissed" if told else "to be dismissed"),
                "group": say("Ten executives"),
            },
        },
        key="faces-told" if told else "faces",
        picked=picked,
    )
    found = [letter for letter in result.picked or [] if letter in people]
    if set(found) != set(picked):
        keep(_DISMISSED, "".join(sorted(found)) or None)
        st.rerun()
    if not told:
        st.button(
            say("Dismiss these two"),
            key="tell",
            type="primary",
            disabled=len(picked) != WHOM_TO_FIND,
            on_click=keep,
            args=(_TOLD, "1"),
        )
        return
    st.caption(plain(say(f"People of one world, computed with {stored().origin['command']}.")))
    idea(
        "Inner misalignment",
        "Boards hire, keep and dismiss by what they see, and a report does not show what somebody "
        "wants. So among those who passed are two with a goal of their own: "
        "what was selected for does not say what was selected.",
    )


def everybody() -> dict[str, dict[str, Any]]:
    """The ten by their letters."""
    return dict(zip(TEN_LETTERS, stored().faces, strict=True))


def guilty() -> set[str]:
    """Letters of those with another goal."""
    return {letter for letter, person in everybody().items() if person["kind"] in OTHER_GOALS}


def _picked() -> list[str]:
    """Whom the visitor would dismiss, by the address."""
    asked = sorted(set(kept(_DISMISSED) or "") & set(TEN_LETTERS))
    return asked[:WHOM_TO_FIND]


def hits() -> int | None:
    """How many of the two the visitor found; None before they were told."""
    return len(set(_picked()) & guilty()) if kept(_TOLD) else None


def _score(people: dict[str, dict[str, Any]], picked: list[str]) -> str:
    found = len(set(picked) & guilty())
    chance = num(WHOM_TO_FIND**2 / len(people), 1)
    return (
        f"You found {found} of {WHOM_TO_FIND}; chance finds {chance}, and "
        f"the model's board would have got {_board(people)}"
    )


def _board(people: dict[str, dict[str, Any]]) -> int:
    """How many of the two a board finds that dismisses those whom it thinks least able."""
    lowest = sorted(people, key=lambda letter: people[letter]["beliefs"][-1])[:WHOM_TO_FIND]
    return len(set(lowest) & guilty())


def _face(letter: str, person: dict[str, Any], told: bool) -> dict[str, Any]:
    """What the drawing needs; values and goals only once they are told."""
    return {
        "letter": letter,
        "reports": person["reports"][-_SHOWN:],
        "values": person["values"][-_SHOWN:] if told else None,
        "note": say(_goal(person["kind"])) if told else "",
    }


def _goal(kind: str) -> str:
    return f"{kind}: {SUMMARIES[kind].partition(';')[0]}"
