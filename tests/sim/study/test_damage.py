"""What happens to studies: bits that flip, files that are not what they seem, folders that go."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import fakecore
import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.study.store.checksums import CHECKSUMS
from sim.support.files import CannotWrite
from sim.support.inputs import InputError

TABLES = ("runs", "quarters")


def _run(path: Path, core: Any = simulate, **options: Any) -> Study:
    return run_study(
        experiment(), path, simulate=core, **{"workers": 1, "record": TABLES, **options}
    )


def _bytes(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir() if file.name != ".lock"}


def _flip(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 8
    path.write_bytes(raw)


def test_a_flipped_bit_is_found_named_and_repaired_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it is: in the data, between them, or in what describes them."""
    study = _run(tmp_path)
    whole = _bytes(tmp_path)
    size = len(whole["quarters.parquet"])
    untouched = study.file("runs").stat().st_mtime_ns
    for place in (5, size // 50, size // 2, size - 200, size - 6):
        _flip(study.file("quarters"), place)
        with pytest.raises(InputError, match=r"quarters\.parquet: damaged.*run the same command"):
            Study.open(tmp_path).table("quarters")
        _run(tmp_path)
        assert "quarters.parquet: damaged; it is made again" in capsys.readouterr().err
        assert _bytes(tmp_path) == whole
    assert study.file("runs").stat().st_mtime_ns == untouched


def test_a_flipped_bit_in_a_part_is_found_when_the_parts_are_joined(tmp_path: Path) -> None:
    class Stop:
        def __call__(self, done: int, total: int) -> None:
            if done == 5:
                raise KeyboardInterrupt

    whole = _bytes(_run(tmp_path / "at once").path)
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path / "study", progress=Stop())
    study = Study.open(tmp_path / "study")
    part = sorted(study.path.glob("parts/runs-*.parquet"))[2]
    _flip(part, part.stat().st_size - 2000)  # what describes the data
    with pytest.raises(InputError, match="damaged"):
        study.table("runs")
    assert _bytes(_run(study.path).path) == whole


def test_without_its_checksums_a_study_is_read_and_gets_them_again(tmp_path: Path) -> None:
    study = _run(tmp_path)
    whole = _bytes(tmp_path)
    (tmp_path / CHECKSUMS).write_bytes(b"\xff torn")
    assert study.table("runs").num_rows == 15
    _run(tmp_path, fakecore.must_not_run)
    assert _bytes(tmp_path) == whole


HOSTILE: dict[str, Any] = {
    "format only": {"format": 2},
    "no object": [1],
    "a path for a table": {"record": ["runs", "../../x"]},
    "no runs": {"record": ["quarters"]},
    "more cells than may be": {"cells": 10_000_000},
    "no cells": {"cells": 0},
    "a path for points": {"points": "../../x"},
    "a lever without levels": {"levers": {"pay": {}}},
    "no base": {"base": []},
    "precision of nothing": {"worlds": {"until": {}, "at_least": 1, "at_most": 2}},
    "a name that is none": {"name": ["x"]},
    "worlds": {"worlds": "many"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_manifest_that_is_none_is_named(tmp_path: Path, case: str) -> None:
    study = _run(tmp_path)
    change = HOSTILE[case]
    manifest = {**study.manifest, **change} if isinstance(change, dict) else change
    if case == "format only":
        manifest = change
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=r"manifest\.json: damaged.*expected a manifest"):
        Study.open(tmp_path)


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "\x00", '{"format": 1e999}'])
def test_what_is_no_json_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(InputError, match=r"damaged|format"):
        Study.open(tmp_path)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_that_goes_away_is_said(tmp_path: Path, workers: int) -> None:
    place = tmp_path / "study"

    def goes(done: int, total: int) -> None:
        if done == 3:
            place.rename(tmp_path / "elsewhere")

    with pytest.raises(InputError, match="study: was removed while it was being written to"):
        _run(place, progress=goes, workers=workers)
    assert not place.exists()


def test_a_full_disk_ends_it_and_keeps_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    sync = os.fsync

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 6:
            raise OSError(28, os.strerror(28))
        sync(handle)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CannotWrite, match=r"parts/.*cannot be written \(no space left on device\)"):
        _run(tmp_path / "study")
    monkeypatch.undo()
    study = Study.open(tmp_path / "study")
    assert 1 <= study.status().done < 15 and not study.failures
    assert _bytes(_run(study.path).path) == _bytes(_run(tmp_path / "at once").path)


def _in_a_daemon(out: str, workers: int | None, results: Any) -> None:
    os.chdir(Path(out).parent)
    study = _run(Path(out), workers=workers)
    results.put(study.frame()["shareholder_surplus"].tolist())


def test_inside_a_daemonic_process_it_is_played_there(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    alone = _run(tmp_path / "alone").frame()["shareholder_surplus"].tolist()
    context = multiprocessing.get_context("fork")
    for name, workers in (("two", 2), ("all", None)):
        results = context.Queue()
        given = (str(tmp_path / name), workers, results)
        process = context.Process(target=_in_a_daemon, args=given, daemon=True)
        process.start()
        assert results.get(timeout=60) == alone
        process.join(60)
        said = (
            "workers: 2 asked for, but this process may have no children" in capfd.readouterr().err
        )
        assert said is (workers == 2)
