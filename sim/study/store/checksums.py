"""What the files of a study were when they were written.

A line per file, as `sha256sum` writes it: in the study's folder, `sha256sum -c checksums.txt` looks
at them, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from sim.support.files import cannot_write, refuse_special

CHECKSUMS = "checksums.txt"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def checksum(path: Path) -> str:
    """Of the bytes of a file.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def known(folder: Path) -> dict[str, str]:
    """Checksums by the name of the file in the study's folder; what is torn or altered is none."""
    place = folder / CHECKSUMS
    if not place.is_file():
        return {}
    lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
    found = (_LINE.fullmatch(line) for line in lines)
    return {match[2]: match[1] for match in found if match}


def note(folder: Path, path: Path) -> None:
    """Add a file that has just been written; processes do so side by side."""
    place = folder / CHECKSUMS
    refuse_special(place)
    try:
        line = _line(path.relative_to(folder).as_posix(), checksum(path))
        with place.open("ab", buffering=0) as out:
            out.write(line.encode())
    except OSError as error:
        cannot_write(place, error)


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Make the list that of some files, in order; nothing is written if it is that already."""
    place, there = folder / CHECKSUMS, known(folder)
    text = "".join(
        _line(name, there.get(name) or checksum(folder / name)) for name in sorted(names)
    )
    with suppress(OSError):
        if place.read_text(encoding="utf-8", errors="replace") == text:
            return
    draft = folder / f".{CHECKSUMS}.tmp"
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(place)
    except OSError as error:
        cannot_write(place, error)


def _line(name: str, digest: str) -> str:
    return f"{digest}  {name}\n"
