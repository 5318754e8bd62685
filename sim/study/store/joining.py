"""Joining: shards that were played in folders of their own become one study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.study.store.files import Damaged
from sim.study.store.folder import locked
from sim.study.store.manifest import MANIFEST, differences, write_manifest
from sim.study.store.study import Study
from sim.study.store.writing import keep_points, merge
from sim.support.inputs import InputError


def join_studies(folders: Sequence[Path], out: Path) -> Study:
    """Make one study of several folders that hold parts of it; these stay as they are.

    Args:
        folders: Studies, whole or unfinished.
        out: A new or empty folder, or one that holds the same study.

    Raises:
        InputError: If they are not of one study, or one of them is damaged.
    """
    studies = [Study.open(folder) for folder in folders]
    first = studies[0]
    for other in studies[1:]:
        _refuse_others(first, other)
    if any(study.path.resolve() == out.resolve() for study in studies):
        raise InputError(f"{out}: is one of those that are joined; expected another folder")
    manifest = {key: value for key, value in first.manifest.items() if key != "shard"}
    with locked(out):
        study = Study(out, manifest)
        if (out / MANIFEST).exists():
            study = Study.open(out)
            _refuse_others(study, first)
        keep_points(study, first.points)
        write_manifest(out, study.manifest)
        try:
            merge(study, studies)
        except Damaged as error:
            raise InputError(
                f"{error}; run the command that made it again to repair it, then join again"
            ) from None
    return study


def _refuse_others(first: Study, other: Study) -> None:
    odd = differences(first.manifest, other.manifest)
    for name in ("points", "worlds", "record", "outcomes"):
        if first.manifest.get(name) != other.manifest.get(name):
            odd.append(f"{name} differ")
    if odd:
        raise InputError(
            f"{other.path}: is no part of the study in {first.path}: {'; '.join(odd[:5])}; "
            "expected shards of one study"
        )
