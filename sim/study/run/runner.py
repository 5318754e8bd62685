"""Run a study: in this process or in several, interruptible at any moment."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from multiprocessing import current_process
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario.scenario import Scenario
from sim.study.experiment import Cell, Experiment
from sim.study.run.processes import interrupts_held, interrupts_kept, worker_pool
from sim.study.store.files import Damaged, replacing
from sim.study.store.folder import locked, notice_repairs, prepare
from sim.study.store.manifest import MANIFEST, make_manifest, parts_of, refuse_other_code
from sim.study.store.study import Chunk, Study
from sim.support.cautions import caution, cautions_kept
from sim.support.files import CannotWrite
from sim.support.inputs import InputError, whole_number
from sim.support.memory import refuse_too_much
from sim.support.progress import Progress, notice
from sim.tables.columns import tables_of
from sim.tables.memory import WHAT, needed

_CELL, _CHUNK, _ROW, _WORKER = 60_000, 3_000, 1_200, 250_000_000
"""Bytes: of a cell and a chunk that are waiting, of a row of ``runs`` when the report reads it, and
of a worker before it plays."""

Tables = dict[str, dict[str, np.ndarray]]
Simulate = Callable[[Scenario, range, frozenset[str]], Tables]


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
) -> Study:
    """Run an experiment into a folder, or continue it there.

    Chunks that raise are kept in ``Study.failures`` and do not stop the others. After an
    interruption, what was finished is kept.

    Args:
        experiment: The design.
        out: The study's folder.
        workers: Processes; left out, as many as there are cores. Parts that the main module
            itself defines are unknown elsewhere: with them, only this process works.
        record: Tables to keep, instead of the experiment's own.
        fresh: Replace a study that is there.
        progress: Called with the chunks that are done and all of them.
        simulate: The simulation, for tests; must be importable by name.
        command: The subcommand that makes this study again.

    Raises:
        InputError: If the design is wrong or the folder holds something else.
    """
    _refuse_no_workers(workers)
    cells = experiment.cells()
    manifest = _manifest(experiment, cells, record, command)
    _refuse_menus(cells)
    path = Path(out)
    _refuse_too_large(cells, manifest, workers)
    with locked(path):
        study = prepare(path, manifest, fresh)
        _Run(study, cells, workers, progress, simulate).finish()
    return study


def lay_out(experiment: Experiment, out: str | Path, record: Sequence[str] | None = None) -> Study:
    """Make a study's folder without running it; ``continue_study`` does that.

    Raises:
        InputError: If the design is wrong or the folder holds something else.
    """
    cells = experiment.cells()
    manifest = _manifest(experiment, cells, record, "sweep")
    _refuse_menus(cells)
    path = Path(out)
    _refuse_too_large(cells, manifest, None)
    with locked(path):
        return prepare(path, manifest, fresh=False)


def continue_study(
    out: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
) -> Study:
    """Do what is missing of the study in a folder. Arguments as of ``run_study``.

    Raises:
        InputError: If there is no study, or it was begun with other code.
    """
    _refuse_no_workers(workers)
    path = Path(out)
    study = Study.open(path)
    cells = [
        Cell(labels, coordinates, study.scenario(number))
        for number, (labels, coordinates) in enumerate(
            zip(study.cells, study.coordinates, strict=True)
        )
    ]
    refuse_other_code(study.manifest, cells, path)
    _refuse_too_large(cells, study.manifest, workers)
    with locked(path):
        notice_repairs(study.repair())
        _Run(study, cells, workers, progress, simulate).finish()
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


def _refuse_no_workers(workers: int | None) -> None:
    if workers is not None:
        whole_number("workers", workers, 1)


def _refuse_too_large(cells: Sequence[Cell], manifest: dict[str, Any], workers: int | None) -> None:
    """Refuse a study that does not fit into memory: its workers, and what this process keeps."""
    size, record = int(manifest["firms_per_chunk"]), manifest["record"]
    scenarios = [cell.scenario for cell in cells]
    steps = [max(1, size // scenario.firms.count) for scenario in scenarios]
    counts = [s.worlds // step + 1 for s, step in zip(scenarios, steps, strict=True)]
    largest = max(
        needed(scenario, min(step, scenario.worlds), record)
        for scenario, step in zip(scenarios, steps, strict=True)
    )
    at_once = min(workers or os.cpu_count() or 1, sum(counts))
    rows = sum(scenario.worlds for scenario in scenarios)
    kept = len(cells) * _CELL + sum(counts) * _CHUNK + rows * _ROW
    refuse_too_much(kept + at_once * (largest + (_WORKER if at_once > 1 else 0)), WHAT)


def _refuse_menus(cells: Sequence[Cell]) -> None:
    """Solve the plans of cells with a menu, before anything is written."""
    schemes = [s for cell in cells for p in cell.scenario.packages().values() for s in p.schemes]
    if any(scheme.contracts() for scheme in schemes):
        from sim.world.election import refuse_unacceptable_menus

        for cell in cells:
            refuse_unacceptable_menus(cell.scenario)


def _manifest(
    experiment: Experiment, cells: Sequence[Cell], record: Sequence[str] | None, command: str
) -> dict[str, Any]:
    return make_manifest(
        name=experiment.name,
        question=experiment.question,
        levers=experiment.levers,
        measures=experiment.measures,
        cells=cells,
        record=experiment.record if record is None else tables_of(record),
        overrides=experiment.overrides,
        command=command,
    )


class _Run:
    """One attempt at finishing a study."""

    def __init__(
        self,
        study: Study,
        cells: Sequence[Cell],
        workers: int | None,
        progress: Progress | None,
        simulate: Simulate | None,
    ) -> None:
        self.study = study
        self.modules = sorted({type(part).__module__ for part in parts_of(cells)})
        self.workers = 1 if "__main__" in self.modules else workers or os.cpu_count() or 1
        self.asked = workers
        self.progress = progress
        self.simulate = simulate
        self.chunks = study.chunks()
        self.said: set[str] = set()  # cautions

    def finish(self) -> None:
        """Do what is missing, then make the whole tables.

        Raises:
            InputError: If somebody removes the folder meanwhile.
            CannotWrite: If the disk is full; what is done is kept.
        """
        try:
            self._finish()
        except (InputError, OSError):
            if not _is_gone(self.study):
                raise
            raise InputError(
                f"{self.study.path}: was removed while it was being written to; "
                "expected a folder that stays"
            ) from None

    def _finish(self) -> None:
        for _ in range(2):  # a second time when a part turns out to be damaged
            missing = [chunk for chunk in self.chunks if not self.study.has(chunk)]
            self._report(len(self.chunks) - len(missing))
            self._compute(missing)
            if self.study.failures:
                return
            try:
                self.study.merge()
            except Damaged as error:
                notice(f"{error}; it is made again")
                continue
            return

    def _compute(self, chunks: list[Chunk]) -> None:
        workers = min(self.workers, len(chunks))
        if workers > 1 and current_process().daemon:
            workers = 1
            if self.asked is not None:
                notice(
                    f"workers: {self.asked} asked for, but this process may have no children; "
                    "the study is played in it"
                )
        if workers <= 1:
            for chunk in chunks:
                self._note(chunk, *_attempt(self.study, chunk, self.simulate))
            return
        left = self._in_processes(chunks, workers)
        # A worker died. One chunk at a time, so that only the one that kills it fails.
        for chunk in left:
            if self._in_processes([chunk], 1):
                self._note(chunk, "the worker process died; was there too little memory?")

    def _in_processes(self, chunks: list[Chunk], workers: int) -> list[Chunk]:
        """Compute chunks in a pool; returns those that a dying worker left undone."""
        left: list[Chunk] = []
        with worker_pool(workers, _assign, self.study, self.simulate, self.modules) as pool:
            futures: dict[Future[tuple[str, list[str]]], Chunk] = {}
            with interrupts_held():
                try:
                    for chunk in chunks:
                        futures[pool.submit(_attempt_here, chunk)] = chunk
                except BrokenProcessPool:
                    left = chunks[len(futures) :]
            for future in as_completed(futures):
                try:
                    self._note(futures[future], *future.result())
                except BrokenProcessPool:
                    left.append(futures[future])
        return sorted(left)

    def _note(self, chunk: Chunk, trouble: str, cautions: Sequence[str] = ()) -> None:
        for sentence in cautions:
            if sentence not in self.said:
                self.said.add(sentence)
                caution(sentence)
        if trouble:
            log = self.study.log(chunk)
            log.parent.mkdir(exist_ok=True)
            with replacing(log) as temporary:
                temporary.write_text(trouble.rstrip() + "\n", encoding="utf-8")
        self._report(self.done + 1)

    def _report(self, done: int) -> None:
        self.done = done
        if self.progress is not None:
            self.progress(done, len(self.chunks))


def _attempt(
    study: Study, chunk: Chunk, simulate: Simulate | None, modules: Sequence[str] = ()
) -> tuple[str, list[str]]:
    """Compute and store a chunk; the traceback if that fails, else nothing, and cautions."""
    cautions: list[str] = []
    try:
        for name in modules:
            import_module(name)
        if simulate is None:
            from sim.tables.simulate import simulate as core

            simulate = partial(core, threads=1)  # the other cores have workers of their own
        with interrupts_kept(), cautions_kept() as cautions:
            scenario = study.scenario(chunk.cell)
            study.write(chunk, simulate(scenario, chunk.worlds, frozenset(study.record)))
    except CannotWrite:
        raise
    except (Exception, SystemExit):  # a part may ask to leave
        if _is_gone(study):
            raise
        return traceback.format_exc(), cautions
    return "", cautions


def _is_gone(study: Study) -> bool:
    return not (study.path / MANIFEST).is_file()


_assigned: tuple[Study, Simulate | None, Sequence[str]] | None = None
"""In a worker: what it works on, and the modules that define the parts of its packages."""


def _assign(study: Study, simulate: Simulate | None, modules: Sequence[str]) -> None:
    global _assigned
    _assigned = (study, simulate, modules)


def _attempt_here(chunk: Chunk) -> tuple[str, list[str]]:
    assert _assigned is not None
    return _attempt(_assigned[0], chunk, *_assigned[1:])
