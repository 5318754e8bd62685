"""The manifest: all that a study depends on, and how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from inspect import getfile
from pathlib import Path
from typing import Any

from sim.inputs import InputError
from sim.study.experiment import Cell, flatten
from sim.study.files import replacing

MANIFEST = "manifest.json"
FORMAT = 1
FIRMS_PER_CHUNK = 16_000

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


def _sources(cells: Sequence[Cell]) -> dict[str, str]:
    """A digest of the source of every part that is used: an edited part makes another study."""
    digests = {}
    for cell in cells:
        for package in cell.scenario.packages().values():
            for part in (*package.schemes, *package.filters, *package.oversight):
                source = Path(getfile(type(part))).read_bytes()
                digests[f"{part.family}/{part.name}"] = sha256(source).hexdigest()[:16]
    return dict(sorted(digests.items()))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in a folder.

    Raises:
        InputError: If the folder holds none, or one of another format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = manifest["format"]
    except FileNotFoundError:
        raise InputError(f"{folder}: no study; expected a folder with a {MANIFEST}") from None
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{folder / MANIFEST}: damaged; expected a manifest") from None
    if version != FORMAT:
        raise InputError(
            f"{folder}: a study of format {version}; expected {FORMAT}, so another version "
            "of proxyfight wrote it"
        )
    return manifest


def refuse_other_version(manifest: dict[str, Any], folder: Path) -> None:
    """Results of two versions are not mixed.

    Raises:
        InputError: If another version of proxyfight wrote the manifest.
    """
    if manifest["version"] != _version():
        raise InputError(
            f"{folder}: begun by proxyfight {manifest['version']}, and this is {_version()}; "
            "expected the same version, or --fresh"
        )


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
