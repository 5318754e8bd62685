"""A figure: what it shows as its title, what is measured below it, the picture, source and data.

All pages draw with ``figure``, so that every chart looks and behaves the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboards.plain import plain
from dashboards.style import in_theme
from dashboards.wording import page_words, say
from sim.pictures.charts import Chart
from sim.pictures.wording import spec_in_words


class DrawnChart(NamedTuple):
    """A chart as its specification, which is quick to keep and to show again."""

    spec: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The specification, which may be changed."""
        return {**self.spec, "config": {**self.spec.get("config", {})}}


def figure(
    finding: str,
    measured: str,
    chart: Chart | None,
    *,
    key: str,
    data: pd.DataFrame | None = None,
    source: str = "",
    alt: str = "",
    selection: bool = False,
) -> Any:
    """Show a figure.

    Args:
        finding: The title: what the picture shows, in a sentence. Text, not Markdown.
        measured: The subtitle: what is measured, with its unit. Text, not Markdown.
        chart: An Altair chart; its width follows the page. None leaves room for what comes next.
        key: A name that is unique on the page.
        data: What is drawn, offered as CSV below.
        source: Where the numbers come from. Text, not Markdown.
        alt: What a screen reader says; the title by default.
        selection: Whether a click on a mark is reported.

    Returns:
        What was selected, where ``selection``; else None.
    """
    st.markdown(f"#### {plain(say(finding))}")
    if measured:
        st.caption(plain(say(measured)))
    chosen = None if chart is None else draw(chart, key, alt or finding, selection)
    if chart is not None:
        foot(key, data, source)
    return chosen


def draw(chart: Chart, key: str, alt: str, selection: bool = False) -> Any:
    """A chart alone, in the visitor's theme and words."""
    chosen = st.vega_lite_chart(
        spec=in_theme(spec_in_words(chart.to_dict(), page_words())),
        theme=None,
        key=key,
        on_select="rerun" if selection else "ignore",
        alt=say(alt),
    )
    return chosen if selection else None


def foot(key: str, data: pd.DataFrame | None, source: str = "") -> None:
    """Source and download, in a line."""
    if data is None and not source:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if source:
            st.caption(plain(say(source)))
        if data is not None:
            st.download_button(
                "CSV",
                data.to_csv(index=False),
                f"{key}.csv",
                "text/csv",
                key=f"{key}-csv",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help="What is drawn, as a table",
            )
