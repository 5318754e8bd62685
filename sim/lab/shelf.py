"""What a lab has found, kept in its folder: named arrays that are made once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.study.store.files import replacing

Arrays = dict[str, Floats]


def fetch(folder: Path | None, depends_on: str, make: Callable[[], Arrays]) -> Arrays:
    """Arrays from their file, or made and kept; numbers are read back to the bit.

    Args:
        folder: Where files are; None keeps nothing.
        depends_on: All that the arrays depend on, in words.
        make: Makes them.

    Raises:
        CannotWrite: If the disk is full.
    """
    if folder is None:
        return make()
    path = folder / "found" / f"{sha256(depends_on.encode()).hexdigest()[:16]}.npz"
    with suppress(OSError, ValueError, EOFError, zipfile.BadZipFile), np.load(path) as kept:
        return {name: kept[name] for name in kept.files}  # what is damaged is made again
    found: dict[str, Any] = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as draft, draft.open("wb") as file:
        np.savez(file, **found)
    return found


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
    return {key.removeprefix(f"{name}."): a for key, a in found.items() if key.startswith(name)}
