"""Who is dismissed, by whom, and who sits there instead; compared under the same luck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.quarter.ledger import LEDGER
from sim.quarter.state import DISMISSED, REMOVED
from sim.scenario.scenario import Scenario
from tests.incentives.schemes.paired import WORLDS, t_of, world
from tests.sim.worlds import batch

BONUS = {"name": "linear-bonus", "slope": 0.2}
TALENTED = {"executives__talent_sd": 0.5, "market__experienced": 0, "market__poaching_slope": 0.0}
"""Matches differ as much as boards think, and nobody leaves for being thought well of."""
BLIND = {"executives__foresight": 0, "executives__ability_sd": 0.0}
"""Nobody fears for a seat, and effort is everybody's the same."""


def governed(*oversight: Any, **settings: Any) -> Scenario:
    """Small worlds under some oversight and nothing else."""
    return world(BONUS, package__oversight=list(oversight), **settings)


class Played(NamedTuple):
    """By quarter and firm, unless said otherwise."""

    talent: np.ndarray
    dress: np.ndarray
    work: np.ndarray
    tenure: np.ndarray
    belief: np.ndarray  # after the reports
    bar: np.ndarray
    dismissed: np.ndarray
    removed: np.ndarray  # what that costs, where it was not the board's doing; else 0
    reference: np.ndarray  # (quarter, world) mean report
    books: dict[str, np.ndarray]


def play(model: Scenario) -> Played:
    """Play the worlds, and keep what happened."""
    worlds = batch(model, range(WORLDS))
    rows = []
    while worlds.quarter < worlds.quarters:
        tenure = worlds.seats.tenure.copy()
        worlds.enter_quarter()
        worlds.choose_effort()
        worlds.report()
        worlds.settle()
        belief = worlds.seats.belief.copy()
        worlds.hire()
        worlds.quarter += 1
        removed = np.zeros(belief.size)
        for removal in worlds.removals:
            removed[removal.rows] = removal.cost * worlds.seats.base_pay[removal.rows]
        acts, (work, dress) = worlds.actions, worlds.actions.effort.copy()
        rows.append(
            (acts.talent.copy(), dress, work, tenure, belief, acts.bar.copy(),
             np.isin(acts.exit, (DISMISSED, REMOVED)), removed, worlds.reference.copy(),
             acts.books.copy())
        )  # fmt: skip
    *columns, books = (np.array(column) for column in zip(*rows, strict=True))
    return Played(*columns, {name: books[:, entry] for entry, name in enumerate(LEDGER)})


def by_world(what: np.ndarray) -> np.ndarray:
    """Means over the quarters and firms of each world."""
    return what.reshape(len(what), WORLDS, -1).mean(axis=(0, 2))


def more(one: np.ndarray, other: np.ndarray) -> float:
    """By how many standard errors there is more of it in the worlds of ``one``."""
    return t_of(by_world(one) - by_world(other))


def same(one: Played, other: Played) -> bool:
    """Whether two plays agree to the bit."""
    books = all(np.array_equal(one.books[name], other.books[name]) for name in LEDGER)
    return books and np.array_equal(one.dismissed, other.dismissed)


def near(one: Played, other: Played) -> bool:
    """Whether they agree to rounding: a bar that nobody comes to is another search for the same."""
    books = all(np.allclose(one.books[n], other.books[n], rtol=1e-9, atol=1e-9) for n in LEDGER)
    return books and np.array_equal(one.dismissed, other.dismissed)
