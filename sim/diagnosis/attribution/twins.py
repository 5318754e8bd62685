"""Twin worlds: what every firm would have been worth, had some causes of loss been mended.

Twins share every draw with the worlds they are twins of (common random numbers), their firms, and
the package and monitoring that shareholders chose there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, Ints
from sim.diagnosis.attribution.causes import (
    COALITIONS,
    Twin,
    contracts_of,
    twins,
    unconstrained_twin,
)
from sim.diagnosis.attribution.contracts import Contracts
from sim.quarter.ledger import LEDGER
from sim.quarter.prospects import TESTED
from sim.quarter.recruiting import recruit
from sim.quarter.segment import Segment
from sim.scenario.package import Package
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.support.tally import Tally
from sim.tables.memory import FIRMS_AT_HOME
from sim.tables.simulate import count_quarters, side_by_side
from sim.world.election import Elected, Job, elect, general_meeting, in_numbers
from sim.world.worlds import Worlds

_ADDS = ("accrual", "luck", "private")
_TAKES = ("effort", "gaming", "outside", "defence")

Wanted = tuple[tuple[Twin, ...], list[int]]
"""A twin per group, and the numbers of all twins that equal it."""

Settled = tuple[str, Package, float]
"""Label, package and monitoring that won the vote."""


def gross_surplus(entry: dict[str, Floats]) -> Floats:
    """Total surplus before the cost of governance, from entries of the books."""
    added: Floats = sum((entry[name] for name in _ADDS), np.zeros(()))
    return added - sum((entry[name] for name in _TAKES), np.zeros(()))


class TwinWorlds(Worlds):
    """A batch of twins, with the books of every firm summed over quarters.

    No tenure is tested for what it withholds: nobody reads it here. Quarters of a burn-in are not
    in the sums.

    Attributes:
        total: (entry, firm) sums of the ledger, in the order of ``sim.quarter.ledger.LEDGER``; 0
            for those that are not kept.

    Args:
        jobs: Scenarios, and what shareholders have settled.
        ablest: Whether boards hire the ablest of those who apply, whatever the filters say.
        still: Whether nothing is noisy; all reckon with noise nevertheless.
        elected: What shareholders have settled, if it has been looked up.
        entries: Of the ledger, whose sums are kept; left out: those of gross surplus.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        ablest: bool = False,
        still: bool = False,
        elected: Elected | None = None,
        entries: Sequence[str] = (*_ADDS, *_TAKES),
    ) -> None:
        super().__init__(jobs, books=True, elected=elected)
        self.still = still
        self.ablest = ablest
        self.total = np.zeros((len(LEDGER), self.seats.size.size))
        self._kept = [LEDGER.index(name) for name in entries]
        self._workspace.prospects.terms[:, TESTED] = 0.0

    def recruit(self, segment: Segment, rows: Ints) -> None:
        """Fill the vacant ``rows`` of a segment."""
        recruit(self, segment, rows, ablest=self.ablest)

    def settle(self) -> None:
        """5 to 9, and the books are summed."""
        super().settle()
        if self.counted < 0:
            return
        for row in self._kept:
            self.total[row] += self.actions.books[row]

    def _contracts(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Contracts of the menus of some firms, 1 where there is none."""
        found: npt.NDArray[np.int64] = self.plans.contracts[self.plan_of_world[rows // self.firms]]
        return found

    @property
    def gross(self) -> Floats:
        """(world, firm) surplus before governance, base pays per quarter."""
        entry = dict(zip(LEDGER, self.total, strict=True))
        return gross_surplus(entry).reshape(-1, self.firms) / self.length


class TwinPlan(NamedTuple):
    """What has to be played for a scenario.

    Attributes:
        settled: What shareholders have chosen, group by group.
        alike: Twins that differ; those stand together whose scenarios and packages are the same.
        pieces: Numbers of groups and worlds that are played together.
    """

    settled: list[Settled]
    alike: list[list[Wanted]]
    pieces: list[list[tuple[int, list[int]]]]

    def jobs(self, some: Sequence[Twin], piece: list[tuple[int, list[int]]]) -> list[Job]:
        """A piece of some twins, a twin per group."""
        found = []
        for group, worlds in piece:
            label, _, monitoring = self.settled[group]
            twin = some[group]
            found.append(Job(twin.scenario, worlds, (label, twin.package, monitoring)))
        return found


def plan_twins(scenario: Scenario, more: bool = False) -> TwinPlan:
    """Shareholders vote, contracts are compared, and worlds are put together in pieces.

    Args:
        scenario: Whose twins.
        more: Whether the unconstrained twin is played, too; its number follows the others'.
    """
    groups = settled_groups(scenario)
    settled = [choice for choice, _ in groups]
    every = []
    for _, package, monitoring in settled:
        known, _ = in_numbers(scenario, package, monitoring)
        beside = [unconstrained_twin(known, package)] if more else []
        every.append([*twins(known, package), *beside])
    by_group = zip(*every, strict=True)
    step = max(1, FIRMS_AT_HOME // scenario.firms.count)
    places = [(group, world) for group, (_, worlds) in enumerate(groups) for world in worlds]
    pieces = []
    for start in range(0, len(places), step):
        piece: dict[int, list[int]] = {}
        for group, world in places[start : start + step]:
            piece.setdefault(group, []).append(world)
        pieces.append(list(piece.items()))
    return TwinPlan(settled, _alike(_distinct(list(by_group))), pieces)


def settled_groups(scenario: Scenario) -> list[tuple[Settled, list[int]]]:
    """What shareholders choose, and in which worlds."""
    return general_meeting(Job(scenario, range(scenario.worlds)), [])


def _alike(wanted: list[Wanted]) -> list[list[Wanted]]:
    """Those together that have the same scenarios and packages, in the order of their firsts."""
    found: list[tuple[list[tuple[Scenario, Package]], list[Wanted]]] = []
    for one in wanted:
        key = [(twin.scenario, twin.package) for twin in one[0]]
        together = next((those for other, those in found if other == key), None)
        if together is None:
            found.append((key, [one]))
        else:
            together.append(one)
    return [those for _, those in found]


def _distinct(every: list[tuple[Twin, ...]]) -> list[Wanted]:
    """Those that differ from all before them, and the numbers of all that equal them."""
    found: list[Wanted] = []
    for number, some in enumerate(every):
        same = next((numbers for other, numbers in found if other == some), None)
        if same is None:
            found.append((some, [number]))
        else:
            same.append(number)
    return found


class PlayedTwins(NamedTuple):
    """The worlds of a scenario and their twins; base pays of the median firm per quarter.

    Attributes:
        gross: (twin, world, firm) surplus before governance.
        unconstrained: (world, firm) the same, all mended under contracts that nobody has to sign.
        ledger: (entry, world, firm) of the worlds as they are, in the order of ``LEDGER``.
        bombs: (world, firm) hidden harm that is still to come at the end of the run, less what
            was before the first quarter that counts.
        contracts: That pay is compared with, by the label of the package that won a vote.
    """

    gross: Floats
    unconstrained: Floats
    ledger: Floats
    bombs: Floats
    contracts: dict[str, Contracts]


def _harm_still_hidden(batch: Worlds) -> Floats:
    """(firm,) by how much hidden harm has grown since the first quarter that counts."""
    hidden: Floats = batch.seats.own_harm + batch.seats.old_harm
    return hidden if batch.opening is None else hidden - batch.opening.hidden_harm


def play_twins(scenario: Scenario, progress: Advance | None = None) -> PlayedTwins:
    """Play the worlds of a scenario and all their twins; ``progress`` as of ``attribute``."""
    tally = Tally(progress, len(COALITIONS) * scenario.worlds, scenario.quarters_played())
    shape = (scenario.worlds, scenario.firms.count)
    gross, ledger = np.zeros((len(COALITIONS) + 1, *shape)), np.zeros((len(LEDGER), *shape))
    bombs = np.zeros(shape)

    def play(jobs: list[Job], alike: list[Wanted]) -> None:
        elected = elect(jobs)
        for (twin, *_), numbers in alike:
            keep(TwinWorlds(jobs, twin.ablest, twin.still, elected, entries(numbers)), numbers)

    def entries(numbers: list[int]) -> Sequence[str]:
        return LEDGER if 0 in numbers else (*_ADDS, *_TAKES)

    def keep(batch: TwinWorlds, numbers: list[int]) -> None:
        count_quarters(batch, tally, sum(number < len(COALITIONS) for number in numbers))
        batch.run()
        for number in numbers:
            gross[number, batch.worlds] = batch.gross
        if 0 in numbers:
            books = batch.total.reshape(len(LEDGER), -1, batch.firms)
            ledger[:, batch.worlds] = books / batch.length
            harm = _harm_still_hidden(batch) * batch.seats.impact / batch.length
            bombs[batch.worlds] = harm.reshape(-1, batch.firms)

    plan = plan_twins(scenario, more=True)
    side_by_side(
        [
            partial(play, plan.jobs(alike[0][0], piece), alike)
            for alike in plan.alike
            for piece in plan.pieces
        ],
        os.cpu_count() or 1,
    )
    found = {
        label: contracts_of(in_numbers(scenario, package, monitoring)[0], package)
        for label, package, monitoring in plan.settled
    }
    return PlayedTwins(gross[:-1], gross[-1], ledger, bombs, found)
