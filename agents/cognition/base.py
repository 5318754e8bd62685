"""The way to decide: what the model has to know of it, so that nobody asks for its name."""

from __future__ import annotations

from typing import ClassVar

from incentives import parts

parts.add_family("cognition", "agents.cognition")


class Cognition(parts.Part):
    """Base of all ways to decide.

    Attributes:
        follows_rule: Whether it repeats for life what was best while it was watched in the first
            regime. Then it neither searches nor has a goal: it foresees no audit, games no filter,
            and does in a trial and in a temptation what its rule says. Otherwise it takes the best
            response of every quarter.
    """

    family = "cognition"
    follows_rule: ClassVar[bool] = False


def catalogue() -> dict[str, type[Cognition]]:
    """All ways to decide by name, sorted."""
    found = parts.catalogue(Cognition.family)
    return {name: part for name, part in found.items() if issubclass(part, Cognition)}


def find(name: str) -> type[Cognition]:
    """The way to decide of that name.

    Raises:
        KeyError: If there is none; a scenario that was validated has no such name.
    """
    return catalogue()[name]
