"""`run` and `compare`: what they print and keep."""

import json
import re

import pytest

QUICK = ("--worlds", "3", "--set", "quarters=8", "--set", "burn_in=0", "--set", "firms.count=12")


def test_json_holds_scenario_and_measures_and_repeats_to_the_byte(proxyfight, apart, place):
    one, two = apart("run", *QUICK, "--json"), proxyfight("run", *QUICK, "--json")
    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout == two.stdout
    document = json.loads(one.stdout)
    assert document["scenario"]["worlds"] == 3
    surplus = document["measures"]["shareholder_surplus"]
    assert surplus["low"] < surplus["mean"] < surplus["high"]
    assert (surplus["n"], surplus["unit"]) == (3, "base pays per firm and quarter")
    assert not list(place.iterdir())


def test_what_is_unknown_is_null(proxyfight):
    done = proxyfight("run", *QUICK, "--worlds", "1", "--json")
    surplus = json.loads(done.stdout)["measures"]["shareholder_surplus"]
    assert surplus["low"] is None
    assert "NaN" not in done.stdout


def test_seed_changes_the_result(proxyfight):
    one, two = (proxyfight("run", *QUICK, "--json", "--seed", seed).stdout for seed in "12")
    assert json.loads(one)["measures"] != json.loads(two)["measures"]


@pytest.mark.parametrize("width", [80, 160])
def test_table_is_plain_and_whole(proxyfight, width):
    done = proxyfight("run", *QUICK, width=width)
    assert done.returncode == 0
    assert "shareholder_surplus" in done.stdout
    assert "One base pay is what the median firm pays" in " ".join(done.stdout.split())
    assert "$176,750" in done.stdout
    assert "…" not in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_vote_is_told(proxyfight):
    done = proxyfight("run", "say-on-pay", *QUICK)
    assert re.search(r"Won the vote: .*\d %", done.stdout)


def test_out_keeps_a_study(proxyfight, place):
    done = proxyfight("run", *QUICK, "--out", "kept", "--record", "quarters,tenures")
    assert done.returncode == 0, done.stderr
    assert (place / "kept" / "tenures.parquet").is_file()
    assert done.stdout.endswith("Kept in kept\n")
    plain = proxyfight("run", *QUICK, "--json")
    again = proxyfight("run", *QUICK, "--json", "--out", "kept", "--record", "quarters,tenures")
    assert again.stdout == plain.stdout
    other = proxyfight("run", *QUICK, "--out", "kept", "--seed", "5")
    assert other.returncode == 2
    assert "seed" in other.stderr


def test_compare_is_paired(proxyfight):
    done = proxyfight("compare", "default", "long-leash", *QUICK, "--json")
    document = json.loads(done.stdout)
    row = document["measures"]["shareholder_surplus"]
    assert row["difference"] == pytest.approx(row["b"] - row["a"])
    assert row["low"] <= row["difference"] <= row["high"]
    same = json.loads(proxyfight("compare", "default", "default", *QUICK, "--json").stdout)
    assert all(
        found["difference"] == found["low"] == found["high"] == 0
        for found in same["measures"].values()
        if found["n"] > 1
    )
    table = proxyfight("compare", "default", "long-leash", *QUICK)
    assert table.returncode == 0
    assert "B - A" in table.stdout
