"""Worlds that facts are read off: long enough that what they began with has worn off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints, Table
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.tables.columns import NONE
from sim.tables.simulate import simulate

RUN_IN_QUARTERS, MEASURED_QUARTERS = 60, 60
"""Quarters that are left out, and quarters that are looked at.

CEOSAL2's tenures are what a run begins with; after 15 years nobody sits there any more.
"""
TAKEN_OVER = ("acquired", "removed")
"""Exits that are no successions: the firm was bought, or its executive was removed from outside."""


class LongRun(NamedTuple):
    """Tables of a run from its first quarter on, and what of it counts.

    Attributes:
        scenario: As it was played, without a burn-in.
        worlds: (worlds,) numbers.
        first: Quarter from which on facts are measured; a year begins there.
        tenures, years, firms, conduct: Tables of all quarters.
    """

    scenario: Scenario
    worlds: Ints
    first: int
    tenures: Table
    years: Table
    firms: Table
    conduct: Table

    @property
    def quarters(self) -> int:
        """How many quarters are looked at."""
        return self.scenario.quarters - self.first

    @property
    def firm_years(self) -> float:
        """Of a world, those that are looked at."""
        return self.scenario.firms.count * self.quarters / 4.0

    def place(self, table: Table) -> Ints:
        """(rows,) place of a row's world among ``worlds``."""
        return np.searchsorted(self.worlds, table["world"])

    def added(self, world: Ints, values: Floats | None = None) -> Floats:
        """(worlds,) sums of values, or numbers of rows, by the place of their world."""
        return np.bincount(world, values, self.worlds.size).astype(np.float64)

    def ended(self) -> Bools:
        """(tenures,) whether they ended in the quarters that are looked at."""
        last = self.tenures["last_quarter"]
        found: Bools = (last != NONE) & (last >= self.first)
        return found

    def by_year(self, column: str) -> Floats:
        """(worlds, years, firms) sums of a column of ``years``; all years of the run."""
        shape = (self.worlds.size, self.scenario.quarters // 4, self.scenario.firms.count)
        table = self.years
        row = np.ravel_multi_index((self.place(table), table["year"], table["firm"]), shape)
        sums = np.bincount(row, table[column], int(np.prod(shape))).astype(np.float64)
        return sums.reshape(shape)

    def tenure_of_year(self) -> Ints:
        """(rows of ``years``,) the row of ``tenures`` that each belongs to."""
        known, asked = _key(self.tenures), _key(self.years)
        order = np.argsort(known)
        return order[np.searchsorted(known, asked, sorter=order)]


def _key(table: Table) -> Ints:
    """(rows,) one number for world, firm and seat."""
    found: Ints = (table["world"] << 42) + (table["firm"] << 21) + table["seat"]
    return found


def prepared(scenario: Scenario, counted: int = MEASURED_QUARTERS) -> tuple[Scenario, int]:
    """The scenario to play, from its first quarter on, and the quarter from which facts count.

    A burn-in is played as quarters that count, so that tables know who held which seat before;
    the worlds are those of the scenario with its burn-in, to the bit.

    Args:
        scenario: As it is given; how many quarters it has does not matter.
        counted: How many quarters to look at.
    """
    burn_in = scenario.burn_in_quarters()
    first = max(RUN_IN_QUARTERS, 4 * -(-burn_in // 4))
    regimes = [
        regime.model_copy(update={"start": regime.start + burn_in}) for regime in scenario.regimes
    ]
    data = {"burn_in": 0, "quarters": first + counted, "regimes": tuple(regimes)}
    return scenario.model_copy(update=data), first


def play(
    scenario: Scenario,
    worlds: int | Sequence[int] | None = None,
    threads: int | None = None,
    progress: Advance | None = None,
) -> LongRun:
    """Play worlds of a scenario for facts to be read off.

    Args:
        scenario: Of which firms, market, board and so on are taken.
        worlds, threads, progress: As for :func:`sim.tables.simulate.simulate`.

    Raises:
        InputError: If there is too little memory.
    """
    long, first = prepared(scenario)
    record = ("tenures", "years", "firms", "conduct")
    tables = simulate(long, worlds, record, threads=threads, progress=progress)
    numbers = np.sort(tables["runs"]["world"])
    return LongRun(long, numbers, first, *(tables[name] for name in record))
