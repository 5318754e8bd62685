"""Drawings of our own where Streamlit and Altair have nothing that serves.

Each is a file ``NAME.js`` that exports a function of data; ``base.js`` and ``base.css`` are shared.
They get data as JSON and set text as text, never as markup, and ask no server for anything.
Imports Streamlit and nothing of ours. Start at ``__init__.py: mount``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent


def mount(name: str, data: dict[str, Any], key: str, **states: Any) -> Any:
    """Show a drawing.

    Args:
        name: Its file, without the ending.
        data: What it draws; plain data.
        key: Unique on the page.
        states: What it reports, with first values: ``drawn=None``.

    Returns:
        Its state: an attribute per name in ``states``.
    """
    changes = {f"on_{state}_change": _nothing for state in states}
    return _renderer(name)(data=data, key=key, default=states, **changes)


def _nothing() -> None:
    """A change runs the page again, which is all that is wanted."""


@cache
def _renderer(name: str) -> Any:
    return st.components.v2.component(
        f"proxyfight.{name}",
        html='<div class="drawing"></div>',
        css=(_FOLDER / "base.css").read_text(encoding="utf-8"),
        js="\n".join(
            (_FOLDER / f"{file}.js").read_text(encoding="utf-8") for file in ("base", name)
        ),
    )
