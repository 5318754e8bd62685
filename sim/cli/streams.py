"""Standard output and error of the command: closed, full, or with a reader that has left."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from sim.support.files import CannotWrite


class _Printed(io.FileIO):
    """A descriptor that complains once when it takes no more, and then swallows the rest."""

    broken = False

    def write(self, data: Any, /) -> int:
        if self.broken:
            return len(data)
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            self.broken = True
            raise
        except OSError as error:
            self.broken = True
            why = os.strerror(error.errno or 0).lower()
            raise CannotWrite(f"standard output: cannot be written ({why})") from None


class _Notices(io.FileIO):
    """A descriptor for notices: what it does not take is lost, and the work goes on."""

    def write(self, data: Any, /) -> int:
        with suppress(OSError):
            super().write(data)
        return len(data)


@contextmanager
def guarded() -> Iterator[bool]:
    """Within, printing fails by one sentence or not at all; yields whether stdout was open.

    Descriptors that the caller closed lead to nowhere, so that no file gets their numbers and with
    them what is printed. A character that a terminal lacks is printed as a question mark.
    """
    before = sys.stdout, sys.stderr
    was_open = sys.stdout is not None
    if None in (sys.stdin, *before):
        _occupy()
    sys.stdout = _through(_Printed, 1, sys.stdout)
    sys.stderr = _through(_Notices, 2, sys.stderr)
    try:
        yield was_open
    finally:
        with suppress(OSError, CannotWrite, ValueError):
            sys.stdout.flush()
        sys.stdout, sys.stderr = (
            old or new for old, new in zip(before, (sys.stdout, sys.stderr), strict=True)
        )


def _occupy() -> None:
    """Open nothing under the numbers 0, 1 and 2 that are free."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)
    os.close(handle)


def _through(kind: type[io.FileIO], number: int, stream: IO[str] | None) -> Any:
    """A text stream through ``kind``; one that a test or notebook has put there stays."""
    if stream is not None:
        try:
            if stream.fileno() != number or not isinstance(stream, io.TextIOWrapper):
                return stream
            stream.flush()
        except (OSError, ValueError):
            return stream
    raw = kind(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw) if kind is _Printed else raw,
        encoding=getattr(stream, "encoding", None) or "utf-8",
        errors="replace",
        line_buffering=raw.isatty(),
        write_through=kind is _Notices,
    )
