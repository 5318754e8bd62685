"""Pipelines: who takes which filter, what that costs, and what gaming adds to one's chances."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.candidates import chance_per_lift, gaming, gaming_on_curve
from sim.hiring.applicants import Applications
from sim.hiring.pipeline import Pipeline, spare_the_rejected, winners
from sim.plan.hires import chances, expected_hires
from sim.plan.solve import build_plan
from sim.quarter.recruiting import call_applicants, screen
from sim.scenario.package import Package
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.incentives.filters.hires import hire, market, same
from tests.sim.worlds import batch, scenario

INTERVIEW = {"name": "interview"}
EASY: dict[str, Any] = {"name": "interview", "bar": -1e6}
"""A bar that everybody passes, so that chances are measured."""


def package(*filters: Any) -> Package:
    return Package.model_validate({"filters": list(filters)})


def applicants(signals: np.ndarray, lot: np.ndarray) -> Applications:
    """(tests, vacancies, applicants) signals of newcomers."""
    rest = [np.zeros(lot.shape)] * 8
    seen = Applications(np.arange(len(lot)), *rest, signals, np.zeros(signals.shape))
    return seen._replace(lot=lot, reputation=np.full(lot.shape, np.nan))


def passage(governance: Package, seen: Applications) -> Any:
    return Pipeline(governance).go_through(seen, lambda part, view: part.score(view))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 9),
    weights=st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 3),
    bars=st.tuples(*[st.none() | st.integers(-20, 20).map(lambda n: n / 20)] * 3),
    lists=st.tuples(*[st.none() | st.integers(1, 9)] * 2),
)
def test_stages_are_what_the_model_page_says(seed, count, weights, bars, lists):
    """Against a loop over applicants."""
    rng = np.random.default_rng(seed)
    signals, lot = rng.normal(size=(3, 4, count)), rng.random((4, count))
    names = ["interview", "integrity-test", "structured-interview"]
    filters = [
        {"name": name, "weight": w, "bar": b, "shortlist": k, "cost": 0.5, "cost_each": 0.25}
        for name, w, b, k in zip(names, weights, bars, (*lists, None), strict=True)
    ]
    governance = package(*filters)
    found = passage(governance, applicants(signals, lot))
    for v in range(4):
        left, total, cost = list(range(count)), np.zeros(count), 0.0
        for f in range(3):
            took = np.isin(np.arange(count), left)
            assert np.array_equal(found.takers(f)[v], took)
            cost += 0.5 * bool(left) + 0.25 * len(left)
            total += weights[f] * signals[f, v]
            left = [a for a in left if bars[f] is None or signals[f, v, a] >= bars[f]]
            if f < 2 and lists[f] is not None:
                left = sorted(left, key=lambda a: (-total[a], -lot[v, a]))[: lists[f]]
        expected = np.where(np.isin(np.arange(count), left), total, -np.inf)
        assert found.score[v] == pytest.approx(expected, abs=1e-12)
        assert Pipeline(governance).cost(found)[v] == pytest.approx(cost)


def test_a_pipeline_in_which_all_stay_is_the_sum():
    tests = ["interview", "integrity-test"]
    long_list = [{"name": "interview", "shortlist": 6}, "integrity-test"]
    assert Pipeline(package(*tests)).in_one_round
    assert not Pipeline(package(*long_list)).in_one_round
    no_games = {"market__gaming_cap": 0.0}
    assert same(hire(*tests, **no_games), hire(*long_list, **no_games))
    assert not same(hire(*tests, **no_games), hire({"name": "interview", "shortlist": 1}, tests[1]))


def test_signals_must_be_those_of_the_filters():
    seen = applicants(np.zeros((2, 3, 4)), np.full((3, 4), 0.5))
    with pytest.raises(ValueError, match="expected 1 signals, got 2"):
        passage(package("interview"), seen)


def plan_of(*filters: Any, **settings: Any) -> tuple[dict[str, Any], Package]:
    model = scenario(package__filters=list(filters), **settings)
    return dict(build_plan(model, model.package).fields), model.package


@pytest.mark.parametrize("candidates", [2, 6, 20])
@pytest.mark.parametrize("filters", [[EASY], [EASY, "integrity-test"]])
def test_measured_chances_are_the_derived_ones_where_these_hold(candidates, filters):
    """Applicants of one kind, to whom gaming is too dear; by quadrature."""
    alike = {"executives__population": {"careerist": 1.0}, "market__experienced": 0}
    settings = {"market__candidates": candidates, "executives__lying_cost": 1e3, **alike}
    plan, governance = plan_of(*filters, **settings)
    x = np.linspace(-8.0, 10.0, 4001)
    below = np.array([NormalDist().cdf(value) for value in x]) ** (candidates - 1)

    def wins(lift):
        return np.trapezoid(np.exp(-0.5 * (x - lift) ** 2) * below, x) / np.sqrt(2 * np.pi)

    # All are of average integrity, so that a test of it is its noise alone.
    spread = np.sqrt(1.0 + (len(filters) - 1) * (1.0 - 0.31**2))
    lifts = np.arange(13) * 0.25 / spread
    expected = np.array([wins(lift) for lift in lifts])
    found = chances(plan, governance, candidates)
    assert plan["chance"] == pytest.approx(found["chance"])
    for slopes in found["chance"]:
        won = np.cumsum(slopes) * found["rung"]
        assert won == pytest.approx(expected[1:] - expected[0], abs=4 * 0.5 / 100)
    closed = chance_per_lift(candidates, np.sqrt(len(filters)))
    assert (wins(1e-3) - wins(0.0)) / 1e-3 / np.sqrt(len(filters)) == pytest.approx(
        closed, rel=0.01
    )


@pytest.mark.parametrize("bar", [0.0, 1.0, 2.0])
def test_alone_before_a_bar_the_chance_is_that_of_passing_it(bar):
    plan, governance = plan_of(
        {"name": "interview", "bar": bar},
        market__candidates=1,
        market__experienced=0,
        executives__population={"careerist": 1.0},
    )
    found = chances(plan, governance, 1)
    passes = [1.0 - NormalDist().cdf(bar - lift) for lift in np.arange(13) * 0.25]
    assert found["rung"] == 0.25
    assert found["chance"][0] * 0.25 == pytest.approx(np.diff(passes), abs=0.006)


@pytest.mark.parametrize("bar", [0.5, 1.5, 2.5])
@pytest.mark.parametrize("kappa", [0.5, 2.0, 6.0])
def test_before_a_bar_applicants_game_as_much_as_is_best(bar, kappa):
    """Against brute force over lifts, for seats of any worth; the chance of passing is exact."""
    steps = np.arange(13) * 0.25
    passes = np.array([1.0 - NormalDist().cdf(bar - lift) for lift in steps])
    slopes = np.diff(passes) / 0.25
    for seat, lying_cost in [(0.0, 0.0), (1.0, 0.0), (3.0, 0.2), (8.0, 0.0), (20.0, 1.0)]:
        lift = gaming_on_curve(seat, 0.9, lying_cost, slopes, 0.25, kappa, 3.0)

        def utility(e, seat=seat, lying_cost=lying_cost):
            passing = 1.0 - NormalDist().cdf(bar - e)
            return 0.9 * seat * passing - (0.5 * kappa * e + lying_cost) * e

        best = max(utility(e) for e in np.linspace(0.0, 3.0, 1201))
        assert utility(lift) >= best - 0.01 * max(seat, 1.0)
        assert 0.0 <= lift <= 3.0


def test_a_curve_of_one_slope_is_the_formula():
    for seat, lying_cost, kappa in [
        (5.0, 0.0, 4.0),
        (5.0, 0.3, 4.0),
        (40.0, 0.0, 1.0),
        (1.0, 2.0, 1),
    ]:
        one = gaming(seat, 1.0, lying_cost, 0.2, kappa, 3.0)
        curve = gaming_on_curve(seat, 1.0, lying_cost, np.full(12, 0.2), 0.25, kappa, 3.0)
        assert curve == pytest.approx(one, abs=1e-12)


def test_rivals_dull_gaming_in_a_contest_and_not_before_a_bar():
    alike = {"executives__population": {"careerist": 1.0}, "market__experienced": 0}
    contest = [
        plan_of("interview", market__candidates=n, **alike)[0]["chance"][0, 0] for n in (4, 30)
    ]
    assert contest[1] < 0.35 * contest[0]
    # Who passes is drawn by lot among those who did: the bar is all that a signal has to reach.
    steps = [{"name": "interview", "weight": 0.0, "bar": 2.0}, "lottery"]
    barred = [plan_of(*steps, market__candidates=n, **alike)[0]["chance"][0].max() for n in (4, 30)]
    assert barred[1] > 0.4 * barred[0]


def test_nobody_games_a_test_that_is_not_taken():
    """Four of six do not get that far; the same applicants win, and spend on it alone."""
    test = {"name": "integrity-test", "kappa": 1.0}
    model = market({"name": "lottery", "shortlist": 2}, test, executives__lying_cost=0.0)
    worlds = batch(model, range(2))
    for _ in range(3):
        worlds.step()
    segment = worlds.segments[0]
    vacant = np.flatnonzero(np.arange(worlds.seats.executive.size) % 7 == 0)
    applications = call_applicants(worlds, segment, vacant)
    seen = applications.by_vacancy()
    before = seen.game.copy()
    took = screen(segment.pipeline, seen, worlds.quarter).took[segment.pipeline.measuring]
    assert took.sum(axis=2).tolist() == [[2] * vacant.size]
    spare_the_rejected(worlds.markets[0], segment.tests, seen, took)
    assert (before > 0).any() and (seen.lift == np.where(took[0], before[0], 0.0)).all()
    assert applications.spent == pytest.approx(
        (0.5 * np.where(took[0], before[0], 0.0) ** 2).ravel()
    )


def test_forecasts_know_what_stages_cost_and_whom_they_hire():
    filters = [
        {"name": "interview", "shortlist": 3, "cost_each": 0.1},
        {"name": "transparency-scan", "accuracy": 0.9, "cost_each": 0.5, "cost": 0.2},
    ]
    settings = {"executives__foresight": 0, "market__experienced": 0}
    plan, governance = plan_of(*filters, **settings)
    hires = expected_hires(plan, governance, 6)
    assert hires.cost == pytest.approx(6 * 0.1 + 0.2 + 3 * 0.5)
    model = scenario(
        package__filters=filters,
        worlds=4,
        firms__count=400,
        quarters=3,
        market__tenure_limit=1,
        **settings,
    )
    found = simulate(model, record=["tenures", "quarters"])
    hired = found["tenures"]["start"] > 0
    for y, kind in enumerate(model.executives.population):
        share = (found["tenures"]["kind"][hired] == kind).mean()
        assert hires.shares[y] == pytest.approx(share, abs=4 * np.sqrt(0.25 / 1000))


def test_what_is_spent_on_filters_is_booked_in_the_next_quarter():
    filters = [{"name": "lottery", "shortlist": 2, "cost": 0.3, "cost_each": 0.1}, "interview"]
    model = scenario(
        package__filters=filters,
        quarters=3,
        market__tenure_limit=1,
        market__experienced=0,
        package__oversight=[],
        shareholders__monitoring_levels=[0.0],
        firms__pay_elasticity=0.0,
    )
    quarters = simulate(model, record=["quarters"])["quarters"]
    later = quarters["quarter"] > 0
    assert quarters["governance"][later] == pytest.approx(0.3 + 6 * 0.1)
    assert (quarters["governance"][~later] == 0.0).all()


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        ([{"name": "interview", "shortlist": 2}], "shortlist: is 2, but no filter follows"),
        (
            [{"name": "interview", "shortlist": 0}, "lottery"],
            "shortlist: is 0; expected a whole",
        ),
        ([{"name": "interview", "weight": -1}], "weight: is -1; expected a number from 0"),
        (
            [{"name": "transparency-scan", "accuracy": 0.4}],
            "accuracy: is 0.4; expected a num",
        ),
    ],
)
def test_pipelines_that_make_no_sense_are_refused(filters, reason):
    with pytest.raises(InputError, match=reason):
        package(*filters)


def test_of_equals_the_lot_decides():
    score = np.array([[1.0, 1.0, 0.0], [-np.inf, -np.inf, -np.inf], [2.0, 2.0, 2.0]])
    lot = np.array([[0.2, 0.7, 0.9], [0.1, 0.2, 0.3], [0.5, 0.1, 0.4]])
    expected = [[False, True, False], [False] * 3, [True, False, False]]
    assert winners(score, lot).tolist() == expected


def test_insiders_compete_with_each_other_alone():
    """Outsiders take nothing, cost nothing and do not count as rivals."""
    promotion = {"name": "internal-promotion", "insiders": 2, "cost_each": 0.1, "kappa": 2.0}
    found = {}
    for count in (2, 20):
        settings = {"market__candidates": count, "market__experienced": 0}
        plan, governance = plan_of(promotion, executives__population={"careerist": 1.0}, **settings)
        found[count] = plan["chance"][0, :6]
        assert expected_hires(plan, governance, count).cost == pytest.approx(0.2)
    # Of 20 applicants two are insiders, so 1200 of those who are lifted: .03 standard errors.
    assert found[20] == pytest.approx(found[2], abs=0.12)


def test_seats_that_wait_for_somebody_are_forecast():
    """Under a bar that one in twelve applicants passes, against the step loop."""
    model = scenario(
        package__filters=[{"name": "lottery", "bar": 0.96, "cost_each": 0.5}],
        package__oversight=[{"name": "no-dismissal"}],
        market__candidates=2,
        market__experienced=0,
        market__poaching=0.0,
        market__retirement=0.1,
        firms__count=200,
        quarters=80,
        shareholders__monitoring_levels=[0.0],
    )
    worlds = batch(model, range(2))
    sits = []
    for _ in range(80):
        worlds.step()
        sits.append((worlds.seats.executive >= 0).mean())
    plan = build_plan(model, model.package)
    hires = expected_hires(plan.fields, model.package, 2)
    assert hires.filled == pytest.approx(1 - 0.96**2, abs=0.02)
    true, share = (
        hires.filled / (1 - (1 - leaving) * (1 - hires.filled)) for leaving in (0.1, 0.1 + 0.02)
    )
    assert np.mean(sits[40:]) == pytest.approx(true, abs=0.04)
    # Forecasts reckon with the usual guess of dismissals, which are none here.
    full = model.model_copy(update={"package": package("lottery").model_copy(
        update={"oversight": model.package.oversight}
    )})  # fmt: skip
    usual = build_plan(full, full.package).forecast
    assert plan.forecast.value_now == pytest.approx(share * usual.value_now, rel=0.02)
