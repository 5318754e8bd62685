"""Compiled code on disk: what is cut, emptied or altered there is as if it were not there.

Numba's own files are read as they are: an empty index ends in ``EOFError``, and an altered kernel
is run. Here a kernel is kept with a checksum of its bytes, so damage means compiling once more.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import numba
from numba.core.serialize import dumps

_MARK = b"proxyfight 1 " + numba.__version__.encode() + b"\n"
_SUM = 4  # bytes of a checksum
_dumps: Any = dumps


class CompiledFiles:
    """What one function was compiled to, per signature: what Numba asks of a file of its cache.

    Args:
        folder: Where it is kept.
        name: What its files are called.
        stamp: Digest of all that was compiled.
        beside: Where it may have been kept before this installation could not be written any more.

    Attributes:
        unpickle: What reads the bytes of compiled code that are whole.
    """

    def __init__(self, folder: str, name: str, stamp: str, beside: str) -> None:
        self._folder, self._name, self._stamp = Path(folder), name, stamp
        self._beside = Path(beside)
        self.unpickle: Callable[[bytes], Any] = pickle.loads

    def load(self, key: Any) -> Any:
        """What was saved for a signature; none if it is not there or not whole."""
        for folder in dict.fromkeys((self._folder, self._beside)):
            entries = self._entries(folder)
            if key in entries:
                name, checksum = entries[key]
                with suppress(Exception):  # gone, or whole but of a module that is no more
                    raw = (folder / name).read_bytes()
                    if crc32(raw) == checksum:
                        return self.unpickle(raw)
        return None

    def save(self, key: Any, data: Any) -> None:
        """Keep it if the disk lets us; the index last, so that it never promises too much.

        Two processes may give one name to two signatures: the checksum in the index then belongs
        to one of them, and the other is compiled again.
        """
        raw = _dumps(data)
        entries = self._entries(self._folder)
        taken = {name for name, _ in entries.values()}
        unused = next(name for name in self._names() if name not in taken)
        name = entries[key][0] if key in entries else unused
        entries[key] = (name, crc32(raw))
        with suppress(OSError):
            _write(self._folder / name, raw)
            self._save(entries)

    def flush(self) -> None:
        """Forget everything."""
        with suppress(OSError):
            self._save({})

    def _names(self) -> Iterator[str]:
        return (f"{self._name}.{number}.nbc" for number in count(1))

    def _entries(self, folder: Path) -> dict[Any, tuple[str, int]]:
        try:
            raw = (folder / f"{self._name}.nbi").read_bytes()
        except OSError:
            return {}
        body = raw[len(_MARK) + _SUM :]
        if raw[: len(_MARK) + _SUM] != _MARK + _checksum(body):
            return {}
        try:
            stamp, entries = pickle.loads(body)
        except Exception:  # whole, but of a Numba whose types are no more
            return {}
        return dict(entries) if stamp == self._stamp else {}

    def _save(self, entries: dict[Any, tuple[str, int]]) -> None:
        body = _dumps((self._stamp, entries))
        _write(self._folder / f"{self._name}.nbi", _MARK + _checksum(body) + body)


def _checksum(body: bytes) -> bytes:
    return crc32(body).to_bytes(_SUM, "little")


def _write(path: Path, raw: bytes) -> None:
    """Whole or not at all, whoever else is writing."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise
