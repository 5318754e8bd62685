"""Kernels that are loaded, in processes of their own: what they give, and what is left unread."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agents.numerics.loading import NEWEST, OLDEST, load_quickly

KERNELS = """
import sys
import numpy as np
from agents.numerics.compile import inlined, kernel

@inlined
def twice(x):
    return 2.0 * x

@kernel
def ordered(x):
    found = np.sort(x)
    if found[0] < 0.0:
        raise ValueError("below zero")
    return found, twice(found[-1])

@kernel
def product(x):
    return np.dot(x, x)

@kernel
def hashed(x):
    return hash((x, 1))

@kernel
def whole(x):
    return ordered(x)[1] + 1.0

def hits(f):
    return sum(f.stats.cache_hits.values())

def unread(f):
    (version,) = f.overloads.values()
    return getattr(version.library, "unread", None) is not None
"""
ORDERED = """
from kernels import *
found, last = ordered(np.array([3.0, 1.0]))
print(found.tolist(), last, hits(ordered), unread(ordered))
try:
    ordered(np.array([-1.0]))
except ValueError as error:
    print(error)
print("scipy.linalg" in sys.modules, "numba.np.arraymath" in sys.modules)
"""
OTHERS = """
from kernels import *
print(product(2.0 * np.eye(2)).tolist(), hits(product))
print(hashed(0.5) == hash((0.5, 1)), hits(hashed))
"""
LINKED = """
from kernels import *
ordered(np.array([3.0]))
before = unread(ordered)
print(whole(np.array([4.0])), hits(whole), before, unread(ordered))
"""


@pytest.fixture
def run(tmp_path: Path):
    """Runs a script beside the kernels; lines that it prints."""
    (tmp_path / "kernels.py").write_text(KERNELS)
    paths = [str(Path(__file__).parents[3]), str(tmp_path)]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
    }

    def lines(code: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return lines


def test_a_loaded_kernel_is_the_one_that_was_compiled(run):
    compiled, loaded = run(ORDERED), run(ORDERED)
    assert compiled == ["[1.0, 3.0] 6.0 0 False", "below zero", "False True"]
    assert loaded == ["[1.0, 3.0] 6.0 1 True", "below zero", "False False"]


@pytest.mark.study
def test_so_is_one_that_needs_what_numba_gets_ready(run):
    compiled, loaded = run(OTHERS), run(OTHERS)
    assert compiled == ["[[4.0, 0.0], [0.0, 4.0]] 0", "True 0"]
    assert loaded == ["[[4.0, 0.0], [0.0, 4.0]] 1", "True 1"]


def test_what_is_linked_is_read(run):
    run(ORDERED)
    assert run(LINKED) == ["9.0 0 True False"]
    assert run(LINKED) == ["9.0 1 True True"]


@pytest.mark.parametrize("version", [(0, OLDEST[1] - 1), (0, NEWEST[1] + 1), (1, 0)])
def test_an_unknown_numba_loads_in_its_own_way(version):
    cache = object()  # takes no attributes
    load_quickly(cache, version)
    with pytest.raises(AttributeError):
        load_quickly(cache, NEWEST)
