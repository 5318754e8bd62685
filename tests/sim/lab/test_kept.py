"""What is kept is found as long as the code that made it stays, and read to the bit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.numerics.digests import source_digest
from sim.lab import kept
from sim.lab.kept import fetch, flat, part, read, shelf, write

TREE = {
    "ours/__init__.py": "",
    "ours/selecting.py": """
import theirs
from ours import playing
from ours.judging import judge

SIZE = 3


def select(levels):
    return playing.returns(levels) * SIZE + theirs.draw()


def answers(found):
    return judge(found)
""",
    "ours/playing.py": "STEP = 1\n\n\ndef returns(levels):\n    return len(levels) + STEP\n",
    "ours/judging.py": "def judge(found):\n    return found > 0\n",
    "theirs/__init__.py": "def draw():\n    return 4\n",
}


@pytest.fixture
def tree(tmp_path):
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def digest(tree):
    return source_digest(tree, [("ours.selecting", "select")], ("ours",))


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("ours/selecting.py", "* SIZE", "+ SIZE"),
        ("ours/selecting.py", "SIZE = 3", "SIZE = 4"),
        ("ours/playing.py", "STEP = 1", "STEP = 2"),
        ("ours/playing.py", "len(levels)", "sum(levels)"),
    ],
)
def test_edited_training_code_is_other_code(tree, file, before, after):
    first = digest(tree)
    path = tree / file
    path.write_text(path.read_text().replace(before, after))
    assert digest(tree) != first


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("ours/selecting.py", "return playing", "# A comment.\n    return playing"),
        ("ours/selecting.py", "select(levels)", "select(levels: list[int]) -> int"),
        ("ours/judging.py", "> 0", "> 1"),  # judgement is no part of selection
        ("theirs/__init__.py", "4", "5"),  # has a version
    ],
)
def test_other_edits_select_nothing_anew(tree, file, before, after):
    first = digest(tree)
    path = tree / file
    path.write_text(path.read_text().replace(before, after))
    assert digest(tree) == first


_SHELF = """
import sys
from pathlib import Path
from sim.lab.red_doors.selecting import keeping
print(keeping(Path(".")).code)
"""


@pytest.mark.study
@pytest.mark.parametrize(
    ("file", "before", "after", "same"),
    [
        ("../../agents/selection/optimizers.py", "_MUTATION = 0.25", "_MUTATION = 0.26", False),
        ("red_doors/playing.py", "DISCOUNT = 0.97", "DISCOUNT = 0.96", False),
        ("red_doors/answers.py", "It does not take search.", "Search is not needed.", True),
        ("keys_and_chests/collecting.py", "_MANY = 3", "_MANY = 4", True),
    ],
)
def test_the_shelf_of_red_doors_knows_its_training(tmp_path, file, before, after, same):
    """In a copy of the packages: what a mutation is counts, what an answer says does not."""
    root = Path(kept.__file__).parents[2]
    for name in ("agents", "incentives", "sim"):
        shutil.copytree(root / name, tmp_path / name)

    def code():
        command = [sys.executable, "-c", _SHELF]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    first = code()
    path = tmp_path / "sim" / "lab" / file
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))
    assert first
    assert (code() == first) is same


def test_arrays_come_back_to_the_bit(tmp_path):
    arrays = {"one.a": np.array([0.1, np.nan, -0.0]), "one.b": np.array([True]), "two": np.ones(1)}
    path = tmp_path / "deep" / "file.npz"
    write(path, arrays)
    found = read(path)
    assert found["one.a"].tobytes() == arrays["one.a"].tobytes()
    assert set(part(found, "one")) == {"a", "b"}
    assert fetch(path, lambda: {}).keys() == arrays.keys()
    path.write_bytes(path.read_bytes()[:50])
    assert read(path) == {}
    assert fetch(path, lambda: arrays) is arrays
    assert read(path).keys() == arrays.keys()


def test_what_depends_on_something_else_lies_elsewhere(tmp_path):
    one = shelf(tmp_path, shelf)
    assert one == shelf(tmp_path, shelf) != shelf(tmp_path, flat)
    assert one.file({"a": 1}, "x") != one.file({"a": 2}, "x")
    assert one.file({"a": 1}, "x") != one._replace(code="other").file({"a": 1}, "x")
    assert shelf(None, shelf) is None
