"""Theory checks of hiring: order statistics against the step loop, at sizes that take a second."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy import integrate, stats

from sim.checks import hires, run_check
from sim.checks.contest import Group, best_of
from sim.checks.goodhart_tail import GoodhartTail
from sim.checks.hires import area_under_roc, share_of
from sim.checks.selection_for_deception import SelectionForDeception
from sim.checks.winners_curse import WinnersCurse
from sim.support.inputs import InputError
from tests.agents.test_candidates import HARTER

pytestmark = pytest.mark.study

CHECKS = (WinnersCurse, GoodhartTail, SelectionForDeception)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(hires, "_HIRES", 30_000)
    monkeypatch.setattr(hires, "MOST_APPLICANTS", 600_000)
    monkeypatch.setattr(hires, "_AT_ONCE", 100_000)


@pytest.mark.parametrize("kind", CHECKS)
def test_the_core_agrees_and_the_control_does_not(kind):
    check = kind()
    result = run_check(check)
    assert result.passed, result.z
    assert result.check.exercises == "the step loop"
    assert set(result.theory) == set(result.simulated) == set(kind.outputs)
    assert not run_check(check.control(), check).passed


@pytest.mark.parametrize(
    "check",
    [
        WinnersCurse(n=1, st=2.0, se=0.3),
        WinnersCurse(n=200, st=0.01, se=3.0),
        WinnersCurse(n=3, st=1.7, se=0.0),
        WinnersCurse(n=9, st=0.0, se=1.0),
        GoodhartTail(n=70, p=0.02, m=-1.2, g=2.5, st=0.6, se=0.9, se_gamer=0.2),
        GoodhartTail(n=5, p=0.6, m=0.8, g=-1.5, st=1.3, se=0.0, se_gamer=2.0),
        GoodhartTail(n=4, p=0.3, m=0.0, g=0.5, st=0.05, se=1.0, se_gamer=0.0),
        GoodhartTail(n=6, p=0.25, m=-3.0, g=2.0, st=0.0, se=0.0, se_gamer=1.0),
        GoodhartTail(n=6, p=0.25, m=-1.0, g=2.0, st=0.0, se=0.7, se_gamer=0.0),
        GoodhartTail(n=3, p=0.0, m=4.0, g=2.0),
        GoodhartTail(n=3, p=1.0, m=4.0, g=2.0, se_gamer=0.4),
        GoodhartTail(n=2, p=0.4, m=0.3, g=0.0, st=0.0, se=0.0, se_gamer=0.0),
        SelectionForDeception(n=1, p=0.3, delta=2.0, v=0.9),
        SelectionForDeception(n=150, p=0.05, delta=1.5, v=0.5, c=1.5, dprime=1.0, gaming=0.2),
        SelectionForDeception(n=4, p=0.5, delta=-0.8, v=1.0, c=-1.0, dprime=2.0, gaming=1.0),
        SelectionForDeception(n=7, p=0.4, delta=1.0, v=0.0, c=0.0, dprime=-0.7),
        SelectionForDeception(n=5, p=0.0, delta=1.0, v=0.4, c=-2.0, dprime=3.0),
        SelectionForDeception(n=5, p=1.0, delta=1.0, v=0.4, c=1.0, dprime=3.0),
        SelectionForDeception(n=5, p=0.3, c=-12.0, dprime=1.0),
        SelectionForDeception(n=5, p=1.0, c=2.0, dprime=90.0),
    ],
    ids=lambda check: f"{check.name} {list(check.model_dump().values())}",
)
def test_other_parameters_agree(check):
    result = run_check(check)
    assert result.passed, (result.theory, result.simulated, result.z)


@pytest.mark.parametrize(("n", "mean"), HARTER.items())
def test_theory_of_alike_candidates(n, mean):
    top = best_of(n, [Group(1.0, 0.0, 2.0, 0.0, 0.5)])
    assert top.signal == pytest.approx(2 * mean, abs=2e-5)
    assert top.ability == pytest.approx(mean, abs=1e-5)


def test_theory_of_unlike_candidates_by_brute_quadrature():
    n, groups = 11, [Group(0.5, 0.2, 0.7, 0.1, 0.4), Group(0.2, 1.0, 0.01, -1.0, 0.9)]
    top = best_of(n, groups)

    def below(s):
        return 0.3 + sum(g.share * stats.norm.cdf(s, g.mean, g.sd) for g in groups)

    for place, g in enumerate(groups):
        won, _ = integrate.quad(
            lambda s, g=g: n * g.share * stats.norm.pdf(s, g.mean, g.sd) * below(s) ** (n - 1),
            g.mean - 10 * g.sd,
            g.mean + 10 * g.sd,
            points=[0.95, 1.0, 1.05],
            limit=500,
        )
        assert top.shares[place] * top.probability == pytest.approx(won, abs=1e-9)
    assert top.probability == pytest.approx(1 - 0.3**n)
    assert sum(top.shares) == pytest.approx(1.0)


def test_theory_with_atoms():
    """Sure signals tie: the mass at the top is shared."""
    top = best_of(3, [Group(0.5, 0.0, 0.0, 1.0, 0.0), Group(0.25, 0.0, 0.0, 2.0, 0.0)])
    assert top.shares == pytest.approx([2 / 3, 1 / 3])
    assert (top.signal, top.ability) == (0.0, pytest.approx(4 / 3))
    both = best_of(2, [Group(0.5, 0.0, 0.0, 0.0, 0.0), Group(0.5, 0.0, 1.0, 0.0, 0.0)])
    assert both.shares == pytest.approx([0.25 + 0.25, 0.25 + 0.25])
    assert best_of(1, [Group(0.5, 1.0, 2.0, 3.0, 0.5)] * 2).ability == pytest.approx(3.0)


def test_the_checks_meet_where_their_models_do():
    curse = WinnersCurse(n=13, st=1.2, se=0.7).theory()
    honest = GoodhartTail(n=13, p=0.0, st=1.2, se=0.7).theory()
    assert honest["ability"] == pytest.approx(curse["ability"], abs=1e-12)
    assert honest["overstatement"] == pytest.approx(curse["overstatement"], abs=1e-12)
    v = 1.2 / math.hypot(1.2, 0.7)
    alike = SelectionForDeception(n=13, p=0.3, delta=0.0, v=v).theory()
    assert alike["ability"] * 1.2 == pytest.approx(curse["ability"], abs=1e-12)
    assert alike["deceptive_share"] == pytest.approx(0.3)


def test_theory_at_its_corners():
    share = [SelectionForDeception(n=n, p=0.2, delta=1.0).theory() for n in (1, 4, 16, 64)]
    assert share[0]["deceptive_share"] == pytest.approx(0.2)
    rising = [found["deceptive_share"] for found in share]
    assert rising == sorted(rising)
    assert SelectionForDeception(p=0.2, v=0.0, n=50).theory()["deceptive_share"] == pytest.approx(
        0.2
    )
    strict = SelectionForDeception(n=3, p=0.5, c=-9.0, dprime=1.0).theory()
    assert math.isnan(strict["ability"]) and math.isnan(strict["deceptive_share"])
    assert 0.0 <= strict["hire_probability"] < 1e-12
    tested = SelectionForDeception(n=2, p=0.5, c=0.0, dprime=math.sqrt(2.0), gaming=0.5).theory()
    assert tested["auc"] == pytest.approx(stats.norm.cdf(0.5))
    passed = 0.5 * (0.5 + stats.norm.cdf(-math.sqrt(0.5)))
    assert tested["hire_probability"] == pytest.approx(1 - (1 - passed) ** 2)


def test_areas_and_shares():
    rng = np.random.default_rng(5)
    a, b = np.round(rng.normal(0.4, 1, 300), 1), np.round(rng.normal(0, 1, 200), 1)
    found = area_under_roc(a, b)
    pairs = (a[:, None] > b) + 0.5 * (a[:, None] == b)
    assert found.value == pytest.approx(pairs.mean())
    draws = [
        area_under_roc(rng.normal(0.4, 1, 300), rng.normal(0, 1, 200)).value for _ in range(300)
    ]
    assert found.standard_error == pytest.approx(np.std(draws), rel=0.15)
    assert share_of(25, 100) == pytest.approx((0.25, 0.0436), abs=1e-3)
    assert share_of(0, 100).standard_error > 0
    assert math.isnan(share_of(0, 0).value)


def test_a_picture_holds_theory_and_simulation(monkeypatch):
    monkeypatch.setattr(hires, "_HIRES", 500)
    tables = list(WinnersCurse().picture().to_dict()["datasets"].values())
    lines, points = sorted(tables, key=len, reverse=True)
    assert len(lines) > 80 and len(points) == 2 * 7
    theory = {(row["what"], row["x"]): row["y"] for row in lines}
    assert all(row["low"] - 0.2 < theory[row["what"], row["x"]] for row in points)


@pytest.mark.parametrize(
    ("kind", "parameters", "word"),
    [
        (WinnersCurse, {"n": 0}, "n"),
        (WinnersCurse, {"n": 1025}, "n"),
        (WinnersCurse, {"se": -0.1}, "se"),
        (WinnersCurse, {"st": float("nan")}, "st"),
        (GoodhartTail, {"p": 1.2}, "p"),
        (GoodhartTail, {"m": 0.5, "g": -0.5, "st": 0, "se": 0, "se_gamer": 0}, "se_gamer"),
        (SelectionForDeception, {"v": 1.5}, "v"),
        (SelectionForDeception, {"gaming": -0.5}, "gaming"),
        (SelectionForDeception, {"dprime": float("inf")}, "dprime"),
    ],
)
def test_bad_parameters_are_named(kind, parameters, word):
    with pytest.raises(InputError, match=word):
        kind.model_validate(parameters)


def test_the_command_says_what_is_undefined_and_what_is_wrong(proxyfight):
    bad = proxyfight("validate", "goodhart-tail", "--set", "p=1.5")
    assert bad.returncode == 2 and "goodhart-tail: p: is 1.5; expected" in bad.stderr
    strict = ["--set", "c=-12", "--set", "n=1000", "--json"]
    done = proxyfight("validate", "selection-for-deception", *strict)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["simulated"]["ability"] is None
