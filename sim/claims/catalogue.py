"""The claims of the project and the background that they are held against: ``claims.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.scenario.base import Spec
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, read_yaml, shown, suggest, value_at

CLAIMS_FILE = Path(__file__).with_name("claims.yaml")
Sign = Literal["more", "less", "not-more", "not-less"]
"""What is claimed of a difference: its sign, or that it has not the other one."""


class PairedClaim(Spec):
    """Two scenarios that differ in what is claimed, and the sign that is claimed."""

    claim: str = Field(min_length=1, description="the sentence")
    base: str = Field("default", description="preset that both sides start from")
    settings: dict[str, Any] = Field(default_factory=dict, description="fields of both sides")
    a: dict[str, Any] = Field(default_factory=dict, description="fields of the first side")
    b: dict[str, Any] = Field(default_factory=dict, description="fields of the second side")
    measure: str = Field("shareholder_surplus", description="column of `runs`")
    holds: Sign = Field("more", description="sign of the second side less the first")

    def sides(self, background: dict[str, Any]) -> tuple[Scenario, Scenario]:
        """Both scenarios; what the claim sets counts more than the background.

        Raises:
            InputError: If a field or value is wrong.
        """
        first, second = (
            scenario_of(self.base, {**background, **self.settings, **side})
            for side in (self.a, self.b)
        )
        return first, second

    def agrees(self, difference: float) -> bool:
        """Whether a difference b - a is as claimed."""
        return {
            "more": difference > 0,
            "less": difference < 0,
            "not-more": difference <= 0,
            "not-less": difference >= 0,
        }[self.holds]

    def varies(self, paths: Iterable[str]) -> list[str]:
        """The fields of the background among these: both sides know them and neither sets them."""
        touched = (*self.settings, *self.a, *self.b)
        sides = [side.model_dump(mode="json") for side in self.sides({})]
        return [
            path
            for path in paths
            if not any(path == one or path.startswith(f"{one}.") for one in touched)
            and all(_known(side, path) for side in sides)
        ]


def _known(data: dict[str, Any], path: str) -> bool:
    try:
        return value_at(data, path) is not None
    except LookupError:
        return False


@cache
def _data() -> dict[str, Any]:
    return read_yaml(CLAIMS_FILE)


def claim_names() -> dict[str, str]:
    """All claims, and the sentence of each."""
    return {name: str(data["claim"]) for name, data in _data()["claims"].items()}


def find_claim(name: str) -> PairedClaim:
    """The claim of that name.

    Raises:
        InputError: If there is none.
    """
    known = _data()["claims"]
    if name not in known:
        raise InputError(f"no claim is called {shown(name)}; {suggest(name, sorted(known))}")
    return PairedClaim.read(known[name], f"claim {name}")


def ranges() -> dict[str, tuple[float, float]]:
    """Bounds of all fields that may be drawn, by dotted path."""
    return {path: (low, high) for path, (low, high) in _data()["range"].items()}


def background_of(claim: PairedClaim) -> dict[str, tuple[float, float]]:
    """Those of a claim: the others are set by one of its sides, or unknown to one."""
    every = ranges()
    return {path: every[path] for path in claim.varies(every)}


@cache
def is_whole(path: str) -> bool:
    """Whether a field of the background is a whole number."""
    value = value_at(Scenario().model_dump(mode="json"), path)
    return isinstance(value, int)
