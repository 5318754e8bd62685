"""`proxyfight replicate`, and what it says when it is asked for the impossible."""

from __future__ import annotations

import json

import pytest

from sim.cli import replicating

FEW = ("--runs", "20", "--turbulence", "25")
ONE = (*FEW, "--memory-principal", "1", "--memory-agent", "unlimited")


def test_a_scenario_as_json(proxyfight, place):
    done = proxyfight("replicate", "hidden-action", *ONE, "--json", "--out", "kept")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    named = {key: document[key] for key in ("turbulence", "memory_principal", "memory_agent")}
    assert named == {"turbulence": 25, "memory_principal": 1, "memory_agent": "unlimited"}
    for measure in ("effort", "premium", "principal_utility"):
        assert list(document[measure]) == ["1", "5", "10", "20"]
        assert all(len(cell) == 2 for cell in document[measure].values())
        assert list(document["z"][measure]) == ["1", "5", "10", "20"]
    assert json.loads((place / "kept" / "result.json").read_text()) == document
    assert (place / "kept" / "picture.svg").read_text().startswith("<svg")
    again = proxyfight("replicate", "hidden-action", *ONE, "--json")
    assert again.stdout == done.stdout


def test_several_scenarios_are_a_list(proxyfight):
    done = proxyfight("replicate", "hidden-action", "--runs", "3", "--json")
    documents = json.loads(done.stdout)
    assert len(documents) == 48
    assert sum("z" in one for one in documents) == 16


def test_the_table(proxyfight):
    done = proxyfight("replicate", "hidden-action", "--turbulence", "25")
    assert done.returncode == 0, done.stderr
    for words in ("max: the largest", "Second best", "40.9761", "Of 192 published means"):
        assert words in done.stdout
    assert "replicated." in done.stdout and "Reinwald, Leitner" in done.stdout


def test_what_is_not_replicated_has_status_three(proxyfight, monkeypatch):
    """Premiums as if agents were paid half of them agree with nothing."""
    from sim.replication import hidden_action

    agency = hidden_action.HiddenAction.agency
    lazy = lambda self, condition, base=None: agency(self, condition, base).model_copy(
        update={"cost": 1.2}
    )
    monkeypatch.setattr(hidden_action.HiddenAction, "agency", lazy)
    done = proxyfight("replicate", "hidden-action", "--turbulence", "25")
    assert done.returncode == 3
    assert "NOT REPLICATED" in done.stdout


def test_a_changed_study_is_not_compared(proxyfight):
    done = proxyfight("replicate", "hidden-action", *ONE, "--set", "search.alternatives=8")
    assert done.returncode == 0
    assert "Nothing was published of what was played." in done.stdout
    same = proxyfight("replicate", "hidden-action", *ONE, "--set", "search.alternatives=2")
    assert "published means" in same.stdout


def test_hidden_goals(proxyfight):
    done = proxyfight("replicate", "hidden-action", "--goals", "--runs", "20", "--json")
    assert done.returncode == 0, done.stderr
    (rows,) = json.loads(done.stdout).values()
    assert len(rows) == 60
    assert {row["share"] for row in rows} == {0, 0.25, 0.5, 0.75, 1}
    assert all(len(cell) == 3 for row in rows for cell in row["added"]["20"].values())
    table = proxyfight("replicate", "hidden-action", *ONE, "--goals")
    assert table.returncode == 0
    assert "leisure" in table.stdout and "diversion: 1 per unit" in table.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("hidden-acton",), "replicate hidden-acton: no such study; did you mean 'hidden-action'?"),
        (("hidden-action", "--turbulence", "7"), "--turbulence: is 7; expected 5, 25 or 45"),
        (
            ("hidden-action", "--memory-agent", "2"),
            "--memory-agent: is '2'; expected 1, 3, 5 or unlimited",
        ),
        (
            ("hidden-action", "--runs", "1"),
            "--runs: is 1; expected a whole number from 2 to 50000",
        ),
        (
            ("hidden-action", "--set", "agent.memory=2"),
            "--set agent.memory: is what the study varies; expected --turbulence, "
            "--memory-principal or --memory-agent",
        ),
        (
            ("hidden-action", "--set", "search.reach=2"),
            "hidden-action: search.reach: is 2; expected a number above 0, up to 1",
        ),
        (
            ("hidden-action", "--set", "reservation=9"),
            "reservation: is 9; expected less than what the largest effort is worth to an agent",
        ),
        (
            ("hidden-action", "--goals", "--set", "goal.share=1"),
            "--set goal.share: expected none beside --goals, which sets it",
        ),
    ],
)
def test_bad_input_is_one_sentence(proxyfight, place, options, sentence):
    done = proxyfight("replicate", *options, "--out", "kept")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"proxyfight: {sentence}"
    assert done.stdout == "" and not any(place.iterdir())


def test_the_study_is_listed(proxyfight):
    (entry,) = json.loads(proxyfight("list", "replications", "--json").stdout)
    assert entry["name"] == "hidden-action" and "Leitner" in entry["source"]
    assert "production = 50.0" in proxyfight("list", "replications").stdout
    assert replicating.replicate.__doc__
