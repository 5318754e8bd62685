"""Which pages there are: the last part of an address, a title, and what shows it."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.pages import (
    boardroom,
    diagnosis,
    findings,
    hiring,
    lab,
    people,
    story,
    sweep,
)

DASHBOARD_PAGES: dict[str, tuple[str, Callable[[], None]]] = {
    "story": ("Story", story.show),
    "boardroom": ("Boardroom", boardroom.show),
    "people": ("People", people.show),
    "hiring": ("Hiring", hiring.show),
    "diagnosis": ("Diagnosis", diagnosis.show),
    "lab": ("Lab", lab.show),
    "findings": ("Findings", findings.show),
    "sweep": ("Sweep", sweep.show),
}
