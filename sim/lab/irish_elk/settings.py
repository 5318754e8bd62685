"""Settings of the herd that are compared: preferences, who pays, choice, environment."""

from __future__ import annotations

from typing import Literal, NamedTuple

Environment = Literal["constant", "abrupt", "trend"]
ENVIRONMENTS: tuple[Environment, ...] = ("constant", "abrupt", "trend")
SHIFT_OF: dict[Environment, str] = {
    "constant": "none",
    "abrupt": "capability",
    "trend": "capability",
}
"""What a change of the environment is, in the words of the diagnosis: it leaves the goal alone, and
makes it harder to reach. The goal comes apart from the task by selection itself."""


class HerdSetting(NamedTuple):
    """One world for many herds.

    Attributes:
        preference: ``none`` (mates at random), ``stable`` or ``runaway``.
        heritable: Genetic variance of preference.
        share: Of the antlers' cost, by which everybody's births fall; 0: the bearer alone pays.
        weakens: Whether choice weakens as males get rare.
        environment: Of the antlers' cost.
    """

    preference: str
    heritable: float
    share: float
    weakens: bool
    environment: Environment

    @property
    def policy(self) -> str:
        """In words, as rows name it."""
        pays = "bearer pays" if self.share == 0.0 else "others pay too"
        choice = "choice weakens" if self.weakens else "choice never weakens"
        if self.preference == "none":
            choice = "no choice"
        return f"{self.preference}, {pays}, {choice}, {self.environment}"


def plain(stable: float, runaway: float, share: float) -> list[HerdSetting]:
    """All combinations; without a preference there is no choice that could weaken."""
    found = []
    for name, heritable in (("none", 0.0), ("stable", stable), ("runaway", runaway)):
        for paid in (0.0, share):
            for weakens in (True, False) if heritable > 0.0 else (True,):
                for environment in ENVIRONMENTS:
                    found.append(HerdSetting(name, heritable, paid, weakens, environment))
    return found
