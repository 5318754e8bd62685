"""Tasks on a Dask cluster: workers write into the study's folder, or hand their rows back."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.study.design.firm_files import contents, lend_missing
from sim.study.run.tasks import Note, Simulate, TaskResult, Trouble, halves, play
from sim.study.store import checksums
from sim.study.store.coverage import Portion
from sim.study.store.files import replacing
from sim.study.store.manifest import (
    MANIFEST,
    code,
    read_manifest,
    shown_scenarios,
    write_manifest,
)
from sim.study.store.study import Study
from sim.study.store.writing import keep_points
from sim.support.inputs import InputError

NAME_OF_SHARED = "{path}"
"""What workers call the study's folder, which has a ``path`` here and a ``name``."""


class _Handed(NamedTuple):
    """What came of a task, and files that had no place where it was played."""

    outcome: TaskResult
    files: dict[str, bytes]


def in_dask(
    study: Study,
    tasks: Sequence[Portion],
    scheduler: str,
    simulate: Simulate | None,
    modules: Sequence[str],
    note: Note,
) -> None:
    """Play tasks on the workers of a scheduler.

    Dask gives the task of a worker that dies to another one. A task that has taken several workers
    with it is tried again in halves, until it is known which cell it is.

    Args:
        study: Whose tasks these are.
        tasks: What is missing.
        scheduler: Address, as in tcp://127.0.0.1:8786.
        simulate, modules, note: As of ``local.py: in_processes``.

    Raises:
        InputError: If Dask is not installed, nobody answers at the address, or a worker has
            other code.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise InputError(
            "--engine dask needs Dask; expected it installed, as with pip install "
            "'proxyfight[dask]'"
        ) from None
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=10, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no answer"
        raise InputError(
            f"--scheduler {scheduler}: nobody answers there ({reason}); expected the address of a "
            "Dask scheduler"
        ) from None
    path = study.path.resolve()
    folder = NAME_OF_SHARED.format(path=path, name=path.name)
    with client, client.as_current():
        files = contents(shown_scenarios(study.cells))
        places = client.scatter((study.manifest, study.points.table(), files), broadcast=True)

        def submit(task: Portion) -> Any:
            return client.submit(
                _play_there, folder, places, task, simulate, list(modules), pure=False
            )

        running = {submit(task): task for task in tasks}
        finished: Any = as_completed(list(running))  # type: ignore[no-untyped-call]
        for future in finished:
            task = running.pop(future)
            try:
                handed = future.result()
            except KilledWorker:
                if len(task.block.cells) > 1:
                    for half in halves(task):
                        again = submit(half)
                        running[again] = half
                        finished.add(again)
                    continue
                text = "the workers that played this died; was there too little memory?"
                handed = _Handed(
                    TaskResult([Trouble(int(task.block.cells[0]), task.block.first, text)], []), {}
                )
            _store(study, handed.files)
            note(task, handed.outcome)
            future.release()


def _store(study: Study, files: dict[str, bytes]) -> None:
    """Keep the files that a worker has handed back."""
    for name, content in files.items():
        path = study.path / "parts" / name
        path.parent.mkdir(exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(content)
        checksums.note(study.path, path)


def _play_there(
    folder: str,
    places: Any,
    task: Portion,
    simulate: Simulate | None,
    modules: Sequence[str],
) -> _Handed:
    """On a worker: play a task and store it in the study's folder, or in one to be handed back."""
    manifest, points, firms = places
    if odd := [area for area, digest in manifest["code"].items() if code().get(area) != digest]:
        raise InputError(
            f"a Dask worker has other code of {', '.join(odd)}; expected the same version of "
            "proxyfight on all machines"
        )
    lend_missing(firms)
    shared = Path(folder)
    if _is_there(shared, manifest):
        return _Handed(play(Study(shared, manifest), task, simulate, modules), {})
    with tempfile.TemporaryDirectory() as place:
        from sim.study.design.levers import lever_of
        from sim.study.design.points import Points

        own = Study(Path(place), manifest)
        levers = {name: lever_of(name, raw) for name, raw in manifest["levers"].items()}
        write_manifest(own.path, manifest)
        keep_points(own, Points.from_table(levers, points))
        outcome = play(own, task, simulate, modules)
        files = {path.name: path.read_bytes() for path in own.path.glob("parts/*.parquet")}
        return _Handed(outcome, files)


def _is_there(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a worker sees the study's own folder."""
    try:
        return (folder / MANIFEST).is_file() and read_manifest(folder) == manifest
    except InputError:
        return False
