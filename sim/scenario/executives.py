"""Who can be hired: kinds of executive, their goals and traits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from agents.cognition import Cognition, catalogue
from agents.cognition.exact import Exact
from agents.goals import ARCHETYPES, REWARD, Goal
from incentives.explained import Inside
from incentives.sentences import key_of, shown
from sim.scenario.base import Share, Spec
from sim.scenario.part_field import NamedPartOf

Way = Annotated[Cognition, NamedPartOf(Cognition.family)]
"""One of the ways to decide in ``agents/cognition/``: its name, or that and its parameters."""
_WAY = "how it decides: exact search, a random one, a climb, a learner's, or a rule"


class RelativeAversion(Spec):
    """Constant relative risk aversion over wealth; small bets act like ``crra / wealth``."""

    crra: float = Field(
        ge=0, le=100, description="relative risk aversion; 1: log utility", examples=[3.0]
    )
    wealth: float = Field(
        ge=0,
        le=1e6,
        description="owned outside the firm, base pays of a quarter; base pay adds to it",
        examples=[25.0],
    )


RiskAversion = Annotated[float, Field(ge=0, le=100)] | RelativeAversion
"""Absolute, or relative to wealth."""
_RISK_AVERSION = "absolute, per base pay; or crra, relative to wealth"


class Traits(Spec):
    """What an executive can do, how it decides, and how it comes across."""

    ability_mean: float | None = Field(None, ge=1e-3, le=10, description="of candidates")
    ability_sd: float | None = Field(None, ge=0, le=10, description="standard deviation of ability")
    cognition: Way | None = Field(None, description=_WAY)
    foresight: int | None = Field(None, ge=0, le=400, description="planning horizon, quarters")
    awareness: Share | None = Field(None, description="knowledge of the evaluation context")
    patience: float | None = Field(None, ge=0, le=1, description="discount factor per quarter")
    lying_cost: float | None = Field(None, ge=0, le=1e6, description="base pays per unit gamed")
    risk_aversion: RiskAversion | None = Field(None, description=_RISK_AVERSION)
    faking: float | None = Field(
        None,
        ge=-1e6,
        le=1e6,
        description="added to every signal that can be faked, standard deviations of the signal",
    )
    signal_noise: float | None = Field(
        None,
        ge=0,
        le=1e6,
        description="noise in signals, standard deviations of the signal; left out: the filter's",
    )


class GoalWeights(Spec):
    """A goal of one's own: weights on five outcomes."""

    pay: float = Field(1.0, ge=0, le=100)
    value: float = Field(0.0, ge=-100, le=100)
    proxy: float = Field(0.0, ge=-100, le=100)
    private: float = Field(0.0, ge=-100, le=100)
    harm: float = Field(0.0, ge=-100, le=100)


class Member(Traits):
    """A kind of executive: its share, its goal, and traits that differ from the default."""

    stands_for = "share"

    share: Share
    goal: GoalWeights | None = Field(None, description="left out: the archetype of this name")


ALL_KINDS = ("all", "everybody")
"""What tables call all kinds together."""
DEFAULT_POPULATION = {
    "steward": Member(share=0.25),
    "careerist": Member(share=0.46),
    "empire-builder": Member(share=0.05),
    "looter": Member(share=0.16),
    "saboteur": Member(share=0.08),
}
"""Calibrated, as are talent and awareness, to published facts about executives, and rounded."""


class Executives(Spec):
    """Who can be hired. Traits here hold for everybody whose kind sets none."""

    ability_mean: float = Field(1.0, ge=1e-3, le=10, description="of candidates")
    ability_sd: float = Field(0.25, ge=0, le=10, description="standard deviation of ability")
    talent_mean: float = Field(
        0.0, ge=-100, le=100, description="what a newcomer adds to report and value, doing nothing"
    )
    talent_sd: float = Field(0.52, ge=0, le=100, description="standard deviation of talent")
    talent_drift: float = Field(
        0.072, ge=0, le=100, description="standard deviation of its change per quarter in a seat"
    )
    cognition: Way = Field(Exact(), description=_WAY)
    foresight: int = Field(16, ge=0, le=400, description="planning horizon, quarters")
    awareness: Share = Field(0.91, description="knowledge of the evaluation context")
    patience: float = Field(0.97, ge=0, le=1, description="discount factor per quarter")
    lying_cost: float = Field(0.0, ge=0, le=1e6, description="base pays per unit gamed")
    risk_aversion: RiskAversion = Field(0.0, description=_RISK_AVERSION)
    faking: float = Field(
        0.0,
        ge=-1e6,
        le=1e6,
        description="added to every signal that can be faked, standard deviations of the signal",
    )
    signal_noise: float | None = Field(
        None,
        ge=0,
        le=1e6,
        description="noise in signals, standard deviations of the signal; left out: the filter's",
    )
    population: dict[str, Member] = Field(DEFAULT_POPULATION, min_length=1, max_length=16)

    @field_validator("population")
    @classmethod
    def _known_and_complete(cls, population: dict[str, Member]) -> dict[str, Member]:
        for name, member in population.items():
            if name in ALL_KINDS or name in catalogue():
                means = (
                    "all kinds together" if name in ALL_KINDS else "those who decide in that way"
                )
                raise Inside(name, f"is what tables call {means}; expected another name")
            if member.goal is None and name not in ARCHETYPES:
                raise Inside(
                    key_of(name),
                    "is no archetype and sets no goal; expected a goal, or one of "
                    f"{', '.join(ARCHETYPES)}",
                )
        total = sum(member.share for member in population.values())
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"the shares sum to {total:.6g}; expected 1")
        return population

    def goal_of(self, name: str) -> Goal:
        """The goal of the kind called ``name``: its own, or what it was selected for."""
        if self.cognition_of(name).selection() is not None:
            return REWARD
        own = self.population[name].goal
        return ARCHETYPES[name] if own is None else Goal(**own.model_dump())

    def cognition_of(self, name: str) -> Cognition:
        """How the kind called ``name`` decides."""
        found: Cognition = self.trait(name, "cognition")
        return found

    def expect_wealth(self, fee: str, base_pay: float) -> None:
        """Refuse a base pay that leaves nothing of somebody's wealth.

        Args:
            fee: What it is called.
            base_pay: How much it is, in base pays; below 0: a fee.

        Raises:
            ValueError: If it is a fee that is too high; with the least wealth.
        """
        for name, member in self.population.items():
            taste = self.trait(name, "risk_aversion")
            if isinstance(taste, RelativeAversion) and taste.wealth + base_pay <= 0.0:
                own = "" if member.risk_aversion is None else f"population.{key_of(name)}."
                raise ValueError(
                    f"executives.{own}risk_aversion.wealth: is {shown(taste.wealth)}, of which "
                    f"{fee}, {base_pay:.4g}, leaves nothing; expected a number above "
                    f"{-base_pay:.4g}"
                )

    def trait(self, name: str, trait: str) -> Any:
        """A trait of the kind called ``name``: its own, or everybody's."""
        own = getattr(self.population[name], trait)
        return getattr(self, trait) if own is None else own
