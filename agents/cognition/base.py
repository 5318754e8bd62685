"""The way to decide: what the model has to know of it, so that nobody asks for its name."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from incentives import parts

parts.add_family("cognition", "agents.cognition")


MOST_DRAWS, MOST_SPREAD = 10_000, 10.0
"""Bounds of a random search."""


class RandomSearch(NamedTuple):
    """A search that draws plans, and takes the best.

    Attributes:
        draws: How many plans are drawn in a quarter; 1: what is drawn is done.
        spread: Standard deviation of a drawn effort around the untrained one, in effort.
    """

    draws: int
    spread: float


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

    def check(self) -> None:
        """Ask for what the model has to know.

        Raises:
            ValueError: If it is none of that.
        """
        search = self.random_search()
        if search is None:
            return
        if not isinstance(search, RandomSearch):
            raise ValueError(f"random_search returned {search!r}; expected a RandomSearch or None")
        parts.expect_number("random_search: draws", search.draws, 1, MOST_DRAWS, whole=True)
        parts.expect_number("random_search: spread", search.spread, 0.0, MOST_SPREAD)


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
