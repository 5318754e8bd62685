"""How the code hangs together, read from its imports: ``python tests/structure.py [FOLDER]``.

Counts floors (the longest chain of imports), circles, and imports that run upwards, against the
layers that pyproject.toml gives to import-linter. Imports for types and imports inside functions
count as well.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

TOPS = ("sim", "agents", "incentives", "dashboards")


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(root: Path) -> dict[str, set[str]]:
    """Which module of ours imports which others, packages by their ``__init__``."""
    files = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for top in TOPS
        for path in sorted((root / top).rglob("*.py"))
    }
    found: dict[str, set[str]] = {name: set() for name in files}
    for name, path in files.items():
        for node in ast.walk(tree(path)):
            wanted: list[str] = []
            if isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                inner = [f"{node.module}.{alias.name}" for alias in node.names]
                wanted = [one if one in files else node.module for one in inner]
            found[name] |= {one for one in wanted if one in files and one != name}
    return found


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, directly or by way of others (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in order:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
            found.append(sorted(circle))

    sys.setrecursionlimit(10_000)
    for node in graph:
        if node not in order:
            visit(node)
    return [circle for circle in found if len(circle) > 1]


def floors(graph: dict[str, set[str]]) -> dict[str, int]:
    """On which floor each module stands: one above the highest that it imports."""
    together = {node: tuple(circle) for circle in circles(graph) for node in circle}
    known: dict[tuple[str, ...], int] = {}

    def floor(room: tuple[str, ...]) -> int:
        if room not in known:
            below = {together.get(o, (o,)) for node in room for o in graph[node]} - {room}
            known[room] = 1 + max(map(floor, below), default=0)
        return known[room]

    return {node: floor(together.get(node, (node,))) for node in graph}


def layers(root: Path) -> list[list[str]]:
    """The layers of pyproject.toml, the highest first."""
    linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"].get("importlinter", {})
    for contract in linter.get("contracts", []):
        if contract["type"] == "layers" and "containers" not in contract:
            return [[one.strip() for one in row.split("|")] for row in contract["layers"]]
    return []


def upwards(graph: dict[str, set[str]], rows: list[list[str]]) -> list[tuple[str, str]]:
    """Imports of something in a higher layer, or of a neighbour in the same one."""
    level = {name: (height, name) for height, row in enumerate(reversed(rows)) for name in row}

    def layer(module: str) -> tuple[int, str] | None:
        while module and module not in level:
            module = module.rpartition(".")[0]
        return level.get(module)

    found = []
    for module, others in graph.items():
        mine = layer(module)
        for other in sorted(others):
            theirs = layer(other)
            if mine and theirs and mine[1] != theirs[1] and theirs[0] >= mine[0]:
                found.append((module, other))
    return found


def rooms(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same graph between packages; files directly in ``sim`` are rooms of their own."""
    packages = {node.rpartition(".")[0] for node in graph} | set(TOPS)

    def room(module: str) -> str:
        parts = module.split(".")
        wide = ".".join(parts[:2]) if parts[0] == "sim" else parts[0]
        return wide if wide in packages or parts[0] != "sim" else module

    found: dict[str, set[str]] = defaultdict(set)
    for module, others in graph.items():
        found[room(module)] |= {room(other) for other in others} - {room(module)}
    return {name: {o for o in others if o} for name, others in found.items()}


def main() -> None:
    """Print the counts."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    graph = imports(root)
    standing = floors(graph)
    between = rooms(graph)
    print(f"files {len(graph)}, directly in sim/: {len(list((root / 'sim').glob('*.py')))}")
    print(f"floors of files {max(standing.values())}, of rooms {max(floors(between).values())}")
    found = circles(graph)
    print(f"circles of files {len(found)}: {sorted((len(c) for c in found), reverse=True)}")
    print(f"circles of rooms {len(circles(between))}")
    print(f"arrows between rooms {sum(map(len, between.values()))}")
    rows = layers(root)
    if rows:
        up = upwards(graph, rows)
        print(f"upwards {len(up)}")
        for one, other in up:
            print(f"  {one} imports {other}")
    for circle in found:
        print("circle:", ", ".join(circle))


if __name__ == "__main__":
    main()
