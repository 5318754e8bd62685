"""Who takes which contract of a menu, against people who are drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.pay.menus import takers

THETA = np.linspace(0.0, 2.2, 41)
WORTH = np.array([0.3 + 0.0 * THETA, 0.1 + 0.25 * THETA**2, -0.5 + 0.6 * THETA**2])


def found(worth, mean=1.0, sd=0.2):
    return takers(worth, THETA, np.ones(1), np.full(3, mean), np.full(3, sd))


@pytest.mark.parametrize(("mean", "sd"), [(1.0, 0.2), (0.2, 0.3)])
def test_shares_and_means_are_those_of_many_people(mean, sd):
    people = np.clip(np.random.default_rng(0).normal(size=1_000_000), -5.0, 5.0)
    ability = np.maximum(mean + sd * people, 0.05)
    best = np.array([np.interp(ability, THETA, row) for row in WORTH]).argmax(axis=0)
    shares, typical = found(WORTH, mean, sd)
    for c in range(3):
        mine = ability[best == c]
        assert shares[c] == pytest.approx(mine.size / ability.size, abs=4 * 0.5 / 1000)
        if mine.size > 1000:
            assert typical[c] == pytest.approx(mine.mean(), abs=4 * mine.std() / mine.size**0.5)
    assert shares.sum() == pytest.approx(1.0, abs=1e-14)
    assert shares @ typical == pytest.approx(ability.mean(), abs=4 * sd / 1000)


def test_shares_move_as_smoothly_as_worth():
    """Control: among 2001 people who are counted they stay, and then jump."""
    z = np.linspace(-5.0, 5.0, 2001)
    weight = np.exp(-0.5 * z * z) / np.exp(-0.5 * z * z).sum()
    moved, counted = [], []
    for more in np.linspace(0.0, 1e-4, 41):
        worth = WORTH + np.array([more, 0.0, 0.0])[:, None]
        moved.append(found(worth)[0][0])
        best = np.array([np.interp(1.0 + 0.2 * z, THETA, row) for row in worth]).argmax(axis=0)
        counted.append(weight[best == 0].sum())
    steps = np.diff(moved)
    assert (steps > 0.0).all() and np.ptp(steps) < 1e-3 * steps.mean()
    assert (np.diff(counted) == 0.0).any()


def test_a_contract_that_nobody_takes_is_nearest_to_the_first_who_would():
    shares, typical = found(WORTH - np.array([0.0, 0.2, 0.0])[:, None])
    assert shares[1] == 0.0
    short = np.maximum(WORTH[0], WORTH[2]) - WORTH[1] + 0.2
    assert typical[1] == pytest.approx(THETA[short.argmin()], abs=0.06)
