"""Differences of differences, formulas as measures, and changes that must not matter."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.means import paired
from sim.claims import invariance as changes
from sim.claims.contrast import by_world, contrast, estimate, played_once
from sim.claims.invariance import by_luck, invariance
from sim.study.design.paired_claim import PairedClaim
from sim.tables.simulate import simulate

QUICK = {
    "quarters": 4,
    "burn_in": 0,
    "worlds": 4,
    "firms.source": "synthetic",
    "firms.count": 6,
}
DEAR = {"a": {"package.base_pay": 1}, "b": {"package.base_pay": 3}}


def claim(**fields) -> PairedClaim:
    return PairedClaim.model_validate({"claim": "It is so.", "settings": QUICK, **DEAR, **fields})


def test_a_plain_claim_is_the_paired_difference() -> None:
    one = claim(measure="paid")
    first, second = one.sides({})
    (row,) = paired(simulate(first)["runs"], simulate(second)["runs"], ["paid"])
    found = estimate(contrast(one.pairs({}), "paid"))
    assert found == {key: row[key] for key in ("difference", "low", "high")}


def test_the_same_pair_taken_off_leaves_nothing() -> None:
    assert not contrast(claim(than=DEAR, measure="paid").pairs({}), "paid").any()


def test_so_much_of_another_pair_is_taken_off() -> None:
    whole = contrast(claim(measure="paid").pairs({}), "paid")
    rest = contrast(claim(than={**DEAR, "times": 0.25}, measure="paid").pairs({}), "paid")
    assert rest == pytest.approx(0.75 * whole)


def test_what_another_pair_sets_is_not_drawn() -> None:
    one = claim(than={"a": {"metric.noise": 0.5}})
    assert one.varies(["metric.noise", "firms.luck"]) == ["firms.luck"]


def test_a_formula_is_a_measure() -> None:
    first, _ = claim().sides({})
    tenures = simulate(first, record=["tenures"])["tenures"]
    of = [tenures["harm"][tenures["world"] == world].mean() for world in range(4)]
    assert by_world(first, "mean(tenures.harm)") == pytest.approx(of)


def test_a_whole_number_that_is_missing_counts_nowhere() -> None:
    first, _ = claim().sides({})
    dossiers = simulate(first, record=["dossiers"])["dossiers"]
    turned = dossiers["first_turn"] >= 0
    found = by_world(first, "mean(dossiers.first_turn)")
    for world in range(4):
        seen = dossiers["first_turn"][turned & (dossiers["world"] == world)]
        assert found[world] == seen.mean() if seen.size else np.isnan(found[world])


@pytest.fixture(scope="module")
def unmoved():
    """All changes of a claim that is an identity of the books."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "SAMPLE", QUICK)
        patch.setattr(changes, "FIRMS", (4, 8))
        return invariance(claim(measure="paid", settings={"quarters": 4, "burn_in": 0}))


def test_relabelling_moves_no_identity(unmoved) -> None:
    assert [one.change for one in unmoved if one.relabels] == [
        "kinds in reverse order",
        "tasks in reverse order",
        "firms in reverse order",
    ]
    assert all(one.holds for one in unmoved)


def test_the_order_of_tasks_is_rounding(unmoved) -> None:
    assert unmoved[1].probability == 1.0


def test_a_change_that_matters_is_told() -> None:
    """The control: a relabelling that moves all worlds alike, or more than by luck, is no luck."""
    assert by_luck(np.full(8, 0.3)) == 0.0
    assert by_luck(np.linspace(0.9, 1.1, 16)) < changes.LEVEL
    assert by_luck(np.linspace(-1.0, 1.0, 16)) > 0.5
    assert by_luck(np.full(8, 1e-9)) == 1.0


def test_what_is_played_once_has_the_same_numbers(monkeypatch) -> None:
    """Claims that share sides play each of them once, whichever measure they are about."""
    measures = ["paid", "sum(tenures.quarters)"]
    pairs = claim().pairs({})
    apart = [contrast(pairs, one) for one in measures]
    seen = []

    def counted(scenario, record):
        seen.append(scenario)
        return simulate(scenario, record=record)

    monkeypatch.setattr("sim.claims.contrast.simulate", counted)
    with played_once(measures):
        together = [contrast(pairs, one) for one in measures]
    assert np.array_equal(apart, together) and len(seen) == 2
    contrast(pairs, measures[1])
    assert len(seen) == 4  # nothing is kept outside
