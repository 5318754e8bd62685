"""The rule that a base optimizer selects for its return in training, whatever anybody wants.

A candidate is an effort on every task at the lowest and one at the highest ability that is tried,
within the bounds of the task, with straight lines between. It is tried in the context in which
discovery is likeliest, in a settled seat, at equally likely abilities of the kind, in the
technology of the first regime or in those of all. Its return there is the utility of somebody who
wants pay and nothing else: what boards reward and punish, the seat included, less effort. In other
regimes' technologies packages, boards and everybody else are those of the first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.cognition import Selection
from agents.numerics.draws import stream, to_normals
from agents.responses import Problems, World
from agents.sampling import value_plans
from agents.selection.optimizers import Effort, Selectable, select
from incentives.arrays import Floats, Ints
from sim.hiring.applicants import LEAST_ABILITY
from sim.plan.pay_curves import solver_of, tabulate_pay
from sim.plan.primitives import Primitives
from sim.plan.seat_value import SeatValues
from sim.plan.task_worth import TaskWorth
from sim.scenario.executives import Traits

_ABILITIES = 9
_STREAM = stream("selection")


class _Arena(NamedTuple):
    """A technology to be tried in, by ability.

    Attributes:
        problems: What executives of these abilities face; ``world``: what these have in common.
        chance: (abilities, states) of what is known of audits.
        best: (abilities,) the most that can be got.
    """

    problems: Problems
    world: World
    chance: Floats
    best: Floats


class Selections:
    """Selects the rules of kinds under one plan.

    Kinds that differ in nothing but their goals have the same rule, and so has every seed.

    Args:
        seats: Of the first regime.
    """

    def __init__(self, seats: SeatValues) -> None:
        self._first = seats
        self._all: list[SeatValues] = []
        self._known: dict[str, Floats] = {}

    def rule_of(self, kind: int, selection: Selection) -> Floats:
        """(abilities, tasks) efforts of a kind that was selected so."""
        primitives = self._first.primitives
        executives, name = primitives.scenario.executives, primitives.names[kind]
        traits = [executives.trait(name, trait) for trait in Traits.model_fields]
        key = repr((primitives.choice[kind], traits))
        if key not in self._known:
            found = self._selected(kind, selection, None)
            if primitives.has_once:
                once = primitives.table["once"] > 0
                found = np.where(once, self._selected(kind, selection, 0), found)
            self._known[key] = found
        return self._known[key]

    def _selected(self, kind: int, selection: Selection, tenure: int | None) -> Floats:
        """In a settled seat, or in a quarter of tenure."""
        primitives = self._first.primitives
        mean, sd = float(primitives.ability[kind]), float(primitives.ability_sd[kind])
        theta = np.maximum(mean + sd * _quantiles(), LEAST_ABILITY)
        share = _between(theta, theta)
        arenas = [self._arena(seats, kind, theta, tenure) for seats in self._tried_in(selection)]
        tasks = primitives.at_first if tenure == 0 else primitives.technology

        def returns(weights: Floats, levels: Ints, over: float) -> Floats:
            efforts = efforts_of(weights, share, tasks.cap)
            found = np.concatenate([_returns(arena, efforts) for arena in arenas])
            return found[levels].T

        best = np.concatenate([arena.best for arena in arenas])
        start = np.tile(tasks.intrinsic, 1 + int(theta[-1] > theta[0]))
        task = Selectable(start.size, best.size, returns, best, start)
        effort = Effort(selection.population, selection.generations, best.size, best.size)
        rng = np.random.default_rng(_STREAM)
        chosen = select(selection.optimizer, selection.aim, task, effort, rng)
        return efforts_of(chosen[None], _between(primitives.theta, theta), tasks.cap)[:, 0]

    def _tried_in(self, selection: Selection) -> list[SeatValues]:
        if not selection.everywhere:
            return [self._first]
        if not self._all:
            regimes = range(1, len(self._first.primitives.scenario.regimes) + 1)
            self._all = [self._first, *(self._elsewhere(regime) for regime in regimes)]
        return self._all

    def _elsewhere(self, regime: int) -> SeatValues:
        """Seats in the technology of another regime, while everybody else is in the first."""
        here, profile = self._first.primitives, self._first.profile
        there = Primitives(here.scenario, here.package, here.monitoring, regime)
        if there.adjusts:
            there = there.on(here.base_pay, here.outside)
        if there.enforcement.looks:
            there.expect(profile.reference)
        pay = tabulate_pay(there, profile)
        tasks = TaskWorth(there, profile, pay)
        return SeatValues(there, profile, pay, tasks, solver_of(there, pay), everybody=True)

    def _arena(self, seats: SeatValues, kind: int, theta: Floats, tenure: int | None) -> _Arena:
        case = [(kind, theta, seats.primitives.enforcement.most_watched())]
        problems, chance = seats.problems_of(case, tenure)
        world = seats.world(tenure)[0]
        return _Arena(problems, world, chance, seats.best_of(case, tenure).utility)


def _quantiles() -> Floats:
    """Standard normals that are equally likely."""
    found = (np.arange(_ABILITIES) + 0.5) / _ABILITIES
    to_normals(found)
    return found


def _between(ability: Floats, tried: Floats) -> Floats:
    """How far abilities are on the way from the lowest tried to the highest, from 0 to 1."""
    low, high = float(tried[0]), float(tried[-1])
    if high <= low:
        return np.zeros(ability.size)
    return np.clip((ability - low) / (high - low), 0.0, 1.0)


def efforts_of(weights: Floats, share: Floats, cap: Floats) -> Floats:
    """(abilities, policies, tasks) of rules.

    Weights are mirrored at the bounds of efforts: beyond them selection would be blind.

    Args:
        weights: (policies, weights) efforts at the lowest ability, then, if that is another, those
            at the highest.
        share: (abilities,) of the way from the one to the other.
        cap: (tasks,).
    """
    way = np.abs(weights.reshape(len(weights), -1, cap.size)) % np.maximum(2.0 * cap, 1e-300)
    ends = np.minimum(way, 2.0 * cap - way)
    low, high = ends[:, 0], ends[:, -1]
    found: Floats = low + share[:, None, None] * (high - low)
    return found


def _returns(arena: _Arena, efforts: Floats) -> Floats:
    """(abilities, policies) mean over what is known of audits."""
    people, states = arena.chance.shape
    utility = value_plans(arena.problems, arena.world, np.repeat(efforts, states, axis=0))
    found: Floats = np.einsum(
        "as,asp->ap", arena.chance, utility.reshape(people, states, -1), optimize=False
    )
    return found
