"""docs/model/cognition.md: what the best of n misses, and what it makes of the default economy."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agents.cognition.best_of_n import BestOfN
from incentives.arrays import Floats
from sim.findings.page import Page
from sim.findings.runs import mean, runs, scenario
from sim.findings.text import num, table
from sim.plan.primitives import Primitives
from sim.plan.search_gap import search_gaps
from sim.plan.solve import solve

_DRAWS = (1, 4, 16, 64, 256, 1024)
_PLAYED = ("worlds=8", "quarters=40")


@cache
def gaps() -> Floats:
    """(draws,) of the default's kinds, weighed by their shares, base pays per quarter."""
    model = scenario("default")
    seats = solve(Primitives(model, model.package, 0.0, 0))
    found: Floats = search_gaps(seats, _DRAWS, BestOfN().spread) @ seats.primitives.shares
    return found


def _played(cognition: str) -> list[str]:
    found = runs("default", *_PLAYED, f"executives.cognition={cognition}")
    return [num(mean(found, name)) for name in ("metric", "value")]


def _by_draws() -> str:
    rows = []
    for draws, gap in zip(_DRAWS, gaps().tolist(), strict=True):
        distance = math.sqrt(math.log(draws) - (draws - 1) / draws)
        way = f"{{name: best-of-n, n: {draws}}}"
        rows.append([f"{draws}", num(distance), num(gap, 3), *_played(way)])
    rows.append(["exact", "", num(0.0, 3), *_played("exact")])
    head = ["n", "sqrt(KL), at most", "gap to exact", "reported metric", "true value"]
    return f"\n\n{table(head, rows)}\n\n"


COGNITION_PAGE = Page(
    "docs/model/cognition.md",
    findings={"by-draws": _by_draws},
    claims={"The gap closes with every draw": lambda: bool((np.diff(gaps()) < 0.0).all())},
)
