"""Stored numbers of the preset ``us-listed``: published facts and field experiments, simulated.

``python -m sim.findings docs/facts.md`` writes them, with the tables of that page; reading them
plays nothing.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

STORED = Path(__file__).parent / "data" / "us-listed.json"
_DIGITS = 6


@cache
def stored_facts() -> dict[str, list[dict[str, Any]]]:
    """What is stored: ``facts`` and ``experiments``, each as ``document`` of a result has it."""
    found: dict[str, list[dict[str, Any]]] = json.loads(STORED.read_text(encoding="utf-8"))
    return found


def write(measured: list[dict[str, Any]], experiments: list[dict[str, Any]], target: Path) -> None:
    """Store results, six digits of each number."""
    found = {"facts": _short(measured), "experiments": _short(experiments)}
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
