"""Small worlds of work and window dressing, and paired comparisons under the same luck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.quarter.ledger import LEDGER
from sim.scenario.scenario import Scenario
from tests.sim.worlds import batch, scenario

WORLDS = 6
TASKS = [
    {"name": "work", "value": 1.0, "loading": 1.0, "cap": 50.0},
    {"name": "dress", "value": -1.0, "visible": 0.0, "loading": 0.8, "cap": 50.0},
]


def world(*schemes: Any, **settings: Any) -> Scenario:
    """Careerists who can work and dress, are poached now and then, and have nobody to fear."""
    return scenario(
        **{
            "firms__count": 30,
            "quarters": 24,
            "technology__tasks": TASKS,
            "metric__matured_weight": 0.0,
            "executives__population": {"careerist": 1.0},
            "package__schemes": list(schemes),
            "package__filters": ["lottery"],
            "package__oversight": [],
            "shareholders__monitoring_levels": [0.0],
            **settings,
        }
    )


class Played(NamedTuple):
    """What was done, and what was booked, by quarter and firm."""

    work: np.ndarray
    dress: np.ndarray
    tenure: np.ndarray
    books: dict[str, np.ndarray]

    def share(self, when: np.ndarray | None = None) -> np.ndarray:
        """Dressing per unit of work, by world."""
        chosen = np.ones(self.work.shape, bool) if when is None else when
        dress, work = (
            np.where(chosen, effort, 0.0).reshape(len(effort), WORLDS, -1).sum(axis=(0, 2))
            for effort in (self.dress, self.work)
        )
        return dress / work

    def mean(self, what: np.ndarray, when: np.ndarray | None = None) -> np.ndarray:
        """Mean of an array over the quarters and firms of each world."""
        chosen = np.ones(what.shape, bool) if when is None else when
        total, count = (
            x.reshape(len(what), WORLDS, -1).sum(axis=(0, 2))
            for x in (np.where(chosen, what, 0.0), chosen)
        )
        return total / count


def play(model: Scenario) -> Played:
    """Play the worlds, and keep what was done."""
    worlds = batch(model, range(WORLDS))
    rows = []
    while worlds.quarter < worlds.quarters:
        tenure = worlds.seats.tenure.copy()
        worlds.step()
        rows.append((*worlds.actions.effort.copy(), tenure, worlds.actions.books.copy()))
    work, dress, age, books = (np.array(column) for column in zip(*rows, strict=True))
    return Played(work, dress, age, {name: books[:, entry] for entry, name in enumerate(LEDGER)})


def t_of(difference: np.ndarray) -> float:
    """Mean over worlds, in standard errors."""
    error = difference.std(ddof=1) / difference.size**0.5
    return float(difference.mean() / max(error, 1e-15))


def balanced(played: Played) -> bool:
    """Whether what was granted has vested, is lost, or is still in accounts."""
    books = played.books
    rest = books["granted"] - books["vested"] - books["forfeited"] - books["d_deferred"]
    return bool(np.abs(rest).max() < 1e-9)
