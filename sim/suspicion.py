"""Oversight that looks at reports: what it does on average, and what a report brings about.

Nobody knows reports when plans are made. A firm is then taken to report what the others do, give
or take its own noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from incentives import Seen
from incentives.arrays import Floats

_POINTS, _REACH = 32, 8  # of the trapezoidal rule: per standard deviation, and standard deviations
_KNOWN = frozenset({"quarter", "tenure", "noise_sd"})
_REPORTED = frozenset({field.name for field in fields(Seen)} - _KNOWN | {"__dict__"})


class Reports(BaseException):
    """A part has looked at reports; not to be caught by a part, or on its behalf."""


@dataclass(frozen=True)
class NoReports(Seen):
    """A view in which there are no reports yet: who looks at them is found out."""

    def __getattribute__(self, name: str) -> Any:
        if name in _REPORTED:
            raise Reports
        return super().__getattribute__(name)


def over_reports(rate: Callable[[Seen], Floats], seen: Seen, noise: float) -> tuple[Floats, Floats]:
    """Mean of a rate over the reports that there may be, and of its slope in the report.

    The slope is the covariance with the report per unit of variance, which is the mean derivative
    (Stein's identity) and holds for rules that jump as well.

    Args:
        rate: What oversight does; it answers with the shape of ``seen.tenure``.
        seen: Contexts; ``metric`` is the report that is expected.
        noise: Standard deviation of a report around that.
    """
    nothing = np.zeros(0)
    try:
        blind = NoReports(seen.quarter, seen.tenure, nothing, nothing, seen.noise_sd)
        return rate(blind), np.zeros(seen.tenure.shape)
    except Reports:
        pass
    mean, slope = np.zeros(seen.tenure.shape), np.zeros(seen.tenure.shape)
    for z in np.arange(-_REACH * _POINTS, _REACH * _POINTS + 1) / _POINTS:
        density = np.exp(-0.5 * z * z) / (_POINTS * np.sqrt(2 * np.pi))
        found = rate(replace(seen, metric=seen.metric + noise * z))
        mean += density * found
        slope += density * z / noise * found
    return mean, slope
