"""Tasks: what is missing of a study, in pieces that a worker plays and stores at a time."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sim.scenario.scenario import Scenario
from sim.study.design.firm_files import refuse_changed_firms
from sim.study.run.processes import interrupts_kept
from sim.study.store.coverage import Block, Portion, split
from sim.study.store.pieces import sorted_rows
from sim.study.store.study import Study
from sim.study.store.writing import write_piece
from sim.support.cautions import cautions_kept
from sim.support.files import CannotWrite
from sim.tables.memory import needed

Tables = dict[str, dict[str, np.ndarray]]
Simulate = Callable[[Scenario, range, frozenset[str]], Tables]

FIRMS_IN_TASK = 16_000
"""That a worker plays before it stores what it has, in a small study."""
MOST_TASKS = 240
"""Of a study, about: each leaves a file per table until the end."""
_BYTES_IN_TASK = 250_000_000
_ENOUGH = 8
"""Tasks per worker that keep all of them busy to the end."""
_ALONE = 2
"""Tasks at least of what is played in one process, where nobody waits for another, if that is more
than a task: to store one takes as long as to play some thousand firms."""
_CELLS_EACH = 4
"""Of so many cells per worker, none is divided: its plans would be solved in several."""


class Trouble(NamedTuple):
    """Runs that raised: whose, from which world on, and the traceback."""

    cell: int
    first: int
    text: str


class TaskResult(NamedTuple):
    """What came of a task."""

    troubles: list[Trouble]
    cautions: list[str]


Note = Callable[[Portion, TaskResult], None]
"""What to do with what came of a task."""


def tasks_of(study: Study, gaps: Sequence[Portion], workers: int) -> list[Portion]:
    """Gaps in pieces of a size that suits the study, round by round.

    How they are cut shows in no result: tables depend on what is in them.
    """
    if not gaps:
        return []
    firms, per_firm = _largest(study, gaps)
    every = sum(gap.block.runs for gap in gaps) * firms
    cells = max(len(gap.block.cells) for gap in gaps)
    most = max(1, MOST_TASKS // len(study.record))
    alone = workers == 1 and every > FIRMS_IN_TASK
    tasks = _ALONE if alone else _ENOUGH * workers
    budget = max(every // most, min(FIRMS_IN_TASK, every // tasks), 1)
    if workers > 1 and cells >= _CELLS_EACH * workers:
        whole = max(gap.block.last - gap.block.first for gap in gaps) * firms
        budget = max(budget, min(FIRMS_IN_TASK, whole))
    budget = max(firms, min(budget, int(_BYTES_IN_TASK / per_firm)))
    most_cells = max(1, -(-cells // most), min(250, -(-cells // tasks)))
    return [task for gap in gaps for task in split(gap, firms, budget, most_cells)]


def _largest(study: Study, gaps: Sequence[Portion]) -> tuple[int, float]:
    """Firms in a world, and bytes that a firm takes while it is played, at most."""
    cells = np.unique(np.concatenate([gap.block.cells for gap in gaps]))
    chosen = cells[np.unique(np.linspace(0, len(cells) - 1, min(len(cells), 16)).astype(int))]
    firms, per_firm = 1, 1.0
    for cell in chosen:
        try:
            scenario = study.scenario(int(cell))
        except Exception:  # it fails when it is played, and is noted then
            continue
        firms = max(firms, scenario.firms.count)
        some = max(1, 6400 // scenario.firms.count)
        more = needed(scenario, 2 * some, study.record) - needed(scenario, some, study.record)
        per_firm = max(per_firm, more / (some * scenario.firms.count))
    return firms, per_firm


def play(
    study: Study, task: Portion, simulate: Simulate | None, modules: Sequence[str] = ()
) -> TaskResult:
    """Play and store a task. Cells that raise are noted, and do not stop the others."""
    if simulate is None:
        from sim.tables.simulate import simulate as core

        simulate = partial(core, threads=1)  # the other cores have workers of their own
    block, tables = task
    rows: dict[str, list[pa.Table]] = {name: [] for name in tables}
    troubles: list[Trouble] = []
    done: list[int] = []
    with interrupts_kept(), cautions_kept() as cautions:
        for cell in map(int, block.cells):
            try:
                for name in modules:
                    import_module(name)
                scenario = study.scenario(cell)
                refuse_changed_firms(study.manifest["parts"], scenario)
                played = simulate(scenario, range(block.first, block.last), frozenset(tables))
                made = {name: sorted_rows(name, played[name], cell) for name in tables}
            except CannotWrite:
                raise
            except (Exception, SystemExit):  # a part may ask to leave
                troubles.append(Trouble(cell, block.first, traceback.format_exc()))
                continue
            done.append(cell)
            for name, table in made.items():
                rows[name].append(table)
        if done:
            finished = Block(np.array(done), block.first, block.last)
            for name in tables:
                write_piece(study, name, rows[name], [finished])
    return TaskResult(troubles, cautions)


def halves(task: Portion) -> Iterator[Portion]:
    """A task in two, to find the cell that kills its worker."""
    cells = task.block.cells
    for part in (cells[: len(cells) // 2], cells[len(cells) // 2 :]):
        yield task._replace(block=task.block._replace(cells=part))
