"""A work sample finds what looks good when watched, in the world that was."""

import numpy as np
import pytest

from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.incentives.filters.hires import WORLDS, hire, market, t_of

SAMPLE = {"name": "work-sample", "validity": 0.8}
BUILDERS = {
    "executives__population": {"careerist": 0.5, "empire-builder": 0.5},
    "market__gaming_cap": 0.0,
}
FLIP = {"regimes": [{"start": 1, "tasks": {"build": {"value": -2.0}}}]}


def value(part, **settings):
    """True value per firm and quarter, by world."""
    model = market(part, **BUILDERS, quarters=16, **settings)
    return simulate(model, range(WORLDS), ["runs"])["runs"]["value"]


def test_it_finds_ability():
    assert t_of(hire("work-sample").ability - hire("lottery").ability) > 4


def test_it_selects_value_until_the_world_changes():
    assert t_of(value(SAMPLE) - value("lottery")) > 4
    assert t_of(value("lottery", **FLIP) - value(SAMPLE, **FLIP)) > 4


def test_it_hires_the_same_people_after_a_shift():
    """The trial is the same, only what they do afterwards is not."""
    before, after = (market(SAMPLE, **BUILDERS, **shift) for shift in ({}, FLIP))
    found = plan_for(before, before.package, 0.0).fields["trial"]
    assert np.array_equal(found, plan_for(after, after.package, 0.0, 1).fields["trial"])
    assert found.std() > 0.5


def test_it_sees_conduct_under_watch_and_no_aims():
    """Looters who fear to be found out leave reports like careerists'; others are told apart."""
    tempted = {
        "executives__population": {"careerist": 0.5, "looter": 0.5},
        "market__gaming_cap": 0.0,
    }
    strict = [{"name": "random-audits", "rate": 1.0, "penalty": 20.0}]
    watched = hire(SAMPLE, **tempted, package__oversight=strict)
    assert abs(t_of(watched.kinds["looter"] - 0.5)) < 3


def test_control_where_all_are_alike_there_is_nothing_to_find():
    alike = market(
        "work-sample", executives__population={"empire-builder": 1.0}, executives__ability_sd=0.0
    )
    assert (plan_for(alike, alike.package, 0.0).fields["trial"] == 0.0).all()


@pytest.mark.parametrize("shift", [{}, FLIP], ids=["before", "after"])
def test_control_without_validity_it_is_a_lottery(shift):
    blind = hire({**SAMPLE, "validity": 0.0}, **BUILDERS, **shift)
    assert abs(t_of(blind.ability - 1.0)) < 3
    assert abs(t_of(blind.kinds["careerist"] - 0.5)) < 3
