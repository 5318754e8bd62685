"""docs/model/time.md: successive decades as they are counted, with a burn-in, and priced."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.findings.page import Page
from sim.findings.runs import mean as mean_of
from sim.findings.runs import runs, scenario
from sim.findings.text import num, signed, table, with_half
from sim.tables.simulate import simulate

_WORLDS, _DECADE, _DECADES = 64, 40, 3
_PRESETS = ("default", "many-misaligned", "few-misaligned", "rules")
_WAYS = {
    "neither": ("burn_in=0",),
    "pending priced": ("burn_in=0", "pending=priced"),
    "burn-in": ("burn_in=auto",),
    "both": ("burn_in=auto", "pending=priced"),
}
_PACKAGES = {
    "salary": "fixed-salary",
    "hurdle": "hurdle-bonus",
    "linear": "linear-bonus",
    "deferred": "deferred-bonus",
}


@cache
def decades(preset: str, way: str) -> Floats:
    """(worlds, decades) shareholder surplus."""
    length = f"quarters={_DECADE * _DECADES}"
    played = simulate(
        scenario(preset, f"worlds={_WORLDS}", length, *_WAYS[way]), record=["quarters"]
    )
    surplus = played["quarters"]["shareholder_surplus"]
    found: Floats = surplus.reshape(_WORLDS, _DECADES, _DECADE).mean(axis=2)
    return found


def drift(preset: str, way: str) -> dict[str, Any]:
    """From the first decade to the second, world by world."""
    found = decades(preset, way)
    return interval(found[:, 1] - found[:, 0])


def of_package(name: str, way: str) -> float:
    """Shareholder surplus of a scheme in runs of the usual length."""
    ways = (f"worlds={_WORLDS}", f"package.schemes=[{_PACKAGES[name]}]", *_WAYS[way])
    return mean_of(runs("default", *ways), "shareholder_surplus")


def _of_presets() -> str:
    rows = []
    for preset in _PRESETS:
        for way in _WAYS:
            means = [num(float(np.mean(decade))) for decade in decades(preset, way).T]
            rows.append([preset, way, *means, with_half(drift(preset, way))])
    head = ["preset", "counted", "decade 1", "decade 2", "decade 3", "from 1 to 2"]
    return f"\n\n{table(head, rows)}\n\n"


def _of_packages() -> str:
    ways = ("neither", "pending priced", "burn-in")
    rows = [[name, *(num(of_package(name, way)) for way in ways)] for name in _PACKAGES]
    return f"\n\n{table(['scheme', *ways], rows)}\n\n"


def _gap(way: str) -> float:
    return of_package("deferred", way) - of_package("linear", way)


def _drifts(preset: str, way: str) -> bool:
    found = drift(preset, way)
    return bool(found["low"] > 0.1)


DECADES_PAGE = Page(
    "docs/model/time.md",
    findings={
        "presets": _of_presets,
        "packages": _of_packages,
        "auto": lambda: str(scenario("default", "burn_in=auto").burn_in_quarters()),
        "gap-neither": lambda: signed(_gap("neither")),
        "gap-priced": lambda: signed(_gap("pending priced")),
        "gap-burn-in": lambda: signed(_gap("burn-in")),
    },
    claims={
        "Pricing takes away less than half of the drift": lambda: all(
            _drifts(preset, "pending priced")
            and drift(preset, "pending priced")["mean"] > 0.4 * drift(preset, "neither")["mean"]
            for preset in _PRESETS
        ),
        "After a burn-in the two ways to count agree": lambda: all(
            abs(decades(preset, "both").mean() - decades(preset, "burn-in").mean()) < 0.03
            for preset in _PRESETS
        ),
        "less than an eighth of what it was": lambda: all(
            abs(drift(preset, "burn-in")["mean"]) < 0.125 * drift(preset, "neither")["mean"]
            for preset in _PRESETS
        ),
    },
)
