"""The manifest: all that a study depends on, and how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from inspect import getfile, getsource, isfunction
from pathlib import Path
from typing import Any

from sim.scenario.scenario import Scenario
from sim.study.design.cells import Cells
from sim.study.design.experiment import Experiment
from sim.study.design.firm_files import PREFIX_OF_FIRMS, digests, placeless
from sim.study.design.outcomes import refuse_levers, source_of
from sim.study.design.paths import flatten
from sim.study.store.files import replacing
from sim.study.store.sound import damage
from sim.support.files import read_regular
from sim.support.inputs import InputError

MANIFEST = "manifest.json"
FORMAT = 2
MOST_BYTES = 500_000_000

_HOME = Path(__file__).resolve().parents[3]
_AREAS = (
    "incentives", "agents", "sim/scenario", "sim/hiring", "sim/plan", "sim/quarter", "sim/world",
    "sim/observers", "sim/tables",
)  # fmt: skip
"""Packages whose code decides what a run comes to."""
_SAME = ("format", "version", "seed")
_FREE = ("worlds", "seed", "description")
"""Fields of the base that a study may change, or that are compared by themselves."""


def make_manifest(
    experiment: Experiment, cells: Cells, record: Sequence[str], command: str = "sweep"
) -> dict[str, Any]:
    """All that a study depends on, as plain data. No clock times: equal studies, equal bytes.

    Raises:
        InputError: If an outcome is called like a lever, or the source of a part or an outcome
            cannot be read.
    """
    refuse_levers(experiment.outcomes, cells.points.levers)
    outcomes = {
        name: {"text": text, "source": source_of(text)}
        for name, text in experiment.outcomes.items()
    }
    first = cells.scenario(0)
    worlds: Any = first.worlds
    if experiment.worlds is not None and not isinstance(experiment.worlds, int):
        worlds = experiment.worlds.model_dump(mode="json")
    listed = not isinstance(experiment.points, int) and experiment.points is not None
    return {
        "format": FORMAT,
        "version": _version(),
        "code": code(),
        "parts": sources(shown_scenarios(cells)),
        "name": experiment.name,
        "question": experiment.question,
        "command": command,
        "overrides": [[path, value] for path, value in experiment.overrides],
        "seed": first.seed,
        "worlds": worlds,
        "record": list(record),
        "measures": list(experiment.measures),
        "levers": {name: lever.plain() for name, lever in cells.points.levers.items()},
        "design": "listed" if listed else experiment.design,
        "exclude": [dict(rule) for rule in experiment.exclude],
        "constraints": list(experiment.constraints),
        "drawn": experiment.points if isinstance(experiment.points, int) else None,
        "cells": len(cells),
        "points": cells.points.digest,
        "base": dict(cells.base),
        **({"outcomes": outcomes} if outcomes else {}),
    }


def identity(manifest: Mapping[str, Any]) -> str:
    """A digest of what decides the rows of a world: a file of another study is told by it."""
    whole = placeless(manifest["base"])
    base = {name: value for name, value in whole.items() if name not in _FREE}
    said = [manifest[name] for name in (*_SAME, "code", "parts")]
    text = json.dumps([said, base], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def shown_scenarios(cells: Cells) -> Iterator[Scenario]:
    """Cells that together show every level: of a large design, a few of each."""
    count = len(cells)
    if count <= 200:
        yield from (cell.scenario for cell in cells)
        return
    chosen = set(range(0, count, -(-count // 50)))
    for name, lever in cells.points.levers.items():
        if lever.kind == "label":
            column = cells.points.columns[name].to_pylist()
            chosen |= {column.index(level) for level in {*column} - {None}}
    yield from (cells.scenario(number) for number in sorted(chosen))


@lru_cache(maxsize=1)
def code() -> dict[str, str]:
    """Digests of the simulator's own code, by package: an edit of the same version is another."""
    found = {}
    for area in _AREAS:
        digest = sha256()
        for path in sorted((_HOME / area).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"} and path.is_file():
                digest.update(path.relative_to(_HOME).as_posix().encode() + path.read_bytes())
        found[area] = digest.hexdigest()[:16]
    return found


def kinds_of(scenarios: Iterable[Scenario]) -> dict[str, type]:
    """Classes of all parts of packages and ways to decide, by family and name."""
    found: dict[str, type] = {}
    for scenario in scenarios:
        for package in scenario.packages().values():
            for part in (*package.metrics, *package.schemes, *package.filters, *package.oversight):
                found[f"{part.family}/{part.name}"] = type(part)
        for name in scenario.executives.population:
            kind = type(scenario.executives.cognition_of(name))
            found[f"{kind.family}/{kind.name}"] = kind
    return found


def sources(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Digests of the source of every part that is used, and of every file of firms.

    An edited part, or a file with other firms, makes another study.
    """
    every = list(scenarios)
    kinds = sorted(kinds_of(every).items())
    of_parts = {name: sha256(_source(kind)).hexdigest()[:16] for name, kind in kinds}
    return {**of_parts, **digests(every)}


def _source(kind: Any) -> bytes:
    """The file of a part; its methods if a script or notebook defines it among other things."""
    if kind.__module__ != "__main__":
        return Path(getfile(kind)).read_bytes()
    own = [value for value in vars(kind).values() if isfunction(value)]
    try:
        return "".join(
            getsource(method) for method in own if method.__module__ == kind.__module__
        ).encode()
    except OSError:
        raise InputError(
            f"{kind.family}: the source of {kind.name!r} cannot be read, so no study could tell "
            "when it changes; expected it in a file"
        ) from None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in a folder.

    Raises:
        InputError: If the folder holds none, or one of another format.
    """
    path = folder / MANIFEST
    try:
        raw = read_regular(path, MOST_BYTES)
    except FileNotFoundError:
        raise InputError(f"{folder}: no study; expected a folder with a {MANIFEST}") from None
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror})") from None
    try:
        manifest: dict[str, Any] = json.loads(raw)
        version = int(manifest["format"])
    except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError):
        raise InputError(f"{path}: damaged; expected a manifest") from None
    if version != FORMAT:
        raise InputError(
            f"{folder}: a study of format {version}; expected {FORMAT}, so another version "
            "of proxyfight wrote it: its tables can be read as Parquet files, and it can be made "
            "anew with --fresh"
        )
    if odd := damage(manifest):
        raise InputError(f"{path}: damaged ({odd}); expected a manifest")
    return manifest


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest into a folder, unless it is there already."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    target = folder / MANIFEST
    if target.is_file() and target.read_bytes() == text.encode():
        return
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def other_code(manifest: Mapping[str, Any], cells: Cells) -> list[str]:
    """What of the code has changed since a manifest was written, in words."""
    now = {
        **manifest,
        "version": _version(),
        "code": code(),
        "parts": sources(shown_scenarios(cells)),
    }
    return list(_of_code(manifest, now).values())


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Fields in which two manifests ask for different rows, each with both values.

    Worlds, levels, points, tables, measures and the question may differ: a study grows. Outcomes
    may, too, for they are computed from tables; but not the one that decided how many worlds.
    """
    found = _of_code(old, new)
    if isinstance(old["worlds"], dict):
        name = old["worlds"]["until"]["measure"]
        before, after = (one.get("outcomes", {}).get(name) for one in (old, new))
        if before and after and before["text"] == after["text"]:
            if before != after:
                found[name] = f"the source of outcomes.{name}, which decides worlds, has changed"
        elif before and after:
            _compare(found, f"outcomes.{name}", before["text"], after["text"])
    for name in ("seed",):
        _compare(found, name, old[name], new[name])
    if list(old["levers"]) != list(new["levers"]):
        _compare(found, "levers", list(old["levers"]), list(new["levers"]))
    else:
        for name, lever in old["levers"].items():
            _compare_levers(found, name, lever, new["levers"][name])
    before, after = (dict(flatten(placeless(one["base"]))) for one in (old, new))
    for path in [*before, *(path for path in after if path not in before)]:
        if path.split(".")[0] not in _FREE:
            _compare(found, path, before.get(path), after.get(path))
    return list(found.values())


def _compare_levers(
    found: dict[str, str], name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    _compare(found, f"levers.{name}.path", old.get("path"), new.get("path"))
    _compare(found, f"levers.{name}.when", old.get("when"), new.get("when"))
    mine, theirs = old.get("levels", {}), new.get("levels", {})
    for label in mine:
        if label in theirs:
            here, there = placeless(mine[label]), placeless(theirs[label])
            _compare(found, f"levers.{name}.{label}", here, there)


def _of_code(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("format", "version"):
        _compare(found, name, old.get(name), new.get(name))
    for part, digest in old["parts"].items():
        if new["parts"].get(part, digest) != digest:
            what = "the file" if part.startswith(PREFIX_OF_FIRMS) else "the source"
            found[part] = f"{what} of {part} has changed since"
    for area, digest in old["code"].items():
        if new["code"].get(area) != digest:
            found[area] = f"the code of {area} has changed since"
    return found


def _compare(found: dict[str, str], field: str, old: Any, new: Any) -> None:
    if old != new:
        found[field] = f"{field} is {_shown(old)} there and {_shown(new)} here"


def _shown(value: Any) -> str:
    text = "not set" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("proxyfight")
    except PackageNotFoundError:
        return "0"
