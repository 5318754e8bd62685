"""Studies in processes of their own: they survive, are cancelled, and go on to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.study import Experiment, Study, continue_study, lay_out, run_study
from sim.study.run import background
from sim.study.store.folder import LOCK, LOG, locked, runner_of
from sim.study.store.manifest import MANIFEST
from sim.support.inputs import InputError

pytestmark = pytest.mark.study

ROOT = Path(__file__).resolve().parents[3]


def design(cells: int = 3, **settings: object) -> Experiment:
    small = {
        "firms.source": "synthetic",
        "firms.count": 5,
        "quarters": 4,
        "burn_in": 0,
        "worlds": 2,
    }
    return Experiment.model_validate(
        {
            "name": "tiny",
            "question": "Does base pay matter?",
            "settings": {**small, **settings},
            "levers": {"pay": {"path": "package.base_pay", "values": list(range(1, cells + 1))}},
        }
    )


def slow() -> Experiment:
    """Two dozen cells of a moment each."""
    return design(24, **{"firms.count": 2000, "quarters": 20, "worlds": 2})


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def end(path: Path) -> None:
    background.cancel(path)
    until(lambda: runner_of(path) is None)


def test_a_study_runs_to_its_report(tmp_path: Path) -> None:
    path = tmp_path / "tiny"
    study = lay_out(design(), path)
    assert background.watch(path) == (path, "unfinished", 0, 6, "", None, None)
    background.start(path, 1)
    until((path / "report.html").is_file)
    until(lambda: runner_of(path) is None)
    found = background.watch(path)
    assert (found.state, found.done, found.total, found.trouble) == ("done", 6, 6, "")
    at_once = run_study(design(), tmp_path / "at once", workers=1)
    assert study.file("runs").read_bytes() == at_once.file("runs").read_bytes()


def test_cancelled_and_continued_it_ends_with_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "slow"
    study = lay_out(slow(), path)
    background.start(path, 2)
    until(lambda: background.watch(path).done >= 2)
    with pytest.raises(InputError, match="another run is at work"):
        background.start(path)
    assert background.watch(path).state == "running"
    assert background.cancel(path)
    found = background.watch(path)
    assert found.state == "unfinished" and found.trouble == ""
    assert 2 <= found.done < found.total
    assert (path / LOG).read_text().endswith("what is done is kept, the same command continues\n")
    assert not background.cancel(path)
    seen: list[int] = []
    continue_study(path, workers=1, progress=lambda done, _: seen.append(done))
    assert seen[0] == found.done and seen[-1] == found.total, "what was kept is not done again"
    at_once = run_study(slow(), tmp_path / "at once", workers=1)
    assert study.file("runs").read_bytes() == at_once.file("runs").read_bytes()


STARTER = """
import sys, time
from pathlib import Path
from sim.study.run import background
background.start(Path(sys.argv[1]), 1)
print("started", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("ignored", [False, True])
def test_it_survives_the_process_that_started_it(tmp_path: Path, ignored: bool) -> None:
    """Also if that one ignored interrupts, which children inherit."""
    path = tmp_path / "slow"
    lay_out(slow(), path)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignored else None
    try:
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(path)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
    finally:
        if ignored:
            signal.signal(signal.SIGINT, before)
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"started\n"
    starter.kill()
    starter.wait()
    starter.stdout.close()
    done = background.watch(path).done
    until(lambda: background.watch(path).done > done)
    assert background.watch(path).state == "running"
    end(path)
    assert "interrupted" in (path / LOG).read_text()


def test_failures_are_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "tiny"
    study = lay_out(design(), path)
    log = study.log(1, 0)
    log.parent.mkdir()
    log.write_text("Traceback\nValueError: no luck\n")
    found = background.watch(path)
    assert found.state == "failed"
    assert found.trouble == "1 cells failed; the first: ValueError: no luck"


def test_a_start_that_fails_says_why(tmp_path: Path) -> None:
    path = tmp_path / "tiny"
    lay_out(design(), path)
    manifest = path / MANIFEST
    manifest.write_text(manifest.read_text().replace('"version": "', '"version": "0.0.'))
    with pytest.raises(InputError, match=r"version is .*; expected the same code"):
        background.start(path, 1)
    assert runner_of(path) is None


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_study_is_told_apart(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    found = background.watch(tmp_path)
    assert found.state == "damaged" and found.trouble


def test_running_studies_come_first_then_the_latest(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old", "oldest")):
        lay_out(design(), tmp_path / name)
        os.utime(tmp_path / name / MANIFEST, (1000 - age, 1000 - age))
    with locked(tmp_path / "old"):
        found = background.watch_all(tmp_path)
    assert [study.path.name for study in found] == ["old", "new", "oldest"]
    assert [study.state for study in found] == ["running", "unfinished", "unfinished"]
    assert background.watch_all(tmp_path / "nowhere") == []


def test_the_lock_names_its_holder_while_it_is_held(tmp_path: Path) -> None:
    assert runner_of(tmp_path) is None
    with locked(tmp_path):
        assert runner_of(tmp_path) == os.getpid()
    assert runner_of(tmp_path) is None
    (tmp_path / LOCK).write_text("1")  # left behind by a process that was killed
    assert runner_of(tmp_path) is None


def test_a_folder_is_laid_out_once(tmp_path: Path) -> None:
    lay_out(design(), tmp_path / "tiny")
    assert isinstance(lay_out(design(), tmp_path / "tiny"), Study)
    assert lay_out(design(4), tmp_path / "tiny").status().total == 8  # it grows
    with pytest.raises(InputError, match="holds another study"):
        lay_out(design(4, quarters=5), tmp_path / "tiny")
    with pytest.raises(InputError, match="no study"):
        background.start(tmp_path / "nowhere")
