"""The dashboard's entry: which pages there are. `proxyfight dashboard` runs it."""

import streamlit as st

from dashboards.controls import keep
from dashboards.guard import guarded
from dashboards.pages import boardroom, diagnosis, hiring, sweep

st.set_page_config(page_title="proxyfight", layout="wide")
keep()
page = st.navigation(
    [
        st.Page(guarded(boardroom.show), title="Boardroom", url_path="boardroom", default=True),
        st.Page(guarded(hiring.show), title="Hiring", url_path="hiring"),
        st.Page(guarded(diagnosis.show), title="Diagnosis", url_path="diagnosis"),
        st.Page(guarded(sweep.show), title="Sweep", url_path="sweep"),
    ]
)
st.sidebar.caption(
    "**proxyfight**: shareholders hire executives with hidden goals. "
    "Everything runs on this machine."
)
page.run()
