"""The facts: published numbers with their sources, and the function that measures each."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from incentives.arrays import Floats
from sim.facts import moments
from sim.facts.playing import LongRun

FactMeasure = Callable[[LongRun], Floats]

PUBLISHED = Path(__file__).parent / "published.csv"
TWINS = "performance_induced"
"""The one fact that needs runs of its own, see :mod:`sim.facts.twins`."""


_NUMBERS = ("value", "low", "high")


class Fact(NamedTuple):
    """A published number, and what it is used for.

    Attributes:
        moment: Function of :mod:`sim.facts.moments` that measures it, by its name, or ``TWINS``.
        fact: What it says.
        value: As published; None: a bound is all there is.
        low, high: Range that the source, or several, give; None: none.
        unit: Of the value.
        use: ``calibrated`` (the preset ``us-listed`` was fitted to it), ``held out``, ``input``
            (true by construction), or ``constraint``.
        source: Where it is published.
    """

    moment: str
    fact: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    use: Literal["calibrated", "held out", "input", "constraint"]
    source: str

    @property
    def counts(self) -> bool:
        """Whether a run may be right or wrong about it: it has a range, and is no input."""
        ranged = self.low is not None and self.high is not None
        return ranged and self.use in ("calibrated", "held out")

    @property
    def measure(self) -> FactMeasure:
        """The function that measures it."""
        found: FactMeasure = getattr(moments, self.moment)
        return found

    def inside(self, mean: float | None) -> bool | None:
        """Whether a mean is within the range; None where there is no range, or no mean."""
        if mean is None or (self.low is None and self.high is None):
            return None
        return (self.low is None or mean >= self.low) and (self.high is None or mean <= self.high)


@cache
def facts() -> tuple[Fact, ...]:
    """All facts, in the order in which they are shown."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        numbers = {name: float(row[name]) if row[name] else None for name in _NUMBERS}
        found.append(Fact(**{**row, **numbers}))  # type: ignore[arg-type]
    return tuple(found)
