"""Work in pieces, here or in worker processes; the results are in the order of the pieces."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from typing import Any, TypeVar

from sim.lab.base import Advance
from sim.study.run.processes import interrupts_held, worker_pool

_Asked = TypeVar("_Asked")
_Done = TypeVar("_Done")

_FEW = 4  # pieces, for which no process is started


def carried_out(
    work: Callable[[_Asked], _Done],
    pieces: Sequence[_Asked],
    workers: int | None = None,
    progress: Advance | None = None,
) -> list[_Done]:
    """What ``work`` makes of every piece.

    Args:
        work: A function of a module, which worker processes find by its name.
        pieces: What it is called with, one at a time; they know nothing of each other.
        workers: Processes; left out: one for every core.
        progress: Called with pieces that are done and all of them.
    """
    total = len(pieces)
    report = progress or (lambda done, total: None)
    count = min(workers or os.cpu_count() or 1, total)
    report(0, total)
    if count < 2 or total <= _FEW:
        found = []
        for done, piece in enumerate(pieces, 1):
            found.append(work(piece))
            report(done, total)
        return found
    results: dict[int, Any] = {}
    with worker_pool(count, _nothing) as pool:
        with interrupts_held():
            waiting = {pool.submit(work, piece): place for place, piece in enumerate(pieces)}
        while waiting:
            ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for one in ended:
                results[waiting.pop(one)] = one.result()
            report(len(results), total)
    return [results[place] for place in range(total)]


def _nothing() -> None:
    """What a new worker has to do first."""
