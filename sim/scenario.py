"""A scenario: everything that a run depends on, validated, with the defaults of docs/model.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from agents.goals import ARCHETYPES, Goal
from incentives.filters import Filter
from incentives.metrics import EARNINGS
from incentives.metrics import Metric as PaidMetric
from incentives.oversight import Oversight
from incentives.oversight.base import common_period
from incentives.parts import UnknownPart
from incentives.schemes import Scheme
from sim.contradictions import refuse_contradictions
from sim.partfield import PartOf
from sim.spec import Share, Spec
from sim.technology import Regime, Technology

Cognition = Literal["exact", "rule"]


class Metric(Spec):
    """What is reported of what was done, per unit of firm size."""

    noise: float = Field(
        0.6, gt=0, le=100, description="standard deviation of the firm's own noise"
    )
    common_noise: float = Field(
        0.0, ge=0, le=100, description="standard deviation of the shock to all firms"
    )
    matured_weight: float = Field(0.5, ge=0, le=10, description="weight of matured consequences")
    resolution: int = Field(
        8, ge=4, le=1024, description="nodes of expected pay per standard deviation of the noise"
    )

    def total_noise(self) -> float:
        """Standard deviation of a report, shocks to all firms included."""
        return float((self.noise**2 + self.common_noise**2) ** 0.5)


class Firms(Spec):
    """Which firms: CEOSAL2's 177, or synthetic ones."""

    source: Literal["ceosal2", "synthetic"] = Field("ceosal2", description="real firms, or drawn")
    count: int = Field(177, ge=1, le=100_000, description="firms per world")
    size_sd: float = Field(
        1.0, ge=0, le=5, description="standard deviation of log size; synthetic firms only"
    )
    pay_elasticity: float = Field(
        0.26, ge=0, le=2, description="elasticity of base pay to size; synthetic firms only"
    )
    impact: float = Field(
        4.0, ge=0, le=1e6, description="value of a unit of effect at the median firm, base pays"
    )
    impact_elasticity: float = Field(
        0.4, ge=0, le=2, description="elasticity of that value to firm size"
    )
    luck: float = Field(
        0.5, ge=0, le=100, description="standard deviation of luck, in units of effect"
    )


class Traits(Spec):
    """What an executive can do, how it decides, and how it comes across."""

    ability_mean: float | None = Field(None, gt=0, le=10, description="of candidates")
    ability_sd: float | None = Field(None, ge=0, le=10, description="standard deviation of ability")
    cognition: Cognition | None = Field(None, description="exact search, or a learned rule")
    foresight: int | None = Field(None, ge=0, le=400, description="planning horizon, quarters")
    awareness: Share | None = Field(None, description="knowledge of the evaluation context")
    patience: float | None = Field(None, ge=0, le=1, description="discount factor per quarter")
    lying_cost: float | None = Field(None, ge=0, le=1e6, description="base pays per unit gamed")
    risk_aversion: float | None = Field(None, ge=0, le=100, description="absolute, per base pay")
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

    share: Share
    goal: GoalWeights | None = Field(None, description="left out: the archetype of this name")


DEFAULT_POPULATION = {
    "steward": Member(share=0.25),
    "careerist": Member(share=0.45),
    "empire-builder": Member(share=0.10),
    "looter": Member(share=0.15),
    "saboteur": Member(share=0.05),
}


class Executives(Spec):
    """Who can be hired. Traits here hold for everybody whose kind sets none."""

    ability_mean: float = Field(1.0, gt=0, le=10, description="of candidates")
    ability_sd: float = Field(0.25, ge=0, le=10, description="standard deviation of ability")
    talent_mean: float = Field(
        0.0, ge=-100, le=100, description="what a newcomer adds to report and value, doing nothing"
    )
    talent_sd: float = Field(0.0, ge=0, le=100, description="standard deviation of talent")
    talent_drift: float = Field(
        0.0, ge=0, le=100, description="standard deviation of its change per quarter in a seat"
    )
    cognition: Cognition = Field("exact", description="exact search, or a learned rule")
    foresight: int = Field(16, ge=0, le=400, description="planning horizon, quarters")
    awareness: Share = Field(1.0, description="knowledge of the evaluation context")
    patience: float = Field(0.97, ge=0, le=1, description="discount factor per quarter")
    lying_cost: float = Field(0.0, ge=0, le=1e6, description="base pays per unit gamed")
    risk_aversion: float = Field(0.0, ge=0, le=100, description="absolute, per base pay")
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

    @field_validator("population", mode="before")
    @classmethod
    def _numbers_are_shares(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {
            name: {"share": kind} if isinstance(kind, int | float) else kind
            for name, kind in raw.items()
        }

    @field_validator("population")
    @classmethod
    def _known_and_complete(cls, population: dict[str, Member]) -> dict[str, Member]:
        for name, member in population.items():
            if member.goal is None and name not in ARCHETYPES:
                raise ValueError(
                    f"{name!r} is no archetype ({', '.join(ARCHETYPES)}) and sets no goal; "
                    "expected one of them, or a goal"
                )
        total = sum(member.share for member in population.values())
        if abs(total - 1.0) > 1e-9:
            raise ValueError(f"the shares sum to {total:.6g}; expected 1")
        return population

    def goal_of(self, name: str) -> Goal:
        """The goal of the kind called ``name``."""
        own = self.population[name].goal
        return ARCHETYPES[name] if own is None else Goal(**own.model_dump())

    def trait(self, name: str, trait: str) -> Any:
        """A trait of the kind called ``name``: its own, or everybody's."""
        own = getattr(self.population[name], trait)
        return getattr(self, trait) if own is None else own


class Market(Spec):
    """The labour market of executives."""

    candidates: int = Field(6, ge=1, le=1024, description="applicants per vacancy")
    experienced: int = Field(
        2, ge=0, le=1024, description="of them with a record, if there are any"
    )
    outside: float = Field(0.6, ge=-100, le=100, description="outside option, base pays")
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
        "margin",
        description="what applicants know of the gain from gaming where scores are added up: its "
        "slope at a tie, or the whole curve",
    )
    gaming_cap: float = Field(
        3.0, ge=0, le=100, description="largest gain by gaming, standard deviations of the signal"
    )

    @model_validator(mode="after")
    def _experienced_are_candidates(self) -> Self:
        if self.experienced > self.candidates:
            raise ValueError(
                f"experienced is {self.experienced}; expected at most candidates "
                f"({self.candidates})"
            )
        return self


class Board(Spec):
    """How boards learn about their executive."""

    compares_with: Literal["peers", "expectation"] = Field(
        "peers",
        description="what a report is compared with: other firms' reports, or what is expected of "
        "the average executive",
    )
    prior_mean: float = Field(0.0, ge=-100, le=100, description="of quality, metric units")
    prior_variance: float = Field(0.25, ge=0, le=1e4, description="of quality, metric units^2")
    reputation_weight: Share = Field(0.5, description="weight of a reputation in the prior mean")


class Package(Spec):
    """A governance package: what shareholders choose."""

    base_pay: float = Field(
        1.0, ge=-1000, le=1000, description="in units of the firm's base pay; below 0: a fee"
    )
    metrics: tuple[Annotated[PaidMetric, PartOf("metrics")], ...] = Field(
        default=(),
        max_length=8,
        description="metrics that schemes name, where parameters differ from the defaults",
    )
    schemes: tuple[Annotated[Scheme, PartOf("schemes")], ...] = Field(
        default=({"name": "linear-bonus"},), min_length=1, max_length=8, validate_default=True
    )
    filters: tuple[Annotated[Filter, PartOf("filters")], ...] = Field(
        default=({"name": "interview"},), min_length=1, max_length=16, validate_default=True
    )
    oversight: tuple[Annotated[Oversight, PartOf("oversight")], ...] = Field(
        default=(
            {"name": "random-audits"},
            {"name": "seasonal-audits"},
            {"name": "probation"},
            {"name": "belief-dismissal"},
        ),
        max_length=16,
        validate_default=True,
    )

    def classes(self) -> tuple[type, ...]:
        """Of its parts. The same may be written of a class that has been defined anew."""
        parts = (*self.metrics, *self.schemes, *self.filters, *self.oversight)
        return tuple(type(part) for part in parts)

    @model_validator(mode="after")
    def _calendars_come_round(self) -> Self:
        common_period(self.oversight)
        return self

    @model_validator(mode="after")
    def _shortlists_have_a_next_stage(self) -> Self:
        last = self.filters[-1]
        if last.shortlist is not None:
            raise ValueError(
                f"filters.{len(self.filters) - 1} ({last.name}): a shortlist of "
                f"{last.shortlist}, but no filter follows; expected one, or no shortlist"
            )
        return self

    @model_validator(mode="after")
    def _metrics_are_known(self) -> Self:
        from incentives.linear import is_linear
        from sim.footing import named

        labels = [metric.called for metric in self.metrics]
        for metric in self.metrics:
            label = metric.called
            if labels.count(label) > 1 or (label == EARNINGS and metric.name != EARNINGS):
                raise ValueError(
                    f"metrics: {label!r} is taken; expected another label for every metric"
                )
        used = {metric.called: metric for metric in self.metrics}
        for place, scheme in enumerate(self.schemes):
            try:
                metrics = named(self, scheme)
            except UnknownPart as error:
                raise ValueError(f"schemes.{place} ({scheme.name}): {error}") from None
            on = [(weight, metric.called) for weight, metric in metrics]
            for _, metric in metrics:
                if used.setdefault(metric.called, metric) != metric:
                    raise ValueError(
                        f"schemes.{place} ({scheme.name}): {metric.called!r} is another metric "
                        "here than for a scheme before it; expected one metric per label"
                    )
            if on != [(1.0, EARNINGS)] and not is_linear(scheme):
                raise ValueError(
                    f"schemes.{place} ({scheme.name}): its pay bends, so it can be on {EARNINGS} "
                    f"only, not on {' and '.join(name for _, name in on)}; expected that, or a "
                    "scheme that is straight in its metric"
                )
        return self


class Shareholders(Spec):
    """Who owns the firms, what they monitor and how they vote."""

    holders: int = Field(12, ge=1, le=1000, description="number of shareholders")
    concentration: float = Field(
        1.0, ge=0, le=20, description="stakes fall with rank to this power; 0: all equal"
    )
    stake_spread: float = Field(
        0.3, ge=0, le=5, description="standard deviation of log stakes across worlds"
    )
    patience: float = Field(0.97, gt=0, lt=1, description="median discount factor per quarter")
    patience_spread: float = Field(
        0.5,
        ge=0,
        le=5,
        description="standard deviation of log impatience (1 - factor) across shareholders",
    )
    monitoring_levels: tuple[Share, ...] = Field(
        (0.0, 0.05, 0.1, 0.2), min_length=1, max_length=16, description="extra audit rates on offer"
    )
    monitoring_cost: float = Field(
        1.0, ge=0, le=1e6, description="base pays per quarter and unit of extra audit rate"
    )
    ballot: dict[str, Package] = Field(
        default_factory=dict, description="packages to vote on; left out: the scenario's"
    )

    @field_validator("monitoring_levels")
    @classmethod
    def _zero_is_free(cls, levels: tuple[float, ...]) -> tuple[float, ...]:
        if levels[0] != 0.0 or list(levels) != sorted(set(levels)):
            raise ValueError("expected rates in rising order that start at 0")
        return levels


class Thresholds(Spec):
    """Where labels begin; labels are read off afterwards and change nothing."""

    deceptive: float = Field(
        0.5, ge=0, le=1e6, description="value withheld when unwatched, base pays per quarter"
    )
    capability: Share = Field(
        0.8, description="share of the best that an ability could reach, from which on it is able"
    )
    alignment: float = Field(
        0.0, ge=-100, le=1, description="of behaviour; below it the firm is worse off for it"
    )
    bomb: float = Field(
        4.0, ge=0, le=1e9, description="hidden harm that has to surface for an event, base pays"
    )


class Scenario(Spec):
    """One economy: firms, executives, owners and a governance package."""

    description: str = ""
    seed: int = Field(0, ge=0, lt=2**63, description="of all draws; equal seeds, equal luck")
    worlds: int = Field(64, ge=1, le=10_000_000, description="replicates")
    quarters: int = Field(40, ge=1, le=2000, description="how long the run is")
    firms: Firms = Firms()
    technology: Technology = Technology()
    metric: Metric = Metric()
    regimes: tuple[Regime, ...] = Field((), max_length=16)
    executives: Executives = Executives()
    market: Market = Market()
    board: Board = Board()
    package: Package = Package()
    shareholders: Shareholders = Shareholders()
    thresholds: Thresholds = Thresholds()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        from sim.footing import footings

        names = {task.name for task in self.technology.tasks}
        starts = [regime.start for regime in self.regimes]
        if starts != sorted(set(starts)):
            raise ValueError("regimes: expected a later start for every further regime")
        for regime in self.regimes:
            for task in regime.tasks:
                if task not in names:
                    raise ValueError(
                        f"regimes: no task is called {task!r}; expected one of "
                        f"{', '.join(sorted(names))}"
                    )
        for label, package in self.packages().items():
            self._expect_newcomers(label, package)
            for shifts in range(len(self.regimes) + 1):
                try:
                    paid_on = footings(
                        package,
                        self.technology,
                        self.regimes,
                        shifts,
                        self.metric.matured_weight,
                    )
                except ValueError as error:
                    raise ValueError(f"{label}: {error}") from None
                for scheme, footing in zip(package.schemes, paid_on, strict=True):
                    if scheme.clawback().malus > 0 and footing.lasts():
                        raise ValueError(
                            f"{label}: {scheme.name} has a malus, but what harm earns in growth "
                            "or a price is in no single quarter; expected malus 0, or a metric "
                            "without a past"
                        )
            menus = [scheme.name for scheme in package.schemes if scheme.contracts() > 0]
            if len(menus) > 1:
                raise ValueError(
                    f"{label}: {' and '.join(menus)} each offer contracts to choose "
                    "from; expected at most one such scheme"
                )
            refuse_contradictions(label, self.market, package)
        return self

    def _expect_newcomers(self, label: str, package: Package) -> None:
        new = self.market.candidates - self.market.experienced
        for part in package.filters:
            if part.newcomers() > new:
                raise ValueError(
                    f"{label}: {part.name} chooses among {part.newcomers()} new candidates, but "
                    f"market.candidates less market.experienced leaves {new}; expected as many"
                )

    def shifts_by(self, quarter: int) -> int:
        """How many shifts of the technology there have been in a quarter: its regime."""
        return sum(regime.start <= quarter for regime in self.regimes)

    def packages(self) -> dict[str, Package]:
        """What the shareholders vote on: the ballot, or the scenario's own package."""
        if not self.shareholders.ballot:
            return {"package": self.package}
        return dict(self.shareholders.ballot)
