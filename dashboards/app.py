"""The dashboard's entry: which pages there are. `proxyfight dashboard` runs it."""

import streamlit as st

from dashboards import doors, style, wording
from dashboards.controls import keep
from dashboards.guard import guarded
from dashboards.pages import boardroom, diagnosis, findings, hiring, lab, story, sweep

st.set_page_config(page_title="proxyfight", layout="wide")
style.sheet()
keep()
PAGES = {
    "story": ("Story", story.show),
    "boardroom": ("Boardroom", boardroom.show),
    "hiring": ("Hiring", hiring.show),
    "diagnosis": ("Diagnosis", diagnosis.show),
    "lab": ("Lab", lab.show),
    "findings": ("Findings and theory", findings.show),
    "sweep": ("Sweep", sweep.show),
}
pages = {
    name: st.Page(guarded(show), title=title, url_path=name, default=name == "story")
    for name, (title, show) in PAGES.items()
}
page = st.navigation(doors.know(pages), position="top")
wording.switch()
page.run()
