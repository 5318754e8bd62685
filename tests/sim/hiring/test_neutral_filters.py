"""Filters that do nothing are as if they were not there, to the bit; and lifts, one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives import Applicants
from incentives.filters import Graded
from incentives.filters.interview import Interview
from incentives.filters.lottery import Lottery
from sim.hiring.lifted import hired_by_stages
from sim.hiring.market import market_of
from sim.hiring.pipeline import Pipeline, law_of_newcomers, winners
from sim.hiring.rehearsal import Rehearsal
from sim.plan.hires import chances, expected_hires
from sim.plan.solve import build_plan
from sim.scenario.package import Package
from sim.tables.simulate import simulate
from tests.sim.hiring.test_pipeline import applicants, package
from tests.sim.worlds import scenario

WIDE: dict[str, Any] = {"name": "screening", "cutoff": 100, "tie_break": 0.0}
"""It turns down whoever is a hundred sd off: nobody, but only a rehearsal can tell."""
PAIRS: dict[str, tuple[list[Any], list[Any]]] = {
    "coverage 0": (["interview"], [{"name": "background-check", "coverage": 0.0}, "interview"]),
    "cutoff out of reach": (["interview"], [WIDE, "interview"]),
    "cutoff, after two": (["interview", "integrity-test"], ["interview", "integrity-test", WIDE]),
    "bar out of reach": (["interview"], [{"name": "interview", "bar": -1e6}]),
    "a shortlist of all": (
        ["interview", "integrity-test"],
        [{"name": "interview", "shortlist": 6}, "integrity-test"],
    ),
    "weight 0": (
        ["interview", "lottery"],
        [{"name": "panel", "weight": 0.0, "cost_each": 0.0}, "interview", "lottery"],
    ),
    "a twin of weight 0": (["interview"], [{"name": "interview", "weight": 0.0}, "interview"]),
    "nothing is told": (["interview"], ["interview", {"name": "references", "candour": 0.0}]),
}


@pytest.mark.parametrize("knows", ["margin", "curve"])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_filter_that_turns_nobody_down_changes_nothing(pair: str, knows: str) -> None:
    """Plans, forecasts and what is played, whatever applicants know of their chances."""
    found = []
    for filters in PAIRS[pair]:
        model = scenario(
            seed=5,
            worlds=2,
            quarters=8,
            market__chances=knows,
            executives__lying_cost=0.05,
            shareholders__monitoring_levels=[0.0, 0.2],
            package__filters=filters,
        )
        plan = build_plan(model, model.package)
        tables = simulate(model, record=["ledger", "tenures"])
        found.append((plan, tables))
    (one, usual), (other, more) = found
    assert one.forecast == other.forecast
    counted = [row for row in one.fields["chance"] if row.any()]
    assert np.array_equal(counted, [row for row in other.fields["chance"] if row.any()])
    assert (usual["ledger"]["gaming"] > 0.0).any()
    for table in ("ledger", "tenures"):
        for name, column in usual[table].items():
            assert np.array_equal(column, more[table][name], equal_nan=column.dtype.kind == "f")


def test_control_a_filter_that_turns_some_down_changes_gaming() -> None:
    few = {**WIDE, "cutoff": 0.5}
    one, other = (
        build_plan(model, model.package).fields["chance"][-1]
        for model in (scenario(package__filters=[*more, "interview"]) for more in ([], [few]))
    )
    assert np.abs(one - other).max() > 0.05


class Reserved(Graded):
    """Scores by comparison: what counts is the distance to the best of the vacancy."""

    abstract = True
    name = "reserved"
    summary = purpose = "a part of a user's own"
    source = "none"
    measures = "ability"

    def score(self, seen: Applicants) -> np.ndarray:
        best = np.sort(seen.signal, axis=1)[:, -1:]
        return np.where(seen.signal > best - 1.5, seen.signal, -np.inf)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 7),
    weights=st.tuples(*[st.sampled_from([0.0, 1.0, 3.0])] * 3),
    bars=st.tuples(*[st.none() | st.integers(-20, 20).map(lambda n: n / 20)] * 3),
    lists=st.tuples(*[st.none() | st.integers(1, 7)] * 2),
    place=st.integers(0, 2),
)
def test_one_applicant_is_lifted_as_if_all_were_judged_anew(
    seed: int, count: int, weights: Any, bars: Any, lists: Any, place: int
) -> None:
    rng = np.random.default_rng(seed)
    signals, lot = np.round(rng.normal(size=(3, 5, count)), 1), rng.random((5, count))
    names = ["interview", "integrity-test", "structured-interview"]
    filters = [
        {"name": name, "weight": w, "bar": b, "shortlist": k}
        for name, w, b, k in zip(names, weights, bars, (*lists, None), strict=True)
    ]
    pipeline = Pipeline(package(*filters))
    one, rows = rng.integers(0, count, 5), np.arange(5)
    lifts = np.linspace(-2.0, 3.0, 6)

    def judged(own: np.ndarray) -> Any:
        return pipeline.go_through(applicants(own, lot), lambda part, view: part.score(view))

    lifted = signals[place, rows, one, None] + lifts
    found = hired_by_stages(pipeline.filters, judged(signals), lot, one, place, lifted)
    for n in range(lifts.size):
        moved = signals.copy()
        moved[place, rows, one] = lifted[:, n]
        won = winners(judged(moved).score, lot)[rows, one]
        assert np.array_equal(found[:, n], won)


def test_parts_that_compare_applicants_are_judged_anew_for_every_lift() -> None:
    """Against a loop over applicants and lifts."""
    governance = Package.model_construct(
        **{**package("lottery").__dict__, "filters": (Reserved(kappa=1.0), Interview(weight=0.5))}
    )
    model = scenario(package__filters=["interview"], market__candidates=3)
    plan = dict(build_plan(model, model.package).fields)
    lifts = np.array([0.0, 0.5, 2.0])
    plan["chance"], plan["rung"] = np.full((2, 2), 0.2), np.array(0.5)
    rehearsal, market = Rehearsal(governance, 3, 400), market_of(plan)
    found = rehearsal.differences(market, lifts).gains
    seen, passage = rehearsal.play(market)
    wins = np.zeros((400, 3, 3))
    for one in range(3):
        for n, lift in enumerate(lifts):
            signal = seen.signal.copy()
            signal[0, :, one] += lift - seen.game[0, :, one]
            passed = rehearsal.pipeline.go_through(
                seen._replace(signal=signal), lambda part, view: part.score(view)
            )
            wins[:, one, n] = winners(passed.score, seen.lot)[:, one]
    assert passage.took is not None
    took = passage.takers(0)
    gains = np.diff(wins.sum(axis=(0, 1))) / took.sum()
    assert rehearsal.pipeline.test_weights.tolist() == [0.0, 0.5]
    assert found[0] == pytest.approx(gains, abs=1e-12)


def test_what_filters_say_of_newcomers_is_what_they_score() -> None:
    lot = np.array([[0.25, 0.75]])
    seen = Applicants(np.zeros((1, 2)), np.full((1, 2), np.nan), lot)
    known = 0
    for part in package("lottery", "track-record", "references", "background-check").filters:
        law = law_of_newcomers(part)
        assert law is not None
        assert part.score(seen) == pytest.approx(law[0] + law[1] * lot, abs=1e-15)
        known += 1
    assert known == 4
    assert all(law_of_newcomers(part) is None for part in package("screening", "interview").filters)


def test_what_is_said_of_another_classs_scores_is_not_believed(registered: None) -> None:
    class Odd(Lottery):
        name = "odd-lottery"

        def score(self, seen: Applicants) -> np.ndarray:
            return np.where(seen.lot > 0.5, -np.inf, seen.lot)

    class Choosy(Lottery):
        name = "choosy-lottery"

        def eligible(self, seen: Applicants) -> np.ndarray:
            return seen.lot > 0.5

    assert law_of_newcomers(Odd()) is None and law_of_newcomers(Choosy()) is None
    assert law_of_newcomers(Lottery()) == (0.0, 1.0)


def test_a_rehearsal_of_many_vacancies_comes_near_the_quadrature() -> None:
    """Whom a screening that turns nobody down hires, counted; and the control, without gaming."""
    model = scenario(package__filters=[WIDE, {"name": "interview", "kappa": 1.0}])
    plan = build_plan(model, model.package).fields
    exact = expected_hires(plan, model.package, 6).shares
    off = []
    for fields in (plan, {**plan, "gaming_cap": np.array(0.0)}):
        rehearsal = Rehearsal(model.package, 6, 60_000)
        seen, passage = rehearsal.play(market_of(fields))
        hired = seen.kind[winners(passage.score, seen.lot)]
        off.append(np.abs(np.bincount(hired, minlength=exact.size) / hired.size - exact).max())
    assert off[0] < 4 * 0.5 / np.sqrt(60_000) < 0.5 * off[1]


def test_before_bars_and_shortlists_rehearsals_settle() -> None:
    filters = [{"name": "interview", "bar": 0.5, "shortlist": 3}, "integrity-test"]
    model = scenario(package__filters=filters)
    plan = build_plan(model, model.package).fields
    assert plan["chance_gap"] <= 1e-9
    again = chances(plan, model.package, 6)
    assert np.array_equal(again["chance"], plan["chance"])
