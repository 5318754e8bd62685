"""What a page keeps in its address besides what widgets keep there themselves.

Names stand there, not titles: ``?experiment=serial-harm``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from sim.support.inputs import InputError

LONGEST_OBJECT = 20_000
"""Characters of a JSON object in an address."""
_PREFIX = "address."


def kept(name: str) -> str | None:
    """A value of this session, or else of the address; it stands in both from then on."""
    value: str | None = st.session_state.get(_PREFIX + name, st.query_params.get(name))
    if value is not None:
        keep(name, value)
    return value


def keep(name: str, value: str | None) -> None:
    """Keep a value, or forget it."""
    if value is None:
        st.session_state.pop(_PREFIX + name, None)
        st.query_params.pop(name, None)
        return
    st.session_state[_PREFIX + name] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def json_object(name: str, text: str) -> dict[str, Any]:
    """The JSON object that a parameter of the address holds.

    Raises:
        InputError: If it is none, or long.
    """
    if len(text) > LONGEST_OBJECT:
        raise InputError(f"{name}: is longer than {LONGEST_OBJECT} characters")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{name}: is no JSON object")
    return found


def chosen(
    control: Callable[..., Any],
    label: str,
    titles: Mapping[str, str],
    default: str,
    key: str,
    **more: Any,
) -> str:
    """Show a control for one of several, and keep its name in the address unless it is the default.

    Args:
        control: ``st.segmented_control`` or ``st.selectbox``.
        label: Of the control.
        titles: What it shows, by name.
        default: The name where it stands at first.
        key: Of the control, which is the parameter of the address.
        more: For the control.

    Returns:
        The name.
    """
    if st.session_state.get(key) not in titles:
        asked = st.query_params.get(key, default)
        st.session_state[key] = asked if asked in titles else default
    name: str = control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        persist_state="session",
        **more,
    )
    if name != default:
        st.query_params[key] = name
    elif key in st.query_params:
        del st.query_params[key]
    return name
