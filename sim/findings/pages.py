"""All pages that have findings, the quick ones first."""

from __future__ import annotations

from pathlib import Path

from sim.findings import (
    claims,
    cognition,
    dashboard,
    decades,
    deception,
    diagnosis,
    elk,
    experiments,
    facts,
    headline,
    lab,
    lab_notebook,
    learning_boards,
    lineages,
    mesa,
    notebook,
    perfect_interview,
    readme,
    replication,
    robustness,
    summary,
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
    mesa.MESA_PAGE,
    cognition.COGNITION_PAGE,
    dashboard.DASHBOARD_PAGE,
    decades.DECADES_PAGE,
    learning_boards.LEARNING_BOARDS_PAGE,
    facts.FACTS_PAGE,
    replication.REPLICATION_PAGE,
    headline.HEADLINE_PAGE,
    deception.DECEPTION_PAGE,
    diagnosis.DIAGNOSIS_PAGE,
    robustness.ROBUSTNESS_PAGE,
    lab.LAB_PAGE,
    elk.IRISH_ELK_PAGE,
    lineages.PROXIES_PAGE,
    perfect_interview.PERFECT_INTERVIEW_PAGE,
    notebook.NOTEBOOK_PAGE,
    lab_notebook.LAB_NOTEBOOK_PAGE,
    *experiments.EXPERIMENT_PAGES,
    summary.FINDINGS_PAGE,
    claims.CLAIMS_PAGE,
    readme.README_PAGE,
)
