"""Leads, clawback leads and the worth of a seat, against enumeration and dynamic programming."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.planning import clawback_lead, interpolate, lead
from sim.planner import build_plan
from tests.sim.worlds import batch, scenario

shares = st.floats(0.01, 0.99)


@given(shares, shares, shares)
def test_lead_is_a_geometric_series(patience, survival, maturing):
    total = lead(patience, survival, maturing, 400)
    ratio = patience * survival * (1 - maturing)
    assert total[-1] == pytest.approx(patience * survival * maturing / (1 - ratio), rel=1e-6)
    assert total[0] == 0.0 and (np.diff(total) >= 0).all()


def enumerate_clawback(patience, survival, maturing, horizon, window, recovery):
    """Walk over every quarter of surfacing and every quarter of exit."""
    total = 0.0
    for s in range(1, horizon + 1):
        surfaces = maturing * (1 - maturing) ** (s - 1) * patience**s
        total += surfaces * survival**s
        for last in range(s):  # the last quarter in the seat
            if s - last <= window:
                total += surfaces * survival**last * (1 - survival) * recovery
    return total


@given(shares, shares, shares, st.integers(0, 12), st.integers(0, 8), st.floats(0, 1))
def test_clawback_lead_is_the_sum_over_exits(patience, survival, maturing, h, window, recovery):
    found = clawback_lead(patience, survival, maturing, h, window, recovery)
    assert found.shape == (h + 1,)
    expected = enumerate_clawback(patience, survival, maturing, h, window, recovery)
    assert found[-1] == pytest.approx(expected, abs=1e-12)


def test_clawback_without_an_exit_window_is_the_lead():
    assert clawback_lead(0.9, 0.8, 0.1, 9, 0, 1.0) == pytest.approx(lead(0.9, 0.8, 0.1, 9))
    open_for_ever = clawback_lead(0.9, 0.8, 0.1, 9, 99, 1.0)
    assert open_for_ever == pytest.approx(lead(0.9, 1.0, 0.1, 9))  # an exit changes nothing


def test_the_seat_of_somebody_who_only_draws_a_salary_is_an_annuity():
    model = scenario(
        executives__population={"careerist": 1.0},
        executives__ability_sd=0.0,
        package__schemes=["fixed-salary"],
        package__oversight=[],
        shareholders__monitoring_levels=[0.0],
    )
    plan = build_plan(model, model.package)
    n = np.arange(17)
    rent = 1.0 - model.market.outside
    factor = model.executives.patience * (1 - model.market.retirement)
    annuity = rent * (1 - factor**n) / (1 - factor)
    assert plan.fields["seat_value"][0, :, 0, 0] == pytest.approx(annuity)


def test_the_seat_of_a_thief_solves_the_bellman_equation():
    """One temptation, random audits, no board: against value iteration over a grid of efforts."""
    task = {"name": "divert", "value": -1.0, "private": 0.9, "detectability": 0.5, "cap": 3.0}
    model = scenario(
        technology__tasks=[task],
        executives__population={"looter": 1.0},
        executives__ability_sd=0.0,
        package__schemes=["fixed-salary"],
        package__oversight=[{"name": "random-audits", "rate": 0.3, "penalty": 1.0}],
        shareholders__monitoring_levels=[0.0],
    )
    plan = build_plan(model, model.package)
    effort = np.linspace(0, 3, 30_001)
    patience, retirement = model.executives.patience, model.market.retirement
    value = [0.0]
    for n in range(1, 17):
        later = patience * (1 - retirement) * value[-1]
        loss = later + (1.0 if n > 1 else 0.0)
        flow = 0.9 * effort - 0.5 * effort**2 - 0.3 * loss * np.minimum(1, 0.5 * effort)
        rent = 1.0 - model.market.outside
        value.append(flow.max() + rent + later)
    assert plan.fields["seat_value"][0, :, 0, 0] == pytest.approx(np.array(value), abs=1e-6)
    blind = scenario(**{"executives__foresight": 0})
    assert (build_plan(blind, blind.package).fields["seat_value"] == 0).all()


def test_a_rule_is_the_response_while_watched():
    model = scenario(executives__population={"looter": 1.0}, executives__cognition="rule")
    plan = build_plan(model, model.package)
    divert = 3
    assert plan.fields["rule"][0, 20, divert] == 0.0  # honest for life
    careless = scenario(
        executives__population={"looter": 1.0},
        executives__cognition="rule",
        package__oversight=[],
    )
    assert build_plan(careless, careless.package).fields["rule"][0, 20, divert] > 0.5


def test_interpolation_is_exact_on_straight_lines():
    table = 3.0 + 2.0 * np.linspace(0.5, 1.5, 11)
    for theta in (0.5, 0.77, 1.23, 1.5):
        assert interpolate(table, 0.5, 0.1, theta) == pytest.approx(3.0 + 2.0 * theta)
    assert interpolate(table, 0.5, 0.1, 9.0) == table[-1]
    assert interpolate(table[:1], 1.0, 0.0, 2.0) == table[0]


def test_a_known_retirement_ends_no_clawback():
    """In the last quarter an open window still deters, a closed one does not."""
    last = {}
    for window in (0, 200):
        model = scenario(
            executives__population={"careerist": 1.0},
            executives__ability_sd=0.0,
            market__tenure_limit=6,
            market__poaching=0.0,
            market__retirement=0.0,
            package__oversight=[],
            package__schemes=[
                {"name": "deferred-bonus", "cliff": 3, "deferred": 0.0, "window": window}
            ],
            shareholders__monitoring_levels=[0.0],
            quarters=6,
        )
        worlds = batch(model, range(1)).run()
        assert (worlds.seats.tenure[worlds.actions.exit == 0] < 6).all()
        dress = worlds.actions.effort[2]
        last[window] = dress[worlds.actions.exit == 4].mean()  # retired in this quarter
    assert last[200] < last[0] - 0.01


def test_clawback_lead_with_a_known_exit():
    """Everything that surfaces after the exit counts at the recovery rate, nothing in the seat."""
    gone = clawback_lead(0.9, 0.8, 0.1, 9, 99, 0.5, stay=0)[-1]
    s = np.arange(1, 10)
    assert gone == pytest.approx(0.5 * (0.9**s * 0.1 * 0.9 ** (s - 1)).sum())
    assert clawback_lead(0.9, 0.8, 0.1, 9, 4, 0.5, stay=9) == pytest.approx(
        clawback_lead(0.9, 0.8, 0.1, 9, 4, 0.5)
    )
