"""What users wait for, whole: how long it takes, and how many times as long as what it is made of.

Sides of a ratio take turns in one process, and the ratio is the median over turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sim.bench import programs, sides, sweeps
from sim.bench.stopwatch import JobTime

DoJobs = Callable[[], Iterator[JobTime]]
"""Does some jobs and says what they took."""

JOBS: Mapping[str, DoJobs] = {
    "commands": programs.commands,
    "plans": sides.plans,
    "core": sides.core,
    "worlds": sides.many_worlds,
    "economy": sides.economy,
    "recording": sides.recording,
    "export": sides.exporting,
    "cells": sides.cells,
    "memory": programs.memory,
    "million": programs.million_firms,
    "compiling": programs.compiling,
}
"""All jobs, by what they have in common."""


SWEEPS: Mapping[str, DoJobs] = {
    "storing": sweeps.storing,
    "growing": sweeps.growing,
    "workers": sweeps.in_workers,
}
"""What studies cost beyond their runs."""


def measure_jobs(
    jobs: Mapping[str, DoJobs] | None = None,
    after_group: Callable[[int, int], None] = lambda done, total: None,
) -> list[JobTime]:
    """Do all jobs; what they took, in order.

    Args:
        jobs: Which, by what they have in common; left out: all of ``JOBS``.
        after_group: Called with the number of groups done and of all of them.
    """
    jobs = JOBS if jobs is None else jobs
    found: list[JobTime] = []
    after_group(0, len(jobs))
    for number, measure in enumerate(jobs.values(), start=1):
        found += measure()
        after_group(number, len(jobs))
    return found
