"""One look for all pages: light and dark, the report's letters, and charts that follow both."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sim.pictures.palettes import DARK, LIGHT, SANS, SERIF, Palette, recoloured


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return getattr(st.context.theme, "type", None) == "dark"


def palette() -> Palette:
    """The colours of the visitor's theme."""
    return DARK if is_dark() else LIGHT


def sheet() -> None:
    """Put the style sheet into the page; once, before anything else."""
    st.html(f"<style>{_css(palette())}</style>")


def in_theme(spec: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite specification in the colours of the visitor's theme."""
    config = {**spec.get("config", {}), "background": "transparent"}
    own = {**spec, "config": config}
    own.pop("background", None)
    return dict(recoloured(own)) if is_dark() else own


def _css(tone: Palette) -> str:
    return f"""
:root {{ --pf-bad: {tone.bad}; --pf-good: {tone.good}; --pf-quiet: {tone.quiet}; }}
.stMarkdown p, .stMarkdown li {{ font-family: {SERIF}; line-height: 1.5; }}
.stMarkdown h1, .stMarkdown h2, .stMarkdown h3, .stMarkdown h4,
[data-testid=stHeading] h1, [data-testid=stHeading] h2, [data-testid=stHeading] h3 {{
  font-family: {SERIF}; font-weight: 600; letter-spacing: 0; }}
[data-testid=stHeading] h1 {{ font-size: 1.9rem; padding: .2rem 0 .4rem; }}
[data-testid=stHeading] h2 {{ font-size: 1.35rem; }}
[data-testid=stHeading] h3 {{ font-size: 1.12rem; padding: .4rem 0 .1rem; }}
[data-testid=stCaptionContainer] p, [data-testid=stCaptionContainer] li,
[data-testid=stWidgetLabel] p, button p, [data-testid=stMetricLabel] p,
[data-testid=stAlertContainer] p, label p {{ font-family: {SANS}; }}
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p {{
  color: {tone.quiet}; opacity: 1; font-size: .86rem; }}
[data-testid=stMainBlockContainer] {{ padding: 3.2rem 2rem 2rem; max-width: 78rem; }}
@media (max-width: 40rem) {{ [data-testid=stMainBlockContainer] {{ padding: 3.2rem 1rem 2rem; }} }}
[data-testid=stMetricValue] {{ font-family: {SANS}; font-variant-numeric: tabular-nums; }}
button[kind=primary], button[kind=primary] p {{ color: {tone.ground}; }}
button[kind=primary]:disabled, button[kind=primary]:disabled p {{ color: {tone.quiet}; }}
.st-key-words {{ position: fixed; top: .75rem; right: 3.5rem; z-index: 999991; width: auto; }}
.st-key-guesses button p {{ white-space: normal; text-align: start; }}
[data-stale=true] {{ opacity: .35 !important; transition: none !important; }}
:focus-visible {{ outline: 2px solid {tone.accent}; outline-offset: 2px; }}
"""
