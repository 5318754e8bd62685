"""The general search: against brute force, against the usual solver, and in closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.problem import (
    Beliefs,
    Form,
    Motives,
    Problem,
    Stakes,
    TaskTable,
    objective_of,
    pay_value,
)
from agents.response import respond
from agents.search import ROWS, search
from incentives.schemes.base import Scheme
from incentives.schemes.hurdle_bonus import HurdleBonus
from incentives.schemes.linear_bonus import LinearBonus
from sim.plan.pay.expected import pay_curves
from sim.scenario.package import Package

SD, PAR = 0.6, 0.5
SCHEMES = [
    LinearBonus(slope=0.4),
    LinearBonus(slope=-0.3),
    HurdleBonus(hurdle=1.5, bonus=3.0, slope=0.1),
    HurdleBonus(hurdle=3.0, bonus=6.0),
]


def technology(**columns: list[float]) -> TaskTable:
    tasks = len(columns["loading"])
    table = {name: np.zeros(tasks) for name in TaskTable._fields}
    for name, column in {"cost": [1.0] * tasks, "cap": [4.0] * tasks, **columns}.items():
        table[name] = np.array(column, dtype=float)
    return TaskTable(**table)


def motives(scheme: Scheme, worth: list[float], burden: list[float] | None = None) -> Motives:
    value, slope, step = pay_curves(Package(schemes=(scheme,)), SD, -30.0, 40.0, 0.0)
    shape = (1, 1, len(worth))
    return Motives(
        np.array(worth, dtype=float).reshape(shape),
        np.array(burden or [0.0] * len(worth), dtype=float).reshape(shape),
        value[None],
        slope[None],
        slope.min(axis=1)[None],
        slope.max(axis=1)[None],
        -30.0,
        step,
        value.shape[1] - 1,
    )


def form(tasks: int, cross: float = 0.0, exponential: int = 0) -> Form:
    return Form(cross * (1.0 - np.eye(tasks)), exponential, 1)


def best(
    drives, table, shape, theta=1.0, seat=0.0, fine=0.0, repaid=0.0, audit=0.0, belief=0.0, bar=-1e6
):
    tasks = table.loading.size
    out = np.zeros((1, tasks))
    weights = np.eye(1, drives.value.shape[1])[0]
    problem = Problem(theta, 0, 0, drives, table, shape, weights, 0.0)
    stakes = Stakes(seat, fine, repaid, 0.0)
    objective = objective_of(problem, stakes, audit, bar, Beliefs(belief, 0.2, SD, PAR))
    utility, index, seen = search(objective, np.zeros((ROWS + tasks, tasks)), out, 0)
    assert index == pytest.approx(theta * out[0] @ table.loading)
    assert seen == pytest.approx(theta * out[0] @ table.detectability)
    return utility, out[0]


def utility_of(
    a, drives, table, shape, seat=0.0, fine=0.0, repaid=0.0, audit=0.0, belief=0.0, bar=-1e6
):  # fmt: skip
    """The objective of docs/model/best-response.md for a grid of efforts ``a`` (points, tasks)."""
    z, spent = a, a - table.intrinsic
    metric, found = z @ table.loading, z @ table.detectability
    total = np.array([pay_value(drives, 0, 0, value) for value in metric])
    total += z @ drives.worth[0, 0] - 0.5 * z**2 @ drives.burden[0, 0]
    total -= 0.5 * np.einsum("ij,jk,ik->i", spent, np.diag(table.cost) + shape.cross, spent)
    chance = 1.0 - np.exp(-found) if shape.exponential else np.minimum(1.0, found)
    total -= audit * chance * (fine + seat + repaid * np.maximum(z @ table.private, 0.0))
    if seat > 0 and bar > -1e5:
        u = (bar - belief - 0.2 * (metric - PAR - belief)) / (0.2 * SD)
        total -= seat * np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in u])
    return total


PAIR = np.stack(np.meshgrid(*2 * [np.linspace(0.0, 4.0, 81)]), axis=-1).reshape(-1, 2)
positive = st.floats(0.1, 1.5)


@settings(max_examples=40, deadline=None)
@given(
    scheme=st.sampled_from(SCHEMES),
    worth=st.tuples(positive, positive),
    cost=st.tuples(positive, positive),
    correlation=st.floats(-0.95, 0.95),
    found=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    private=st.tuples(st.floats(-0.3, 1.0), st.floats(0.0, 1.0)),
    charge=st.tuples(st.floats(0.0, 8.0), st.floats(0.0, 2.0), st.floats(0.0, 2.0)),
    audit=st.floats(0.0, 1.0),
    bar=st.sampled_from([-1e6, -0.35, 0.1]),
    exponential=st.integers(0, 1),
)
def test_no_pair_of_efforts_on_a_grid_is_better(
    scheme, worth, cost, correlation, found, private, charge, audit, bar, exponential
):
    table = technology(
        loading=[1.0, -0.2], detectability=found, cost=cost, private=private, intrinsic=[0.0, 0.3]
    )
    drives = motives(scheme, list(worth), [0.3, 0.0])
    shape = form(2, correlation * math.sqrt(cost[0] * cost[1]), exponential)
    seat, fine, repaid = charge
    more = {"seat": seat, "fine": fine, "repaid": repaid, "audit": audit, "bar": bar}
    utility, effort = best(drives, table, shape, **more)
    assert utility >= utility_of(PAIR, drives, table, shape, **more).max() - 1e-6
    own = utility_of(effort[None], drives, table, shape, **more)[0]
    assert utility == pytest.approx(own, abs=1e-6)


TRIPLE = np.stack(np.meshgrid(*3 * [np.linspace(0.0, 4.0, 25)]), axis=-1).reshape(-1, 3)
AUDITED = {"seat": 0.0, "audit": 1.0, "fine": 0.5, "repaid": 1.0}


def gap(rng, tasks, least):
    """By how much efforts on a grid beat the search, in a problem with something to pay back."""
    draw = lambda low, high: rng.uniform(low, high, tasks)
    some = lambda: rng.random(tasks) < 0.7
    table = technology(
        loading=draw(-0.3, 1.0), detectability=draw(0.0, 1.0) * some(), cost=draw(0.3, 1.5),
        private=draw(least, 1.0), intrinsic=draw(0.0, 0.5) * some(),
    )  # fmt: skip
    drives = motives(SCHEMES[rng.integers(2)], draw(0.1, 1.5).tolist(), draw(0.0, 0.5).tolist())
    terms = {"fine": rng.uniform(0, 2), "repaid": rng.uniform(0, 2), "audit": rng.uniform(0, 1)}
    found, _ = best(drives, table, form(tasks), **terms)
    grid = PAIR if tasks == 2 else TRIPLE
    return utility_of(grid, drives, table, form(tasks), **terms).max() - found


@pytest.mark.parametrize(("tasks", "problems"), [
    (2, 25), (3, 25), pytest.param(2, 1000, marks=pytest.mark.study),
    pytest.param(3, 1000, marks=pytest.mark.study),
])  # fmt: skip
@pytest.mark.parametrize("least", [0.0, -1.0], ids=["gains", "gains and sacrifices"])
def test_what_is_paid_back_hides_no_optimum(tasks, problems, least):
    """Before this was looked for in every region, one in 40 of these was missed."""
    rng = np.random.default_rng(tasks)
    gaps = np.array([gap(rng, tasks, least) for _ in range(problems)])
    assert (gaps > 1e-6).mean() <= 1e-3


def test_an_optimum_that_may_go_undetected_is_found_beside_one_that_is_sure_to_be():
    table = technology(
        loading=[1.0, -0.2], detectability=[1.0, 1.0], cost=[1.5, 1.0], private=[0.5, 0.25],
        intrinsic=[0.0, 0.3],
    )  # fmt: skip
    drives = motives(LinearBonus(slope=0.4), [1.0, 1.0], [0.3, 0.0])
    utility, effort = best(drives, table, form(2), **AUDITED)
    # Undetected, utility is quadratic: [[2.8, .75], [.75, 1.5]] @ effort = [.9, .72].
    expected = np.linalg.solve([[2.8, 0.75], [0.75, 1.5]], [0.9, 0.72])
    assert effort == pytest.approx(expected, abs=1e-9) and expected.sum() < 1.0
    assert utility == pytest.approx(0.5 * expected @ [0.9, 0.72] - 0.045, abs=1e-9)


def test_on_the_ridge_where_nothing_is_paid_back_two_efforts_move_together():
    """What one task brings in private benefit another gives up; beyond, more is paid back."""
    table = technology(
        loading=[0.0, 0.0], detectability=[1.0, 1.0], private=[1.0, -0.5], cap=[4.0, 4.0]
    )
    drives = motives(LinearBonus(), [2.2, 1.5])
    utility, effort = best(drives, table, form(2), audit=1.0, repaid=50.0)
    # Along (t, 2t) utility is 5.2t - 2.5t**2; each effort alone would stay where it is.
    assert effort == pytest.approx([1.04, 2.08], abs=1e-9)
    assert utility == pytest.approx(5.2 * 1.04 - 2.5 * 1.04**2, abs=1e-9)


def test_the_grid_would_notice_a_forgotten_interaction():
    """Control: the response to costs without their cross term fails the comparison above."""
    table, drives = technology(loading=[1.0, 1.0]), motives(LinearBonus(slope=0.8), [0.0, 0.3])
    _, wrong = best(drives, table, form(2))
    utility, _ = best(drives, table, form(2, 0.6))
    assert utility_of(wrong[None], drives, table, form(2, 0.6))[0] < utility - 1e-2


@pytest.mark.parametrize("scheme", SCHEMES, ids=str)
def test_usual_problems_have_the_same_solution(scheme):
    """Five tasks; several optima are the rule. The search may miss one, but none of these."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        compare(rng, scheme)


def compare(rng, scheme):
    """One problem, whatever it is, solved both ways."""
    draw = lambda low, high: rng.uniform(low, high, 5)
    table = technology(
        loading=draw(-0.3, 1), detectability=draw(0, 0.6) * rng.integers(0, 2, 5), cost=draw(0.3, 2)
    )
    drives = motives(scheme, draw(-1, 1), draw(0, 1).tolist())
    seat, fine, belief = rng.uniform(0, 8), rng.uniform(0, 2), rng.uniform(-0.5, 0.5)
    audit, bar, theta = rng.uniform(0, 1), rng.choice([-1e6, -0.35, 0.1]), rng.uniform(0.3, 2)
    utility, _ = best(
        drives, table, form(5), theta, seat, fine, audit=audit, belief=belief, bar=bar
    )
    problem = Problem(theta, 0, 0, drives, table, form(5), np.eye(1, 2)[0], 0.0)
    stakes = Stakes(seat, fine, 0.0, 0.0)
    objective = objective_of(problem, stakes, audit, bar, Beliefs(belief, 0.2, SD, PAR))
    usual, _, _ = respond(objective, np.zeros((4, 5)), np.zeros((1, 5)), 0)
    assert utility >= usual - 1e-8


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4),
    st.lists(st.floats(-0.999, 0.999), min_size=4, max_size=4),
)
def test_a_concave_problem_is_solved_to_rounding(worth, factor):
    """Straight pay and any costs: the conditions of Karush, Kuhn and Tucker."""
    own = 1.01 + np.zeros(4)
    cross = np.outer(factor, factor) - np.diag(np.square(factor))
    table = technology(loading=[0.5, 0.2, 0.0, -0.3], cost=own.tolist(), cap=[2.0] * 4)
    _, effort = best(motives(LinearBonus(slope=0.7), worth), table, Form(cross, 0, 1))
    gradient = np.array(worth) + 0.7 * table.loading - own * effort - cross @ effort
    inside = (effort > 0) & (effort < 2)
    assert np.abs(gradient[inside]).max(initial=0.0) < 1e-9
    assert (gradient[effort == 0] <= 1e-9).all() and (gradient[effort == 2] >= -1e-9).all()


@pytest.mark.parametrize("noise", [0.3, 0.01, 0.002])
def test_one_effort_has_every_optimum_found_however_sharp(noise):
    """A hurdle far out in noise: to reach it or not to, whichever pays."""
    for hurdle, tries in ((0.99, True), (1.01, False)):  # bonus 0.5 against hurdle**2 / 2
        if noise > 0.1:
            continue
        package = Package(schemes=(HurdleBonus(hurdle=hurdle, bonus=0.5),))
        value, slope, step = pay_curves(package, noise, -0.1, 1.5, 0.0, resolution=32)
        drives = motives(LinearBonus(), [0.0])._replace(
            value=value[None], slope=slope[None], low=slope.min(axis=1)[None],
            high=slope.max(axis=1)[None], start=-0.1, step=step, last=value.shape[1] - 1,
        )  # fmt: skip
        table, out = technology(loading=[1.0], cap=[1.2]), np.zeros((1, 1))
        problem = Problem(1.0, 0, 0, drives, table, form(1), np.eye(1, 2)[0], 0.0)
        nothing, beliefs = Stakes(0.0, 0.0, 0.0, 0.0), Beliefs(0.0, 0.2, noise, 0.0)
        objective = objective_of(problem, nothing, 0.0, -1e6, beliefs)
        search(objective, np.zeros((ROWS + 1, 1)), out, 0)
        assert (out[0, 0] > 0.9) == (tries and noise < 0.005)


def test_restitution_and_exponential_detection_in_closed_form():
    """One hidden task, linear detection: a = (worth - q*d*F) / (cost + 2*q*d*m)."""
    table = technology(loading=[0.0], detectability=[0.5], private=[1.0], cost=[0.8])
    drives = motives(LinearBonus(), [1.0])
    _, effort = best(drives, table, form(1), fine=1.2, repaid=1.5, audit=0.4)
    assert effort == pytest.approx([(1 - 0.4 * 0.5 * 1.2) / (0.8 + 2 * 0.4 * 0.5 * 1.5)])
    _, effort = best(drives, table, form(1, exponential=1), fine=1.2, audit=0.4)
    a = effort[0]
    assert 1.0 - 0.8 * a == pytest.approx(0.4 * 1.2 * 0.5 * math.exp(-0.5 * a), abs=1e-10)


@pytest.mark.parametrize("tasks", [1, 2, 3])
@pytest.mark.parametrize("scheme", SCHEMES, ids=str)
def test_what_was_searched_before_leaves_no_trace(tasks, scheme):
    """The same bits, whatever the workspace holds: a world knows nothing of its neighbours."""
    rng = np.random.default_rng(tasks)
    for _ in range(12):
        draw = lambda low, high: rng.uniform(low, high, tasks)
        table = technology(
            loading=draw(-0.3, 1.0), detectability=draw(0.0, 1.0), cost=draw(0.2, 1.5),
            private=draw(-0.5, 1.0), intrinsic=draw(0.0, 0.5),
        )  # fmt: skip
        drives = motives(scheme, draw(0.1, 1.5).tolist(), draw(0.0, 0.5).tolist())
        problem = Problem(
            rng.uniform(0.1, 2.0), 0, 0, drives, table, form(tasks), np.eye(1, 2)[0], 0.3
        )
        stakes = Stakes(rng.uniform(0, 8), rng.uniform(0, 2), rng.uniform(0, 2), 0.0)
        beliefs = Beliefs(rng.normal(), 0.2, SD, PAR)
        objective = objective_of(problem, stakes, rng.uniform(0, 1), 0.1, beliefs)
        usual = objective._replace(restitution=0.0)
        for solve, what, rows in ((search, objective, ROWS + tasks), (respond, usual, 4)):
            found = []
            for left in (0.0, np.nan, rng.normal(size=(rows, tasks)), 1e300):
                scratch = np.zeros((rows, tasks))
                scratch[...] = left
                out = np.full((1, tasks), np.nan)
                found.append((tuple(solve(what, scratch, out, 0)), out.tobytes()))
            assert not np.isnan(out).any() and found.count(found[0]) == len(found)


def test_an_effort_without_cost_goes_to_its_cap_in_a_tie():
    table = technology(loading=[0.0], detectability=[2.0], cost=[0.0], cap=[1.0])
    for worth, harm in ((1.5 - 1e-9, 0.0), (1.5, 1.0), (1.5 + 1e-9, 1.0)):
        _, effort = best(
            motives(LinearBonus(), [worth]), table, form(1), seat=4.0, fine=1.0, audit=0.3
        )
        assert effort[0] == harm
