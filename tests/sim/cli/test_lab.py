"""`proxyfight lab`, and what it says when it is asked for the impossible."""

from __future__ import annotations

import json

import pytest

SMALL = ("--seeds", "2", "--set", "levels=32", "--set", "tests=32")
ROW = {
    *("policy", "base_optimizer", "objective", "distinguishing", "shift", "environment"),
    *("training_seeds", "capability", "alignment", "quadrants", "malign_share"),
    *("worse_than_nothing_share", "setting"),
}


def test_red_doors_as_json(proxyfight, place):
    done = proxyfight("lab", "red-doors", *SMALL, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {"lab", "question", "parameters", "rows", "answers"}
    assert document["parameters"]["levels"] == 32
    for row in document["rows"]:
        more = {"door", "red", "neither", "paid", "probe_door", "probe_red"}
        more |= {"aims_door", "aims_red", "aims_neither", "aims_mixed"}
        assert set(row) == ROW | more
        assert set(row["quadrants"]) == {
            *("robust", "capability_failure", "objective_misgeneralization", "both"),
        }
        assert all(len(row[name]) == 3 for name in more)
    assert {row["shift"] for row in document["rows"]} == {"none", "goal", "capability"}
    assert all(
        set(one) == {"claim", "estimate", "low", "high", "sentence"} for one in document["answers"]
    )
    assert {one["claim"][0] for one in document["answers"]} == set("12345")
    folder = place / "labs" / "red-doors"
    assert json.loads((folder / "result.json").read_text()) == document
    assert (folder / "picture.svg").read_text().startswith("<svg")
    assert len(list((folder / "kept").glob("*/*.npz"))) == 2
    assert proxyfight("lab", "red-doors", *SMALL, "--json").stdout == done.stdout


def test_the_table_of_a_lab(proxyfight, place):
    done = proxyfight(
        *("lab", "keys-and-chests", "--seeds", "1", "--out", "here"),
        *("--set", "boards=32", "--set", "tests=32"),
    )
    assert done.returncode == 0, done.stderr
    for word in ("keys over", "chests left", "return over best", "standing-still", "Expected"):
        assert word in done.stdout
    assert sorted(path.name for path in (place / "here").iterdir()) == [
        *("kept", "picture.svg", "result.json"),
    ]


def test_show_prints_parameters_and_plays_nothing(proxyfight, place):
    done = proxyfight("lab", "red-doors", "--show", "--set", "harm=2")
    assert "harm: 2.0  # harm of touching" in done.stdout
    shown = json.loads(proxyfight("lab", "red-doors", "--show", "--json").stdout)
    assert shown["rooms"] == 5
    assert not any(place.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("red-door",), ("red-door", "did you mean 'red-doors'")),
        (("red-doors", "--set", "rooms=2"), ("rooms", "expected a whole number from 3 to 20")),
        (("red-doors", "--set", "harms=2"), ("harms", "unknown field")),
        (("red-doors", "--set", "second_goal=none"), ("second_goal", "separate")),
        (("keys-and-chests", "--set", "keys=5"), ("keys and chests", "13 together")),
        (("red-doors", "--seeds", "0"), ("--seeds", "expected a whole number from 1")),
        (("--set", "rooms=3"), ("--set", "expected the name of a lab")),
    ],
)
def test_bad_input_is_one_sentence(proxyfight, place, arguments, words):
    done = proxyfight("lab", *arguments)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    sentence = done.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in sentence
    assert not any(place.iterdir())
