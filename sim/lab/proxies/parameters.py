"""Parameters of the organisms that search for proxies."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.base import Share, Spec


class LifeParameters(Spec):
    """What leads to offspring, what changes, and how organisms are judged.

    What activities lead to is in log offspring per unit of what is met.
    """

    capacity: int = Field(400, ge=10, le=1_000_000, description="organisms for which there is room")
    training: int = Field(150, ge=20, le=100_000, description="generations before the change")
    after: int = Field(150, ge=10, le=100_000, description="generations after it")
    mating: float = Field(1.2, ge=0.01, le=10, description="log offspring per unit of mating")
    eating: float = Field(0.6, ge=0, le=10, description="log offspring per unit of eating")
    safety: float = Field(0.6, ge=0, le=10, description="log offspring per unit of safety")
    care: float = Field(0.8, ge=0, le=10, description="log offspring per unit of care")
    most: float = Field(
        2.5, gt=1, le=100, description="offspring a head of whoever lives for nothing else"
    )
    plans: int = Field(
        32, ge=1, le=1000, description="plans that an organism looks at in a generation"
    )
    fewer: int = Field(
        2, ge=1, le=1000, description="plans after the shift of capability that leaves goals alone"
    )
    mutation: float = Field(
        0.05, ge=0, le=2, description="standard deviation of a weight's mutation"
    )
    contraception: Share = Field(
        1.0, description="share by which mating no longer leads to offspring"
    )
    ease: float = Field(
        2.0, ge=0.1, le=10, description="mating that is met by the same effort, after the change"
    )
    fog: float = Field(
        0.5, ge=0, le=100, description="error of foreseen offspring, as a wish for them sees them"
    )
    window: int = Field(5, ge=1, le=20, description="generations over which a lineage is judged")
    able: Share = Field(0.8, description="least capability that is no failure")
    aligned: float = Field(0.0, ge=-10, le=1, description="least alignment that is no failure")

    @model_validator(mode="after")
    def _has_another_way(self) -> Self:
        if self.eating + self.safety + self.care <= 0.0:
            raise ValueError(
                "eating, safety and care are 0; expected one at least that leads to offspring"
            )
        return self
