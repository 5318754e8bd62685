"""Episodes for looking at are those of the batch: as many steps, and the same end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.lab.chance import generator
from sim.lab.keys_and_chests import policies as collectors
from sim.lab.keys_and_chests.boards import BoardRules, draw_boards
from sim.lab.keys_and_chests.stepped import planned_trail, reactive_trail, shortest_order
from sim.lab.red_doors import policies
from sim.lab.red_doors.levels import LevelRules, draw
from sim.lab.red_doors.stepped import planned_walk, reactive_walk

LIMIT = 60
WHOLE = policies.Minds(2000, 1.0, "separate")


@pytest.fixture(scope="module")
def levels():
    return draw(LevelRules(11, 0.3, blue=0.5, decoys=0.5), 12, generator(3, 0, "stepped"))


@pytest.fixture(scope="module")
def boards():
    return draw_boards(BoardRules(11, 0.5, 5, 3), 8, generator(3, 0, "stepped"))


def adjoin(moves, cells):
    return all(two in moves[one] for one, two in pairwise(cells))


@pytest.mark.parametrize("policy", [policies.HEURISTIC, policies.BLIND, policies.REACTIVE])
def test_a_reactive_walk(levels, policy):
    chance = generator(4, 0, "weights")
    weights = chance.normal(size=9) if policy == policies.REACTIVE else policies.given(policy)
    rows = np.arange(len(levels.start))
    touched, steps = policies.player(policy, WHOLE)(weights[None], levels, rows, LIMIT, True)
    for level in rows:
        walk = reactive_walk(weights, levels, level, LIMIT)
        assert (walk.touched, len(walk.cells) - 1) == (touched[0, level], steps[0, level])
        assert adjoin(levels.moves[level], walk.cells)


@pytest.mark.parametrize("goal", [(0.4, 1.0, -0.2, 0.3), (1.0, 0.1, 0.0, -1.0), (-1.0,) * 4])
def test_a_planned_walk(levels, goal):
    rows = np.arange(len(levels.start))
    weights = np.array(goal)
    touched, steps = policies.player(policies.PLANNER, WHOLE)(
        weights[None], levels, rows, LIMIT, True
    )
    for level in rows:
        walk = planned_walk(weights, levels, level, LIMIT)
        assert walk.touched == touched[0, level]
        assert len(walk.cells) - 1 == (steps[0, level] if walk.touched >= 0 else 0)
        assert adjoin(levels.moves[level], walk.cells)


@pytest.mark.parametrize("policy", [collectors.RULE, collectors.NETWORK])
def test_a_reactive_trail(boards, policy):
    chance = generator(5, 0, "weights")
    eager = np.where(np.arange(14) == 6, -2.0, chance.normal(size=14))
    weights = eager if policy == collectors.NETWORK else collectors.by_hand(policy)
    rows, episode = np.arange(len(boards.start)), collectors.EpisodeRules(LIMIT, 0.03, 10)
    found = collectors.performer(policy, 1.0)(weights[None], boards, rows, episode, True)
    for board in rows:
        trail = reactive_trail(weights, boards, board, LIMIT, 10)
        assert counts(boards, trail) == tuple(int(one[0, board]) for one in found)
        assert adjoin(boards.moves[board], trail.cells)


@pytest.mark.parametrize("goal", [(0.0, 1.0), (1.0, 0.0), (0.3, 0.6), (-1.0, -1.0)])
def test_a_planned_trail(boards, goal):
    rows, episode = np.arange(len(boards.start)), collectors.EpisodeRules(LIMIT, 0.03, 10)
    found = collectors.performer(collectors.SEARCHER, 1.0)(
        np.array([goal]), boards, rows, episode, True
    )
    for board in rows:
        trail = planned_trail(goal, boards, board, 0.03, LIMIT)
        assert counts(boards, trail) == tuple(int(one[0, board]) for one in found)
        assert adjoin(boards.moves[board], trail.cells)


def test_no_chest_comes_before_its_key(boards):
    for keys, chests in ((3, 2), (5, 3), (1, 1)):
        order = shortest_order(boards, 0, keys, chests)
        held = np.cumsum([1 if thing < boards.keys else -1 for thing in order])
        assert len(order) == keys + chests and held.min() >= 0 and held[-1] == keys - chests


def counts(boards, trail):
    got = [moves >= 0 for moves in trail.things]
    return sum(got[: boards.keys]), sum(got[boards.keys :]), len(trail.cells) - 1
