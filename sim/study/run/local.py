"""Tasks in processes of this machine; the death of one costs no more than what it was doing."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pyarrow as pa

from sim.study.run.processes import interrupts_held, worker_pool
from sim.study.run.tasks import Note, Simulate, TaskResult, Trouble, halves, play
from sim.study.store.coverage import Portion
from sim.study.store.study import Study
from sim.support.progress import notice

DIED = "a worker process died; what it was playing is done again"
"""What is said of it, once each time."""


def in_processes(
    study: Study,
    tasks: Sequence[Portion],
    workers: int,
    simulate: Simulate | None,
    modules: Sequence[str],
    note: Note,
) -> None:
    """Play tasks in a pool.

    A worker that dies takes the pool with it. The rest goes on in a new one, while what was being
    played then is tried again alone, in halves, until it is known which cell kills its worker.
    """
    waiting = deque(tasks)
    suspects: list[Portion] = []
    while waiting:
        lost = _until_one_dies(study, waiting, workers, simulate, modules, note)
        if lost:
            notice(DIED)
        suspects += lost
    while suspects:
        task = suspects.pop(0)
        alone = deque([task])
        if not _until_one_dies(study, alone, 1, simulate, modules, note):
            continue
        if len(task.block.cells) > 1:
            suspects[:0] = halves(task)
            continue
        text = "the worker process died; was there too little memory?"
        note(task, TaskResult([Trouble(int(task.block.cells[0]), task.block.first, text)], []))


def _until_one_dies(
    study: Study,
    waiting: deque[Portion],
    workers: int,
    simulate: Simulate | None,
    modules: Sequence[str],
    note: Note,
) -> list[Portion]:
    """Play what is waiting; returns what was being played when a worker died."""
    lost: list[Portion] = []
    with worker_pool(min(workers, len(waiting)), _assign, study, simulate, modules) as pool:
        running: dict[Future[TaskResult], Portion] = {}
        while (waiting or running) and not lost:
            with interrupts_held():
                try:
                    while waiting and len(running) <= workers:
                        running[pool.submit(_play_here, waiting[0])] = waiting[0]
                        waiting.popleft()
                except BrokenProcessPool:
                    lost += running.values()
                    break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    lost.append(task)
                else:
                    note(task, outcome)
        if lost:
            for future, task in running.items():
                try:
                    note(task, future.result())
                except BrokenProcessPool:
                    if not any(task is other for other in lost):
                        lost.append(task)
    return lost


_OURS = ("agents", "incentives")
"""Packages whose parts read no frames."""

_assigned: tuple[Study, Simulate | None, Sequence[str]] | None = None
"""In a worker: what it works on, and the modules that define the parts of its packages."""


def _assign(study: Study, simulate: Simulate | None, modules: Sequence[str]) -> None:
    global _assigned
    if simulate is None and all(name.partition(".")[0] in _OURS for name in modules):
        _leave_pandas_aside()
    _assigned = (study, simulate, modules)


def _leave_pandas_aside() -> None:
    """Let Arrow not load pandas only to see whether it is given a frame: a fifth of a second.

    It looks for pandas once. Others can import it afterwards as ever.
    """
    if "pandas" in sys.modules:
        return
    missing = _Missing()
    sys.meta_path.insert(0, missing)
    try:
        pa.array(np.empty(0))
    finally:
        sys.meta_path.remove(missing)


class _Missing:
    """While it is asked first, there is no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _play_here(task: Portion) -> TaskResult:
    assert _assigned is not None
    return play(_assigned[0], task, *_assigned[1:])
