"""Selected weights in files, so that they are selected once; a file is written whole or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.study.store.files import replacing

FORM = 1
"""Of selections and the files that they are kept in: another one selects anew."""


def file_of(folder: Path | None, depends_on: Mapping[str, Any], number: int) -> Path | None:
    """The file of a selection.

    Args:
        folder: Of the lab; None keeps nothing.
        depends_on: All that its weights depend on, besides its number.
        number: Of the selection.
    """
    if folder is None:
        return None
    text = json.dumps({**depends_on, "form": FORM}, sort_keys=True)
    return folder / "selected" / sha256(text.encode()).hexdigest()[:12] / f"{number:05d}.json"


def read(path: Path | None) -> dict[str, Floats]:
    """Weights by name; empty if nothing is there, or it is damaged."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: np.array(weights, dtype=np.float64) for name, weights in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def write(path: Path | None, weights: Mapping[str, Floats]) -> None:
    """Keep weights by name; numbers are read back to the bit.

    Raises:
        CannotWrite: If the disk is full.
        InputError: If there is no place for it.
    """
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as draft:
        draft.write_text(
            json.dumps({name: found.tolist() for name, found in weights.items()}), encoding="utf-8"
        )
