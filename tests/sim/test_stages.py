"""Pipelines: who takes which filter, what that costs, and what gaming adds to one's chances."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.candidates import chance_per_lift
from sim.hiring import Round
from sim.hiring_forecast import chances, expected_hires
from sim.planner import build_plan
from sim.play import simulate
from sim.recruiting import applicants as applicants_of
from sim.recruiting import screen
from sim.scenario import Package
from sim.stages import go_through, in_one_round, measuring, spare_the_rejected
from tests.incentives.filters.hires import hire, market, same
from tests.sim.worlds import batch, scenario

INTERVIEW = {"name": "interview"}
EASY: dict[str, Any] = {"name": "interview", "bar": -1e6}
"""A bar that everybody passes, so that chances are measured."""


def package(*filters: Any) -> Package:
    return Package.model_validate({"filters": list(filters)})


def applicants(signals: np.ndarray, lot: np.ndarray) -> Round:
    """(tests, vacancies, applicants) signals of newcomers."""
    rest = [np.zeros(lot.shape)] * 8
    seen = Round(np.arange(len(lot)), *rest, signals, np.zeros(signals.shape))
    return seen._replace(lot=lot, reputation=np.full(lot.shape, np.nan))


def passage(governance: Package, seen: Round) -> Any:
    return go_through(governance, seen, lambda part, view: part.score(view))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 9),
    weights=st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 3),
    bars=st.tuples(*[st.none() | st.floats(-1, 1)] * 3),
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
        assert found.cost(governance)[v] == pytest.approx(cost)


def test_a_pipeline_in_which_all_stay_is_the_sum():
    tests = ["interview", "integrity-test"]
    long_list = [{"name": "interview", "shortlist": 6}, "integrity-test"]
    assert in_one_round(package(*tests)) and not in_one_round(package(*long_list))
    no_games = {"market__gaming_cap": 0.0}
    assert same(hire(*tests, **no_games), hire(*long_list, **no_games))
    assert not same(hire(*tests, **no_games), hire({"name": "interview", "shortlist": 1}, tests[1]))


def plan_of(*filters: Any, **settings: Any) -> tuple[dict[str, Any], Package]:
    model = scenario(package__filters=list(filters), **settings)
    return dict(build_plan(model, model.package).fields), model.package


@pytest.mark.parametrize("candidates", [2, 6, 20])
@pytest.mark.parametrize("filters", [[EASY], [EASY, "integrity-test"]])
def test_measured_chances_are_the_derived_ones_where_these_hold(candidates, filters):
    """Applicants who do not differ in what they game."""
    alike = {"executives__population": {"careerist": 1.0}, "market__experienced": 0}
    plan, governance = plan_of(*filters, market__candidates=candidates, **alike)
    theory = chance_per_lift(candidates, np.sqrt(len(filters)))
    error = (10_000 * theory * 0.5) ** -0.5  # of counting who wins by half a sd, relative
    assert chances(plan, governance, candidates) == pytest.approx(theory, rel=4 * error)
    assert plan["chance"] == pytest.approx(chances(plan, governance, candidates))


@pytest.mark.parametrize("bar", [0.0, 1.0])
@pytest.mark.parametrize("cap", [0.0, 3.0])
def test_alone_before_a_bar_the_chance_is_the_density_there(bar, cap):
    plan, governance = plan_of(
        {"name": "interview", "bar": bar, "kappa": 2.0},
        market__candidates=1,
        market__experienced=0,
        market__gaming_cap=cap,
        executives__population={"careerist": 1.0},
    )
    chance = float(chances(plan, governance, 1)[0])
    nodes = np.linspace(0.0, 2.25, plan["entry_value"].shape[1])
    worth = np.interp(1.0, nodes, plan["entry_value"][0])
    lift = min(max(worth * chance / 2.0, 0.0), cap)
    assert chance == pytest.approx(NormalDist().pdf(bar - lift), rel=0.1)


def test_rivals_dull_gaming_in_a_contest_and_not_before_a_bar():
    alike = {"executives__population": {"careerist": 1.0}, "market__experienced": 0}
    contest = [plan_of("interview", market__candidates=n, **alike)[0]["chance"][0] for n in (4, 30)]
    assert contest[1] < 0.3 * contest[0]
    # Who passes is drawn by lot among those who did: the bar is all that a signal has to reach.
    steps = [{"name": "interview", "weight": 0.0, "bar": 2.0}, "lottery"]
    barred = [plan_of(*steps, market__candidates=n, **alike)[0]["chance"][0] for n in (4, 30)]
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
    round_ = applicants_of(worlds, segment, vacant)
    seen = round_.by_vacancy()
    before = seen.game.copy()
    took = screen(segment.package, seen, worlds.quarter).took[measuring(segment.package)]
    assert took.sum(axis=2).tolist() == [[2] * vacant.size]
    spare_the_rejected(worlds.markets[0], segment.tests, seen, took)
    assert (before > 0).any() and (seen.lift == np.where(took[0], before[0], 0.0)).all()
    assert round_.spent == pytest.approx((0.5 * np.where(took[0], before[0], 0.0) ** 2).ravel())


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
        ([{"name": "interview", "shortlist": 2}], "a shortlist of 2, but no filter follows"),
        ([{"name": "interview", "shortlist": 0}, "lottery"], "greater than or equal to 1"),
        ([{"name": "interview", "weight": -1}], "greater than or equal to 0"),
        ([{"name": "transparency-scan", "accuracy": 0.4}], "greater than or equal to 0.5"),
    ],
)
def test_pipelines_that_make_no_sense_are_refused(filters, reason):
    with pytest.raises(ValidationError, match=reason):
        package(*filters)
