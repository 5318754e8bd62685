"""Alignment of behaviour: closed forms, limits, and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from sim.observers.alignment import TaskEffects, alignment, worth
from sim.scenario.scenario import Scenario
from sim.scenario.technology import task_table

ONE = np.ones(1)


def tasks_of(value, *, curvature=0.0, cost=1.0, intrinsic=0.0, cap=5.0, cross=None):
    """Tasks from numbers, or a number for all."""
    count = len(value)
    columns = [value, curvature, cost, intrinsic, cap]
    columns = [np.broadcast_to(np.asarray(c, float), count)[:, None] for c in columns]
    return TaskEffects(
        *columns, np.zeros((count, count)) if cross is None else np.asarray(cross, float)
    )


def default():
    table = task_table(Scenario().technology, (), 0)
    return tasks_of(
        table["value"], **{k: table[k] for k in ("curvature", "cost", "intrinsic", "cap")}
    )


def of(effort, tasks, theta=1.0):
    return float(alignment(np.asarray(effort, float)[:, None], theta * ONE, tasks)[0])


def costs(tasks):
    return np.diag(tasks.cost[:, 0]) + tasks.cross


def first_best(tasks, theta):
    """Maximises value less cost, by somebody else's optimiser."""
    matrix, free = costs(tasks), tasks.intrinsic[:, 0]

    def lost(a):
        spent = a - free
        return 0.5 * spent @ matrix @ spent - worth(a[:, None], theta * ONE, tasks)[0]

    bounds = [(0, cap) for cap in tasks.cap[:, 0]]
    return minimize(lost, free + 0.1, bounds=bounds, tol=1e-14).x


JOINT = [[0.0, 0.5, 0.0], [0.5, 0.0, -0.3], [0.0, -0.3, 0.0]]


@pytest.mark.parametrize("theta", [0.5, 1.0, 1.7])
@pytest.mark.parametrize(
    "tasks",
    [
        default(),
        tasks_of([1.0, 0.8, -1.0], cost=[1.0, 2.0, 0.5]),
        tasks_of([1.0, 0.8, -1.0], curvature=[0.0, 0.5, 3.0], intrinsic=[0.3, 0.0, 0.2]),
        tasks_of([1.0, 0.8, 0.4], cap=[0.2, 5.0, 5.0]),
        tasks_of([1.0, 0.8, 0.6], curvature=[0.2, 0.0, 0.0], cross=JOINT, intrinsic=0.1),
    ],
)
def test_first_best_scores_1(tasks, theta):
    assert of(first_best(tasks, theta), tasks, theta) == pytest.approx(1.0, abs=1e-6)


def test_first_best_in_closed_form_scores_1_to_rounding():
    tasks, theta = default(), 1.2
    brake = theta**2 * tasks.curvature + tasks.cost
    best = np.maximum(theta * tasks.value / brake, 0.0)
    assert of(best[:, 0], tasks, theta) == pytest.approx(1.0, abs=1e-12)


@given(
    st.tuples(*2 * [st.floats(0.01, 3.0)]),
    st.tuples(*2 * [st.floats(0.05, 2.0)]),
    st.tuples(*2 * [st.floats(0.2, 4.0)]),
    st.floats(-0.1, 0.5),
    st.floats(0.3, 2.0),
)
def test_two_tasks_are_the_cosine_in_the_metric_of_costs(effort, value, cost, joint, theta):
    cross = joint * np.sqrt(cost[0] * cost[1])
    tasks = tasks_of(value, cost=cost, cap=1e6, cross=[[0.0, cross], [cross, 0.0]])
    matrix = costs(tasks)
    direction = np.linalg.solve(matrix, value)
    if direction.min() < 1e-3:
        return  # not attainable: efforts are not negative
    a, nu = np.array(effort), np.array(value)
    cosine = nu @ a / np.sqrt((nu @ direction) * (a @ matrix @ a))
    assert of(effort, tasks, theta) == pytest.approx(cosine, rel=1e-9)


def test_only_what_is_attainable_counts_as_the_best():
    tasks = tasks_of([1.0, -2.0])
    assert of([1.0, 0.0], tasks) == pytest.approx(1.0)
    assert of([0.0, 1.0], tasks) == pytest.approx(-2.0)  # harm may take it below -1
    assert of([1.0, 1.0], tasks) == pytest.approx(-1.0 / np.sqrt(2.0))


def test_scale_matters_only_where_value_is_curved():
    straight, curved = tasks_of([1.0, 0.5]), tasks_of([1.0, 0.5], curvature=[1.0, 0.0])
    assert of([0.5, 0.1], straight) == pytest.approx(of([1.5, 0.3], straight), rel=1e-10)
    assert of([0.5, 0.1], curved) > of([1.5, 0.3], curved) + 0.1


def test_no_effort_scores_0_and_harm_without_an_alternative_minus_1():
    assert of([0.0, 0.0], tasks_of([1.0, -1.0])) == 0.0
    assert of([0.4, 0.1], tasks_of([1.0, -1.0], intrinsic=[0.4, 0.1])) == 0.0
    assert of([0.0, 1.0], tasks_of([0.0, -1.0])) == -1.0
    assert of([1.0, 0.0], tasks_of([0.0, -1.0])) == 0.0


def test_a_free_effort_is_the_least_that_can_be_expected():
    tasks = tasks_of([1.0, -1.0], cost=[0.0, 1.0], cap=[2.0, 5.0])
    assert of([2.0, 0.0], tasks) == pytest.approx(1.0)
    assert of([0.0, 0.0], tasks) == 0.0
    assert of([1.0, 0.0], tasks) == pytest.approx(0.5)


def test_firms_with_tasks_of_their_own_are_apart():
    """As where a task is done in the first quarter of a tenure only."""
    rng = np.random.default_rng(2)
    efforts, theta = rng.exponential(0.5, (2, 6)), rng.uniform(0.5, 1.5, 6)
    caps = np.where([[1, 0, 1, 0, 1, 0], [1] * 6], 5.0, 0.0)
    efforts = np.minimum(efforts, caps)
    efforts[:, 3] = 0.0
    tasks = tasks_of([1.0, -0.4], curvature=0.2)
    found = alignment(efforts, theta, tasks._replace(cap=caps))
    for i in range(6):
        alone = tasks._replace(cap=caps[:, i : i + 1])
        assert found[i] == of(efforts[:, i], alone, theta[i])


@pytest.mark.parametrize("cross", [None, JOINT])
def test_brute_force(cross):
    rng = np.random.default_rng(5)
    tasks = tasks_of([1.0, 0.7, -0.5], curvature=[0.1, 0.6, 2.0], intrinsic=0.1, cross=cross)
    efforts, theta = rng.exponential(0.6, (3, 12)), rng.uniform(0.4, 1.8, 12)
    found, matrix, free = alignment(efforts, theta, tasks), costs(tasks), tasks.intrinsic[:, 0]
    for i in range(12):
        own = theta[i] * ONE

        def gain(a, own=own):
            return worth(a[:, None], own, tasks)[0] - worth(free[:, None], own, tasks)[0]

        def room(a, i=i):
            spent, size = a - free, efforts[:, i] - free
            return size @ matrix @ size - spent @ matrix @ spent

        best = minimize(
            lambda a, gain=gain: -gain(a),
            free + 0.05,
            bounds=[(0, 5)] * 3,
            constraints=[{"type": "ineq", "fun": room}],
            options={"ftol": 1e-13, "maxiter": 300},
        )
        assert found[i] == pytest.approx(gain(efforts[:, i]) / -best.fun, rel=1e-6)
        assert np.sign(found[i]) == np.sign(gain(efforts[:, i]))
    assert found.max() <= 1.0
