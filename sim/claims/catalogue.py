"""The claims of the project and the background that they are held against: ``claims.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sim.claims.attributed import AttributionClaim
from sim.scenario.scenario import Scenario
from sim.study.design.paired_claim import PairedClaim
from sim.support.inputs import InputError, read_yaml, shown, suggest, value_at

CatalogueClaim = PairedClaim | AttributionClaim
"""A claim about two scenarios of the same luck, or about where the value went in one."""
CLAIMS_FILE = Path(__file__).with_name("claims.yaml")


@cache
def _data() -> dict[str, Any]:
    return read_yaml(CLAIMS_FILE)


def claim_names() -> dict[str, str]:
    """All claims, and the sentence of each."""
    return {name: str(data["claim"]) for name, data in _data()["claims"].items()}


def find_claim(name: str) -> CatalogueClaim:
    """The claim of that name.

    Raises:
        InputError: If there is none.
    """
    known = _data()["claims"]
    if name not in known:
        raise InputError(f"no claim is called {shown(name)}; {suggest(name, sorted(known))}")
    kind = AttributionClaim if "attribution" in known[name] else PairedClaim
    return kind.read(known[name], f"claim {name}")


def ranges() -> dict[str, tuple[float, float]]:
    """Bounds of all fields that may be drawn, by dotted path."""
    return {path: (low, high) for path, (low, high) in _data()["range"].items()}


def background_of(claim: CatalogueClaim) -> dict[str, tuple[float, float]]:
    """Those of a claim: the others are set by one of its sides, or unknown to one."""
    every = ranges()
    return {path: every[path] for path in claim.varies(every)}


@cache
def is_whole(path: str) -> bool:
    """Whether a field of the background is a whole number."""
    value = value_at(Scenario().model_dump(mode="json"), path)
    return isinstance(value, int)
