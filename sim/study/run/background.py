"""Studies that run in processes of their own: start, watch and cancel them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from sim.study.store.files import Damaged
from sim.study.store.folder import LOG, RUNNER, runner_of
from sim.study.store.manifest import MANIFEST
from sim.study.store.pieces import read_piece
from sim.study.store.study import Study
from sim.support.files import read_regular, refuse_special
from sim.support.inputs import InputError

HOME = Path(__file__).resolve().parents[3]
"""Where the packages are."""
PATIENCE_TO_START = 60.0
SECONDS_TO_STOP = 10.0

State = Literal["done", "running", "unfinished", "failed", "damaged"]

_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the parent ignores it
from sim.cli import main
main(sys.argv[1:])
"""


class Watched(NamedTuple):
    """A study's folder as it is now.

    Attributes:
        path: The folder.
        state: What can be said in a word; ``unfinished`` is not running and lacks runs.
        done: Runs that are done.
        total: All runs; 0 if the manifest cannot be read.
        trouble: One sentence about what went wrong, if something did.
        seconds_left: Expected time to the end of a running study, once runs have come in.
    """

    path: Path
    state: State
    done: int = 0
    total: int = 0
    trouble: str = ""
    seconds_left: float | None = None


def start(path: Path, workers: int | None = None) -> None:
    """Finish the study in a folder in a process of its own, which survives this one.

    Returns once that process is at work in the folder, or has ended.

    Raises:
        InputError: If somebody is at work there, or the process ended with a complaint.
    """
    study = Study.open(path)
    if runner_of(path) is not None:
        raise InputError(f"{path}: another run is at work in this folder; expected to be alone")
    command = [sys.executable, "-P", "-c", _PROGRAM, "sweep", str(path.resolve())]
    if workers is not None:
        command += ["--workers", str(workers)]
    refuse_special(path / LOG)
    places = [str(HOME), os.environ.get("PYTHONPATH", "")]
    with (path / LOG).open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + PATIENCE_TO_START
    while process.poll() is None and runner_of(path) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() and not study.failures:
        raise InputError(_complaint(path) or f"{path}: the sweep ended at once; see {path / LOG}")
    threading.Thread(target=process.wait, daemon=True).start()  # leave no zombie


def cancel(path: Path) -> bool:
    """Interrupt whoever runs the study in a folder; what is done is kept.

    Returns:
        Whether somebody was at work there.
    """
    process = runner_of(path)
    if process is None:
        return False
    for how in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores the first
        try:
            os.kill(process, how)
        except ProcessLookupError:
            break
        except PermissionError:
            raise InputError(f"{path}: another user's process runs it; ask them") from None
        deadline = time.monotonic() + SECONDS_TO_STOP
        while runner_of(path) == process and time.monotonic() < deadline:
            time.sleep(0.05)
        if runner_of(path) != process:
            break
    return True


def watch(path: Path) -> Watched:
    """How a study is doing."""
    try:
        study = Study.open(path)
        status = study.status()
    except InputError as error:
        return Watched(path, "damaged", trouble=str(error))
    found = Watched(path, "unfinished", status.done, status.total)
    if runner_of(path) is not None:
        return found._replace(state="running", seconds_left=_seconds_left(study, found))
    if study.complete:
        return found._replace(state="done", trouble=_complaint(path))
    if study.failures:
        first = study.failures[0]
        return found._replace(
            state="failed", trouble=f"{status.failed} cells failed; the first: {first.reason}"
        )
    return found._replace(trouble=_complaint(path))


def watch_all(folder: Path) -> list[Watched]:
    """All studies in a folder: those that run first, then the latest."""
    places = [manifest.parent for manifest in folder.glob(f"*/{MANIFEST}")]
    places.sort(key=_begun, reverse=True)
    return sorted(map(watch, places), key=lambda study: study.state != "running")


def _begun(path: Path) -> float:
    """When the manifest was written; long ago if it is just being replaced."""
    try:
        return (path / MANIFEST).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _complaint(path: Path) -> str:
    """What a process that ``start`` made said last, unless it was interrupted."""
    try:
        text = read_regular(path / LOG).decode(errors="replace")
    except (InputError, OSError):
        return ""
    lines = text.strip().splitlines()
    last = lines[-1] if lines else ""
    if not last.startswith("proxyfight: ") or "interrupted" in last or "compiling" in last:
        return ""
    return last.removeprefix("proxyfight: ")


def _seconds_left(study: Study, found: Watched) -> float | None:
    """From the pace of the runs since the runner took the lock."""
    since = (study.path / RUNNER).stat().st_mtime
    new = 0
    for path in study.path.glob(f"parts/{study.record[-1]}-*c*-w*.parquet"):
        with suppress(OSError, Damaged):  # merged at this moment
            if path.stat().st_mtime > since:
                new += sum(block.runs for block in read_piece(path).blocks())
    return (time.time() - since) * (found.total - found.done) / new if new else None
