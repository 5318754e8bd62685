"""Menu of contracts."""

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen

Salary = Annotated[float, Field(ge=-1000, le=1000)]
Slope = Annotated[float, Field(ge=-1e6, le=1e6)]


class Menu(Scheme):
    """Award ``salaries[c] + slopes[c] * metric`` by the contract ``c`` that was chosen when hired.

    Executives take the contract that is worth most to them, given ability, goal and risk
    aversion. A unit of slope is worth more to those who achieve more, so the able pay for a
    steeper contract with salary: they reveal themselves.
    """

    name = "menu"
    summary = "several pairs of salary and slope to choose from: the able take the steep one"
    source = (
        "Laffont and Tirole 1986, Using cost observation to regulate firms, JPE 94; Lazear 1986, "
        "Salaries and piece rates, JB 59; Melumad and Reichelstein 1987, JAR 25"
    )
    purpose = (
        "Lets the able choose steep pay and the others safe pay, at the price of the rent that "
        "the able keep."
    )
    neutral = parameters(salaries=(0.0,), slopes=(0.0,))

    salaries: tuple[Salary, ...] = Field(
        (0.3, 0.0), min_length=1, max_length=8, description="base pays added to the base pay"
    )
    slopes: tuple[Slope, ...] = Field(
        (0.2, 0.8), min_length=1, max_length=8, description="base pays per unit of the metric"
    )

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.salaries) != len(self.slopes):
            raise ValueError(
                f"{len(self.salaries)} salaries and {len(self.slopes)} slopes; "
                "expected as many of each"
            )
        return self

    def contracts(self) -> int:
        return len(self.slopes)

    def award(self, seen: Seen) -> Floats:
        salary, slope = np.array(self.salaries)[seen.choice], np.array(self.slopes)[seen.choice]
        award: Floats = salary + slope * seen.metric
        return award

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)
