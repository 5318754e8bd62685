"""Where the value went: sums, exact zeros, and the limit in which first best has a formula."""

from __future__ import annotations

import numpy as np
import pytest

from sim.diagnosis.attribution import twins
from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.causes import CAUSES
from sim.diagnosis.attribution.contracts import contracts
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

ORDER = list(CAUSES)


def lost(model):
    found = attribute(model)
    return dict(zip(ORDER, found.lost, strict=True))


@pytest.fixture(scope="module")
def usual():
    return attribute(scenario(worlds=6, quarters=16))


def test_the_steps_sum_for_every_world_and_firm(usual):
    left = usual.first_best - usual.lost.sum(axis=0) - usual.governance
    assert left == pytest.approx(usual.total_surplus, abs=1e-9)
    left = usual.total_surplus - usual.rent - usual.unripe + usual.bombs
    assert left == pytest.approx(usual.shareholder_surplus, abs=1e-9)
    assert usual.bombs.min() >= 0 and usual.bombs.max() > 0


def test_the_worlds_as_they_are_are_the_simulated_ones(usual):
    runs = simulate(scenario(worlds=6, quarters=16))["runs"]
    for name in ("total_surplus", "shareholder_surplus", "rent", "governance"):
        assert getattr(usual, name).mean(axis=1) == pytest.approx(runs[name], abs=1e-9)


def test_every_cause_costs_something_by_default(usual):
    """The control of the zeros below."""
    for name, values in zip(ORDER, usual.lost, strict=True):
        assert np.abs(values).max() > 0.01, name


def test_outer_costs_nothing_where_true_value_is_paid_at_the_first_best_slope():
    model = scenario()
    slope = contracts(model, model.package).slopes["first_best"]
    paid = scenario(package__schemes=[{"name": "true-value", "slope": slope}])
    found = lost(paid)
    assert not found["intensity"].any() and not found["distortion"].any()
    assert found["inner"].any()
    half = lost(scenario(package__schemes=[{"name": "true-value", "slope": slope / 2}]))
    assert not half["distortion"].any()
    assert half["intensity"].mean() > 0.1


def test_inner_costs_nothing_among_stewards():
    found = lost(scenario(executives__population={"steward": 1.0}))
    assert not found["inner"].any()
    own = {"mine": {"share": 1.0, "goal": {"pay": 1.0, "value": 0.3}}}  # a steward by another name
    assert not lost(scenario(executives__population=own))["inner"].any()
    assert lost(scenario(executives__population={"saboteur": 1.0}))["inner"].mean() > 1.0


def test_deception_costs_nothing_without_awareness():
    found = lost(scenario(executives__awareness=0.0))
    assert not found["deception"].any()
    aware = {"looter": {"share": 1.0, "awareness": 1.0}}  # a kind's own
    model = scenario(executives__awareness=0.0, executives__population=aware)
    assert lost(model)["deception"].any()


def test_luck_costs_nothing_where_reports_and_value_have_none():
    quiet = scenario(firms__luck=0.0, metric__noise=1e-12, package__oversight=[])
    assert np.abs(lost(quiet)["luck"]).max() < 1e-6


def test_capability_is_searching_well_too():
    """Where all are equally able, only learned rules leave anything to find."""
    same = {"executives__ability_sd": 0.0, "market__experienced": 0}
    regimes = [{"start": 4, "tasks": {"build": {"value": -1.2}}}]
    rules = lost(scenario(executives__cognition="rule", regimes=regimes, **same))
    assert rules["capability"].mean() > 0.05


def test_first_best_has_a_formula_where_nobody_watches():
    """Equal firms and abilities, two tasks without side effects, nothing but the contract."""
    nu, impact = np.array([1.0, 0.6]), 3.0
    tasks = [
        {"name": f"task-{j}", "value": v, "visible": 1.0, "loading": 0.5} for j, v in enumerate(nu)
    ]
    model = scenario(
        technology__tasks=tasks,
        firms__size_sd=0.0,
        firms__impact=impact,
        executives__ability_sd=0.0,
        package__oversight=[],
        package__filters=["lottery"],
        shareholders__monitoring_levels=[0.0],
    )
    found = attribute(model)
    best = 0.5 * impact**2 * (nu @ nu) - model.market.outside
    assert found.first_best == pytest.approx(np.full((4, 12), best), abs=1e-9)
    quiet = found.twins[1 << ORDER.index("luck") :].mean(axis=2)  # no luck, good or bad
    assert np.all(quiet <= best + 1e-9)


def test_the_result_does_not_depend_on_the_batch(usual, monkeypatch):
    monkeypatch.setattr(twins, "FIRMS_AT_HOME", 24)
    again = attribute(scenario(worlds=6, quarters=16))
    assert np.array_equal(again.twins, usual.twins)
    assert np.array_equal(again.bombs, usual.bombs)


def test_a_vote_is_not_taken_again():
    """Twins keep the package that won in their world; both win somewhere."""
    ballot = {"bonus": {}, "later": {"schemes": ["deferred-bonus"]}}
    model = scenario(
        worlds=40, quarters=1, shareholders__ballot=ballot, shareholders__patience_spread=3.0
    )
    plan = twins.plan_twins(model)
    labels = [label for label, _, _ in plan.settled]
    assert set(labels) == {"bonus", "later"} == set(simulate(model)["runs"]["package"])
    for some, _ in plan.twins:
        for piece in plan.pieces:
            jobs = plan.jobs(some, piece)
            assert [job.settled[0] for job in jobs] == [labels[group] for group, _ in piece]
    worlds = sorted(world for piece in plan.pieces for _, part in piece for world in part)
    assert worlds == list(range(40))


def test_what_pays_on_true_value_alone_is_undistorted_whatever_its_name():
    model = scenario()
    slope = contracts(model, model.package).slopes["first_best"]
    for schemes in (
        [{"name": "linear-bonus", "metric": "true-value", "slope": slope}],
        [{"name": "true-value", "slope": slope}, "fixed-salary"],
    ):
        found = lost(scenario(package__schemes=schemes))
        assert not found["intensity"].any() and not found["distortion"].any()


def test_first_best_is_that_of_the_package():
    """What the page says of it: the level of pay stays, and a rich seat is worked for."""
    slope = contracts(scenario(), scenario().package).slopes["first_best"]
    rich = attribute(scenario(package__schemes=[{"name": "true-value", "slope": slope}]))
    assert rich.first_best.mean() < attribute(scenario()).first_best.mean() - 1.0
