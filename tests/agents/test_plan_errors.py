"""Plans that come with an error of the metric: what the tail of the error does to the best of n."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from agents import responses
from agents.base_policy import FREEDOM, base_errors, base_points, heavy_tailed
from agents.problem import Form, Motives, TaskTable
from agents.responses import Problems, World, new_problems, new_responses, new_world
from agents.sampling import Lots, Searchers, expect_search, search_plans, value_plans
from agents.solver import TOGETHER
from sim.experiments import tails
from tests.agents.test_responses import TASKS, problems
from tests.agents.test_responses import world as usual
from tests.agents.test_sampling import SPREAD, drawn, expected, lots, searchers

MIDDLE = 50.0  # untrained effort, so far from the bounds that efforts are normal
EVEN: tuple[tails.Tail, ...] = tails.TAILS


def world() -> World:
    """Utility is the report: an effort that is a standard normal, and the error on top of it.

    There is one task, which costs nothing and is all that is reported; a unit of it pays 1.
    """
    table = {name: np.zeros(1) for name in TaskTable._fields}
    table |= {"loading": np.ones(1), "cap": np.full(1, 2 * MIDDLE), "intrinsic": np.full(1, MIDDLE)}
    slope, nodes = np.ones((1, 1, 3)), np.linspace(0.0, 100.0, 3)
    none, bounds = np.zeros((1, 1, 1)), np.ones((1, 1))
    motives = Motives(none, none, slope * nodes, slope, bounds, bounds, 0.0, 50.0, 2)
    form = Form(np.zeros((1, 1)), 0, 0)
    return new_world(motives, TaskTable(**table), form, 0.6, TOGETHER)


def asked(count: int) -> Problems:
    found = new_problems(count, 1)
    found.numbers[:, responses.SKILL] = 1.0
    found.numbers[:, responses.BAR] = -1e6
    found.weights[:] = 1.0
    return found


def who(draws: int, tail: tails.Tail, plan_error: float = 1.0) -> Searchers:
    some, nothing = np.full(1, draws), np.zeros(1)
    heavy = int(tail == "heavy")
    return Searchers(some, np.ones(1), nothing.astype(int), nothing, plan_error, heavy)


def expected_value(draws: int, tail: tails.Tail, plan_error: float = 1.0) -> float:
    """Effort above the untrained one that a plan expects."""
    found = new_responses(1, 1)
    expect_search(asked(1), 1, world(), who(draws, tail, plan_error), found)
    return float(found.efforts[0, 0]) - MIDDLE


def drawn_values(draws: int, tail: tails.Tail, count: int):
    """The same as it happens, and the errors that were picked with it."""
    found = new_responses(count, 1)
    own = Lots(np.arange(count), np.full(count, 3), np.full(count, 7, dtype=np.uint64))
    search_plans(asked(count), world(), who(draws, tail), own, found)
    effort = found.efforts[:, 0]
    np.testing.assert_array_equal(found.outcome[:, responses.REACHED] > 0.0, True)
    return effort - MIDDLE, found.outcome[:, responses.REACHED] - effort


def test_the_heavy_tail_is_that_of_t_with_three_degrees_of_freedom():
    chances = np.concatenate([np.geomspace(1e-10, 0.5, 60), 1.0 - np.geomspace(1e-10, 0.4, 60)])
    found = chances.copy()
    heavy_tailed(found)
    assert found == pytest.approx(student.ppf(chances, FREEDOM) / np.sqrt(3.0), rel=1e-6, abs=1e-12)
    assert FREEDOM == tails.HEAVY


@pytest.mark.parametrize("tail", EVEN)
def test_errors_have_mean_0_and_leave_the_points_as_they_are(tail):
    errors = base_errors(64, TASKS, tail == "heavy")
    assert errors.mean() == pytest.approx(0.0, abs=1e-9)
    assert errors.std() == pytest.approx(1.0, abs={"light": 0.01, "heavy": 0.1}[tail])
    points = base_points(64, TASKS)
    assert np.abs(np.corrcoef(points.T, errors)[-1, :-1]).max() < 0.05


@pytest.mark.parametrize("tail", EVEN)
def test_without_size_it_is_nothing_to_the_bit(tail):
    """And one too small to count changes no draw, although it is drawn."""
    setting, some = usual(TOGETHER), problems(40)
    for size in (0.0, 1e-300):
        erring = searchers(9)._replace(plan_error=size, heavy=int(tail == "heavy"))
        found, plan = new_responses(40, TASKS), new_responses(40, TASKS)
        search_plans(some, setting, erring, lots(40), found)
        expect_search(some, 40, setting, erring, plan)
        theirs, planned = drawn(some, setting, 9), expected(some, setting, 9, SPREAD)
        places = [responses.UTILITY, responses.SEEN]  # what is reported differs by next to nothing
        if size == 0.0:
            places.append(responses.REACHED)
        for mine, other in ((found, theirs), (plan, planned)):
            np.testing.assert_array_equal(mine.efforts, other.efforts)
            np.testing.assert_array_equal(mine.outcome[:, places], other.outcome[:, places])


@pytest.mark.parametrize("tail", EVEN)
def test_what_is_gained_is_the_closed_form(tail):
    """Mean true value of the best of n by a proxy: see sim/experiments/tails.py."""
    for draws, count in ((1, 2000), (4, 2000), (64, 2000), (4096, 250)):
        derived = float(tails.best_value(np.array([float(draws)]), tail)[0])
        values, _ = drawn_values(draws, tail, count)
        error = values.std() / np.sqrt(count)
        assert abs(values.mean() - derived) < 4 * error
        if draws <= 512:  # beyond, the points are those of 512
            assert expected_value(draws, tail) == pytest.approx(derived, abs=0.15)


def test_a_light_tail_lets_value_rise_and_a_heavy_one_brings_it_back():
    light, heavy = ([drawn_values(n, tail, 400) for n in (1, 64, 4096)] for tail in EVEN)
    gained = [values.mean() for values, _ in light]
    assert gained[0] < gained[1] - 1.0 < gained[2] - 1.5
    gained = [values.mean() for values, _ in heavy]
    assert gained[1] > 1.0 and gained[2] < 0.45 * gained[1]
    errors = [error.mean() for _, error in heavy]
    assert errors[2] > 5.0 > errors[1] > errors[0] - 0.5  # that is what is picked instead


@pytest.mark.parametrize("tail", EVEN)
def test_an_error_that_pays_nothing_is_not_picked(tail):
    """Who is not paid by the report takes the same plan as without, and reports the error."""
    setting = world()
    bounds = np.zeros((1, 1))
    flat = setting.motives._replace(
        worth=np.ones((1, 1, 1)), value=np.zeros((1, 1, 3)), slope=np.zeros((1, 1, 3)),
        low=bounds, high=bounds,
    )  # fmt: skip
    found = []
    for size in (0.0, 3.0):
        out = new_responses(50, 1)
        own = Lots(np.arange(50), np.full(50, 3), np.full(50, 7, np.uint64))
        search_plans(asked(50), setting._replace(motives=flat), who(16, tail, size), own, out)
        found.append(out)
    np.testing.assert_array_equal(found[0].efforts, found[1].efforts)
    reported = [one.outcome[:, responses.REACHED] for one in found]
    assert (reported[0] != reported[1]).all()


def test_dismissal_and_curved_pay_see_the_error():
    """Utility of what is taken is that of the report with its error, in every form of problem."""
    setting, some = usual(TOGETHER), problems(60)
    erring = searchers(5)._replace(plan_error=0.5)
    found = new_responses(60, TASKS)
    search_plans(some, setting, erring, lots(60), found)
    index = some.numbers[:, responses.SKILL] * (found.efforts @ setting.technology.loading)
    error = found.outcome[:, responses.REACHED] - index
    assert (np.abs(error) > 1e-6).all()
    moved = Problems(some.numbers.copy(), some.motive, some.weights)
    moved.numbers[:, responses.CARRIED] += error  # the same report without an error
    own = value_plans(moved, setting, found.efforts[:, None])[:, 0]
    assert found.outcome[:, responses.UTILITY] == pytest.approx(own, abs=1e-7)
