"""Worker processes: one thread each, deaf to Ctrl-C, and gone when this process is."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import spawn
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

_ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("NUMBA", "OMP", "OPENBLAS", "MKL", "VECLIB")
}
_starting = threading.Lock()


class _Process(SpawnProcess):
    """A spawned process that leaves the caller's main module alone.

    Python would run that script again in every worker, to find what was defined in it. A script
    without ``if __name__ == "__main__"`` would then start its study again in each of them.
    Workers need nothing from it: all that they are sent is imported by name.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 (the name that multiprocessing calls)
        with _main_left_out():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    Process = _Process


@contextmanager
def _main_left_out() -> Iterator[None]:
    """Within, this thread's new processes are not told of the main module; others' are."""
    with _starting:
        whole, here = spawn.get_preparation_data, threading.get_ident()

        def without_main(name: str) -> dict[str, Any]:
            told = whole(name)
            if threading.get_ident() == here:
                told = {key: told[key] for key in told if not key.startswith("init_main_from_")}
            return told

        spawn.get_preparation_data = without_main
        try:
            yield
        finally:
            spawn.get_preparation_data = whole


@contextmanager
def worker_pool(
    workers: int, setup: Callable[..., None], *args: Any
) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes call ``setup(*args)`` first.

    Each worker waits on a pipe whose other end is here. When this process closes it, or is
    killed, the worker leaves at once, whatever it is doing.
    """
    context = _Context()
    theirs, ours = context.Pipe(duplex=False)
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)  # inherited; must be there before numpy is loaded
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_enlist, initargs=(theirs, setup, args)
    )
    try:
        yield pool
    except BaseException:
        ours.close()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        pool.shutdown(wait=True)
        ours.close()
        theirs.close()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start; they inherit that and never see it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Within, Ctrl-C ends in ``KeyboardInterrupt`` also where a library makes an error of it.

    Pydantic does, if the signal comes while it calls back into Python.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    pressed = False

    def note(number: int, frame: Any) -> None:
        nonlocal pressed
        pressed = True
        before(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    except Exception:
        if not pressed:
            raise
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _enlist(lifeline: Connection, setup: Callable[..., None], args: tuple[Any, ...]) -> None:
    threading.Thread(target=_leave_with_parent, args=(lifeline,), daemon=True).start()
    sys.stdout = sys.stderr  # what parts print is no output of the study
    setup(*args)


def _leave_with_parent(lifeline: Connection) -> None:
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)
