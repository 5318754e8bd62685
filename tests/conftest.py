"""What tests share: the command, run in an empty folder."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from agents.numerics import compile as compiling
from agents.numerics.compile import Repeated
from incentives.parts import _registry, catalogue
from tests import commands
from tests.browser import launch
from tests.typed import type_of

settings.register_profile("any machine", deadline=None)  # slow ones are no failures
settings.load_profile("any machine")

Command = Callable[..., commands.Done]

# Kernels that are called by their code get what they were compiled for, in all tests.
Repeated.checked = True
compiling._type_of = type_of


def pytest_collection_finish() -> None:
    """Python need not look for garbage among thousands of tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _logs_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs of internal errors do not go to the user's folders."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser, one for all tests of a process."""
    yield from launch()


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
    return str(commands.COMMAND)


@pytest.fixture
def proxyfight(place: Path) -> Command:
    """Run the command in ``place``, in this process; returns its status and what it printed."""

    def run(*arguments: str, width: int = 80) -> commands.Done:
        return commands.here(arguments, place, width)

    return run


@pytest.fixture
def apart(place: Path) -> Command:
    """The same with the installed command in a process of its own: bits do not depend on that."""

    def run(*arguments: str, width: int = 80) -> commands.Done:
        return commands.apart(arguments, place, width)

    return run
