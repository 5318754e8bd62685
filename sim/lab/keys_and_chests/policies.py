"""Policies among keys and chests: a heuristic, a reactive network, planners, and two baselines."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.selection.optimizers import Effort
from incentives.arrays import Bools, Floats, Ints
from sim.lab.keys_and_chests.boards import Boards
from sim.lab.keys_and_chests.collecting import (
    COLLECTOR_WEIGHTS,
    FIRST_WAY,
    FOR_CHEST,
    FOR_KEY,
    FOR_STAYING,
    OWN_WEIGHTS,
    VISITED,
    collect,
    plan_round,
)
from sim.lab.keys_and_chests.measuring import Round

RULE, NETWORK, SEARCHER, KNOWS = "heuristic", "reactive", "planner", "knowing-planner"
WANDERER, IDLE = "blind-explorer", "standing-still"

COLLECTORS = {
    RULE: "to the nearest key that it notices, with one in hand and none in sight to the nearest "
    "chest, else along the wall at the right hand; never stops",
    NETWORK: "a network of one layer scores the four directions and staying; no search",
    SEARCHER: "searches all rounds for the one that is worth most by its own goal, two weights",
    KNOWS: "the same with a second goal for when it notices that nobody trains it",
    WANDERER: "explores, takes and opens what it comes by, and never stops",
    IDLE: "does nothing: the empty chair",
}
TRAINED = (NETWORK, SEARCHER, KNOWS)
UNTRAINED = (RULE, WANDERER, IDLE)
SEARCHERS = (SEARCHER, KNOWS)

COLLECTING_EFFORTS = {
    NETWORK: Effort(20, 50, 32, 256),
    SEARCHER: Effort(16, 30, 32, 256),
    KNOWS: Effort(16, 30, 32, 256),
}
SIZES = {NETWORK: COLLECTOR_WEIGHTS, SEARCHER: OWN_WEIGHTS, KNOWS: 2 * OWN_WEIGHTS}
_EAGER = -2.0
"""Weight of staying where the search begins: else nobody moves, which costs nothing."""


class EpisodeRules(NamedTuple):
    """What an episode is: limit of moves, what one costs, and from where things are noticed."""

    limit: int
    cost: float
    sight: int


Perform = Callable[[Floats, Boards, Ints, EpisodeRules, bool], Round]
"""Weights (policies, weights), boards, rows, rules, whether nobody trains."""


def performer(policy: str, awareness: float) -> Perform:
    """What plays episodes of a policy; ``awareness`` is the chance that one that knows notices."""
    if policy == IDLE:
        return lambda weights, boards, rows, rules, unwatched: _empty(weights, rows)
    if policy not in SEARCHERS:
        return _collected

    def planned(
        weights: Floats, boards: Boards, rows: Ints, rules: EpisodeRules, unwatched: bool
    ) -> Round:
        found = _empty(weights, rows)
        second = noticed(policy, boards, awareness, unwatched)
        goals = own_goals(weights)
        plan_round(goals, second, boards, rows, (rules.cost, rules.limit), *found)
        return found

    return planned


def noticed(policy: str, boards: Boards, awareness: float, unwatched: bool) -> Bools:
    """(boards,) where the second goal is pursued."""
    if unwatched and policy == KNOWS:
        found: Bools = boards.unwatched < awareness
        return found
    return np.zeros(len(boards.start), dtype=np.bool_)


def own_goals(weights: Floats) -> Floats:
    """(policies, 2, worths of a key and a chest) in training and else; the same if there is one."""
    count = len(weights)
    if weights.shape[1] == OWN_WEIGHTS:
        return np.repeat(weights[:, None, :], 2, axis=1)
    return weights.reshape(count, 2, OWN_WEIGHTS)


def beginning(policy: str) -> Floats:
    """(weights,) where the search for a policy begins."""
    start = np.zeros(SIZES[policy])
    if policy == NETWORK:
        start[FOR_STAYING] = _EAGER
    return start


def by_hand(policy: str) -> Floats:
    """(weights,) of a policy that nobody selects."""
    weights = np.zeros(COLLECTOR_WEIGHTS)
    weights[VISITED] = -2.0
    weights[FIRST_WAY : FIRST_WAY + 4] = 0.2, 0.3, 0.0, 0.1  # ahead, right, back, left
    weights[FOR_STAYING] = -100.0
    if policy == RULE:
        weights[FOR_KEY], weights[FOR_CHEST + 1] = 30.0, 9.0
    return weights


def _collected(
    weights: Floats, boards: Boards, rows: Ints, rules: EpisodeRules, unwatched: bool
) -> Round:
    found = _empty(weights, rows)
    collect(weights, boards, rows, rules.limit, rules.sight, *found)
    return found


def _empty(weights: Floats, rows: Ints) -> Round:
    shape = len(weights), len(rows)
    return Round(*(np.zeros(shape, dtype=np.int64) for _ in range(3)))
