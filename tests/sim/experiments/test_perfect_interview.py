"""Selection pressure: where it raises the share of deceivers, where not, and what the page says."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from sim.experiments.perfect_interview import EXPERIMENT, hires, picture, rows
from sim.plan.solve import build_plan
from sim.study.design.experiment import load_experiment

pytestmark = pytest.mark.study

WORLDS = 12
PAGE = Path(__file__).resolve().parents[3] / "docs" / f"{EXPERIMENT}.md"


@cache
def found(pressure: str, applicants: str) -> dict[str, dict[str, Any]]:
    cells = load_experiment(EXPERIMENT, [("worlds", WORLDS)]).cells()
    labels = {"pressure": pressure, "applicants": applicants}
    (scenario,) = (cell.scenario for cell in cells if cell.labels == labels)
    return hires(scenario)


def sigmas(measure: str, applicants: str, less: str, more: str) -> float:
    """Difference of two levels of pressure in standard errors; worlds are not paired here."""
    one, two = (found(level, applicants)[measure] for level in (less, more))
    # half of a 95% interval of 12 worlds is 2.2 standard errors
    errors = [(cell["high"] - cell["low"]) / 2 / 2.2 for cell in (one, two)]
    return float((two["mean"] - one["mean"]) / max((errors[0] ** 2 + errors[1] ** 2) ** 0.5, 1e-12))


@pytest.mark.parametrize("measure", ["deceptive", "misaligned"])
def test_a_higher_bar_brings_in_more_of_them_until_it_is_beyond_reach(measure: str) -> None:
    levels = ["candidates-1", "bar-0.5", "bar-1", "bar-1.5", "bar-2"]
    for less, more in pairwise(levels):
        assert sigmas(measure, "aware", less, more) > 2
    assert sigmas(measure, "aware", "candidates-1", "bar-2") > 8
    assert sigmas(measure, "aware", "bar-2", "bar-3") < -5


@pytest.mark.parametrize("measure", ["deceptive", "misaligned"])
def test_more_candidates_bring_in_more_of_them_and_then_fewer(measure: str) -> None:
    assert sigmas(measure, "aware", "candidates-1", "candidates-16") > 8
    assert sigmas(measure, "aware", "candidates-16", "candidates-128") < -8


def test_whoever_knows_the_whole_curve_leaps_further() -> None:
    assert sigmas("deceptive", "aware", "margin-8", "candidates-8") > 3
    assert sigmas("deceptive", "aware", "margin-16", "candidates-16") > 5
    assert sigmas("misaligned", "aware", "margin-128", "candidates-128") > 3
    assert sigmas("deceptive", "aware", "candidates-16", "candidates-128") < -8


def test_before_a_bar_rivals_do_not_dull_gaming() -> None:
    for less, more in pairwise(["barred-1", "barred-2", "barred-4", "barred-8"]):
        assert sigmas("deceptive", "aware", less, more) > 2
    assert sigmas("deceptive", "aware", "margin-32", "barred-32") > 8


def test_before_a_bar_shares_are_those_of_exact_best_responses() -> None:
    """Whom a bar of 2 lets through, by numerical integration over abilities."""
    cells = load_experiment(EXPERIMENT).cells()
    labels = {"pressure": "bar-2", "applicants": "aware"}
    (scenario,) = (cell.scenario for cell in cells if cell.labels == labels)
    plan = build_plan(scenario, scenario.package).fields
    ability = np.linspace(0.05, 2.0, 400)
    standing = (ability - 1.0) / 0.25
    passing, lifts = [], np.linspace(0.0, scenario.market.gaming_cap, 1201)
    nodes = plan["ability_start"] + plan["ability_step"] * np.arange(plan["entry_value"].shape[1])
    for y, member in enumerate(scenario.executives.population.values()):
        worth = np.maximum(np.interp(ability, nodes, plan["entry_value"][y]), 0.0)
        gains = worth[:, None] * ndtr(lifts - 2.0) - lifts**2 - plan["lying_cost"][y] * lifts
        lift = lifts[gains.argmax(axis=1)]
        passes = ndtr((0.4 * standing + lift - 2.0) / 0.84**0.5)
        density = np.exp(-0.5 * standing**2)
        passing.append(member.share * (density @ passes) / density.sum())
    exact = sum(passing[2:]) / sum(passing)
    cell = found("bar-2", "aware")["misaligned"]
    assert cell["mean"] == pytest.approx(exact, abs=0.01 + (cell["high"] - cell["low"]))


def test_weight_brings_in_more_of_them() -> None:
    assert sigmas("deceptive", "aware", "weight-0", "weight-2") > 8


@pytest.mark.parametrize("level", ["candidates-8", "bar-1.5"])
@pytest.mark.parametrize("applicants", ["unaware", "cannot-game"])
def test_without_awareness_or_gaming_it_is_flat(applicants: str, level: str) -> None:
    assert abs(sigmas("misaligned", applicants, "candidates-1", level)) < 3
    assert found(level, applicants)["gaming"]["mean"] < 1e-4
    if applicants == "unaware":
        assert found(level, applicants)["deceptive"]["mean"] == 0.0


def test_the_page_has_these_numbers() -> None:
    """Twelve of its 64 worlds agree with it within four standard errors."""
    block = (
        PAGE.read_text(encoding="utf-8").partition("<!--=results-->")[2].partition("<!--=-->")[0]
    )
    stated = {
        line.split("|")[1].strip().replace(" ", "-"): [
            float(text) for text in re.findall(r"[|] ([\d.]+)", line)
        ]
        for line in block.splitlines()
        if "(" in line
    }
    cells = load_experiment(EXPERIMENT).cells()
    assert list(stated) == list(dict.fromkeys(cell.labels["pressure"] for cell in cells))
    for level in ("candidates-1", "candidates-8", "bar-1.5", "weight-2"):
        numbers = dict(
            zip(("deceptive", "misaligned", "gaming", "ability"), stated[level], strict=False)
        )
        for measure, number in numbers.items():
            cell = found(level, "aware")[measure]
            error = (cell["high"] - cell["low"]) / 2 / 2.2
            assert abs(cell["mean"] - number) <= 4 * error + 6e-4, (level, measure)


def test_the_picture_shows_every_form() -> None:
    few = load_experiment(EXPERIMENT, [("worlds", 2), ("quarters", 4), ("firms.count", 177)])
    wanted = {"candidates-2", "margin-2", "bar-0", "barred-2", "weight-0.5"}
    cells = [cell for cell in few.cells() if cell.labels["pressure"] in wanted]
    drawn = picture(rows(cells)).to_dict()
    assert [len(column["vconcat"]) for column in drawn["hconcat"]] == [2] * 5
