"""Where the state lies: columns that kernels read together stand in one piece of memory."""

from __future__ import annotations

from typing import Any

import numpy as np

_LINE = 64  # bytes that a processor fetches at once


def in_one_piece(*tables: Any) -> list[Any]:
    """The same named tuples of arrays, all in one allocation; an array in two places stays one.

    Large allocations get large pages where the system has them, so that a processor knows the
    places of all columns at once. Columns begin where its lines do, and are apart by a line more
    than they need: else the same rows of all columns of a length that is a multiple of a page
    would compete for the same few places in its cache.
    """
    columns = {id(column): column for table in tables for column in table}
    steps = {name: (column.nbytes // _LINE + 2) * _LINE for name, column in columns.items()}
    memory = np.zeros(sum(steps.values()) + _LINE, dtype=np.uint8)
    at = -memory.ctypes.data % _LINE
    moved = {}
    for name, column in columns.items():
        place = memory[at : at + column.nbytes].view(column.dtype).reshape(column.shape)
        place[...] = column
        moved[name] = place
        at += steps[name]
    return [type(table)(*(moved[id(column)] for column in table)) for table in tables]
