"""Plans: pay curves, stacking, and what shareholders forecast."""

from __future__ import annotations

import numpy as np
import pytest

from agents.solver import GENERAL
from incentives.oversight.base import Oversight
from incentives.schemes.base import Scheme
from incentives.schemes.hurdle_bonus import HurdleBonus
from sim.plan.oversight.combined import tip_offs
from sim.plan.oversight.contexts import contexts
from sim.plan.pay.expected import pay_curves
from sim.plan.solve import build_plan
from sim.scenario.package import Package
from sim.world.election import plan_for
from tests.sim.worlds import scenario


class Steps(HurdleBonus):
    """A hurdle bonus without its closed form."""

    abstract = True

    def expected_award(self, seen):
        return Scheme.expected_award(self, seen)


def test_curves_of_a_jump_are_smooth_without_a_closed_form():
    exact, exact_slope, step = pay_curves(Package(schemes=(HurdleBonus(),)), 0.6, -3, 6, 0.0)
    rough, rough_slope, _ = pay_curves(Package(schemes=(Steps(),)), 0.6, -3, 6, 0.0)
    assert rough == pytest.approx(exact, abs=3e-3)
    assert rough_slope == pytest.approx(exact_slope, abs=6e-3)
    assert step == pytest.approx(0.6 / 8, rel=0.02)


def test_a_little_risk_aversion_changes_little():
    package = Package(schemes=(HurdleBonus(),))
    neutral, slope, _ = pay_curves(package, 0.6, -3, 6, 0.0)
    averse, averse_slope, _ = pay_curves(package, 0.6, -3, 6, 1e-6)
    assert averse == pytest.approx(neutral, abs=3e-3)
    assert averse_slope == pytest.approx(slope, abs=6e-3)
    strongly, _, _ = pay_curves(package, 0.6, -3, 6, 3.0)
    assert (strongly[0] <= neutral[0] + 3e-3).all() and (strongly[0] < neutral[0] - 0.1).any()


def test_forecasts_see_filters():
    model = scenario(executives__population={"careerist": 0.5, "looter": 0.5})

    def forecast(*filters):
        package = Package.model_validate({"filters": list(filters)})
        return plan_for(model, package, 0.0).forecast

    luck = forecast("lottery")
    able = forecast({"name": "interview", "validity": 0.9, "kappa": 1e6})
    honest = forecast({"name": "integrity-test", "validity": 0.9, "kappa": 1e6})
    dear = forecast({"name": "lottery", "cost": 50.0})
    assert able.metric > luck.metric + 0.05
    total = [f.value_now + f.value_later for f in (luck, honest)]
    assert total[1] > total[0]
    assert dear.cost > luck.cost + 1


def test_forecast_cost_is_expected_pay_whatever_executives_feel():
    bold = scenario()
    timid = scenario(executives__risk_aversion=1e-3)
    indifferent = scenario(
        executives__population={"idealist": {"share": 1.0, "goal": {"pay": 0.0, "value": 0.5}}}
    )
    cost = build_plan(bold, bold.package).forecast.cost
    assert build_plan(timid, timid.package).forecast.cost == pytest.approx(cost, rel=1e-2)
    assert build_plan(indifferent, indifferent.package).forecast.cost > 1.0


def test_somebody_barely_unaware_still_fears_dismissal():
    """A mix with a board that never dismisses is a mix, not the end of all risk."""

    def index(awareness):
        model = scenario(
            executives__awareness=awareness,
            executives__population={"careerist": 1.0},
            package__oversight=["probation"],
            package__schemes=["fixed-salary"],
        )
        return build_plan(model, model.package).fields["seat_value"][0, 16, 4, 20]

    assert index(0.99) == pytest.approx(index(1.0), rel=0.02)


def test_plans_do_not_depend_on_seed_or_length():
    one = scenario(seed=1, quarters=5)
    two = scenario(seed=2, quarters=9)
    assert plan_for(one, one.package, 0.0) is plan_for(two, two.package, 0.0)
    assert np.isfinite(plan_for(one, one.package, 0.0).fields["seat_value"]).all()


def test_what_may_be_known_of_audits_averages_to_what_they_are():
    parts = [
        "random-audits",
        {"name": "spot-checks", "rate": 0.5, "share": 0.3, "tip": 0.6},
        {"name": "spot-checks", "rate": 0.8, "share": 0.5, "tip": 0.0, "start": 2},
    ]
    package = Package.model_validate({"oversight": parts})
    states = tip_offs(package)
    chances = [chance for chance, _ in states]
    assert chances == pytest.approx([0.18, 0.42, 0.4])
    on = [np.array(state) for _, state in states]
    assert sum(c * o for c, o in zip(chances, on, strict=True)) == pytest.approx([1.0, 0.3, 0.5])
    rates, _, probation, chance = contexts(package, 0.1, 0.6)[:4]
    assert rates.shape == (3, 4, 3) and probation == 2
    settled = 0.9 * 0.95 * (1 - 0.5 * np.array([1.0, 0.0, 0.3])) * (1 - 0.8 * 0.5)
    assert rates[0, 0] == pytest.approx(1 - settled)
    assert chance.sum() == pytest.approx(1.0)
    always = Package.model_validate({"oversight": parts[:1]})
    assert len(tip_offs(always)) == 1 and tip_offs(always)[0] == (1.0, [1.0])


def test_tip_offs_deter_less_and_awareness_is_something_else():
    """Knowing that audits are off is acted upon; a blend of beliefs is one act for both states."""

    def harm(**oversight):
        model = scenario(
            executives__population={"looter": 1.0},
            executives__awareness=oversight.pop("awareness", 1.0),
            package__schemes=["fixed-salary"],
            package__oversight=[{"name": "spot-checks", "penalty": 5.0, **oversight}],
            shareholders__monitoring_levels=[0.0],
        )
        return -plan_for(model, model.package, 0.0).forecast.value_now

    deterred = harm(rate=0.6, share=0.6, tip=0.0)
    assert deterred == pytest.approx(harm(rate=0.36, share=1.0, tip=0.5))
    assert deterred == pytest.approx(harm(rate=0.6, share=0.6, tip=0.0, awareness=0.5))
    assert harm(rate=0.6, share=0.6, tip=0.5) > deterred + 0.01


class Late(Oversight):
    """Audits of high reports only, whose finders let nothing be kept."""

    abstract = True

    def audit_rate(self, seen):
        return np.where(seen.metric > 1.1, 0.6, 0.0)

    def restitution(self):
        return 5.0

    def fine(self):
        return 1.0


def test_what_has_to_be_paid_back_counts_as_soon_as_anybody_expects_it():
    """In the first round nobody reports so much that anything could be found."""
    model = scenario(metric__noise=0.1)
    plan = build_plan(model, Package(schemes=model.package.schemes, oversight=(Late(),)))
    assert plan.fields["restitution_watched"] > 0.0
    assert plan.fields["solver"] == GENERAL
