"""Where the state lies: columns that kernels read together stand in one piece of memory."""

from __future__ import annotations

import math
import mmap
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

_LINE = 64  # bytes that a processor fetches at once
_PAGE = 1 << 21  # a large page


def in_one_piece(*tables: Any) -> list[Any]:
    """The same named tuples of arrays, all in one allocation; an array in two places stays one.

    In small pages, a batch of ten thousand firms takes more of them than a processor knows the
    places of at a time.
    """
    columns = {id(column): column for table in tables for column in table}
    sizes = {name: (column.nbytes // _LINE + 1) * _LINE for name, column in columns.items()}
    memory = _memory(sum(sizes.values()))
    at = 0
    moved = {}
    for name, column in columns.items():
        place = memory[at : at + column.nbytes].view(column.dtype).reshape(column.shape)
        place[...] = column
        moved[name] = place
        at += sizes[name]
    return [type(table)(*(moved[id(column)] for column in table)) for table in tables]


def blank(shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Zeros that start where a line does, in memory that has not been touched."""
    size = 8 * math.prod(shape)
    return _memory(size)[:size].view(np.float64).reshape(shape)


def _memory(size: int) -> npt.NDArray[np.uint8]:
    """At least so many bytes, in large pages if it fills most of one and the system has them."""
    if size < _PAGE // 2 or not hasattr(mmap, "MADV_HUGEPAGE"):
        memory = np.zeros(size + _LINE, dtype=np.uint8)
        return memory[-memory.ctypes.data % _LINE :]
    private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    pages = mmap.mmap(-1, (size // _PAGE + 2) * _PAGE, flags=private)
    with suppress(OSError):  # a system that was built without them
        pages.madvise(mmap.MADV_HUGEPAGE)
    memory = np.frombuffer(pages, dtype=np.uint8)
    return memory[-memory.ctypes.data % _PAGE :]
