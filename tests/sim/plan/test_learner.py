"""Plans of those who learn about their monitor: exact where they are sure, else at the prior."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cognition.learner import Learner
from sim.plan.solve import build_plan
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

SMALL = {"worlds": 2, "quarters": 8, "firms__count": 10}
NO_MEETING = {"shareholders__monitoring_levels": [0.0]}


def audited(rate, cognition="exact", bar=-0.3, **settings):
    oversight = [
        {"name": "random-audits", "rate": rate}, {"name": "belief-dismissal", "bar": bar}
    ]  # fmt: skip
    given = {"package__oversight": oversight, "executives__cognition": cognition}
    return scenario(**SMALL, **NO_MEETING, **given, **settings)


def plan_of(model):
    return build_plan(model, model.package).fields


def learner(**settings):
    return {"name": "learner", "slack": 0.0, **settings}


def test_it_is_written_with_its_parameters():
    set_ = ["executives.cognition=learner", "executives.cognition.doubt=0.2"]
    model = load_scenario(None, set_)
    assert model.executives.cognition == Learner(doubt=0.2)
    assert Scenario.model_validate(model.model_dump(mode="json")) == model
    with pytest.raises(InputError, match=r"cognition\.weak: is 2; expected a number"):
        Scenario.model_validate({"executives": {"cognition": {"name": "learner", "weak": 2}}})


@pytest.mark.parametrize("sure", [learner(doubt=0.0, strong=1.0), learner(doubt=1.0, weak=1.0)])
def test_a_sure_prior_is_exact_to_the_bit(sure):
    exact = simulate(audited(0.1), record=["tenures"])
    found = simulate(audited(0.1, sure), record=["tenures"])
    for table in ("runs", "tenures"):
        for column, values in exact[table].items():
            np.testing.assert_array_equal(found[table][column], values)
    wrong = simulate(audited(0.1, learner(doubt=0.0, strong=3.0)))["runs"]  # sure, but of what?
    assert (wrong["value"] != exact["runs"]["value"]).all()


def test_a_prior_that_is_nearly_sure_is_nearly_exact():
    """Through all that those go who learn: tables of beliefs, and what becomes of them."""
    nearly = {"name": "learner", "doubt": 1e-9, "strong": 1.0, "slack": 1e-9}
    exact, found = (simulate(audited(0.1, way))["runs"] for way in ("exact", nearly))
    assert found["value"] == pytest.approx(exact["value"], abs=1e-6)


def test_a_plan_is_that_of_exact_search_under_the_monitor_that_is_expected():
    """At the prior: half the audit rate and a bar as it is."""
    exact, found = plan_of(audited(0.1)), plan_of(audited(0.2, learner(strong=1.0)))
    for name in ("seat_value", "entry_value", "reference"):
        assert found[name] == pytest.approx(exact[name], abs=1e-12)
    full = plan_of(audited(0.2))  # control: the rate that is true
    assert np.abs(found["seat_value"] - full["seat_value"]).max() > 1e-3


def test_seats_are_tabulated_by_belief():
    """Sure of one or the other monitor: as exact search under it. Between: convex in the belief."""
    found = plan_of(audited(0.2, learner(strong=1.0, doubt=0.3)))
    value = found["believed_value"]
    assert value.shape[0] == found["sure_nodes"] == 9 and found["ease_nodes"] == 1
    assert found["sure"] == pytest.approx(np.full(5, 0.7))
    fall = np.diff(value, axis=0)
    assert (fall[:, :, 1:] <= 1e-9).all()  # a seat is worth less under a monitor that sees more
    own = np.array([
        [np.interp(0.7, np.linspace(0, 1, 9), each) for each in kind[:, -1, 0].T]
        for kind in np.moveaxis(value, 1, 0)
    ])  # fmt: skip
    assert own == pytest.approx(found["seat_value"][:, -1, 0], rel=6e-3, abs=4e-3)


def test_a_bar_in_doubt_is_tabulated_too():
    found = plan_of(audited(0.1, {"name": "learner", "doubt": 0.0, "strong": 1.0, "slack": 0.4}))
    value = found["believed_value"]
    assert value.shape[0] == found["ease_nodes"] == 3 and found["sure_nodes"] == 1
    np.testing.assert_array_equal(value[0], found["seat_value"])
    ahead = np.diff(value, axis=0)  # a seat is worth more where less costs it
    assert (ahead[:, :, 1:] >= -1e-9).all() and ahead.max(axis=(1, 2, 3, 4)).min() > 1e-3


def test_nobody_who_learns_leaves_no_tables():
    found = plan_of(audited(0.1))
    assert found["learns"] == 0 and found["believed_value"].size == 1
