"""The dashboard's entry: which pages there are. `proxyfight dashboard` runs it."""

import streamlit as st

from dashboards import doors, style, wording
from dashboards.app_pages import DASHBOARD_PAGES
from dashboards.controls import keep
from dashboards.guard import guarded

st.set_page_config(page_title="proxyfight", layout="wide")
style.sheet()
keep()
pages = {
    name: st.Page(guarded(show), title=title, url_path=name, default=name == "story")
    for name, (title, show) in DASHBOARD_PAGES.items()
}
page = st.navigation(doors.know(pages), position="top")
with st.container(key="words"):
    wording.words_switch()
page.run()
