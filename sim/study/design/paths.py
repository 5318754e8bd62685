"""Dotted paths of fields: all of them in plain data, and when two mean the same field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def canonical(data: Any, path: str) -> str:
    """``path`` with list entries by number, so that two spellings of a field compare equal."""
    here, steps = data, []
    for key in path.split("."):
        if isinstance(here, list):
            names = [entry.get("name") if isinstance(entry, dict) else entry for entry in here]
            key = str(names.index(key)) if key in names else key
            here = here[int(key)] if key.isdigit() and int(key) < len(here) else None
        else:
            here = here.get(key) if isinstance(here, dict) else None
        steps.append(key)
    return ".".join(steps)


def flatten(data: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths and values of all leaves of plain data."""
    if isinstance(data, dict | list) and data:
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from flatten(value, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, data


def covers(place: str, other: str) -> bool:
    """Whether an assignment at ``place`` replaces what is at ``other``."""
    return other == place or other.startswith(place + ".")
