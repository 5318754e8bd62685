"""Run a study: in this process or in several, interruptible at any moment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import current_process
from pathlib import Path
from typing import Any

from sim.scenario.scenario import Scenario
from sim.study.design.cells import Cells
from sim.study.design.experiment import Experiment
from sim.study.run.local import in_processes
from sim.study.run.size import refuse_too_large
from sim.study.run.tasks import Simulate, TaskResult, play, tasks_of
from sim.study.store.coverage import Portion, first_round, missing, runs_there
from sim.study.store.files import Damaged, replacing
from sim.study.store.folder import locked, notice_repairs, prepare
from sim.study.store.manifest import MANIFEST, kinds_of, make_manifest, other_code
from sim.study.store.study import Study
from sim.study.store.writing import merge, repair
from sim.support.cautions import caution
from sim.support.inputs import InputError, whole_number
from sim.support.progress import Progress, notice

__all__ = ["Simulate", "continue_study", "lay_out", "record_run", "run_study"]


def run_study(
    experiment: Experiment,
    out: str | Path,
    *,
    workers: int | None = None,
    record: Sequence[str] | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    command: str = "sweep",
    shard: tuple[int, int] | None = None,
    scheduler: str | None = None,
) -> Study:
    """Run an experiment into a folder, continue it there, or let the study that is there grow.

    Runs that raise are kept in ``Study.failures`` and do not stop the others. After an
    interruption, what was finished is kept.

    Args:
        experiment: The design.
        out: The study's folder.
        workers: Processes; left out, as many as there are cores. Parts that the main module
            itself defines are unknown elsewhere: with them, only this process works.
        record: Tables to keep, instead of the experiment's own.
        fresh: Replace a study that is there.
        progress: Called with the runs that are done and all of them.
        simulate: The simulation, for tests; must be importable by name.
        command: The subcommand that makes this study again.
        shard: Which part of the study this folder is to have, of how many.
        scheduler: Address of a Dask scheduler whose workers play it; left out, this machine does.

    Raises:
        InputError: If the design is wrong or the folder holds something that cannot be joined.
    """
    _refuse_no_workers(workers)
    cells, manifest = _designed(experiment, record, command, shard)
    refuse_too_large(cells, manifest, workers, Path(out))
    path = Path(out)
    with locked(path):
        study = prepare(path, manifest, cells.points, fresh)
        cells.hand_over(study.cells)
        _Run(study, workers, progress, simulate, scheduler).finish()
    return study


def lay_out(experiment: Experiment, out: str | Path, record: Sequence[str] | None = None) -> Study:
    """Make a study's folder without running it; ``continue_study`` does that.

    Raises:
        InputError: If the design is wrong or the folder holds something else.
    """
    cells, manifest = _designed(experiment, record, "sweep", None)
    path = Path(out)
    refuse_too_large(cells, manifest, None, path)
    with locked(path):
        return prepare(path, manifest, cells.points, fresh=False)


def continue_study(
    out: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    scheduler: str | None = None,
) -> Study:
    """Do what is missing of the study in a folder. Arguments as of ``run_study``.

    Raises:
        InputError: If there is no study, or it was begun with other code.
    """
    _refuse_no_workers(workers)
    path = Path(out)
    study = Study.open(path)
    odd = other_code(study.manifest, study.cells)
    if odd:
        raise InputError(f"{path}: {'; '.join(odd)}; expected the same code, or --fresh")
    refuse_too_large(study.cells, study.manifest, workers, path)
    with locked(path):
        notice_repairs(repair(study))
        _Run(study, workers, progress, simulate, scheduler).finish()
    return study


def record_run(
    scenario: Scenario,
    name: str,
    out: str | Path,
    record: Sequence[str] = ("runs",),
    **options: Any,
) -> Study:
    """Run one scenario into a folder: a study with one cell. Options as of ``run_study``."""
    experiment = Experiment(
        name=name,
        question=scenario.description or f"What happens in the scenario {name}?",
        settings=scenario.model_dump(mode="json"),
    )
    return run_study(experiment, out, record=record, command="run", **options)


def _designed(
    experiment: Experiment,
    record: Sequence[str] | None,
    command: str,
    shard: tuple[int, int] | None,
) -> tuple[Cells, dict[str, Any]]:
    cells = experiment.design_cells()
    tables = experiment.tables(record)
    manifest = make_manifest(experiment, cells, tables, command)
    if shard is not None:
        number, of = shard
        if isinstance(manifest["worlds"], dict) and of > len(cells):
            raise InputError(
                f"--shard {number}/{of}: the study has {len(cells)} cells, whose worlds depend on "
                "each other; expected at most as many shards"
            )
        manifest["shard"] = [number, of]
    _refuse_menus(cells)
    return cells, manifest


def _refuse_no_workers(workers: int | None) -> None:
    if workers is not None:
        whole_number("workers", workers, 1)


_MOST_MENUS = 500


def _refuse_menus(cells: Cells) -> None:
    """Solve the plans of cells with a menu, before anything is written; of very many, of some."""
    step = -(-len(cells) // _MOST_MENUS)
    for number in range(0, len(cells), step):
        if number and len(cells) > 1 and not cells.points.columns:
            break
        scenario = cells.scenario(number)
        schemes = [s for p in scenario.packages().values() for s in p.schemes]
        if any(scheme.contracts() for scheme in schemes):
            from sim.world.election import refuse_unacceptable_menus

            refuse_unacceptable_menus(scenario)


class _Run:
    """One attempt at finishing a study."""

    def __init__(
        self,
        study: Study,
        workers: int | None,
        progress: Progress | None,
        simulate: Simulate | None,
        scheduler: str | None = None,
    ) -> None:
        self.study = study
        self.scheduler = scheduler
        self.modules = _modules(study)
        self.workers = 1 if "__main__" in self.modules else workers or os.cpu_count() or 1
        self.asked = workers
        self.progress = progress
        self.simulate = simulate
        self.failed: set[int] = set()  # cells
        self.said: set[str] = set()  # cautions
        self.total = self.done = 0

    def finish(self) -> None:
        """Do what is missing, then make the whole tables.

        Raises:
            InputError: If somebody removes the folder meanwhile.
            CannotWrite: If the disk is full; what is done is kept.
        """
        try:
            self._finish()
        except (InputError, OSError):
            if (self.study.path / MANIFEST).is_file():
                raise
            raise InputError(
                f"{self.study.path}: was removed while it was being written to; "
                "expected a folder that stays"
            ) from None

    def _finish(self) -> None:
        for failure in self.study.failures:  # they are tried again
            failure.log.unlink(missing_ok=True)
        step = first_round(self.study.scenario().firms.count)
        while True:
            there = self.study.there()
            wanted = self.study.wanted(there)
            self.total, self.done = wanted.runs, runs_there(wanted, there)
            self._report()
            gaps = list(filter(None, map(self._open, missing(wanted, there, step))))
            if gaps:
                self._compute(tasks_of(self.study, gaps, self.workers))
                continue
            try:
                merge(self.study)
            except Damaged as error:
                notice(f"{error}; it is made again")
                continue
            with suppress(OSError):
                (self.study.path / "failures").rmdir()
            return

    def _open(self, gap: Portion) -> Portion | None:
        """A gap without the cells that have failed in this attempt."""
        if not self.failed:
            return gap
        left = [cell for cell in gap.block.cells if int(cell) not in self.failed]
        if not left:
            return None
        return gap._replace(block=gap.block._replace(cells=gap.block.cells[_is_in(gap, left)]))

    def _compute(self, tasks: list[Portion]) -> None:
        if self.scheduler is not None:
            from sim.study.run.on_dask import in_dask

            in_dask(self.study, tasks, self.scheduler, self.simulate, self.modules, self.note)
            return
        workers = min(self.workers, len(tasks))
        if workers > 1 and current_process().daemon:
            workers = 1
            if self.asked is not None:
                notice(
                    f"workers: {self.asked} asked for, but this process may have no children; "
                    "the study is played in it"
                )
        if workers > 1:
            in_processes(self.study, tasks, workers, self.simulate, self.modules, self.note)
            return
        for task in tasks:
            opened = self._open(task)
            if opened is not None:
                self.note(opened, self._played_here(opened))

    def _played_here(self, task: Portion) -> TaskResult:
        return play(self.study, task, self.simulate)

    def note(self, task: Portion, outcome: TaskResult) -> None:
        """Keep what came of a task: tracebacks, cautions, progress."""
        if outcome.troubles and not (self.study.path / MANIFEST).is_file():
            raise InputError("gone")  # said in finish
        for sentence in outcome.cautions:
            if sentence not in self.said:
                self.said.add(sentence)
                caution(sentence)
        for cell, first, text in outcome.troubles:
            self.failed.add(cell)
            log = self.study.log(cell, first)
            log.parent.mkdir(exist_ok=True)
            with replacing(log) as temporary:
                temporary.write_text(text.rstrip() + "\n", encoding="utf-8")
        self.done += task.block.runs
        self._report()

    def _report(self) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total)


def _is_in(gap: Portion, left: Sequence[int]) -> Any:
    import numpy as np

    return np.isin(gap.block.cells, left)


def _modules(study: Study) -> list[str]:
    """That define the parts of its packages."""
    count = len(study.cells)
    some = range(0, count, -(-count // 50))
    return sorted({kind.__module__ for kind in kinds_of(map(study.scenario, some)).values()})
