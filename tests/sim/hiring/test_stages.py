"""Stages in kernels: the same bits as filters that are asked for their scores."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incentives.filters import Filter, Formula, Graded
from incentives.filters.track_record import TrackRecord
from incentives.views import Applicants
from sim.hiring import traits
from sim.hiring.applicants import new_applications
from sim.hiring.market import LabourMarket
from sim.hiring.pipeline import Pipeline, law_of_newcomers, spare_the_rejected
from sim.hiring.stages import formula_of, pass_stages
from sim.scenario.package import Package
from sim.scenario.presets import scenario_of
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import batch, scenario

NAMES = ["interview", "integrity-test", "work-sample", "screening", "transparency-scan"]
NAMES += ["track-record", "lottery"]


@cache
def market() -> LabourMarket:
    """Of several kinds, to whom lying is not free."""
    return batch(scenario(executives__lying_cost=0.02)).markets[0]


def random_filters(rng: np.random.Generator, places: int) -> list[dict[str, Any]]:
    """One to four, in which every setting of a stage occurs."""
    found = []
    for name in rng.choice(NAMES, rng.integers(1, 5)):
        bar, shortlist = rng.choice([-0.5, 0.0, 0.4]), int(rng.integers(1, places + 2))
        found.append(
            {
                "name": str(name),
                "weight": float(rng.choice([0.0, 0.5, 1.0, 1.0])),
                "bar": float(bar) if rng.random() < 0.3 else None,
                "shortlist": shortlist if rng.random() < 0.4 else None,
                "cost": float(rng.choice([0.0, 0.3])),
                "cost_each": float(rng.choice([0.0, 0.07])),
            }
        )
    return [*found[:-1], {**found[-1], "shortlist": None}]


def random_applicants(
    rng: np.random.Generator, vacancies: int, places: int, tests: int, kinds: int
) -> Any:
    """Some with a reputation; many scores and lots are equal."""
    out = new_applications(np.arange(vacancies), places, tests)
    n = vacancies * places
    out.executive[:], out.kind[:] = -1, rng.integers(0, kinds, n)
    out.lot[:] = rng.choice(rng.random(3), n)
    out.reputation[:] = np.where(rng.random(n) < 0.4, rng.normal(size=n).round(1), np.nan)
    out.signal[:], out.game[:] = rng.normal(size=(2, tests, n)).round(1)
    out.lift[:], out.spent[:] = 0.0, 0.0
    return out


def both_ways(seed: int, change: Any = lambda stages: stages) -> tuple[list[Any], list[Any]]:
    """Scores, costs, lifts and what these cost: as filters say, and from ``change(stages)``."""
    rng = np.random.default_rng(seed)
    places = int(rng.integers(1, 12))
    package = Package.model_validate({"filters": random_filters(rng, places)})
    pipeline, tests, rules = Pipeline(package), traits.tests_of(package, places), market()
    asked = random_applicants(rng, 7, places, tests.kappa.size, rules.lying_cost.size)
    for game, kappa in zip(asked.game, tests.kappa, strict=True):  # as where all take all
        if kappa < np.inf:
            asked.lift[:] += game
            asked.spent[:] += 0.5 * kappa * game * game
            asked.spent[:] += rules.lying_cost[asked.kind] * game
    told = asked._replace(**{name: column.copy() for name, column in asked._asdict().items()})
    seen = asked.by_vacancy()
    passage = pipeline.go_through(seen, lambda part, view: part.score(view))
    if passage.took is not None:
        spare_the_rejected(rules, tests, seen, passage.took[pipeline.measuring])
    score, cost = np.empty(7 * places), np.empty(7)
    pass_stages(rules, tests, change(pipeline.stages), told, score, cost)
    return (
        [passage.score.ravel(), pipeline.cost(passage), asked.lift, asked.spent],
        [score, cost, told.lift, told.spent],
    )


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_kernels_say_what_filters_say(seed):
    for asked, reckoned in zip(*both_ways(seed), strict=True):
        assert np.array_equal(asked, reckoned)


@pytest.mark.parametrize(
    "change",
    [
        lambda stages: stages._replace(bar=stages.bar + 0.1),
        lambda stages: stages._replace(shortlist=stages.shortlist - 1),
        lambda stages: stages._replace(weight=stages.weight * (1 + 1e-15)),
        lambda stages: stages._replace(cutoff=stages.cutoff - 0.3),
        lambda stages: stages._replace(newcomer=stages.newcomer + 1e-12),
        lambda stages: stages._replace(cost_each=stages.cost_each * (1 + 1e-15)),
    ],
)
def test_stages_that_differ_are_told_apart(change):
    same = [
        all(np.array_equal(a, b) for a, b in zip(*both_ways(seed, change), strict=True))
        for seed in range(60)
    ]
    assert not all(same)


class Own(Graded):
    """A test with a way of its own to score."""

    name = "own-way"
    summary = "scores half"
    source = "Nobody 2000"
    abstract = True
    measures: ClassVar[Any] = "ability"

    def score(self, seen: Applicants) -> Any:
        return 0.5 * super().score(seen)


class Late(TrackRecord):
    """A record that counts little beside luck, by a formula of its own."""

    abstract = True
    name = "late-record"
    summary = "counts luck more"
    source = "Nobody 2000"

    def formula(self) -> Formula:
        return Formula(newcomer=self.newcomer, luck=1.0)


def test_only_filters_without_a_way_of_their_own_are_reckoned():
    filters = Package.model_validate({"filters": ["interview", "internal-promotion"]}).filters
    assert formula_of(filters[0]) == Formula(signal=1.0)
    assert formula_of(filters[1]) is None
    assert formula_of(Own()) is None
    assert formula_of(Late()) == Formula(newcomer=0.0, luck=1.0)
    view = Filter.tried(filters[0])["score"]
    assert np.array_equal(Own().score(view), 0.5 * view.signal)
    assert np.array_equal(Late().score(view)[0], view.lot[0])
    assert law_of_newcomers(TrackRecord()) == (0.0, 1e-6)
    assert law_of_newcomers(Late()) is None  # what it says is about another formula
    for names, kept in (
        (["interview", "track-record"], True),
        (["interview", "internal-promotion"], False),
    ):
        assert (Pipeline(Package.model_validate({"filters": names})).stages is not None) is kept


def bits(played: Worlds) -> list[np.ndarray]:
    tables = (played.seats, played.record, played.executives, played.pools, played.finished)
    return [np.array(column) for table in tables for column in table] + [played.series]


FLUX = {"market__poaching": 0.2, "market__experienced": 2, "market__candidates": 6}
PACKAGES = {
    "one test": ["interview"],
    "a sum": ["interview", "integrity-test", "track-record"],
    "stages": [
        {"name": "structured-interview", "shortlist": 3, "weight": 0.5, "cost_each": 0.1},
        {"name": "screening", "cutoff": 0.2},
        {"name": "integrity-test", "bar": -0.3},
    ],
    "chance": ["lottery"],
}


@pytest.mark.parametrize("filters", PACKAGES.values(), ids=list(PACKAGES))
def test_worlds_are_the_same_whoever_looks_at_their_hiring(filters):
    """Whoever watches sees applicants and scores, so these are made in Python."""
    model = scenario(**FLUX, package__filters=filters, quarters=16)
    quiet, watched = batch(model), batch(model)
    rounds: list[int] = []
    watched.watch_hiring = lambda segment, rules, seen, passage, score: rounds.append(score.size)
    quiet.run()
    watched.run()
    assert len(rounds) > 10
    for here, there in zip(bits(quiet), bits(watched), strict=True):
        assert np.array_equal(here, there, equal_nan=here.dtype.kind == "f")


@pytest.mark.parametrize("preset", ["default", "rules", "few-misaligned", "say-on-pay"])
def test_presets_are_the_same_either_way(preset):
    small = {"worlds": 3, "quarters": 12, "firms.count": 20}
    model = scenario_of(preset, small)
    quiet, watched = (Worlds([Job(model, range(3))]) for _ in range(2))
    watched.watch_hiring = lambda *seen: None
    quiet.run()
    watched.run()
    for here, there in zip(bits(quiet), bits(watched), strict=True):
        assert np.array_equal(here, there, equal_nan=here.dtype.kind == "f")


class Reversed(Worlds):
    """Boards hire whom their filters like least."""

    def rank(self, segment, seen, score):
        return -score


def test_whoever_ranks_applicants_is_asked():
    model = scenario(**FLUX, package__filters=["interview"], quarters=16)
    usual, other = batch(model).run(), Reversed([Job(model, range(4))]).run()
    assert usual.seats.theta.mean() > other.seats.theta.mean()
