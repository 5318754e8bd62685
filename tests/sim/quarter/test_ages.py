"""Retirement at an age: exactly then, wherever the executive is, and foreseen on average."""

from __future__ import annotations

import numpy as np
import pytest

from incentives.sentences import InputError
from sim.bench.objects import ObjectEconomy, benchmark
from sim.quarter.state import EXITS, RETIRED
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.sim.quarter.test_exits import ALONE, SALARY, STILL
from tests.sim.worlds import batch, scenario

AGE = {"market__retirement_age": 60.0, "market__entry_age": 55.0, "market__entry_age_sd": 2.0}
LONG = {**STILL, **AGE, "firms__count": 40, "quarters": 80}


def test_everybody_retires_at_the_age_and_nobody_for_another_reason():
    tenures = simulate(scenario(**{**LONG, "market__retirement": 0.5}), record=["tenures"])[
        "tenures"
    ]
    assert set(tenures["exit"]) == {"retired", "in office"}
    done = tenures["exit"] == "retired"
    ages = tenures["age"][done] + (tenures["last_quarter"] + 1 - tenures["start"])[done] / 4
    assert (ages >= 60.0).all() and (ages < 60.25).all()
    hired = tenures["start"] > 0
    assert abs(tenures["age"][hired].mean() - 55.0) < 4 * 2.0 / np.sqrt(hired.sum())
    assert abs(tenures["age"][hired].std() - 2.0) < 0.2
    assert not (tenures["age"][tenures["start"] <= 0] < 45).any()
    plain = simulate(scenario(), record=["tenures"])["tenures"]
    assert np.isnan(plain["age"]).all()


def test_the_rate_is_that_of_careers_of_one_length_and_is_foreseen():
    """A seat-quarter in so many as a career has: renewals, whatever the spread of ages."""
    model = scenario(**LONG, **SALARY, **ALONE)
    tables = simulate(model, record=["tenures"])
    gone = (tables["tenures"]["exit"] == "retired").sum()
    rate, hazard = gone / (4 * 40 * 80), model.market.retiring()
    assert hazard == 1 / 20
    assert rate == pytest.approx(1 / 20.5, rel=0.05)  # a career ends with a whole quarter
    plan = plan_for(model, model.package, 0.0).fields
    same = scenario(**{**LONG, "market__retirement_age": None}, **SALARY, **ALONE)
    same = same.model_copy(update={"market": same.market.model_copy(update={"retirement": hazard})})
    assert np.array_equal(
        plan["seat_value"], plan_for(same, same.package, 0.0).fields["seat_value"]
    )


def test_who_waits_for_a_seat_retires_too():
    settings = {**LONG, "market__acquisition": 0.2, "market__pool_exit": 0.0}
    worlds = batch(scenario(**settings)).run()
    for w in range(4):
        free = worlds.pools.executive[w, : worlds.pools.waiting[w]]
        assert free.size and (80 - worlds.ages.born[w, free] < 240).all()
        assert (worlds.executives.status[w, free] == 1).all()
    status = worlds.executives.status
    assert (status == 2).any()
    alone = batch(scenario(**settings), [2]).run()
    assert np.array_equal(alone.series[:, 0], worlds.series[:, 2])


def test_objects_retire_at_that_age():
    small = benchmark(
        [
            *("firms.count=40", "quarters=60", "market.tenure_limit=null"),
            *("market.retirement_age=60", "market.entry_age=55"),
        ]
    )
    model = ObjectEconomy(small, 0, seed=1)
    model.run_model()
    former = [tenure for firm in model.firms for tenure in firm.former]
    ages = [t.end + 1 - t.executive.born for t in former if t.exit == RETIRED]
    assert len(ages) > 20 and min(ages) >= 240 and max(ages) < 241
    played = batch(small, range(4)).run()
    shares = [
        np.bincount(exits, minlength=len(EXITS))[1:] / quarters
        for exits, quarters in (
            ([tenure.exit for tenure in former], 40 * 60),
            (played.finished.exit[: played.finished.first[60]], 4 * 40 * 60),
        )
    ]
    error = np.sqrt(shares[1] / 2400) * 4 + 1e-9
    assert (np.abs(shares[0] - shares[1]) < error + 0.002).all()


def test_a_career_has_a_length():
    with pytest.raises(InputError, match="entry_age is 55; expected less than retirement_age"):
        scenario(market__retirement_age=50.0, market__entry_age=55.0)
