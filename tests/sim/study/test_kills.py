"""Whatever is killed whenever: the same command ends with the same bytes, and nobody is left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import fakecore
import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.study.store.manifest import MANIFEST

pytestmark = [
    pytest.mark.study,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc"),
]

KILLS = int(os.environ.get("PROXYFIGHT_KILLS", "12"))
"""More of them are one number away."""
TABLES = ("runs", "quarters")

PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {here!r})
import fakecore
from sim.study import run_study

run_study(fakecore.experiment(), {out!r}, workers=2, record={tables!r}, simulate=fakecore.blinks)
"""


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("studies") / "at once"
    run_study(experiment(), path, workers=1, record=TABLES, simulate=simulate)
    return _bytes(path)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_loses_nothing(tmp_path: Path, number: int, at_once: dict[str, bytes]) -> None:
    dice = random.Random(number)
    out = tmp_path / "study"
    text = PROGRAM.format(here=str(Path(fakecore.__file__).parent), out=str(out), tables=TABLES)
    root = str(Path(fakecore.__file__).parents[3])
    parent = subprocess.Popen(
        [sys.executable, "-c", text],
        env=os.environ | {"PYTHONPATH": root},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    whom = dice.choice(["parent", "parent", "worker", "all"])
    _wait(lambda: (out / MANIFEST).is_file() or parent.poll() is not None)
    time.sleep(dice.random() * 2.5)
    how = dice.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    session = _session(parent.pid)
    if whom == "all":
        os.killpg(parent.pid, signal.SIGKILL)
    elif whom == "worker" and (workers := [one for one in session if one != parent.pid]):
        os.kill(dice.choice(workers), signal.SIGKILL)
    elif parent.poll() is None:
        parent.send_signal(how)
    parent.wait(60)
    _wait(lambda: not _session(parent.pid))
    study = Study.open(out)
    done = study.status().done
    played: list[int] = []

    def counted(scenario: object, worlds: range, record: object) -> object:
        played.extend(worlds)
        return simulate(scenario, worlds, record)  # type: ignore[arg-type]

    run_study(experiment(), out, workers=1, record=TABLES, simulate=counted)  # type: ignore[arg-type]
    assert len(played) == 15 - done, "what was kept is not played again"
    assert _bytes(out) == at_once
    assert not [*out.glob(".*.tmp"), *out.glob("parts")]


def _bytes(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("*.parquet")}


def _wait(condition: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def _session(leader: int) -> list[int]:
    """Processes of a session that are alive."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = file.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(session) == leader and state != "Z":
            found.append(int(file.parent.name))
    return found
