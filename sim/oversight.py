"""What oversight will do in a quarter: audit rates and bars, firm by firm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import lean
from agents.numerics.draws import fill_uniforms, stream
from incentives.arrays import Floats, Ints
from sim.plan import audit_rate, discovery, dismissal_bar, whistle_rate
from sim.removals import Removal, Removers
from sim.scenario.package import Package
from sim.suspicion import NoReports, Reports

if TYPE_CHECKING:
    from sim.segments import Segment
    from sim.world import Worlds

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
    seen = NoReports(quarter, tenure, nothing, nothing, noise)
    try:
        rates, bars = audit_rate(package, monitoring, seen), dismissal_bar(package, seen)
    except Reports:
        return None
    return np.ascontiguousarray(rates), np.ascontiguousarray(bars)


@dataclass(frozen=True)
class _Written:
    """A package that equals another if the same is written in it, of the same classes."""

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


def looks_at_reports(package: Package) -> bool:
    """Whether some part looks at more than quarter and tenure."""
    return calendar(package, 0.0, 1.0, np.arange(4), 1) is None


def comes_and_goes(package: Package) -> bool:
    """Whether some part is on in some quarters and off in others."""
    return any(0.0 < part.share_on() < 1.0 for part in package.oversight)


def foreseen_apart(package: Package) -> bool:
    """Whether what executives reckon with may be another number than the audit rate."""
    return comes_and_goes(package) or whistle_rate(package) > 0.0


def draw_presence(
    package: Package, seeds: npt.NDArray[np.uint64], worlds: Ints, quarter: int, firms: int
) -> tuple[list[float | Floats], list[float | Floats]]:
    """Per part of the oversight, whether it is on, and how likely the executive thinks that is.

    Each part that comes and goes has a stream of its own. Arrays are (worlds * firms,).
    """
    on: list[float | Floats] = []
    told: list[float | Floats] = []
    for place, part in enumerate(package.oversight):
        share = part.share_on()
        on.append(share)
        told.append(share)
        if 0.0 < share < 1.0:
            twins = sum(other.name == part.name for other in package.oversight[:place])
            lots = np.empty((4, worlds.size * firms))
            name = stream(f"oversight:{part.name}:{twins}")
            fill_uniforms(seeds, worlds, name, quarter, firms, *lots)
            on[place] = np.where(lots[0] < share, 1.0, 0.0)
            told[place] = np.where(lots[1] < part.tip_off(), on[place], share)
    return on, told


class Overseer:
    """Oversight of one segment of a batch; its calendar, if it has one, is kept here."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        package = segment.package
        self._written = _Written(package.model_dump_json(), package.classes(), package)
        self._whistle = whistle_rate(segment.package)
        self._removers = Removers(segment)
        self._calendar: Calendar | None = None
        self._until = 0  # quarter for which the next calendar is due

    def removals(self, batch: Worlds) -> list[Removal]:
        """Who was removed over the board's head in this quarter; to be asked before hiring."""
        return self._removers.removals(batch)

    def oversee(self, batch: Worlds, ages: int) -> None:
        """Fill audit rates and bars of the segment's firms for this quarter.

        Args:
            batch: Where.
            ages: Quarters of tenure that a calendar tells apart.
        """
        segment = self._segment
        self._removers.look(batch)
        package, monitoring = segment.package, segment.monitoring
        audit, bar = batch.actions.audit[segment.firms], batch.actions.bar[segment.firms]
        foreseen = batch.actions.foreseen[segment.firms]
        if segment.intermittent:
            seeds, worlds = batch.seeds[segment.worlds], batch.worlds[segment.worlds]
            seen = batch.seen(segment)
            on, told = draw_presence(package, seeds, worlds, batch.quarter, batch.firms)
            audit[:] = audit_rate(package, monitoring, seen, on)
            foreseen[:] = discovery(audit_rate(package, monitoring, seen, told), self._whistle)
            bar[:] = dismissal_bar(package, seen)
            return
        ahead = batch.quarter % AHEAD
        start = batch.quarter - ahead
        if batch.quarter >= self._until:
            noise = segment.scenario.metric.total_noise()
            self._calendar = _shared(self._written, monitoring, noise, start, ages)
            self._until = start + AHEAD
        if self._calendar is None:
            seen = batch.seen(segment)
            audit[:] = audit_rate(package, monitoring, seen)
            bar[:] = dismissal_bar(package, seen)
        else:
            rates, bars = self._calendar
            batch.kernels.look_up(
                rates[ahead], bars[ahead], batch.seats.tenure[segment.firms], audit, bar
            )
        if batch.actions.foreseen is not batch.actions.audit:
            foreseen[:] = discovery(audit, self._whistle)


@lean
def look_up(rates, bars, tenure, audit, bar):  # type: ignore[no-untyped-def]
    """Rate and bar of given tenures; those beyond the last have the last."""
    longest = rates.shape[0] - 1
    for i in range(audit.shape[0]):
        t = min(tenure[i], longest)
        audit[i] = rates[t]
        bar[i] = bars[t]
