"""Named experiments: claims that can be played, fast versions with their sign, stored results."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from sim.claims.contrast import contrast
from sim.experiments.bonus_eats_the_firm import baker_slope
from sim.experiments.over_optimization import SCALING_FORMS, distance, fit
from sim.experiments.panels import PlayedCell, label
from sim.experiments.settling import came_out, named, weakest
from sim.experiments.stored import RESULTS, digest, settled_names, stored, worded
from sim.experiments.tails import best_value
from sim.scenario.presets import scenario_of
from sim.study.design.experiment import load_experiment, make_experiment
from sim.support.inputs import InputError

FAST = {"firms.source": "synthetic", "firms.count": 40, "worlds": 6, "seed": 0}
QUICK = {
    "free-riders": "watch-less",
    "immune-system": "tip-off",
    "threshold-or-slope": "slides-without",
}
"""In `make test`, under five seconds each."""
SLOW = {
    "arms-race": "truth-is-lax",
    "boards-imitate": "reports-up",
    "bonus-eats-the-firm": "too-steep",
    "does-search-matter": "rules-turn-malign",
    "over-optimization": "reports-rise",
    "perfect-interview": "more-candidates",
    "proxy-under-shift": "proxy-costs",
    "serial-harm": "movers",
    "treacherous-turn": "knowing-costs",
}
"""In `make studies`, under twenty."""


def holds(name: str, finding: str) -> bool:
    claim = load_experiment(name).claims[finding]
    return claim.agrees(float(np.nanmean(contrast(claim.pairs(FAST), claim.measure))))


@pytest.mark.parametrize(("name", "finding"), QUICK.items())
def test_a_fast_version_has_the_sign(name: str, finding: str) -> None:
    assert holds(name, finding)


@pytest.mark.study
@pytest.mark.parametrize(("name", "finding"), SLOW.items())
def test_a_fast_version_of_the_others_has_the_sign(name: str, finding: str) -> None:
    assert holds(name, finding)


def test_every_experiment_with_findings_has_a_fast_version() -> None:
    assert {*QUICK, *SLOW} == set(named())


@pytest.mark.parametrize("name", named())
def test_what_is_claimed_can_be_played(name: str) -> None:
    asked = load_experiment(name)
    assert asked.hypothesis and asked.answer and asked.source
    for claim in asked.claims.values():
        sides = [side for pair in claim.pairs({}) for side in (pair.a, pair.b)]
        assert claim.claim.endswith(".")
        assert len({side.model_dump_json() for side in sides}) > 1
        assert len({side.seed for side in sides}) == 1


@pytest.mark.parametrize("name", named())
def test_results_are_stored_and_of_the_experiment_as_it_is(name: str) -> None:
    found = stored(name)
    assert not found["stale"]
    assert [one["claim"] for one in found["findings"]] == list(load_experiment(name).claims)
    assert "?" not in found["answer"]
    for one in found["findings"]:
        mean, low, high = one["estimate"]
        assert low <= mean <= high and one["draws"] >= 20
        assert one["verdict"] in {"robust", "conditional", "fragile"}


def test_nothing_is_stored_of_what_is_no_experiment() -> None:
    assert settled_names() == sorted(named())
    assert {path.suffix for path in RESULTS.iterdir()} == {".json"}


def test_words_change_no_digest_and_settings_do(tmp_path, monkeypatch) -> None:
    from sim.experiments import stored as module
    from sim.study.design.experiment import FOLDER

    text = (FOLDER / "serial-harm.yaml").read_text(encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    (tmp_path / "one.yaml").write_text(text)
    (tmp_path / "two.yaml").write_text(text.replace("question: ", "question: Well, "))
    (tmp_path / "three.yaml").write_text(text.replace("rate: 1,", "rate: 2,"))
    assert digest("one") == digest("two") != digest("three")


def test_no_findings_are_stored_of_a_typo() -> None:
    with pytest.raises(InputError, match="no findings of 'serial-ham' are stored; did you mean"):
        stored("serial-ham")


@pytest.mark.parametrize(
    ("expected", "estimate", "word"),
    [
        ("more", (1.0, 0.5, 1.5), "as expected"),
        ("more", (-1.0, -1.5, -0.5), "against"),
        ("less", (0.1, -0.5, 0.7), "open"),
        ("not-less", (0.0, 0.0, 0.0), "as expected"),
    ],
)
def test_what_becomes_of_a_hypothesis(expected, estimate, word) -> None:
    assert came_out(expected, estimate) == word


def test_the_weakest_verdict_counts() -> None:
    assert weakest(["robust", "fragile", "conditional"]) == "fragile"
    assert weakest(["robust"]) == "robust"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"findings": {"x": {"clam": "y"}}}, "findings.x.clam"),
        ({"findings": {"x": {"claim": "y", "measure": "surpls"}}}, "findings.x.measure"),
        ({"findings": {"x": {"claim": "y", "than": {"times": 0}}}}, "findings.x.than.times"),
        ({"answer": "It is {y}."}, "answer: has {y}; expected names of findings"),
    ],
)
def test_a_wrong_finding_is_one_sentence(fields, sentence) -> None:
    with pytest.raises(InputError) as said:
        make_experiment({"question": "Why?", **fields}, "mine.yaml")
    assert sentence in str(said.value) and "\n" not in str(said.value)


def test_an_experiments_settings_are_its_claims() -> None:
    asked = make_experiment(
        {
            "question": "Why?",
            "base": "few-misaligned",
            "settings": {"metric.noise": 0.5, "worlds": 3},
            "findings": {"x": {"claim": "It is.", "settings": {"market.candidates": 2}}},
        },
        "mine.yaml",
    )
    claim = asked.claims["x"]
    assert claim.base == "few-misaligned"
    assert claim.settings == {"metric.noise": 0.5, "market.candidates": 2}


def test_answers_have_the_stored_numbers() -> None:
    found = json.loads((RESULTS / "free-riders.json").read_text(encoding="utf-8"))
    assert "{" not in worded(found)["answer"]


def test_bakers_slope_is_the_textbooks() -> None:
    """The check `baker` has the same for unit costs: impact times (mu.nu)/(mu.mu)."""
    tasks = [
        {"name": "one", "value": 1.0, "loading": 1.0},
        {"name": "two", "value": 1.0, "loading": 0.5},
        {"name": "three", "value": -0.3, "loading": 0.2},
        {"name": "four", "value": 5.0, "loading": -0.2},
    ]
    scenario = scenario_of("default", {"technology.tasks": tasks, "firms.impact": 1.0})
    assert baker_slope(scenario) == pytest.approx((1 + 0.5 - 0.06) / (1 + 0.25 + 0.04))
    bent = [{**tasks[0], "curvature": 2.0}, *tasks[1:]]
    scenario = scenario_of("default", {"technology.tasks": bent, "firms.impact": 1.0})
    assert baker_slope(scenario) == pytest.approx((1 + 0.5 - 0.06) / (3 + 0.25 + 0.04))


def test_a_form_finds_its_own_parameters() -> None:
    d = np.array([distance(n) for n in (2, 4, 8, 16, 32, 64)])
    found = fit(d, d * (2.0 - 0.5 * d), SCALING_FORMS[0])
    assert (found.alpha, found.beta, found.peak) == pytest.approx((2.0, 0.5, 2.0))
    assert found.error < 1e-12 < fit(d, d * (2.0 - 0.5 * d), SCALING_FORMS[1]).error
    found = fit(d, d * (2.0 - 0.5 * np.log(d)), SCALING_FORMS[1])
    assert (found.alpha, found.beta, found.peak) == pytest.approx((2.0, 0.5, math.exp(3.0)))
    assert fit(d, d * 2.0 + d**2, SCALING_FORMS[0]).peak == math.inf


def test_the_divergence_of_the_best_of_one_is_nothing() -> None:
    assert distance(1) == 0.0
    assert distance(4) == pytest.approx(math.sqrt(math.log(4) - 0.75))


def test_labels_split_into_form_and_level() -> None:
    cell = PlayedCell({"protocol": "tipped-off-0.05"}, {})
    assert label(cell, "protocol/form") == "tipped-off" and label(cell, "protocol/level") == 0.05


def test_a_light_tail_is_the_largest_of_n_over_the_root_of_two() -> None:
    """Expected largest of 2, 3 and 4 normals in closed form: David and Nagaraja 2003, 3.2."""
    largest = np.array([1 / math.pi**0.5, 1.5 / math.pi**0.5, 1.02937537])
    found = best_value(np.array([2.0, 3.0, 4.0]), "light")
    assert found == pytest.approx(largest / 2**0.5, abs=1e-5)


def test_a_heavy_tail_brings_value_back() -> None:
    n = np.array([1.0, 4.0, 64.0, 1e4, 1e8])
    heavy, light = best_value(n, "heavy"), best_value(n, "light")
    assert heavy[0] == pytest.approx(0.0, abs=1e-9)
    assert heavy[0] < heavy[1] < heavy[2] > heavy[3] > heavy[4] > 0.0
    assert heavy[4] < 0.02 and (np.diff(light) > 0).all()
