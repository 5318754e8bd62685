"""Certainty equivalents far from the mean: whatever is left out does not show."""

import numpy as np
import pytest

from sim.plan.pay.lattice import Lattice

PAYS = {
    "linear": lambda x: 30.0 * x,
    "bent": lambda x: np.where(x > 0.0, 400.0 * x, 2000.0 * x),
    "steps": lambda x: 50.0 * np.floor(x),
    "waves": lambda x: 500.0 * np.sin(x),
    "torn": lambda x: 100.0 * np.random.default_rng(0).normal(size=x.size),
}


@pytest.mark.parametrize("pay", PAYS.values(), ids=PAYS)
@pytest.mark.parametrize("further", [(0.0, 0.0), (40.0, 0.0), (200.0, 200.0)])
def test_least_is_the_sum_over_the_whole_window(pay, further):
    """Against the sum of all terms around a few of the means."""
    lattice = Lattice(-3.0, 0.1, 60, 1e-3, 0.6, *further)
    known, risk = pay(lattice.at), 1.5
    found = lattice.least(known, risk)
    for node in (0, 31, 59):
        for k in range(3):
            z = (lattice.at - lattice.means[k, node]) / 0.6
            inside = slice(node * lattice.every, node * lattice.every + lattice.width)
            terms = (-0.5 * z * z - risk * known)[inside]
            weights = -0.5 * z[inside] ** 2
            right = -(np.logaddexp.reduce(terms) - np.logaddexp.reduce(weights)) / risk
            assert found[k, node] == pytest.approx(right, rel=1e-12)


def test_what_linear_pay_is_worth():
    """Under normal noise, its mean less half of risk aversion times its variance."""
    slope, sd, risk = 60.0, 0.6, 2.0
    lattice = Lattice(-3.0, 0.1, 40, 1e-3, sd, risk * slope * sd)
    found = lattice.least(slope * lattice.at, risk)
    right = slope * lattice.means - 0.5 * risk * (slope * sd) ** 2
    assert found == pytest.approx(right, rel=1e-12)
