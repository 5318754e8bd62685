"""Calendars of audits and bars, where nothing but quarter and tenure matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from incentives.arrays import Floats, Ints
from incentives.views import seal
from sim.plan.oversight.combined import Monitoring, Sanctions, audit_rate, dismissal_bar, sanctions
from sim.plan.oversight.contexts import NoReports, Reports
from sim.scenario.package import Package

Calendar = tuple[Floats, Floats]
"""Audit rates and bars by (quarter, tenure)."""

AHEAD = 32
"""Quarters for which calendars are made at once."""


def calendar(
    package: Package, monitoring: float, noise: float, quarters: Ints, tenures: int
) -> Calendar | None:
    """Audit rates and bars of some quarters, if nothing but quarter and tenure matters.

    Parts answer firm by firm, and most look at nothing else; then the table says what they
    would. None if a part looks at reports.
    """
    quarter, tenure = np.meshgrid(quarters, np.arange(tenures), indexing="ij")
    nothing = np.zeros(0)
    seen = NoReports(seal(quarter), seal(tenure), nothing, nothing, noise)
    try:
        rates, bars = audit_rate(package, monitoring, seen), dismissal_bar(package, seen)
    except Reports:
        return None
    return np.ascontiguousarray(rates), np.ascontiguousarray(bars)


@dataclass(frozen=True)
class _Written:
    """Oversight that equals another's if the same is written in it, of the same classes."""

    text: str
    classes: tuple[type, ...]
    package: Package = field(compare=False)


@lru_cache(maxsize=16)
def _shared(
    written: _Written, monitoring: float, noise: float, start: int, tenures: int
) -> Calendar | None:
    """The calendar of ``AHEAD`` quarters, to be read only: batches may share it."""
    quarters = np.arange(start, start + AHEAD)
    return calendar(written.package, monitoring, noise, quarters, tenures)


@lru_cache(maxsize=16)
def _dues(
    written: _Written, monitoring: Monitoring, noise: float, start: int, tenures: int
) -> Sanctions:
    """What discovery brings about in the same quarters, by (quarter, tenure)."""
    quarters = np.arange(start, start + AHEAD)
    quarter, tenure = np.meshgrid(quarters, np.arange(tenures), indexing="ij")
    nothing = np.zeros(0)
    seen = NoReports(quarter, tenure, nothing, nothing, noise)
    return sanctions(written.package, monitoring, seen)
