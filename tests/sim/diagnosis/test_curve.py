"""The deceptive share over thresholds, and the label that does not depend on the size of firms."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Economy, simulate
from sim.cli.deceiving import print_deception
from sim.diagnosis.deception.charts import curve_chart
from sim.diagnosis.deception.curve import BY_PAY, BY_VALUE, WITHHELD_IN, deceptive_curve
from sim.diagnosis.deception.deception import observe
from sim.observers.turns import Turns
from sim.pictures.charts import svg
from sim.scenario.scenario import Thresholds
from tests.sim.worlds import batch, scenario

VALUED = {"thresholds__unit": "value", "thresholds__deceptive": 0.125}
LARGER = {"firms__size_sd": 2.0, "firms__impact": 9.0}
NO_VOTE = {"shareholders__monitoring_levels": [0.0]}  # how closely owners watch depends on size


def tenures(**settings):
    return simulate(scenario(quarters=16, firms__count=30, **settings), record="tenures")["tenures"]


def test_a_curve_counts_what_is_above():
    amount, world = np.array([0.0, 0.3, 0.7, 0.7]), np.array([0, 0, 0, 1])
    chosen = Thresholds(deceptive=0.65, unit="base-pays")
    rows = deceptive_curve({BY_PAY: amount}, world, 3, chosen)
    at = {row["threshold"]: row for row in rows}
    assert [*at] == sorted(at) and [t for t, row in at.items() if row["chosen"]] == [0.65]
    assert at[0.2]["mean"] == pytest.approx((2 / 3 + 1) / 2) and at[0.2]["n"] == 2
    assert at[0.65]["mean"] == pytest.approx((1 / 3 + 1) / 2)
    assert at[1.0]["mean"] == 0.0


@pytest.mark.parametrize("chosen", [{}, VALUED])
def test_the_curve_passes_through_the_share_of_the_table(chosen):
    model = scenario(quarters=16, firms__count=30, **chosen)
    found, runs = observe(model), simulate(model)["runs"]
    (own,) = (row for row in found.curve if row["chosen"])
    assert own["unit"] == model.thresholds.unit
    assert own["mean"] == pytest.approx(runs["deceptive_share"].mean())
    for unit in WITHHELD_IN:
        means = [row["mean"] for row in found.curve if row["unit"] == unit]
        assert means == sorted(means, reverse=True) and means[0] > means[-1]
    assert found.document()["curve"] == found.curve


def test_the_label_by_value_does_not_depend_on_the_size_of_firms():
    """The same people do the same at firms of any size; by base pays, larger firms have more."""
    same = {**VALUED, **NO_VOTE}
    usual, larger = tenures(**same), tenures(**same, **LARGER)
    assert np.array_equal(usual["deceptive"], larger["deceptive"])
    assert larger["withheld_value"] == pytest.approx(usual["withheld_value"], abs=1e-9)
    assert np.abs(larger["withheld"] - usual["withheld"]).max() > 0.1
    assert 0 < usual["deceptive"].mean() < 1
    usual, larger = tenures(**NO_VOTE), tenures(**NO_VOTE, **LARGER)  # the control
    assert usual["deceptive"].sum() < larger["deceptive"].sum()


def test_both_units_say_the_same_where_all_firms_are_equal():
    """At impact 4, 0.5 base pays are 0.125 units of value."""
    alike = {"firms__size_sd": 0.0, "firms__impact": 4.0}
    by_pay, by_value = tenures(**alike), tenures(**alike, **VALUED)
    assert np.array_equal(by_pay["deceptive"], by_value["deceptive"])
    assert by_pay["withheld_value"] == pytest.approx(by_pay["withheld"] / 4.0)
    nothing = tenures(firms__impact=0.0, **VALUED)
    assert not nothing["withheld_value"].any() and not nothing["deceptive"].any()


def test_an_economy_and_the_turns_have_the_same_unit():
    model = scenario(quarters=16, firms__count=30, **VALUED)
    economy = Economy(model, world=0).run()
    shares = economy.datacollector.get_model_vars_dataframe()["deceptive_share"]
    assert shares.iloc[-1] == economy.table("runs")["deceptive_share"][0]
    found = []
    for more in ({}, LARGER):
        played = batch(scenario(quarters=16, firms__count=30, **VALUED, **NO_VOTE, **more))
        turns = Turns(played)
        played.run()
        found.append([(t.row.tolist(), t.number.tolist()) for t in turns.log])
    assert found[0] == found[1] and found[0]


def test_it_is_drawn_and_told(capsys):
    found = observe(scenario(quarters=12, worlds=2))
    assert svg(curve_chart(found)).count("<svg") == 1
    print_deception(found)
    said = capsys.readouterr().out
    assert "* 0.5" in said and "in value" in said
    assert BY_VALUE in {row["unit"] for row in found.curve}
