"""Contexts: what is summed, where it belongs, and what it does not touch."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.economy.model import Economy
from sim.observers.quadrants import UNKNOWN
from sim.tables.columns import COLUMNS
from sim.tables.keeper import Keeper
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

KEYS = ["world", "firm", "seat"]
FLIP = {"regimes": [{"start": 6, "tasks": {"build": {"value": -1.2}}}]}


def frames(*worlds, decisions=None, **settings):
    model = scenario(market__poaching=0.15, **settings)
    record = ["contexts", "tenures"]
    tables = simulate(model, worlds or range(2), record=record, decisions=decisions, threads=1)
    return {name: pd.DataFrame(table) for name, table in tables.items()}


@pytest.fixture(scope="module")
def flipped():
    return frames(**FLIP)


def test_contexts_share_out_the_tenure(flipped):
    """Every quarter and all accrual of a tenure, once; interviews take no time."""
    contexts, tenures = flipped["contexts"], flipped["tenures"].set_index(KEYS).sort_index()
    served = (
        contexts[contexts.phase != "interview"].groupby(KEYS)[["quarters", "accrual_total"]].sum()
    )
    assert served.index.equals(tenures.index)
    assert (served.quarters == tenures.quarters).all()
    assert served.accrual_total.to_numpy() == pytest.approx(
        tenures.accrual_total.to_numpy(), abs=1e-9
    )
    interviews = contexts[contexts.phase == "interview"]
    assert len(interviews) == len(tenures)
    assert (interviews.quarters == 0).all() and (interviews.regime == 0).all()
    assert not contexts.duplicated([*KEYS, "phase", "regime"]).any()


def test_quarters_are_where_the_calendar_puts_them(flipped):
    """Probation is the first four quarters of a tenure, regime 1 begins in quarter 6."""
    contexts = flipped["contexts"].set_index([*KEYS, "phase", "regime"])["quarters"]
    for row in flipped["tenures"].itertuples():
        last = 11 if row.last_quarter < 0 else row.last_quarter
        played = np.arange(max(row.start, 0), last + 1)
        phase = np.where(played - row.start < 4, "probation", "after")
        for name in ("probation", "after"):
            for regime in (0, 1):
                here = ((phase == name) & ((played >= 6) == regime)).sum()
                key = (row.world, row.firm, row.seat, name, regime)
                assert contexts.get(key, 0) == here


def test_nothing_else_changes_and_nothing_is_watched_unasked():
    model = scenario(**FLIP)
    plain = simulate(model, range(2), record=["tenures"])["tenures"]
    watched = simulate(model, range(2), record=["tenures", "contexts"])["tenures"]
    for name, column in plain.items():
        assert (column == watched[name]).all() or np.isnan(column.astype(float)).any(), name
    made = batch(model)
    Keeper(made, {"runs", "quarters", "tenures", "ledger"})
    assert made.watch_efforts == []


def test_rows_depend_on_their_world_only():
    whole, alone = frames(0, 1, 2, **FLIP)["contexts"], frames(1, **FLIP)["contexts"]
    mine = whole[whole.world == 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone)


def test_worlds_of_different_scenarios_ride_in_one_batch():
    models = [scenario(**FLIP), scenario(executives__cognition="rule", package__oversight=[])]
    made = Worlds([Job(model, range(2)) for model in models])
    keeper = Keeper(made, {"contexts"})
    keeper.run()
    mixed = pd.DataFrame(keeper.table("contexts"))
    apart = [
        pd.DataFrame(simulate(model, range(2), record="contexts")["contexts"]) for model in models
    ]
    keys = [*KEYS, "phase", "regime", "cognition"]
    both = pd.concat(apart).sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(mixed.sort_values(keys).reset_index(drop=True), both)


def test_the_first_best_is_aligned_whatever_else_is_wrong():
    """A modeller who makes everybody do the first best: alignment 1, and no capability."""

    def first_best(moment, proposed):
        theta = moment.ability[:, None]
        value, curvature = np.array([1.0, 0.8, -0.8, -1, -1.5]), np.array([0, 0.5, 3.0, 0, 0])
        best = np.maximum(theta * value / (1.0 + theta**2 * curvature), 0.0)
        return np.where(moment.occupied[:, None], best, 0.0)

    contexts = frames(decisions={"effort": first_best})["contexts"]
    assert contexts.alignment.to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert contexts.capability.isna().all()
    assert set(contexts.quadrant) == {UNKNOWN}
    assert "interview" not in set(contexts.phase)


def test_decisions_on_anything_else_leave_capability_alone():
    contexts = frames(decisions={"hiring": lambda moment, score: -score})["contexts"]
    assert (contexts.capability == 1.0).all()


def test_mean_alignment_is_that_of_the_quarters():
    """Against the sums of a plain watch, for tenures with one context."""
    model = scenario(package__oversight=[])
    made = batch(model, range(1))
    kept = Keeper(made, {"contexts"})
    seen = []
    made.watch_efforts.append(
        lambda b: seen.append((b.seats.number.copy(), kept._conducts._alignment(b)))
    )
    kept.run()
    table = pd.DataFrame(kept.table("contexts"))
    after = table[table.phase == "after"].set_index(["seat", "firm"]).alignment
    for (seat, firm), mean in after.items():
        own = [aligned[firm] for number, aligned in seen if number[firm] == seat]
        assert mean == pytest.approx(np.mean(own), rel=1e-12)


def test_trials_are_fully_watched():
    """A saboteur that knows it is watched behaves in a trial, an unaware one does as ever."""
    for awareness, low, high in ((1.0, 0.5, 1.0), (0.0, -2.0, -0.5)):
        table = frames(executives__awareness=awareness)["contexts"]
        trials = table[(table.kind == "saboteur") & (table.phase == "interview")]
        assert low < trials.alignment.mean() < high


def test_economy_has_the_table():
    economy = Economy(None, rng=0, record="contexts", quarters=6)
    economy.step()
    table = economy.table("contexts")
    assert list(table.columns) == list(COLUMNS["contexts"])
    assert set(table.phase) == {"interview", "probation", "after"}
