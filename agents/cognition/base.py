"""The way to decide: what the model has to know of it, so that nobody asks for its name."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from agents.selection.objectives import AIMS, Aim
from agents.selection.optimizers import OPTIMIZERS, Optimizer
from incentives import parts

parts.add_family("cognition", "agents.cognition")


MOST_DRAWS, MOST_SPREAD = 10_000, 10.0
"""Bounds of a random search."""
MOST_STEPS, MOST_RATE = 10_000, 100.0
"""Bounds of a climb."""
MOST_CANDIDATES, MOST_GENERATIONS = 1_000, 2_000
"""Bounds of a selection."""
MOST_TRUST, MOST_SLACK = 100.0, 50.0
"""Bounds of a prior over monitors."""


class RandomSearch(NamedTuple):
    """A search that draws plans, and takes the best.

    Attributes:
        draws: How many plans are drawn in a quarter; 1: what is drawn is done.
        spread: Standard deviation of a drawn effort around the untrained one, in effort.
    """

    draws: int
    spread: float


class Climb(NamedTuple):
    """A search that takes small steps uphill from the untrained effort, see :mod:`agents.climbing`.

    Attributes:
        steps: How many; 0: the untrained effort is done.
        rate: Effort that a step moves per unit of marginal utility, above 0.
    """

    steps: int
    rate: float


class Learning(NamedTuple):
    """A prior over the monitor, see :mod:`agents.learning`.

    Attributes:
        doubt: Probability that the monitor is weak.
        strong: Chance of discovery if it is not, times the true one.
        weak: The same if it is, at most ``strong``.
        slack: Most that the dismissal bar may be off, metric units.
    """

    doubt: float
    strong: float
    weak: float
    slack: float


class Selection(NamedTuple):
    """How a rule is selected, see :mod:`sim.plan.selected_rule`.

    Attributes:
        optimizer: That selects; ``aim``: what it selects for, see :mod:`agents.selection`.
        population: Candidates per generation; ``generations``: how many.
        everywhere: Whether in the technologies of all regimes, or in the first one's.
    """

    optimizer: Optimizer
    aim: Aim
    population: int
    generations: int
    everywhere: bool


class Cognition(parts.Part):
    """Base of all ways to decide.

    Attributes:
        follows_rule: Whether it repeats for life what was best while it was watched in the first
            regime. Then it neither searches nor has a goal: it foresees no audit, games no filter,
            and does in a trial and in a temptation what its rule says. Otherwise it takes the best
            response of every quarter that its search finds.
    """

    family = "cognition"
    follows_rule: ClassVar[bool] = False

    def random_search(self) -> RandomSearch | None:
        """How plans are drawn; None: none is, for all are looked at."""
        return None

    def climb(self) -> Climb | None:
        """How it climbs; None: it does not. Whoever climbs draws no plans."""
        return None

    def learning(self) -> Learning | None:
        """What it thinks of a monitor that it does not know yet; None: the truth."""
        return None

    def selection(self) -> Selection | None:
        """How its rule was selected; None: it was not, so a rule is the best one for its goal.

        Whoever was selected has no goal: what it was selected for takes its place.
        """
        return None

    def check(self) -> None:
        """Ask for what the model has to know.

        Raises:
            ValueError: If it is none of that.
        """
        search, prior, selected = self.random_search(), self.learning(), self.selection()
        if search is not None:
            if not isinstance(search, RandomSearch):
                raise ValueError(
                    f"random_search returned {search!r}; expected a RandomSearch or None"
                )
            parts.expect_number("random_search: draws", search.draws, 1, MOST_DRAWS, whole=True)
            parts.expect_number("random_search: spread", search.spread, 0.0, MOST_SPREAD)
        climb = self.climb()
        if climb is not None:
            if not isinstance(climb, Climb):
                raise ValueError(f"climb returned {climb!r}; expected a Climb or None")
            if search is not None:
                raise ValueError("climb returned one besides random_search; expected one of them")
            parts.expect_number("climb: steps", climb.steps, 0, MOST_STEPS, whole=True)
            parts.expect_number("climb: rate", climb.rate, 0.0, MOST_RATE)
            if climb.rate == 0.0:
                raise ValueError("climb: rate is 0; expected more")
        if prior is not None:
            if not isinstance(prior, Learning):
                raise ValueError(f"learning returned {prior!r}; expected a Learning or None")
            _check_prior(prior)
        if selected is not None:
            if not isinstance(selected, Selection):
                raise ValueError(f"selection returned {selected!r}; expected a Selection or None")
            if not self.follows_rule:
                raise ValueError("selection returned one of no rule; expected follows_rule")
            _check_selection(selected)


def _check_prior(prior: Learning) -> None:
    parts.expect_number("learning: doubt", prior.doubt, 0.0, 1.0)
    parts.expect_number("learning: strong", prior.strong, 0.0, MOST_TRUST)
    parts.expect_number("learning: weak", prior.weak, 0.0, prior.strong)
    parts.expect_number("learning: slack", prior.slack, 0.0, MOST_SLACK)


def _check_selection(selected: Selection) -> None:
    for what, found, known in (
        ("optimizer", selected.optimizer, OPTIMIZERS),
        ("aim", selected.aim, AIMS),
    ):
        if found not in known:
            raise ValueError(
                f"selection: {what} returned {found!r}; expected one of {', '.join(known)}"
            )
    candidates, generations = selected.population, selected.generations
    parts.expect_number("selection: population", candidates, 4, MOST_CANDIDATES, whole=True)
    parts.expect_number("selection: generations", generations, 1, MOST_GENERATIONS, whole=True)


def catalogue() -> dict[str, type[Cognition]]:
    """All ways to decide by name, sorted."""
    found = parts.catalogue(Cognition.family)
    return {name: part for name, part in found.items() if issubclass(part, Cognition)}


def find(name: str) -> type[Cognition]:
    """The way to decide of that name.

    Raises:
        KeyError: If there is none.
    """
    return catalogue()[name]
