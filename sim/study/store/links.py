"""Links: a study lies where it seems to lie, and so does everything in it."""

from __future__ import annotations

import os
from pathlib import Path

from sim.support.inputs import InputError

_FOLDERS = ("", "parts", "failures")
"""Where a study's files are, seen from its folder."""


def refuse_links(folder: Path) -> None:
    """Refuse a study that is, or holds, a link which leaves the folder it stands in.

    Whoever can put a link among studies could else have any file of the user's read as a report
    or a log, and any overwritten as a lock. Links that stay inside are as good as files.

    Raises:
        InputError: Naming the link.
    """
    here = _real(folder)
    if folder.is_symlink() and _real(folder.absolute().parent) not in here.parents:
        raise InputError(
            f"{folder}: is a link that leaves its folder; expected a study that lies there"
        )
    for name in _FOLDERS:
        place = folder / name
        if name and _leaves(place, here):
            raise InputError(_sentence(place))
        try:
            with os.scandir(place) as entries:
                links = [Path(entry.path) for entry in entries if entry.is_symlink()]
        except OSError:
            continue  # not there, or not to be read: whoever reads it says so
        for link in links:
            if _leaves(link, here):
                raise InputError(_sentence(link))


def _leaves(path: Path, home: Path) -> bool:
    return path.is_symlink() and home not in _real(path).parents


def _real(path: Path) -> Path:
    """Where a path leads; a link in a circle, which leads nowhere, to itself."""
    return Path(os.path.realpath(path))


def _sentence(link: Path) -> str:
    return f"{link}: is a link that leaves the study; expected a file or folder of the study's own"
