"""`proxyfight facts` at the edges: documents, tables, what is wrong."""

from __future__ import annotations

import json

KEYS = {"fact", "value", "low", "high", "simulated", "inside", "in_sample", "input"}
QUICK = ("--worlds", "2", "--quiet", "--workers", "1")


def test_facts_are_one_document_of_what_is_promised(proxyfight):
    done = proxyfight("facts", "--json", *QUICK)
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)["facts"]
    for row in rows:
        assert set(row) >= KEYS
        assert len(row["simulated"]) == 3
    names = [row["fact"] for row in rows]
    assert len(set(names)) == len(names) == 24
    assert sum(row["in_sample"] for row in rows) == 10
    assert proxyfight("facts", "--json", *QUICK).stdout == done.stdout
    assert proxyfight("facts", "--json", *QUICK, "--seed", "7").stdout != done.stdout


def test_elasticities_are_no_input_where_pay_is_matched(proxyfight):
    def used(*settings):
        out = proxyfight("facts", "--json", *QUICK, *settings).stdout
        return [row["input"] for row in json.loads(out)["facts"] if "elasticity" in row["fact"]]

    assert used() == [True] * 3
    assert used("--set", "package.base_pay=matched") == [False] * 3


def test_the_table_counts_what_is_a_test(proxyfight):
    out = proxyfight("facts", *QUICK).stdout
    assert "of the 14 facts that have a range and are no input" in out
    assert "us-listed: facts about chief executives" in out and "calibrated" in out


def test_experiments_are_one_document(proxyfight):
    done = proxyfight("facts", "--experiments", "--json", *QUICK)
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)["experiments"]
    keys = {"experiment", "published", "low", "high", "simulated", "sign_agrees", "inside"}
    assert all(keys <= set(row) for row in rows) and len(rows) == 7
    assert {row["experiment"].split()[0] for row in rows} == {
        "Olken",
        "Bobonis,",
        "Heron",
        "Lazear",
    }


def test_the_table_of_experiments_says_what_was_moved(proxyfight):
    out = proxyfight("facts", "--experiments", *QUICK).stdout
    assert "Heron and Lie 2009: what a unit of window dressing lifts" in " ".join(out.split())


def test_what_is_wrong_is_one_sentence(proxyfight):
    for arguments, told in (
        (("facts", "nobody"), "no preset is called 'nobody'"),
        (("facts", "--worlds", "0"), "--worlds"),
        (("facts", "--set", "market.poachin=0.1"), "did you mean"),
    ):
        done = proxyfight(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr and "Traceback" not in done.stderr
