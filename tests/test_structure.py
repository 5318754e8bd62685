"""The house: rooms with doors, imports one way, one meaning per name, files to know by heart."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.structure import TOPS, circles, floors, imports, layers, rooms, upwards

ROOT = Path(__file__).resolve().parent.parent
FILES = [path for top in TOPS for path in sorted((ROOT / top).rglob("*.py"))]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

LONGEST = 450
LONGER: dict[str, str] = {}
"""Files that are longer, and why."""

ARGUMENTS, LINES = 12, 90
MORE: dict[str, str] = {}
"""Functions with more arguments or lines, and why."""

SAME_NAME: dict[str, str] = {}
"""Classes of one name that mean two things all the same, and why."""

SAME_CONSTANT = {
    "EXPERIMENT": "the name of the experiment that a module of sim/experiments is about",
    "MODULE": "the name of such a module",
}
"""Constants of one name in several files, and what all of them mean."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_directly_in_sim_stand_its_api_and_rooms():
    assert {path.name for path in (ROOT / "sim").glob("*.py")} == {"__init__.py", "api.py"}
    rooms_of = {path.name for path in (ROOT / "sim").iterdir() if path.is_dir()} - {"__pycache__"}
    assert all((ROOT / "sim" / room / "__init__.py").exists() for room in rooms_of)


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "__init__.py"], ids=named)
def test_every_room_has_a_door(path):
    """One paragraph: what is in it, what it may import, where to start reading."""
    text = ast.get_docstring(TREES[path]) or ""
    assert len(text.split()) > 5
    parts = named(path).startswith("incentives/")  # every file of these is a part of its own
    assert parts or ("mport" in text and "Start at" in text)


def test_imports_run_downwards_and_never_in_a_circle():
    graph = imports(ROOT)
    assert circles(graph) == []
    assert circles(rooms(graph)) == []
    known = layers(ROOT)
    assert known
    assert upwards(graph, known) == []
    placed = {name for row in known for name in row}
    packages = {name for name in rooms(graph) if name not in {"sim", *placed}}
    assert packages == set(), "packages without a layer in pyproject.toml"


def test_the_counter_of_floors_and_circles_counts():
    """Two modules in a circle, and one that stands on both and imports upwards."""
    graph = {"sim.a": {"sim.b"}, "sim.b": {"sim.a"}, "sim.c": {"sim.a"}, "sim.d": set()}
    assert circles(graph) == [["sim.a", "sim.b"]]
    assert floors(graph) == {"sim.a": 1, "sim.b": 1, "sim.c": 2, "sim.d": 1}
    assert upwards(graph, [["sim.a", "sim.d"], ["sim.c"], ["sim.b"]]) == [
        ("sim.b", "sim.a"),
        ("sim.c", "sim.a"),
    ]


@pytest.mark.parametrize("path", [*FILES, *sorted((ROOT / "tests").rglob("*.py"))], ids=named)
def test_files_can_be_known_by_heart(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert (lines > LONGEST) is (named(path) in LONGER), f"{lines} lines"


def test_functions_are_short_and_take_few_arguments():
    found = set()
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                taken = len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)
                lines = (node.end_lineno or 0) - node.lineno + 1
                if taken > ARGUMENTS or lines > LINES:
                    found.add(f"{named(path)}: {node.name}")
    assert found == MORE.keys()


def test_no_class_name_means_two_things():
    homes = defaultdict(list)
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(named(path))
    twice = {name: places for name, places in homes.items() if len(places) > 1}
    assert twice.keys() == SAME_NAME.keys(), twice


def test_no_public_constant_means_two_things():
    homes = defaultdict(list)
    for path, tree in TREES.items():
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            names = {one.id for target in targets for one in ast.walk(target) if is_bound(one)}
            for name in names:
                if name.isupper() and not name.startswith("_"):
                    homes[name].append(named(path))
    twice = {name: places for name, places in homes.items() if len(places) > 1}
    assert twice.keys() == SAME_CONSTANT.keys(), twice


def is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def test_kernels_are_typed():
    """Then mypy checks them, and everybody who calls them."""
    untyped = [named(path) for path in FILES if "no-untyped-def" in path.read_text("utf-8")]
    assert untyped == []
