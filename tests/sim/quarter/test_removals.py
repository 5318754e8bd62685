"""Removals over a board's head: whose they are, what they cost, and that they keep the books."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.oversight.combined import cost_of_removal
from sim.plan.oversight.contexts import Expected, foresee
from sim.plan.oversight.enforcement import TURNOVER
from sim.quarter.ledger import surpluses
from sim.tables.simulate import simulate
from sim.world.election import Job, plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

RAID = {"name": "takeover", "potential": 2.0, "cost": 3.0}
CONTEST = {"name": "proxy-contest", "deference": 0.1, "campaign": 1.0, "defence": 0.5}
BAR = {"name": "belief-dismissal", "bar": -0.2}


def governed(*oversight, **settings):
    return scenario(package__oversight=list(oversight), metric__common_noise=0.4, **settings)


def test_the_books_balance():
    tables = simulate(governed(RAID, CONTEST, BAR), record=["ledger", "events"])
    books, events = tables["ledger"], tables["events"]["event"]
    assert {"takeover", "proxy contest", "dismissed"} <= set(events)
    assert (events == "removed").sum() == np.isin(events, ["takeover", "proxy contest"]).sum()
    left = books["accrual"] + books["luck"]
    right = surpluses(books)["shareholder_surplus"] + books["d_pending"] + books["paid"]
    right += books["governance"] - books["clawback"] - books["fines"]
    np.testing.assert_allclose(left, right, atol=1e-9)


def test_a_world_does_not_depend_on_its_batch():
    """To the bit, beside worlds with other removers, and with none."""
    models = [governed(RAID, BAR), governed(BAR), governed("relative-dismissal", CONTEST)]
    together = Worlds([Job(model, range(3)) for model in models]).run()
    for place, model in enumerate(models):
        alone = batch(model, [1]).run()
        np.testing.assert_array_equal(alone.series[:, 0], together.series[:, 3 * place + 1])


@pytest.mark.parametrize(
    ("oversight", "cost"),
    [([], 0.0), ([BAR], 0.0), ([RAID], 3.0), ([RAID, CONTEST], 3.0), ([CONTEST], 1.5),
     ([RAID, {**BAR, "bar": 3.0}], 0.0), ([{**RAID, "potential": -100}], 0.0)],
)  # fmt: skip
def test_the_hardest_bar_says_what_a_dismissal_costs(oversight, cost):
    model = governed(*oversight)
    seen = foresee(np.zeros(1, int), np.full(1, 4), 4, (0.6, 0.0), expected(model))
    assert cost_of_removal(model.package, seen, -2.5) == cost


def expected(model):
    plan = plan_for(model, model.package, 0.0)
    return Expected(float(plan.fields["reference"]), 0.0, plan.fields["gain"])


def test_shareholders_expect_to_pay_for_it():
    dear, cheap = (
        plan_for(model, model.package, 0.0).forecast
        for model in (governed(RAID), governed({**RAID, "cost": 6.0, "worth": 100.0}))
    )
    assert cheap.cost - dear.cost == pytest.approx(TURNOVER * 3.0)
    assert cheap.value_now == dear.value_now  # the bar is the same
