"""Executives who know the mix of packages beforehand."""

from __future__ import annotations

import numpy as np

from sim.experiments.rehearsal import path_ahead, rehearsal_gain
from sim.scenario.scenario import Scenario
from tests.sim.worlds import batch, scenario


def model() -> Scenario:
    return scenario(
        package__schemes=[{"name": "linear-bonus", "slope": 0.4}],
        shareholders__monitoring_levels=[0.0],
        quarters=16,
        learning={
            "lattice": {"package.schemes.linear-bonus.slope": [0.4, 1.2, 2.4]},
            **{"every": 2, "window": 2, "mutation": 0.6, "references": 3},
            "imitate": {"rate": 0.5},
        },
    )


def test_who_knows_no_more_than_today_does_the_same() -> None:
    """To the bit; who knows what comes plans otherwise."""
    same = rehearsal_gain(model(), 0)
    assert not same.rent.any() and not same.value.any() and not same.moved.any()
    ahead = rehearsal_gain(model(), 6)
    assert ahead.moved.max() > 0 and ahead.rent.any() and ahead.value.any()


def test_the_path_is_that_of_the_quarters_to_come() -> None:
    how = model()
    worlds = batch(how).run()
    (one,) = worlds.learners.worlds
    knows = np.tile(np.arange(12) % 2 == 0, 4)
    today, later = (path_ahead(one, how, ahead, knows) for ahead in (0, 4))
    assert today.shape == (16, 48)
    assert (today[:, ~knows] == -1).all() and (today[:, knows] >= 0).all()
    np.testing.assert_array_equal(later[:12], today[4:])
    assert (later[12:] == today[-1]).all()
    entered = dict(one.path)
    np.testing.assert_array_equal(today[max(entered)][knows].reshape(4, 6)[:, 0], one.path[-1][1])
