"""Makes ``pages`` importable, and gives every test its own studies."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of studies that the pages use."""
    folder = tmp_path / "studies"
    monkeypatch.setenv("PROXYFIGHT_STUDIES", str(folder))
    return folder
