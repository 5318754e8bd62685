"""Segments of a batch: which worlds share a scenario, an elected package and its plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.shareholders import Register
from incentives.arrays import Ints
from sim.meeting import Job, general_meeting, plan_for
from sim.oversight import comes_and_goes
from sim.plan import Plan
from sim.scenario.package import Package
from sim.scenario.pay_basis import pay_bases, seasons
from sim.scenario.scenario import Scenario
from sim.signals import INQUIRIES, Tests, tests_of
from sim.stages import Stages


class Segment(NamedTuple):
    """Consecutive worlds of a batch that share scenario, package and monitoring."""

    scenario: Scenario
    package: Package
    label: str
    monitoring: float
    worlds: slice
    firms: slice
    tests: Tests
    stages: Stages
    inquires: bool  # whether any of them is more than a number with noise: see sim.inquiries
    intermittent: bool  # whether some oversight comes and goes
    tainting: tuple[bool, ...]  # per scheme, whether malus takes what harm has earned
    turns: int  # quarters after which known turns of metrics come round again


class Elected(NamedTuple):
    """A batch after the general meetings.

    Attributes:
        worlds, seeds: (worlds,) numbers of the worlds in their scenarios, and seeds.
        registers: Shareholders, one register per job.
        segments: In the order of the worlds.
        plans: Per segment, per regime and known turn of metrics.
    """

    worlds: Ints
    seeds: npt.NDArray[np.uint64]
    registers: list[Register]
    segments: list[Segment]
    plans: list[list[Plan]]


def elect(jobs: Sequence[Job], firms: int) -> Elected:
    """Shareholders vote and choose their monitoring; worlds are sorted into segments.

    Args:
        jobs: Scenarios and the numbers of their worlds.
        firms: Per world.
    """
    worlds: list[int] = []
    seeds: list[int] = []
    registers: list[Register] = []
    segments: list[Segment] = []
    plans: list[list[Plan]] = []
    for job in jobs:
        scenario = job.scenario
        for (label, package, level), members in general_meeting(job, registers):
            start = len(worlds)
            worlds.extend(members)
            seeds.extend([scenario.seed] * len(members))
            turns = _turns(scenario, package)
            tests = tests_of(package, scenario.market.candidates)
            segments.append(
                Segment(
                    scenario,
                    package,
                    label,
                    level,
                    slice(start, len(worlds)),
                    slice(start * firms, len(worlds) * firms),
                    tests,
                    Stages(package),
                    bool((tests.trait >= INQUIRIES).any()),
                    comes_and_goes(package),
                    tuple(scheme.clawback().malus > 0.0 for scheme in package.schemes),
                    turns,
                )
            )
            known = range(turns) if turns > 1 else (None,)
            plans.append(
                [
                    plan_for(scenario, package, level, regime, season)
                    for regime in range(len(scenario.regimes) + 1)
                    for season in known
                ]
            )
    return Elected(
        np.array(worlds, dtype=np.int64),
        np.array(seeds, dtype=np.uint64),
        registers,
        segments,
        plans,
    )


def _turns(scenario: Scenario, package: Package) -> int:
    """After how many quarters known turns of a package's metrics come round again."""
    technology, weight = scenario.technology, scenario.metric.matured_weight
    return seasons(pay_bases(package, technology, scenario.regimes, 0, weight))
