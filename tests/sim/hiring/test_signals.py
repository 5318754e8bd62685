"""What applicants are told apart by."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from agents.candidates import gaming_on_curve
from agents.planning import interpolate
from sim.hiring.signals import _LANES, _ROWS, game_on_curve, look_up_worth


@pytest.mark.parametrize("nodes, step", [(5, 0.25), (1, 0.25), (5, 0.0), (2, 1.5)])
def test_the_worth_of_a_seat_is_interpolated_like_anything_else(nodes, step):
    """Below, on, between and above the nodes."""
    rng = np.random.default_rng(nodes)
    table = rng.normal(size=(3, nodes))
    theta = np.concatenate([np.linspace(0.0, 3.0, 61), rng.uniform(0.0, 3.0, 40)])
    kind, found = rng.integers(0, 3, theta.size), np.empty(theta.size)
    market = SimpleNamespace(seat_value=table, ability_start=0.5, ability_step=step)
    look_up_worth.py_func(market, kind, theta, found)
    expected = [interpolate(table[y], 0.5, step, x) for y, x in zip(kind, theta, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@pytest.mark.parametrize("pieces, cap", [(1, 3.0), (12, 3.0), (12, 2.9), (7, 0.4)])
def test_many_applicants_game_a_curve_as_one_does(pieces, cap):
    """To the bit; of some nobody would game, or has nothing to win."""
    rng = np.random.default_rng(pieces)
    n = _LANES - 3
    worth, awareness = rng.normal(2.0, 3.0, n), rng.random(n)
    lying_cost, caps = rng.choice([0.0, 0.02, 0.3], n), rng.choice([0.0, 0.5 * cap, cap], n)
    block, step, kappa = np.full(_ROWS * _LANES, 7.0), 0.25, 0.2
    met = set()
    for _ in range(20):
        chance, found = rng.normal(0.2, 0.3, pieces), np.empty(n)
        game_on_curve((worth, awareness, lying_cost, caps), chance, step, kappa, block, found)
        alone = [
            gaming_on_curve(*one, chance, step, kappa, most)
            for *one, most in zip(worth, awareness, lying_cost, caps, strict=True)
        ]
        assert np.array_equal(found, alone)
        met.update(found.tolist())
    assert len(met) > 50 and {0.0, min(cap, pieces * step)} <= met
