"""`proxyfight bench`: shape of what it prints, and wrong input. Speed is not asserted."""

import json

import pytest

pytestmark = pytest.mark.study

KEYS = [
    "scenario",
    "worlds",
    "firms",
    "quarters",
    "threads",
    "ns_per_firm_quarter",
    "ratio_to_mesa",
    "ratio_to_floor",
]


def test_json(apart):
    done = apart("bench", "--worlds", "1", "--rounds", "1", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["measurements"]
    assert [row["threads"] for row in rows] == [1, 2]
    for row in rows:
        assert list(row) == KEYS
        assert [row[key] for key in KEYS[:4]] == ["benchmark", 1, 200, 40]
        assert all(row[key] > 0 for key in KEYS[5:])


def test_table_and_sentence(proxyfight):
    done = proxyfight("bench", "--worlds", "2", "--rounds", "1")
    assert done.returncode == 0, done.stderr
    for words in ("draws alone", "core", "plain Mesa objects", "times as fast"):
        assert words in done.stdout


def test_profile_names_every_step(proxyfight):
    done = proxyfight("bench", "--worlds", "1", "--rounds", "1", "--profile")
    assert done.returncode == 0, done.stderr
    for words in ("steps of the core", "choose_effort", "steps of the objects", "settle", "sum"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--worlds", "0"], "--worlds"),
        (["--rounds", "0"], "--rounds"),
        (["--rounds", "few"], "--rounds"),
        (["--profile", "--json"], "--profile"),
        (["--threads", "2"], "--threads"),
        (["default"], "unexpected extra argument"),
    ],
)
def test_wrong_input_takes_one_line(proxyfight, place, arguments, words):
    done = proxyfight("bench", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert not list(place.iterdir())
