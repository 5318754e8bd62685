"""Between an exit and the search for a successor the seat stands vacant."""

from __future__ import annotations

import numpy as np
import pytest

from sim.bench.objects import ObjectEconomy, benchmark
from sim.plan.oversight.enforcement import TURNOVER
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.quarter.test_exits import STILL, balanced
from tests.sim.worlds import batch, scenario

LEAVE = {**STILL, "market__retirement": 0.2}


def seated(model):
    """(quarters, firms) whether somebody sits there at the end of each."""
    worlds = batch(model)
    found = []
    while worlds.quarter < worlds.quarters:
        worlds.step()
        found.append(worlds.seats.executive >= 0)
    return np.array(found), worlds


@pytest.mark.parametrize("interim", [0, 1, 3])
def test_a_seat_stands_vacant_for_so_many_quarters_and_no_longer(interim):
    model = scenario(**LEAVE, market__interim=interim, quarters=60)
    sits, worlds = seated(model)
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[1], sits[:, 0].astype(int)]))))[::2]
    assert set(runs.tolist()) == ({interim} if interim else set())
    # Renewals: occupied for 1/h quarters in the mean, vacant for ``interim``.
    share = worlds.series[20:, :, worlds_column("seats")].mean() / worlds.firms
    assert share == pytest.approx(1 / (1 + 0.2 * interim), abs=0.015)
    balanced(simulate(model, record=["ledger"])["ledger"])


def worlds_column(name):
    from sim.quarter.ledger import SERIES

    return SERIES.index(name)


def test_objects_wait_as_long():
    still = ["market.retirement=0.2", "market.poaching=0", "market.interim=2", "quarters=60"]
    no_other = ["package.oversight.3.bar=-50", "package.oversight.2.length=0"]
    audits = ["package.oversight.0.rate=0", "package.oversight.1.rate=0"]
    small = benchmark(["firms.count=60", *still, *no_other, *audits])
    model = ObjectEconomy(small, 0, seed=3)
    seats = []
    for _ in range(60):
        model.step()
        total = dict(zip(("accrual", "luck", "realised", "d_pending"), model.totals, strict=False))
        made = total["accrual"] + total["luck"]
        assert made == pytest.approx(total["realised"] + total["d_pending"], abs=1e-9)
        seats.append(model.totals[worlds_column("seats")] / 60)
    played = batch(small, [0]).run()
    core = played.series[20:, 0, worlds_column("seats")].mean() / 60
    assert np.mean(seats[20:]) == pytest.approx(1 / 1.4, abs=0.03)
    assert core == pytest.approx(1 / 1.4, abs=0.03)


@pytest.mark.parametrize("interim", [0, 2])
def test_shareholders_expect_it(interim):
    """All of a firm's value is made in the seats that are filled."""
    models = [scenario(**LEAVE, market__interim=k) for k in (0, interim)]
    usual, waits = (plan_for(model, model.package, 0.0).forecast for model in models)
    sits = 1 / (1 + (0.2 + TURNOVER) * interim)
    assert waits.value_now == pytest.approx(sits * usual.value_now)
    assert waits.cost == pytest.approx(sits * usual.cost)
