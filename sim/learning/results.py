"""What boards compare: results of firms over some quarters, per unit of their size."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats, Ints
from sim.quarter.batch import Batch
from sim.quarter.ledger import LEDGER, surpluses
from sim.quarter.state import RUNNING

BY_REPORT, BY_NET_REPORT, BY_REALISED, BY_TRUE_VALUE, BY_SURPLUS = (
    *("reported", "reported-net", "realised", "true-value", "surplus"),
)
"""Yardsticks, as ``learning.imitate.imitates`` calls them."""


def results_of(batch: Batch, rows: slice) -> dict[str, Floats]:
    """Results of the quarter just settled, before anybody is hired, by yardstick; units of effect.

    Money is divided by the firm's impact, in which no firm is larger than another. There is no
    report of a seat that nobody was in.
    """
    impact = batch.seats.impact[rows]
    entry = dict(zip(LEDGER, batch.actions.books[:, rows], strict=True))
    priced = np.repeat(batch.priced, batch.firms)[rows]

    def per_size(money: Floats) -> Floats:
        found: Floats = np.divide(money, impact, np.zeros(impact.size), where=impact > 0.0)
        return found

    sat = (batch.seats.executive[rows] >= 0) | (batch.actions.exit[rows] != RUNNING)
    reported = np.where(sat, batch.actions.metric[rows], np.nan)
    return {
        BY_REPORT: reported,
        BY_NET_REPORT: reported - per_size(entry["paid"]),
        BY_REALISED: per_size(entry["realised"]),
        BY_TRUE_VALUE: per_size(entry["accrual"]),
        BY_SURPLUS: per_size(surpluses(entry, priced)["shareholder_surplus"]),
    }


class Window:
    """Results of the last quarters, firm by firm, under the present package only.

    Args:
        quarters: How many; ``firms``: of how many firms.
    """

    def __init__(self, quarters: int, firms: int) -> None:
        self._kept = np.full((quarters, firms), np.nan)
        self._next = 0

    def keep(self, result: Floats) -> None:
        """Keep a quarter, (firms,); NaN where there is no result."""
        self._kept[self._next] = result
        self._next = (self._next + 1) % len(self._kept)

    def forget(self, firms: Ints) -> None:
        """These firms have another package."""
        self._kept[:, firms] = np.nan

    def mean(self) -> Floats:
        """(firms,) over the quarters that are known; NaN where none is."""
        if len(self._kept) == 1:
            only: Floats = self._kept[0]
            return only
        known = ~np.isnan(self._kept)
        total = np.where(known, self._kept, 0.0).sum(axis=0)
        count = known.sum(axis=0)
        mean: Floats = np.divide(total, count, np.full(count.size, np.nan), where=count > 0)
        return mean
