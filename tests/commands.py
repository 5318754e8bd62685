"""The command as tests run it: in this process, or the installed one in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import IO
from unittest import mock

from agents.numerics.compile import Repeated
from sim.cli import main

COMMAND = Path(sys.executable).with_name("proxyfight")
Done = subprocess.CompletedProcess[str]


def apart(arguments: Sequence[str], place: Path, width: int = 80) -> Done:
    """Run the installed command in ``place``; returns its status and what it printed."""
    return subprocess.run(
        [str(COMMAND), *arguments],
        cwd=place,
        env=os.environ | {"COLUMNS": str(width)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


def here(arguments: Sequence[str], place: Path, width: int = 80) -> Done:
    """The same without a process, which would spend most of its time on imports.

    What it prints goes through the descriptors 1 and 2, as that of the processes it starts does.
    """
    environment = os.environ | {"COLUMNS": str(width)}
    status: object = None
    with (
        chdir(place),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(Repeated, "checked", False),
        _warnings_as_in_a_new_process(),
        _printed_into_files() as files,
    ):
        try:
            main(arguments)
        except SystemExit as stopped:
            status = stopped.code
    texts = []
    for file in files:
        file.seek(0)
        texts.append(file.read().decode())
        file.close()
    assert isinstance(status, int)
    return Done([str(COMMAND), *arguments], status, *texts)


@contextmanager
def _warnings_as_in_a_new_process() -> Iterator[None]:
    usual = warnings.formatwarning
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)
        warnings.showwarning = _shown
        try:
            yield
        finally:
            warnings.formatwarning = usual


def _shown(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))


@contextmanager
def _printed_into_files() -> Iterator[list[IO[bytes]]]:
    """What is written to stdout and stderr within is in two files afterwards."""
    streams = sys.stdout, sys.stderr
    for stream in streams:
        stream.flush()
    files: list[IO[bytes]] = [tempfile.TemporaryFile() for _ in streams]  # noqa: SIM115
    kept = [os.dup(number) for number in (1, 2)]
    for number, file in enumerate(files, 1):
        os.dup2(file.fileno(), number)
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        for number in (1, 2)
    )
    try:
        yield files
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = streams
        for number, old in enumerate(kept, 1):
            os.dup2(old, number)
            os.close(old)
