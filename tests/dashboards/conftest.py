"""Makes ``pages`` importable, and gives every test its own studies."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


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
