"""How long the start of a run lasts: quarters until hidden value and beliefs are stationary."""

from __future__ import annotations

from functools import lru_cache

from sim.scenario.market import Market
from sim.scenario.report import Report
from sim.scenario.technology import Technology

START_LEFT = 0.05
"""Share of the way from the start to stationarity that may be left."""
LONGEST = 400
"""Quarters after which no ``auto`` waits any longer."""
_YEAR = 4


def auto_burn_in(
    technology: Technology, market: Market, report: Report, prior_variance: float
) -> int:
    """Quarters of a burn-in that is ``auto``; see :func:`until_stationary`.

    Nothing of a package is in it, so packages that are compared have the same calendar, and with
    it the same luck.

    Args:
        technology, market, report: Of the scenario.
        prior_variance: Of the board's prior, metric units squared.
    """
    hides = any(task.visible < 1.0 or task.borrowed > 0.0 for task in technology.tasks)
    return until_stationary(
        technology.maturing if hides else 0.0,
        min(1.0, market.leaving()),
        prior_variance / report.noise**2,
        market.tenure_limit,
    )


@lru_cache(maxsize=256)
def until_stationary(
    maturing: float, leaving: float, learning: float, limit: int | None = None
) -> int:
    """Quarters until at most ``START_LEFT`` of the start is left, in years; at most ``LONGEST``.

    Two things happen one after the other. Of the incumbents, whom boards judge anew, the share
    ``e`` is left, which falls by the hazard of leaving; where nobody leaves, ``e`` is the weight
    that the prior still has in a belief. What is hidden comes from those who sit there, and the
    share ``h`` of its way that is left obeys ``h' = (1 - m)*h + m*e`` with ``m = maturing``. See
    docs/model/time.md.

    Args:
        maturing: Share of hidden value that matures in a quarter; 0 if none is hidden, or none
            ever matures.
        leaving: Hazard of poaching, retirement and acquisition, per quarter.
        learning: Variance of the prior over that of a report.
        limit: Quarters after which every tenure ends.
    """
    seats, hidden = 1.0, 1.0 if maturing > 0.0 else 0.0
    for quarter in range(LONGEST):
        seats = (1.0 - leaving) ** quarter if leaving > 0.0 else 1.0 / (1.0 + quarter * learning)
        if limit is not None and quarter >= limit:
            seats = 0.0
        if max(seats, hidden) <= START_LEFT:
            return -(-quarter // _YEAR) * _YEAR
        hidden += maturing * (seats - hidden)
    return LONGEST
