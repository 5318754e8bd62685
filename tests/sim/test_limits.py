"""Exact limits: textbook results come out of the simulator's own step loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.plan.pay.expected import pay_curves
from sim.scenario.package import Package
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

NOISE = 1e-3


def tasks(mu, nu):
    return [
        {"name": f"task-{j}", "value": v, "visible": 1.0, "loading": m, "cap": 1e3}
        for j, (m, v) in enumerate(zip(mu, nu, strict=True))
    ]


def plain(mu, nu, slope, **more):
    """One kind of able executive, linear pay, and nothing else of the model."""
    return scenario(
        technology__tasks=tasks(mu, nu),
        quarters=1,
        firms__count=2,
        firms__size_sd=0.0,
        firms__impact=1.0,
        firms__luck=0.0,
        metric__noise=NOISE,
        executives__population={"careerist": 1.0},
        executives__ability_sd=0.0,
        executives__foresight=0,
        market__poaching=0.0,
        market__retirement=0.0,
        market__outside=0.0,
        package__oversight=[],
        package__filters=["lottery"],
        package__schemes=[{"name": "linear-bonus", "slope": slope}],
        shareholders__monitoring_levels=[0.0],
        **more,
    )


def surplus(mu, nu, slope, name="total_surplus", **more):
    return float(simulate(plain(mu, nu, slope, **more), range(1))["runs"][name][0])


def best_slope(function):
    """Maximiser of a concave quadratic, from three points."""
    x = np.array([0.0, 0.5, 1.0])
    a, b, _ = np.polyfit(x, [function(value) for value in x], 2)
    return -b / (2 * a)


positive = st.floats(0.1, 2.0)


@settings(max_examples=10, deadline=None)
@given(st.tuples(positive, positive), st.tuples(positive, positive))
def test_baker_total_surplus(mu, nu):
    """Baker 1992: slope mu.nu/mu.mu and surplus (mu.nu)^2/(2 mu.mu) when participation binds."""
    slope = best_slope(lambda b: surplus(mu, nu, b))
    dot, square = np.dot(mu, nu), np.dot(mu, mu)
    assert slope == pytest.approx(dot / square, rel=1e-6)
    assert surplus(mu, nu, dot / square) == pytest.approx(dot**2 / (2 * square), rel=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.tuples(positive, positive), st.tuples(positive, positive))
def test_baker_shareholders_with_fixed_base_pay_want_half_the_slope(mu, nu):
    slope = best_slope(lambda b: surplus(mu, nu, b, "shareholder_surplus"))
    assert slope == pytest.approx(0.5 * np.dot(mu, nu) / np.dot(mu, mu), rel=2e-2)


def test_a_distorted_metric_costs_what_the_angle_says():
    """Surplus over first best is the squared cosine between loading and value (Baker 2002)."""
    mu, nu = (1.0, 0.8), (1.0, 0.3)
    cosine = np.dot(mu, nu) / np.linalg.norm(mu) / np.linalg.norm(nu)
    reached = surplus(mu, nu, np.dot(mu, nu) / np.dot(mu, mu))
    assert reached == pytest.approx(0.5 * np.dot(nu, nu) * cosine**2)
    undistorted = surplus(nu, nu, 1.0)
    assert undistorted == pytest.approx(0.5 * np.dot(nu, nu))


@pytest.mark.parametrize(("risk", "noise", "cost"), [(1.0, 0.6, 1.0), (2.0, 1.0, 0.5), (0.3, 2, 3)])
def test_holmstrom_milgrom_one_task(risk, noise, cost):
    """Slope 1/(1 + r c sigma^2) maximises the certainty equivalent of total surplus."""

    def certainty_equivalent(slope):
        row = tasks((1.0,), (1.0,))
        row[0]["cost"] = cost
        model = plain((1.0,), (1.0,), slope).model_copy()
        data = model.model_dump(mode="json", exclude_none=True)
        data["technology"]["tasks"][0]["cost"] = cost
        data["executives"]["risk_aversion"] = risk
        runs = simulate(type(model).model_validate(data), range(1))["runs"]
        # The premium that the executive's own pay curve asks for at this slope.
        package = Package.model_validate({"schemes": [{"name": "linear-bonus", "slope": slope}]})
        averse, _, _ = pay_curves(package, noise, 0.0, 1.0, risk)
        neutral, _, _ = pay_curves(package, noise, 0.0, 1.0, 0.0)
        return float(runs["total_surplus"][0]) + float(averse[0, 0] - neutral[0, 0])

    slope = best_slope(certainty_equivalent)
    assert slope == pytest.approx(1.0 / (1.0 + risk * cost * noise**2), rel=1e-5)
    neutral_slope = best_slope(lambda b: surplus((1.0,), (1.0,), b))
    assert neutral_slope == pytest.approx(1.0)  # control: without risk aversion, sell the firm


def test_an_empty_filter_leaves_the_chair_empty():
    """Nobody is hired if everybody is rejected; an empty chair does nothing and costs nothing."""
    from sim.world.election import Job
    from sim.world.worlds import Worlds

    class Nobody(Worlds):
        def recruit(self, segment, rows):
            pass

    worlds = Nobody([Job(scenario(market__poaching=0.5, quarters=30), range(2))]).run()
    empty = worlds.seats.executive < 0
    assert empty.mean() > 0.9
    from sim.quarter.ledger import LEDGER

    for name in ("accrual", "paid", "effort", "outside", "granted"):
        assert (worlds.actions.books[LEDGER.index(name)][empty] == 0).all()
