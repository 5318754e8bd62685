"""The hiring filter: a stage of a pipeline that scores applicants, and what it costs to game it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple, get_args

import numpy as np
from pydantic import Field

from incentives.arrays import Bools, Floats
from incentives.parts import Part, expect_answer, expect_number
from incentives.views import Applicants

Measures = Literal[
    "nothing", "ability", "integrity", "intent", "trial", "temptation", "harm", "record"
]


class Formula(NamedTuple):
    """A score that can be reckoned without asking the filter, as kernels do.

    It is ``signal`` times the signal, plus the reputation if that counts, plus ``luck`` times the
    lot; whoever's signal is above the ``cutoff`` is turned down.

    Attributes:
        newcomer: The reputation of those who have none; ``None``: reputation does not count.
    """

    signal: float = 0.0
    newcomer: float | None = None
    luck: float = 0.0
    cutoff: float = float("inf")

    def score(self, seen: Applicants) -> Floats:
        """Score per vacancy and applicant, shape of ``seen.lot``."""
        found: Floats = self.signal * seen.signal
        if self.newcomer is not None:
            found += np.where(np.isnan(seen.reputation), self.newcomer, seen.reputation)
        if self.luck != 0.0:
            found += self.luck * seen.lot
        found[seen.signal > self.cutoff] = -np.inf
        return found


class Filter(Part):
    """A filter scores applicants; a package's filters follow each other, and the best is hired.

    What counts at a stage is the sum of ``weight`` times score so far. Whoever is turned down by a
    stage, by a score of ``-inf`` or below its ``bar``, or is not among its ``shortlist`` best, does
    not take the next one.

    A subclass defines :meth:`formula`, or :meth:`score` if its scores follow none. What it
    ``measures`` decides the trait behind its signal: for ability and integrity the simulator draws
    ``validity * trait + sqrt(1 - validity**2) * noise`` and adds what the applicant's gaming and
    faking achieved; for intent it draws ``noise``, and adds the separation if the applicant's goal
    is misaligned. A trial is what the applicant would report in a trial project, and makes a signal
    as ability does. The signals of the rest are what happens: of a temptation 1 if the applicant
    takes it, else 0; of harm, what referees tell of what has surfaced of it (effect units); of a
    record, 1 if the applicant was once detected and it is found, else 0. Of newcomers there is
    nothing to be told or found.
    """

    family: ClassVar[str] = "filters"
    said = (
        "formula",
        "newcomers",
        "correlation",
        "separation",
        "suspicion",
        "discovery",
        "gaming_cost",
    )
    measures: ClassVar[Measures] = "nothing"
    rejects: ClassVar[bool] = False
    """Whether it turns down applicants without a bar."""

    cost: float = Field(0.0, ge=0, le=100, description="base pays per vacancy")
    cost_each: float = Field(0.0, ge=0, le=100, description="base pays per applicant who takes it")
    weight: float = Field(1.0, ge=0, le=1e6, description="of its score in the sum")
    bar: float | None = Field(
        None, ge=-1e6, le=1e6, description="score below which it turns down; empty: nobody"
    )
    shortlist: int | None = Field(
        None, ge=1, le=1024, description="applicants who go on to the next stage; empty: all"
    )

    def formula(self) -> Formula | None:
        """What scores are made of; ``None`` if :meth:`score` has to be asked."""
        return None

    def score(self, seen: Applicants) -> Floats:
        """Score per vacancy and applicant, shape of ``seen.lot``; ``-inf`` rejects."""
        formula = self.formula()
        if formula is None:
            raise NotImplementedError
        return formula.score(seen)

    def tried(self) -> Mapping[str, Applicants]:
        draws = np.linspace(-2.0, 2.0, 12).reshape(3, 4)
        reputation = np.where(draws > 0, draws, np.nan)
        return {"score": Applicants(draws, reputation, (draws + 2.0) / 4.1).sealed()}

    def check(self) -> None:
        super().check()
        seen = self.tried()["score"]
        shape = seen.lot.shape
        expect_answer("score", self.score, seen, shape, slice(1, 2), infinite=True)
        if self.measures not in get_args(Measures):
            known = ", ".join(get_args(Measures))
            raise ValueError(f"it measures {self.measures!r}; expected one of {known}")
        for name in ("correlation", "suspicion", "discovery"):
            expect_number(name, getattr(self, name)(), 0, 1)
        expect_number("separation", self.separation(), -1e6, 1e6)
        expect_number("gaming_cost", self.gaming_cost(), 1e-9)
        expect_number("newcomers", self.newcomers(), 0, 1024, whole=True)
        may = self.eligible(seen)
        if not (isinstance(may, np.ndarray) and may.dtype == np.bool_ and may.shape == shape):
            raise ValueError(f"eligible returned {may!r}; expected yes or no for every applicant")

    def eligible(self, seen: Applicants) -> Bools:
        """Who may take it, shape of ``seen.lot``; all others are turned down unseen."""
        return np.ones(seen.lot.shape, dtype=np.bool_)

    def newcomers(self) -> int:
        """New candidates that a vacancy must have for it to work."""
        return 0

    def newcomer_score(self) -> tuple[float, float] | None:
        """How newcomers score where neither what they are nor what they do matters.

        ``(least, luck)`` if every newcomer scores ``least + luck * lot``; ``None`` otherwise. What
        is known need not be rehearsed to find out what gaming other filters is good for.
        """
        return None

    def correlation(self) -> float:
        """Correlation of the ungamed signal with the ability, integrity or trial it measures."""
        return 0.0

    def separation(self) -> float:
        """By how many sd of its noise a test of intent tells the misaligned from the others."""
        return 0.0

    def suspicion(self) -> float:
        """Probability that an applicant of awareness 1 suspects that a temptation is a test."""
        return 1.0

    def discovery(self) -> float:
        """Probability that past harm is told, or a record found."""
        return 0.0

    def gaming_cost(self) -> float:
        """Cost ``kappa`` of lifting the signal by ``e``: ``kappa * e**2 / 2`` base pays.

        A signal whose cost is infinite cannot be faked either.
        """
        return float("inf")


class Graded(Filter):
    """A filter that ranks by one standardised signal, which applicants may lift at a cost."""

    abstract = True

    validity: float = Field(0.4, ge=0, le=1, description="correlation of signal and trait")
    kappa: float = Field(
        4.0,
        ge=1e-6,
        le=1e6,
        description="gaming cost, base pays per squared standard deviation of the signal",
    )

    def formula(self) -> Formula:
        return Formula(signal=1.0)

    def correlation(self) -> float:
        return self.validity

    def gaming_cost(self) -> float:
        return self.kappa
