"""The experiment ``generalization``: three claims, their controls, and what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiments.generalization import EXPERIMENT, played, table
from sim.study.design.experiment import load_experiment

pytestmark = pytest.mark.study

PAGE = Path(__file__).resolve().parents[3] / "docs" / "diagnosis-robustness.md"


@pytest.fixture(scope="module")
def found():
    return played(load_experiment(EXPERIMENT).cells())


def row_of(rows, **wanted):
    (row,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return row


def malign(found, environment, mind, deployment, group="everybody"):
    row = row_of(found[environment, mind].labels, group=group)
    return row["malign_by_deployment"][deployment]["mean"]


def test_the_page_has_the_numbers(found):
    assert f"<!--=results-->\n\n{table(found)}" in PAGE.read_text(encoding="utf-8")


def test_it_takes_no_search_to_generalise_malignly(found):
    assert malign(found, "shifts", "rule", "shifted") > 0.15
    assert malign(found, "shifts", "rule", "shifted", "empire-builder") > 0.8
    assert malign(found, "stays", "rule", "unwatched") < 2e-3  # talent that has drifted


def test_a_shift_breaks_capability_or_objective(found):
    settled = {"phase": "after", "regime": 1}
    for mind, kind, quadrant in (
        ("rule", "steward", "both"),
        ("search", "steward", "robust"),
        ("rule", "empire-builder", "objective misgeneralization"),
        ("search", "empire-builder", "objective misgeneralization"),
    ):
        row = row_of(found["shifts", mind].contexts, group=kind, **settled)
        assert row[quadrant]["mean"] > 0.98


def test_deception_fails_when_it_is_unwatched(found):
    row = row_of(found["stays", "search"].labels, group="saboteur")
    assert row["malign"]["low"] > 0.3
    for kind in ("saboteur", "looter", "everybody"):
        # Talent drifts: somebody worth little in training may be worth less than nothing later.
        aware, control = (
            malign(found, "stays", mind, "unwatched", kind) for mind in ("search", "unaware-search")
        )
        assert control < 0.03 and control < aware / 4
    openly = row_of(found["stays", "unaware-search"].contexts, group="saboteur", phase="probation")
    assert openly["alignment"]["mean"] < -0.5
