"""The labour market of executives; its hazards are calibrated to published facts."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Share, Spec

MOST_OUTSIDE = 100.0
"""The largest outside option, base pays."""


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
    outside: Annotated[float, Field(ge=-MOST_OUTSIDE, le=MOST_OUTSIDE)] | OthersPay = Field(
        0.6, description="outside option, base pays a quarter; or home and a share of others' pay"
    )
    poaching: float = Field(0.0015, ge=0, le=1, description="hazard per quarter at reputation 0")
    poaching_slope: float = Field(
        0.62, ge=0, le=10, description="log of the hazard per unit of reputation"
    )
    retirement: float = Field(0.011, ge=0, le=1, description="hazard per quarter")
    acquisition: float = Field(
        0.011,
        ge=0,
        le=1,
        description="hazard per quarter that the firm is bought, and the seat lost",
    )
    retirement_age: float | None = Field(
        None, ge=20, le=120, description="years of age; left out: retirement is a hazard"
    )
    entry_age: float = Field(
        50.0, ge=15, le=110, description="mean age of newcomers in years, where age counts"
    )
    entry_age_sd: float = Field(6.0, ge=0, le=50, description="its standard deviation, years")
    pool_exit: float = Field(0.2, ge=0, le=1, description="hazard of leaving between two seats")
    interim: int = Field(
        0, ge=0, le=400, description="quarters between an exit and the search for a successor"
    )
    detected_return: Share = Field(
        0.15, description="share of those who lose the seat by detection who stay in the market"
    )
    detection_dismisses: Share = Field(0.93, description="chance that detection costs the seat")
    found_after_exit: Share = Field(
        0.015,
        description="hazard per quarter and unit of own harm still hidden that it is found after "
        "the exit",
    )
    restated_window: int = Field(
        8, ge=0, le=400, description="quarters after an exit in which that may be"
    )
    restated_fine: float = Field(
        1.0, ge=0, le=1e6, description="fine that whoever has left owes then, base pays"
    )
    tenure_limit: int | None = Field(
        None, ge=1, le=400, description="quarters until a retirement that everybody knows of"
    )
    chances: Literal["margin", "curve"] = Field(
        "curve",
        description="what applicants know of the gain from gaming: the whole curve, or the slope "
        "at a tie of a contest in which scores are added",
    )
    gaming_cap: float = Field(
        1.3, ge=0, le=100, description="largest gain by gaming, standard deviations of the signal"
    )

    participation: Literal["none", "applicants", "quitting"] = Field(
        "quitting",
        description="who may say no to a seat that is worth less than the outside option: nobody, "
        "applicants, or also those who sit in it",
    )
    vacancy_cost: float = Field(
        0.0, ge=0, le=1000, description="what a vacant seat costs per quarter, base pays"
    )
    limited_liability: Literal["none", "base-pay", "pay"] = Field(
        "base-pay",
        description="what executives cannot be made to pay: anything may be; no fee for the seat; "
        "nor may base pay and awards of a quarter together fall below 0",
    )

    def leaving(self) -> float:
        """Chance per quarter to be poached (at reputation 0), to retire or to be bought out."""
        return self.poaching + self.retiring() + self.acquisition

    def staying(self) -> float:
        """Chance to keep a seat for a quarter that nobody takes it away for a cause."""
        return (1 - self.poaching) * self.kept()

    def kept(self) -> float:
        """The same of what no other seat makes up for: who is poached has one as good."""
        return (1 - self.retiring()) * (1 - self.acquisition)

    def retiring(self) -> float:
        """Chance per quarter to retire; of an age the mean one over careers that reach it."""
        if self.retirement_age is None:
            return self.retirement
        return 1 / max(4 * (self.retirement_age - self.entry_age), 1.0)

    @model_validator(mode="after")
    def _careers_have_a_length(self) -> Self:
        if self.retirement_age is not None and self.entry_age >= self.retirement_age:
            raise ValueError(
                f"entry_age is {self.entry_age:g}; expected less than retirement_age "
                f"({self.retirement_age:g})"
            )
        return self

    @model_validator(mode="after")
    def _experienced_are_candidates(self) -> Self:
        if self.experienced > self.candidates:
            raise ValueError(
                f"experienced is {self.experienced}; expected at most candidates "
                f"({self.candidates})"
            )
        return self
