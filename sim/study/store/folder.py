"""A study's folder: held by one runner at a time, and cleared of nothing but studies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sim.study.design.points import Points
from sim.study.design.sampling import DESIGNS
from sim.study.store.checksums import CHECKSUMS
from sim.study.store.links import refuse_links
from sim.study.store.manifest import MANIFEST, differences, write_manifest
from sim.study.store.study import Study
from sim.study.store.writing import keep_points, repair
from sim.support.files import cannot_write, read_regular, refuse_special
from sim.support.inputs import InputError
from sim.support.progress import notice
from sim.tables.columns import RECORDS

LOCK, RUNNER, LOG = ".lock", ".runner", "sweep.log"
_OURS = ("report.html", "explore.html", "heatmap.svg", "heatmap.png", LOG, CHECKSUMS)
_PATIENCE = 0.15
"""Seconds: ``runner_of`` holds the lock for an instant."""


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
        others = [e.name for e in path.iterdir() if e.name not in (LOCK, RUNNER)]
        if others and MANIFEST not in others:
            raise InputError(
                f"{path}: is not empty and holds no study; expected a new or empty folder"
            )
        refuse_special(path / LOCK)
        refuse_special(path / RUNNER)
        lock = FileLock(path / LOCK)
        try:
            lock.acquire(timeout=_PATIENCE, poll_interval=0.03)
        except Timeout:
            raise InputError(
                f"{path}: another run is at work in this folder; expected to be alone"
            ) from None
    except OSError as error:
        cannot_write(path, error)
    try:
        try:
            (path / RUNNER).write_text(str(os.getpid()))
        except OSError as error:
            cannot_write(path / RUNNER, error)
        yield
    finally:
        with suppress(OSError):
            (path / RUNNER).unlink()
        lock.release()


def runner_of(path: Path) -> int | None:
    """The process that is at work in a study's folder; none if nobody is.

    A process that was killed leaves its number behind, but not its hold on the lock.
    """
    try:
        process = int(read_regular(path / RUNNER))
        if not (path / LOCK).is_file():
            return None
        with FileLock(path / LOCK, timeout=0):
            return None
    except Timeout:
        return process
    except (OSError, ValueError, InputError):
        return None


def prepare(path: Path, manifest: dict[str, Any], points: Points, fresh: bool) -> Study:
    """The study to run in a folder, grown if it has to; the caller holds the folder's lock.

    Raises:
        InputError: If the folder holds another study and ``fresh`` is not set.
    """
    if (path / MANIFEST).exists():
        if fresh:
            _clear(path)
        else:
            old = Study.open(path)
            manifest = _grown(old, manifest, points)
    study = Study(path, manifest)
    keep_points(study, points)
    write_manifest(path, manifest)
    notice_repairs(repair(study))
    return study


def _grown(old: Study, manifest: dict[str, Any], points: Points) -> dict[str, Any]:
    """The manifest of a study that has what is there and what is asked for."""
    odd = [*differences(old.manifest, manifest), *_shrinking(old, manifest, points)]
    if odd:
        more = f"; and {len(odd) - 5} more" if len(odd) > 5 else ""
        raise InputError(
            f"{old.path}: holds another study: {'; '.join(odd[:5])}{more}; "
            "expected the same or more of it, another --out, or --fresh"
        )
    asked = {*manifest["record"], *old.record}
    record = [name for name in RECORDS if name in asked]
    outcomes = {**manifest.get("outcomes", {})}
    for name, said in old.manifest.get("outcomes", {}).items():
        outcomes.setdefault(name, said)
    manifest = {**manifest, "record": record, **({"outcomes": outcomes} if outcomes else {})}
    new = [name for name in record if name not in old.record]
    if new and any(old.file(name).is_file() for name in old.record):
        notice(
            f"{old.path}: {', '.join(new)} was not recorded; the runs that are there are played "
            "again for it, with the same luck"
        )
    return manifest


def _shrinking(old: Study, manifest: Mapping[str, Any], points: Points) -> list[str]:
    """What would be lost, in words."""
    found = []
    before, now = old.manifest["worlds"], manifest["worlds"]
    if isinstance(before, int) and isinstance(now, int) and now < before:
        found.append(f"worlds is {before} there and {now} here, and a study does not shrink")
    if old.manifest.get("shard") != manifest.get("shard"):
        found.append(f"shard is {_shard(old.manifest)} there and {_shard(manifest)} here")
    if points.digest == old.manifest["points"] or found:
        return found
    if list(old.manifest["levers"]) != list(points.levers):
        return found  # said elsewhere
    lost = points.find(old.points) < 0
    if not lost.any():
        return found
    kind = manifest["design"]
    if kind == old.manifest["design"] and kind in DESIGNS and not DESIGNS[kind].grows:
        growing = [name for name, design in DESIGNS.items() if design.grows]
        return [
            f"points is {old.manifest['cells']} there and {len(points)} here, and a {kind} does "
            f"not grow, as {', '.join(growing)} do"
        ]
    first = int(lost.argmax())
    place = old.points.coordinates(first)
    shown = ", ".join(f"{name} {value}" for name, value in place.items())
    return [
        f"{int(lost.sum())} of the {len(old.points)} points there are none of the {len(points)} "
        f"here (for one, {shown})"
    ]


def _shard(manifest: Mapping[str, Any]) -> str:
    shard: Sequence[int] | None = manifest.get("shard")
    return "/".join(map(str, shard)) if shard else "not set"


def notice_repairs(found: Sequence[str]) -> None:
    """Say on stderr what was damaged; it is made again now."""
    for sentence in found:
        notice(sentence)


def _clear(path: Path) -> None:
    """Delete what studies write, and nothing else; the manifest last."""
    ours = [path / name for name in (*_OURS, *(f"{table}.parquet" for table in RECORDS))]
    for table in RECORDS:
        ours += (path / "parts").glob(f"{table}-*c*-w*.parquet")
    ours += path.glob("points-*.parquet")
    ours += (path / "failures").glob("c*-w*.log")
    ours += [*path.glob(".*.tmp"), *path.glob("parts/.*.tmp")]
    for file in [*ours, path / MANIFEST]:
        file.unlink(missing_ok=True)
    for folder in ("parts", "failures"):
        with suppress(OSError):  # it may hold files that are not ours
            (path / folder).rmdir()
