"""Base pay that clears, pay matched to size, and outside options that others pay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from incentives.sentences import InputError
from sim.plan.acceptance import accepting_share
from sim.plan.plan import Plan
from sim.scenario.assignment import matched_pay, premiums
from sim.scenario.base_pay import Assignment
from sim.scenario.firms import firms_of, make_firms
from sim.tables.simulate import simulate
from sim.world.election import in_numbers, plan_for
from tests.sim.plan.test_acceptance import OUTSIDE, bonus, plain
from tests.sim.worlds import scenario

SLOPE = 0.4


def plan_of(model, monitoring=0.0) -> Plan:
    return plan_for(model, model.package, monitoring)


def base_pay(model, monitoring=0.0):
    return float(plan_of(model, monitoring).fields["base_pay"])


def at_mean(plan):
    node = plan["ability_start"] + plan["ability_step"] * np.arange(plan["choice_value"].shape[1])
    return np.interp(1.0, node, plan["choice_value"][0])


@pytest.mark.parametrize("foresight", [0, 1, 16])
def test_clearing_makes_the_mean_applicant_indifferent(foresight):
    """Alone with piece rates a careerist wants the outside option less its best surplus."""
    model = bonus(SLOPE, "clearing", executives__foresight=foresight)
    assert base_pay(model) == pytest.approx(OUTSIDE - 0.5 * SLOPE**2, abs=2e-6)


def test_under_a_salary_base_pay_is_the_outside_option():
    model = plain(package__schemes=["fixed-salary"], package__base_pay="clearing")
    assert base_pay(model) == pytest.approx(OUTSIDE, abs=2e-6)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_clearing_by_acceptance_is_lazears_quantile(share):
    wanted = {"clearing": {"target": "acceptance", "value": share}}
    plan = plan_of(bonus(SLOPE, wanted)).fields
    ability = 1.0 + float(plan["kind_sd"][0]) * norm.ppf(1.0 - share)
    assert float(plan["base_pay"]) == pytest.approx(
        OUTSIDE - 0.5 * (SLOPE * ability) ** 2, abs=1e-4
    )
    assert accepting_share(plan)[0] == pytest.approx(share, abs=1e-6)


def test_clearing_by_rent_leaves_that_rent_in_the_mean():
    model = bonus(SLOPE, {"clearing": {"target": "rent", "value": 1.5}})
    plan = plan_of(model).fields
    rng = np.random.default_rng(0)
    ability = np.maximum(1.0 + float(plan["kind_sd"][0]) * rng.normal(size=200_000), 0.05)
    node = plan["ability_start"] + plan["ability_step"] * np.arange(plan["choice_value"].shape[1])
    worth = np.interp(ability, node, plan["choice_value"][0])
    assert worth.mean() == pytest.approx(1.5, abs=4 * worth.std() / ability.size**0.5)


def test_who_is_indifferent_is_said_or_the_largest_kind_that_wants_pay_alone():
    people = {"looter": {"share": 0.6}, "careerist": {"share": 0.3}, "steward": {"share": 0.1}}
    usual = scenario(executives__population=people, package__base_pay="clearing")
    said = {"clearing": {"kind": "careerist"}}
    assert base_pay(usual) == base_pay(
        scenario(executives__population=people, package__base_pay=said)
    )
    looter = {"clearing": {"kind": "looter"}}
    assert base_pay(scenario(executives__population=people, package__base_pay=looter)) < base_pay(
        usual
    )


@pytest.mark.parametrize("scheme", ["linear-bonus", "deferred-bonus", "hurdle-bonus", "options"])
def test_in_the_boardroom_the_mean_careerist_is_indifferent(scheme):
    people = {"careerist": {"share": 0.6}, "looter": {"share": 0.4}}
    model = scenario(
        executives__population=people, package__schemes=[scheme], package__base_pay="clearing",
        market__participation="quitting",
    )  # fmt: skip
    plan = plan_of(model).fields
    assert plan["accepts"][0] == pytest.approx(1.0, abs=2e-3)


def test_what_a_seat_is_worth_to_the_marginal_person_needs_no_induction():
    """Nothing to lose, no rent: one best response at a seat worth nothing says base pay."""
    far, near = (
        bonus(SLOPE, "clearing", executives__foresight=h, package__oversight=["random-audits"])
        for h in (16, 1)
    )
    assert base_pay(far) == pytest.approx(base_pay(near), abs=1e-6)


def test_only_the_difference_to_the_outside_option_counts():
    one, other = (
        base_pay(scenario(package__base_pay="clearing")),
        base_pay(scenario(package__base_pay="clearing", market__outside=1.9)),
    )
    assert other - one == pytest.approx(1.3, abs=1e-6)


def test_a_number_is_what_it_was_and_leaves_a_rent():
    """Control: nothing adjusts, and the mean careerist is far from indifferent."""
    model = bonus(SLOPE, 1.0)
    assert base_pay(model) == 1.0
    assert at_mean(plan_of(model).fields) > 1.0


def test_later_regimes_keep_what_was_agreed():
    shift = [{"start": 6, "tasks": {"work": {"loading": 0.5}}}]
    model = bonus(SLOPE, "clearing", regimes=shift)
    later = plan_for(model, model.package, 0.0, 1).fields
    assert float(later["base_pay"]) == base_pay(model)
    assert at_mean(later) < 0.0


@pytest.mark.parametrize("others", [0.25, 0.5, 0.9])
def test_an_outside_option_that_others_pay_is_what_they_pay(others):
    """With pay that clears: o = home + f/(1-f) * s^2/2, for they pay s^2/2 more than it."""
    outside = {"home": 0.3, "others": others}
    plan = plan_of(bonus(SLOPE, "clearing", market__outside=outside)).fields
    expected = 0.3 + others / (1.0 - others) * 0.5 * SLOPE**2
    assert float(plan["outside"]) == pytest.approx(expected, abs=1e-4)
    fixed = plan_of(bonus(SLOPE, 1.0, market__outside=outside)).fields
    paid = 1.0 + SLOPE**2
    assert float(fixed["outside"]) == pytest.approx((1 - others) * 0.3 + others * paid, abs=1e-6)


def test_where_all_is_what_others_pay_nothing_says_how_much_that_is():
    with pytest.raises(InputError, match=r"market\.outside\.others: is 1"):
        plan_of(bonus(SLOPE, "clearing", market__outside={"home": 0.3, "others": 1.0}))
    assert plan_of(bonus(SLOPE, 1.0, market__outside={"home": 0.3, "others": 1.0}))


def test_pay_of_pareto_sizes_is_a_power_of_size():
    terms = Assignment(alpha=1.2, beta=0.7, gamma=0.9)
    size = np.arange(1.0, 501.0) ** -terms.alpha
    pay = matched_pay(np.random.default_rng(0).permutation(size)[None], terms)[0]
    order = np.argsort(-pay)
    slope = np.polyfit(np.log(size), np.log(pay[order]), 1)[0]
    assert slope == pytest.approx(terms.elasticity, abs=1e-9)
    assert np.median(pay) == pytest.approx(1.0)


def test_every_firm_pays_what_keeps_the_next_smaller_one_from_bidding():
    """Between what the talent is worth to the smaller and to the larger of two firms."""
    terms = Assignment()
    size = np.sort(np.random.default_rng(1).lognormal(size=40))[::-1]
    more = -np.diff(premiums(size, terms))
    rank = np.arange(1.0, 41.0)
    talent = np.diff(rank**terms.beta) / terms.beta
    assert (more <= size[:-1] ** terms.gamma * talent + 1e-12).all()
    assert (more >= size[1:] ** terms.gamma * talent - 1e-12).all()


def test_matched_pay_follows_size_in_the_run_and_its_level_clears():
    usual = scenario(package__base_pay="clearing", firms__count=60)
    matched = scenario(package__base_pay="matched", firms__count=60)
    firms = make_firms(firms_of(matched), 0, np.arange(1))
    order = np.argsort(firms.size[0])
    assert (np.diff(firms.base_pay[0][order]) >= 0.0).all()
    assert base_pay(matched) == base_pay(usual)
    tables = simulate(matched)
    assert tables["runs"]["base_pay_found"] == pytest.approx(base_pay(matched, 0.0), abs=0.2)
    numbers, package = in_numbers(matched, matched.package, 0.0)
    assert isinstance(package.base_pay, float) and numbers.firms.assignment == Assignment()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("clearin", "package.base_pay: is 'clearin'; expected a number"),
        ({"clearing": {"targt": "rent"}}, "package.base_pay.clearing.targt: unknown field"),
        ({"clearing": {"kind": "nobody"}}, "package.base_pay.clearing.kind: is 'nobody'"),
        ({"clearing": {"target": "acceptance", "value": 2}}, "expected a share between 0 and 1"),
        ({"matched": {"beta": 1.5}}, "expected less than alpha\\*gamma"),
        ({}, "expected clearing, or matched, or both"),
    ],
)
def test_what_is_wrong_with_base_pay_is_said(written, sentence):
    with pytest.raises(InputError, match=sentence):
        scenario(package__base_pay=written)


@pytest.mark.parametrize("liability", ["base-pay", "pay"])
def test_limited_liability_leaves_a_rent_where_pay_would_clear_below_nothing(liability):
    """Control: without it, the fee is what theory says."""
    free = bonus(2.0, "clearing", market__limited_liability="none")
    assert base_pay(free) == pytest.approx(OUTSIDE - 2.0, abs=1e-5)
    with pytest.warns(UserWarning, match="limited liability rules out"):
        limited = plan_of(bonus(2.0, "clearing", market__limited_liability=liability)).fields
    assert float(limited["base_pay"]) == 0.0
    assert at_mean(limited) > 1.0


def test_pay_clears_with_losses_that_are_cut():
    """Under limited liability for pay the curve moves with base pay, and still clears."""
    model = bonus(0.4, "clearing", market__limited_liability="pay", metric__noise=2.0)
    plan = plan_of(model).fields
    assert plan["accepts"][0] == -np.inf or plan["accepts"][0] == pytest.approx(1.0, abs=5e-3)
    assert float(plan["base_pay"]) < OUTSIDE - 0.5 * SLOPE**2
