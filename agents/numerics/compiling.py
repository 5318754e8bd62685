"""Who is told that a kernel of our own is being compiled, or has been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core import event

_OURS = ("agents.", "incentives.", "sim.")
_register: Any = event.register


def listen(
    started: Callable[[str], None] | None = None, finished: Callable[[str], None] | None = None
) -> None:
    """From now on, tell ``started`` and ``finished`` the module and name of every such kernel.

    What is read from a disk is not compiled.
    """

    class _Listener(event.Listener):
        def on_start(self, event: Any) -> None:
            _tell(started, event)

        def on_end(self, event: Any) -> None:
            _tell(finished, event)

    _register("numba:compile", _Listener())


def _tell(whom: Callable[[str], None] | None, happened: Any) -> None:
    function = happened.data["dispatcher"].py_func
    if whom is not None and function.__module__.startswith(_OURS):
        whom(f"{function.__module__}:{function.__qualname__}")
