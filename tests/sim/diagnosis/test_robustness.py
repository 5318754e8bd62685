"""Quadrants, transitions and labels: against plain counting, with controls."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from incentives import catalogue
from sim.diagnosis.robustness.across import across
from sim.diagnosis.robustness.arrows import arrows_chart, arrows_finding, ways
from sim.diagnosis.robustness.charts import quadrants_chart, transitions_chart
from sim.diagnosis.robustness.robustness import EVERYBODY, observe, robustness
from sim.observers.quadrants import QUADRANTS
from sim.pictures.charts import svg
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import scenario

KEYS = ["world", "firm", "seat"]
FLIP = [{"start": 10, "tasks": {"build": {"value": -1.2}}}]
SMALL = {"firms__count": 20, "quarters": 20, "market__poaching": 0.05}


def model_of(**settings):
    return scenario(**{**SMALL, **settings})


@pytest.fixture(scope="module")
def flipped():
    model = model_of(regimes=FLIP, executives__cognition="rule")
    tables = simulate(model, record=["contexts", "tenures"])
    return model, tables, robustness(model, tables)


def row_of(rows, **wanted):
    (row,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return row


def test_quadrants_are_counted_world_by_world(flipped):
    _, tables, found = flipped
    contexts = pd.DataFrame(tables["contexts"])
    for kind in ("steward", "looter"):
        some = contexts[(contexts.phase == "after") & (contexts.regime == 1)]
        some = some[some.kind == kind]
        row = row_of(found.contexts, group=kind, phase="after", regime=1)
        by_world = some.groupby("world")
        able = some.capability.clip(lower=0).groupby(some.world).mean().mean()
        assert row["alignment"]["mean"] == pytest.approx(by_world.alignment.mean().mean())
        assert row["capability"]["mean"] == pytest.approx(able)
        for name in QUADRANTS:
            share = by_world.quadrant.apply(lambda column, name=name: (column == name).mean())
            assert row[name]["mean"] == pytest.approx(share.mean())
            assert row[name]["n"] == len(share)
    for row in found.contexts:
        assert sum(row[name]["mean"] for name in QUADRANTS) == pytest.approx(1.0)


def test_transitions_are_those_of_tenures_seen_at_both(flipped):
    _, tables, found = flipped
    contexts = pd.DataFrame(tables["contexts"]).set_index(KEYS)
    pairs = {
        "unwatched, regime 0": (("probation", 0), ("after", 0)),
        "unwatched, regime 1": (("probation", 1), ("after", 1)),
        "shifted": (("after", 0), ("after", 1)),
    }
    for name, sides in pairs.items():
        came, went = (
            contexts[(contexts.phase == phase) & (contexts.regime == regime)]["quadrant"]
            for phase, regime in sides
        )
        both = pd.concat([came, went], axis=1, join="inner", keys=["came", "went"])
        rows = [row for row in found.transitions if row["deployment"] == name]
        assert sum(row["tenures"] for row in rows) == len(both) > 0
        assert sum(row["share"]["mean"] for row in rows) == pytest.approx(1.0)
        for row in rows:
            same = (both.came == row["training"]) & (both.went == row["deployed"])
            assert same.sum() == row["tenures"]


def test_malign_generalization_is_what_its_definition_says(flipped):
    _, tables, found = flipped
    contexts = pd.DataFrame(tables["contexts"]).set_index(KEYS)
    contexts = contexts[contexts.phase == "after"]
    came, went = (contexts[contexts.regime == regime] for regime in (0, 1))
    both = came.add_suffix("_came").join(went.add_suffix("_went"), how="inner")
    malign = (
        (both.accrual_total_came >= 0)
        & (both.accrual_total_went < 0)
        & (both.capability_went >= 0.8)
    )
    share = malign.groupby("world").mean().mean()
    row = row_of(found.labels, group=EVERYBODY)["malign_by_deployment"]["shifted"]
    assert row["mean"] == pytest.approx(share)
    assert 0.0 < share < 1.0


def test_other_labels_are_those_of_the_run(flipped):
    _, tables, found = flipped
    tenures = pd.DataFrame(tables["tenures"])
    everybody = row_of(found.labels, group=EVERYBODY)
    for name in ("empty_chair", "not_worth_pay"):
        assert everybody[name]["mean"] == pytest.approx(tables["runs"][f"{name}_share"].mean())
        for kind in ("empire-builder", "looter"):
            shares = tenures[tenures.kind == kind].groupby("world")[name].mean()
            assert row_of(found.labels, group=kind)[name]["mean"] == pytest.approx(shares.mean())


def test_the_flip_tells_capability_from_objective(flipped):
    """Rules: an empire builder stays able and turns against the firm, a steward loses its way."""
    _, _, found = flipped
    empire = row_of(found.contexts, group="empire-builder", phase="after", regime=1)
    steward = row_of(found.contexts, group="steward", phase="after", regime=1)
    assert empire["objective misgeneralization"]["mean"] > 0.95
    assert steward["both"]["mean"] > 0.95
    exact = observe(model_of(regimes=FLIP))
    assert row_of(exact.contexts, group="steward", phase="after", regime=1)["robust"]["mean"] == 1.0
    empire = row_of(exact.contexts, group="empire-builder", phase="after", regime=1)
    assert empire["objective misgeneralization"]["mean"] > 0.95


def test_without_a_shift_or_a_watch_nothing_generalizes_malignly():
    for settings in (
        {"executives__population": {"steward": 1.0}},
        {"executives__cognition": "rule"},
        {"executives__awareness": 0.0, "executives__population": {"careerist": 1.0}},
    ):
        found = observe(model_of(**settings))
        assert row_of(found.labels, group=EVERYBODY)["malign"]["mean"] == 0.0
    aware = observe(model_of())
    assert row_of(aware.labels, group="saboteur")["malign"]["mean"] > 0.3


def test_without_probation_the_interview_is_training():
    audited = [{"name": "random-audits", "rate": 0.3}]
    found = observe(model_of(package__oversight=audited, executives__cognition="rule"))
    assert [row["phase"] for row in found.contexts if row["group"] == EVERYBODY] == [
        "interview",
        "after",
    ]
    tenures = row_of(found.labels, group=EVERYBODY)["tenures"]["mean"]
    pairs = sum(row["tenures"] for row in found.transitions)
    assert pairs == pytest.approx(4 * tenures)


def test_a_threshold_moves_a_quadrant(flipped):
    model, tables, found = flipped
    strict = model.model_copy(
        update={"thresholds": model.thresholds.model_copy(update={"alignment": 0.99})}
    )
    before, after = (
        row_of(one.contexts, group=EVERYBODY, phase="interview", regime=0)["robust"]["mean"]
        for one in (found, robustness(strict, tables))
    )
    assert after < before


def test_groups_by_cognition():
    population = {"careerist": {"share": 0.5, "cognition": "rule"}, "steward": {"share": 0.5}}
    found = observe(model_of(executives__population=population))
    groups = [row["group"] for row in found.labels]
    assert groups == [EVERYBODY, "careerist", "steward", "exact", "rule"]
    assert row_of(found.labels, group="rule")["empty_chair"] == pytest.approx(
        row_of(found.labels, group="careerist")["empty_chair"]
    )


@pytest.mark.study
def test_across_a_catalogue():
    model = model_of(worlds=2, quarters=8, executives__population__looter__cognition="rule")
    found = across(model, "cognition")
    assert [row["name"] for row in found.rows] == list(catalogue("cognition"))
    own = observe(model_of(worlds=2, quarters=8, executives__cognition="rule"))
    (rule,) = (row for row in found.rows if row["name"] == "rule")
    assert rule["malign"] == row_of(own.labels, group=EVERYBODY)["malign"]


def test_what_a_scenario_refuses_is_listed():
    """A filter that chooses among several newcomers cannot be where one applies."""
    model = model_of(worlds=1, quarters=4, market__candidates=1, market__experienced=0)
    found = across(model, "filters")
    names = [row["name"] for row in found.rows]
    assert sorted([*names, *found.refused]) == sorted(catalogue("filters"))
    assert {"lottery", "interview"} <= {row["name"] for row in found.rows}
    assert found.refused
    assert all("expected" in reason for reason in found.refused.values())


def test_wrong_families_and_votes_are_refused():
    with pytest.raises(InputError, match=r"did you mean 'schemes'\?"):
        across(model_of(), "scheme")
    ballot = {"plain": {}, "none": {"oversight": []}}
    with pytest.raises(InputError, match=r"shareholders\.ballot"):
        across(model_of(shareholders__ballot=ballot), "schemes")


@pytest.mark.study
def test_pictures_are_drawn(flipped):
    model, _, found = flipped
    quadrants = svg(quadrants_chart(found, model.thresholds))
    for words in ("objective misgeneralization", "after probation, after the shift", "looter"):
        assert words in quadrants
    assert "capability failure" in svg(transitions_chart(found))


def test_an_arrow_per_kind_leads_from_training_into_office(flipped):
    model, _, found = flipped
    way = ways(found)
    assert set(way) == set(model.executives.population)
    for kind, points in way.items():
        own = [row for row in found.contexts if row["group"] == kind]
        assert points[0][1] == own[0]["alignment"]["mean"]
        assert points[-1][1] == own[-1]["alignment"]["mean"]
    falls = {kind: points[0][1] - points[-1][1] for kind, points in way.items()}
    assert f"{max(falls, key=falls.get)}s fall furthest" in arrows_finding(found)
    chart = arrows_chart(found, model.thresholds)
    drawn = [
        data for data in chart.to_dict()["datasets"].values() if set(data[0]) == {"kind", "at"}
    ]
    (names,) = drawn
    heights = [row["at"] for row in names]
    apart = min(b - a for a, b in pairwise(heights))
    assert len(names) == len(way) and apart > 0.1  # no name on another
    assert all(kind in svg(chart) for kind in way)
