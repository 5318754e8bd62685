"""Risk as a choice: against brute force, closed forms, and what theory says of the limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from agents.gambling import at_level
from agents.problem import pay_value
from incentives import Seen
from incentives.schemes.options import Options
from sim.checks.bare import bare
from sim.quarter.responses import gambles_of, motives_of
from sim.scenario.scenario import Scenario
from sim.tables.simulate import simulate
from sim.world.election import Job, plan_for
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

LEVELS = (0.4, 0.9, 2.0)
NOISE = 0.6
WORK = {"name": "work", "value": 1.0, "loading": 1.0}
PAIR = [WORK, {"name": "more", "value": 0.2, "loading": 0.5, "cost": 2.0}]


def wide(level: float) -> float:
    return float(np.hypot(NOISE, level))


def choice(**settings: object) -> Worlds:
    """The first quarter of a firm in which risk is a choice and pay is all that counts."""
    asked = {"technology__risk__levels": LEVELS, "technology__tasks": PAIR, **settings}
    return batch(bare(**asked), range(1)).run()


def bachelier(mean, strike, slope, sd):
    d = (mean - strike) / sd
    return slope * ((mean - strike) * ndtr(d) + sd * np.exp(-0.5 * d**2) / np.sqrt(2 * np.pi))


@pytest.mark.parametrize("tasks", [[WORK], PAIR])
@pytest.mark.parametrize(("strike", "slope"), [(-1, 0.8), (0.3, 1.4), (1, 0.8), (2, 1.7), (4, 1)])
@pytest.mark.parametrize("cost", [0.0, 0.05, 0.3])
def test_level_and_efforts_under_options_are_those_of_brute_force(tasks, strike, slope, cost):
    """Whoever weighs value bears what the gamble costs; who does not, does not."""
    played = choice(
        technology__tasks=tasks,
        technology__risk__cost=cost,
        executives__population={"x": {"share": 1, "goal": {"pay": 1.0, "value": 0.5}}},
        package__schemes=[{"name": "options", "strike": strike, "slope": slope}],
    )
    # Any best response is that to some marginal worth of the metric.
    lam = np.linspace(0, slope, 40_001)[:, None]
    loading, cost_of, nu = (
        np.array([t.get(k, 1.0) for t in tasks]) for k in ("loading", "cost", "value")
    )
    effort = (0.5 * nu + lam * loading) / cost_of
    own = effort @ (0.5 * nu) - 0.5 * effort**2 @ cost_of
    best = {
        level: own + bachelier(effort @ loading, strike, slope, wide(level)) - 0.5 * cost * level**2
        for level in (0.0, *LEVELS)
    }
    level = max(best, key=lambda k: best[k].max())
    assert played.actions.gamble[0] == level
    assert played.actions.effort[:, 0] == pytest.approx(effort[best[level].argmax()], abs=2e-4)


def test_what_an_option_gains_by_risk_is_vega_summed_up():
    played = choice(package__schemes=["options"])
    plans, option = played.plans, Options()
    motives, gambles = motives_of(plans, 0), gambles_of(plans, 0)
    for k, level in enumerate(LEVELS, start=1):
        sds = np.linspace(NOISE, wide(level), 301)
        for mean in np.linspace(-3.0, 5.0, 9):
            at = np.array([mean])
            vega = [option.vega(Seen(0, at, at, at, sd))[0] for sd in sds]
            plain, risky = (
                pay_value.py_func(at_level.py_func(motives, gambles, i), 0, 0, mean) for i in (0, k)
            )
            assert risky - plain == pytest.approx(np.trapezoid(vega, sds), abs=2e-5)


def test_a_bonus_far_out_of_reach_is_gambled_for_as_highly_as_can_be():
    played = choice(package__schemes=[{"name": "options", "strike": 9.0}])
    assert played.actions.gamble == pytest.approx(LEVELS[2])


def test_linear_pay_leaves_the_risk_neutral_indifferent_and_changes_nothing():
    few = dict(quarters=8, worlds=2)
    free = scenario(**few, technology__risk__levels=[], package__oversight=["random-audits"])
    offered = scenario(**few, technology__risk__levels=LEVELS, package__oversight=["random-audits"])
    plain, tables = (simulate(model, record=["ledger"]) for model in (free, offered))
    assert (tables["runs"]["risk_taken"] == 0.0).all()
    for name, column in plain["ledger"].items():
        assert tables["ledger"][name] == pytest.approx(column, rel=1e-9, abs=1e-9), name


def test_the_risk_averse_take_no_risk_under_linear_pay():
    played = choice(package__schemes=["linear-bonus"], executives__risk_aversion=0.5)
    assert (played.actions.gamble == 0.0).all()


@pytest.mark.parametrize("aversion", [0.5, 0.9, 1.1, 2.0])
def test_risk_that_pays_is_taken_up_to_its_price_in_a_certainty_equivalent(aversion):
    """Worth ``value * gain`` per unit of variance, at ``aversion * slope**2 / 2``."""
    played = choice(
        technology__risk__cost=-0.2,
        executives__population={"x": {"share": 1, "goal": {"pay": 1.0, "value": 0.4}}},
        executives__risk_aversion=aversion,
        package__schemes=[{"name": "linear-bonus", "slope": 0.4}],
    )
    worth = 0.4 * 0.2 - 0.5 * aversion * 0.4**2
    assert (played.actions.gamble == (LEVELS[2] if worth > 0 else 0.0)).all()


def seated(belief, bar=0.0, **settings: object) -> Worlds:
    """Executives on a salary who differ by what their boards think of them."""
    model = bare(
        firms__count=len(belief),
        technology__risk__levels=LEVELS,
        technology__tasks=[WORK],
        executives__foresight=8,
        market__outside=0.3,
        package__base_pay=1.0,
        package__oversight=[{"name": "belief-dismissal", "bar": bar}],
        **settings,
    )
    played = batch(model, range(1))
    played.seats.belief[:] = belief
    played.enter_quarter()
    played.choose_effort()
    return played


def test_gambling_for_resurrection():
    """Far below the bar the highest level; far above none; in between what brute force says.

    Dewatripont and Tirole 1994, QJE 109; Downs and Rocke 1994, AJPS 38.
    """
    belief = np.linspace(-2.0, 2.0, 41)
    played = seated(belief)
    plans = played.plans
    gain = plans.gain[0, 0]
    seat = plans.patience[0, 0] * plans.seat_value[0, 0, 8, 0, 0]
    effort = np.linspace(0, 5, 20_001)
    for i, b in enumerate(belief):
        utility = {}
        for level in (0.0, *LEVELS):
            short = (0.0 - b) / gain + played.expected[0] + b - effort
            utility[level] = (-0.5 * effort**2 - seat * ndtr(short / wide(level))).max()
        ranked = sorted(utility, key=utility.__getitem__)
        if utility[ranked[-1]] - utility[ranked[-2]] > 1e-6:
            assert played.actions.gamble[i] == ranked[-1], b
    assert played.actions.gamble[0] == LEVELS[-1]
    assert played.actions.gamble[-1] == 0.0
    assert (np.diff(played.actions.gamble) <= 0.0).all()
    # The risk of dismissal is that of the wider report.
    short = -belief / gain + played.expected[0] + belief - played.actions.metric_index
    sd = np.hypot(NOISE, played.actions.gamble)
    assert played.actions.risk == pytest.approx(ndtr(short / sd), abs=1e-7)


def test_nobody_gambles_for_a_seat_that_cannot_be_lost():
    assert (seated(np.linspace(-2, 2, 9), bar=-50.0).actions.gamble == 0.0).all()


def test_the_seat_is_worth_what_the_best_level_makes_of_it():
    """Without audits and bars every quarter is the same, and worth its best."""
    played = choice(
        technology__tasks=[WORK],
        executives__foresight=5,
        package__schemes=[{"name": "options", "strike": 2.0}],
    )
    a = np.linspace(0, 2, 20_001)
    utility = [bachelier(a, 2.0, 0.8, wide(level)) - 0.5 * a**2 for level in (0.0, *LEVELS)]
    best = max(u.max() for u in utility)
    assert best > utility[0].max() + 0.1
    annuity = best * (1 - 0.97 ** np.arange(6)) / 0.03
    assert played.plans.seat_value[0, 0, :, 0, 0] == pytest.approx(annuity, abs=1e-5)


GAMBLING = {
    "technology__risk__levels": (0.6, 1.2),
    "technology__risk__cost": 0.2,
    "package__schemes": ["options"],
}


def test_shareholders_forecast_the_gambles_and_what_they_cost():
    settings = {**GAMBLING, "firms__count": 200, "quarters": 30, "technology__tasks": [WORK]}
    model = bare(**settings, executives__foresight=4)
    (segment,) = batch(model, range(2)).segments
    forecast = plan_for(model, segment.package, segment.monitoring).forecast
    runs = simulate(model, range(2))["runs"]
    assert runs["risk_taken"] == pytest.approx(1.2)
    assert forecast.value_now + forecast.value_later == pytest.approx(runs["value"].mean())
    assert forecast.cost == pytest.approx(runs["paid"].mean(), abs=5 * 1.2 * 0.8 / np.sqrt(12_000))


def test_reports_are_as_wide_as_was_chosen_and_the_rest_of_luck_is_the_same():
    model = bare(**GAMBLING, firms__count=500, quarters=20, technology__risk__value=0.7)
    still = bare(**{**GAMBLING, "technology__risk__levels": []}, firms__count=500, quarters=20)
    wild, calm = (batch(m, range(1)) for m in (model, still))
    reports = []
    for _ in range(20):
        wild.step()
        calm.step()
        assert (wild.actions.noise == calm.actions.noise).all()
        assert (wild.actions.luck == calm.actions.luck).all()
        reports.append(wild.actions.metric - wild.actions.metric_index)
        outcome = wild.actions.gamble * wild.actions.fortune
        luck = 0.7 * outcome * wild.seats.impact
        assert wild.actions.books[1] == pytest.approx(luck)
    variance = np.var(reports)
    assert variance == pytest.approx(NOISE**2 + 1.2**2, rel=5 * np.sqrt(2 / 10_000))
    assert (calm.actions.gamble == 0).all() and (calm.actions.fortune == 0).all()


def test_rules_gamble_as_training_left_them():
    settings = {**GAMBLING, "technology__tasks": [WORK], "executives__ability_sd": 0.25}
    rule = bare(**settings, executives__cognition="rule")
    exact = bare(**settings)
    ruled, chosen = (batch(m, range(1)).run().actions.gamble for m in (rule, exact))
    assert (ruled > 0).any()
    assert ruled == pytest.approx(chosen, abs=1e-9)


def test_what_is_withheld_counts_what_gambles_cost():
    """Audits hold back what lifts the report over the strike, and with it the need to gamble."""
    tasks = [
        {**WORK, "cap": 0.2},
        {"name": "dress", "loading": 1.0, "value": -0.4, "detectability": 0.4},
    ]
    base = {
        **GAMBLING,
        "technology__tasks": tasks,
        "technology__risk__levels": (0.2, 1.2),
        "executives__foresight": 1,
        "executives__patience": 0.0,
        "executives__population": {"x": {"share": 1, "goal": {"pay": 1.0, "value": 0.5}}},
        "package__schemes": [{"name": "hurdle-bonus", "hurdle": 0.9, "bonus": 1.5}],
    }

    def value(rate):
        oversight = [{"name": "random-audits", "rate": rate, "penalty": 3.0}]
        played = batch(bare(**base, package__oversight=oversight), range(1)).run()
        gamble, effort = played.actions.gamble[0], played.actions.effort[:, 0]
        return gamble, effort @ [1.0, -0.4] - 0.2 * gamble**2

    seasonal = {"name": "seasonal-audits", "rate": 0.6, "season": 0}
    fined = {"name": "random-audits", "rate": 0.0, "penalty": 3.0}
    played = batch(bare(**base, package__oversight=[seasonal, fined]), range(1)).run()
    watched, unwatched = value(0.6), value(0.0)
    assert watched[0] != unwatched[0]
    assert played.tenures.withheld[0, 0] == pytest.approx(watched[1] - unwatched[1], abs=1e-9)


def test_worlds_with_and_without_the_choice_share_a_batch_to_the_bit():
    wild, calm = scenario(**GAMBLING), scenario(package__schemes=["options"])
    other = scenario(
        technology__risk__levels=[0.9],
        package__schemes=["hurdle-bonus", "deferred-bonus"],
        executives__population={"careerist": 0.5, "looter": 0.5},
    )
    both = Worlds([Job(model, range(2)) for model in (wild, calm, other)]).run()
    alone = [batch(model, range(2)).run() for model in (wild, calm, other)]
    n = 2 * both.firms
    risk = both.risk_taken.sum(axis=0)
    assert (risk[:2] > 0).all() and (risk[2:4] == 0).all() and (risk[4:] > 0).all()
    for part, single in zip((slice(k * n, (k + 1) * n) for k in range(3)), alone, strict=True):
        assert (both.actions.gamble[part] == single.actions.gamble).all()
        assert (both.actions.metric[part] == single.actions.metric).all()
        assert (both.actions.effort[:, part] == single.actions.effort).all()


def test_tenures_and_quarters_tell_the_same_risk():
    model = scenario(**GAMBLING, quarters=10)
    tables = simulate(model, record=["quarters", "tenures"])
    tenures, quarters = tables["tenures"], tables["quarters"]
    by_tenure = np.bincount(tenures["world"], tenures["risk_taken"] * tenures["quarters"])
    seats = np.bincount(tenures["world"], tenures["quarters"])
    assert by_tenure / seats == pytest.approx(tables["runs"]["risk_taken"])
    assert (tables["runs"]["risk_taken"] > 0).all()
    assert quarters["risk_taken"].min() >= 0.0 and quarters["risk_taken"].max() <= 1.2


@pytest.mark.parametrize("levels", [[0.0, 1.0], [1.2, 0.6], [0.5, 0.5], [-1.0], [200.0]])
def test_levels_rise_above_nothing(levels):
    with pytest.raises(ValueError, match="rising standard deviations above 0"):
        Scenario.model_validate({"technology": {"risk": {"levels": levels}}})
