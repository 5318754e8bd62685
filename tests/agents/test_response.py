"""The best response is the global optimum: against brute force, and in exact limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erfc

from agents.numerics.compile import kernel
from agents.numerics.normal import lane_cdf, lane_density, normal_cdf, normal_density
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
from incentives.schemes.base import Scheme
from incentives.schemes.hurdle_bonus import HurdleBonus
from incentives.schemes.linear_bonus import LinearBonus
from sim.plan.pay.expected import pay_curves
from sim.scenario.package import Package

SD = 0.6


def technology(**columns: list[float]) -> TaskTable:
    tasks = len(columns["loading"])
    defaults = {
        "cost": [1.0] * tasks,
        "cap": [6.0] * tasks,
        "intrinsic": [0.0] * tasks,
    }
    table = {name: np.zeros(tasks) for name in TaskTable._fields}
    for name, column in {**defaults, **columns}.items():
        table[name] = np.array(column, dtype=float)
    return TaskTable(**table)


def motives(scheme: Scheme, worth: list[float], burden: list[float] | None = None) -> Motives:
    package = Package(schemes=(scheme,))
    value, slope, step = pay_curves(package, SD, -30.0, 40.0, 0.0)
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


def best(
    theta,
    drives,
    table,
    seat=0.0,
    fine=0.0,
    audit=0.0,
    belief=0.0,
    bar=-1e6,
    gain=0.2,
    severance=0.0,
):
    tasks = table.loading.shape[0]
    out = np.zeros((1, tasks))
    weights = np.zeros(drives.value.shape[1])
    weights[0] = 1.0
    usual = Form(np.zeros((tasks, tasks)), 0, 0)
    problem = Problem(theta, 0, 0, drives, table, usual, weights, 0.0)
    stakes = Stakes(seat, fine, 0.0, severance)
    objective = objective_of(problem, stakes, audit, bar, Beliefs(belief, gain, SD, 0.5))
    utility, index, seen = respond(objective, np.zeros((4, tasks)), out, 0)
    return utility, index, seen, out[0]


@kernel
def fill_pay(drives, index, out):
    for k in range(index.size):
        out[k] = pay_value(drives, 0, 0, index[k])


def utility_of(a, theta, drives, table, seat, fine, audit, belief, bar, gain):
    """The objective of docs/model/best-response.md for a grid of efforts ``a`` (points, tasks)."""
    z = theta * a
    s = z @ table.loading
    x = z @ table.detectability
    pay = np.empty(s.size)
    fill_pay(drives, s, pay)
    total = pay + z @ drives.worth[0, 0] - 0.5 * (z**2) @ drives.burden[0, 0]
    total -= 0.5 * ((a - table.intrinsic) ** 2) @ table.cost
    total -= audit * (fine + seat) * np.minimum(1.0, x)
    if seat > 0 and bar > -1e5:
        u = (bar - belief - gain * (s - 0.5 - belief)) / (gain * SD)
        total -= seat * 0.5 * erfc(-u / math.sqrt(2))
    return total


@settings(max_examples=60, deadline=None)
@given(
    theta=st.floats(0.3, 2.0),
    seat=st.floats(0.0, 8.0),
    audit=st.floats(0.0, 1.0),
    belief=st.floats(-0.5, 0.5),
    gain=st.floats(0.05, 0.5),
    bar=st.sampled_from([-1e6, -0.35, 0.1]),
    temptation=st.floats(0.0, 2.5),
    pay=st.sampled_from(
        [
            LinearBonus(slope=0.4),
            LinearBonus(slope=-0.3),
            HurdleBonus(hurdle=1.5, bonus=3.0, slope=0.1),
            HurdleBonus(hurdle=3.0, bonus=6.0),
        ]
    ),
)
def test_no_effort_on_a_grid_is_better(theta, seat, audit, belief, gain, bar, temptation, pay):
    table = technology(loading=[1.0, -0.2], detectability=[0.1, 0.6], cap=[4.0, 4.0])
    drives = motives(pay, [0.2, temptation], [0.3, 0.0])
    args = (seat, 1.0, audit, belief, bar, gain)
    utility, index, seen, effort = best(theta, drives, table, *args)
    axis = np.linspace(0.0, 4.0, 161)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    values = utility_of(grid, theta, drives, table, *args)
    assert utility >= values.max() - 1e-6
    own = utility_of(effort[None], theta, drives, table, *args)[0]
    assert utility == pytest.approx(own, abs=1e-6)
    assert index == pytest.approx(theta * effort @ table.loading)
    assert seen == pytest.approx(theta * effort @ table.detectability)


def test_the_grid_would_notice_a_worse_response():
    """Control: the response to half the bonus fails the comparison above."""
    table = technology(loading=[1.0], detectability=[0.0])
    _, _, _, timid = best(1.0, motives(LinearBonus(slope=0.2), [0.0]), table)
    drives = motives(LinearBonus(slope=0.4), [0.0])
    utility, _, _, _ = best(1.0, drives, table)
    own = utility_of(timid[None], 1.0, drives, table, 0.0, 0.0, 0.0, 0.0, -1e6, 0.2)[0]
    assert own < utility - 1e-3


def test_linear_pay_has_the_textbook_response():
    table = technology(loading=[1.0, 0.5], detectability=[0.0, 0.0], cost=[1.0, 2.0])
    _, _, _, effort = best(1.3, motives(LinearBonus(slope=0.4), [0.1, 0.0]), table)
    assert effort == pytest.approx([1.3 * (0.1 + 0.4), 1.3 * 0.4 * 0.5 / 2.0], abs=1e-9)


def test_intrinsic_effort_costs_nothing():
    table = technology(loading=[0.0], detectability=[0.0], intrinsic=[0.7])
    utility, _, _, effort = best(1.0, motives(LinearBonus(slope=0.4), [0.0]), table)
    assert effort == pytest.approx([0.7])
    assert utility == pytest.approx(0.0, abs=1e-12)


def test_certain_detection_is_as_good_as_uncertain_detection_is_bad():
    """A big enough temptation jumps over the corner where detection becomes certain."""
    table = technology(loading=[0.0], detectability=[0.5])
    small = best(1.0, motives(LinearBonus(), [1.0]), table, seat=4.0, audit=0.3)
    large = best(1.0, motives(LinearBonus(), [3.0]), table, seat=4.0, audit=0.3)
    # Below saturation: a = worth - q*S*d; beyond it the audit costs q*S whatever is done.
    assert small[3] == pytest.approx([1.0 - 0.3 * 4.0 * 0.5])
    assert large[3] == pytest.approx([3.0])
    assert large[0] == pytest.approx(0.5 * 9.0 - 1.2)


def test_severance_softens_dismissal_and_not_detection():
    """Whoever is detected loses it with the seat; at most the worth of the seat is paid."""
    table = technology(loading=[1.0, 0.0], detectability=[0.0, 0.4])
    drives = motives(LinearBonus(slope=0.2), [0.0, 1.0])
    risk = {"audit": 0.3, "bar": 0.0}
    kept = best(1.0, drives, table, seat=4.0, severance=3.0, **risk)
    same = best(1.0, drives, table, seat=1.0, fine=3.0, **risk)
    assert kept[0] == same[0] and (kept[3] == same[3]).all()
    assert kept[3][0] < best(1.0, drives, table, seat=4.0, **risk)[3][0] - 0.1
    assert kept[3][1] == pytest.approx(1.0 - 0.3 * 4.0 * 0.4)
    rich = best(1.0, drives, table, seat=4.0, severance=9.0, **risk)
    assert rich[3][0] == pytest.approx(0.2, abs=1e-9)  # pay alone drives it
    assert rich[3][1] == pytest.approx(kept[3][1])


def test_hurdle_effort_jumps_where_two_optima_are_equally_good():
    table = technology(loading=[1.0], detectability=[0.0])
    efforts = []
    for hurdle in np.linspace(1.0, 4.0, 121):
        drives = motives(HurdleBonus(hurdle=hurdle, bonus=3.0), [0.0])
        efforts.append(best(1.0, drives, table)[3][0])
    jumps = np.abs(np.diff(efforts))
    assert jumps.max() > 1.0  # gives up at once ...
    assert np.sort(jumps)[-2] < 0.2  # ... and moves smoothly everywhere else
    assert efforts[0] > 0.5 and efforts[-1] < 0.1


@pytest.mark.parametrize("u", [-7.9, -3.3, -1.0, -0.01, 0.0, 0.7, 2.2, 5.5])
def test_normal_table(u):
    assert normal_cdf(u) == pytest.approx(0.5 * math.erfc(-u / math.sqrt(2)), abs=1e-8)
    density = math.exp(-0.5 * u * u) / math.sqrt(2 * math.pi)
    assert normal_density(u) == pytest.approx(density, rel=1e-14)
    assert lane_density(u) == pytest.approx(density, rel=1e-12)
    assert normal_cdf(-9.0) == 0.0 and normal_cdf(9.0) == 1.0
    assert lane_cdf(u) == pytest.approx(0.5 * math.erfc(-u / math.sqrt(2)), abs=1e-13)
    assert [lane_cdf(edge) for edge in (-np.inf, -8.0, 8.0, np.inf)] == [0.0, 0.0, 1.0, 1.0]


@settings(max_examples=300, deadline=None)
@given(
    theta=st.floats(0.2, 2.0),
    seat=st.floats(0.5, 30.0),
    cut=st.floats(-1.0, 6.0),
    worth=st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=3),
    load=st.lists(st.floats(-1.0, 2.0), min_size=3, max_size=3),
    cap=st.floats(0.1, 3.0),
)
def test_flat_pay_has_every_optimum_found(theta, seat, cut, worth, load, cap):
    """Efforts that reach bounds and a risk that turns: the best over a fine scan of the index."""
    table = technology(loading=load, detectability=[0.0] * 3, cap=[cap, 2.0, 5.0])
    drives = motives(LinearBonus(slope=0.3), worth)
    gain = 0.3
    args = (seat, 0.0, 0.0, 0.0, gain * SD * cut, gain)
    utility, _, _, effort = best(theta, drives, table, *args)
    lam = np.linspace(0.3, 0.3 + seat / SD * 0.4, 20_001)[:, None]
    a = np.clip(theta * (np.array(worth) + lam * np.array(load)), 0.0, table.cap)
    scanned = utility_of(a, theta, drives, table, *args).max()
    assert utility >= scanned - 1e-7
    own = utility_of(effort[None], theta, drives, table, *args)[0]
    assert utility == pytest.approx(own, abs=1e-6)


@pytest.mark.parametrize("detectability", [1.0, 2.5])
def test_an_effort_without_cost_is_all_or_nothing_and_a_tie_goes_to_all(detectability):
    """What is detected for sure costs ``audit * (fine + seat)``; the other task is as it was."""
    table = technology(
        loading=[1.0, 0.0], detectability=[0.0, detectability], cost=[2.0, 0.0], cap=[6.0, 1.0]
    )
    price = 0.3 * (4.0 + 1.0)
    for worth, harm in ((price - 1e-9, 0.0), (price, 1.0), (price + 1e-9, 1.0)):
        drives = motives(LinearBonus(slope=0.4), [0.0, worth])
        utility, _, seen, effort = best(1.0, drives, table, seat=4.0, fine=1.0, audit=0.3)
        assert effort == pytest.approx([0.2, harm])
        assert seen == detectability * harm
        assert utility == pytest.approx(0.04 + harm * (worth - price))


def test_an_effort_without_cost_is_bounded_by_what_it_spoils():
    table = technology(loading=[0.0], detectability=[0.0], cost=[0.0], cap=[1.0])
    spoilt = motives(LinearBonus(slope=0.4), [1.0], burden=[4.0])
    assert best(1.0, spoilt, table)[3] == pytest.approx([0.25])
