"""Work that would eat all memory is refused before any is taken, whoever asks for it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sim import Economy, run
from sim.cli import main
from sim.scenario.presets import scenario_of
from sim.support import memory
from sim.support.inputs import InputError
from sim.support.memory import Limit
from sim.tables.columns import COLUMNS
from sim.tables.memory import needed

HUGE = "question: q\nsettings: {worlds: 10000000, firms.source: synthetic, firms.count: 100000}\n"
LONG = ["firms.source=synthetic", "firms.count=100000", "quarters=2000"]


@pytest.fixture
def four_gigabytes(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "available", lambda: Limit(4_000_000_000, "here"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.yaml").write_text(HUGE)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--worlds", "10000000"],
        ["run", "--worlds", "10000000", "--out", "o"],
        ["run", *(word for assignment in LONG for word in ("--set", assignment))],
        ["compare", "default", "unaware", "--worlds", "10000000"],
        ["diagnose", "--worlds", "10000000"],
        ["hiring", "--worlds", "10000000"],
        ["sweep", "f.yaml", "--out", "o", "--workers", "1"],
    ],
    ids=" ".join,
)
def test_commands(four_gigabytes, capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (2, "")
    assert "B of memory, and 4.0 GB is free (here)" in err.splitlines()[-1]
    assert [path.name for path in four_gigabytes.iterdir()] == ["f.yaml"]


def test_python_and_mesa(four_gigabytes):
    with pytest.raises(InputError, match="of memory"):
        run(worlds=10_000_000)
    big = {"firms.source": "synthetic", "firms.count": 100_000, "quarters": 2000, "burn_in": 0}
    with pytest.raises(InputError, match="of memory"):
        Economy(record="ledger", **big)


def test_worlds_one_after_another_take_only_what_is_kept_of_them():
    few, many = (scenario_of("default", {"worlds": count}) for count in (1000, 2000))
    rows = needed(many, 2000) - needed(few, 1000)
    together = needed(many, 2000, together=True) - needed(few, 1000, together=True)
    assert 1000 * 8 * len(COLUMNS["runs"]) < rows < 10_000 * 1000
    assert together > 50 * rows
    assert needed(many, 2000, threads=2) > 1.5 * needed(many, 2000)


PEAK = """
import json, sys, resource
from sim.scenario.presets import scenario_of
from sim.tables.simulate import simulate
fields, record = json.loads(sys.argv[1])
small = scenario_of("default", {"worlds": 1, "quarters": 3})
simulate(small, record=record)
def now(name):
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
before = now("VmRSS")
simulate(scenario_of("default", fields), record=record, threads=2)
print(now("VmHWM") - before)
"""


@pytest.mark.study
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize(
    ("fields", "record"),
    [
        ({"worlds": 100, "firms.count": 200, "quarters": 8}, ["runs"]),
        ({"worlds": 100, "firms.count": 200, "quarters": 120}, ["runs"]),
        ({"worlds": 20_000, "firms.count": 1, "quarters": 8}, ["runs"]),
        ({"worlds": 1, "firms.count": 20_000, "market.candidates": 256, "quarters": 4}, ["runs"]),
        ({"worlds": 50, "firms.count": 200, "quarters": 40}, ["ledger"]),
        ({"worlds": 50, "firms.count": 200, "quarters": 40}, ["tenures", "contexts", "dossiers"]),
        ({"worlds": 50, "firms.count": 200, "quarters": 40}, ["events"]),
        ({"worlds": 50, "firms.count": 200, "quarters": 40}, ["conduct"]),
        ({"worlds": 50, "firms.count": 200, "quarters": 40}, ["efforts"]),
    ],
)
def test_the_estimate_is_near_what_is_taken(fields, record):
    fields = {"firms.source": "synthetic", **fields}
    given = json.dumps([fields, record])
    done = subprocess.run(
        [sys.executable, "-c", PEAK, given], capture_output=True, text=True, check=True
    )
    scenario = scenario_of("default", fields)
    ratio = needed(scenario, scenario.worlds, record, threads=2) / float(done.stdout)
    assert 0.6 < ratio < 3.0
