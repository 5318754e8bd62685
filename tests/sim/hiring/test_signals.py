"""What applicants are told apart by."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from agents.planning import interpolate
from sim.hiring.signals import look_up_worth


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
