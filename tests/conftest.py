"""What tests share: the installed command, run in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from agents.numerics.compile import Repeated
from incentives.parts import _registry, catalogue

settings.register_profile("any machine", deadline=None)  # slow ones are no failures
settings.load_profile("any machine")
COMMAND = Path(sys.executable).with_name("proxyfight")

Command = Callable[..., subprocess.CompletedProcess[str]]


UNCHECKED = {"diagnosis", "experiments", "observers", "tables"}
"""Folders whose tests play many small worlds: there it would take too long to check the arguments
of every kernel, and others do."""


@pytest.fixture(autouse=True, scope="module")
def _arguments_are_checked(request: pytest.FixtureRequest) -> None:
    """Kernels that are called by their code get what they were compiled for."""
    inside = request.path.relative_to(Path(__file__).parent)
    Repeated.checked = not UNCHECKED & set(inside.parts)


@pytest.fixture(autouse=True)
def _logs_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs of internal errors do not go to the user's folders."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def registered() -> Iterator[None]:
    """Take parts that a test defines out of the catalogue again."""
    before = {family: catalogue(family) for family in list(_registry)}
    yield
    for family, known in before.items():
        _registry[family].clear()
        _registry[family].update(known)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The empty folder in which the command runs."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def command() -> str:
    """Path of the installed command."""
    return str(COMMAND)


@pytest.fixture
def proxyfight(place: Path) -> Command:
    """Run the installed command in ``place``; returns its status and what it printed."""

    def run(*arguments: str, width: int = 80) -> subprocess.CompletedProcess[str]:
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

    return run
