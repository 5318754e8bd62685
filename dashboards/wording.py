"""The vocabulary in which pages speak: one switch, kept in the address and for the visit.

A page passes its titles, captions and help through ``say``, and its charts through ``say_chart``;
names, numbers and what users wrote do not go through them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from sim.pictures.wording import chart_in_words
from sim.support.vocabulary import VOCABULARIES, in_words

WORDS_IN_ADDRESS = "words"
"""What the address calls it, as in ``?words=ai``."""
KEPT_WORDS, WORDS_SWITCH = "words kept", "words switch"
_SHOWN = {"firm": "Firm", "ai": "AI"}


def page_words() -> str:
    """The vocabulary of this visit: what the switch was set to, else what the address says."""
    found = st.session_state.get(KEPT_WORDS) or st.query_params.get(WORDS_IN_ADDRESS)
    return found if found in VOCABULARIES else VOCABULARIES[0]


def say(text: str, keep: Iterable[str] = ()) -> str:
    """A text of a page, plain or Markdown, in the vocabulary of this visit."""
    return in_words(text, page_words(), keep)


def say_chart(chart: Any, keep: Iterable[str] = ()) -> Any:
    """An Altair chart with its titles in the vocabulary of this visit."""
    return chart_in_words(chart, page_words(), keep)


def words_switch(place: Any = st) -> None:
    """The switch, in a place of the page; to be called once, before texts that follow it."""
    st.session_state[WORDS_SWITCH] = page_words()
    place.segmented_control(
        "Words",
        VOCABULARIES,
        format_func=_SHOWN.get,
        key=WORDS_SWITCH,
        required=True,
        on_change=_keep,
        label_visibility="collapsed",
        help="The same model in words of a firm, or of where an AI is trained.",
    )


def _keep() -> None:
    speak(st.session_state[WORDS_SWITCH])


def speak(words: str) -> None:
    """Keep a vocabulary for this visit and in the address, which leaves the usual one out."""
    st.session_state[KEPT_WORDS] = words
    if words == VOCABULARIES[0]:
        st.query_params.pop(WORDS_IN_ADDRESS, None)
    else:
        st.query_params[WORDS_IN_ADDRESS] = words
