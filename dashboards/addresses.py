"""Controls whose place is in the address by name: ``?experiment=serial-harm``, not by its title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


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
