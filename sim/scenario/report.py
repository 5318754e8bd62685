"""What is reported of what was done, and how noisy that is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import Spec


class Report(Spec):
    """What is reported of what was done, per unit of firm size."""

    noise: float = Field(
        0.6, ge=1e-9, le=100, description="standard deviation of the firm's own noise"
    )
    common_noise: float = Field(
        0.0, ge=0, le=100, description="standard deviation of the shock to all firms"
    )
    matured_weight: float = Field(0.5, ge=0, le=10, description="weight of matured consequences")
    resolution: int = Field(
        8, ge=4, le=1024, description="nodes of expected pay per standard deviation of the noise"
    )

    plan_error: float = Field(
        0.0,
        ge=0,
        le=100,
        description="standard deviation of the error of a plan that a random search draws",
    )
    tail: Literal["light", "heavy"] = Field(
        "light",
        description="of that error: of a normal, or of Student's t with 3 degrees of freedom",
    )

    def total_noise(self) -> float:
        """Standard deviation of a report, shocks to all firms included."""
        return float((self.noise**2 + self.common_noise**2) ** 0.5)
