"""Gaming the filters: order statistics, the best lift, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest

from agents.candidates import chance_per_lift, expected_maximum, gaming
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

# Means of the largest of n standard normals: Harter 1961, Biometrika 48, table 1.
HARTER = {2: 0.56419, 3: 0.84628, 5: 1.16296, 6: 1.26721, 10: 1.53875, 20: 1.86748, 50: 2.24907}


@pytest.mark.parametrize(("n", "mean"), HARTER.items())
def test_expected_maximum(n, mean):
    assert expected_maximum(n) == pytest.approx(mean, abs=6e-6)


@pytest.mark.parametrize("n", [2, 6, 20])
def test_marginal_chance_is_the_derivative_of_the_chance_to_win(n):
    rng = np.random.default_rng(1)
    rivals = rng.normal(size=(400_000, n - 1)).max(axis=1)
    own = rng.normal(size=400_000)
    lift = 0.05
    chance = [(own + e > rivals).mean() for e in (-lift, lift)]
    slope = (chance[1] - chance[0]) / (2 * lift)
    assert chance_per_lift(n, 1.0) == pytest.approx(slope, abs=0.012)
    assert chance_per_lift(n, 2.0) == pytest.approx(chance_per_lift(n, 1.0) / 2)


def test_rivals_first_sharpen_then_dull_gaming():
    chances = [chance_per_lift(n, 1.0) for n in (1, 2, 3, 4, 8, 32)]
    assert chances[0] == 0.0
    assert chances[1] == pytest.approx(chances[2], abs=2e-4)
    assert chances[2] > chances[3] > chances[4] > chances[5]


def test_lift_maximises_what_the_seat_is_worth():
    seat, awareness, lying, chance, kappa = 6.0, 0.8, 0.2, 0.2, 4.0
    e = np.linspace(0, 3, 300_001)
    value = awareness * seat * chance * e - lying * e - 0.5 * kappa * e**2
    found = gaming(seat, awareness, lying, chance, kappa, 3.0)
    assert found == pytest.approx(e[value.argmax()], abs=1e-5)
    assert gaming(seat, 0.0, lying, chance, kappa, 3.0) == 0.0
    assert gaming(seat, awareness, 5.0, chance, kappa, 3.0) == 0.0
    assert gaming(seat, awareness, lying, chance, np.inf, 3.0) == 0.0
    assert gaming(1e6, awareness, lying, chance, kappa, 3.0) == 3.0


def test_who_has_more_to_gain_from_the_seat_games_more():
    model = scenario(
        worlds=8, quarters=24, market__outside=0.9, executives__ability_sd=0.0, firms__count=40
    )
    tenures = simulate(model, record=("tenures",))["tenures"]
    hired = tenures["start"] > 0
    gaming_of = {
        kind: tenures["gaming_lift"][hired & (tenures["kind"] == kind)].mean()
        for kind in ("careerist", "looter")
    }
    assert gaming_of["looter"] > gaming_of["careerist"] > 0
    unaware = scenario(**{"executives__awareness": 0.0, "worlds": 2})
    assert (simulate(unaware, record=("tenures",))["tenures"]["gaming_lift"] == 0).all()
