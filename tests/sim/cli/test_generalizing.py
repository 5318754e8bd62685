"""What is printed of robustness."""

from __future__ import annotations

import json

import pytest

from sim.cli.generalizing import print_across, print_robustness
from sim.cli.output import print_json
from sim.diagnosis.robustness.across import Across
from sim.diagnosis.robustness.robustness import observe
from tests.sim.worlds import scenario


@pytest.fixture(scope="module")
def found():
    shift = [{"start": 6, "tasks": {"build": {"value": -1.2}}}]
    return observe(scenario(regimes=shift, worlds=2, executives__cognition="rule"))


def test_tables_of_robustness(found, capsys):
    print_robustness(found)
    text = capsys.readouterr().out
    for words in (
        "Robustness in two dimensions",
        "after, regime 1",
        "From training to deployment",
        "unwatched, regime 0",
        "shifted",
        "malign generalization",
        "empire-builder",
    ):
        assert words in text
    assert "no goal fits" not in text


def test_what_no_goal_fits_is_said(found, capsys):
    print_robustness(found._replace(unfit=0.125))
    assert "12.5 % of rows have no capability" in " ".join(capsys.readouterr().out.split())


def test_tables_across(found, capsys):
    rows = [{"name": "lottery", **found.labels[0]}]
    print_across(Across("filters", rows, {"panel": "too few; expected more"}))
    text = capsys.readouterr().out
    assert "The same worlds with other filters" in text and "lottery" in text
    assert "not played: panel: too few; expected more" in text


def test_one_world_has_no_intervals(capsys):
    print_robustness(observe(scenario(worlds=1, quarters=6)))
    assert "±" not in capsys.readouterr().out


def test_the_document_is_plain(found, capsys):
    print_json(found.document())
    read = json.loads(capsys.readouterr().out)
    assert set(read) == {"contexts", "transitions", "labels", "unfit"}
    assert read["labels"][0]["group"] == "everybody"
