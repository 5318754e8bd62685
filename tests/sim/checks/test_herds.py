"""Lande's check at other parameters, and what it refuses."""

from __future__ import annotations

import json

import pytest

from incentives.sentences import InputError
from sim.checks import run_check
from sim.checks.lande import Lande


@pytest.mark.parametrize(
    "changed",
    [
        {"B": 0.2},
        *(
            pytest.param(one, marks=pytest.mark.study)
            for one in (
                {"B": -0.1, "ybar": 0.0},
                {"omega2": 100.0, "zbar": 20.0},
                {"omega2": 2.0, "sigma2": 2.0, "G": 2.0, "zbar": 0.0, "ybar": -0.3},
                {"G": 0.3, "H": 0.02, "B": 0.06, "theta": -4.0, "zbar": -7.0},
            )
        ),
    ],
)
def test_the_lab_agrees_with_theory_wherever_it_is_asked(changed):
    check = Lande(**changed)
    result = run_check(check)
    assert result.passed, result
    control = check.model_copy(update={"omega2": 2.0 * check.omega2})
    assert not run_check(control, against=check).passed


def test_stability_turns_at_the_slope_of_the_line():
    found = [Lande(B=b)._holds().value for b in (0.02, 0.06, 0.15, 0.3)]
    assert found == [1.0, 1.0, 0.0, 0.0]


def test_what_luck_could_decide_is_said_to_be_open():
    """On the threshold neither answer is sure."""
    estimate = Lande(B=0.1)._holds()
    assert estimate.standard_error == 1.0


def test_same_bits_and_plain_json():
    one, two = run_check(Lande()), run_check(Lande())
    assert json.dumps(one.document()) == json.dumps(two.document())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sigma2": 0.5}, "sigma2 is 0.5; expected at least G"),
        ({"B": 0.5}, "B is 0.5; expected a square of at most G H"),
        ({"omega2": 1000.0}, "omega2 is 1000; expected at most 400 times G"),
        ({"omega2": 1.2}, "sigma2 is 1.5; expected at most omega2"),
        ({"zbar": 50.0}, "zbar is 50; expected within 2.5"),
        ({"ybar": 1.5}, "ybar is 1.5; expected at most 2.5"),
        ({"H": 4.0}, "H is 4; expected abs"),
        ({"omega": 4.0}, "omega"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(wrong, words):
    with pytest.raises(InputError, match=words):
        Lande(**wrong)
