"""Checks of time: vesting, and the treacherous turn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.checks import run_check
from sim.checks.treacherous_turn import TreacherousTurn
from sim.checks.vesting import VestingCheck
from sim.support.inputs import InputError
from tests.sim.checks.parameters import numbers

pytestmark = pytest.mark.study

CHECKS = (VestingCheck, TreacherousTurn)
share = numbers(0.0, 1.0)


def precise(result):
    """Standard errors are at most two per cent, or a hundredth."""
    return all(
        error <= max(0.01, 0.02 * abs(result.simulated[name]))  # 0.01 if undefined
        for name, error in result.standard_error.items()
    )


@pytest.mark.parametrize("check", CHECKS)
def test_the_core_does_what_theory_says_and_a_wrong_core_would_not(check):
    result = run_check(check())
    assert result.passed and precise(result), result.document()
    assert not run_check(check().control(), against=check()).passed


@pytest.mark.parametrize("leaver", ["forfeit", "continue", "accelerate"])
@settings(max_examples=5, deadline=None)
@given(
    h=st.integers(1, 20),
    q=share,
    om=share,
    dl=share,
    b=numbers(0.01, 5.0),
    s=share,
    g=numbers(0.0, 5.0),
    c=st.tuples(numbers(0.1, 10.0), numbers(0.1, 10.0)),
    chi=share,
)
def test_vesting_at_any_parameters(leaver, h, q, om, dl, b, s, g, c, chi):
    costs = {"cL": c[0], "cS": c[1]}
    check = VestingCheck(leaver=leaver, h=h, q=q, om=om, dl=dl, b=b, s=s, g=g, chi=chi, **costs)
    result = run_check(check)
    assert result.passed and precise(result), result.document()


def test_vesting_corners():
    """Without malus the two actions share one incentive; with all of it deferred and seen, none."""
    base = {"h": 5, "q": 0.1, "dl": 0.9, "s": 1.0, "g": 2.0}
    loose = run_check(VestingCheck(**base, chi=0.0))
    assert loose.passed
    assert loose.simulated["long_effort"] == pytest.approx((0.9 * 0.9) ** 5)
    assert loose.simulated["short_share"] == pytest.approx(2.0 / 3.0)
    assert loose.simulated["clawed_back"] == 0.0
    tight = run_check(VestingCheck(**base, om=1.0, chi=1.0))
    assert tight.passed and tight.simulated["short_effort"] == pytest.approx(0.0, abs=1e-9)
    nothing = run_check(VestingCheck(b=0.0))
    assert nothing.passed and math.isnan(nothing.simulated["short_share"])
    # Leaving does not matter to an account that goes on; damage that surfaces after it does.
    stays = [run_check(VestingCheck(leaver="continue", q=q)).simulated for q in (0.0, 0.7)]
    assert stays[0] == pytest.approx(stays[1], rel=1e-6)


@settings(max_examples=12, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "T": st.integers(1, 24),
            "P": st.integers(0, 26),
            "dP": share,
            "d": share,
            "w": numbers(0.0, 2.0),
            "g": numbers(0.0, 2.0),
            "dl": share,
            "F": numbers(0.0, 5.0),
            "sep": numbers(0.0, 0.3),
            "mu": st.sampled_from([0.0, 0.3, 0.8, 1.0]),
            "A": st.sampled_from([0.0, 0.2, 0.6, 1.0]),
        }
    )
)
def test_the_turn_at_any_parameters(parameters):
    result = run_check(TreacherousTurn(**parameters))
    assert result.passed and precise(result), result.document()


def turn(**settings):
    result = run_check(TreacherousTurn(**settings))
    assert result.passed, result.document()
    return result.simulated


def test_turns_that_are_known():
    """Harm at once if nothing is at stake; at the end if all but the rent is; never if fined."""
    always_watched = {"T": 10, "P": 0, "d": 0.5, "mu": 1.0, "sep": 0.0, "dl": 1.0}
    assert turn(**always_watched, w=0.0, F=0.0, g=0.1)["first_harm"] == 1.0
    assert turn(**always_watched, w=5.0, F=0.0, g=0.1)["first_harm"] == 10.0
    never = turn(**always_watched, w=5.0, F=1.0, g=0.1)
    assert math.isnan(never["first_harm"])
    assert never["value"] == pytest.approx(50.0) and never["expected_harms"] == 0.0
    # The treacherous turn proper: harmless on probation, harmful from the first quarter after it.
    assert turn(T=12, P=5, dP=1.0, d=0.02, w=0.3, g=0.5, mu=1.0)["first_harm"] == 6.0


def test_a_tie_means_harm():
    """In the last quarter: a gain of 1 against a half of a fine of 2."""
    tie = {"T": 4, "P": 0, "d": 0.5, "mu": 1.0, "w": 3.0, "g": 1.0, "sep": 0.0}
    assert turn(**tie, F=2.0)["first_harm"] == 4.0
    assert math.isnan(turn(**tie, F=2.0 + 1e-6)["first_harm"])
    assert turn(T=3, P=0, w=0.0, g=0.0, F=0.0)["expected_harms"] == pytest.approx(2.94, abs=0.5)


def test_knowing_when_it_is_off_is_worth_something_and_costs_some_harm():
    common = {"T": 20, "P": 4, "d": 0.6, "w": 0.5, "g": 1.0, "F": 2.0, "mu": 0.8}
    blind, told = (turn(**common, A=tip) for tip in (0.0, 1.0))
    assert math.isnan(blind["first_harm"]) or blind["first_harm"] > 5.0
    assert told["first_harm"] == 5.0
    assert told["value"] > blind["value"] and told["expected_harms"] > blind["expected_harms"]


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (VestingCheck, {"h": 0}),
        (VestingCheck, {"leaver": "keep"}),
        (VestingCheck, {"cS": 0.0}),
        (TreacherousTurn, {"sep": 1.0}),
        (TreacherousTurn, {"T": 401}),
        (TreacherousTurn, {"mu": 1.1}),
    ],
)
def test_parameters_outside_their_domain_are_named(check, bad):
    with pytest.raises(InputError, match=next(iter(bad))):
        check(**bad)
