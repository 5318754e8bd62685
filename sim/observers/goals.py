"""The menu of goals that a learned rule may have been learned for.

Beside the kinds of a scenario stand kinds that nobody belongs to: each has the traits of a kind
that follows a rule, and another goal. So the planner values all goals at once.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.cognition.exact import Exact
from agents.goals import ARCHETYPES, Goal
from sim.scenario.executives import Executives, GoalWeights, Traits


class GoalMenu(NamedTuple):
    """Executives and, for some kinds, kinds that differ from them in the goal only.

    Attributes:
        executives: With kinds that nobody belongs to.
        rows: By kind, the kinds with its traits and every goal of the menu.
    """

    executives: Executives
    rows: dict[int, list[int]]


def with_goals(executives: Executives, learned: list[int]) -> GoalMenu:
    """Executives with a menu of goals for the kinds in ``learned``: archetypes, and their own."""
    names = list(executives.population)
    goals = dict.fromkeys([*(executives.goal_of(name) for name in names), *ARCHETYPES.values()])

    def key(name: str, goal: Goal) -> tuple[object, ...]:
        traits = [trait for trait in Traits.model_fields if trait != "cognition"]
        return (goal, *(executives.trait(name, trait) for trait in traits))

    population = dict(executives.population)
    places: dict[tuple[object, ...], int] = {}
    for place, name in enumerate(names):
        places.setdefault(key(name, executives.goal_of(name)), place)
    rows: dict[int, list[int]] = {kind: [] for kind in learned}
    for kind in learned:
        for goal in goals:
            wanted = key(names[kind], goal)
            if wanted not in places:
                places[wanted] = len(population)
                weights = GoalWeights(**goal._asdict())
                member = executives.population[names[kind]]
                population[f"{names[kind]} {len(population)}"] = member.model_copy(
                    update={"share": 0.0, "goal": weights, "cognition": Exact()}
                )
            rows[kind].append(places[wanted])
    return GoalMenu(executives.model_copy(update={"population": population}), rows)
