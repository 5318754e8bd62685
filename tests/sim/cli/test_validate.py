"""`proxyfight validate` and what it says when it is asked for the impossible."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.study


def test_one_check_as_json(proxyfight):
    done = proxyfight("validate", "hurdle", "--set", "K=1.2", "--set", "s=0.3", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {
        *("name", "source", "exercises", "parameters", "theory", "simulated"),
        *("standard_error", "z", "passed"),
    }
    assert document["parameters"]["K"] == 1.2
    assert document["passed"] is True
    outputs = {"effort", "utility", "probability_bonus"}
    for key in ("theory", "simulated", "standard_error", "z"):
        assert set(document[key]) == outputs
    again = proxyfight("validate", "hurdle", "--set", "K=1.2", "--set", "s=0.3", "--json")
    assert again.stdout == done.stdout


def test_vectors_and_the_table(proxyfight):
    done = proxyfight("validate", "baker", "--set", "mu=[1,0.5]", "--set", "nu=[1,-0.3]")
    assert done.returncode == 0, done.stderr
    assert "first_best" in done.stdout
    assert "1 of 1 checks passed" in done.stdout
    for word in ("Baker 1992", "participation binds", "nu = [1.0, -0.3]"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("hurdles",), ("hurdles", "did you mean 'hurdle'")),
        (("hurdle", "--set", "s=-1"), ("hurdle", "s", "expected a number from")),
        (("hurdle", "--set", "sigma=1"), ("sigma", "unknown field")),
        (("winners-curse", "--set", "n=2.5"), ("n", "expected a whole number from")),
        (("baker", "--set", "mu=[1,2]"), ("mu", "nu")),
        (("becker", "--set", "form=X"), ("form", "X")),
        (("hurdle", "--set", "K"), ("--set K", "expected")),
        (("--set", "K=1"), ("--set", "check")),
    ],
)
def test_bad_input_is_one_sentence(proxyfight, place, arguments, words):
    done = proxyfight("validate", *arguments)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    sentence = done.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in sentence
    assert "Traceback" not in done.stderr
    assert not any(place.iterdir())


def test_a_failed_check_is_status_3(monkeypatch, capsys):
    from sim.checks import hurdle
    from sim.cli.main import main

    right = hurdle.Hurdle.theory
    wrong = lambda check: {name: value + 1.0 for name, value in right(check).items()}
    monkeypatch.setattr(hurdle.Hurdle, "theory", wrong)
    with pytest.raises(SystemExit) as stop:
        main(["validate", "hurdle"])
    assert stop.value.code == 3
    assert "FAILED" in capsys.readouterr().out
