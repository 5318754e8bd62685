"""Commands that play say how far they are where that takes long: on stderr, and nowhere else."""

from __future__ import annotations

import json
import re
from itertools import count
from types import SimpleNamespace

import pytest

from sim.support import progress

SMALL = (
    *("--worlds", "4", "--set", "quarters=6", "--set", "burn_in=0", "--set", "firms.count=5"),
    *("--set", "firms.source=synthetic"),
)
COMMANDS = {
    "run": ("run", *SMALL),
    "compare": ("compare", "default", "unaware", *SMALL),
    "hiring": ("hiring", *SMALL),
    "diagnose": ("diagnose", *SMALL),
}
TOTALS = {"run": 4, "compare": 8, "hiring": 4, "diagnose": 3 * 4 + 96 * 4}
LINE = re.compile(r"worlds(?: and twins)?: (\d+) of (\d+)(, \S+ a second, \S+ (?:s|min|h) left)?")


@pytest.fixture
def slow(monkeypatch):
    """By the clock of progress, every look at it takes four seconds."""
    ticks = count(0.0, 4.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(ticks)))


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("name", COMMANDS)
def test_what_takes_long_says_how_far_it_is(proxyfight, name):
    done = proxyfight(*COMMANDS[name], "--json")
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout)
    lines = [LINE.fullmatch(line) for line in done.stderr.splitlines() if "compiling" not in line]
    assert lines
    assert all(lines), done.stderr
    seen = [(int(line[1]), int(line[2])) for line in lines if line]
    assert all(line[3] or line[1] == "0" for line in lines if line)
    assert {total for _, total in seen} == {TOTALS[name]}
    assert seen == sorted(seen)
    assert seen[-1][0] < TOTALS[name]
    assert seen[-1][0] >= TOTALS[name] // 4  # the last lines come towards the end


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_short_says_nothing(proxyfight, monkeypatch, name):
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(progress, "announce_compiling", lambda: None)
    done = proxyfight(*COMMANDS[name])
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("name", COMMANDS)
def test_quiet_says_nothing_and_changes_nothing(proxyfight, name):
    loud, quiet = proxyfight(*COMMANDS[name]), proxyfight(*COMMANDS[name], "--quiet")
    assert quiet.stderr == ""
    assert quiet.stdout == loud.stdout


@pytest.mark.usefixtures("slow")
def test_a_sweep_can_be_quiet_too(proxyfight, place):
    (place / "mine.yaml").write_text(
        "question: What?\nbase: default\n"
        "settings: {worlds: 2, quarters: 2, firms.source: synthetic, firms.count: 4}\n"
        "levers: {pay: {path: package.base_pay, values: [1, 1.2, 1.4, 1.6, 1.8, 2]}}\n"
    )
    again = ("sweep", "mine.yaml", "--workers", "1", "--fresh")
    assert " of 12, " in proxyfight(*again).stderr
    assert proxyfight(*again, "--quiet").stderr == ""
