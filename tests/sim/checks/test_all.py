"""What holds for every check: it passes, precisely; its control fails; it says what it is."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from sim.checks import Estimate, catalogue, run_check
from sim.checks.base import agrees, miss
from sim.support.words import short

CHECKS = catalogue()
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "validation.md").read_text(encoding="utf-8")


def test_all_of_the_contract_are_there():
    assert set(CHECKS) == {
        *("holmstrom-milgrom", "multitask", "baker", "winners-curse", "goodhart-tail"),
        *("selection-for-deception", "stein", "career-concerns", "becker", "hurdle", "option"),
        *("vesting", "treacherous-turn", "board-learning", "lande", "assignment"),
    }
    assert sum(check.exercises == "the step loop" for check in CHECKS.values()) >= 6


@pytest.mark.parametrize("name", CHECKS)
def test_passes_precisely_and_its_control_fails(name):
    check = CHECKS[name]()
    result = run_check(check)
    assert result.passed, result
    for output, error in result.standard_error.items():
        value = result.simulated[output]
        assert math.isnan(value) or error <= max(0.02 * abs(value), 0.01), output
    assert not run_check(check.control(), against=check).passed


@pytest.mark.parametrize("name", CHECKS)
def test_says_what_it_is(name):
    check = CHECKS[name]
    assert re.search(r"\d{4}", check.source)
    assert all((check.summary, check.assumptions, check.control_text, *check.outputs.values()))
    for parameter, field in check.model_fields.items():
        assert field.description, parameter


@pytest.mark.parametrize("name", CHECKS)
def test_the_page_has_its_picture_and_its_values(name):
    check = CHECKS[name]()
    assert f"](validation/{name}.svg)" in PAGE
    rows = PAGE[PAGE.index(f"| [{name}](#{name})") :].splitlines()
    for row, (output, value) in zip(rows, check.theory().items(), strict=False):
        assert f"| {output} | {short(value)} |" in row


def test_what_agrees():
    assert agrees(1.0, Estimate(1.0))
    assert not agrees(1.0, Estimate(1.001))
    assert agrees(1.0, Estimate(1.03, 0.01))
    assert not agrees(1.0, Estimate(1.05, 0.01))
    assert agrees(math.nan, Estimate(math.nan))
    assert not agrees(math.nan, Estimate(1.0))
    assert miss(1.0, Estimate(1.03, 0.01)) == pytest.approx(3.0)
