"""Relative risk aversion over wealth: certainty equivalents against closed forms and limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from incentives.schemes.base import Scheme
from incentives.schemes.deferred_bonus import DeferredBonus
from incentives.schemes.hurdle_bonus import HurdleBonus
from incentives.schemes.linear_bonus import LinearBonus
from incentives.schemes.options import Options
from sim.diagnosis.attribution.contracts import contracts
from sim.plan.aversions import aversions
from sim.plan.pay import wealth
from sim.plan.pay.expected import pay_curves
from sim.plan.pay.wealth import OverWealth
from sim.plan.pay_curves import tabulate_pay
from sim.plan.primitives import Primitives
from sim.plan.profile import Profile
from sim.scenario.package import Package
from sim.scenario.presets import scenario_of
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from sim.world.election import plan_for
from tests.incentives.schemes.efforts import paid_by
from tests.sim.worlds import scenario

SD = 0.6
CRRA = [0.5, 1.0, 3.0, 10.0]


class Growth(Scheme):
    """Wealth of 5 grows by a hundredth times ten of the report, so it ends lognormal."""

    abstract = True
    owned: float = 5.0
    rate: float = 0.1

    def award(self, seen):
        return self.owned * np.expm1(self.rate * seen.metric)


class Steps(HurdleBonus):
    """A prize of which the curves do not know the closed form: its chance is the lattice's own."""

    abstract = True
    expected_award = Scheme.expected_award


def worth(risk, *schemes, start=-3.0, stop=6.0):
    """Nodes; worth of pay at once and all else at par; its slope."""
    value, slope, step = pay_curves(Package(schemes=schemes), SD, start, stop, risk)
    return start + step * np.arange(value.shape[1]), value.sum(axis=0), slope.sum(axis=0)


@pytest.mark.parametrize("crra", CRRA)
def test_lognormal_wealth(crra):
    """``log E y**(1 - g) / (1 - g)`` is the mean of the logarithm and ``1 - g`` half variances."""
    m, found, slope = worth(OverWealth(crra, 5.0), Growth())
    exact = 5.0 * np.exp(0.1 * m + 0.5 * (1 - crra) * (0.1 * SD) ** 2)
    assert found == pytest.approx(exact - 5.0, abs=1e-9)
    assert slope == pytest.approx(0.1 * exact, abs=1e-7)


@pytest.mark.parametrize("crra", CRRA)
def test_a_prize_that_one_has_or_has_not(crra):
    """Log utility: the geometric mean of wealth; else the mean of that power."""
    _, chance, _ = worth(0.0, Steps(slope=0.0, bonus=1.0, hurdle=1.0))
    _, found, _ = worth(OverWealth(crra, 2.0), Steps(slope=0.0, bonus=1.0, hurdle=1.0))
    if crra == 1.0:
        exact = 3.0**chance * 2.0 ** (1 - chance)
    else:
        exact = (chance * 3.0 ** (1 - crra) + (1 - chance) * 2.0 ** (1 - crra)) ** (1 / (1 - crra))
    assert found == pytest.approx(exact - 2.0, abs=1e-9)


@pytest.mark.parametrize("crra", [0.5, 1.0, 3.0])
def test_pay_that_may_take_everything(crra):
    """Against an adaptive rule; below the floor utility is its tangent there."""
    floor = wealth.FLOOR

    def utility(y):
        inside = max(y, floor)
        found = np.log(inside) if crra == 1 else (inside ** (1 - crra) - 1) / (1 - crra)
        return found + floor**-crra * min(y - floor, 0.0)

    m, found, _ = worth(OverWealth(crra, 1.0), LinearBonus(slope=0.6))
    for node in range(0, m.size, 12):

        def weighed(z, mean=m[node]):
            return utility(1 + 0.6 * (mean + SD * z)) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

        kink = np.clip(((floor - 1) / 0.6 - m[node]) / SD, -9, 9)
        mean = sum(quad(weighed, *ends, epsabs=1e-11)[0] for ends in ((-9, kink), (kink, 9)))
        assert utility(1 + found[node]) == pytest.approx(mean, abs=2e-4 * floor**-crra)


def test_small_bets_are_like_absolute_aversion():
    """Premium ``crra / wealth`` times half the variance: 3 over 25 is .12."""
    for slope in (0.01, 0.1):
        bonus = LinearBonus(slope=slope)
        m, neutral, _ = worth(0.0, bonus)
        _, absolute, _ = worth(0.12, bonus)
        _, relative, _ = worth(OverWealth(3.0, 25.0), bonus)
        assert neutral - absolute == pytest.approx(0.06 * (slope * SD) ** 2, rel=1e-6)
        own = 1.5 / (25.0 + slope * m)  # pay that is certain adds to wealth
        assert neutral - relative == pytest.approx(own * (slope * SD) ** 2, rel=1e-4)
    _, large, _ = worth(OverWealth(3.0, 1.0), LinearBonus(slope=0.8))
    _, absolute, _ = worth(3.0, LinearBonus(slope=0.8))
    assert (np.abs(large - absolute) > 0.02).any()  # control: large bets differ


@pytest.mark.parametrize("scheme", [LinearBonus(), HurdleBonus(), Options()])
def test_wealth_far_above_pay_is_risk_neutral(scheme):
    _, neutral, slope = worth(0.0, scheme)
    _, rich, rich_slope = worth(OverWealth(3.0, 1e9), scheme)
    assert rich == pytest.approx(neutral, abs=3e-3)  # the rule's own error where pay bends
    assert rich_slope == pytest.approx(slope, abs=6e-3)
    if isinstance(scheme, LinearBonus):
        assert rich == pytest.approx(neutral, abs=1e-8)
        assert rich_slope == pytest.approx(slope, abs=1e-6)
    _, poor, _ = worth(OverWealth(3.0, 2.0), scheme)
    assert (poor < neutral - 0.02).any()  # control


def test_no_aversion_is_none():
    _, neutral, _ = worth(0.0, LinearBonus())
    _, found, _ = worth(OverWealth(0.0, 5.0), LinearBonus())
    assert found == pytest.approx(neutral, abs=1e-9)


def test_it_is_smooth_in_relative_aversion_about_log_utility():
    found = [worth(OverWealth(g, 2.0), LinearBonus())[1] for g in (1 - 1e-7, 1.0, 1 + 1e-7)]
    assert found[0] == pytest.approx(found[1], abs=1e-6)
    assert found[2] == pytest.approx(found[1], abs=1e-6)
    assert (found[0] >= found[2]).all()


def test_the_floor_does_not_matter_in_ordinary_settings(monkeypatch):
    usual = [worth(OverWealth(3.0, w), LinearBonus())[1] for w in (26.0, 1.0)]
    monkeypatch.setattr(wealth, "FLOOR", 0.01)
    lower = [worth(OverWealth(3.0, w), LinearBonus())[1] for w in (26.0, 1.0)]
    assert lower[0] == pytest.approx(usual[0], abs=1e-12)
    assert (lower[1] < usual[1] - 1e-3).any()  # control: a base pay is all that there is


def test_worth_rises_with_the_mean_however_much_is_lost():
    for crra in (0.5, 1.0, 5.0, 100.0):
        _, found, slope = worth(OverWealth(crra, 0.5), LinearBonus(slope=2.0), start=-20.0)
        assert np.isfinite(found).all() and (slope > 0.0).all()
        assert (np.diff(found) > 0.0).all()


def test_deferred_pay_bears_risk_with_pay_at_once():
    """Half of a bonus in an account that loses nothing is worth the bonus, and risks as much."""
    _, whole, slope = worth(OverWealth(3.0, 4.0), LinearBonus(slope=0.6))
    half = LinearBonus(slope=0.3), DeferredBonus(slope=0.3, deferred=1.0)
    _, split, split_slope = worth(OverWealth(3.0, 4.0), *half)
    assert split == pytest.approx(whole, abs=1e-12)
    assert split_slope == pytest.approx(slope, abs=1e-9)
    _, later, _ = worth(OverWealth(3.0, 4.0, (1.0, 0.0)), *half)
    _, alone, _ = worth(OverWealth(3.0, 4.0), LinearBonus(slope=0.3))
    _, neutral, _ = worth(0.0, LinearBonus(slope=0.3))
    assert later - neutral == pytest.approx(alone, abs=1e-12)  # of no worth, and no risk


# In scenarios -------------------------------------------------------------------------------------

RICH = {"crra": 3.0, "wealth": 25.0}
LINEAR = {"name": "linear-bonus", "slope": 0.8}


def worth_at_once(model):
    plan = plan_for(model, model.package, 0.0)
    return plan.fields["curve_value"][0, 0]


def averse(*schemes, taste=RICH, **settings):
    return paid_by(*schemes, executives__risk_aversion=taste, **settings)


def test_base_pay_is_part_of_wealth():
    for base in (0.5, 5.0):
        model = averse(LINEAR, package__base_pay=base)
        [taste] = set(aversions(Primitives(model, model.package, 0.0, 0)))
        assert taste.wealth == 25.0 + base
    poor, rich = (
        worth_at_once(averse(LINEAR, taste={"crra": 3, "wealth": 1}, package__base_pay=base))
        for base in (0.5, 50.0)
    )
    assert (poor < rich - 0.1).any()


def test_what_is_kept_from_round_to_round_knows_its_base_pay():
    """As where base pay is searched for, with all else as it was."""
    model = averse(LINEAR, taste={"crra": 3, "wealth": 1})
    primitives = Primitives(model, model.package, 0.0, 0)
    profile = Profile(primitives)
    before = tabulate_pay(primitives, profile).value
    after = tabulate_pay(primitives.on(9.0, primitives.outside), profile).value
    package = model.package.model_copy(update={"base_pay": 9.0})
    anew = Primitives(model, package, 0.0, 0)
    assert np.array_equal(after, tabulate_pay(anew, Profile(anew)).value)
    assert not np.array_equal(after, before)


def test_a_fee_that_takes_all_wealth_is_refused():
    settings = {
        "executives.risk_aversion": {"crra": 3, "wealth": 2},
        "package.base_pay": -2.5,
        "market.limited_liability": "none",
    }
    with pytest.raises(InputError, match=r"risk_aversion.wealth: is 2, .* a number above 2.5"):
        scenario_of(None, settings)
    assert scenario_of(None, settings | {"package.base_pay": -1.9}).package.base_pay == -1.9


def test_so_is_the_fee_of_a_contract_that_a_diagnosis_compares_with():
    poor, rich = (averse(LINEAR, taste={"crra": 3, "wealth": w}) for w in (1.0, 25.0))
    assert contracts(rich, rich.package).first_best.base_pay < -2.0
    with pytest.raises(InputError, match=r"wealth: is 1, of which the fee of a contract to comp"):
        contracts(poor, poor.package)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-1, r"risk_aversion: is -1; expected a number from 0 to 100 or a mapping with crra, w"),
        ({"crra": 3}, r"risk_aversion.wealth: is missing; expected a number from 0"),
        ({"crra": -3, "wealth": 1}, r"risk_aversion.crra: is -3; expected a number from 0"),
        ({"crra": 3, "welth": 1}, r"risk_aversion.welth: unknown field; did you mean 'wealth'"),
        (True, r"risk_aversion: is true; expected a number from 0"),
    ],
)
def test_what_is_wrong_is_said(value, said):
    for at in ("executives", "executives.population.looter"):
        with pytest.raises(InputError, match=f"{at}.{said}"):
            scenario_of(None, {f"{at}.risk_aversion": value})


def test_an_indicator_of_the_reports_noise_takes_risk_off():
    """The small-bet version of the regression, and of noise that it adds of its own."""
    part = {"name": "linear-bonus", "metric": "indicator"}
    taste = {"crra": 3.0, "wealth": 99999.0}
    plain = worth_at_once(averse(LINEAR, taste=taste))
    for shared, weight in ((1.0, -0.64), (1.0, 0.2), (0.0, -0.64)):
        metric = {"name": "indicator", "loadings": {}, "noise": 0.3, "shared": shared}
        model = averse(LINEAR, {**part, "slope": weight}, taste=taste, package__metrics=[metric])
        less = 0.64 * 0.36 - (0.8 + shared * weight) ** 2 * 0.36 - weight**2 * 0.09
        found = worth_at_once(model) - plain
        assert found == pytest.approx(0.5 * 3e-5 * less, rel=1e-3)


def test_comparing_firms_takes_the_common_shock_off():
    def relative(weight):
        part = {"name": "relative-performance", "slope": 0.8, "weight": weight}
        model = averse(part, taste={"crra": 3.0, "wealth": 99999.0}, metric__common_noise=0.8)
        plan = plan_for(model, model.package, 0.0).fields
        at = plan["curve_start"] + plan["curve_step"] * np.arange(plan["curve_last"] + 1)
        mean = 0.8 * (at - weight * plan["reference"])
        return mean - plan["curve_value"][0, 0]

    for weight in (0.5, 1.0):
        variance = 0.36 + ((1 - weight) * 0.8) ** 2
        assert relative(weight) == pytest.approx(0.5 * 3e-5 * 0.64 * variance, rel=1e-3)


def test_gains_in_price_are_a_risk():
    """A stake is worth more than its dividends: what a report moves is what it is worth."""
    model = averse({"name": "stock-grant", "stake": 0.1}, taste={"crra": 3.0, "wealth": 99999.0})
    [taste] = set(aversions(Primitives(model, model.package, 0.0, 0)))
    neutral = worth_at_once(paid_by({"name": "stock-grant", "stake": 0.1}))
    premium = 0.5 * 3e-5 * (0.1 + taste.belief) ** 2 * 0.36
    assert taste.belief > 0.1
    assert neutral - worth_at_once(model) == pytest.approx(premium, rel=1e-3)


@pytest.mark.parametrize("crra", [90.0, 55.0])
def test_gambles_are_taken_up_to_their_price(crra):
    """Worth .4 * .2 per unit of variance, at half of ``crra / wealth`` times .4**2."""
    model = scenario(
        quarters=1,
        worlds=1,
        technology__risk={"levels": [0.1], "cost": -0.05},
        executives__population={"x": {"share": 1, "goal": {"pay": 1.0, "value": 0.4}}},
        executives__risk_aversion={"crra": crra, "wealth": 299.0},
        package__schemes=[{"name": "linear-bonus", "slope": 0.4}],
        package__oversight=[],
    )
    worth = 0.4 * 0.05 - 0.5 * crra / 300 * 0.4**2
    taken = float(simulate(model)["runs"]["risk_taken"][0])
    assert (taken > 0.0) == (worth > 0.0)
