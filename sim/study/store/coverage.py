"""Coverage: which worlds of which cells are there, which are wanted, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from incentives.arrays import Ints

LADDER = 16
"""Worlds of the first round, at least."""
_FACTOR = 4
"""By which every further round multiplies what a cell has; plans are solved again in each."""
_FIRMS_IN_ROUND = 2_500
"""Firms of a cell in the first round, about: of fewer, plans and Python would take most of it."""


class Block(NamedTuple):
    """Worlds of some cells.

    Attributes:
        cells: Their numbers, in rising order.
        first, last: The worlds from ``first`` up to but not including ``last``.
    """

    cells: Ints
    first: int
    last: int

    @property
    def runs(self) -> int:
        """How many worlds of cells these are."""
        return len(self.cells) * (self.last - self.first)

    def rectangles(self) -> list[list[int]]:
        """First and last cell and world of every stretch of cells without a gap."""
        cuts = np.flatnonzero(np.diff(self.cells) != 1) + 1
        parts = np.split(self.cells, cuts)
        return [[int(p[0]), int(p[-1]) + 1, self.first, self.last] for p in parts if len(p)]


def blocks_of(rectangles: Iterable[Sequence[int]], number: Ints | None = None) -> list[Block]:
    """Blocks of stretches of cells; ``number`` tells what the cells are called now, or -1."""
    found = []
    for low, high, first, last in rectangles:
        cells = np.arange(low, high)
        if number is not None:
            cells = number[cells]
            cells = np.sort(cells[cells >= 0])
        if len(cells) and last > first:
            found.append(Block(cells, first, last))
    return found


class Target(NamedTuple):
    """Worlds that a study is to have, (cells,): from ``first`` up to but not including ``last``."""

    first: Ints
    last: Ints

    @classmethod
    def everywhere(cls, cells: int, worlds: int) -> Target:
        """The same worlds of every cell."""
        return cls(np.zeros(cells, dtype=np.int64), np.full(cells, worlds, dtype=np.int64))

    @property
    def runs(self) -> int:
        """How many worlds of cells these are."""
        return int((self.last - self.first).sum())


class Portion(NamedTuple):
    """A block that is missing, and of which tables."""

    block: Block
    tables: tuple[str, ...]


def first_round(firms: int) -> int:
    """Worlds of the first round, by the firms in a world."""
    worlds = LADDER
    while worlds * firms < _FIRMS_IN_ROUND:
        worlds *= _FACTOR
    return worlds


def _edges(wanted: Target, blocks: Iterable[Block], step: int) -> list[int]:
    """Where rounds begin and end: nothing changes within a round."""
    most = int(wanted.last.max(initial=0))
    found = {0, *map(int, np.unique(wanted.first)), *map(int, np.unique(wanted.last))}
    for block in blocks:
        found |= {block.first, block.last}
    while step < most:
        found.add(step)
        step *= _FACTOR
    return sorted(edge for edge in found if edge <= most)


def _rounds(
    wanted: Target, blocks: Sequence[Block], edges: Sequence[int]
) -> Iterator[tuple[int, int, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    """Per round its worlds, which cells want them, and which have them."""
    cells = len(wanted.last)
    for first, last in pairwise(edges):
        need = (wanted.first <= first) & (wanted.last >= last)
        have = np.zeros(cells, dtype=np.bool_)
        for block in blocks:
            if block.first <= first and block.last >= last:
                have[block.cells] = True
        yield first, last, need, have


def missing(
    wanted: Target, there: Mapping[str, Sequence[Block]], step: int = LADDER
) -> list[Portion]:
    """What is wanted and not there, round by round, so that all cells come equally far.

    Args:
        wanted: What a study is to have.
        there: Per table, the blocks that it has.
        step: Worlds of the first round.
    """
    every = [block for blocks in there.values() for block in blocks]
    edges = _edges(wanted, every, step)
    tables = list(there)
    found = []
    walks = [_rounds(wanted, there[table], edges) for table in tables]
    for rounds in zip(*walks, strict=True):
        first, last, need, _ = rounds[0]
        lacks = np.zeros(len(need), dtype=np.int64)
        for place, (_, _, _, have) in enumerate(rounds):
            lacks |= (need & ~have).astype(np.int64) << place
        for pattern in np.unique(lacks[lacks > 0]):
            cells = np.flatnonzero(lacks == pattern)
            names = tuple(t for place, t in enumerate(tables) if pattern >> place & 1)
            found.append(Portion(Block(cells, first, last), names))
    return found


def runs_there(wanted: Target, there: Mapping[str, Sequence[Block]]) -> int:
    """How many wanted worlds of cells have all tables."""
    lacking = sum(block.runs for block in _union(missing(wanted, there)))
    return wanted.runs - lacking


def _union(gaps: Iterable[Portion]) -> Iterator[Block]:
    """Patterns of one round are of different cells, so blocks do not overlap."""
    return (gap.block for gap in gaps)


def prefix(cells: int, blocks: Sequence[Block]) -> Ints:
    """Worlds that a cell has from world 0 on without a gap, (cells,)."""
    last = max((block.last for block in blocks), default=0)
    everything = Target.everywhere(cells, last)
    found = np.zeros(cells, dtype=np.int64)
    whole = np.ones(cells, dtype=np.bool_)
    edges = sorted({0, *(edge for block in blocks for edge in (block.first, block.last))})
    for _, last, _, have in _rounds(everything, blocks, edges):
        whole &= have
        found[whole] = last
    return found


def combined(blocks: Sequence[Block], cells: int) -> list[Block]:
    """The same worlds of cells in blocks that do not overlap, however they came.

    Args:
        blocks: Which worlds of which cells are there, some perhaps more than once.
        cells: Of the design.
    """
    apart = _apart(blocks, cells)
    whole = prefix(cells, blocks)
    if sum(block.runs for block in apart) > whole.sum():
        return apart  # some begin later than with world 0, or have a gap
    return [Block(np.flatnonzero(whole == last), 0, int(last)) for last in np.unique(whole) if last]


def _apart(blocks: Sequence[Block], cells: int) -> list[Block]:
    """Blocks round by round, those of the same cells joined."""
    everything = Target.everywhere(cells, max((block.last for block in blocks), default=0))
    edges = sorted({edge for block in blocks for edge in (block.first, block.last)})
    found: list[Block] = []
    for first, last, _, have in _rounds(everything, blocks, edges):
        here = np.flatnonzero(have)
        if not len(here):
            continue
        before = found[-1] if found else None
        if before and before.last == first and np.array_equal(before.cells, here):
            found[-1] = Block(here, before.first, last)
        else:
            found.append(Block(here, first, last))
    return found


def split(gap: Portion, firms: int, budget: int, most_cells: int) -> Iterator[Portion]:
    """A gap in pieces of about as many firms as a worker plays at a time.

    Args:
        gap: What is missing.
        firms: In a world of these cells.
        budget: Firms in a piece.
        most_cells: Cells in a piece.
    """
    block, tables = gap
    step = max(1, min(block.last - block.first, budget // firms))
    size = max(1, min(most_cells, budget // (firms * step)))
    for first in range(block.first, block.last, step):
        last = min(first + step, block.last)
        for start in range(0, len(block.cells), size):
            yield Portion(Block(block.cells[start : start + size], first, last), tables)
