"""Boards that learn: which packages they may come to, and how they choose among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from incentives import Seen, answers
from incentives.explained import Inside
from incentives.sentences import shown
from sim.scenario.base import Share, Spec
from sim.scenario.package import Package
from sim.scenario.technology import Regime
from sim.support.inputs import InputError, assign, value_at

_MOST_VALUES = 64
MOST_PACKAGES = 256
_OF_PACKAGES = "package."

Yardstick = Literal["reported", "reported-net", "realised", "true-value", "surplus"]
"""By what boards compare firms, always per unit of size."""


class Imitation(Spec):
    """A board looks at another firm of its world, and may adopt its package.

    Pairwise comparison: Szabo and Toke 1998, Physical Review E 58; Traulsen, Nowak and Pacheco
    2006, Physical Review E 74.
    """

    imitates: Yardstick = Field(
        "reported",
        description="what of the other firm's is compared with one's own, per unit of size: the "
        "report, the report less pay, value realised, true value, or shareholder surplus",
    )
    rate: Share = Field(0.1, description="share of boards that look at another firm in a meeting")
    strength: float = Field(
        4.0,
        ge=0,
        le=1e6,
        description="of selection: log odds of adopting per unit by which the other firm is better",
    )


class Bandit(Spec):
    """A board pulls the points of the lattice as the arms of a bandit, by its own results."""

    maximises: Yardstick = Field("reported", description="what of the firm's is to be high")
    policy: Literal["ucb", "explore-then-commit", "epsilon-greedy"] = Field(
        "ucb", description="how arms are chosen once all have been tried"
    )
    width: float = Field(
        1.0, ge=0, le=1e6, description="of the confidence bound, in units of the result; ucb only"
    )
    rounds: int = Field(
        2, ge=1, le=1000, description="times that every arm is tried; explore-then-commit only"
    )
    epsilon: Share = Field(
        0.1, description="share of boards that pull any arm; epsilon-greedy only"
    )


class Mutations(Spec):
    """A board tries neighbouring values of its package's parameters, and keeps what is better."""

    maximises: Yardstick = Field("reported", description="what of the firm's is to be high")


class FailingFirms(Spec):
    """Firms whose owners have lost too much are taken over, and run as another firm is.

    Selection on what is realised, whatever boards look at.
    """

    hazard: float = Field(
        0.0,
        ge=0,
        le=1e6,
        description="chance per quarter of failing, per unit of surplus below the floor",
    )
    floor: float = Field(
        -1.0,
        ge=-1e6,
        le=1e6,
        description="shareholder surplus per unit of size below which a firm may fail",
    )


class LatticePoint(NamedTuple):
    """A point of the lattice: its label, its place on every axis, and the package there."""

    label: str
    place: tuple[int, ...]
    package: Package


class LearningBoards(Spec):
    """How boards come to other packages between quarters."""

    lattice: dict[str, Annotated[tuple[Any, ...], Field(min_length=1, max_length=_MOST_VALUES)]] = (
        Field(
            min_length=1,
            description="dotted paths within the package, and the values that each may have",
        )
    )
    start: Literal["package", "even"] = Field(
        "package",
        description="what firms begin with: the scenario's package, or all points alike",
    )
    every: int = Field(
        4, ge=1, le=400, description="quarters from one meeting of the boards to the next"
    )
    window: int = Field(
        4,
        ge=1,
        le=400,
        description="quarters whose mean results are compared, those under the present package",
    )
    references: int = Field(
        5,
        ge=1,
        le=33,
        description="mean reports of a world for which plans are tabulated",
    )
    imitate: Imitation | None = Field(None, description="pairwise imitation")
    bandit: Bandit | None = Field(None, description="a bandit over the points, firm by firm")
    evolution: Mutations | None = Field(
        None, description="an evolution strategy on the parameters, firm by firm"
    )
    mutation: Share = Field(
        0.0,
        description="share of boards that try a neighbouring value of one parameter in a meeting",
    )
    ratified: bool = Field(
        False,
        description="whether a board moves only if the owners of more than half of the stakes "
        "gain by it, as they forecast; imitate only",
    )
    exit: FailingFirms = FailingFirms()

    @model_validator(mode="after")
    def _on_a_lattice(self) -> Self:
        for path, values in self.lattice.items():
            if not path.startswith(_OF_PACKAGES):
                raise Inside(
                    f"lattice.{path}",
                    "is no path within the package; expected one that begins with "
                    f"{shown(_OF_PACKAGES)}",
                )
            if len({repr(value) for value in values}) < len(values):
                raise Inside(f"lattice.{path}", "has a value twice; expected different ones")
        points = prod(len(values) for values in self.lattice.values())
        if points > MOST_PACKAGES:
            raise Inside(
                "lattice",
                f"has {points} points, one for every combination of values; expected at most "
                f"{MOST_PACKAGES}",
            )
        return self

    def size(self) -> int:
        """How many plans there are at most, for every regime."""
        return self.references * prod(len(values) for values in self.lattice.values())

    def points(self, package: Package) -> list[LatticePoint]:
        """The lattice around a package, the last path's values changing first.

        Raises:
            Inside: If there is no such package.
        """
        found = []
        short = _short(list(self.lattice))
        axes = [range(len(values)) for values in self.lattice.values()]
        for place in product(*axes):
            data = {"package": package.model_dump(mode="json")}
            chosen = []
            for (path, values), at in zip(self.lattice.items(), place, strict=True):
                try:
                    assign(data, path, values[at])
                except InputError as error:
                    raise Inside(f"learning.lattice.{path}", str(error)) from None
                chosen.append(f"{short[path]}={values[at]}")
            label = ", ".join(chosen)
            try:
                found.append(LatticePoint(label, place, Package.read(data["package"], label)))
            except InputError as error:
                raise Inside("learning.lattice", str(error)) from None
        return found

    def regimes_at(self, place: Sequence[int], regimes: Sequence[Regime]) -> tuple[Regime, ...]:
        """Regimes as they are at a point: what boards choose is not touched by them.

        Args:
            place: Of the point, on every axis.
            regimes: Of the scenario.

        Raises:
            Inside: If one sets a field that boards choose.
        """
        own = {
            path.removeprefix(_OF_PACKAGES): values[at]
            for (path, values), at in zip(self.lattice.items(), place, strict=True)
        }
        for number, shift in enumerate(regimes):
            for path in shift.package:
                if any(f"{path}.".startswith(f"{chosen}.") for chosen in own):
                    raise Inside(
                        f"regimes.{number}.package.{path}",
                        "is what boards choose (learning.lattice); expected a field that they do "
                        "not",
                    )
        return tuple(
            shift.model_copy(update={"package": {**shift.package, **own}})
            if shift.package
            else shift
            for shift in regimes
        )

    def home(self, package: Package) -> int:
        """Number of the point that a package is.

        Raises:
            Inside: If it is none.
        """
        data = {"package": package.model_dump(mode="json")}
        number = 0
        for path, values in self.lattice.items():
            try:
                own = value_at(data, path)
            except LookupError:
                own = None
            try:
                at = next(i for i, value in enumerate(values) if value == own)
            except StopIteration:
                raise Inside(
                    f"learning.lattice.{path}",
                    f"lacks {shown(own)}, with which the scenario's package begins; expected "
                    "that among its values, or start: even",
                ) from None
            number = number * len(values) + at
        return number


def _short(paths: list[str]) -> dict[str, str]:
    """What paths are called in labels: their last names, or as many as tell them apart."""
    parts = {path: path.split(".")[1:] for path in paths}
    found = {}
    for path, names in parts.items():
        for some in range(1, len(names) + 1):
            found[path] = ".".join(names[-some:])
            same = Counter(".".join(other[-some:]) for other in parts.values())
            if same[found[path]] == 1:
                break
    return found


def refuse_views_of_worlds(label: str, package: Package) -> None:
    """Refuse parts that look at all firms of a world at once: these have other packages.

    Raises:
        ValueError: With the part.
    """
    for scheme in package.schemes:
        if scheme.relative or scheme.contracts() > 0:
            what = "ranks the firms of a world" if scheme.relative else "offers a choice"
            raise ValueError(
                f"{label}: {scheme.name} {what}; expected schemes without, where boards learn firm "
                "by firm"
            )
    tenure, zero = np.arange(40, 48), np.zeros(8)
    belief = np.linspace(-1.0, 1.0, 8)
    alone = Seen(tenure, tenure, zero, zero, 0.6, belief)
    together = Seen(tenure, tenure, zero, zero, 0.6, belief, firms=8)
    for part in package.oversight:
        if part.infers:
            continue
        bars = answers.dismissal_bar(part, alone), answers.dismissal_bar(part, together)
        if not np.array_equal(*bars):
            raise ValueError(
                f"{label}: {part.name} looks at all firms of a world; expected oversight of one "
                "firm, where boards learn firm by firm"
            )


def expect_learnable(learning: LearningBoards, ballot: Mapping[str, Any]) -> None:
    """Refuse what boards that learn cannot do.

    Raises:
        ValueError: With the reason.
    """
    if ballot:
        raise ValueError(
            "learning: there is a ballot to vote on (shareholders.ballot); expected one package to "
            "begin with"
        )
    ways = [name for name in ("imitate", "bandit", "evolution") if getattr(learning, name)]
    if len(ways) != 1:
        told = f"has {' and '.join(ways)}" if ways else "says no way to learn"
        raise ValueError(f"learning: {told}; expected one of imitate, bandit and evolution")
    if learning.imitate is None and learning.window > learning.every:
        raise ValueError(
            f"learning.window: is {learning.window}, more than the {learning.every} quarters "
            "between two meetings; expected at most these, for boards that search for themselves"
        )
    if learning.imitate is None and learning.ratified:
        raise ValueError(
            "learning.ratified: is true, but boards that search for themselves try what they have "
            "not seen; expected false, or imitate"
        )
    if learning.imitate is None and learning.mutation > 0.0:
        raise ValueError(
            f"learning.mutation: is {learning.mutation:g}, but boards that search for themselves "
            "do not err; expected 0, or imitate"
        )
