"""Hidden goals: what an executive cares about, as weights on five outcomes.

A goal is all that tells one archetype from another; nothing is called deceptive here. The image
of a goal in task space is what its bearer would work for if nobody paid or watched.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats


class Goal(NamedTuple):
    """Weights on own pay, true value, the proxy, private benefit and harm."""

    pay: float
    value: float
    proxy: float
    private: float
    harm: float

    def image(self, value: Floats, proxy: Floats, private: Floats) -> Floats:
        """Marginal worth of each task's effect to the bearer; shapes (tasks,).

        Pay is left out, so a pure careerist's image is zero. ``harm`` counts the linear part of
        what a task costs the firm.
        """
        return (
            self.value * value
            + self.proxy * proxy
            + self.private * private
            + self.harm * np.maximum(-value, 0.0)
        )

    def is_misaligned(self) -> bool:
        """Whether it weighs anything besides pay and true value."""
        return self.temptation() != 0 or self.proxy != 0 or self.value < 0

    def is_pay_alone(self) -> bool:
        """Whether it weighs nothing but pay."""
        return self.pay > 0 and not any(self[1:])

    def temptation(self) -> float:
        """How much harm the goal invites: weights on private benefit and harm per unit of all."""
        total = sum(abs(weight) for weight in self)
        return (max(self.private, 0.0) + max(self.harm, 0.0)) / total if total else 0.0


ARCHETYPES: dict[str, Goal] = {
    "steward": Goal(1.0, 0.3, 0.0, 0.0, 0.0),
    "careerist": Goal(1.0, 0.0, 0.0, 0.0, 0.0),
    "empire-builder": Goal(0.5, 0.0, 0.9, 0.0, 0.0),
    "looter": Goal(1.0, 0.0, 0.0, 1.0, 0.0),
    "saboteur": Goal(0.5, 0.0, 0.0, 0.0, 0.5),
}

REWARD = ARCHETYPES["careerist"]
"""What those were selected for who have no goal: pay, and nothing else."""

SUMMARIES: dict[str, str] = {
    "steward": "wants pay, and the firm to do well",
    "careerist": "wants pay; its image in task space is zero",
    "empire-builder": "wants size: a proxy that was value once",
    "looter": "wants pay and private benefits at the firm's expense",
    "saboteur": "wants harm done to the firm, and pay",
}
