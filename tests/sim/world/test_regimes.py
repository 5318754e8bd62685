"""Regimes that change packages, newcomers or awareness at a date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.observers.contexts import Conducts
from sim.quarter.ledger import SERIES
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from sim.world.election import Job, elect
from sim.world.plans import plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

SLOPE = "schemes.linear-bonus.slope"
PLAIN = {"package__schemes": [{"name": "linear-bonus", "slope": 0.4}]}
DEFERRED = [
    {"name": "linear-bonus", "slope": 0.3},
    {"name": "deferred-bonus", "slope": 0.6, "deferred": 0.5, "cliff": 6},
]
WHOLE = {
    "schemes": DEFERRED,
    "filters": ["references", "interview"],
    "oversight": ["spot-checks", "takeover", "belief-dismissal"],
}
"""Parts in other places than before, oversight that comes and goes, filters that ask around."""


def model(*regimes: dict[str, Any], **fields: Any) -> Scenario:
    return scenario(**{**PLAIN, **fields}, regimes=[*regimes])


def shift(start: int = 6, **changes: Any) -> dict[str, Any]:
    return {"start": start, **changes}


def series(how: Scenario) -> Any:
    return batch(how).run().series


def test_a_shift_that_says_what_was_there_changes_no_bit():
    """The control of all that follows."""
    how = model()
    same = shift(
        package={SLOPE: 0.4},
        population={name: m.share for name, m in how.executives.population.items()},
        awareness={"all": how.executives.awareness},
    )
    assert (series(model(same)) == series(how)).all()


@pytest.mark.parametrize(
    "change",
    [
        {"package": {SLOPE: 1.2}},
        {"package": WHOLE},
        {"awareness": {"all": 0.0}},
        {"population": {"steward": 0.0, "careerist": 0.70}},
    ],
    ids=["path", "whole", "awareness", "population"],
)
def test_nobody_foresees_it_and_then_it_matters(change):
    before, after = series(model()), series(model(shift(**change)))
    assert (before[:6] == after[:6]).all()
    assert (before[6:] != after[6:]).any()


@pytest.mark.parametrize("package", [{SLOPE: 1.2}, WHOLE], ids=["path", "whole"])
def test_it_is_what_adopting_that_package_is(package):
    """To the bit, accounts, memories and oversight included."""
    how, shifted = model(), model(shift(package=package))
    later = shifted.in_regime(1).package
    told = Worlds([Job(shifted, range(4), ("package", how.package, 0.0))])
    jobs = [
        Job(how, range(4), ("package", how.package, 0.0)),
        Job(how, range(4), ("later", later, 0.0)),
    ]
    adopting = Worlds(jobs)
    for quarter in range(12):
        if quarter == 6:
            adopting.adopt(np.ones(8, dtype=np.int64))
        told.step()
        adopting.step()
        assert (told.series[quarter] == adopting.series[quarter, :4]).all(), quarter


def test_accounts_of_the_former_package_are_paid_out():
    how = model(
        shift(package={"schemes": [{"name": "linear-bonus", "slope": 0.4}]}),
        package__schemes=DEFERRED,
    )
    worlds = batch(how)
    owed = []
    for _ in range(9):
        worlds.step()
        owed.append(worlds.seats.unvested.sum())
    assert owed[5] > 0.0 == owed[7]


def test_plans_are_those_of_an_economy_that_was_always_so():
    kinds = {"steward": 0.5, "careerist": 0.20}
    how = model(shift(package={SLOPE: 1.2}, population=kinds, awareness={"looter": 0.1}))
    there: dict[str, Any] = {
        name: {"share": member.share} for name, member in how.executives.population.items()
    }
    for name, share in kinds.items():
        there[name]["share"] = share
    there["looter"]["awareness"] = 0.1
    always = scenario(
        package__schemes=[{"name": "linear-bonus", "slope": 1.2}], executives__population=there
    )
    later = plan_for(how, how.package, 0.0, 1).fields
    first = plan_for(always, always.package, 0.0).fields
    before = plan_for(how, how.package, 0.0).fields
    for name in ("curve_value", "awareness", "share_cumulated", "reference", "seat_value"):
        np.testing.assert_array_equal(later[name], first[name])
        assert not np.array_equal(later[name], before[name])


def test_rules_stay_what_was_learned_before():
    how = model(shift(package={SLOPE: 1.2}), executives__cognition="rule")
    later, before = (plan_for(how, how.package, 0.0, regime).fields for regime in (1, 0))
    np.testing.assert_array_equal(later["rule"], before["rule"])


def test_newcomers_are_of_the_new_kinds():
    gone = dict.fromkeys(("steward", "careerist", "empire-builder", "saboteur"), 0.0)
    how = model(shift(population={**gone, "looter": 1.0}), quarters=40)
    tenures = simulate(how, record=["tenures"])["tenures"]
    late, looters = tenures["start"] > 20, tenures["kind"] == "looter"
    assert looters[late].mean() > 0.7 > looters[tenures["start"] <= 0].mean()


def test_shifts_add_up_and_come_after_the_burn_in():
    two = [
        shift(3, package={SLOPE: 1.2}),
        shift(6, package={"schemes.linear-bonus.metric": "growth"}),
    ]
    worlds = batch(model(*two, burn_in=4))
    for quarter in range(14):
        worlds.step()
        (scheme,) = worlds.segments[0].package.schemes
        assert (scheme.slope == 1.2) == (quarter - 4 >= 3)
        assert (scheme.metric == "growth") == (quarter - 4 >= 6)


def test_worlds_are_the_same_alone_and_in_threads():
    how = model(shift(package=WHOLE))
    whole = simulate(how, range(4), ["tenures", "events"], threads=1)
    split = simulate(how, range(4), ["tenures", "events"], threads=2)
    alone = simulate(how, [2], ["tenures", "events"])
    for name, table in whole.items():
        for column, values in table.items():
            np.testing.assert_array_equal(values, split[name][column])
            np.testing.assert_array_equal(values[table["world"] == 2], alone[name][column])
    part = elect([Job(how, range(4))]).only(np.array([1, 3]))
    assert len(part.segments[0].eras) == 2


def test_boards_that_learn_meet_a_new_rule():
    """Their lattice stays, around the package that is new."""
    lattice = {f"package.{SLOPE}": [0.4, 1.2]}
    learning = {"lattice": lattice, "imitate": {}, "every": 1, "window": 1, "references": 2}
    learning["start"] = "even"
    change = shift(package={"schemes": ["linear-bonus", "clawback"]})
    still, moved = (batch(model(*some, learning=learning)) for some in ((), (change,)))
    for quarter in range(12):
        still.step()
        moved.step()
        assert (still.series[quarter] == moved.series[quarter]).all() == (quarter < 6)
        names = {part.name for one in moved.segments for part in one.package.schemes}
        assert ("clawback" in names) == (quarter >= 6)
    assert {one.package.schemes[0].slope for one in moved.segments} == {0.4, 1.2}


def test_contexts_are_told_apart_by_the_package():
    how = model(shift(package={"oversight": [{"name": "probation", "length": 4}]}), quarters=16)
    worlds = batch(how)
    conducts = Conducts(worlds)
    worlds.run()
    table = conducts.table()
    assert set(table["regime"]) == {0, 1}
    served = table["phase"] != "interview"
    total = worlds.series[:, :, SERIES.index("seats")].sum()
    assert table["quarters"][served].sum() == total
    assert np.isfinite(table["capability"][served]).all()
