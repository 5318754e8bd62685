"""What a page keeps in its address besides what widgets keep there themselves."""

from __future__ import annotations

import streamlit as st

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
