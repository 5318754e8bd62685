"""What boards do at a meeting, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from sim.learning import limits
from sim.learning.imitation import adopting, failing, imitate, mutate, others
from sim.learning.results import Window

LOTS = np.random.default_rng(5)


def lots(worlds: int, firms: int):
    return LOTS.random((worlds, firms, 4))


def test_others_are_every_other_firm_alike_and_never_oneself():
    met = others(LOTS.random((20000, 5)))
    counts = np.array([np.bincount(met[:, i], minlength=5) for i in range(5)])
    assert (np.diag(counts) == 0).all()
    off = counts[~np.eye(5, dtype=bool)]
    assert off == pytest.approx(5000, rel=0.07)
    assert others(np.array([[0.7]])).tolist() == [[0]]


def test_odds_of_adopting_are_fermis():
    chance = adopting(np.array([0.0, 0.0, 1.0]), np.array([0.5, -0.5, np.nan]), 4.0)
    assert chance == pytest.approx([1 / (1 + np.exp(-2)), 1 / (1 + np.exp(2)), 0.0])
    assert adopting(np.zeros(1), np.full(1, 1e9), 1e6).tolist() == [1.0]


def test_two_packages_without_noise_follow_the_replicator_equation():
    """The deviation shrinks with the number of firms, over which chance is averaged."""
    rate, strength, gap, worst = 0.2, 4.0, 0.3, {}
    for firms in (50, 2000):
        point = np.tile(np.arange(firms) < 0.1 * firms, (40, 1)).astype(np.int64)
        share, worst[firms] = 0.1, 0.0
        for _ in range(60):
            share += limits.replicator(share, gap, rate, strength)
            point = imitate(point, gap * point, lots(40, firms), rate, strength)
            worst[firms] = max(worst[firms], abs(float(point.mean()) - share))
        assert share > 0.9
    assert worst[2000] < 0.012
    assert worst[50] > 2 * worst[2000]


def test_noise_replaces_the_pull_by_its_mean():
    rate, strength, gap, noise, firms = 1.0, 4.0, 0.2, 0.6, 2000
    point = np.repeat([0, 1], firms // 2)[None].repeat(100, axis=0)
    result = gap * point + noise * LOTS.standard_normal(point.shape)
    moved = imitate(point, result, lots(100, firms), rate, strength).mean() - 0.5
    wanted = limits.replicator(0.5, gap, rate, strength, noise * 2**0.5)
    assert moved == pytest.approx(wanted, abs=3 * 0.5 / np.sqrt(100 * firms))
    assert wanted < 0.5 * limits.replicator(0.5, gap, rate, strength)  # control: noise matters


@pytest.mark.parametrize("noise", [0.6, 2.0])
def test_the_wave_moves_as_prices_equation_says(noise):
    """The better the measurement, the faster the runaway."""
    rate, strength, slope, values = 1.0, 4.0, 1.5, 0.02 * np.arange(64)
    point = np.clip(np.round(30 + 4 * LOTS.standard_normal((400, 500))), 0, 63).astype(np.int64)
    b = values[point]
    result = slope * b + noise * LOTS.standard_normal(b.shape)
    after = values[imitate(point, result, lots(400, 500), rate, strength)]
    wanted = limits.wave(rate, strength, noise * 2**0.5, float(b.var(axis=1).mean()), slope)
    error = float((after - b).mean(axis=1).std() / np.sqrt(400))
    assert float((after - b).mean()) == pytest.approx(wanted, abs=4 * error)
    assert 4 * error < 0.5 * wanted


def test_precision_speeds_up():
    speeds = [limits.wave(0.1, 4.0, noise, 0.01, 1.0) for noise in (0.0, 0.3, 0.6, 2.0, 6.0)]
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[0] == pytest.approx(0.1 * 2.0 * 0.01)


def test_exit_of_failing_firms_stops_the_wave_where_slopes_balance():
    """Surplus falls ever more steeply: ``-c*b^2/2``, whose slope is ``-c*b``."""
    rate, strength, noise, hazard, rise, c = 0.5, 4.0, 0.6, 0.5, 1.0, 2.0
    values = 0.02 * np.arange(64)
    places = np.arange(64)[:, None]
    stop = -limits.stopping_slope(rate, strength, noise * 2**0.5, hazard, rise) / c
    assert 0.2 < stop < 0.9
    means = {}
    for exits in (True, False):
        point, track = np.full((20, 100), 10), []
        for quarter in range(300):
            b = values[point]
            result = rise * b + noise * LOTS.standard_normal(b.shape)
            fails = failing(-0.5 * c * b * b, LOTS.random(b.shape), hazard * exits, 0.0)
            met = np.take_along_axis(point, others(LOTS.random(b.shape)), axis=1)
            point = imitate(point, result, lots(*b.shape), rate, strength)
            point = mutate(point, places, lots(*b.shape), 0.3)
            point = np.where(fails, met, point)
            if quarter > 150:
                track.append(values[point].mean())
        means[exits] = np.mean(track)
    assert means[True] == pytest.approx(stop, rel=0.1)
    assert means[False] > 1.5 * stop  # control: without exit it runs on


def test_mutation_moves_one_parameter_to_a_neighbour():
    sizes = (3, 1, 4)
    places = np.stack(np.unravel_index(np.arange(12), sizes), axis=1)
    point = np.tile(np.arange(12), (500, 1))
    after = mutate(point, places, lots(500, 12), 1.0)
    step = places[after] - places[point]
    assert (np.abs(step).sum(axis=2) <= 1).all()
    assert (step[..., 1] == 0).all()
    moved = step.any(axis=2).mean()
    # At the ends of an axis half of the steps are none: of 3 values a third of all, of 4 a quarter.
    assert moved == pytest.approx(1 - 0.5 * (1 / 3 + 1 / 4), abs=0.03)
    assert (mutate(point, places, lots(500, 12), 0.0) == point).all()


def test_nobody_fails_above_the_floor_or_unseen():
    surplus = np.array([[-3.0, -1.0, 0.0, np.nan]])
    shares = np.mean(
        [failing(surplus, LOTS.random((1, 4)), 0.2, -1.0) for _ in range(4000)], axis=0
    )
    assert shares[0] == pytest.approx([1 - np.exp(-0.4), 0, 0, 0], abs=0.03)


def test_windows_hold_what_the_present_package_brought():
    window = Window(3, 3)
    for quarter in range(4):
        window.keep(np.array([quarter, 10.0, np.nan]))
    window.forget(np.array([1]))
    assert window.mean() == pytest.approx([2.0, np.nan, np.nan], nan_ok=True)
    window.keep(np.array([6.0, 4.0, np.nan]))
    assert window.mean() == pytest.approx([11 / 3, 4.0, np.nan], nan_ok=True)
