"""Whether a manifest is one: whoever reads a study may count on its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.scenario.scenario import Scenario
from sim.study.design.levers import lever_of
from sim.study.design.sampling import MOST_CELLS
from sim.tables.columns import MEASURES, RECORDS

_TEXT = ("name", "question", "command", "version", "points", "design")
MOST_WORLDS = 10_000_000


def damage(manifest: Any) -> str:
    """The first field that is not what was written, in a few words; nothing if all are.

    Scenarios are looked at where they are needed, for parts of one's own may not be known here.
    """
    try:
        return next((name for name, holds in _CHECKS.items() if not holds(manifest)), "")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return "fields are missing"


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _names(value: Any, known: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) <= len(known) and set(value) <= set(known)


def _levers(manifest: Any) -> bool:
    levers = manifest["levers"].items()
    return all(lever_of(name, raw).plain() == raw for name, raw in levers)


def _worlds(manifest: Any) -> bool:
    worlds = manifest["worlds"]
    if isinstance(worlds, dict):
        until = worlds["until"]
        return (
            _whole(worlds["at_least"], MOST_WORLDS)
            and _whole(worlds["at_most"], MOST_WORLDS)
            and until["measure"] in _measures(manifest)
            and isinstance(until["half_width"], int | float)
        )
    return _whole(worlds, MOST_WORLDS)


def _outcomes(manifest: Any) -> bool:
    return all(
        said.keys() == {"text", "source"} and all(isinstance(x, str) for x in said.values())
        for said in manifest.get("outcomes", {}).values()
    )


def _measures(manifest: Any) -> set[str]:
    return {*MEASURES, *manifest.get("outcomes", {})}


def _list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _digests(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "text": lambda manifest: all(isinstance(manifest[name], str) for name in _TEXT),
    "points": lambda manifest: manifest["points"].isalnum(),
    "record": lambda manifest: _names(manifest["record"], RECORDS) and "runs" in manifest["record"],
    "measures": lambda manifest: _names(manifest["measures"], _measures(manifest)),
    "outcomes": _outcomes,
    "overrides": lambda manifest: all(len(pair) == 2 for pair in manifest["overrides"]),
    "parts": lambda manifest: _digests(manifest["parts"]),
    "code": lambda manifest: _digests(manifest["code"]),
    "levers": _levers,
    "drawn": lambda manifest: manifest["drawn"] is None or _whole(manifest["drawn"], MOST_CELLS),
    "cells": lambda manifest: _whole(manifest["cells"], MOST_CELLS),
    "base": lambda manifest: manifest["base"].keys() <= Scenario.model_fields.keys(),
    "exclude": lambda manifest: _list_of(manifest["exclude"], dict),
    "constraints": lambda manifest: _list_of(manifest["constraints"], str),
    "worlds": _worlds,
    "seed": lambda manifest: isinstance(manifest["seed"], int),
}
