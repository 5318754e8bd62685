"""Which solver finds the best responses of a plan: the quickest that is sure of them."""

from __future__ import annotations

import numpy as np

from agents.problem import FLAT, Form, TaskTable
from incentives.arrays import Floats

TOGETHER, ALONE, GENERAL = 0, 1, 2
"""Many responses at once (:mod:`agents.lanes`), one by one (:mod:`agents.response`), or by the
search for problems of any form (:mod:`agents.search`)."""


def choose_solver(
    technology: TaskTable,
    form: Form,
    repays: bool,
    slope: Floats,
    ability: float,
    noise: float,
    gambles: bool,
) -> int:
    """``TOGETHER``, ``ALONE`` or ``GENERAL``.

    Args:
        technology: The tasks; ``form``: what goes beyond the usual problem.
        repays: Whether the detected pay private benefits back.
        slope: (kinds, curves, nodes) derivatives of expected pay.
        ability: The largest.
        noise: Standard deviation of the metric's own noise.
        gambles: Whether risk is a choice, so that a response is one per level.
    """
    free = technology.cost <= 0.0
    bent = (slope.max(axis=2) - slope.min(axis=2)).max() >= FLAT
    found = technology.detectability.any()
    if (
        form.cross.any()
        or (found and form.exponential == 1)
        or (found and repays and technology.private.any())
        or technology.loading[free].any()
        or (bent and technology.cost.size == 1)  # then the search is exact, at any rate
        or _is_sharp(technology, slope, ability, noise)
    ):
        return GENERAL
    return ALONE if free.any() or gambles else TOGETHER


def at_one_level(solver: int, technology: TaskTable) -> int:
    """The solver of responses at a single level of risk, where ``solver`` is that of a plan."""
    return TOGETHER if solver == ALONE and technology.cost.min() > 0.0 else solver


def _is_sharp(technology: TaskTable, slope: Floats, ability: float, noise: float) -> bool:
    """Whether pay bends on a scale that the trial values of ``agents.response`` could miss.

    They are evenly spaced in the marginal worth of the metric, so few of them fall where it moves
    the metric if it drives efforts far beyond their caps; and there are 2048 at most.
    """
    costly = technology.cost > 0.0
    loading = technology.loading[costly]
    cost, cap = technology.cost[costly], technology.cap[costly]
    spread = float((slope.max(axis=2) - slope.min(axis=2)).sum(axis=1).max())
    if spread < FLAT:
        return False
    move = spread * float((loading**2 / cost).sum()) * ability**2
    reach = float(np.abs(loading) @ cap) * ability
    trials = min(max(3.0 * min(move, reach) / noise, 4.0), 2048.0)
    return bool(move > trials * noise)
