"""The manifest: all that a study depends on, and how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from inspect import getfile, getsource, isfunction
from pathlib import Path
from typing import Any

from incentives import Part
from sim.study.experiment import Cell, flatten
from sim.study.store.files import replacing
from sim.study.store.sound import damage
from sim.support.files import read_regular
from sim.support.inputs import InputError

MANIFEST = "manifest.json"
FORMAT = 1
FIRMS_PER_CHUNK = 16_000
MOST_BYTES = 500_000_000

_COMPARED = ("format", "version", "record", "firms_per_chunk")


def make_manifest(
    *,
    name: str,
    question: str,
    levers: Mapping[str, Mapping[str, Mapping[str, Any]]],
    measures: Sequence[str],
    cells: Sequence[Cell],
    record: Sequence[str],
    overrides: Sequence[tuple[str, Any]] = (),
    command: str = "sweep",
) -> dict[str, Any]:
    """All that a study depends on, as plain data. No clock times: equal studies, equal bytes."""
    return {
        "format": FORMAT,
        "version": _version(),
        "name": name,
        "question": question,
        "command": command,
        "overrides": [[path, value] for path, value in overrides],
        "seed": cells[0].scenario.seed,
        "worlds": cells[0].scenario.worlds,
        "record": list(record),
        "measures": list(measures),
        "firms_per_chunk": FIRMS_PER_CHUNK,
        "levers": {lever: dict(levels) for lever, levels in levers.items()},
        "parts": _sources(cells),
        "cells": [
            {"labels": cell.labels, "scenario": cell.scenario.model_dump(mode="json")}
            for cell in cells
        ],
    }


def parts_of(cells: Sequence[Cell]) -> Iterator[Part]:
    """Every part of every package, in any of the cells."""
    for cell in cells:
        for package in cell.scenario.packages().values():
            yield from (*package.schemes, *package.filters, *package.oversight)


def _sources(cells: Sequence[Cell]) -> dict[str, str]:
    """A digest of the source of every part that is used: an edited part makes another study."""
    kinds = {f"{part.family}/{part.name}": type(part) for part in parts_of(cells)}
    return {name: sha256(_source(kind)).hexdigest()[:16] for name, kind in sorted(kinds.items())}


def _source(kind: type[Part]) -> bytes:
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
            "of proxyfight wrote it"
        )
    if odd := damage(manifest):
        raise InputError(f"{path}: damaged ({odd}); expected a manifest")
    return manifest


def refuse_other_code(manifest: dict[str, Any], cells: Sequence[Cell], folder: Path) -> None:
    """Results of two versions, of proxyfight or of a part, are not mixed.

    Raises:
        InputError: If another version wrote the manifest, or a part has been edited since.
    """
    odd = differences(manifest, {**manifest, "version": _version(), "parts": _sources(cells)})
    if odd:
        raise InputError(f"{folder}: {'; '.join(odd)}; expected the same code, or --fresh")


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest into a folder."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    with replacing(folder / MANIFEST) as temporary:
        temporary.write_text(text, encoding="utf-8")


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields in which two manifests ask for different results, each with both values."""
    found: dict[str, str] = {}
    for field in _COMPARED:
        _compare(found, field, old.get(field), new.get(field))
    for part, digest in old["parts"].items():
        if new["parts"].get(part, digest) != digest:
            found[part] = f"the source of {part} has changed since"
    labels = [{k: list(v) for k, v in manifest["levers"].items()} for manifest in (old, new)]
    _compare(found, "levers", *labels)
    if labels[0] == labels[1]:
        for mine, theirs in zip(old["cells"], new["cells"], strict=True):
            before, after = dict(flatten(mine["scenario"])), dict(flatten(theirs["scenario"]))
            for path in [*before, *(path for path in after if path not in before)]:
                if path != "description" and path not in found:
                    _compare(found, path, before.get(path), after.get(path))
    return list(found.values())


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
