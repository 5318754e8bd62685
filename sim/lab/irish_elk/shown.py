"""Herds of Irish elk for looking at: their courses over generations, and who died out."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.lab.irish_elk.herd import HISTORY
from sim.lab.irish_elk.lab import IrishElk
from sim.lab.irish_elk.play import herds, outcome
from sim.lab.irish_elk.settings import HerdSetting

EVERY = 4
"""Generations from one that is kept to the next."""


def shown_settings() -> dict[str, HerdSetting]:
    """Herds whose preference runs away, by what they are called here."""
    lab = IrishElk()
    return {
        "bearer pays": HerdSetting("runaway", lab.runaway, 0.0, True, "constant"),
        "others pay too": HerdSetting("runaway", lab.runaway, lab.share, True, "constant"),
        "choice never weakens": HerdSetting("runaway", lab.runaway, 0.0, False, "constant"),
        "the cost rises": HerdSetting("runaway", lab.runaway, 0.0, True, "abrupt"),
    }


def document(count: int, drawn: int, workers: int | None = None) -> dict[str, Any]:
    """Courses of some herds, and the last generation of all.

    Args:
        count: Herds of each setting.
        drawn: Of these, how many courses are kept.
        workers: Threads.
    """
    lab = IrishElk()
    found = {}
    for name, setting in shown_settings().items():
        seen = herds(lab, setting, 0, range(count), workers)
        ended = outcome(lab, setting, seen)
        found[name] = {
            "extinct": int(ended.extinct.sum()),
            "lived": [int(one) for one in ended.lived],
            "population": _course(seen[:drawn, :, HISTORY.index("population")], 0),
            "antlers": _course(np.abs(seen[:drawn, :, HISTORY.index("antlers")]), 2),
        }
    return {
        "herds": count,
        "generations": lab.generations,
        "every": EVERY,
        "change": lab.change,
        "room": lab.capacity,
        "settings": found,
    }


def _course(values: Any, digits: int) -> list[list[float]]:
    """(herds, generations) as lists that end where a herd does."""
    return [
        [round(float(value), digits) for value in herd[::EVERY] if np.isfinite(value)]
        for herd in values
    ]
