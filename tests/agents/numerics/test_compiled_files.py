"""Compiled code on disk: damage of any kind means compiling once more, and never a wrong number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agents.numerics.compiled_files import CompiledFiles


@pytest.fixture
def kept(tmp_path: Path) -> CompiledFiles:
    found = CompiledFiles(str(tmp_path), "steps.f-12.py311", "stamp", str(tmp_path / "beside"))
    found.save("two", [2.0] * 100)
    found.save("one", [1.0] * 100)
    return found


def test_what_is_kept_is_found_by_whoever_looks_for_the_same(
    kept: CompiledFiles, tmp_path: Path
) -> None:
    assert kept.load("two") == [2.0] * 100
    assert kept.load("three") is None
    for other, found in (("stamp", [1.0] * 100), ("another", None)):
        again = CompiledFiles(str(tmp_path), "steps.f-12.py311", other, str(tmp_path))
        assert again.load("one") == found
    elsewhere = CompiledFiles(str(tmp_path / "home"), "steps.f-12.py311", "stamp", str(tmp_path))
    assert elsewhere.load("one") == [1.0] * 100  # an installation that cannot be written to
    kept.flush()
    assert kept.load("one") is None


@pytest.mark.parametrize("which", ["nbi", "1.nbc"])
def test_every_flipped_bit_and_every_cut_is_found(
    kept: CompiledFiles, tmp_path: Path, which: str
) -> None:
    path = tmp_path / f"steps.f-12.py311.{which}"
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept.load("two") is None
        path.write_bytes(whole[:place])
        assert kept.load("two") is None
    path.unlink()
    assert kept.load("two") is None
    kept.save("two", "again")
    assert kept.load("two") == "again"


def test_a_name_given_twice_is_no_wrong_kernel(kept: CompiledFiles, tmp_path: Path) -> None:
    """As when two processes start on a cold cache."""
    first, second = (tmp_path / f"steps.f-12.py311.{number}.nbc" for number in (1, 2))
    first.write_bytes(second.read_bytes())
    assert kept.load("two") is None
    assert kept.load("one") == [1.0] * 100


def test_a_disk_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    nowhere = CompiledFiles(str(tmp_path / "nowhere"), "f", "stamp", str(tmp_path))
    nowhere.save("one", 1)
    assert nowhere.load("one") is None


KERNEL = """
import sys
from agents.numerics.compile import kernel, unkept
@kernel
def double(x):
    return 2.0 * x
print(double(4.0), sum(double.stats.cache_hits.values()), len(unkept))
"""


def _double(folder: Path, script: Path, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_a_real_kernel_is_compiled_again_or_every_time(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(KERNEL)
    cache = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    assert _double(tmp_path, script, **cache) == ["8.0", "0", "0"]
    assert _double(tmp_path, script, **cache) == ["8.0", "1", "0"]
    for compiled in (tmp_path / "cache").rglob("script.double*"):
        compiled.write_bytes(compiled.read_bytes()[:-9])
    assert _double(tmp_path, script, **cache) == ["8.0", "0", "0"]
    locators = {"NUMBA_CACHE_LOCATOR_CLASSES": "ZipCacheLocator"}  # none that finds a folder
    assert _double(tmp_path, script, **locators) == ["8.0", "0", "1"]
