"""First best that people sign: no fee for a seat, and nobody in it who would rather not be."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.diagnosis.attribution import causes, twins
from sim.diagnosis.attribution.attribution import attribute
from sim.diagnosis.attribution.contracts import contracts, unsigned
from sim.diagnosis.attribution.waterfall import waterfall
from sim.pictures.charts import styled, svg
from sim.scenario.executives import RelativeAversion
from sim.support.inputs import InputError
from sim.world.election import Job, plan_for
from tests.sim.diagnosis.test_contracts import MU, NU, textbook_terms
from tests.sim.worlds import scenario

REFUSED = {"market__limited_liability": "base-pay", "market__participation": "quitting"}
SMALL = {"worlds": 2, "quarters": 8}


@pytest.fixture(scope="module")
def signed():
    return attribute(scenario(**SMALL, **REFUSED))


def test_the_steps_sum_to_what_people_sign(signed):
    left = signed.first_best - signed.lost.sum(axis=0) - signed.governance
    assert left == pytest.approx(signed.total_surplus, abs=1e-9)
    assert np.array_equal(signed.first_best, signed.twins[-1])
    assert signed.unconstrained.mean() > signed.first_best.mean() + 1.0


def test_without_a_limit_the_fee_is_in_first_best():
    """What is beside it under a limit are the very numbers that are in it without."""
    free = attribute(scenario(**SMALL))
    limited = attribute(scenario(**SMALL, market__limited_liability="base-pay"))
    assert np.array_equal(free.unconstrained, free.first_best)
    assert np.array_equal(limited.unconstrained, free.first_best)
    assert np.array_equal(limited.twins[0], free.twins[0])
    assert not np.array_equal(limited.first_best, free.first_best)
    (pay,), (other,) = free.contracts.values(), limited.contracts.values()
    assert pay.unconstrained is pay.first_best and other.unconstrained == pay.first_best
    assert pay.slopes == other.slopes and pay.effort == other.effort
    assert "fee" not in free.sentence() and len(free.rows()) + 1 == len(limited.rows())


@pytest.mark.parametrize("impact", [0.8, 1.6, 3.0])
def test_base_pay_is_what_a_hand_finds_or_nothing(impact):
    """Efforts are ``impact * nu`` at first best, and pay is ``impact - .3`` for each unit of it."""
    model = scenario(
        **textbook_terms() | {"firms__impact": impact},
        package__schemes=[{"name": "linear-bonus", "slope": 0.4}],
        market__limited_liability="base-pay",
    )
    own = 0.3 * NU + 0.4 * MU
    before = 1.0 + 0.4 * (own @ MU) - 0.5 * own @ own
    fair = before - (impact * (impact - 0.3) - 0.5 * impact**2) * (NU @ NU)
    found = contracts(model, model.package)
    assert found.unconstrained.base_pay == pytest.approx(fair, abs=1e-6)
    assert found.first_best.base_pay == pytest.approx(max(fair, 0.0), abs=1e-6)
    assert (found.unconstrained == found.first_best) == (fair >= 0.0)


@pytest.mark.study
def test_where_no_fee_is_needed_both_are_the_same():
    """A slope so low that people are as well off with base pay left: not a bit differs."""
    gain = {"firms__impact": 0.8, **SMALL}
    found, free = (
        attribute(scenario(**gain, market__limited_liability=rule)) for rule in ("base-pay", "none")
    )
    assert np.array_equal(found.twins, free.twins)
    assert np.array_equal(found.unconstrained, found.first_best)
    assert found.sentence() == free.sentence() and found.rows() == free.rows()
    model = scenario(**gain, market__limited_liability="base-pay")
    assert sum(map(len, twins.plan_twins(model, more=True).alike)) == 96


@pytest.mark.study
def test_a_fee_moves_nobody_who_is_neither_watched_nor_chosen():
    """It is a transfer; only a seat that may be lost or won is worked for."""
    terms = {"package__filters": ["lottery"], "market__limited_liability": "base-pay", **SMALL}
    free = attribute(scenario(**terms, package__oversight=[]))
    assert free.unconstrained == pytest.approx(free.first_best, abs=1e-9)
    watched = attribute(scenario(**terms))  # the control
    assert np.abs(watched.unconstrained - watched.first_best).max() > 0.1


def test_the_fee_is_said(signed):
    assert "under contracts that people sign" in signed.sentence()
    assert "with a fee of 8.2 base pays a quarter)" in signed.sentence()
    first, beside, *_ = signed.rows()
    assert (first["name"], first["kind"]) == ("first_best", "level")
    assert (beside["name"], beside["kind"]) == ("unconstrained", "beside")
    assert beside["label"] == "with a fee of 8.2 base pays a quarter"
    assert beside["mean"] == pytest.approx(signed.unconstrained.mean())
    assert np.array_equal(signed.table()["unconstrained"], signed.unconstrained.ravel())


def test_it_is_a_thin_outline_beside_the_top_bar(signed):
    drawn = svg(styled(waterfall(signed.rows())))
    assert "with a fee of 8.2 base pays a quarter" in drawn and "stroke-dasharray" in drawn
    usual = [row for row in signed.rows() if row["kind"] != "beside"]

    def ends(rows):
        (data,) = (
            data for data in waterfall(rows).to_dict()["datasets"].values() if "label" in data[0]
        )
        return {row["label"]: (row["low"], row["high"]) for row in data}

    below = ends(signed.rows())
    assert below.pop("with a fee of 8.2 base pays a quarter")[0] == 0.0
    assert below == ends(usual)  # and moves no other bar


def test_fees_of_several_packages_and_pay_that_would_be_refused():
    model = scenario(**REFUSED)
    one = contracts(model, model.package)
    other = one._replace(unconstrained=one.unconstrained.model_copy(update={"base_pay": -3.0}))
    assert unsigned([one, other]) == "with fees of 3.0 to 8.2 base pays a quarter"
    poor = one._replace(unconstrained=one.unconstrained.model_copy(update={"base_pay": 0.1}))
    assert unsigned([poor]) == "if nobody could refuse"
    assert unsigned([one._replace(unconstrained=one.first_best)]) is None


# Who signs ----------------------------------------------------------------------------------------


def seated(twin, least):
    """Whether everybody who sat in the twin would have accepted, from what ability on; and seats.

    ``least``, (rows,): who accepts, least able.
    """
    jobs = [Job(twin.scenario, range(2), ("package", twin.package, 0.0))]
    batch = twins.TwinWorlds(jobs, twin.ablest, twin.still)
    short, seats = 0, 0
    for _ in range(twin.scenario.quarters):
        sits = batch.seats.executive >= 0
        short += int((batch.seats.theta < least[batch.seats.kind])[sits].sum())
        seats += int(sits.sum())
        batch.step()
    return short, seats


@pytest.mark.parametrize("outside", [0.6, 4.0, 8.0])
def test_all_who_play_at_first_best_have_signed(outside):
    model = scenario(worlds=2, quarters=12, market__outside=outside, **REFUSED)
    last = causes.twins(model, model.package)[-1]
    plan = plan_for(last.scenario, last.package, 0.0).fields
    least, mean = plan["accepts"], plan["kind_mean"]
    assert np.isfinite(least).all() and (least <= mean + 1e-3).all()
    short, seats = seated(last, least)
    assert short == 0 and seats > 200
    # The control: with the fee many sit there who would not have paid it.
    beside = causes.unconstrained_twin(model, model.package)
    assert beside.package.base_pay < -8.0 and beside.scenario.market.participation == "none"
    asked = beside.scenario.market.model_copy(update={"participation": "quitting"})
    asked = beside.scenario.model_copy(update={"market": asked})
    would = plan_for(asked, beside.package, 0.0).fields["accepts"]
    short, seats = seated(beside, would)
    assert short > 0.04 * seats


def test_base_pay_is_raised_until_the_mean_steward_is_willing():
    """One quarter's pay less effort, where nothing else is to be had: what a hand finds."""
    terms = textbook_terms() | {"market__outside": 9.0, "package__oversight": []}
    model = scenario(**terms, **REFUSED)
    found = contracts(model, model.package)
    slope = found.slopes["first_best"]
    rent = (slope * 3.0 - 0.5 * 9.0) * (NU @ NU)
    assert found.first_best.base_pay == pytest.approx(9.0 - rent, abs=2e-6)
    unasked = scenario(**terms, market__limited_liability="base-pay")
    assert contracts(unasked, unasked.package).first_best.base_pay == 0.0


def test_no_twin_is_paid_for_by_its_executives():
    """But one, which would be refused if anybody asked."""
    for model in (scenario(**REFUSED), scenario(**REFUSED | {"market__limited_liability": "pay"})):
        every = causes.twins(model, model.package)
        assert min(twin.package.base_pay for twin in every) == 0.0
        for twin in every:
            document = json.loads(twin.scenario.model_dump_json())
            document["package"] = json.loads(twin.package.model_dump_json())
            assert type(model).model_validate(document)
        beside = causes.unconstrained_twin(model, model.package)
        limited = beside.scenario.model_copy(update={"market": every[-1].scenario.market})
        with pytest.raises(ValueError, match="a fee for the seat"):
            plan_for(limited, beside.package, 0.0)


def test_losses_are_borne_in_twins_that_are_paid_straight():
    """Where they are cut in the world, the twins with its own package cut them, too."""
    model = scenario(**REFUSED | {"market__limited_liability": "pay"})
    for twin in causes.twins(model, model.package):
        own = twin.package == model.package
        assert twin.scenario.market.limited_liability == ("pay" if own else "base-pay")
        assert twin.scenario.market.participation == "quitting"


def test_tenures_are_replayed_in_no_other_twin():
    model = scenario(**REFUSED)
    assert sum(map(len, twins.plan_twins(model).alike)) == 96
    assert sum(map(len, twins.plan_twins(model, more=True).alike)) == 97


def test_a_fee_that_nobody_has_is_refused_only_where_it_would_be_taken():
    averse = RelativeAversion(crra=2.0, wealth=5.0).model_dump()
    free = scenario(executives__risk_aversion=averse)
    with pytest.raises(InputError, match=r"the fee of a contract to compare with, -8\.1"):
        contracts(free, free.package)
    limited = scenario(executives__risk_aversion=averse, **REFUSED)
    found = contracts(limited, limited.package)
    assert found.unconstrained is found.first_best and found.first_best.base_pay == 0.0


def test_an_outside_option_that_others_pay_is_a_number_in_twins():
    found = attribute(scenario(**SMALL, **REFUSED, market__outside={"home": 0.4, "others": 0.3}))
    assert np.isfinite(found.twins).all() and found.unconstrained.mean() > found.first_best.mean()
