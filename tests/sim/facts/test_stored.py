"""Stored facts are those of the page, and of the same facts that are published."""

from __future__ import annotations

import pytest

from sim.facts.catalogue import facts
from sim.facts.measuring import measure
from sim.facts.stored import stored_facts, write
from sim.findings.quoting import between, rows_of
from sim.scenario.presets import load_scenario


def test_they_are_the_published_ones():
    for one, fact in zip(stored_facts()["facts"], facts(), strict=True):
        assert (one["fact"], one["low"], one["high"]) == (fact.fact, fact.low, fact.high)
        assert one["inside"] == fact.inside(one["simulated"][0])


def test_they_are_those_of_the_page():
    said = {row["fact"]: row for row in rows_of(between("docs/facts.md", "facts"))}
    for one in stored_facts()["facts"]:
        mean, _ = one["simulated"][:2]
        if mean is not None and said[one["fact"]]["simulated"] != "-":
            text = said[one["fact"]]["simulated"].split(" ")[0]
            assert float(text) == pytest.approx(mean, abs=0.0051 if abs(mean) >= 1 else 0.00051)
    rows = rows_of(between("docs/facts.md", "experiments"))
    for one, row in zip(stored_facts()["experiments"], rows, strict=True):
        assert float(row["simulated"].split(" ")[0]) == pytest.approx(
            one["simulated"][0], abs=0.00051
        )


def test_six_digits_are_kept(tmp_path):
    target = tmp_path / "us-listed.json"
    write([{"fact": "one", "simulated": [1 / 3, None, True]}], [], target)
    text = target.read_text("utf-8")
    assert "0.333333\n" in text.replace(",", "\n") and "true" in text and "null" in text


@pytest.mark.study
def test_they_are_measured_again():
    for one, fresh in zip(
        stored_facts()["facts"], measure(load_scenario("us-listed"), 2), strict=True
    ):
        assert one["simulated"] == pytest.approx(fresh.simulated, rel=1e-5)
