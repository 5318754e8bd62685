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

from sim.study.run.local import DIED
from sim.study.run.pace import seconds_between
from sim.study.store.files import Damaged
from sim.study.store.folder import LOG, RUNNER, runner_of
from sim.study.store.links import refuse_links
from sim.study.store.manifest import MANIFEST
from sim.study.store.pieces import read_piece
from sim.study.store.study import Study
from sim.support.files import read_regular, refuse_special
from sim.support.inputs import InputError

HOME = Path(__file__).resolve().parents[3]
"""Where the packages are."""
PATIENCE_TO_START = 60.0
SECONDS_TO_STOP = 10.0
ENOUGH = 0.05
"""The share of runs that has to be done before a range is told for the time that is left."""

_NO_COMPLAINTS = ("interrupted", "compiling", DIED)
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
        seconds_between: The ends of a range for it, once enough of it is done to tell.
    """

    path: Path
    state: State
    done: int = 0
    total: int = 0
    trouble: str = ""
    seconds_left: float | None = None
    seconds_between: tuple[float, float] | None = None


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
        return _timed(study, found._replace(state="running"))
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
    if not last.startswith("proxyfight: ") or any(word in last for word in _NO_COMPLAINTS):
        return ""
    return last.removeprefix("proxyfight: ")


def _timed(study: Study, found: Watched) -> Watched:
    """With the time that is left, from the pace of the runs since the runner took the lock."""
    try:
        since = (study.path / RUNNER).stat().st_mtime
    except OSError:  # it ends at this moment
        return found
    pieces = []
    for path in study.path.glob(f"parts/{study.record[-1]}-*c*-w*.parquet"):
        with suppress(OSError, Damaged):  # merged at this moment
            when = path.stat().st_mtime
            if when > since:
                pieces.append((when, sum(block.runs for block in read_piece(path).blocks())))
    new = sum(runs for _, runs in pieces)
    if not new:
        return found
    left = (time.time() - since) * (found.total - found.done) / new
    ends = None
    if found.done >= ENOUGH * found.total:
        ends = seconds_between(sorted(pieces), since, found.total - found.done)
    return found._replace(seconds_left=left, seconds_between=ends)


def happenings(path: Path) -> list[str]:
    """What the process of a study has said of events, in order, each a sentence."""
    found: list[str] = []
    for line in log_of(path).splitlines():
        said = line.removeprefix("proxyfight: ")
        if said != line and said not in found[-1:]:
            found.append(said)
    return found


def log_of(path: Path) -> str:
    """All that the process of a study has said; empty if nobody listened.

    Raises:
        InputError: If the study is, or holds, a link out of its folder.
    """
    refuse_links(path)
    try:
        return read_regular(path / LOG).decode(errors="replace")
    except (InputError, OSError):
        return ""


def workers_of(path: Path) -> int | None:
    """Worker processes that play a study now, where the system tells (Linux); else None."""
    runner = runner_of(path)
    if runner is None:
        return 0
    try:
        children = Path(f"/proc/{runner}/task/{runner}/children").read_text().split()
    except OSError:
        return None
    count = 0
    for child in children:
        with suppress(OSError):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            count += b"spawn_main" in command or b"forkserver" in command
    return count
