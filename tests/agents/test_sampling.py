"""The best of n random plans: what plans expect of it is what happens; its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from agents import responses
from agents.base_policy import base_points
from agents.landscape import utility_of
from agents.problem import Beliefs, Problem, Stakes, objective_of
from agents.responses import Problems, Responses, World, best_responses, new_responses
from agents.sampling import Lots, Searchers, expect_search, search_plans, value_plans
from agents.solver import GENERAL, TOGETHER
from tests.agents.test_responses import KINDS, NO_GAMBLES, SD, TASKS, problems, world

SPREAD = 0.4


def searchers(draws: int, spread: float = SPREAD) -> Searchers:
    nothing = np.zeros(KINDS)
    return Searchers(np.full(KINDS, draws), np.full(KINDS, spread), nothing.astype(int), nothing)


def lots(count: int, quarter: int = 0) -> Lots:
    seeds = np.full(count, 7, dtype=np.uint64)
    return Lots(np.arange(count), np.full(count, 3), seeds, quarter)


def drawn(asked: Problems, setting: World, draws: int, *lot: Lots) -> Responses:
    count = len(asked.motive)
    found = new_responses(count, TASKS)
    search_plans(asked, setting, searchers(draws), *(lot or (lots(count),)), found)
    return found


def expected(asked: Problems, setting: World, draws: int, spread: float = SPREAD) -> Responses:
    found = new_responses(len(asked.motive), TASKS)
    expect_search(asked, len(asked.motive), setting, searchers(draws, spread), found)
    return found


def some(count: int, of: int = 0) -> Problems:
    """The same problem over and over."""
    return Problems(*(np.repeat(array[of : of + 1], count, axis=0) for array in problems()))


def general() -> World:
    """Costs of pairs of tasks, detection that is never certain."""
    usual = world(GENERAL)
    cross = np.zeros((TASKS, TASKS))
    cross[0, 1] = cross[1, 0] = 0.3
    return usual._replace(form=usual.form._replace(cross=cross, exponential=1))


@pytest.mark.parametrize("setting", [world(TOGETHER), general()], ids=["usual", "general"])
def test_utility_is_that_of_the_efforts_taken(setting):
    asked = problems(40)
    asked.numbers[:, responses.RESTITUTION] = 0.7 * (setting.form.exponential == 1)
    found = drawn(asked, setting, 5)
    for row, numbers in enumerate(asked.numbers):
        kind, motive = asked.motive[row].tolist()
        who = Problem(
            numbers[responses.SKILL], kind, motive, setting.motives, setting.technology,
            setting.form, asked.weights[row], numbers[responses.CARRIED],
        )  # fmt: skip
        stakes = Stakes(*numbers[[
            responses.SEAT_WORTH, responses.FINE_WORTH, responses.RESTITUTION, responses.SEVERANCE,
        ]])  # fmt: skip
        board = numbers[[responses.BELIEF, responses.GAIN]]
        beliefs = Beliefs(*board, SD, numbers[responses.REFERENCE])
        audit, bar = numbers[responses.AUDIT], numbers[responses.BAR]
        objective = objective_of.py_func(who, stakes, audit, bar, beliefs)
        own = utility_of.py_func(objective, found.efforts[row])
        assert found.outcome[row, responses.UTILITY] == pytest.approx(own, abs=1e-7)


def test_given_plans_are_valued_alike():
    asked = problems(30)
    found = drawn(asked, world(TOGETHER), 5)
    twice = np.repeat(found.efforts[:, None], 2, axis=1)
    utility = value_plans(asked, world(TOGETHER), twice)
    for mine in utility.T:
        np.testing.assert_array_equal(mine, found.outcome[:, responses.UTILITY])


@pytest.mark.parametrize("draws", [1, 6, 64])
def test_what_plans_expect_is_the_mean_of_what_happens(draws):
    count, setting = 2000, world(TOGETHER)
    for row in (0, 5, 11):
        asked = some(count, row)
        found, plan = drawn(asked, setting, draws), expected(some(1, row), setting, draws)
        for mine, theirs in ((plan.outcome, found.outcome), (plan.efforts, found.efforts)):
            error = theirs.std(axis=0) / math.sqrt(count)
            allowed = 4 * error + 0.15 * theirs.std(axis=0)  # what evenly spread points miss
            assert (np.abs(mine[0] - theirs.mean(axis=0)) <= allowed).all()


def test_one_draw_is_the_base_policy():
    """Means of clipped normals, in closed form; whoever it is and whatever is at stake."""
    setting = world(TOGETHER)
    technology = setting.technology
    found = expected(problems(20), setting, 1).efforts
    for j, (mean, cap) in enumerate(zip(technology.intrinsic, technology.cap, strict=True)):
        low, high = -mean / SPREAD, (cap - mean) / SPREAD
        density = lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        below = lambda x: 0.5 * math.erfc(-x / math.sqrt(2))
        inside = mean * (below(high) - below(low)) + SPREAD * (density(low) - density(high))
        assert found[:, j] == pytest.approx(inside + cap * (1 - below(high)), abs=2e-3)
    assert found == pytest.approx(np.tile(found[0], (20, 1)), abs=1e-12)


def test_a_policy_without_spread_has_nothing_to_choose_from():
    setting = world(TOGETHER)
    for draws in (1, 64):
        found = expected(problems(20), setting, draws, spread=0.0).efforts
        assert found == pytest.approx(np.tile(setting.technology.intrinsic, (20, 1)), abs=1e-12)


def test_who_draws_more_never_finds_worse_and_nobody_finds_more_than_there_is():
    """The first draws are the same; the gap to the best response closes."""
    asked, setting = problems(60), world(TOGETHER)
    best = best_responses(asked, setting, NO_GAMBLES).outcome[:, responses.UTILITY]
    before = np.full(60, -np.inf)
    gaps = []
    for draws in (1, 4, 32, 256, 4096):
        utility = drawn(asked, setting, draws).outcome[:, responses.UTILITY]
        assert (utility >= before).all() and (utility <= best + 1e-7).all()
        gaps.append(float((best - utility).mean()))
        before = utility
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] < 0.1 * gaps[0]


def test_draws_belong_to_their_address():
    """Neither the order of problems nor who else searches matters; another quarter does."""
    asked, setting = problems(30), world(TOGETHER)
    whole = drawn(asked, setting, 9)
    order = np.random.default_rng(0).permutation(30)[:12]
    mixed = Problems(*(array[order] for array in asked))
    part = drawn(mixed, setting, 9, lots(30).of(order, 0))
    np.testing.assert_array_equal(part.efforts, whole.efforts[order])
    other = drawn(asked, setting, 9, lots(30, quarter=1))
    assert (other.efforts != whole.efforts).any(axis=1).mean() > 0.9  # the rest do nothing twice


def test_points_are_spread_evenly():
    points = base_points(64, TASKS)
    assert points.shape == (1024, TASKS)
    assert points.mean(axis=0) == pytest.approx(np.zeros(TASKS), abs=1e-9)
    assert points.std(axis=0) == pytest.approx(np.ones(TASKS), abs=0.01)
    assert len(base_points(10_000, TASKS)) == 8192
