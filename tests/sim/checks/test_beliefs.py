"""Checks of beliefs and prices: a board that learns, career concerns, signal jamming."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.checks import run_check
from sim.checks.board_learning import BoardLearning
from sim.checks.career_concerns import CareerConcerns
from sim.checks.stein import Stein
from sim.cli.app import app
from sim.support.inputs import InputError

pytestmark = pytest.mark.study

CHECKS = [BoardLearning, CareerConcerns, Stein]


@pytest.mark.parametrize("check", CHECKS)
def test_defaults_pass_and_the_control_fails(check):
    found = run_check(check())
    assert found.passed, found.z
    for name, error in found.standard_error.items():
        assert error <= max(0.02 * abs(found.theory[name]), 0.01), name
    assert not run_check(check().control(), check()).passed


@pytest.mark.parametrize(
    "parameters",
    [
        {"T": 1},
        {"T": 2, "beta": 1.0, "h1": 0.3, "he": 7.0, "hd": math.inf},
        {"T": 5, "beta": 0.0},
        {"T": 40, "beta": 0.9, "h1": 30.0, "he": 0.02, "hd": 0.5},
        {"T": 150, "beta": 0.99, "hd": "inf"},
    ],
)
def test_career_concerns(parameters):
    found = run_check(CareerConcerns.model_validate(parameters))
    assert found.passed, found.z


def test_career_concerns_agree_with_a_regression():
    """Weights of outputs in expected ability, from covariances instead of a recursion."""
    check = CareerConcerns(T=9, beta=0.9, h1=0.7, he=1.4, hd=3.0)
    t = np.arange(check.T)
    ability = 1 / check.h1 + np.minimum.outer(t, t) / check.hd
    output = ability + np.eye(check.T) / check.he
    efforts = np.zeros(check.T)
    for s in range(1, check.T):
        weights = np.linalg.solve(output[:s, :s], ability[s, :s])
        efforts[:s] += check.beta ** (s - t[:s]) * weights
    assert check.efforts() == pytest.approx(efforts)


def test_nobody_works_in_a_last_quarter_or_for_a_market_that_knows():
    assert CareerConcerns(T=7).theory()["effort_T"] == 0.0
    sure = CareerConcerns(T=7, h1=1e6, hd=math.inf).theory()
    assert sure["effort_1"] == pytest.approx(0.0, abs=1e-4)
    assert math.isnan(CareerConcerns(T=3).theory()["effort_5"])


@pytest.mark.parametrize(
    "parameters",
    [
        {"pi": 0.0},
        {"su": 0.0},
        {"pi": 0.7, "r": 0.2, "k": 1.0, "su": 2.0, "sv": 0.4},
        {"pi": 0.1, "r": 0.01, "k": 50.0, "su": 0.05, "sv": 1.0},
    ],
)
def test_stein(parameters):
    found = run_check(Stein(**parameters))
    assert found.passed, found.z
    assert found.standard_error["mean_forecast_error"] <= 0.01


@pytest.mark.parametrize(
    "parameters",
    [
        {"T": 1, "grace": 0, "tau": 0.1},
        {"T": 3, "v0": 0.0, "m0": -1.0},
        {"T": 3, "v0": 0.0, "m0": 1.0},
        {"T": 9, "theta": 0.3, "tau": 0.2, "grace": 0, "m0": 0.5},
        {"T": 6, "theta": -1.5, "v0": 1.0, "sig": 1.0, "tau": 0.0, "grace": 0},
        {"T": 8, "v0": 4.0, "sig": 0.3, "tau": -1.0, "grace": 20},
        {"T": 5, "tau": 1.5, "grace": 1},
    ],
)
def test_board_learning(parameters):
    found = run_check(BoardLearning(**parameters))
    assert found.passed, (found.theory, found.simulated, found.z)
    for name, error in found.standard_error.items():
        value = found.theory[name]
        assert math.isnan(value) or error <= max(0.02 * abs(value), 0.01), name


@pytest.mark.parametrize("theta", [None, -0.4])
def test_board_learning_agrees_with_plain_draws(theta):
    """The recursion on densities against the rule itself."""
    check = BoardLearning(T=8, theta=theta, grace=1)
    rng, n = np.random.default_rng(5), 200_000
    quality = check.v0**0.5 * rng.standard_normal(n) if theta is None else np.full(n, theta)
    reports, there, survival = np.zeros(n), np.ones(n, dtype=bool), []
    for t in range(1, check.T + 1):
        reports += quality + check.sig * rng.standard_normal(n)
        belief = check.v0 * reports / (check.sig**2 + t * check.v0)
        there &= (belief >= check.tau) | (t <= check.grace)
        survival.append(there.mean())
    assert check.course().survival == pytest.approx(np.array(survival), abs=4 * 0.5 / n**0.5)


def test_undefined_hazards_are_nan():
    found = BoardLearning(T=3, v0=0.0, m0=-1.0, grace=0).theory()
    assert found["hazard_1"] == 1.0 and found["survival_T"] == 0.0
    assert math.isnan(found["hazard_4"]) and math.isnan(found["hazard_T"])


@pytest.mark.parametrize(
    ("check", "parameters", "named"),
    [
        (BoardLearning, {"T": 0}, "T"),
        (BoardLearning, {"sig": 0}, "sig"),
        (BoardLearning, {"v0": -1}, "v0"),
        (BoardLearning, {"grace": -1}, "grace"),
        (BoardLearning, {"theta": math.inf}, "theta"),
        (CareerConcerns, {"hd": math.nan}, "hd"),
        (CareerConcerns, {"he": math.inf}, "he"),
        (CareerConcerns, {"beta": 1.1}, "beta"),
        (CareerConcerns, {"T": 2.5}, "T"),
        (Stein, {"pi": 1.0}, "pi"),
        (Stein, {"r": 0.0}, "r"),
        (Stein, {"sv": 0.0}, "sv"),
        (Stein, {"r": 1e-6, "k": 1e-6}, "k"),
    ],
)
def test_bad_parameters_are_named(check, parameters, named):
    with pytest.raises(InputError) as refused:
        check.model_validate(parameters)
    text = str(refused.value)
    assert named in text


def test_infinity_may_be_said_on_the_command_line():
    words = ["validate", "career-concerns", "--set", "hd=inf", "--set", "T=3", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    document = json.loads(done.output)
    assert document["parameters"]["hd"] == "inf" and document["theory"]["effort_5"] is None
