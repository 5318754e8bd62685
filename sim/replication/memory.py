"""Belief rules: what somebody expects of the environment after some estimates of it.

A rule is linear in the estimates, hence a table of weights that kernels apply: a further rule is
one more class here.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from agents.numerics.compile import inlined
from incentives.arrays import Floats
from sim.scenario.base import Spec

Remembered = Annotated[int, Field(ge=1, le=10_000)] | Literal["unlimited"]
"""How many estimates are remembered."""


class BeliefRule(Spec):
    """How estimates become an expectation."""

    def weights(self, periods: int) -> Floats:
        """(periods, periods) of estimate ``j`` in the expectation formed after ``i + 1`` of them.

        Nothing weighs that is not known yet: the table is lower triangular.
        """
        raise NotImplementedError


class WindowMean(BeliefRule):
    """The mean of the last estimates, as many as are remembered.

    What a limited memory makes of experience in Reinwald, Leitner and Wall 2024. With unlimited
    memory it is the best linear forecast of an environment that has a constant mean.
    """

    stands_for = "memory"

    memory: Remembered = Field("unlimited", description="estimates that count; or unlimited")

    def weights(self, periods: int) -> Floats:
        i, j = np.indices((periods, periods))
        longest = periods if self.memory == "unlimited" else int(self.memory)
        counted = (j <= i) & (j > i - longest)
        found: Floats = counted / counted.sum(axis=1, keepdims=True)
        return found


@inlined
def expectation(weights: Floats, estimates: Floats, count: int) -> float:
    """What is expected after ``count`` estimates, which stand first in ``estimates``."""
    total = 0.0
    for j in range(count):
        total += weights[count - 1, j] * estimates[j]
    return total
