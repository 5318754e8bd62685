"""Shareholders who ratify what boards propose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.shareholders import worth_of_later
from sim.learning.ratifying import Owners
from sim.scenario.scenario import Scenario
from sim.world.election import Job, elect
from tests.sim.worlds import batch, scenario

SLOPE = "package.schemes.linear-bonus.slope"
VALUES = [0.1, 0.2, 0.4, 0.8, 1.2, 1.6]


def model(**fields: Any) -> Scenario:
    how = {"imitate": {"rate": 0.5}, "every": 1, "window": 1, "references": 1, "mutation": 0.5}
    return scenario(
        package__schemes=[{"name": "linear-bonus", "slope": 0.4}],
        shareholders__monitoring_levels=[0.0],
        quarters=24,
        learning={"lattice": {SLOPE: VALUES}, **how, "ratified": True},
        **fields,
    )


def owners(stake: list[float]) -> Owners:
    """Two packages: the second is better for the first owner only."""
    worth = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Owners(np.array([stake]), worth[None, None, None])


@pytest.mark.parametrize(
    ("stake", "carried"),
    [([0.6, 0.4, 0.0], True), ([0.5, 0.3, 0.2], False), ([0.3, 0.7, 0.0], False)],
)
def test_more_than_half_of_the_stakes_have_to_gain(stake, carried) -> None:
    """Who neither gains nor loses is against; firms that propose nothing are not asked."""
    before, proposed = np.array([[0, 0, 1]]), np.array([[1, 0, 1]])
    found = owners(stake).ratify(before, proposed, 0, np.zeros(1, dtype=int))
    assert found.tolist() == [[int(carried), 0, 1]]
    assert before.tolist() == [[0, 0, 1]] and proposed.tolist() == [[1, 0, 1]]


def worth_of(how: Scenario) -> Any:
    worlds = batch(how)
    (one,) = worlds.learners.worlds
    worth = one.owners.worth[0, 0, 0, 0]
    path = []
    for _ in range(how.quarters):
        path.append(worth[one.point])
        worlds.step()
    return np.array(path), worth, one.point


def test_a_sole_owner_never_agrees_to_what_it_forecasts_to_be_worse() -> None:
    """Limit: what a firm's owner expects of its package never falls, and it ends at a peak."""
    path, worth, point = worth_of(model(shareholders__holders=1))
    assert (np.diff(path, axis=0) >= 0).all() and (path[-1] > path[0]).mean() > 0.9
    better = np.r_[worth[1:] > worth[:-1], False] | np.r_[False, worth[:-1] > worth[1:]]
    assert better[point].mean() < 0.1


def test_what_comes_later_counts_by_patience() -> None:
    """Worth is the forecast of the plan: value now, value later at the owner's patience, cost."""
    sole: dict[str, Any] = {"shareholders__holders": 1, "shareholders__patience_spread": 0.0}
    patient, hasty = (model(shareholders__patience=one, **sole) for one in (0.99, 0.05))
    worth = [batch(one).learners.worlds[0].owners.worth[0, 0, :, 0] for one in (patient, hasty)]
    elected = elect([Job(patient, range(4))])
    later = np.array([plans[0].forecast.value_later for plans in elected.plans])
    maturing = patient.technology.maturing
    gain = np.diff(worth_of_later(np.array([0.05, 0.99]), maturing))
    wanted = gain * np.outer(elected.firms.impact.mean(axis=1), later)
    assert worth[0] - worth[1] == pytest.approx(wanted, abs=1e-9)
    assert np.ptp(wanted) > 0.1


def test_some_worlds_of_owners() -> None:
    two = Owners(np.array([[1.0], [1.0]]), np.arange(4.0).reshape(1, 1, 2, 1, 2))
    assert two.of(np.array([False, True])).worth.tolist() == [[[[[2.0, 3.0]]]]]


def test_parts_of_a_batch_have_their_own_owners() -> None:
    from sim.tables.simulate import simulate

    whole = simulate(model(), range(4), ["packages"], threads=1)["packages"]
    split = simulate(model(), range(4), ["packages"], threads=2)["packages"]
    alone = simulate(model(), [2], ["packages"])["packages"]
    for column, values in whole.items():
        np.testing.assert_array_equal(values, split[column])
        np.testing.assert_array_equal(values[whole["world"] == 2], alone[column])
