"""Boards that search for themselves, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from sim.learning import limits
from sim.learning.searching import Bandits, Evolution
from sim.scenario.learning import Bandit

LOTS = np.random.default_rng(11)


def regret(how: Bandit, gap: float, meetings: int, firms: int, draw) -> float:
    """Mean regret of boards with two arms, of which the second is better."""
    boards = Bandits(how, 2, LOTS.random(firms))
    point, lost = (LOTS.random(firms) < 0.5).astype(np.int64), np.zeros(firms)
    for _ in range(meetings):
        lost += gap * (point == 0)
        point = boards.choose(point, draw(point), LOTS.random((firms, 4)))
    assert (boards.pulls.sum(axis=1) == meetings).all()
    return float(lost.mean())


@pytest.mark.parametrize("rounds", [1, 4, 16])
def test_exploring_then_committing_costs_what_the_formula_says(rounds):
    gap, noise, meetings, firms = 0.5, 1.0, 60, 4000
    how = Bandit(policy="explore-then-commit", rounds=rounds)
    found = regret(
        how, gap, meetings, firms, lambda p: gap * p + noise * LOTS.standard_normal(p.size)
    )
    wanted = limits.committing(gap, noise, rounds, meetings)
    assert found == pytest.approx(wanted, abs=4 * gap * meetings / 2 / firms**0.5)


def test_there_is_a_best_number_of_trials():
    costs = [limits.committing(0.5, 1.0, rounds, 200) for rounds in (1, 12, 60)]
    assert costs[1] < min(costs[0], costs[2])


def test_upper_confidence_bounds_regret_less_than_their_bound_and_ever_more_slowly():
    gap = 0.3

    def draw(point):
        return (LOTS.random(point.size) < 0.3 + gap * point).astype(float)

    found = {n: regret(Bandit(), gap, n, 400, draw) for n in (100, 400)}
    assert all(found[n] < limits.ucb_bound(gap, n) for n in found)
    assert found[400] < 2.5 * found[100]  # a bandit that does not learn: 4 times
    blind = regret(Bandit(policy="epsilon-greedy", epsilon=1.0), gap, 400, 400, draw)
    assert blind == pytest.approx(0.5 * gap * 400, rel=0.05)
    assert found[400] < 0.6 * blind


def test_greedy_boards_explore_at_their_rate():
    how = Bandit(policy="epsilon-greedy", epsilon=0.2)
    found = regret(how, 1.0, 300, 400, lambda p: 1.0 * p)  # without noise: only trials cost
    assert found == pytest.approx(1.0 + 0.1 * 298, rel=0.05)


def test_every_board_tries_every_package_before_it_chooses():
    boards = Bandits(Bandit(), 6, LOTS.random(50))
    point = np.zeros(50, dtype=np.int64)
    first = None
    for _ in range(6):
        point = boards.choose(point, LOTS.random(50), LOTS.random((50, 4)))
        first = point if first is None else first
    assert (boards.pulls >= 1).all() and (boards.pulls.sum(axis=1) == 6).all()
    assert len({*first.tolist()}) > 3  # not all the same at the same time


def test_who_has_seen_nothing_pulls_again():
    boards = Bandits(Bandit(), 3, np.zeros(2))
    point = boards.choose(np.array([1, 1]), np.array([np.nan, 0.5]), LOTS.random((2, 4)))
    assert point[0] == 1 and boards.pulls[0].sum() == 0
    assert point[1] != 1 and boards.pulls[1].sum() == 1
    boards.forget(np.array([1]))
    assert boards.pulls.sum() == 0


@pytest.mark.parametrize("noise", [0.05, 0.3])
def test_an_evolution_strategy_climbs_a_slope_as_the_formula_says(noise):
    firms, slope, step, meetings = 2000, 2.0, 0.05, 40
    boards = Evolution(np.arange(200)[:, None], firms)
    point = np.full(firms, 100)
    for _ in range(meetings):
        result = slope * step * point + noise * LOTS.standard_normal(firms)
        point = boards.choose(point, result, LOTS.random((firms, 4)))
    gained = step * (point.mean() - 100)
    wanted = meetings / 2 * limits.climb(step, slope, noise * 2**0.5)
    assert gained == pytest.approx(wanted, rel=0.1)


def test_a_trial_that_is_not_seen_fails():
    boards = Evolution(np.arange(9)[:, None], 2)
    start = np.array([4, 4])
    tried = boards.choose(start, np.zeros(2), LOTS.random((2, 4)))
    assert (np.abs(tried - 4) == 1).all() and boards.trying.all()
    kept = boards.choose(tried, np.array([np.nan, 1.0]), LOTS.random((2, 4)))
    assert kept.tolist() == [4, tried[1]] and not boards.trying.any()
