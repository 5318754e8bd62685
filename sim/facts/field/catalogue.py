"""The field experiments, in the order of this page of evidence."""

from __future__ import annotations

from sim.facts.field.base import FieldExperiment, FieldResult
from sim.facts.field.bobonis import Bobonis
from sim.facts.field.heron_lie import HeronLie
from sim.facts.field.lazear import Lazear
from sim.facts.field.olken import Olken
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance

FIELD: tuple[FieldExperiment, ...] = (Olken(), Bobonis(), HeronLie(), Lazear())


def run_field(
    scenario: Scenario, threads: int = 1, progress: Advance | None = None
) -> list[FieldResult]:
    """Every effect of every experiment, moved in a scenario."""
    found: list[FieldResult] = []
    for done, experiment in enumerate(FIELD):
        if progress is not None:
            progress(done, len(FIELD))
        found += experiment.run(scenario, threads)
    if progress is not None:
        progress(len(FIELD), len(FIELD))
    return found
