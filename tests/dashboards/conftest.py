"""Makes ``pages`` and ``browsing`` importable; gives every test its own studies, or a browser."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browsing import WIDTHS, serve, watched


@pytest.fixture(autouse=True)
def _main_stays_what_it_is() -> Iterator[None]:
    """AppTest puts its script in place of ``__main__``, which spawned workers would run again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of studies that the pages use."""
    folder = tmp_path / "studies"
    monkeypatch.setenv("PROXYFIGHT_STUDIES", str(folder))
    return folder


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the served dashboard has its studies."""
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="package")
def url(folder: Path) -> Iterator[str]:
    """The dashboard, served by the command."""
    yield from serve(folder)


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    """A page of a width, on which nothing odd may have happened in the end."""
    yield from watched(chromium, request.param)


@pytest.fixture
def wide(chromium: Any) -> Iterator[Any]:
    """A page on a large screen."""
    yield from watched(chromium, WIDTHS[0])
