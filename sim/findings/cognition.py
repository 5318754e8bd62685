"""docs/model/cognition.md: what the best of n misses, what learners and rules do."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from agents.cognition.best_of_n import BestOfN
from agents.cognition.hill_climb import HillClimb
from incentives.arrays import Floats
from sim.findings.page import Page
from sim.findings.runs import mean, runs, scenario
from sim.findings.text import num, table
from sim.plan.primitives import Primitives
from sim.plan.search_gap import climb_gaps, search_gaps
from sim.plan.solve import solve
from sim.world.election import Job
from sim.world.worlds import Worlds

_DRAWS = (1, 4, 16, 64, 256, 1024)
_STEPS = (0, 1, 4, 16, 64, 256)
_PICKS = (1, 8, 64, 512, 4096)
_ERRING = (
    "worlds=2",
    "quarters=20",
    "firms.source=synthetic",
    "firms.count=40",
    "executives.foresight=0",
    "package.oversight=[]",
    "package.schemes=[linear-bonus]",
    "metric.plan_error=0.7",
)
_PLAYED = ("worlds=8", "quarters=40")
_TOLD = ("reported metric", "true value")
_SELECTED = (
    "selected-rule",
    "{name: selected-rule, technologies: all}",
    "{name: selected-rule, technologies: all, objective: regret}",
    "{name: selected-rule, optimizer: truncation}",
    "{name: selected-rule, optimizer: best-of-n}",
)
_EFFECTIVE = (0.02, 0.1, 0.2, 0.4, 0.8)
_SHOWN = (0, 8, 16, 24, 32)
_TASKS = (
    "{name: build, value: 1, loading: 1, cap: 2}",
    "{name: hide, value: -1, visible: 0, loading: 0.5, private: 1, detectability: 0.5, cap: 2}",
)
_LOOTERS = (
    "worlds=2",
    f"quarters={_SHOWN[-1] + 1}",
    "firms.source=synthetic",
    "firms.count=40",
    f"technology.tasks=[{', '.join(_TASKS)}]",
    "executives.population={looter: 1}",
    "executives.ability_sd=0",
    "market.poaching=0",
    "market.retirement=0",
    "shareholders.monitoring_levels=[0]",
    "package.oversight=[{name: random-audits, rate: 0.01, penalty: 0}]",
)


@cache
def gaps() -> Floats:
    """(draws,) of the default's kinds, weighed by their shares, base pays per quarter."""
    model = scenario("default")
    seats = solve(Primitives(model, model.package, 0.0, 0))
    found: Floats = search_gaps(seats, _DRAWS, BestOfN().spread) @ seats.primitives.shares
    return found


@cache
def climbs() -> Floats:
    """(steps,) the same of those who climb."""
    model = scenario("default")
    seats = solve(Primitives(model, model.package, 0.0, 0))
    found: Floats = climb_gaps(seats, _STEPS, HillClimb().rate) @ seats.primitives.shares
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


def _by_steps() -> str:
    rows = []
    for steps, gap in zip(_STEPS, climbs().tolist(), strict=True):
        rows.append([f"{steps}", num(gap, 3), *_played(f"{{name: hill-climb, steps: {steps}}}")])
    rows.append(["exact", num(0.0, 3), *_played("exact")])
    head = ["steps", "gap to exact", "reported metric", "true value"]
    return f"\n\n{table(head, rows)}\n\n"


@cache
def erring(tail: str) -> Floats:
    """(picks, 2) reported metric and true value of the best of so many plans with errors."""
    found = []
    for draws in _PICKS:
        way = f"executives.cognition={{name: best-of-n, n: {draws}}}"
        played = runs("take-it-or-leave-it", *_ERRING, way, f"metric.tail={tail}")
        found.append([mean(played, name) for name in ("metric", "value")])
    return np.array(found)


def _by_tail() -> str:
    both = np.hstack([erring("light"), erring("heavy")])
    rows = [[f"{n}", *map(num, row)] for n, row in zip(_PICKS, both.tolist(), strict=True)]
    head = ["n", *(f"{what}, {tail}" for tail in ("light", "heavy") for what in _TOLD)]
    return f"\n\n{table(head, rows)}\n\n"


def _comes_back() -> bool:
    light, heavy = erring("light")[:, 1], erring("heavy")[:, 1]
    left = (heavy[-1] - heavy[0]) / (heavy.max() - heavy[0])
    return bool(left < 0.5 < (light[-1] - light[0]) / (light.max() - light[0]))


def _by_selection() -> str:
    rows = []
    for way in ("exact", "rule", *_SELECTED):
        found = runs("flip", *_PLAYED, f"executives.cognition={way}")
        told = way.strip("{}").removeprefix("name: ")
        rows.append([told, *(num(mean(found, name)) for name in ("metric", "value"))])
    return f"\n\n{table(['cognition', 'reported metric', 'true value'], rows)}\n\n"


def _worse_for_owners() -> bool:
    usual, *_, truncated, drawn = (
        mean(runs("flip", *_PLAYED, f"executives.cognition={way}"), "value") for way in _SELECTED
    )
    return usual > truncated and usual > drawn


@cache
def slope(effective: float) -> Floats:
    """(quarters,) mean detection index of those who have been there from the start.

    Args:
        effective: Rate of discovery that an effective monitor would have; the true one is 0.01.
    """
    way = f"{{name: learner, doubt: 0.8, strong: {100 * effective:g}, weak: 1, slack: 0}}"
    model = scenario("take-it-or-leave-it", *_LOOTERS, f"executives.cognition={way}")
    worlds = Worlds([Job(model, range(model.worlds))])
    first, found = worlds.seats.number.copy(), []

    def watch(batch: Worlds) -> None:
        stayed = (batch.seats.number == first) & (batch.seats.executive >= 0)
        found.append(float(batch.actions.detection[stayed].mean()))

    worlds.watch_efforts.append(watch)
    worlds.run()
    return np.array(found)


def _slippery_slope() -> str:
    rows = [[num(rate), *(num(slope(rate)[q], 3) for q in _SHOWN)] for rate in _EFFECTIVE]
    head = ["an effective monitor's", *(f"quarter {q}" for q in _SHOWN)]
    return f"\n\n{table(head, rows)}\n\n"


def _later_more() -> bool:
    ends = np.array([[slope(rate)[0], slope(rate)[-1]] for rate in _EFFECTIVE[1:]])
    return bool((np.diff(ends[:, 0]) < 0.0).all() and (np.diff(ends[:, 1]) > 0.0).all())


def _less_in_all() -> bool:
    return bool((np.diff([slope(rate).mean() for rate in _EFFECTIVE]) < 0.0).all())


COGNITION_PAGE = Page(
    "docs/model/cognition.md",
    findings={
        "by-draws": _by_draws,
        "by-steps": _by_steps,
        "by-tail": _by_tail,
        "slippery-slope": _slippery_slope,
        "by-selection": _by_selection,
    },
    claims={
        "The gap closes with every draw": lambda: bool((np.diff(gaps()) < 0.0).all()),
        "The gap closes with every step": lambda: bool((np.diff(climbs()) < 0.0).all()),
        "with the heavy one it comes back": _comes_back,
        "What is hidden grows with every quarter": lambda: bool((np.diff(slope(0.4)) > 0.0).all()),
        "selected by worse optimizers is worse for owners": _worse_for_owners,
        "deterrence comes first and is undone later": _later_more,
        "in this model the sum does not rise": _less_in_all,
    },
)
