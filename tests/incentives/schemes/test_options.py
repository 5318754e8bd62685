"""What options do: they raise risk, where risk is a choice, at the owners' expense."""

from __future__ import annotations

import numpy as np
import pytest

from incentives import Seen
from incentives.schemes.options import Options
from sim.checks.bare import bare
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

LEVELS, COST, IMPACT = (0.6, 1.2), 0.1, 4.0
WORLDS = 24
OPTION = Options(slope=0.8, strike=1.0)
OPTIONS = {"name": "options", "slope": 0.8, "strike": 1.0}


def play(scheme, base_pay=1.0, levels=LEVELS, cost=COST, table="runs"):
    model = bare(
        worlds=WORLDS,
        quarters=20,
        firms__count=20,
        firms__impact=IMPACT,
        firms__luck=0.5,
        metric__resolution=128,
        technology__tasks=[{"name": "work", "value": 1.0, "loading": 1.0}],
        technology__risk__levels=levels,
        technology__risk__cost=cost,
        package__schemes=[scheme],
        package__base_pay=base_pay,
    )
    return simulate(model, record=["quarters"])[table]


def linear_twin(levels):
    """A linear bonus, and base pay, with the same effort and cost as the options."""
    sd = float(np.hypot(0.6, levels[-1])) if levels else 0.6
    metric = np.array([0.0])
    for _ in range(200):  # effort is marginal pay
        seen = Seen(0, np.zeros(1, dtype=int), metric, metric, sd)
        metric = OPTION.delta(seen)
    slope = float(metric[0])
    award = float(OPTION.expected_award(seen)[0])
    return {"name": "linear-bonus", "slope": slope}, 1.0 + award - slope**2


def t_of(difference):
    return difference.mean() / (difference.std(ddof=1) / np.sqrt(difference.size))


def test_options_raise_risk_and_cost_owners_what_it_loses():
    """Same effort and same expected pay as under the linear bonus; only the risk differs."""
    options = play(OPTIONS)
    linear = play(*linear_twin(LEVELS))
    assert (options["risk_taken"] == LEVELS[-1]).all()
    assert (linear["risk_taken"] == 0.0).all()
    assert abs(t_of(options["paid"] - linear["paid"])) < 3.0
    lost = IMPACT * COST * LEVELS[-1] ** 2
    assert options["accrual"] - linear["accrual"] == pytest.approx(-lost, abs=1e-6)
    surplus = options["shareholder_surplus"] - linear["shareholder_surplus"]
    assert t_of(surplus) < -4.0
    assert abs(t_of(surplus + lost)) < 3.0


def test_where_risk_is_no_choice_options_raise_none():
    options = play(OPTIONS, levels=(), table="quarters")
    linear = play(*linear_twin(()), levels=(), table="quarters")
    for quarters in (options, linear):
        assert (quarters["risk_taken"] == 0.0).all()
    for name in ("metric", "value", "accrual", "luck"):  # the same reports, hence variance
        assert options[name] == pytest.approx(linear[name], abs=1e-6), name
    assert abs(t_of(options["shareholder_surplus"] - linear["shareholder_surplus"])) < 3.0


def test_options_help_where_the_risk_is_worth_taking():
    """The other side of the same convexity: Smith and Stulz 1985, JFQA 20."""
    options = play(OPTIONS, cost=-COST)
    linear = play(*linear_twin(LEVELS), cost=-COST)
    gained = IMPACT * COST * LEVELS[-1] ** 2
    assert options["accrual"] - linear["accrual"] == pytest.approx(gained, abs=1e-6)


def test_with_a_choice_of_risk_fewer_give_up_on_the_strike():
    """In the default economy; control: under linear pay the choice changes nothing at all."""

    def idle(scheme, levels):
        model = scenario(
            package__schemes=[scheme], technology__risk__levels=levels, firms__count=40
        )
        worlds, done = batch(model, range(24)), []
        for _ in range(model.quarters):
            worlds.step()
            done.append(worlds.actions.effort[1].copy())
        return (np.array(done) < 0.3).reshape(model.quarters, 24, -1).mean(axis=(0, 2))

    without, with_choice = idle("options", []), idle("options", [0.6, 1.2])
    gap = without - with_choice  # by world
    assert gap.mean() > 4 * gap.std(ddof=1) / np.sqrt(24)
    assert np.array_equal(idle("linear-bonus", []), idle("linear-bonus", [0.6, 1.2]))
