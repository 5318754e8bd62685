"""Running: resumed, refused, replaced, interrupted, failed; the same bytes in every case."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fakecore
import pytest
from fakecore import experiment, simulate

from sim.study import Study, load_experiment, record_run, run_study
from sim.study.run.runner import Simulate
from sim.study.store.folder import locked
from sim.support.inputs import InputError

TABLES = ("runs", "quarters")


def _run(path: Path, core: Simulate = simulate, **options: Any) -> Study:
    options = {"workers": 1, "record": TABLES, **options}
    return run_study(options.pop("design", experiment()), path, simulate=core, **options)


def _bytes(study: Study) -> dict[str, bytes]:
    return {name: study.file(name).read_bytes() for name in study.record}


class _Interrupts:
    """A progress function that presses Ctrl-C."""

    def __init__(self, after: int) -> None:
        self.after = after

    def __call__(self, done: int, total: int) -> None:
        if done == self.after:
            raise KeyboardInterrupt


@pytest.fixture
def halfway(tmp_path: Path) -> Study:
    """A study of fifteen runs, interrupted after five."""
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "study", progress=_Interrupts(5))
    return Study.open(tmp_path / "study")


def test_ctrl_c_is_no_failed_chunk_even_if_a_library_makes_an_error_of_it(tmp_path: Path) -> None:
    def wrapping(*_: Any) -> Any:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ValueError("serialising failed") from None

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _run(tmp_path, wrapping)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert Study.open(tmp_path).failures == []


def test_progress_counts_every_run(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    _run(tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [*((done, 15) for done in range(16)), (15, 15)]


def test_what_is_done_survives_an_interruption(halfway: Study, tmp_path: Path) -> None:
    assert halfway.status() == (5, 15, 0) and not halfway.complete
    assert halfway.table("runs").num_rows == 5
    calls: list[range] = []

    def counted(scenario: Any, worlds: range, record: Sequence[str]) -> Any:
        calls.append(worlds)
        return simulate(scenario, worlds, record)

    study = _run(halfway.path, counted)
    assert len(calls) == 10
    assert _bytes(study) == _bytes(_run(tmp_path / "at once"))


@pytest.mark.parametrize("damage", ["truncated", "garbled", "gone"])
def test_a_damaged_part_is_computed_again(halfway: Study, tmp_path: Path, damage: str) -> None:
    part = sorted(halfway.path.glob("parts/quarters-*.parquet"))[1]
    raw = part.read_bytes()
    if damage == "truncated":
        part.write_bytes(raw[: len(raw) // 2])
    elif damage == "garbled":  # in the middle of the data, where no footer shows it
        part.write_bytes(raw[:40] + bytes(255 - byte for byte in raw[40:60]) + raw[60:])
    else:
        part.unlink()
    assert _bytes(_run(halfway.path)) == _bytes(_run(tmp_path / "at once"))


def test_a_damaged_table_is_made_again(tmp_path: Path) -> None:
    study = _run(tmp_path)
    before = _bytes(study)
    study.file("quarters").write_bytes(before["quarters"][:1000])
    with pytest.raises(InputError, match="run the same command again"):
        study.table("quarters")
    assert _bytes(_run(tmp_path)) == before


def test_a_finished_study_is_not_computed_again(tmp_path: Path) -> None:
    study = _run(tmp_path)
    again = _run(tmp_path, fakecore.must_not_run)
    assert not again.failures and _bytes(again) == _bytes(study)


def test_another_manifest_is_refused_with_the_fields(tmp_path: Path) -> None:
    before = _bytes(_run(tmp_path))
    other = experiment(overrides=[("quarters", 5), ("executives.foresight", 2)])
    with pytest.raises(InputError) as caught:
        _run(tmp_path, design=other)
    assert "quarters is 4 there and 5 here; executives.foresight is 16 there and 2 here" in str(
        caught.value
    )
    with pytest.raises(InputError, match="levers is"):
        _run(tmp_path, design=experiment(levers={}))
    assert _bytes(Study.open(tmp_path)) == before


def test_at_most_five_differences_are_listed(tmp_path: Path) -> None:
    _run(tmp_path)
    fields = ["outside", "poaching", "retirement", "pool_exit", "detected_return", "gaming_cap"]
    other = experiment(overrides=[(f"market.{field}", 0.125) for field in fields])
    with pytest.raises(InputError, match="and 1 more"):
        _run(tmp_path, design=other)


def test_fresh_replaces_what_is_ours_only(tmp_path: Path) -> None:
    _run(tmp_path)
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    study = _run(tmp_path, design=experiment(overrides=[("seed", 3)]), record=["runs"], fresh=True)
    assert study.scenario().seed == 3 and study.complete
    assert notes.read_text() == "mine" and not study.file("quarters").exists()


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_that_is_no_study_stays_untouched(tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match="holds no study"):
        _run(tmp_path, fresh=fresh)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(InputError, match="is a file"):
        _run(tmp_path / "thesis.txt", fresh=fresh)


def test_a_wrong_design_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        _run(tmp_path / "study", design=experiment(overrides=[("quarters", 0)]))
    with pytest.raises(InputError, match="workers: is 0"):
        _run(tmp_path / "study", workers=0)
    with pytest.raises(InputError, match="no table is called"):
        _run(tmp_path / "study", record=["ruins"])
    assert not (tmp_path / "study").exists()


def test_two_runs_in_one_folder_are_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(InputError, match="another run is at work"):
        _run(tmp_path)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failed_cell_does_not_stop_the_others(tmp_path: Path, workers: int) -> None:
    study = _run(tmp_path, fakecore.breaks_on_second_cell, workers=workers)
    assert study.status()[:2] == (10, 15)
    failure = study.failures[0]
    assert failure.reason == "ArithmeticError: the second cell is cursed"
    assert "Traceback" in failure.log.read_text()
    assert set(study.table("runs").column("pay").to_pylist()) == {1, 3}
    assert {failure.cell for failure in study.failures} == {1}
    repaired = _run(tmp_path)
    assert repaired.complete and not repaired.failures


def test_missing_columns_are_a_failure(tmp_path: Path) -> None:
    def incomplete(scenario: Any, worlds: range, record: Sequence[str]) -> Any:
        tables = simulate(scenario, worlds, record)
        del tables["runs"]["rent"]
        return tables

    study = _run(tmp_path, incomplete)
    assert "rent" in study.failures[0].reason and study.status().done == 0
    with pytest.raises(InputError, match="nothing is done yet"):
        study.table("runs")


@pytest.mark.study  # the workers that come after it take seconds to begin
def test_a_dying_worker_costs_its_own_cell_only(tmp_path: Path) -> None:
    study = _run(tmp_path, fakecore.kills_its_worker, workers=2)
    assert study.status()[:2] == (10, 15)
    assert {failure.cell for failure in study.failures} == {1}
    assert "worker process died" in study.failures[0].reason


def test_processes_give_the_same_bytes_and_leave_the_environment(tmp_path: Path) -> None:
    before = dict(os.environ)
    many = _run(tmp_path / "many", workers=3)
    assert dict(os.environ) == before
    assert _bytes(many) == _bytes(_run(tmp_path / "one"))


def test_interrupted_workers_leave_at_once(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path, workers=2, progress=_Interrupts(2))
    assert 2 <= Study.open(tmp_path).status().done <= 15
    assert _run(tmp_path, workers=2).complete


SLOW = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests' parent ignores it
sys.path.insert(0, {here!r})
import fakecore
from sim.study import run_study

run_study(fakecore.experiment(), {out!r}, workers=2, simulate=fakecore.slow)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    script, out = tmp_path / "slow.py", tmp_path / "study"
    script.write_text(SLOW.format(here=str(Path(__file__).parent), out=str(out)))
    root = Path(fakecore.__file__).parents[3]
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": str(root)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _until(lambda: out.is_dir() and any(out.glob("parts/*.parquet")))
    parent.send_signal(how)
    parent.wait(20)
    _until(lambda: not _alive(parent.pid))
    assert Study.open(out).status().done >= 1


def _until(condition: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def _alive(session: int) -> bool:
    """Whether a process of the session is left."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, group = file.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(group) == session and state != "Z":
            return True
    return False


def test_one_scenario_becomes_a_study(tmp_path: Path) -> None:
    scenario = experiment().cells()[2].scenario
    study = record_run(scenario, "mine", tmp_path, ("quarters",), workers=1, simulate=simulate)
    assert study.scenario() == scenario and study.levers == {}
    assert study.table("runs").num_rows == 5 and study.record == ["runs", "quarters"]


@pytest.mark.study
def test_the_real_core_gives_the_same_bytes_in_processes(tmp_path: Path) -> None:
    pytest.importorskip("sim.tables.simulate")
    tiny = [("firms.source", "synthetic"), ("firms.count", 5), ("quarters", 4), ("worlds", 6)]
    design = load_experiment("slope", tiny)
    tables = ("quarters", "tenures", "events", "ledger")
    one = run_study(design, tmp_path / "one", workers=1, record=tables)
    two = run_study(design, tmp_path / "two", workers=2, record=tables)
    assert not one.failures and not two.failures
    assert _bytes(one) == _bytes(two)
