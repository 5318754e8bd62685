"""Tenures in twin worlds: the same people in the same seats for as long, whatever they do there.

A counterfactual world hires other people, so what a cause has cost in a tenure is asked of worlds
in which hires and exits are replayed as they were; what conduct, beliefs and accounts become is
played anew. What hiring costs (filters, gaming) is no part of a tenure. The ability that the
ablest applicant had is what the tenure gets where capability is mended.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, Ints
from sim.analysis.means import interval
from sim.diagnosis.attribution.attribution import with_unions
from sim.diagnosis.attribution.causes import CAUSES, COALITIONS, NUMBERS
from sim.diagnosis.attribution.owen import owen
from sim.diagnosis.attribution.twins import (
    TwinPlan,
    TwinWorlds,
    Wanted,
    gross_surplus,
    plan_twins,
)
from sim.hiring.applicants import Applications
from sim.plan.oversight.combined import NEVER
from sim.quarter.ledger import LEDGER
from sim.quarter.recruiting import recruit
from sim.quarter.segment import Segment
from sim.quarter.state import ACCUSED, DETECTED, DISMISSED, EXITS, REMOVED, RUNNING, SEATED
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.support.progress import Advance
from sim.support.showing import html
from sim.support.tally import Tally
from sim.tables.simulate import count_quarters, side_by_side
from sim.world.election import Elected, Job, elect

_AT_ONCE, _NOT_NOW = -1.0, np.inf
"""Lots below and above every chance."""


class Quarter(NamedTuple):
    """Who left in a quarter, and who was hired at its end."""

    exits: Ints  # (firm,) see ``sim.quarter.state.EXITS``
    rows: Ints  # (hired,) firms
    executive: Ints  # (hired,)
    kind: Ints  # (hired,) row of the plan
    contracts: Ints  # (hired,) of the menu there
    theta: Floats
    ablest: Floats  # ability of the ablest applicant
    belief: Floats


class Incumbents(NamedTuple):
    """Who sits where before the first quarter; arrays are (firm,)."""

    executive: Ints  # -1: nobody who was asked took the seat
    kind: Ints  # row of the plan
    contracts: Ints  # of the menu there
    theta: Floats
    belief: Floats
    tenure: Ints  # quarters
    number: Ints
    start: Ints


class Recorded(TwinWorlds):
    """The worlds as they are, and who sat where.

    Attributes:
        first: Who sat there before the first quarter.
        script: A :class:`Quarter` for every quarter played.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__(jobs, entries=())
        self.script: list[Quarter] = []
        seats = self.seats
        names = ("executive", "kind", "theta", "belief", "tenure", "number")
        sits = {name: getattr(seats, name).copy() for name in names}
        contracts = self._contracts(np.arange(seats.size.size))
        self.first = Incumbents(**sits, contracts=contracts, start=self.record.start.copy())
        self._ablest = np.zeros(self.seats.size.size)

    def recruit(self, segment: Segment, rows: Ints) -> None:
        """Fill the vacant ``rows`` of a segment; their ablest applicants are noted."""
        recruit(self, segment, rows, self._note_ablest)

    def _note_ablest(self, segment: Segment, seen: Applications, score: Floats) -> Floats:
        self._ablest[seen.firm] = seen.theta.max(axis=1)
        return score

    def hire(self) -> None:
        """10, and what of it is to be replayed."""
        exits, vacant = self.actions.exit.astype(np.int64), self.seats.executive < 0
        super().hire()
        rows = np.flatnonzero(vacant & (self.seats.executive >= 0))
        seats = self.seats
        self.script.append(
            Quarter(
                exits,
                rows,
                seats.executive[rows],
                seats.kind[rows],
                self._contracts(rows),
                seats.theta[rows],
                self._ablest[rows],
                seats.belief[rows],
            )
        )


class Replayed(TwinWorlds):
    """Twins with the people and exits of a record; nobody is asked whether the seat is worth it.

    Attributes:
        surplus: (tenure's number, firm) sums of what a tenure was worth, base pays.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        recorded: Recorded,
        ablest: bool,
        still: bool,
        elected: Elected,
    ) -> None:
        super().__init__(jobs, ablest, still, elected, entries=())
        self._script = recorded.script
        self._seat_first(recorded.first)
        longest = sum(np.bincount(q.rows, minlength=self.seats.size.size) for q in self._script)
        self.surplus = np.zeros((1 + int(np.max(longest)), self.seats.size.size))

    def _seat_first(self, first: Incumbents) -> None:
        """Those who sat there before the first quarter do so here, who else might have accepted."""
        seats, executives = self.seats, self.executives
        kind = self._kinds(np.arange(seats.size.size), first.kind, first.contracts)
        sits = first.executive >= 0
        seats.executive[:] = first.executive
        seats.kind[sits] = kind[sits]
        seats.theta[sits] = first.theta[sits]
        seats.belief[sits] = first.belief[sits]
        seats.tenure[sits] = first.tenure[sits]
        seats.number[:] = first.number
        self.record.start[:] = first.start
        world, firm = np.flatnonzero(sits) // self.firms, np.flatnonzero(sits) % self.firms
        executives.kind[world, firm] = kind[sits]
        executives.theta[world, firm] = first.theta[sits]
        executives.status[world, firm] = SEATED
        executives.firm[world, firm] = firm
        executives.seats[world, firm] = 1

    def _kinds(self, rows: Ints, kind: Ints, contracts: Ints) -> Ints:
        """Rows of the plan here; of another menu, everybody takes the first contract."""
        here = self._contracts(rows)
        found: Ints = np.where(here == contracts, kind, kind // contracts * here)
        return found

    def settle(self) -> None:
        """5 to 9, where exits are those of the script."""
        exits, actions = self._script[self.quarter].exits, self.actions
        actions.staying[:] = np.inf
        # Lots and bars that leave no choice; a known retirement comes by itself, and whether
        # somebody retires or is poached makes no difference to what the tenure was worth.
        fired = np.isin(exits, (DISMISSED, REMOVED, ACCUSED))
        actions.bar[:] = np.where(fired, np.inf, NEVER)
        actions.audit_lot[:] = np.where(exits == DETECTED, _AT_ONCE, _NOT_NOW)
        leaves = (exits != RUNNING) & ~fired & (exits != DETECTED)
        actions.lot[:] = np.where(leaves, _AT_ONCE, _NOT_NOW)
        sits, number = self.seats.executive >= 0, self.seats.number.copy()
        super().settle()
        if self.counted < 0:
            return
        worth = gross_surplus(dict(zip(LEDGER, actions.books, strict=True)))
        worth += actions.books[LEDGER.index("gaming")]
        rows = np.flatnonzero(sits)
        self.surplus[number[rows], rows] += worth[rows]

    def hire(self) -> None:
        """10: whoever was hired, with the opinion that boards had."""
        now = self._script[self.quarter]
        rows, world = now.rows, now.rows // self.firms
        theta = now.ablest if self.ablest else now.theta
        kind = self._kinds(rows, now.kind, now.contracts)
        seats, executives = self.seats, self.executives
        executives.kind[world, now.executive] = kind
        executives.theta[world, now.executive] = theta
        new = now.executive >= self.pools.hired[world]
        executives.seats[world, now.executive] = np.where(
            new, 1, executives.seats[world, now.executive] + 1
        )
        np.maximum.at(self.pools.hired, world, now.executive + 1)  # makes room
        seats.executive[rows] = now.executive
        seats.kind[rows] = kind
        seats.theta[rows] = theta
        seats.tenure[rows] = 0
        seats.belief[rows] = now.belief
        seats.number[rows] += 1
        self.record.start[rows] = self.quarter + 1


class TenureAttribution(NamedTuple):
    """What causes have cost in every tenure; arrays are (tenure,), base pays of the median firm.

    Summed over the tenure's quarters, before governance and without what hiring cost:
    ``best - lost.sum(axis=0) == surplus``.
    """

    world: Ints
    firm: Ints
    seat: Ints  # number of the tenure at the firm
    executive: Ints
    kind: npt.NDArray[np.object_]
    exit: npt.NDArray[np.object_]
    quarters: Ints
    best: Floats
    lost: Floats  # (cause, tenure)
    surplus: Floats

    def __repr__(self) -> str:
        worlds = len(set(self.world.tolist()))
        return f"<TenureAttribution: {self.world.size} tenures in {worlds} worlds>"

    def _repr_html_(self) -> str:
        kinds = dict.fromkeys(self.kind.tolist())
        return html(f"{self.world.size} tenures", self.by_kind(kinds) if self.world.size else [])

    def by_kind(self, kinds: Iterable[str]) -> list[dict[str, Any]]:
        """Per kind and for all, losses per quarter in office, with intervals over worlds."""
        return [
            {
                "name": kind,
                "tenures": int(mine.sum()),
                **{
                    name: interval(self._per_quarter(lost, mine))
                    for name, lost in self._steps().items()
                },
                "surplus": interval(self._per_quarter(self.surplus, mine)),
            }
            for kind, mine in (
                *((kind, self.kind == kind) for kind in kinds),
                ("all", np.ones(self.kind.shape, dtype=np.bool_)),
            )
        ]

    def _steps(self) -> dict[str, Floats]:
        """(tenure,) losses by cause and union."""
        return with_unions(dict(zip(CAUSES, self.lost, strict=True)))

    def _per_quarter(self, amount: Floats, mine: npt.NDArray[np.bool_]) -> Floats:
        """(worlds,) of the chosen tenures; NaN where a world has none."""
        worlds = int(self.world.max()) + 1
        quarters = np.bincount(self.world[mine], self.quarters[mine], worlds)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = np.bincount(self.world[mine], amount[mine], worlds) / quarters
        return found

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """A table, a row per tenure."""
        table = {name: getattr(self, name) for name in self._fields if name != "lost"}
        return table | self._steps()


def attribute_tenures(scenario: Scenario, progress: Advance | None = None) -> TenureAttribution:
    """Replay every tenure of a scenario in all twin worlds; ``progress`` as of ``attribute``.

    Raises:
        InputError: If boards judge by audits and accusations, which a replay has not.
    """
    _refuse_other_tenures(scenario)
    tally = Tally(progress, len(COALITIONS) * scenario.worlds, scenario.quarters_played())
    plan = plan_twins(scenario)
    found = [_attribute(scenario, plan, piece, tally) for piece in plan.pieces]
    columns = [np.concatenate(column, axis=-1) for column in zip(*found, strict=True)]
    whole = TenureAttribution._make(columns)
    order = np.lexsort((whole.seat, whole.firm, whole.world))
    return TenureAttribution._make([column[..., order] for column in whole])


def _refuse_other_tenures(scenario: Scenario) -> None:
    if scenario.board.false_positive > 0.0:
        raise InputError(
            f"board.false_positive: is {scenario.board.false_positive:g}, but a replay of tenures "
            "has no audits; expected 0"
        )
    for label, package in scenario.packages().items():
        if any(part.infers for part in package.oversight):
            raise InputError(
                f"{label}.oversight: a board that infers goals looks at audits, and a replay of "
                "tenures has none; expected other parts"
            )


def _attribute(
    scenario: Scenario, plan: TwinPlan, piece: list[tuple[int, list[int]]], tally: Tally
) -> TenureAttribution:
    as_is, _ = plan.alike[0][0]
    recorded = Recorded(plan.jobs(as_is, piece))
    recorded.run()
    tenures = recorded.tenure_list
    began = tenures.by_number(np.flatnonzero(tenures.column("quarters")))
    seat, rows = tenures.number[began], tenures.firm[began]
    worth = np.zeros((len(COALITIONS), seat.size))

    def replay(alike: list[Wanted]) -> None:
        jobs = plan.jobs(alike[0][0], piece)
        elected = elect(jobs)
        for (twin, *_), numbers in alike:
            batch = Replayed(jobs, recorded, twin.ablest, twin.still, elected)
            count_quarters(batch, tally, len(numbers))
            batch.run()
            worth[numbers] = batch.surplus[seat, rows]

    side_by_side([partial(replay, alike) for alike in plan.alike], os.cpu_count() or 1)
    names = np.array(list(scenario.executives.population), dtype=object)
    contracts = recorded.plans.contracts[recorded.plan_of_world[rows // recorded.firms]]
    return TenureAttribution(
        world=recorded.worlds[rows // recorded.firms],
        firm=rows % recorded.firms,
        seat=seat,
        executive=tenures.column("executive")[began],
        kind=names[tenures.column("kind")[began] // contracts],
        exit=np.array(EXITS, dtype=object)[tenures.column("exit")[began]],
        quarters=tenures.column("quarters")[began],
        best=worth[-1],
        lost=owen(worth, NUMBERS),
        surplus=worth[0],
    )
