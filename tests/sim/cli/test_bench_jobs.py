"""`proxyfight bench --jobs`: what it prints, with jobs that take no time, and wrong input."""

from __future__ import annotations

import json

import pytest

from sim.bench import jobs
from sim.bench.stopwatch import JobTime
from sim.cli.main import main

ROWS = (
    JobTime("compiling", 70.0, 130.5, None, "once per installation"),
    JobTime("JSON", 0.5, None, 8.25, "times CSV"),
    JobTime("a million firms", None, None, None, "refused: too many"),
)


@pytest.fixture
def bench(monkeypatch, capsys):
    """Runs the command on jobs that are done already; its status, and what it printed."""
    monkeypatch.setattr(jobs, "JOBS", {"all": lambda: iter(ROWS)})
    monkeypatch.setattr(jobs, "SWEEPS", {"all": lambda: iter(ROWS[1:])})

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["bench", *arguments])
        return stop.value.code or 0, *capsys.readouterr()

    return run


def test_json(bench):
    status, out, _ = bench("--jobs", "--json")
    assert status == 0
    document = json.loads(out)
    assert list(document) == ["jobs"]
    assert [list(row) for row in document["jobs"]] == 3 * [list(JobTime._fields)]
    assert document["jobs"] == [row._asdict() for row in ROWS]


def test_sweeps_have_jobs_of_their_own(bench):
    status, out, _ = bench("--sweep", "--json")
    assert status == 0
    assert json.loads(out) == {"jobs": [row._asdict() for row in ROWS[1:]]}


def test_table(bench):
    status, out, _ = bench("--jobs")
    assert status == 0
    cells = [line.split() for line in out.splitlines()]
    assert ["compiling", "70.00", "130.5", "once", "per", "installation"] in cells
    assert ["JSON", "0.500", "8.25", "times", "CSV"] in cells
    assert ["a", "million", "firms", "refused:", "too", "many"] in cells


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profile"], "--profile: shows the steps of one run"),
        (["--worlds", "4"], "--worlds: jobs have their own sizes"),
        (["--rounds", "15"], "--rounds: jobs have their own sizes"),
    ],
)
@pytest.mark.parametrize("chosen", ["--jobs", "--sweep"])
def test_what_makes_no_sense_takes_one_line(bench, chosen, arguments, words):
    _takes_one_line(bench(chosen, *arguments), words, f"expected it without {chosen}")


def test_jobs_and_sweeps_are_timed_apart(bench):
    _takes_one_line(bench("--jobs", "--sweep"), "--sweep: times jobs of its own")


def _takes_one_line(found, *words):
    status, out, err = found
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert all(some in err for some in words)
