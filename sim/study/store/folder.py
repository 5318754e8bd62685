"""A study's folder: held by one runner at a time, and cleared of nothing but studies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sim.study.store.checksums import CHECKSUMS
from sim.study.store.links import refuse_links
from sim.study.store.manifest import MANIFEST, differences, write_manifest
from sim.study.store.study import Study
from sim.support.files import cannot_write, refuse_special
from sim.support.inputs import InputError
from sim.support.progress import notice
from sim.tables.columns import RECORDS

LOCK, LOG = ".lock", "sweep.log"
_OURS = ("report.html", "heatmap.svg", "heatmap.png", LOG, CHECKSUMS)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder, made if need be, against a second runner, and say in it who does.

    Raises:
        InputError: If the folder is no place for a study, or in use.
    """
    try:
        refuse_links(path)
        if path.exists() and not path.is_dir():
            raise InputError(f"{path}: is a file; expected a folder for the study")
        path.mkdir(parents=True, exist_ok=True)
        others = [entry.name for entry in path.iterdir() if entry.name != LOCK]
        if others and MANIFEST not in others:
            raise InputError(
                f"{path}: is not empty and holds no study; expected a new or empty folder"
            )
        refuse_special(path / LOCK)
        handle = (path / LOCK).open("a")
    except OSError as error:
        cannot_write(path, error)
    with handle:
        if not _taken(handle):
            raise InputError(f"{path}: another run is at work in this folder; expected to be alone")
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                handle.truncate(0)


def _taken(handle: IO[str]) -> bool:
    """Take the lock. A second try, for ``runner_of`` holds it for an instant."""
    import fcntl

    for pause in (0.05, 0.05, 0.0):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            time.sleep(pause)
    return False


def runner_of(path: Path) -> int | None:
    """The process that is at work in a study's folder; none if nobody is.

    A process that was killed leaves its number behind, but not its hold on the lock.
    """
    import fcntl

    try:
        if not (path / LOCK).is_file():
            return None
        with (path / LOCK).open() as handle:
            process = int(handle.read() or 0)
            if not process:
                return None
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return process
    except (OSError, ValueError):
        return None
    return None


def prepare(path: Path, manifest: dict[str, Any], fresh: bool) -> Study:
    """The study to run in a folder; the caller holds the folder's lock.

    Raises:
        InputError: If the folder holds another study and ``fresh`` is not set.
    """
    if (path / MANIFEST).exists():
        study = Study.open(path)
        if not fresh:
            odd = differences(study.manifest, manifest)
            if not odd:
                notice_repairs(study.repair())
                return study
            more = f"; and {len(odd) - 5} more" if len(odd) > 5 else ""
            raise InputError(
                f"{path}: holds another study: {'; '.join(odd[:5])}{more}; "
                "expected the same, another --out, or --fresh"
            )
        _clear(study)
    write_manifest(path, manifest)
    return Study(path, manifest)


def notice_repairs(damaged: list[Path]) -> None:
    """Say on stderr what was damaged; it is made again now."""
    for file in damaged:
        notice(f"{file}: damaged; it is made again")


def _clear(study: Study) -> None:
    """Delete what studies write, and nothing else; the manifest last."""
    ours = [study.path / name for name in (*_OURS, *(f"{t}.parquet" for t in RECORDS))]
    for table in RECORDS:
        ours += (study.path / "parts").glob(f"{table}-c*-w*.parquet")
    ours += (study.path / "failures").glob("c*-w*.log")
    ours += [*study.path.glob(".*.tmp"), *study.path.glob("parts/.*.tmp")]
    for path in [*ours, study.path / MANIFEST]:
        path.unlink(missing_ok=True)
    for folder in ("parts", "failures"):
        with suppress(OSError):  # it may hold files that are not ours
            (study.path / folder).rmdir()
