"""A paired claim: scenarios of the same luck that differ in what is claimed, and a sign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from pydantic import Field, field_validator

from sim.analysis.outcomes import OutcomeFormula
from sim.scenario.base import Spec
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError, value_at
from sim.tables.columns import COLUMNS

Sign = Literal["more", "less", "not-more", "not-less"]
"""What is claimed of a difference: its sign, or that it has not the other one."""


class WeighedPair(NamedTuple):
    """Two scenarios, and how much their difference b - a counts."""

    weight: float
    a: Scenario
    b: Scenario


class OtherPair(Spec):
    """Another pair, whose difference is taken off: then the claim is about two differences."""

    a: dict[str, Any] = Field(default_factory=dict, description="fields of its first side")
    b: dict[str, Any] = Field(default_factory=dict, description="fields of its second side")
    times: float = Field(1.0, gt=0, le=100, description="how much of its difference is taken off")


class PairedClaim(Spec):
    """Two scenarios that differ in what is claimed, and the sign that is claimed."""

    claim: str = Field(min_length=1, description="the sentence")
    base: str = Field("default", description="preset that both sides start from")
    settings: dict[str, Any] = Field(default_factory=dict, description="fields of both sides")
    a: dict[str, Any] = Field(default_factory=dict, description="fields of the first side")
    b: dict[str, Any] = Field(default_factory=dict, description="fields of the second side")
    than: OtherPair | None = Field(
        None, description="another pair, whose difference is taken off this one's"
    )
    measure: str = Field(
        "shareholder_surplus", description="column of `runs`, or a formula as in outcomes"
    )
    holds: Sign = Field("more", description="sign of the second side less the first")

    @field_validator("measure")
    @classmethod
    def _can_be_measured(cls, measure: str) -> str:
        if measure not in COLUMNS["runs"]:
            try:
                OutcomeFormula(measure)
            except InputError as error:
                raise ValueError(str(error)) from None
        return measure

    def sides(self, background: dict[str, Any]) -> tuple[Scenario, Scenario]:
        """Both scenarios; what the claim sets counts more than the background.

        Raises:
            InputError: If a field or value is wrong.
        """
        return self._side(background, self.a), self._side(background, self.b)

    def pairs(self, background: dict[str, Any]) -> list[WeighedPair]:
        """All pairs of the claim, the one whose difference is taken off with a weight below 0.

        Raises:
            InputError: If a field or value is wrong.
        """
        found = [WeighedPair(1.0, *self.sides(background))]
        if (other := self.than) is not None:
            sides = (self._side(background, side) for side in (other.a, other.b))
            found.append(WeighedPair(-other.times, *sides))
        return found

    def _side(self, background: dict[str, Any], own: dict[str, Any]) -> Scenario:
        return scenario_of(self.base, {**background, **self.settings, **own})

    def agrees(self, difference: float) -> bool:
        """Whether a difference b - a is as claimed."""
        return has_sign(self.holds, difference)

    def varies(self, paths: Iterable[str]) -> list[str]:
        """The fields of the background among these: all sides know them and none sets them."""
        others = () if self.than is None else (*self.than.a, *self.than.b)
        touched = (*self.settings, *self.a, *self.b, *others)
        return undecided(paths, touched, [side for _, a, b in self.pairs({}) for side in (a, b)])


def undecided(
    paths: Iterable[str], touched: Iterable[str], scenarios: Iterable[Scenario]
) -> list[str]:
    """Those paths that all scenarios know and nothing touched sets, itself or what it is in."""
    own = tuple(touched)
    sides = [side.model_dump(mode="json") for side in scenarios]
    return [
        path
        for path in paths
        if not any(path == one or path.startswith(f"{one}.") for one in own)
        and all(_known(side, path) for side in sides)
    ]


def has_sign(sign: Sign, difference: float) -> bool:
    """Whether a difference is as a sign says."""
    return {
        "more": difference > 0,
        "less": difference < 0,
        "not-more": difference <= 0,
        "not-less": difference >= 0,
    }[sign]


def _known(data: dict[str, Any], path: str) -> bool:
    try:
        return value_at(data, path) is not None
    except LookupError:
        return False
