"""Claims: paired sides, drawn backgrounds, verdicts; a claim that must fail does."""

from __future__ import annotations

import numpy as np
import pytest

from sim.claims import catalogue, robustness
from sim.claims.catalogue import (
    PairedClaim,
    background_of,
    claim_names,
    find_claim,
    is_whole,
    ranges,
)
from sim.claims.robustness import ClaimTest, draw, examine, verdict
from sim.scenario.presets import scenario_of
from sim.support.inputs import InputError
from sim.tables.columns import COLUMNS

QUICK = {"settings": {"quarters": 4, "burn_in": 0, "worlds": 2}}


@pytest.mark.parametrize(
    "name", [name for name in claim_names() if isinstance(find_claim(name), PairedClaim)]
)
def test_both_sides_are_scenarios_that_differ(name):
    claim = find_claim(name)
    first, second = claim.sides({})
    assert first != second
    assert first.seed == second.seed and first.firms == second.firms
    assert claim.measure in COLUMNS["runs"]
    assert claim.claim.endswith(".")


def test_every_field_of_the_background_is_drawn_for_some_claim():
    drawn = {path for name in claim_names() for path in background_of(find_claim(name))}
    assert drawn == set(ranges())


@pytest.mark.parametrize("path", ranges())
def test_the_default_lies_within_the_range(path):
    from sim.scenario.scenario import Scenario
    from sim.support.inputs import value_at

    low, high = ranges()[path]
    assert low < value_at(Scenario().model_dump(mode="json"), path) < high


def test_what_a_claim_sets_is_not_drawn():
    paths = background_of(find_claim("foresight"))
    assert "executives.foresight" not in paths and "executives.patience" in paths
    assert "package.filters.interview.kappa" not in background_of(find_claim("integrity-test"))


def test_draws_fill_their_ranges_and_grow_reproducibly():
    claim = find_claim("clawback")
    found = draw(claim, 40, 3)
    for path, (low, high) in background_of(claim).items():
        values = found[path]
        assert low <= values.min() and values.max() <= high
        assert np.unique(np.floor(39.999 * (values - low) / (high - low))).size > 20 or is_whole(
            path
        )
        assert np.array_equal(values, draw(claim, 40, 3)[path])
    assert not np.array_equal(found["firms.luck"], draw(claim, 40, 4)["firms.luck"])


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "robust"),
        (0.9, "robust"),
        (0.85, "conditional"),
        (0.7, "conditional"),
        (0.6, "fragile"),
    ],
)
def test_the_words(share, word):
    assert verdict(share) == word


def known(monkeypatch, **fields):
    claim = PairedClaim.model_validate({"claim": "It is so.", **QUICK, **fields})
    monkeypatch.setattr(robustness, "find_claim", lambda name: claim)
    return claim


def test_a_truth_is_robust_and_its_opposite_fragile(monkeypatch):
    """Whoever pays twice as much for the same people has less: an identity of the books."""
    dear = {"a": {"package.base_pay": 1}, "b": {"package.base_pay": 3}}
    known(monkeypatch, **dear, measure="paid", holds="more")
    found = examine("x", 5)
    assert found.verdict == "robust" and found.same.all() and found.condition is None
    assert found.estimate[1] <= found.estimate[0] <= found.estimate[2]
    known(monkeypatch, **dear, measure="paid", holds="less")
    assert examine("x", 5).verdict == "fragile"


def test_the_region_is_the_one_in_which_it_holds(monkeypatch):
    """A made-up difference that depends on one field: the words name it."""
    known(monkeypatch, b={"package.base_pay": 3})

    def compare(claim, background):
        difference = 0.55 - background.get("firms.luck", 0.0)
        return {"difference": difference, "low": difference, "high": difference}

    monkeypatch.setattr(robustness, "_compare", compare)
    found = examine("x", 60)
    assert found.verdict == "fragile"
    assert found.condition is not None and found.condition.startswith("firms.luck at most 0.5")


def test_the_document_is_plain():
    found = ClaimTest(
        "x", "It is so.", "paid", (1.0, 0.5, 1.5), np.array([1.0, -1.0]),
        np.array([True, False]), {"firms.luck": np.array([0.3, 0.4])}, None,
    )  # fmt: skip
    document = found.document()
    assert document["estimate"] == [1.0, 0.5, 1.5] and document["same_sign_share"] == 0.5
    assert document["draws"] == 2 and document["verdict"] == "fragile"


def test_wrong_input():
    with pytest.raises(InputError, match=r"no claim is called 'clawbak'; did you mean 'clawback'"):
        find_claim("clawbak")
    with pytest.raises(InputError, match="draws: is 1; expected at least 2"):
        examine("clawback", 1)
    assert catalogue.CLAIMS_FILE.is_file() and scenario_of("default", {}).worlds == 64


def test_the_command(proxyfight):
    import json

    done = proxyfight("robust", "steep-bonus", "--draws", "2", "--worlds", "2", "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["claims"]
    assert row["claim"] == "steep-bonus" and row["draws"] == 2
    assert proxyfight("robust", "nothing").returncode == 2
