"""Chances by quadrature: textbook limits, an independent Monte Carlo, and the fixed point."""

from __future__ import annotations

from itertools import pairwise
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest

from agents.candidates import chance_per_lift, gaming_on_curve, turning_stakes
from sim.hiring import traits
from sim.hiring.contest import Contest
from sim.hiring.market import market_of
from sim.hiring.pipeline import Pipeline
from sim.plan.hires import chances, expected_hires
from sim.plan.solve import build_plan
from sim.scenario.scenario import Scenario
from tests.sim.worlds import scenario

MIXED: dict[str, Any] = {
    "steward": {"share": 0.3, "lying_cost": 0.2, "ability_mean": 1.1},
    "careerist": {"share": 0.3, "signal_noise": 0.5},
    "looter": {"share": 0.2, "faking": 0.4, "ability_sd": 0.5},
    "empire-builder": {"share": 0.2, "awareness": 0.5},
}
"""Kinds that differ in all that a signal depends on."""
PIPELINES: dict[str, tuple[list[Any], int]] = {
    "one test": ([{"name": "interview", "kappa": 1.0}], 6),
    "tests and a lottery": (
        [{"name": "interview", "weight": 2.0}, "integrity-test", "lottery"],
        12,
    ),
    "a trial": (["work-sample", {"name": "interview", "kappa": 0.5}], 30),
    "hardly a test": ([{"name": "interview", "weight": 0.05, "kappa": 0.3}, "lottery"], 3),
    "no noise": ([{"name": "interview", "validity": 1.0, "kappa": 2.0}], 6),
}


def contest_of(model: Scenario) -> tuple[Contest, Any, np.ndarray]:
    """The contest of a scenario, its market at the fixed point, and the lifts of its curve."""
    package, count = model.package, model.market.candidates
    plan = build_plan(model, package).fields
    market = market_of(plan)
    contest = Contest(market, traits.tests_of(package, count), Pipeline(package), count, 3.0)
    return contest, market, np.arange(13) * 0.25


@pytest.mark.parametrize("count", [2, 6, 40, 1024])
@pytest.mark.parametrize("tests", [1, 2])
def test_of_alike_normals_it_is_the_textbooks_integral(count, tests):
    """Without validity a signal is its noise; nobody games who loses by it."""
    filters = [{"name": name, "validity": 0.0} for name in ("interview", "integrity-test")][:tests]
    settings = {"market__candidates": count, "executives__lying_cost": 1e6}
    contest, market, lifts = contest_of(scenario(package__filters=filters, **settings))
    x = np.linspace(-9.0, 13.0, 22001)
    below = np.array([0.5 * (1.0 + erf(value / sqrt(2.0))) for value in x]) ** (count - 1)
    exact = [
        np.trapezoid(np.exp(-0.5 * (x - lift / sqrt(tests)) ** 2) * below, x) / sqrt(2 * np.pi)
        for lift in lifts
    ]
    for found in contest.chances(market, lifts):
        assert found == pytest.approx(exact, abs=1e-9)
    less, more = contest.chances(market, np.array([-1e-3, 1e-3])).T
    slope = chance_per_lift(count, sqrt(tests))
    assert (more - less) / 2e-3 == pytest.approx(slope, abs=1e-7)  # curved by a third derivative


def drawn(model: Scenario, vacancies: int, plan: Any, games: bool = True) -> Any:
    """Kinds, abilities, (tests, ...) ungamed and gamed signals, and lots: nothing of the core's."""
    rng = np.random.default_rng(11)
    shape = (vacancies, model.market.candidates)
    kinds = model.executives.population
    kind = rng.choice(len(kinds), size=shape, p=[member.share for member in kinds.values()])
    theta = plan["kind_mean"][kind] + plan["kind_sd"][kind] * rng.normal(size=shape)
    theta = np.maximum(theta, 0.05)
    nodes = plan["ability_start"] + plan["ability_step"] * np.arange(plan["entry_value"].shape[1])
    worth, trial = np.empty(shape), np.empty(shape)
    for y in range(len(kinds)):
        worth[kind == y] = np.interp(theta[kind == y], nodes, plan["entry_value"][y])
        if plan["trial"].shape[1] > 1:
            trial[kind == y] = np.interp(theta[kind == y], nodes, plan["trial"][y])
    tests = [part for part in model.package.filters if part.measures != "nothing"]
    bare, gamed = [], []
    lifts = np.linspace(0.0, 3.0, 601)
    for part, slopes in zip(tests, plan["chance"], strict=True):
        trait = {
            "ability": (theta - plan["ability_mean"]) / plan["ability_sd"],
            "integrity": plan["integrity"][kind],
            "trial": trial,
        }[part.measures]
        own = plan["signal_noise"][kind]
        noise = np.where(np.isnan(own), sqrt(1.0 - part.correlation() ** 2), own)
        signal = part.correlation() * trait + noise * rng.normal(size=shape)
        bare.append(signal + plan["faking"][kind])
        won = np.interp(lifts, 0.25 * np.arange(13), np.append(0.0, np.cumsum(0.25 * slopes)))
        stake = np.linspace(0.0, 40.0, 2001)
        best = np.zeros(shape)
        for y in range(len(kinds)):
            cost = 0.5 * part.gaming_cost() * lifts**2 + plan["lying_cost"][y] * lifts
            answer = lifts[(stake[:, None] * won - cost).argmax(axis=1)]
            place = np.rint(plan["awareness"][y] * np.maximum(worth[kind == y], 0.0) * 50.0)
            best[kind == y] = answer[place.astype(int)]
        gamed.append(bare[-1] + (best if games else 0.0))
    return kind, theta, np.array(bare), np.array(gamed), rng.random(shape)


def total_of(model: Scenario, signals: np.ndarray, lot: np.ndarray) -> np.ndarray:
    total, rows = np.zeros(lot.shape), iter(signals)
    for part in model.package.filters:
        total += part.weight * (lot if part.name == "lottery" else next(rows))
    return total


@pytest.mark.parametrize("name", PIPELINES)
def test_it_agrees_with_a_monte_carlo_of_applicants_who_differ(name):
    """Chances, kinds and abilities of the hired; and the control, rivals who do not game."""
    filters, count = PIPELINES[name]
    model = scenario(
        package__filters=filters, market__candidates=count, executives__population=MIXED
    )
    contest, market, lifts = contest_of(model)
    plan = build_plan(model, model.package).fields
    found = contest.chances(market, lifts)
    vacancies, off = 240_000 // count, 0.0
    error = 0.5 / sqrt(vacancies)
    for games in (True, False):
        kind, theta, bare, gamed, lot = drawn(model, vacancies, plan, games)
        total = total_of(model, gamed, lot)
        best = np.sort(total[:, 1:], axis=1)[:, -1]
        for test in range(len(bare)):
            for place in (0, 4, 8, 12):
                signals = gamed[:, :, :1].copy()
                signals[test] = bare[test][:, :1] + lifts[place]
                wins = (total_of(model, signals, lot[:, :1])[:, 0] > best).mean()
                if games:
                    assert found[test, place] == pytest.approx(wins, abs=4 * error)
                off = max(off, abs(found[test, place] - wins) if not games else 0.0)
        if games:
            winner = total.argmax(axis=1)
            hired, able = (a[np.arange(vacancies), winner] for a in (kind, theta))
            hires = expected_hires(plan, model.package, count)
            for y in range(len(MIXED)):
                assert hires.shares[y] == pytest.approx((hired == y).mean(), abs=4 * error)
                own = able[hired == y]
                assert hires.ability[y] == pytest.approx(
                    own.mean(), abs=4 * own.std() / sqrt(own.size) + 1e-4
                )
    assert off > 8 * error or name == "hardly a test"


@pytest.mark.parametrize("name", PIPELINES)
def test_others_game_as_much_as_the_same_curve_makes_worth_while(name):
    filters, count = PIPELINES[name]
    model = scenario(
        package__filters=filters, market__candidates=count, executives__population=MIXED
    )
    contest, market, lifts = contest_of(model)
    plan = build_plan(model, model.package).fields
    gained = np.diff(contest.chances(market, lifts))
    assert gained == pytest.approx(0.25 * plan["chance"], abs=1.001e-9)
    assert plan["chance_gap"] <= 1e-9


def test_a_contract_is_chosen_before_one_games():
    """Nodes of a menu's rows are those who take the contract, and all together everybody."""
    model = scenario(
        package__schemes=[{"name": "menu"}], package__filters=["interview"], market__candidates=4
    )
    plan = build_plan(model, model.package).fields
    hires = expected_hires(plan, model.package, 4)
    rng = np.random.default_rng(2)
    contracts, vacancies = int(plan["contracts"]), 60_000
    shares = np.diff(plan["share_cumulated"], prepend=0.0)
    first = contracts * rng.choice(shares.size, size=(vacancies, 4), p=shares)
    theta = np.maximum(
        plan["kind_mean"][first] + plan["kind_sd"][first] * rng.normal(size=first.shape), 0.05
    )
    nodes = plan["ability_start"] + plan["ability_step"] * np.arange(plan["entry_value"].shape[1])
    row, game = np.zeros_like(first), np.zeros(first.shape)
    for k in range(shares.size):
        mine = first == k * contracts
        worth = [
            np.interp(theta[mine], nodes, plan["choice_value"][k * contracts + c])
            for c in range(contracts)
        ]
        row[mine] = k * contracts + np.argmax(worth, axis=0)
    for y in np.unique(row):
        seat = np.interp(theta[row == y], nodes, plan["entry_value"][y])
        known = (plan["awareness"][y], plan["lying_cost"][y], plan["chance"][0])
        game[row == y] = [gaming_on_curve(worth, *known, 0.25, 4.0, 3.0) for worth in seat]
    score = 0.4 * (theta - plan["ability_mean"]) / plan["ability_sd"] + game
    score += sqrt(0.84) * rng.normal(size=score.shape)
    hired = row[np.arange(vacancies), score.argmax(axis=1)]
    counted = np.bincount(hired, minlength=hires.shares.size) / vacancies
    assert contracts > 1 and hires.shares == pytest.approx(counted, abs=4 * 0.5 / sqrt(vacancies))


@pytest.mark.parametrize("seed", range(12))
def test_between_turning_stakes_the_best_lift_is_a_line(seed):
    """Nothing bends or jumps elsewhere, also where chances fall here and there."""
    rng = np.random.default_rng(seed)
    chance = rng.gamma(1.0, 0.2, size=12) - (0.05 if seed % 3 == 0 else 0.0)
    lying, kappa, cap = (0.0, 0.3)[seed % 2], rng.uniform(0.3, 4.0), (3.0, 2.6)[seed % 2]
    room = np.empty(37)
    count = turning_stakes(lying, chance, 0.25, kappa, cap, 40.0, room)
    edges = np.unique(np.concatenate([[0.0], room[:count], [40.0]]))
    for low, high in pairwise(edges):
        inside = np.linspace(low, high, 9)[1:-1]
        lifts = [gaming_on_curve(s, 1.0, lying, chance, 0.25, kappa, cap) for s in inside]
        if high - low > 1e-9:
            assert np.diff(lifts, 2) == pytest.approx(0.0, abs=1e-9)
    beyond = [
        gaming_on_curve(s, 1.0, lying, chance, 0.25, kappa, cap) for s in np.linspace(0, 40, 4001)
    ]
    assert np.diff(beyond).min() >= -1e-12


def test_the_margin_is_the_slope_at_a_tie_whatever_the_pipeline():
    """Weights included, and never rehearsed; tests of intent and lotteries are not counted."""
    filters = [
        "screening",
        {"name": "interview", "weight": 2.0, "bar": 1.0, "shortlist": 3},
        {"name": "integrity-test", "weight": 0.5},
        "lottery",
    ]
    model = scenario(package__filters=filters, market__chances="margin")
    plan = build_plan(model, model.package).fields
    slope = chance_per_lift(6, sqrt(2.0**2 + 0.5**2))
    assert plan["chance"][:, 0] == pytest.approx([0.0, 2.0 * slope, 0.5 * slope], abs=1e-12)
    assert plan["chance"].shape == (3, 1) and plan["chance_gap"] == 0.0


def test_where_all_are_alike_and_leap_together_the_gap_is_recorded():
    """Rivals who leap make leaping worthless, and who do not, worth while: there is no equilibrium.

    Noise has to be large enough in contests (Lazear and Rosen 1981, JPE 89).
    """
    alike = {"careerist": {"share": 1.0, "ability_sd": 0.0}}
    settings = {"executives__population": alike, "market__candidates": 64}
    model = scenario(package__filters=[{"name": "interview", "kappa": 0.5}], **settings)
    plan = build_plan(model, model.package).fields
    assert plan["chance_gap"] > 1e-3
    assert chances(plan, model.package, 64)["chance_gap"] == plan["chance_gap"]
