"""What oversight will do in a quarter: audit rates and bars, firm by firm."""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.draws import fill_uniforms, stream
from incentives import answers
from incentives.arrays import Floats, Ints
from sim.plan.oversight.calendar import AHEAD, Calendar, _dues, _shared, _Written
from sim.plan.oversight.combined import (
    NEVER,
    Monitoring,
    Sanctions,
    audit_rate,
    bars_apart,
    discovery,
    dismissal_bar,
    removing,
    sanctions,
    whistle_rate,
)
from sim.quarter.announcing import Announcer
from sim.quarter.batch import Batch
from sim.quarter.inference import PublicRecord
from sim.quarter.segment import Segment, put_back
from sim.quarter.state import DISMISSED
from sim.scenario.package import Package

_DUES = {"fine": "fine", "restitution": "restitution", "cost": "audit_cost"}
"""Columns of ``Actions``, by what is owed."""


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
    """Oversight of one segment of a batch; its calendar, if it has one, is kept here.

    Attributes:
        removes: Whether somebody may act over the head of its boards.
        announcer: Speaks for these boards.
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        package = segment.package
        # Packages with the same oversight share calendars, whatever else is in them.
        written = package.model_dump_json(include={"oversight"})
        self._written = _Written(written, tuple(map(type, package.oversight)), package)
        self._whistle = whistle_rate(segment.package)
        owners = segment.scenario.shareholders
        self._monitoring = Monitoring(
            segment.monitoring, owners.monitoring_penalty, owners.monitoring_audit
        )
        self._removers = Removers(segment)
        self.announcer = Announcer(segment)
        self.removes = bool(removing(package))
        self._calendar: Calendar | None = None
        self._moving: dict[str, Floats] = {}  # dues by the quarter and tenure of the calendar
        self._until = 0  # quarter for which the next calendar is due

    def at(self, segment: Segment) -> Overseer:
        """The same for other firms with this package."""
        other = copy(self)
        other._segment = segment
        other._removers, other.announcer = Removers(segment), Announcer(segment)
        other._calendar, other._moving, other._until = None, {}, 0
        return other

    def removals(self, batch: Batch) -> list[Removal]:
        """Who was removed over the board's head in this quarter; to be asked before hiring."""
        return self._removers.removals(batch)

    def oversee(self, batch: Batch, ages: int) -> None:
        """Fill audit rates and bars of the segment's firms for this quarter.

        Args:
            batch: Where.
            ages: Quarters of tenure that a calendar tells apart.
        """
        segment = self._segment
        if self.removes:
            self._removers.look(batch)
        if self.announcer.speaks:
            self.announcer.look(batch)
        package, monitoring = segment.package, segment.monitoring
        rows, actions = segment.firms, batch.actions
        if segment.intermittent:
            seeds, worlds = batch.seeds[segment.worlds], batch.worlds[segment.worlds]
            seen = batch.seen(segment)
            presence = draw_presence(package, seeds, worlds, batch.quarter, batch.firms)
            on, told = (
                [part if isinstance(part, float) else segment.among(part) for part in parts]
                for parts in presence
            )
            actions.audit[rows] = audit_rate(package, monitoring, seen, on)
            known = audit_rate(package, monitoring, seen, told)
            actions.foreseen[rows] = discovery(known, self._whistle)
            actions.bar[rows] = dismissal_bar(package, seen)
            self._charge(batch, sanctions(package, self._monitoring, seen, on))
            feared = sanctions(package, self._monitoring, seen, told)
            actions.feared_fine[rows] = feared.fine
            actions.feared_restitution[rows] = feared.restitution
            return
        ahead = batch.quarter % AHEAD
        start = batch.quarter - ahead
        if batch.quarter >= self._until:
            noise = segment.scenario.metric.total_noise()
            self._calendar = _shared(self._written, monitoring, noise, start, ages)
            if self._calendar is not None:
                self._charge_ahead(
                    batch, _dues(self._written, self._monitoring, noise, start, ages)
                )
            self._until = start + AHEAD
        if self._calendar is None:
            seen = batch.seen(segment)
            actions.audit[rows] = audit_rate(package, monitoring, seen)
            actions.bar[rows] = dismissal_bar(package, seen)
            self._charge(batch, sanctions(package, self._monitoring, seen))
        else:
            for name, table in self._moving.items():
                due = table[ahead]
                tenure = np.minimum(batch.seats.tenure[rows], due.size - 1)
                self._charge_one(batch, name, due[tenure])
            rates, bars = self._calendar
            audit, bar = actions.audit[rows], actions.bar[rows]
            batch.kernels.look_up(rates[ahead], bars[ahead], batch.seats.tenure[rows], audit, bar)
            put_back(actions.audit, rows, audit)
            put_back(actions.bar, rows, bar)
        if actions.foreseen is not actions.audit:
            actions.foreseen[rows] = discovery(actions.audit[rows], self._whistle)

    def _charge(self, batch: Batch, owed: Sanctions) -> None:
        """Fill in what is owed on discovery, by firm."""
        for name, column in owed._asdict().items():
            self._charge_one(batch, name, column)

    def _charge_ahead(self, batch: Batch, owed: Sanctions) -> None:
        """Fill in what is the same in all quarters and tenures of a calendar; keep the rest."""
        self._moving = {}
        for name, table in owed._asdict().items():
            if (table == table[0, 0]).all():
                self._charge_one(batch, name, table[0, 0])
            else:
                self._moving[name] = table

    def _charge_one(self, batch: Batch, name: str, column: Floats | float) -> None:
        actions, rows = batch.actions, self._segment.firms
        getattr(actions, _DUES[name])[rows] = column
        if actions.feared_fine is not actions.fine and name != "cost":
            getattr(actions, f"feared_{name}")[rows] = column


def look_up_kinds(batch: Batch, segment: Segment) -> None:
    """Before oversight of a quarter decides: boards that infer count what audits have found."""
    if batch.suspicions is not None:
        plan = batch.plan_of(segment)
        batch.suspicions.open(segment.firms, plan, _public(batch, segment, 0))


def judge(batch: Batch, segment: Segment) -> None:
    """After the reports: boards that infer goals read them, and harden the bar of suspects."""
    if batch.suspicions is None:
        return
    plan, rows = batch.plan_of(segment), segment.firms
    batch.suspicions.read(rows, plan, _public(batch, segment, 1))
    seen = batch.seen(segment, 1)
    for part in segment.package.oversight:
        if part.infers:
            bar = np.clip(answers.verdict(part, seen), NEVER, -NEVER)
            batch.actions.bar[rows] = np.maximum(batch.actions.bar[rows], bar)


def _public(batch: Batch, segment: Segment, reported: int) -> PublicRecord:
    """All that inference is made from."""
    seen, rows = batch.seen(segment, reported), segment.firms
    return PublicRecord(
        number=batch.seats.number[rows],
        occupied=np.asarray(seen.occupied),
        tenure=seen.tenure,
        reports=np.asarray(seen.reports),
        surprise=seen.metric - seen.reference,
        audited=batch.actions.audited[rows] == 1,
        choice=np.broadcast_to(seen.choice, seen.tenure.shape),
    )


class Removal(NamedTuple):
    """Executives of a batch whom somebody else than the board has removed in a quarter.

    Attributes:
        by: Who, a name of the event.
        rows: (removed,) rows of the firms.
        cost: Base pays that it costs each of them in the next quarter.
    """

    by: str
    rows: Ints
    cost: float


class Removers:
    """Who acts over the head of the boards of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._parts = removing(segment.package)
        self._bars: list[Floats] = []  # the board's own, then those of the parts

    def look(self, batch: Batch) -> None:
        """Before the reports of a quarter: whose bars are where."""
        if self._parts:
            seen = batch.seen(self._segment)
            self._bars = bars_apart(self._segment.package, seen)

    def removals(self, batch: Batch) -> list[Removal]:
        """After the exits of a quarter, and before anybody is hired: whose they were."""
        if not self._parts:
            return []
        out = np.flatnonzero(batch.actions.exit[self._segment.firms] == DISMISSED)
        belief = batch.seats.belief[self._segment.rows(out)]
        own, *others = (bar[out] for bar in self._bars)
        hardest = np.argmax(others, axis=0)
        found = []
        for place, part in enumerate(self._parts):
            theirs = (hardest == place) & (belief >= own) & (belief < others[place])
            if theirs.any():
                removed = self._segment.rows(out[theirs])
                found.append(Removal(part.remover, removed, part.removal_cost()))
        return found
