"""Responses that are solved together: the same as one by one, whatever the neighbours are."""

from __future__ import annotations

import numpy as np
import pytest

from agents import lanes
from agents.lanes import STRIDE, LaneTasks, new_lanes, solve_lanes
from agents.problem import (
    Beliefs,
    Form,
    Motives,
    Problem,
    Stakes,
    TaskTable,
    objective_of,
)
from agents.response import respond

SD = 0.6
TASKS = 5
INPUTS = [lanes.THETA, lanes.MARGINAL_PAY, lanes.STANDING, lanes.CUT, lanes.PRICE]
INPUTS += [*range(lanes.WORTH, lanes.WORTH + TASKS), *range(lanes.BURDEN, lanes.BURDEN + TASKS)]
OUTPUTS = [lanes.INDEX, lanes.DETECTION, lanes.REACH, lanes.HARD]
OUTPUTS += range(lanes.RESPONSE, lanes.RESPONSE + TASKS)


def technology() -> TaskTable:
    table = {name: np.zeros(TASKS) for name in TaskTable._fields}
    table["loading"][:] = [0.25, 1.0, 0.8, -0.1, 0.0]
    table["detectability"][:] = [0.0, 0.0, 0.15, 0.5, 0.3]
    table["cost"][:] = [1.0, 1.0, 2.0, 0.5, 1.0]
    table["cap"][:] = [5.0, 2.0, 0.6, 5.0, 5.0]
    table["intrinsic"][:] = [0.1, 0.0, 0.0, 0.0, 0.0]
    return TaskTable(**table)


def problems(rng: np.random.Generator) -> np.ndarray:
    """A block of random problems, (rows, lanes)."""
    block = new_lanes().reshape(-1, STRIDE)
    block[lanes.THETA] = rng.normal(1.0, 0.25, STRIDE).clip(0.1)
    block[lanes.MARGINAL_PAY] = rng.uniform(0.0, 0.8, STRIDE)
    block[lanes.STANDING] = rng.uniform(0.0, 8.0, STRIDE) / SD * (rng.random(STRIDE) < 0.9)
    block[lanes.CUT] = rng.normal(-0.2, 1.0, STRIDE)
    block[lanes.PRICE] = rng.uniform(0.0, 2.0, STRIDE) * (rng.random(STRIDE) < 0.8)
    block[lanes.WORTH : lanes.WORTH + TASKS] = rng.normal(0.0, 0.4, (TASKS, STRIDE))
    block[lanes.BURDEN : lanes.BURDEN + TASKS] = rng.exponential(0.2, (TASKS, STRIDE))
    return block


def solved(block: np.ndarray, burdened: bool = True) -> np.ndarray:
    flat = block.ravel().copy()
    tasks = LaneTasks(*(getattr(technology(), name) for name in LaneTasks._fields))
    solve_lanes(flat, tasks, SD, np.full(TASKS, int(burdened)))
    return flat.reshape(-1, STRIDE)


def alone(block: np.ndarray, lane: int) -> tuple[float, float, np.ndarray]:
    """Metric index, detection index and efforts by the general search."""
    theta, pay, standing, cut, price = block[INPUTS[:5], lane]
    nodes = np.linspace(-30.0, 30.0, 3)
    motives = Motives(
        block[lanes.WORTH : lanes.WORTH + TASKS, lane].reshape(1, 1, TASKS),
        block[lanes.BURDEN : lanes.BURDEN + TASKS, lane].reshape(1, 1, TASKS),
        (pay * nodes).reshape(1, 1, 3),
        np.full((1, 1, 3), pay),
        np.full((1, 1), pay),
        np.full((1, 1), pay),
        -30.0,
        30.0,
        2,
    )
    out = np.zeros((1, TASKS))
    gain, seat = 0.5, standing * SD
    # What is charged for certain detection is the price, whatever the seat is worth.
    audit, fine = (1.0, price - seat) if price > 0 else (0.0, 0.0)
    usual = Form(np.zeros((TASKS, TASKS)), 0, 0)
    problem = Problem(theta, 0, 0, motives, technology(), usual, np.ones(1), 0.0)
    stakes = Stakes(seat, fine, 0.0, 0.0)
    beliefs = Beliefs(0.0, gain, SD, 0.0)
    objective = objective_of(problem, stakes, audit, cut * gain * SD, beliefs)
    _, index, seen = respond(objective, np.zeros((4, TASKS)), out, 0)
    return index, seen, out[0]


@pytest.mark.parametrize("seed", range(6))
def test_lanes_are_solved_as_one_by_one(seed):
    block = problems(np.random.default_rng(seed))
    done = solved(block)
    easy = np.flatnonzero(done[lanes.HARD] == 0)
    assert easy.size > STRIDE / 3
    for lane in easy:
        index, seen, effort = alone(block, lane)
        found = done[lanes.RESPONSE : lanes.RESPONSE + TASKS, lane]
        assert found == pytest.approx(effort, abs=1e-8)
        assert done[lanes.INDEX, lane] == pytest.approx(index, abs=1e-8)
        assert done[lanes.DETECTION, lane] == pytest.approx(seen, abs=1e-8)


def test_without_quadratic_losses_nobody_looks_for_them():
    block = problems(np.random.default_rng(11))
    block[lanes.BURDEN : lanes.BURDEN + TASKS] = 0.0
    expected = solved(block)[OUTPUTS]
    block[lanes.BURDEN : lanes.BURDEN + TASKS] = 7.0  # left there by others
    assert np.array_equal(solved(block, burdened=False)[OUTPUTS], expected)
    assert not np.array_equal(solved(block)[OUTPUTS], expected)


def test_hard_lanes_are_those_with_a_second_optimum_to_look_for():
    """Below the bar with a seat at stake, or where detection could become certain."""
    block = problems(np.random.default_rng(9))
    block[lanes.CUT], block[lanes.PRICE] = -9.0, 0.0
    assert not solved(block)[lanes.HARD].any()
    block[lanes.CUT], block[lanes.STANDING] = 9.0, 5.0
    assert solved(block)[lanes.HARD].all()
    block[lanes.CUT], block[lanes.PRICE], block[lanes.WORTH + 3] = -9.0, 1.0, 4.0
    assert solved(block)[lanes.HARD].any()


def test_a_bar_that_the_seat_is_worth_passing_leaves_one_optimum():
    """The least effort misses the bar, but nobody stops below it: found without the search."""
    block = problems(np.random.default_rng(10))
    block[lanes.CUT], block[lanes.STANDING] = block[lanes.CUT].clip(0.5) + 0.5, 8.0 / SD
    block[lanes.PRICE] = 0.0
    done = solved(block)
    idle = block.copy()
    idle[lanes.STANDING] = 0.0
    missed = block[lanes.CUT] > solved(idle)[lanes.INDEX] / SD
    found = np.flatnonzero(missed & (done[lanes.HARD] == 0))
    assert found.size > STRIDE / 4
    for lane in found:
        effort = alone(block, lane)[2]
        assert done[lanes.RESPONSE : lanes.RESPONSE + TASKS, lane] == pytest.approx(
            effort, abs=1e-8
        )


def test_neighbours_change_no_bit():
    rng = np.random.default_rng(4)
    for _ in range(300):
        block = problems(rng)
        order = rng.permutation(STRIDE)
        other = block[:, order].copy()
        strangers = rng.random(STRIDE) < 0.5
        other[:, strangers] = problems(rng)[:, strangers]
        first, second = solved(block)[:, order], solved(other)
        assert (first == second)[np.ix_(OUTPUTS, ~strangers)].all()


def test_a_close_call_ends():
    """Newton's steps from this state went to and fro between two points for ever."""
    block = new_lanes().reshape(-1, STRIDE)
    block[lanes.MARGINAL_PAY], block[lanes.STANDING], block[lanes.CUT] = 0.527, 6.76 / SD, 0.82
    block[lanes.WORTH] = 0.1
    done = solved(block)
    index, _, effort = alone(block, 0)
    assert done[lanes.HARD, 0] == 0
    assert done[lanes.RESPONSE : lanes.RESPONSE + TASKS, 0] == pytest.approx(effort, abs=1e-8)
    lam = effort[0] / 0.25 - (0.1 + 0.1) / 0.25  # cost 1, ability 1, intrinsic 0.1
    u = 0.82 - index / SD
    density = np.exp(-0.5 * u * u) / np.sqrt(2 * np.pi)
    assert lam == pytest.approx(0.527 + 6.76 / SD * density, abs=1e-8)
