"""Parameters of the Irish elk."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.base import Share, Spec


class HerdParameters(Spec):
    """What herds are like, what changes, and how they are judged; antlers have no unit."""

    capacity: int = Field(600, ge=10, le=1_000_000, description="calves for which there is room")
    generations: int = Field(500, ge=40, le=100_000, description="generations of a herd")
    births: float = Field(6.0, gt=2, le=100, description="mean births of a female that has mated")
    width: float = Field(
        10.0, ge=0.1, le=1e4, description="squared width of viability selection on antlers"
    )
    genetic: float = Field(
        1.0, ge=0, le=100, description="variance of antlers between calves of unrelated parents"
    )
    condition: float = Field(
        0.5, ge=0, le=10, description="antlers per standard deviation of a male's condition"
    )
    benefit: float = Field(
        0.0, ge=0, le=0.5, description="log births per standard deviation of the father's condition"
    )
    stable: float = Field(
        0.05, ge=0, le=10, description="genetic variance of a preference that is to be stable"
    )
    runaway: float = Field(
        0.4, ge=0, le=10, description="genetic variance of a preference that is to run away"
    )
    preference: float = Field(
        0.15, ge=-5, le=5, description="mean preference at the start, where antlers are on the line"
    )
    compared: int = Field(
        24, ge=0, le=10_000, description="males that a female compares at most; 0: all"
    )
    encounters: float = Field(
        0.05, gt=0, le=100, description="males met per living male, where choice weakens"
    )
    share: float = Field(
        1.0, ge=0, le=100, description="share of the antlers' cost by which births fall"
    )
    change: int = Field(200, ge=30, description="generation at which the environment changes")
    rise: float = Field(6.0, ge=1, le=1000, description="factor of an abrupt rise of the cost")
    speed: float = Field(
        0.06, ge=-10, le=10, description="change of the best antlers per generation, in a trend"
    )
    window: int = Field(5, ge=1, le=100, description="generations over which a herd is judged")
    able: Share = Field(0.8, description="least capability that is no failure")
    aligned: float = Field(0.0, ge=-10, le=1, description="least alignment that is no failure")

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if self.change >= self.generations:
            raise ValueError(
                f"change is {self.change}; expected less than generations ({self.generations})"
            )
        if self.compared == 1:
            raise ValueError("compared is 1; expected 0 for all males, or at least 2")
        return self
