"""What parts print goes to stderr: the command's own output is a table or a JSON document."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def parts_aside() -> Iterator[None]:
    """Within, ``sys.stdout`` sends to stderr what the code of parts writes.

    Who writes is looked up when something is written, so it costs nothing else.
    """
    whole = sys.stdout
    sys.stdout = _Sorted(whole)
    try:
        yield
    finally:
        sys.stdout = whole


class _Sorted:
    """A stream like another, but for what parts write."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        written: int = (sys.stderr if _is_of_a_part() else self._stream).write(text)
        return written

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)


def _is_of_a_part() -> bool:
    """Whether a part has been asked for something by those who are waiting, or imported.

    Nothing in ``incentives`` prints, and all who ask or import parts are there, or call a method.
    """
    parts = sys.modules.get("incentives.parts")
    if parts is None:  # then no part has been read
        return False
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        home = str(frame.f_globals.get("__name__", ""))
        if home.partition(".")[0] == "incentives" or isinstance(
            frame.f_locals.get("self"), parts.Part
        ):
            return True
        frame = frame.f_back
    return False
