"""Small worlds in which what is dressed up can be found, and what is done in them when."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.quarter.ledger import LEDGER
from sim.quarter.state import DETECTED
from sim.scenario.scenario import Scenario
from tests.incentives.schemes.paired import WORLDS, world
from tests.sim.worlds import batch

SEEN = [
    {"name": "work", "value": 1.0, "loading": 1.0, "cap": 50.0},
    {
        "name": "dress",
        "value": -1.0,
        "visible": 0.0,
        "loading": 0.8,
        "proxy": 2.0,
        "detectability": 0.2,
        "cap": 50.0,
    },
]
UNSEEN = [SEEN[0], {**SEEN[1], "detectability": 0.0}]


def under(*oversight: Any, **settings: Any) -> Scenario:
    """Careerists under a bonus who can dress up reports, and are overseen so."""
    return world(
        {"name": "linear-bonus", "slope": 0.6},
        **{"technology__tasks": SEEN, "package__oversight": list(oversight), **settings},
    )


class Watched(NamedTuple):
    """What was done and found, by quarter and firm.

    ``mine`` numbers the tenures of a firm, ``rate`` is the probability of an audit.
    """

    work: np.ndarray
    dress: np.ndarray
    tenure: np.ndarray
    mine: np.ndarray
    rate: np.ndarray
    audited: np.ndarray
    caught: np.ndarray
    books: dict[str, np.ndarray]

    @property
    def quarter(self) -> np.ndarray:
        """(quarters, firms) number of the quarter."""
        return np.broadcast_to(np.arange(len(self.dress))[:, None], self.dress.shape)

    def mean(self, what: np.ndarray, when: np.ndarray | None = None) -> np.ndarray:
        """Mean over the chosen quarters and firms of every world."""
        chosen = np.ones(what.shape, bool) if when is None else when
        total, count = (
            x.reshape(len(what), WORLDS, -1).sum(axis=(0, 2))
            for x in (np.where(chosen, what, 0.0), chosen)
        )
        return total / count


def watch(model: Scenario) -> Watched:
    """Play the worlds, and keep what was done and found."""
    worlds = batch(model, range(WORLDS))
    rows = []
    while worlds.quarter < worlds.quarters:
        tenure, number = worlds.seats.tenure.copy(), worlds.seats.number.copy()
        worlds.step()
        actions = worlds.actions
        found = (actions.audit.copy(), actions.audited == 1, actions.exit == DETECTED)
        rows.append((*actions.effort.copy(), tenure, number, *found, actions.books.copy()))
    *seen, books = (np.array(column) for column in zip(*rows, strict=True))
    return Watched(*seen, {name: books[:, entry] for entry, name in enumerate(LEDGER)})
