"""`proxyfight firms`: what is said of a file, as the page of the documentation has it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from sim.cli.completing import firm_sources

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n(proxyfight [^\n]*)\n```\n\n```text\n(.*?)^```", PAGE, re.M | re.S)
SAMPLES = ("annual-compensation", "pay-versus-performance")


@pytest.fixture
def with_data(place: Path) -> Path:
    """A place from which the samples of the documentation are seen."""
    shutil.copytree(ROOT / "docs" / "data", place / "docs" / "data")
    return place


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=SAMPLES)
def test_the_page_shows_what_is_printed(proxyfight, with_data, command, output):
    done = proxyfight(*command.split()[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip() == output.rstrip()


def test_the_document_says_what_was_read_and_estimated(proxyfight, with_data):
    done = proxyfight("firms", "docs/data/annual-compensation.csv", "--json")
    document = json.loads(done.stdout)
    assert (document["firms"], document["rows"], document["mapping"]) == (12, 72, "execucomp")
    assert document["columns"]["since"] == "BECAMECEO"
    assert document["years"] == [2015, 2020]
    assert (document["base_pay_is"], document["tenure_is"]) == ("read", "read")
    assert document["base_pay"]["currency"] == "dollars"
    assert document["size"][0] == document["relative_base_pay"][0] == 1.0
    found = {one["estimate"]: one for one in document["estimates"]}
    slope = found["slope of a linear bonus"]
    mean, low, high = slope["value"]
    assert low < mean < high
    assert slope["set"] == {"package.schemes.linear-bonus.slope": mean}
    other = proxyfight("firms", "docs/data/annual-compensation.csv", "--json")
    assert other.stdout == done.stdout


def test_what_is_left_out_is_listed_and_no_terminal_obeys_a_file(proxyfight, place):
    rows = "salary,mktval,ceoten,\x1b[31mred\n900,10,1,x\n1000,20,2,x\n1300,oops,7,x\n"
    (place / "mine.csv").write_text(rows)
    done = proxyfight("firms", "mine.csv", "--set", "firms.bad_rows=leave-out")
    assert "Left out, 1 in all:" in done.stdout
    assert "line 4, column mktval: is 'oops'" in " ".join(done.stdout.split())
    asked = ("--set", "firms.columns.market_value='\x1b[31mred'")
    done = proxyfight("firms", "mine.csv", "--set", "firms.bad_rows=leave-out", *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert "\x1b" not in done.stderr + done.stdout


def test_a_scenario_and_published_data_have_firms_too(proxyfight, place):
    assert "ceosal2: 177 firms." in proxyfight("firms").stdout
    done = proxyfight("firms", "--set", "firms.source=ceosal1", "--json")
    document = json.loads(done.stdout)
    assert (document["firms"], document["base_pay"]["year"]) == (209, 1990)
    (place / "mine.csv").write_text("salary,mktval,ceoten\n900,10,1\n1000,20,2\n1300,50,7\n")
    (place / "mine.yaml").write_text("firms: {source: mine.csv}\nquarters: 2\nworlds: 1\n")
    assert json.loads(proxyfight("firms", "mine.yaml", "--json").stdout)["firms"] == 3
    done = proxyfight("run", "mine.yaml")
    assert done.returncode == 0, done.stderr
    assert "One world of 3 firms" in done.stdout and "$250,000 in 1990" in done.stdout


def test_a_shell_completes_files_of_firms(with_data, monkeypatch):
    monkeypatch.chdir(with_data)
    assert firm_sources("docs/data/a") == ["docs/data/annual-compensation.csv"]
    assert "default" in firm_sources("def")
