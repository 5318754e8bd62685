"""What labs have selected and played, kept in their folders: named arrays that are made once.

Where they are kept follows from all that they depend on: parameters, seed, and the code that makes
them, whatever its files are called. So what was made by other code is not found.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agents.numerics.digests import source_digest
from incentives.arrays import Floats
from sim.study.store.files import replacing

Arrays = dict[str, Floats]

_ROOT = Path(__file__).parents[2]
_OURS = ("agents", "incentives", "sim")
_THEIRS = ("cma", "numpy")  # draws and searches that results are made of


class Shelf(NamedTuple):
    """Where arrays are kept that some code makes.

    Attributes:
        folder: Of the lab.
        code: A digest of what makes them.
    """

    folder: Path
    code: str

    def file(self, depends_on: Mapping[str, Any], name: str) -> Path:
        """Where arrays are.

        Args:
            depends_on: All that they depend on, besides their name and code.
            name: Of the file.
        """
        text = json.dumps({**depends_on, "code": self.code}, sort_keys=True)
        return self.folder / "kept" / sha256(text.encode()).hexdigest()[:12] / f"{name}.npz"


def shelf(folder: Path | None, *makers: Any) -> Shelf | None:
    """A shelf for what functions make; classes whose methods they call are named, too.

    Args:
        folder: Of the lab; None keeps nothing.
        makers: Functions and classes of ours.
    """
    if folder is None:
        return None
    names = [(maker.__module__, maker.__qualname__) for maker in makers]
    theirs = [f"{name} {version(name)}" for name in _THEIRS]
    return Shelf(folder, " ".join([source_digest(_ROOT, names, _OURS), *theirs]))


def read(path: Path | None) -> Arrays:
    """Arrays by name, to the bit; empty if nothing is there, or it is damaged."""
    if path is None:
        return {}
    with suppress(OSError, ValueError, EOFError, zipfile.BadZipFile), np.load(path) as found:
        return {name: found[name] for name in found.files}
    return {}


def write(path: Path | None, arrays: Mapping[str, Floats]) -> None:
    """Keep arrays by name; a file is written whole or not.

    Raises:
        CannotWrite: If the disk is full.
        InputError: If there is no place for it.
    """
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Any] = dict(arrays)
    with replacing(path) as draft, draft.open("wb") as file:
        np.savez(file, **contents)


def fetch(path: Path | None, make: Callable[[], Arrays]) -> Arrays:
    """Arrays from their file, or made and kept."""
    found = read(path)
    if not found:
        found = make()
        write(path, found)
    return found


def complete(path: Path | None, makers: Mapping[str, Callable[[], Floats]]) -> Arrays:
    """Arrays by name from their file; what is missing is made, and kept beside the others."""
    known = read(path)
    new = {name: make() for name, make in makers.items() if name not in known}
    if new:
        write(path, known | new)
    return {name: (known | new)[name] for name in makers}


def flat(table: Any, name: str = "") -> Arrays:
    """A named tuple of arrays, or of such tuples, as arrays by dotted name."""
    return dict(_leaves(table, name))


def _leaves(table: Any, name: str) -> Iterator[tuple[str, Floats]]:
    if not hasattr(table, "_fields"):
        yield name, table
        return
    for field in table._fields:
        yield from _leaves(getattr(table, field), f"{name}.{field}" if name else field)


def part(found: Arrays, name: str) -> Arrays:
    """The arrays whose names begin so, without that."""
    return {
        key.removeprefix(f"{name}."): a for key, a in found.items() if key.startswith(f"{name}.")
    }
