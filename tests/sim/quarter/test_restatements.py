"""Hidden harm that is found after the exit: how often, what it costs, and that it deters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.planning import restated_lead
from sim.bench.objects import ObjectEconomy, benchmark
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.quarter.test_exits import STILL, balanced
from tests.sim.worlds import batch, scenario

LOOT = {
    **STILL,
    "market__retirement": 0.15,
    "executives__population": {"looter": 1.0},
    "firms__count": 40,
    "quarters": 30,
}


@given(
    st.floats(0.5, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.integers(0, 9),
    st.integers(0, 5), st.sampled_from([None, 0, 2, 20]),
)  # fmt: skip
def test_a_unit_of_harm_is_open_to_be_found_after_every_exit(
    patience, survival, maturing, horizon, window, stay
):
    """Exit by exit, and quarter by quarter after it."""
    worth, sits = 0.0, 1.0
    for left in range(horizon + 1):
        leaves = sits if left == stay else sits * (1 - survival)
        for s in range(left + 1, min(left + window, horizon) + 1):
            worth += leaves * patience**s * (1 - maturing) ** s
        sits -= leaves
    found = restated_lead(patience, survival, maturing, horizon, window, stay)
    assert found[-1] == pytest.approx(worth, abs=1e-12)
    assert found.shape == (horizon + 1,)


def test_harm_is_found_as_often_as_the_hazard_says_and_fined_once():
    """Beside the chances of all who left, quarter by quarter; not after the window."""
    settings = {"found_after_exit": 0.4, "restated_window": 5, "restated_fine": 2.0}
    market = {f"market__{name}": value for name, value in settings.items()}
    model = scenario(**LOOT, **market, executives__foresight=0)  # nobody is deterred
    worlds, chances, count = batch(model), [], 0
    while worlds.quarter < worlds.quarters:
        worlds.step()
        quarter, ended = worlds.quarter - 1, worlds.finished
        first = ended.first[max(quarter - 5, 0)]
        rows = np.arange(first, ended.first[quarter])
        known = worlds.restatements.of(int(ended.first[quarter]))[rows]
        hidden = ended.left_harm[rows] * 0.92 ** (quarter - ended.end[rows])
        open_ = (known == -1) | (known == quarter)
        chances += (0.4 * np.minimum(hidden, 1.0))[open_].tolist()
        count += int((known == quarter).sum())
    chances = np.array(chances)
    assert model.technology.maturing == 0.08 and count > 100
    assert abs(count - chances.sum()) < 4 * np.sqrt((chances * (1 - chances)).sum())
    tables = simulate(model, record=["tenures", "events", "ledger"])
    events, tenures = tables["events"], tables["tenures"]
    found = tenures["restated"] >= 0
    late = (tenures["restated"] - tenures["last_quarter"])[found]
    assert found.sum() == count == (events["event"] == "restated").sum()
    assert late.min() == 1 and late.max() == 5
    last = events["quarter"][events["event"] == "restated"] == 29
    due = events["amount"][events["event"] == "restated"][~last].sum()
    assert tables["ledger"]["fines"].sum() == pytest.approx(due)
    balanced(tables["ledger"])


def test_without_a_hazard_or_a_window_nothing_changes():
    usual = batch(scenario(**LOOT)).run()
    settings = {"market__found_after_exit": 0.5, "market__restated_window": 0}
    closed = batch(scenario(**LOOT, **settings)).run()
    assert np.array_equal(usual.series, closed.series) and closed.restatements is None
    found = batch(scenario(**LOOT, market__found_after_exit=0.5)).run()
    assert not np.array_equal(usual.series, found.series)


def test_it_is_foreseen_task_by_task():
    settings = {"market__found_after_exit": 0.3, "market__restated_fine": 2.0}
    models = [scenario(**LOOT, **more) for more in ({}, settings)]
    usual, wary = (plan_for(model, model.package, 0.0).fields for model in models)
    h, patience = int(usual["foresight"][0]), float(usual["patience"][0])
    lead = restated_lead(patience, 1 - 0.15, 0.08, h, 8)[h]
    harmful = np.maximum(-usual["value"], 0.0) * (1 - usual["visible"])
    lost = usual["pay_weight"][0] * 0.3 * 2.0 * lead * harmful
    assert usual["worth"][0, h] - wary["worth"][0, h] == pytest.approx(lost, abs=1e-9)
    assert lost.max() > 0.1
    one, other = (batch(model).run() for model in models)
    assert other.finished.harm.sum() < one.finished.harm.sum()


def test_what_is_found_does_not_depend_on_the_batch():
    model = scenario(**LOOT, market__found_after_exit=0.4)
    alone, together = batch(model, [2]).run(), batch(model, range(4)).run()
    assert np.array_equal(alone.series[:, 0], together.series[:, 2])
    assert (alone.restatements.quarter >= 0).any()


def test_objects_find_as_much():
    small = benchmark(
        [
            *("firms.count=60", "quarters=40", "regimes=[]"),
            *("market.found_after_exit=0.3", "market.restated_fine=0.05"),
        ]
    )
    model = ObjectEconomy(small, 0, seed=1)
    model.run_model()
    objects = sum(len(firm.restated) for firm in model.firms)
    played = batch(small, range(4)).run()
    core = (played.restatements.quarter >= 0).sum() / 4
    assert objects > 50 and abs(objects - core) < 4 * np.sqrt(objects + core / 4)
