"""What it costs executives to take today's mix of packages as lasting, against a rehearsal.

Worlds whose boards learn are played twice with the same luck. In the second pass the executives of
every other firm plan on the mix that the first has shown some quarters later, in that world. What
they gain by it is the difference between both halves of the firms, second pass less first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.learning.learner import LearningWorlds
from sim.quarter.ledger import LEDGER, surpluses
from sim.scenario.scenario import Scenario
from sim.world.election import Job
from sim.world.worlds import Worlds


@dataclass(frozen=True)
class RehearsalGain:
    """What knowing the mix is worth, (worlds,) each.

    Attributes:
        rent: Base pays per quarter and firm, of executives: pay and private benefits less effort
            and what is earned elsewhere.
        value: True value that their actions add, per quarter and unit of impact.
        before: Rent of the same executives in the first pass.
        moved: Share of quarters in which they plan on another reference than today's.
    """

    rent: Floats
    value: Floats
    before: Floats
    moved: Floats


@dataclass(frozen=True)
class _Pass:
    """A pass: means over its quarters, (firms,) of the batch, and its worlds."""

    rent: Floats
    value: Floats
    worlds: list[LearningWorlds]


def rehearsal_gain(scenario: Scenario, ahead: int) -> RehearsalGain:
    """Play both passes.

    Args:
        scenario: Whose boards learn.
        ahead: Quarters by which executives of every other firm know the mix.
    """
    firms = scenario.firms.count
    knows = np.tile(np.arange(firms) % 2 == 0, scenario.worlds)
    first = _played(scenario)
    foreseen = [path_ahead(one, scenario, ahead, knows) for one in first.worlds]
    second = _played(scenario, foreseen)
    other = np.zeros(scenario.worlds)
    for one, known in zip(first.worlds, foreseen, strict=True):
        today = path_ahead(one, scenario, 0, knows)
        differs = (today != known)[:, knows[one.rows]].mean(axis=0)
        other[one.lattice.worlds] = differs.reshape(-1, (firms + 1) // 2).mean(axis=1)

    def gained(name: str) -> Floats:
        change = getattr(second, name) - getattr(first, name)
        return _of(change, knows, firms) - _of(change, ~knows, firms)

    return RehearsalGain(gained("rent"), gained("value"), _of(first.rent, knows, firms), other)


def path_ahead(one: LearningWorlds, scenario: Scenario, ahead: int, knows: Bools) -> Ints:
    """(quarters, firms) references so many quarters later, as played; -1 where nobody knows.

    Args:
        one: Worlds that have been played.
        scenario: Theirs.
        ahead: By how much.
        knows: (firms of the batch,) whose executives know.
    """
    length = scenario.quarters + scenario.burn_in_quarters()
    entered = np.array([quarter for quarter, _ in one.path])
    later = np.minimum(np.arange(length) + ahead, length - 1)
    place = np.searchsorted(entered, later, side="right") - 1
    path = np.array([mix for _, mix in one.path])[place].repeat(scenario.firms.count, axis=1)
    return np.where(knows[one.rows], path, -1)


def _of(values: Floats, some: Bools, firms: int) -> Floats:
    """(worlds,) mean over some firms."""
    found: Floats = np.where(some, values, 0.0).reshape(-1, firms).sum(axis=1)
    found /= some.reshape(-1, firms).sum(axis=1)
    return found


def _played(scenario: Scenario, foreseen: list[Ints] | None = None) -> _Pass:
    batch = Worlds([Job(scenario, range(scenario.worlds))])
    assert batch.learners is not None
    worlds = batch.learners.worlds
    for one, known in zip(worlds, foreseen or [], strict=foreseen is not None):
        one.foreseen = known
    rent, value = np.zeros((2, batch.seats.number.size))
    while batch.quarter < batch.quarters:
        batch.step()
        if batch.quarter > batch.burn_in:
            entry = dict(zip(LEDGER, batch.actions.books, strict=True))
            rent += surpluses(entry)["rent"]
            value += entry["accrual"] / batch.seats.impact
    return _Pass(rent / scenario.quarters, value / scenario.quarters, worlds)
