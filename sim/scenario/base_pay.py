"""Base pay that adjusts: a number, what clears the market, or what matches ability and size."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Spec


class Clearing(Spec):
    """What the base pay is to bring about, under the package's schemes, filters and oversight."""

    target: Literal["kind", "acceptance", "rent"] = Field(
        "kind",
        description="kind: its member of mean ability is indifferent; acceptance: so many "
        "newcomers take the seat; rent: it is worth so much to newcomers in the mean",
    )
    kind: str | None = Field(
        None,
        description="whose mean member; left out: of the largest kind whose goal is pay alone",
    )
    value: float | None = Field(
        None,
        ge=-1000,
        le=1000,
        description="worth of the seat to that member or in the mean, base pays, or share of "
        "newcomers who accept; left out: 0, or 0.9 of them",
    )

    @property
    def wanted(self) -> float:
        """The number that is to be met."""
        if self.value is not None:
            return self.value
        return 0.9 if self.target == "acceptance" else 0.0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.target == "acceptance" and not 0.0 < self.wanted < 1.0:
            raise ValueError(f"value: is {self.wanted:g}; expected a share between 0 and 1")
        if self.target != "kind" and self.kind is not None:
            raise ValueError(f"kind: goes with target: kind, not with target: {self.target}")
        return self


class Assignment(Spec):
    """Pareto sizes and talents, as in Gabaix and Landier 2008, QJE 123.

    The ``n``-th largest firm has size ``n**-alpha``, the ``n``-th most able ``n**(beta - 1)`` more
    talent than the next, and value grows with size to the power of ``gamma``.
    """

    alpha: float = Field(1.0, gt=0, le=10, description="tail of firm sizes: size falls as n^-alpha")
    beta: float = Field(2.0 / 3.0, gt=0, le=10, description="tail of talent: spacing n^(beta - 1)")
    gamma: float = Field(1.0, gt=0, le=10, description="elasticity of talent's value to firm size")

    @property
    def elasticity(self) -> float:
        """Of pay to size across firms."""
        return self.gamma - self.beta / self.alpha

    @model_validator(mode="after")
    def _pay_rises(self) -> Self:
        if self.elasticity <= 0.0:
            raise ValueError(
                f"beta: is {self.beta:g}; expected less than alpha*gamma "
                f"({self.alpha * self.gamma:g}), for pay is to grow with size"
            )
        return self


class Adjusted(Spec):
    """Base pay that adjusts: its level, and how it differs between firms."""

    clearing: Clearing | None = Field(None, description="what its level is to bring about")
    matched: Assignment | None = Field(
        None, description="by firm size, as competition for ability has it; its level clears"
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.clearing is None and self.matched is None:
            raise ValueError("is empty; expected clearing, or matched, or both")
        return self


Amount = Annotated[float, Field(ge=-1000, le=1000)]
BasePay = Amount | Literal["clearing", "matched"] | Adjusted
"""As it is written in a package."""


def clearing_of(base_pay: BasePay) -> Clearing | None:
    """What the level of base pay is to bring about; None: it is a number."""
    if isinstance(base_pay, Adjusted):
        return base_pay.clearing or Clearing()
    return Clearing() if isinstance(base_pay, str) else None


def assignment_of(base_pay: BasePay) -> Assignment | None:
    """How base pay depends on firm size where it is matched; None: as the firms have it."""
    if isinstance(base_pay, Adjusted):
        return base_pay.matched
    return Assignment() if base_pay == "matched" else None
