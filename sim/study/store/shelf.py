"""Studies in their folder: to rename, to put into a bin, to take out of it again.

Only folders that hold a manifest are moved, never while somebody is at work in them, and nothing
that is, or holds, a link out of its folder.
"""

from __future__ import annotations

import re
from pathlib import Path

from sim.study.store.folder import runner_of
from sim.study.store.links import refuse_links
from sim.study.store.manifest import MANIFEST
from sim.support.files import cannot_write
from sim.support.inputs import InputError, shown

BIN = ".bin"
"""In a folder of studies: what was put aside."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


def rename_study(folder: Path, name: str, new: str) -> Path:
    """Give a study's folder another name; where it is then.

    Args:
        folder: Of studies.
        name: Of the study's folder.
        new: What it is to be called.

    Raises:
        InputError: If the new name is none or taken, or the study may not be moved.
    """
    if not _NAME.fullmatch(new):
        raise InputError(f"name is {shown(new)}; expected letters, digits, - _ and ., at most 80")
    return _moved(_movable(folder, name), folder / new)


def put_into_bin(folder: Path, name: str) -> str:
    """Move a study into the bin; what it is called there.

    Raises:
        InputError: If it may not be moved.
    """
    path, place = _movable(folder, name), _bin(folder)
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        cannot_write(place, error)
    names = (name if not number else f"{name}~{number}" for number in range(10**6))
    there = next(one for one in names if not (place / one).exists())
    return _moved(path, place / there).name


def take_from_bin(folder: Path, name: str) -> Path:
    """Move a study back from the bin, under the name that it had; where it is then.

    Raises:
        InputError: If there is none, or another study has that name by now.
    """
    path = _movable(_bin(folder), name)
    return _moved(path, folder / re.sub(r"~\d+$", "", name))


def in_bin(folder: Path) -> list[str]:
    """Names of the studies in the bin, the latest first."""
    place = folder / BIN
    if place.is_symlink():
        return []
    found = [manifest.parent for manifest in place.glob(f"*/{MANIFEST}")]
    return [path.name for path in sorted(found, key=lambda p: p.stat().st_ctime, reverse=True)]


def _bin(folder: Path) -> Path:
    place = folder / BIN
    if place.is_symlink():
        raise InputError(f"{place}: is a link; expected a folder among the studies")
    return place


def _movable(folder: Path, name: str) -> Path:
    """Refuse what is no study, is at work, or leads elsewhere."""
    path = folder / name
    if Path(name).name != name or not (path / MANIFEST).is_file():
        raise InputError(f"no study is called {shown(name)} in {folder}; expected one that is")
    refuse_links(path)
    if path.is_symlink():
        raise InputError(f"{path}: is a link; expected a study that lies there")
    if runner_of(path) is not None:
        raise InputError(f"{path}: somebody is at work in it; expected it cancelled first")
    return path


def _moved(path: Path, there: Path) -> Path:
    if there.exists() or there.is_symlink():
        raise InputError(f"{there}: is there already; expected a name that is free")
    try:
        return path.rename(there)
    except OSError as error:
        cannot_write(there, error)
