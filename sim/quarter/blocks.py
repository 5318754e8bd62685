"""Firms in blocks: a small workspace in which a quarter is reckoned for 64 of them at a time.

Rows of one array at constant distances, as in :mod:`agents.lanes`: compilers see that they do not
overlap, turn loops over the lanes into vector instructions, and the block stays in the cache. The
first rows are the columns of the series, then come their sums over the blocks of a world so far.
"""

from __future__ import annotations

import numpy as np

from agents.numerics.compile import inlined
from incentives.arrays import Floats
from sim.quarter.ledger import SERIES

LANES = 64

_ROW = {name: row for row, name in enumerate(SERIES)}
ACCRUAL, LUCK, REALISED = _ROW["accrual"], _ROW["luck"], _ROW["realised"]
D_PENDING, PAID, CLAWBACK = _ROW["d_pending"], _ROW["paid"], _ROW["clawback"]
FINES, GOVERNANCE, GRANTED = _ROW["fines"], _ROW["governance"], _ROW["granted"]
VESTED, FORFEITED, D_DEFERRED = _ROW["vested"], _ROW["forfeited"], _ROW["d_deferred"]
PRIVATE, EFFORT, GAMING = _ROW["private"], _ROW["effort"], _ROW["gaming"]
DEFENCE = _ROW["defence"]
OUTSIDE, WASTE, METRIC = _ROW["outside"], _ROW["waste"], _ROW["metric"]
VALUE, PENDING_BENEFIT = _ROW["value"], _ROW["pending_benefit"]
PENDING_HARM, SEATS, EXITED = _ROW["pending_harm"], _ROW["seats"], _ROW["exits"]

_SUMS = len(SERIES)
_REST = 2 * _SUMS
(
    SITS,  # 1 where somebody is in the seat when the quarter begins
    BEFORE,  # hidden consequences before the quarter, per unit of impact
    MATURED,
    SURFACED,
    VISIBLE,
    BENEFIT,
    HARM,
    LOSS,  # harm whether hidden or not
    LIFT,
    VESTS,  # 1 where the account vests
    ACCOUNT,  # unvested awards of one scheme, base pays
    NOW,  # what one scheme pays out, base pays
    CLAWED,  # from the incumbent, base pays
    CHANCE,  # of an audit, given that the board keeps the executive
    AUDITED,
    CAUGHT,
    FIRED,
    LEAVES,  # 1 where the executive leaves, or may leave
    LISTED,  # lanes of those who do, one after another
) = range(_REST, _REST + 19)
_ROWS = _REST + 19


def new_block() -> Floats:
    """An empty workspace, (rows * lanes,)."""
    return np.zeros(_ROWS * LANES)


@inlined
def clear(block: Floats) -> None:
    """No sums yet."""
    for i in range(_SUMS * LANES):
        block[_SUMS * LANES + i] = 0.0


@inlined
def count(block: Floats, row: int, some: int) -> None:
    """Add a row to its sums, lane by lane."""
    for i in range(some):
        block[(_SUMS + row) * LANES + i] += block[row * LANES + i]


@inlined
def book(block: Floats, row: int, books: Floats, first: int, last: int) -> None:
    """Write a row into the books of the firms ``first`` to ``last - 1``, and add it up.

    Where nobody asked for books, they have no firms, and only the sums are kept.
    """
    if books.shape[1] > 0:
        entry = books[row, first:last]
        for i in range(last - first):
            entry[i] = block[row * LANES + i]
    count(block, row, last - first)


@inlined
def book_nothing(row: int, books: Floats, first: int, last: int) -> None:
    """Write zeros into the books of these firms, where they have any; sums stay as they are."""
    if books.shape[1] > 0:
        entry = books[row, first:last]
        for i in range(last - first):
            entry[i] = 0.0


@inlined
def total(block: Floats, row: int) -> float:
    """Sum of a row's sums over the lanes, by halves."""
    at = (_SUMS + row) * LANES
    for half in (32, 16, 8, 4):
        for i in range(half):
            block[at + i] += block[at + half + i]
    found: float = (block[at] + block[at + 1]) + (block[at + 2] + block[at + 3])
    return found
