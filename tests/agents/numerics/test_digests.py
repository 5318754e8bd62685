"""Kernels are compiled again if, and only if, something that they can see has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agents.numerics import digests as digests_module
from agents.numerics.digests import kernel_digests

TREE = {
    "agents/__init__.py": "",
    "incentives/__init__.py": "",
    "incentives/arrays.py": "Floats = Ints = None\n",
    "agents/maths.py": '''
"""Kernels that others call."""
import sim.words
from agents.numerics.compile import inlined

SCALE = 2.0
TABLE = {}
TABLE["offset"] = 1.0
OFFSET = TABLE["offset"]


@inlined
def scaled(x):
    """Twice as much."""
    return SCALE * x + OFFSET


def plain(x):
    return x
''',
    "rules/__init__.py": "from rules.limits import LIMIT\n",
    "rules/limits.py": "NAMES = ['a', 'b']\nLIMIT = float(len(NAMES))\n",
    "rules/other.py": "UNSEEN = 1\n",
    "sim/__init__.py": "",
    "sim/words.py": "def index(word):\n    return 'xyz'.index(word)\n",
    "sim/quarter/state.py": '''
from typing import Annotated, NamedTuple


class State(NamedTuple):
    """Read by place in compiled code."""

    level: float
    speed: float
    mass: Annotated[float, Unit("kilograms", 3)]


class Foreign(NamedTuple):
    colour: float
''',
    "sim/steps.py": """
from agents.numerics.compile import kernel
from agents.maths import scaled
from rules import LIMIT
from sim.words import index

PLACE = index("z")


@kernel
def step(x):
    return min(scaled(x), LIMIT) + PLACE


@kernel
def move(state):
    return state.level


@kernel
def alone(x):
    return x
""",
}
NUMERICS = Path(digests_module.__file__).parent
COMPILED = shutil.ignore_patterns("__pycache__")
SCALED, STEP = "agents.maths:scaled", "sim.steps:step"
MOVE, ALONE = "sim.steps:move", "sim.steps:alone"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree of packages, with this one's way to compile."""
    for name, text in TREE.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copytree(NUMERICS, tmp_path / "tree" / "agents" / "numerics", ignore=COMPILED)
    return tmp_path / "tree"


def digests(tree: Path) -> dict[str, str]:
    found, _ = kernel_digests([tree / "agents", tree / "sim"])
    return {name: found[name] for name in (SCALED, STEP, MOVE, ALONE)}


def edit(tree: Path, file: str, old: str, new: str) -> None:
    text = (tree / file).read_text()
    assert text.count(old) == 1
    (tree / file).write_text(text.replace(old, new))


CHANGES = {
    "an inlined function": ("agents/maths.py", "SCALE * x", "x * SCALE", {SCALED, STEP}),
    "a constant": ("agents/maths.py", "SCALE = 2.0", "SCALE = 3.0", {SCALED, STEP}),
    "an entry of a table": ("agents/maths.py", "] = 1.0\n", "] = 2.0\n", {SCALED, STEP}),
    "a constant that another package hands on": ("rules/limits.py", "'b'", "'b', 'c'", {STEP}),
    "a function that a constant calls": ("sim/words.py", "xyz", "xzy", {STEP}),
    "the kernel": ("sim/steps.py", "return x\n", "return -x\n", {ALONE}),
    "its kind": ("sim/steps.py", "@kernel\ndef alone", "@kernel(1)\ndef alone", {ALONE}),
    "the order of fields": (
        "sim/quarter/state.py",
        "level: float\n    speed: float",
        "speed: float\n    level: float",
        {MOVE},
    ),
    "how kernels are compiled": (
        "agents/numerics/compile.py",
        'cache=True, error_model="numpy"',
        'cache=True, error_model="python"',
        {SCALED, STEP, MOVE, ALONE},
    ),
    "a comment": ("agents/maths.py", "\n\n\ndef plain", "  # more\n\n\n\ndef plain", set()),
    "a type": ("agents/maths.py", "def scaled(x):", "def scaled(x: float) -> float:", set()),
    "words of a declaration": ("sim/quarter/state.py", "kilograms", "pounds", set()),
    "what else is declared": ("sim/quarter/state.py", '", 3)', '", 4)', {MOVE}),
    "a docstring": ("agents/maths.py", "Twice as much.", "Two times.", set()),
    "a function that is not compiled": ("agents/maths.py", "return x\n", "return 2 * x\n", set()),
    "fields of something else": ("sim/quarter/state.py", "colour", "shade", set()),
    "a file without kernels": ("rules/other.py", "1", "2", set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_kernel_can_see_is_in_its_digest(tree, change):
    file, old, new, expected = CHANGES[change]
    before = digests(tree)
    edit(tree, file, old, new)
    after = digests(tree)
    assert {name for name in after if after[name] != before[name]} == expected


def test_what_cannot_be_followed_counts_as_a_whole(tree):
    edit(tree, "sim/steps.py", "from agents.maths import scaled", "from agents.maths import *")
    before = digests(tree)
    edit(tree, "agents/maths.py", "return x\n", "return 2 * x\n")
    assert digests(tree)[STEP] != before[STEP]
    edit(tree, "sim/steps.py", "from agents.maths import *", "from agents import maths")
    edit(tree, "sim/steps.py", "scaled(x)", "maths.scaled(x)")
    before = digests(tree)
    edit(tree, "agents/maths.py", "return 2 * x\n", "return x\n")
    assert digests(tree)[STEP] != before[STEP]
    assert digests(tree)[ALONE] == before[ALONE]


def test_files_that_did_not_change_are_not_parsed(tree, monkeypatch):
    before = digests(tree)
    monkeypatch.setattr("agents.numerics.digests._Sources", None)
    assert digests(tree) == before
    edit(tree, "rules/limits.py", "'b'", "'c'")
    with pytest.raises(TypeError):
        digests(tree)


def test_only_compiled_code_of_what_is_no_more_is_deleted(tree):
    made = digests(tree)
    files = {name: tree / f"sim/__pycache__/steps.f-{made[name][:16]}.py311.nbi" for name in made}
    (tree / "sim/__pycache__").mkdir()
    for file in files.values():
        file.write_bytes(b"")
    (tree / "sim/__pycache__/steps.step-12.py311.1.nbc").write_bytes(b"")
    edit(tree, "agents/maths.py", "SCALE = 2.0", "SCALE = 3.0")
    digests(tree)
    assert {name for name, file in files.items() if file.exists()} == {MOVE, ALONE}
    assert len(list(tree.glob("*/__pycache__/*.nb[ic]"))) == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_has_one_digest(tree):
    (tree / "agents").chmod(0o500)
    kernels, before = kernel_digests([tree / "agents", tree / "sim"])
    edit(tree, "sim/words.py", "xyz", "xzy")
    assert not kernels and before != kernel_digests([tree / "agents", tree / "sim"])[1]


def compiled(tree: Path) -> tuple[float, int]:
    """What ``step(5)`` is, in a process of its own; how many kernels it had to compile."""
    code = "from sim.steps import step; print(step(5.0), sum(step.stats.cache_misses.values()))"
    done = subprocess.run(
        # Python's own compiled files take what was edited within a second for unchanged.
        [sys.executable, "-B", "-c", code],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=True,
    )
    value, misses = done.stdout.split()
    return float(value), int(misses)


def test_compiled_code_is_as_new_as_its_source(tree):
    """With Numba: the minimum of 2 x + 1 and a limit, plus 2; ``x`` is 5."""
    edit(tree, "rules/limits.py", "float(len(NAMES))", "100.0")
    assert compiled(tree) == (13.0, 1)
    edit(tree, "agents/maths.py", "SCALE = 2.0", "SCALE = 3.0")
    assert compiled(tree) == (18.0, 1)
    edit(tree, "sim/steps.py", "\n\nPLACE", "\n# moved by a line\n\nPLACE")
    assert compiled(tree) == (18.0, 0)
    shutil.copytree(tree, tree.with_name("copy"), copy_function=shutil.copyfile)
    assert compiled(tree.with_name("copy")) == (18.0, 0)
