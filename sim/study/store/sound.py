"""Whether a manifest is one: whoever reads a study may count on its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.tables.columns import MEASURES, RECORDS

MOST_CHUNKS = 10_000_000
_TEXT = ("name", "question", "command", "version")


def damage(manifest: Any) -> str:
    """The first field that is not what was written, in a few words; nothing if all are.

    Scenarios are looked at where they are needed, for parts of one's own may not be known here.
    """
    try:
        return next((name for name, holds in _CHECKS.items() if not holds(manifest)), "")
    except (ArithmeticError, AttributeError, LookupError, TypeError):
        return "fields are missing"


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _names(value: Any, known: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) <= len(known) and set(value) <= set(known)


def _levers(manifest: Any) -> bool:
    return all(
        isinstance(levels, dict) and all(isinstance(level, dict) for level in levels.values())
        for levels in manifest["levers"].values()
    )


def _cells(manifest: Any) -> bool:
    levers, cells = manifest["levers"], manifest["cells"]
    return (
        isinstance(cells, list)
        and len(cells) > 0
        and all(
            cell["labels"].keys() == levers.keys()
            and all(label in levers[lever] for lever, label in cell["labels"].items())
            and _whole(cell["scenario"]["worlds"], 10_000_000)
            and _whole(cell["scenario"]["firms"]["count"], 1_000_000)
            for cell in cells
        )
    )


def _chunks(manifest: Any) -> bool:
    size = manifest["firms_per_chunk"]
    if not _whole(size, 10**9):
        return False
    scenarios = [cell["scenario"] for cell in manifest["cells"]]
    steps = [max(1, size // scenario["firms"]["count"]) for scenario in scenarios]
    chunks: int = sum(s["worlds"] // step + 1 for s, step in zip(scenarios, steps, strict=True))
    return chunks <= MOST_CHUNKS


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "text": lambda manifest: all(isinstance(manifest[name], str) for name in _TEXT),
    "record": lambda manifest: _names(manifest["record"], RECORDS) and "runs" in manifest["record"],
    "measures": lambda manifest: _names(manifest["measures"], MEASURES),
    "overrides": lambda manifest: all(len(pair) == 2 for pair in manifest["overrides"]),
    "parts": lambda manifest: all(isinstance(one, str) for one in manifest["parts"].values()),
    "levers": _levers,
    "cells": _cells,
    "firms_per_chunk": _chunks,
    "worlds": lambda manifest: _whole(manifest["worlds"], 10_000_000),
    "seed": lambda manifest: isinstance(manifest["seed"], int),
}
