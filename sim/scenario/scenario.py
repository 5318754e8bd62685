"""A scenario: everything that a run depends on, validated, as in docs/model/parameters.md."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from incentives.explained import Inside
from incentives.sentences import shown
from sim.scenario.base import Share, Spec
from sim.scenario.base_pay import Assignment, assignment_of, clearing_of
from sim.scenario.burn_in import auto_burn_in
from sim.scenario.contradictions import refuse_contradictions
from sim.scenario.executives import Executives
from sim.scenario.learning import LearningBoards, expect_learnable, refuse_views_of_worlds
from sim.scenario.market import Market
from sim.scenario.own_firms.columns import FileTerms, FirmColumns, FirmUnits, MappingName
from sim.scenario.own_firms.content import anchored, is_firm_file
from sim.scenario.own_firms.reading import read_firms
from sim.scenario.package import Package
from sim.scenario.pay_basis import PayBasis, pay_bases, seasons
from sim.scenario.regimes import executives_in, package_in
from sim.scenario.report import Report
from sim.scenario.technology import Regime, Technology

NAMED_SOURCES = ("ceosal2", "ceosal1", "synthetic")
"""Firms that are no file of one's own."""
FIRMS_OF_CEOSAL1 = 209
MOST_FIRMS = 1_000_000
FIRM_FILE = Field(
    pattern=r"\.(csv|CSV|parquet)$", description="a file; in YAML seen from its folder"
)


class Firms(Spec):
    """Which firms: published ones, those of a file, or synthetic ones."""

    source: Literal["ceosal2", "ceosal1", "synthetic"] | Annotated[str, FIRM_FILE] = Field(
        "ceosal2", description="published firms, drawn ones, or a CSV or Parquet file of one's own"
    )
    count: int = Field(
        177,
        ge=1,
        le=MOST_FIRMS,
        description="firms per world; of ceosal1 or a file all, if it is left out",
    )
    mapping: MappingName | None = Field(
        None, description="what a file's columns are called; left out: recognised by its columns"
    )
    columns: FirmColumns | None = Field(
        None, description="columns of a file by what they say, instead of the mapping's"
    )
    units: FirmUnits | None = Field(None, description="units of a file, instead of the mapping's")
    bad_rows: Literal["refuse", "leave-out"] = Field(
        "refuse", description="what to do with rows of a file of which a cell cannot be used"
    )
    size_sd: float = Field(
        1.0, ge=0, le=5, description="standard deviation of log size; synthetic firms only"
    )
    pay_elasticity: float = Field(
        0.26, ge=0, le=2, description="elasticity of base pay to size; synthetic firms only"
    )
    assignment: Assignment | None = Field(
        None,
        description="base pay by size as competition for ability has it; package.base_pay: matched "
        "sets it",
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

    @field_validator("source", mode="wrap")
    @classmethod
    def _known_source(cls, given: Any, _: Any) -> str:
        if isinstance(given, PathLike):
            given = str(Path(given))
        if given not in NAMED_SOURCES and not is_firm_file(given):
            raise ValueError(
                f"is {shown(given)}; expected {', '.join(NAMED_SOURCES)}, or a file that ends in "
                ".csv or .parquet"
            )
        return str(anchored(given))

    @model_validator(mode="after")
    def _readable(self) -> Self:
        available = FIRMS_OF_CEOSAL1
        if (terms := self.file_terms()) is not None:
            available = len(read_firms(terms).size)
        elif self.source != "ceosal1":
            return self
        if "count" not in self.model_fields_set:
            if available > MOST_FIRMS:
                raise Inside("count", f"is {available}; expected at most {MOST_FIRMS}")
            self.__dict__["count"] = available  # what follows from another field is not said
        return self

    def file_terms(self) -> FileTerms | None:
        """How the file of these firms is to be read; none if they are of no file."""
        if not is_firm_file(self.source):
            return None
        columns, units = self.columns or FirmColumns(), self.units or FirmUnits()
        return FileTerms(self.source, self.mapping, columns, units, self.bad_rows)


class Board(Spec):
    """How boards learn about their executive, and how often their audits err."""

    compares_with: Literal["peers", "expectation"] = Field(
        "peers",
        description="what a report is compared with: other firms' reports, or what is expected of "
        "the average executive",
    )
    prior_mean: float = Field(0.0, ge=-100, le=100, description="of quality, metric units")
    prior_variance: float = Field(0.52, ge=0, le=1e4, description="of quality, metric units^2")
    reputation_weight: Share = Field(0.5, description="weight of a reputation in the prior mean")
    false_positive: Share = Field(
        0.0, description="chance that an audit accuses an executive of whom it finds nothing"
    )
    accused_cost: float = Field(
        0.5, ge=0, le=1e6, description="what a false accusation costs the executive, base pays"
    )
    accusation_cost: float = Field(
        1.0, ge=0, le=1e6, description="what it costs the firm, base pays"
    )
    accused_leave: bool = Field(
        False, description="whether it costs the seat as often as detection does"
    )


class Shareholders(Spec):
    """Who owns the firms, what they monitor and how they vote."""

    holders: int = Field(12, ge=1, le=1000, description="number of shareholders")
    concentration: float = Field(
        1.0, ge=0, le=20, description="stakes fall with rank to this power; 0: all equal"
    )
    stake_spread: float = Field(
        0.3, ge=0, le=5, description="standard deviation of log stakes across worlds"
    )
    patience: float = Field(
        0.97, ge=1e-6, le=0.999999, description="median discount factor per quarter"
    )
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
    monitoring_penalty: float = Field(
        1.0, ge=0, le=1e6, description="fine on detection by these audits, base pays"
    )
    monitoring_audit: float = Field(0.1, ge=0, le=1e6, description="base pays per such audit")
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
        0.125,
        ge=0,
        le=1e6,
        description="value withheld when unwatched, in the unit below, a quarter",
    )
    unit: Literal["base-pays", "value"] = Field(
        "value",
        description="of the threshold above: base pays of the firm, or units of effect, as value "
        "over the firm's impact, in which no firm is larger than another",
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
    burn_in: Annotated[int, Field(ge=0, le=2000)] | Literal["auto"] = Field(
        "auto",
        description="quarters that are played before anything is counted; auto: until hidden value "
        "and beliefs are stationary",
    )
    pending: Literal["ignored", "priced"] = Field(
        "ignored",
        description="whether hidden consequences count for shareholders when they surface, or at "
        "once, at what they will come to",
    )
    firms: Firms = Firms()
    technology: Technology = Technology()
    metric: Report = Report()
    regimes: tuple[Regime, ...] = Field((), max_length=16)
    executives: Executives = Executives()
    market: Market = Market()
    board: Board = Board()
    package: Package = Package()
    shareholders: Shareholders = Shareholders()
    thresholds: Thresholds = Thresholds()
    learning: LearningBoards | None = Field(
        None, description="boards that learn; left out: packages stay what they are"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
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
        executives_in(self.executives, self.regimes, len(self.regimes))
        own = {label: (package, self.regimes) for label, package in self.packages().items()}
        for label, (package, regimes) in {**own, **self._to_learn()}.items():
            self._expect_playable(label, package)
            for number, shift in enumerate(regimes, 1):
                if shift.package:
                    later, when = package_in(package, regimes, number), f"{label}, regime {number}"
                    self._expect_playable(when, later)
                    self._expect_adoptable(when, package, later)
                    if self.learning is not None:
                        refuse_views_of_worlds(when, later)
        self._expect_one_way_to_match()
        return self

    def _expect_playable(self, label: str, package: Package) -> None:
        self._expect_newcomers(label, package)
        self._expect_marginal_kind(label, package)
        if isinstance(package.base_pay, float):
            self.executives.expect_wealth(f"{label}.base_pay", package.base_pay)
        for shifts in range(len(self.regimes) + 1):
            for scheme, basis in zip(
                package.schemes, self._paid_on(label, package, shifts), strict=True
            ):
                if scheme.clawback().malus > 0 and basis.lasts():
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

    def _expect_adoptable(self, label: str, before: Package, later: Package) -> None:
        """Refuse what makes no sense of something that is under way."""
        old, new = (max(1, *(s.contracts() for s in p.schemes)) for p in (before, later))
        if old != new:
            raise ValueError(
                f"{label}: {new} contracts to choose from; expected {old}, as before, for who is "
                "there has chosen"
            )
        turns = [seasons(self._paid_on(label, each, 0)) for each in (before, later)]
        if turns[0] != turns[1]:
            raise ValueError(
                f"{label}: metrics take turns in another time than before; expected {turns[0]} "
                f"quarters, not {turns[1]}"
            )

    def _paid_on(self, label: str, package: Package, regime: int) -> list[PayBasis]:
        weight = self.metric.matured_weight
        try:
            return pay_bases(package, self.technology, self.regimes, regime, weight)
        except ValueError as error:
            raise ValueError(f"{label}: {error}") from None

    def _to_learn(self) -> dict[str, tuple[Package, tuple[Regime, ...]]]:
        """The packages that boards may come to, and their regimes; none if they do not learn."""
        if self.learning is None:
            return {}
        expect_learnable(self.learning, self.shareholders.ballot)
        points = self.learning.points(self.package)
        if self.learning.start == "package":
            self.learning.home(self.package)
        for point in points:
            refuse_views_of_worlds(point.label, point.package)
        at = self.learning.regimes_at
        return {p.label: (p.package, at(p.place, self.regimes)) for p in points}

    def _expect_newcomers(self, label: str, package: Package) -> None:
        new = self.market.candidates - self.market.experienced
        for part in package.filters:
            if part.newcomers() > new:
                raise ValueError(
                    f"{label}: {part.name} chooses among {part.newcomers()} new candidates, but "
                    f"market.candidates less market.experienced leaves {new}; expected as many"
                )

    def _expect_one_way_to_match(self) -> None:
        packages = self.packages().items()
        terms = {label: assignment_of(package.base_pay) for label, package in packages}
        first, *others = terms
        odd = next((label for label in others if terms[label] != terms[first]), None)
        if odd is not None:
            raise ValueError(
                f"{odd}.base_pay: firms would pay otherwise by size than under {first}; expected "
                "all packages matched alike, or none"
            )

    def _expect_marginal_kind(self, label: str, package: Package) -> None:
        clearing, population = clearing_of(package.base_pay), self.executives.population
        if clearing is None or clearing.kind is None:
            return
        if clearing.kind not in population:
            raise ValueError(
                f"{label}.base_pay.clearing.kind: is {clearing.kind!r}; expected one of "
                f"{', '.join(population)}"
            )
        if self.executives.goal_of(clearing.kind).pay <= 0.0:
            raise ValueError(
                f"{label}.base_pay.clearing.kind: {clearing.kind} does not care for pay; expected "
                "a kind whose goal weighs it"
            )

    def burn_in_quarters(self) -> int:
        """Quarters that are played before the first that counts."""
        if self.burn_in == "auto":
            variance = self.board.prior_variance
            return auto_burn_in(self.technology, self.market, self.metric, variance)
        return self.burn_in

    def quarters_played(self) -> int:
        """All quarters of a run, those that do not count among them."""
        return self.burn_in_quarters() + self.quarters

    def length(self) -> str:
        """How long a run is, as words."""
        before = self.burn_in_quarters()
        return f"{self.quarters} quarters" + (f" after a burn-in of {before}" if before else "")

    def starts(self) -> list[int]:
        """First quarters of the shifts, counted from the first that is played."""
        return [self.burn_in_quarters() + regime.start for regime in self.regimes]

    def shifts_by(self, quarter: int) -> int:
        """How many shifts of the technology there have been in a quarter: its regime.

        Args:
            quarter: Counted from the first that is played.
        """
        return sum(start <= quarter for start in self.starts())

    def in_regime(self, regime: int) -> Scenario:
        """The scenario with the package and the people of a regime; its tasks are all in there.

        Args:
            regime: Number of shifts that have happened.
        """
        package = package_in(self.package, self.regimes, regime)
        executives = executives_in(self.executives, self.regimes, regime)
        if package is self.package and executives is self.executives:
            return self
        return self.model_copy(update={"package": package, "executives": executives})

    def packages(self) -> dict[str, Package]:
        """What the shareholders vote on: the ballot, or the scenario's own package."""
        if not self.shareholders.ballot:
            return {"package": self.package}
        return dict(self.shareholders.ballot)
