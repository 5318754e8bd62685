"""Links from page to page that keep what was set."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboards.wording import say

_KEY = "doors"


def know(pages: dict[str, StreamlitPage]) -> list[StreamlitPage]:
    """Say which pages there are, by the last part of their address."""
    st.session_state[_KEY] = pages
    return list(pages.values())


def link(page: str, text: str) -> None:
    """A link to a page; nothing where it is shown alone, as tests do."""
    if found := _page(page):
        st.page_link(found, label=say(text), icon=":material/arrow_forward:")


def go(page: str) -> None:
    """Open a page."""
    if found := _page(page):
        st.switch_page(found)


def _page(name: str) -> StreamlitPage | None:
    page: StreamlitPage | None = st.session_state.get(_KEY, {}).get(name)
    return page
