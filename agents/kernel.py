"""How the numerical kernels are compiled.

All are cached on disk and follow IEEE arithmetic without reordering (no ``fastmath``), so that a
result has the same bits whatever else is computed with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba import njit


def forget_stale(folders: Sequence[Path]) -> bool:
    """Delete compiled kernels if any source file in ``folders`` has changed since.

    Numba looks at the file of the kernel only, not at the files of the functions compiled into
    it. Returns whether anything had changed. A folder that cannot be written is left alone.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for source in sorted(folder.glob("*.py")):
            digest.update(source.name.encode())
            digest.update(source.read_bytes())
    stamp = folders[0] / "__pycache__" / "kernels.sha256"
    with suppress(OSError):
        if stamp.read_text() == digest.hexdigest():
            return False
    with suppress(OSError):
        for folder in folders:
            for compiled in (folder / "__pycache__").glob("*.nb[ic]"):
                compiled.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(digest.hexdigest())
    return True


_HERE = Path(__file__).parent
forget_stale([_HERE, _HERE.parent / "sim"])

_compile: Any = njit

kernel = _compile(cache=True, error_model="numpy")
"""Decorator of an ordinary kernel."""

inlined = _compile(cache=True, error_model="numpy", inline="always")
"""Decorator of a small function that is compiled into its callers."""

try:
    lean = _compile(cache=True, error_model="numpy", _nrt=False)
    """Decorator of a kernel that creates no array, hence needs no counts of references: counting
    them costs half the time of a best response."""
except (KeyError, TypeError):  # a Numba without this switch is slower, not wrong
    lean = kernel
