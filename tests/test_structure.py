"""The house: rooms with doors, imports one way, one meaning per name, files to know by heart."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.structure import TOPS, circles, floors, imports, layers, rooms, tree, upwards

ROOT = Path(__file__).resolve().parent.parent
FILES = [path for top in TOPS for path in sorted((ROOT / top).rglob("*.py"))]

LONGEST = 450
LONGER: dict[str, str] = {}
"""Files that are longer, and why."""

ARGUMENTS, LINES = 12, 90
MORE = dict.fromkeys(
    ("sim/cli/running.py: run", "sim/cli/sweeping.py: sweep"),
    "an argument for every option of the command",
)
"""Functions with more arguments or lines, and why."""

SAME_NAME = {
    "TrueValue": "the metric, and the scheme that pays on it: parts of one name, by family",
    "Row": "what a table has: of live entities in Mesa, and of measured policies in a lab",
}
"""Classes of one name that mean two things all the same, and why."""

SAME_CONSTANT = {
    "EXPERIMENT": "the name of the experiment that a module of sim/experiments is about",
}
"""Constants of one name in several files, and what all of them mean."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_directly_in_sim_stand_its_api_and_rooms():
    assert {path.name for path in (ROOT / "sim").glob("*.py")} == {"__init__.py", "api.py"}
    rooms_of = {path.name for path in (ROOT / "sim").iterdir() if path.is_dir()} - {"__pycache__"}
    assert all((ROOT / "sim" / room / "__init__.py").exists() for room in rooms_of)


DOORS = [path for path in FILES if path.name == "__init__.py"]


@pytest.mark.parametrize("path", DOORS, ids=named)
def test_every_room_has_a_door(path):
    """One paragraph: what is in it, what it may import, where to start reading."""
    text = " ".join((ast.get_docstring(tree(path)) or "").split())
    assert len(text.split()) > 10
    assert "mports" in text and "Start at ``" in text
    start = re.findall(r"``([\w/]+\.(?:py|yaml))", text.partition("Start at")[2])
    assert start, "no file to start at"
    for name in re.findall(r"``([\w/]+\.(?:py|yaml))", text):
        places = (path.parent / name, ROOT / name, ROOT / "sim" / name)
        assert any(place.exists() for place in places), f"{name} is not there"


@pytest.mark.parametrize("path", [p for p in DOORS if named(p).startswith("sim/")], ids=named)
def test_doors_name_the_highest_rooms_that_are_imported(path):
    """Of the rooms on the highest floor below, one at least is named, and none that is higher."""
    standing = {name: k for k, row in enumerate(reversed(layers(ROOT))) for name in row}
    room = ".".join(path.parent.relative_to(ROOT).parts)
    own = ".".join(room.split(".")[:2])
    text = ast.get_docstring(tree(path)) or ""
    if room == "sim" or "all of ``sim``" in text:
        return
    used = {
        ".".join(other.split(".")[: 1 if other.split(".")[0] != "sim" else 2])
        for module, others in imports(ROOT).items()
        if module == room or module.startswith(f"{room}.")
        for other in others
    } & (standing.keys() - {own})
    highest = max((standing[one] for one in used), default=-1)
    names = re.findall(r"``((?:sim|agents|incentives)[\w.]*)``", text.partition("mports")[2])
    named_rooms = {".".join(n.split(".")[: 1 if n.split(".")[0] != "sim" else 2]) for n in names}
    heights = [standing[one] for one in named_rooms & (standing.keys() - {own})]
    assert max(heights, default=-1) == highest, (sorted(named_rooms), sorted(used))


def test_imports_run_downwards_and_never_in_a_circle():
    assert circles(imports(ROOT)) == []
    assert circles(rooms(imports(ROOT))) == []
    known = layers(ROOT)
    assert known
    assert upwards(imports(ROOT), known) == []
    placed = {name for row in known for name in row}
    packages = {name for name in rooms(imports(ROOT)) if name not in {"sim", *placed}}
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
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                taken = len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)
                lines = (node.end_lineno or 0) - node.lineno + 1
                if taken > ARGUMENTS or lines > LINES:
                    found.add(f"{named(path)}: {node.name}")
    assert found == MORE.keys()


def test_no_class_name_means_two_things():
    """Names of types that are declared by assignment count as well."""
    homes = defaultdict(list)
    for path in FILES:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name.lstrip("_")].append(named(path))
            for name in assigned(node):
                if re.fullmatch(r"_?[A-Z][a-z]+([A-Z][a-z]+)*", name):
                    homes[name.lstrip("_")].append(named(path))
    twice = {name: sorted(set(places)) for name, places in homes.items() if len(set(places)) > 1}
    assert twice.keys() == SAME_NAME.keys(), twice


def test_no_public_constant_means_two_things():
    homes = defaultdict(list)
    for path in FILES:
        for node in tree(path).body:
            for name in assigned(node):
                if name.isupper() and not name.startswith("_"):
                    homes[name].append(named(path))
    twice = {name: places for name, places in homes.items() if len(places) > 1}
    assert twice.keys() == SAME_CONSTANT.keys(), twice


def assigned(node: ast.stmt) -> set[str]:
    """Names that a statement gives a value."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    found = [one for target in targets for one in ast.walk(target)]
    return {one.id for one in found if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def test_kernels_are_typed():
    """Then mypy checks them, and everybody who calls them."""
    untyped = [named(path) for path in FILES if "no-untyped-def" in path.read_text("utf-8")]
    assert untyped == []


def test_the_table_of_the_architecture_page_is_counted():
    """The column of today; that of the state before is history."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    stated = {
        cells[0].partition(" (")[0]: cells[-1]
        for cells in (
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in text.splitlines()
            if line.strip().startswith("| ")
        )
        if len(cells) == 3
    }
    between = rooms(imports(ROOT))
    counted = {
        "files directly in `sim/`": len(list((ROOT / "sim").glob("*.py"))),
        "circles of files": len(circles(imports(ROOT))),
        "circles of packages": len(circles(between)),
        "floors of packages": max(floors(between).values()),
        "floors of files": max(floors(imports(ROOT)).values()),
        "arrows between packages": sum(map(len, between.values())),
        "imports upwards": len(upwards(imports(ROOT), layers(ROOT))),
    }
    assert {name: int(stated[name]) for name in counted} == counted


def test_nothing_of_a_merge_is_left():
    ignored = {".git", ".venv"}
    left = [
        named(path)
        for end in ("*.orig", "*.rej")
        for path in ROOT.rglob(end)
        if not ignored & set(path.relative_to(ROOT).parts)
    ]
    assert left == []
