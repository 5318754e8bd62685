"""Pages that say in a sentence what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from dashboards.plain import plain
from incentives.parts import BrokenPart
from sim.support.faults import unexpected
from sim.support.inputs import InputError


def guarded(show: Callable[[], None]) -> Callable[[], None]:
    """The same page, or part of one, which shows a sentence instead of a traceback."""

    @wraps(show)
    def shown() -> None:
        try:
            show()
        except (InputError, BrokenPart) as error:
            complain(error)
        except Exception as error:
            st.error(sentence(unexpected(error, f"dashboard: {show.__module__}")))

    return shown


def complain(error: Exception) -> None:
    """Say what is wrong with the input."""
    st.error(sentence(str(error)))


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop, and nothing in it read as Markdown."""
    first = text[:1].upper() if text.split(":")[0].count(".") == 0 else text[:1]
    return plain(f"{first}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}")
