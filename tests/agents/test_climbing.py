"""Small steps uphill: no step is the base policy, many are the best response; slopes are slopes."""

from __future__ import annotations

import numpy as np
import pytest

from agents import responses
from agents.landscape import utility_of
from agents.problem import Objective
from agents.responses import Problems, Responses, World, best_responses, new_responses, objective_at
from agents.sampling import Lots, Searchers, expected_responses, search_plans
from agents.solver import GENERAL, TOGETHER
from tests.agents.test_responses import KINDS, NO_GAMBLES, TASKS, problems, world
from tests.agents.test_sampling import drawn, general, searchers

RATE = 0.3


def climbers(steps: int, rate: float = RATE, kinds: int = KINDS) -> Searchers:
    nobody, climbs = np.zeros(KINDS), np.arange(KINDS) < kinds
    return Searchers(nobody.astype(int), nobody, np.full(KINDS, steps), rate * climbs)


def climbed(asked: Problems, setting: World, steps: int, rate: float = RATE) -> Responses:
    room = responses.new_room(setting.motives)
    return expected_responses(asked, setting, NO_GAMBLES, room, climbers(steps, rate))


def concave(count: int) -> Problems:
    """Linear pay, no audits and no dismissal: utility is a parabola in every effort."""
    asked = problems(count)
    asked.numbers[:, responses.AUDIT] = 0.0
    asked.numbers[:, responses.BAR] = -1e6
    return asked


def objective(asked: Problems, row: int, setting: World) -> Objective:
    return objective_at.py_func(asked, row, setting)


@pytest.mark.parametrize("setting", [world(TOGETHER), general()], ids=["usual", "general"])
def test_a_short_step_goes_along_the_slope_of_utility(setting):
    """Central differences of the objective that all solvers maximise; none from a bound down."""
    asked, rate, h = problems(40), 1e-4, 1e-4
    asked.numbers[:, responses.RESTITUTION] = 0.7 * (setting.form.exponential == 1)
    start = np.full(TASKS, 0.3)
    inside = setting._replace(technology=setting.technology._replace(intrinsic=start))
    moved = (climbed(asked, inside, 1, rate).efforts - start) / rate
    for row in range(40):
        mine = objective(asked, row, inside)
        for j, step in enumerate(h * np.eye(TASKS)):
            up, down = (utility_of(mine, start + way * step) for way in (1.0, -1.0))
            assert moved[row, j] == pytest.approx((up - down) / (2 * h), abs=1e-3)  # risk: 4e-9


def test_no_step_is_the_base_policy_to_the_bit():
    """That of the best of n without spread, whoever it is and whatever is at stake."""
    asked, setting = problems(30), world(TOGETHER)
    none = climbed(asked, setting, 0)
    base = new_responses(30, TASKS)
    address = np.arange(30), np.zeros(30, int), np.full(30, 7, np.uint64)
    search_plans(asked, setting, searchers(1, spread=0.0), Lots(*address), base)
    np.testing.assert_array_equal(none.efforts, base.efforts)
    np.testing.assert_array_equal(none.efforts, np.tile(setting.technology.intrinsic, (30, 1)))
    assert none.outcome == pytest.approx(base.outcome, abs=1e-7)  # two tables of risk
    assert (climbed(asked, setting, 1).efforts != none.efforts).any(axis=1).all()


def test_one_step_is_the_gradient_of_expected_utility():
    """What REINFORCE moves a mean by in expectation, estimated from draws (Williams 1992)."""
    setting, asked = world(TOGETHER), concave(6)
    inside = setting._replace(technology=setting.technology._replace(intrinsic=np.full(TASKS, 0.3)))
    rate, sd = 1e-3, 0.02
    moved = climbed(asked, inside, 1, rate).efforts - 0.3
    draws = np.random.default_rng(5).normal(size=(20_000, TASKS))
    for row in range(6):
        mine = objective(asked, row, inside)
        base = utility_of(mine, np.full(TASKS, 0.3))
        paid = np.array([utility_of(mine, 0.3 + sd * z) for z in draws]) - base
        steps = rate * paid[:, None] * draws / sd  # rate * sd**2 is Williams' learning rate
        error = steps.std(axis=0) / np.sqrt(len(draws))
        assert (np.abs(moved[row] - steps.mean(axis=0)) < 4.5 * error + 1e-9).all()


def test_where_utility_is_concave_many_steps_are_the_best_response():
    """More steps never do worse, nobody does better than the best, and the gap closes."""
    asked, setting = concave(60), world(TOGETHER)
    best = best_responses(asked, setting, NO_GAMBLES)
    before, gaps = np.full(60, -np.inf), []
    for steps in (0, 1, 4, 16, 64, 256):
        found = climbed(asked, setting, steps)
        utility = found.outcome[:, responses.UTILITY]
        assert (utility >= before - 1e-12).all()
        assert (utility <= best.outcome[:, responses.UTILITY] + 1e-9).all()
        gaps.append(float((best.outcome[:, responses.UTILITY] - utility).mean()))
        before = utility
    assert (np.diff(gaps[:5]) < 0.0).all() and gaps[1] > 0.1 * gaps[0]
    assert found.efforts == pytest.approx(best.efforts, abs=1e-6)
    assert gaps[-1] == pytest.approx(0.0, abs=1e-10)


def test_elsewhere_it_ends_at_a_local_optimum_that_may_not_be_the_best():
    asked, setting = problems(200), world(TOGETHER)
    best = best_responses(asked, setting, NO_GAMBLES).outcome[:, responses.UTILITY]
    found = climbed(asked, setting, 4000)
    utility = found.outcome[:, responses.UTILITY]
    again = climbed(asked, setting, 8000).outcome[:, responses.UTILITY]
    assert (utility <= best + 1e-7).all() and again == pytest.approx(utility, abs=1e-6)
    assert 0.01 < (best - utility > 1e-3).mean() < 0.5


def test_long_steps_are_cut_until_they_raise_utility():
    asked, setting = problems(60), world(GENERAL)
    start = climbed(asked, setting, 0).outcome[:, responses.UTILITY]
    wild = climbed(asked, setting, 40, rate=100.0).outcome[:, responses.UTILITY]
    assert (wild >= start - 1e-12).all() and (wild > start + 0.01).mean() > 0.5


def test_only_those_climb_who_do_and_none_of_them_draws():
    asked, setting = problems(60), world(TOGETHER)
    room = responses.new_room(setting.motives)
    mixed = expected_responses(asked, setting, NO_GAMBLES, room, climbers(5, kinds=1))
    theirs = asked.motive[:, 0] == 0
    alone = climbed(asked, setting, 5)
    exact = best_responses(asked, setting, NO_GAMBLES)
    np.testing.assert_array_equal(mixed.efforts[theirs], alone.efforts[theirs])
    np.testing.assert_array_equal(mixed.efforts[~theirs], exact.efforts[~theirs])
    many = drawn(asked, setting, 3)
    both = new_responses(60, TASKS)
    draws = np.where(np.arange(KINDS) == 0, 0, 3)
    some = climbers(5, kinds=1)._replace(draws=draws, spread=np.full(KINDS, 0.4))
    lots = Lots(np.arange(60), np.full(60, 3), np.full(60, 7, dtype=np.uint64))
    search_plans(asked, setting, some, lots, both)
    np.testing.assert_array_equal(both.efforts[~theirs], many.efforts[~theirs])
    np.testing.assert_array_equal(both.efforts[theirs], alone.efforts[theirs])
