"""What is told beside audits: how often, what it costs, and what executives reckon with."""

import numpy as np
import pytest

from sim.plan.oversight.combined import discovery, whistle_rate
from sim.quarter.ledger import LEDGER
from sim.quarter.state import DETECTED
from sim.scenario.package import Package
from sim.world.election import Job, plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

AUDIT, TELL, COST = 0.3, 0.4, 0.7
SEEN = {"linear": 0.5, "exponential": 1 - np.exp(-0.5)}


def open_books(detection="linear", **settings):
    """Everybody does what is found with the same chance, whatever that may cost."""
    task = {"name": "harm", "value": -1.0, "detectability": 0.5, "intrinsic": 1.0, "cap": 1.0}
    return scenario(
        **{
            "firms__count": 300,
            "quarters": 8,
            "executives__population": {"careerist": 1.0},
            "executives__ability_sd": 0.0,
            "executives__foresight": 0,
            "technology__tasks": [{**task, "cost": 1000.0}],
            "technology__detection": detection,
            "package__schemes": ["fixed-salary"],
            "package__filters": ["lottery"],
            "package__oversight": [
                {"name": "random-audits", "rate": AUDIT, "cost": COST},
                {"name": "whistleblowers", "rate": TELL, "hotline": 0.1},
                "belief-dismissal",
            ],
            "shareholders__monitoring_levels": [0.0],
            **settings,
        }
    )


@pytest.mark.parametrize("detection", SEEN)
def test_audits_are_as_many_and_what_is_found_is_as_much_as_it_should_be(detection):
    worlds = batch(open_books(detection))
    audited = found = dismissed = seats = 0
    for _ in range(8):
        sits = worlds.seats.executive >= 0
        pay = worlds.seats.base_pay.copy()
        worlds.step()
        actions = worlds.actions
        seats += sits.sum()
        audited += actions.audited.sum()
        found += (actions.exit == DETECTED).sum()
        dismissed += actions.risk[sits].sum()
        bill = (0.1 + COST * actions.audited) * pay
        assert actions.books[LEDGER.index("governance")] == pytest.approx(bill)
    error = 4 * 0.5 / np.sqrt(seats)
    assert audited / seats == pytest.approx(AUDIT, abs=error)
    chance = (1 - (1 - AUDIT) * (1 - TELL)) * SEEN[detection]
    assert found / seats == pytest.approx(chance, abs=error)
    assert dismissed > 0


def test_executives_reckon_with_both_and_boards_with_audits():
    worlds = batch(open_books())
    worlds.step()
    both = 1 - (1 - AUDIT) * (1 - TELL)
    assert worlds.actions.audit == pytest.approx(AUDIT)
    assert worlds.actions.foreseen == pytest.approx(both)
    plans = worlds.plans
    for rate in (plans.audit_pooled, plans.audit_watched, plans.audit_unwatched):
        assert rate == pytest.approx(both)


def test_who_decides_on_audits_does_not_decide_on_who_tells():
    worlds = batch(open_books(), decisions={"audit": lambda moment, rate: 0.0 * rate})
    worlds.run()
    assert not worlds.actions.audit.any()
    assert worlds.actions.foreseen == pytest.approx(TELL)
    assert (worlds.tenures.exit == DETECTED).any()


def test_several_tell_independently_and_nobody_changes_nothing():
    parts = [{"name": "whistleblowers", "rate": rate} for rate in (0.2, 0.5)]
    assert whistle_rate(Package.model_validate({"oversight": parts})) == pytest.approx(0.6)
    rates = np.random.default_rng(1).random(1000)
    assert np.array_equal(discovery(rates, 0.0), rates)


def test_shareholders_forecast_the_upkeep_and_true_audits_only():
    def cost(*parts):
        model = open_books(package__oversight=list(parts))
        return plan_for(model, model.package, 0.0).forecast.cost

    audits = {"name": "random-audits", "rate": AUDIT, "cost": COST}
    tell = {"name": "whistleblowers", "rate": TELL, "hotline": 0.25}
    assert cost(audits, tell) - cost(audits) == pytest.approx(0.25)
    assert cost(audits) - cost() == pytest.approx(AUDIT * COST)


def test_who_tells_in_one_world_changes_nothing_in_others():
    told, quiet = open_books(), open_books(package__oversight=["random-audits"])
    both = Worlds([Job(told, [0, 1]), Job(quiet, [0, 1])]).run()
    for model, firms in ((told, slice(0, 600)), (quiet, slice(600, 1200))):
        alone = batch(model, [0, 1]).run()
        assert np.array_equal(alone.actions.books, both.actions.books[:, firms])
        assert np.array_equal(alone.seats.theta, both.seats.theta[firms])
