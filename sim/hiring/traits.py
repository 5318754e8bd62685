"""What the filters of a package measure in applicants, and how well."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.draws import stream
from incentives.arrays import Floats, Ints
from incentives.filters import Filter
from sim.scenario.package import Package

SLOTS = 64
"""Places of a vacancy whose draws share a stream."""
ABILITY, INTEGRITY, INTENT, TRIAL, TEMPTATION, SURFACED_HARM, RECORD = range(7)
_TRAITS = {
    "ability": ABILITY,
    "integrity": INTEGRITY,
    "intent": INTENT,
    "trial": TRIAL,
    "temptation": TEMPTATION,
    "harm": SURFACED_HARM,
    "record": RECORD,
}
GRADED = frozenset({"ability", "integrity", "trial"})
"""Traits whose signals are standardised, and may be gamed."""
INQUIRIES = TEMPTATION
"""From this one on traits are no numbers with noise: see :mod:`sim.hiring.inquiries`."""


class Tests(NamedTuple):
    """The filters of a package that measure something; arrays are (test,)."""

    trait: Ints  # what is measured
    weight: Floats  # of the trait in the signal: validity, or separation; see _weight
    noise: Floats  # its usual standard deviation in the signal
    kappa: Floats  # cost of gaming
    stream: Ints  # (block, 1 + tests) of new candidates, then of the noise of each test


def tests_of(package: Package, candidates: int) -> Tests:
    """What the filters of a package measure, with ``candidates`` applicants per vacancy."""
    tests = [part for part in package.filters if part.measures != "nothing"]
    names = ["candidate", *test_names(package)]
    blocks = ["", *(f"/{block}" for block in range(1, (candidates - 1) // SLOTS + 1))]
    graded = np.array([part.measures in GRADED for part in tests], dtype=np.bool_)
    trait = np.array([_TRAITS[part.measures] for part in tests], dtype=np.int64)
    weight = np.array([_weight(part) for part in tests], dtype=np.float64)
    rest = np.sqrt(np.maximum(1.0 - weight * weight, 0.0))
    kappa = np.array([part.gaming_cost() for part in tests], dtype=np.float64)
    return Tests(
        trait=trait,
        weight=weight,
        noise=np.where(graded, rest, 1.0),
        kappa=np.where(trait < INQUIRIES, kappa, np.inf),
        stream=np.array([[stream(name + block) for name in names] for block in blocks]),
    )


def test_names(package: Package) -> list[str]:
    """What the noise of a package's tests is called, whatever stands beside them.

    Twins are numbered, those that change nothing on their own, so that the others keep their luck.
    """
    names, idle = [], [_is_idle(part) for part in package.filters]
    for place, part in enumerate(package.filters):
        twins = sum(
            other.name == part.name and idle[n] == idle[place]
            for n, other in enumerate(package.filters[:place])
        )
        if part.measures != "nothing":
            names.append(f"filter:{part.name}:{'idle' if idle[place] else ''}{twins}")
    return names


def _is_idle(part: Filter) -> bool:
    """Whether a filter neither counts nor turns anybody down."""
    stays = part.bar is None and part.shortlist is None and not part.rejects
    return part.weight == 0.0 and stays and type(part).eligible is Filter.eligible


def _weight(part: Filter) -> float:
    """Of the trait in the signal; of inquiries, how likely it is that something comes out."""
    if part.measures == "temptation":
        return part.suspicion()
    if part.measures in ("harm", "record"):
        return part.discovery()
    return part.separation() if part.measures == "intent" else part.correlation()
