"""Claims about where the value went: the values of `attribute`, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.claims import catalogue
from sim.claims import invariance as changes
from sim.claims.attributed import AttributionClaim, AttributionFormula, steps
from sim.claims.catalogue import background_of, claim_names, find_claim
from sim.claims.contrast import claimed
from sim.claims.invariance import invariance
from sim.claims.robustness import ATTRIBUTED, ClaimTest, examine, examine_claim
from sim.diagnosis.attribution import attribute
from sim.diagnosis.attribution.causes import CAUSES
from sim.scenario.presets import scenario_of
from sim.support.inputs import InputError

QUICK = {
    "quarters": 4,
    "burn_in": 0,
    "worlds": 3,
    "firms.source": "synthetic",
    "firms.count": 6,
    "technology.tasks": [
        {"name": "build", "value": 1.0, "visible": 0.2, "loading": 0.5},
        {"name": "dress", "value": -0.2, "loading": 0.8},
    ],
}
ABOUT = [name for name in claim_names() if isinstance(find_claim(name), AttributionClaim)]


def claim(formula: str, **fields) -> AttributionClaim:
    return AttributionClaim.model_validate(
        {"claim": "It is so.", "settings": QUICK, "attribution": formula, **fields}
    )


@pytest.fixture(scope="module")
def found():
    """A tiny economy's attribution."""
    return attribute(scenario_of("default", QUICK))


def test_a_formula_reads_the_columns_of_the_table(found) -> None:
    assert set(steps()) == set(found.table()) - {"world", "firm"}


def test_a_claim_is_the_attribution_world_by_world(found) -> None:
    lost = dict(zip(CAUSES, found.lost.mean(axis=2), strict=True))
    outer = lost["intensity"] + lost["distortion"]
    assert claimed(claim("outer - 2 * luck"), {}) == pytest.approx(outer - 2 * lost["luck"])
    first, last = (one["capability"].mean(axis=1) for one in (found.first, found.last))
    assert claimed(claim("capability_last - capability_first"), {}) == pytest.approx(last - first)


def test_all_causes_come_to_the_gap(found) -> None:
    """What one would ask of the claims together: nothing is lost to no cause."""
    whole = "first_best - outer - goals - deception - capability - luck - governance"
    gap = claimed(claim(f"{whole} - total_surplus"), {})
    assert gap == pytest.approx(np.zeros(3), abs=1e-9)


def test_the_verdict_is_that_of_the_draws(monkeypatch) -> None:
    """A made-up value that depends on one field: the sign that is claimed holds on one side of it.

    The control: the opposite holds wherever this does not.
    """

    def played(scenario, formula):
        return np.full(scenario.worlds, 0.55 - scenario.firms.luck)

    monkeypatch.setattr("sim.claims.contrast.attributed", played)
    settings = {"worlds": 2, "firms.count": 6, "firms.source": "synthetic"}
    found = examine_claim(claim("luck", settings=settings), "x", 60)
    assert found.verdict == "fragile" and 0.3 < found.same_sign_share < 0.5
    assert found.condition is not None and found.condition.startswith("firms.luck at most 0.5")
    other = examine_claim(claim("luck", settings=settings, holds="less"), "x", 60)
    assert np.array_equal(other.same, ~found.same)
    always = examine_claim(claim("luck", settings={**settings, "firms.luck": 0.3}), "x", 3)
    assert always.verdict == "robust" and "firms.luck" not in always.drawn


def test_what_must_not_matter_is_asked_of_one_scenario(monkeypatch) -> None:
    """A made-up value that depends on the number of firms alone: no order moves it."""
    asked = []

    def played(scenario, formula):
        asked.append(scenario)
        return np.full(scenario.worlds, scenario.firms.count - 50.0)

    monkeypatch.setattr("sim.claims.contrast.attributed", played)
    unmoved = invariance(claim("outer", settings={}), seed=7)
    assert [one.holds for one in unmoved] == [True] * 5 + [False, True]  # 30 firms, then 120
    plain, kinds, tasks, forth, back, *others = asked
    assert list(kinds.executives.population) == list(plain.executives.population)[::-1]
    assert tasks.technology.tasks == plain.technology.tasks[::-1]
    assert {Path(one.firms.source).name for one in (forth, back)} == {"firms1.csv", "firms-1.csv"}
    assert [(one.seed, one.firms.count) for one in others] == [
        *((7 + stream, 60) for stream in changes.STREAMS),
        *((7, count) for count in changes.FIRMS),
    ]


@pytest.mark.parametrize("name", ABOUT)
def test_claims_of_the_project_can_be_played(name: str) -> None:
    one = find_claim(name)
    assert one.claim.endswith(".") and one.measure.startswith("attribution: ")
    assert one.scenario({}).worlds == 64
    assert "firms.luck" in background_of(one)
    assert not set(one.settings) & set(background_of(one))


def test_an_attribution_is_played_in_few_worlds(monkeypatch) -> None:
    asked: list[int] = []

    def played(scenario, formula):
        asked.append(scenario.worlds)
        return np.ones(scenario.worlds)

    monkeypatch.setattr("sim.claims.contrast.attributed", played)
    assert isinstance(examine("luck-is-worth-having", 2), ClaimTest)
    examine("luck-is-worth-having", 2, worlds=5)
    assert asked == [ATTRIBUTED] * 3 + [5, ATTRIBUTED, ATTRIBUTED]


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (
            "outr - goals",
            "claim x: attribution: reads outr, which is no cause or step of an attribution; "
            "did you mean 'outer'?",
        ),
        ("3", "claim x: attribution: is '3'; expected a number of steps, as in outer - goals"),
        (
            "outer > goals",
            "claim x: attribution: is 'outer > goals'; expected a number of steps, "
            "as in outer - goals",
        ),
    ],
)
def test_a_wrong_formula_gets_one_sentence(monkeypatch, formula: str, says: str) -> None:
    raw = {"claims": {"x": {"claim": "It is so.", "attribution": formula}}}
    monkeypatch.setattr(catalogue, "_data", lambda: raw)
    with pytest.raises(InputError) as caught:
        find_claim("x")
    assert str(caught.value) == says


def test_a_claim_of_one_scenario_has_no_sides(monkeypatch) -> None:
    raw = {"claim": "It is so.", "attribution": "outer", "a": {"seed": 2}}
    monkeypatch.setattr(catalogue, "_data", lambda: {"claims": {"x": raw}})
    with pytest.raises(InputError, match="claim x: a: unknown field"):
        find_claim("x")


def test_what_has_no_value_counts_nowhere() -> None:
    columns = {"outer": np.array([1.0, 2.0]), "goals": np.array([0.0, 4.0])}
    values = AttributionFormula("outer / goals").values(columns)
    assert np.isnan(values[0]) and values[1] == 0.5
