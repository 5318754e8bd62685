"""All pages that have findings, the quick ones first."""

from __future__ import annotations

from pathlib import Path

from sim.findings import (
    dashboard,
    deception,
    diagnosis,
    headline,
    mesa,
    notebook,
    perfect_interview,
    readme,
    robustness,
)
from sim.findings.page import Page


def _gallery(docs: Path) -> None:
    from sim.gallery.document import write

    write(docs)


def _validation(docs: Path) -> None:
    from sim.checks.document import write

    write(docs, readme.checked())


PAGES = (
    Page("docs/gallery.md", writes=_gallery),
    Page("docs/validation.md", writes=_validation),
    mesa.PAGE,
    dashboard.PAGE,
    headline.PAGE,
    deception.PAGE,
    diagnosis.PAGE,
    robustness.PAGE,
    perfect_interview.PAGE,
    notebook.PAGE,
    readme.PAGE,
)
