"""Which pages there are: the last part of an address, a title, and what shows it."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.pages import boardroom, diagnosis, hiring, story, sweep

PAGES: dict[str, tuple[str, Callable[[], None]]] = {
    "story": ("Story", story.show),
    "boardroom": ("Boardroom", boardroom.show),
    "hiring": ("Hiring", hiring.show),
    "diagnosis": ("Diagnosis", diagnosis.show),
    "sweep": ("Sweep", sweep.show),
}
