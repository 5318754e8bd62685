"""Shareholders: free-riding, patience and the vote."""

from __future__ import annotations

import numpy as np
import pytest

from agents.shareholders import Register, make_register, monitor, surplus, vote, worth_of_later
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario


def register(stakes, patience=0.97):
    stakes = np.array([stakes], dtype=float)
    return Register(stakes, np.full(stakes.shape, patience))


def test_worth_of_later_is_the_discounted_hazard():
    d, om = 0.9, 0.2
    s = np.arange(1, 400)
    series = (d**s * om * (1 - om) ** (s - 1)).sum()
    assert worth_of_later(np.array([d]), om) == pytest.approx([series])


def test_stakes_sum_to_one_and_concentrate():
    normals = np.random.default_rng(0).normal(size=(50, 12, 2))
    flat = make_register(0.0, 0.0, 0.97, 0.5, normals)
    assert flat.stake == pytest.approx(np.full((50, 12), 1 / 12))
    steep = make_register(2.0, 0.3, 0.97, 0.5, normals)
    assert steep.stake.sum(axis=1) == pytest.approx(np.ones(50))
    assert steep.stake[:, 0].mean() > 0.5
    assert ((steep.patience > 0) & (steep.patience < 1)).all()


LEVELS = np.array([0.0, 0.1, 0.2, 0.4])


def level(stakes, benefit):
    owners = register(stakes)
    now = benefit * np.sqrt(LEVELS)[None]
    worth = surplus(owners, 0.1, now, 0 * now, 0 * now)
    return int(monitor(owners, worth, LEVELS[None])[0])


def test_a_sole_owner_monitors_as_a_planner_and_the_dispersed_do_not():
    planner = int(np.argmax(0.6 * np.sqrt(LEVELS) - LEVELS))
    assert planner > 0
    assert level([1.0], 0.6) == planner
    assert level([0.5, 0.5], 0.6) <= planner
    assert level(np.full(1000, 1e-3), 0.6) == 0
    chosen = [level([s, *np.full(99, (1 - s) / 99)], 0.6) for s in (0.01, 0.1, 0.4, 0.7, 1.0)]
    assert chosen == sorted(chosen)


def test_votes_are_weighted_by_stakes_and_the_impatient_want_it_now():
    stakes = np.array([[0.4, 0.3, 0.3]])
    owners = Register(stakes, np.array([[0.3, 0.99, 0.99]]))
    now, later = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])
    worth = surplus(owners, 0.1, now, later, 0 * now)
    assert worth[0, 0, 0] > worth[0, 0, 1] and worth[0, 1, 1] > worth[0, 1, 0]
    assert vote(owners, worth)[0] == 1
    majority = Register(np.array([[0.6, 0.2, 0.2]]), owners.patience)
    assert vote(majority, worth)[0] == 0


def test_the_elected_package_is_the_one_that_is_played():
    ballot = {
        "nothing": {"schemes": ["fixed-salary"]},
        "bonus": {"schemes": [{"name": "linear-bonus", "slope": 0.6}]},
    }
    model = scenario(shareholders__ballot=ballot, worlds=6)
    runs = simulate(model)["runs"]
    assert set(runs["package"]) == {"bonus"}
    alone = simulate(scenario(package=ballot["bonus"], worlds=6))["runs"]
    assert np.array_equal(runs["shareholder_surplus"], alone["shareholder_surplus"])


def test_concentrated_owners_monitor_more_in_the_simulation():
    def rate(concentration):
        model = scenario(
            worlds=16,
            quarters=1,
            executives__population={"looter": 0.5, "saboteur": 0.5},
            shareholders__concentration=concentration,
            shareholders__stake_spread=0.0,
            shareholders__monitoring_cost=8.0,
        )
        return simulate(model)["runs"]["monitoring"].mean()

    assert rate(20.0) > rate(0.0)
    assert rate(0.0) == 0.0


def test_monitoring_costs_and_audits_are_in_the_world():
    model = scenario(shareholders__monitoring_levels=[0.0, 0.2], shareholders__monitoring_cost=0.0)
    worlds = Worlds([Job(model, range(2))])
    assert {segment.monitoring for segment in worlds.segments} == {0.2}  # it is free
    worlds.step()
    free = Worlds([Job(scenario(shareholders__monitoring_levels=[0.0]), range(2))])
    free.step()
    assert (worlds.actions.audit > free.actions.audit).all()
