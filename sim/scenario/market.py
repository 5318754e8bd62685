"""The labour market of executives."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Share, Spec


class OthersPay(Spec):
    """An outside option that is, in part, what other firms of the world pay."""

    home: float = Field(0.6, ge=-100, le=100, description="worth of not working, base pays")
    others: Share = Field(
        0.5, description="share of what firms pay in the mean; the rest is from home"
    )


class Market(Spec):
    """The labour market of executives."""

    candidates: int = Field(6, ge=1, le=1024, description="applicants per vacancy")
    experienced: int = Field(
        2, ge=0, le=1024, description="of them with a record, if there are any"
    )
    outside: Annotated[float, Field(ge=-100, le=100)] | OthersPay = Field(
        0.6, description="outside option, base pays a quarter; or home and a share of others' pay"
    )
    poaching: float = Field(0.03, ge=0, le=1, description="hazard per quarter at reputation 0")
    poaching_slope: float = Field(
        1.0, ge=0, le=10, description="log of the hazard per unit of reputation"
    )
    retirement: float = Field(0.01, ge=0, le=1, description="hazard per quarter")
    pool_exit: float = Field(0.10, ge=0, le=1, description="hazard of leaving between two seats")
    detected_return: Share = Field(0.0, description="share of detected executives who stay")
    tenure_limit: int | None = Field(
        None, ge=1, le=400, description="quarters until a retirement that everybody knows of"
    )
    chances: Literal["margin", "curve"] = Field(
        "curve",
        description="what applicants know of the gain from gaming: the whole curve, or the slope "
        "at a tie of a contest in which scores are added",
    )
    gaming_cap: float = Field(
        3.0, ge=0, le=100, description="largest gain by gaming, standard deviations of the signal"
    )

    participation: Literal["none", "applicants", "quitting"] = Field(
        "none",
        description="who may say no to a seat that is worth less than the outside option: nobody, "
        "applicants, or also those who sit in it",
    )
    vacancy_cost: float = Field(
        0.0, ge=0, le=1000, description="what a vacant seat costs per quarter, base pays"
    )
    limited_liability: Literal["none", "base-pay", "pay"] = Field(
        "none",
        description="what executives cannot be made to pay: anything may be; no fee for the seat; "
        "nor may base pay and awards of a quarter together fall below 0",
    )

    @model_validator(mode="after")
    def _experienced_are_candidates(self) -> Self:
        if self.experienced > self.candidates:
            raise ValueError(
                f"experienced is {self.experienced}; expected at most candidates "
                f"({self.candidates})"
            )
        return self
