"""A study that grew is, byte for byte, one that was so from the start."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import fakecore
import numpy as np
import pytest
from fakecore import experiment, simulate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.study import Study, run_study
from sim.study.store.coverage import (
    Block,
    Portion,
    Target,
    first_round,
    missing,
    prefix,
    runs_there,
)
from sim.study.store.joining import join_studies
from sim.study.store.precision import looks
from sim.support.inputs import InputError

PAY = {"path": "package.base_pay", "values": [1, 2]}
SMALL = {"firms.source": "synthetic", "firms.count": 50, "quarters": 4, "burn_in": 0}


def design(worlds: Any = 4, levers: Any = None, **fields: Any) -> Any:
    return experiment(
        levers={"pay": PAY} if levers is None else levers, settings=SMALL, worlds=worlds, **fields
    )


def run(path: Path, core: Any = simulate, **options: Any) -> Study:
    what = options.pop("design")
    return run_study(what, path, simulate=core, **{"workers": 1, **options})


def whole(path: Path) -> dict[str, bytes]:
    ends = (".parquet", "checksums.txt")
    return {file.name: file.read_bytes() for file in path.iterdir() if file.name.endswith(ends)}


STEPS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("worlds", {}, {"worlds": 40}),
    ("levels", {}, {"levers": {"pay": {"path": "package.base_pay", "values": [1, 1.5, 2, 3]}}}),
    ("levels in front", {}, {"levers": {"pay": {**PAY, "values": [0.5, 1, 2]}}}),
    ("random", {"design": "random", "points": 3}, {"design": "random", "points": 8}),
    ("sobol", {"design": "sobol", "points": 3}, {"design": "sobol", "points": 12}),
    ("morris", {"design": "morris", "points": 2}, {"design": "morris", "points": 9}),
    ("listed", {"points": {"metric.noise": [1, 2]}}, {"points": {"metric.noise": [2, 3, 1]}}),
    ("fewer excluded", {"exclude": [{"pay": 2}]}, {}),
]  # fmt: skip


@pytest.mark.parametrize("case", STEPS, ids=lambda case: case[0])
def test_it_grows_to_the_same_bytes(tmp_path: Path, case: tuple[str, Any, Any]) -> None:
    name, before, after = case
    if name in ("random", "sobol", "morris"):
        lever = {"pay": {"path": "package.base_pay", "from": 1, "to": 2}}
        before, after = {"levers": lever, **before}, {"levers": lever, **after}
    if name == "listed":
        before, after = {"levers": {}, **before}, {"levers": {}, **after}
    grown, fresh = tmp_path / "grown", tmp_path / "fresh"
    first = run(grown, design=design(**before), record=["tenures"])
    kept = first.status().done
    played: list[Any] = []

    def counted(scenario: Any, worlds: range, record: Any) -> Any:
        played.extend(worlds)
        return simulate(scenario, worlds, record)

    second = run(grown, counted, design=design(**after), record=["tenures"])
    assert len(played) == second.status().total - kept > 0
    run(fresh, design=design(**after), record=["tenures"])
    assert whole(grown) == whole(fresh)


def test_another_table_is_made_of_the_same_worlds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "grown", design=design())
    run(tmp_path / "grown", design=design(), record=["quarters"])
    assert "quarters was not recorded; the runs that are there are played again" in (
        capsys.readouterr().err
    )
    run(tmp_path / "fresh", design=design(), record=["quarters"])
    assert whole(tmp_path / "grown") == whole(tmp_path / "fresh")
    smaller = run(tmp_path / "grown", fakecore.must_not_run, design=design())
    assert smaller.record == ["runs", "quarters"], "a table that is there stays"


def test_another_question_or_measure_is_taken_over_at_once(tmp_path: Path) -> None:
    run(tmp_path, design=design())
    other = design(question="Why?", measures=["rent"])
    study = run(tmp_path, fakecore.must_not_run, design=other)
    assert Study.open(tmp_path).question == "Why?" and study.measures == ["rent"]


SHRINKING: list[tuple[dict[str, Any], str]] = [
    ({"worlds": 2}, "worlds is 4 there and 2 here, and a study does not shrink"),
    ({"levers": {"pay": {**PAY, "values": [1, 3]}}}, "1 of the 2 points there are none of the 2"),
    ({"levers": {"other": PAY}}, "levers is"),
    ({"levers": {"pay": {"path": "metric.noise", "values": [1, 2]}}}, "levers.pay.path is"),
]


@pytest.mark.parametrize(("change", "words"), SHRINKING)
def test_what_cannot_be_joined_is_refused(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    run(tmp_path, design=design())
    before = whole(tmp_path)
    with pytest.raises(InputError) as caught:
        run(tmp_path, design=design(**change))
    assert words in str(caught.value)
    assert whole(tmp_path) == before


def test_a_latin_hypercube_takes_worlds_and_no_points(tmp_path: Path) -> None:
    cube = {"levers": {"pay": {"path": "package.base_pay", "from": 1, "to": 2}}}
    cube |= {"design": "latin-hypercube"}  # type: ignore[dict-item]
    run(tmp_path, design=design(points=4, **cube))
    run(tmp_path, design=design(6, points=4, **cube))
    with pytest.raises(InputError, match="a latin-hypercube does not grow, as grid, one-at-a-time"):
        run(tmp_path, design=design(6, points=5, **cube))


def test_an_unfinished_study_grows_too(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "grown", design=design(40), progress=stop)
    more = {"pay": {"path": "package.base_pay", "values": [0.5, 1, 2]}}
    run(tmp_path / "grown", design=design(50, more), record=["tenures"])
    run(tmp_path / "fresh", design=design(50, more), record=["tenures"])
    assert whole(tmp_path / "grown") == whole(tmp_path / "fresh")


def test_rounds_come_before_cells(tmp_path: Path) -> None:
    """An interrupted study has as many worlds of every cell, up to what is being played."""
    seen: list[tuple[int, int]] = []

    def noted(scenario: Any, worlds: range, record: Any) -> Any:
        seen.append((worlds[0], int(scenario.package.base_pay)))
        return simulate(scenario, worlds, record)

    wide = {**SMALL, "firms.count": 200}
    what = experiment(levers={"pay": PAY}, settings=wide, worlds=100)
    run(tmp_path, noted, design=what)
    assert [first for first, _ in seen] == sorted(first for first, _ in seen)
    assert {first for first, _ in seen} >= {0, 16, 64}


@pytest.mark.parametrize("shards", [2, 3, 7])
def test_shards_join_to_the_same_bytes(tmp_path: Path, shards: int) -> None:
    """Of cells, or where these are fewer than shards, of worlds."""
    folders = [tmp_path / f"part{number}" for number in range(shards)]
    for number, folder in enumerate(folders, 1):
        run(folder, design=design(9), record=["tenures"], shard=(number, shards))
    unfinished = join_studies(folders[1:], tmp_path / "some")
    assert 0 < unfinished.status().done < unfinished.status().total == 18
    joined = join_studies(folders[::-1], tmp_path / "joined")
    assert joined.complete
    run(tmp_path / "fresh", design=design(9), record=["tenures"])
    assert whole(joined.path) == whole(tmp_path / "fresh")
    run(tmp_path / "some", design=design(9), record=["tenures"])
    assert whole(tmp_path / "some") == whole(tmp_path / "fresh")


def test_what_is_no_shard_of_the_study_is_refused(tmp_path: Path) -> None:
    run(tmp_path / "a", design=design(), shard=(1, 2))
    run(tmp_path / "b", design=design(overrides=[("seed", 3)]), shard=(2, 2))
    with pytest.raises(InputError, match=r"is no part of the study in .*seed is 0 there and 3"):
        join_studies([tmp_path / "a", tmp_path / "b"], tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_file_of_another_study_is_told_and_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "mine", design=design())
    run(tmp_path / "theirs", design=design(overrides=[("seed", 3)]))
    before = whole(tmp_path / "mine")
    shutil.copy(tmp_path / "theirs" / "runs.parquet", tmp_path / "mine" / "runs.parquet")
    (tmp_path / "mine" / "checksums.txt").unlink()
    with pytest.raises(InputError, match=r"runs\.parquet: damaged"):
        Study.open(tmp_path / "mine").table("runs")
    run(tmp_path / "mine", design=design())
    assert "is of another study; it is made again" in capsys.readouterr().err
    assert whole(tmp_path / "mine") == before


def test_damage_costs_no_more_than_its_group_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.study.store.merging.ROW_GROUP", 10)
    levels = {"pay": {"path": "package.base_pay", "values": list(range(1, 21))}}
    run(tmp_path, design=design(4, levels))
    before = whole(tmp_path)
    raw = bytearray(before["runs.parquet"])
    raw[len(raw) // 2] ^= 8
    (tmp_path / "runs.parquet").write_bytes(raw)
    played: list[int] = []

    def counted(scenario: Any, worlds: range, record: Any) -> Any:
        played.append(int(scenario.package.base_pay))
        return simulate(scenario, worlds, record)

    run(tmp_path, counted, design=design(4, levels))
    assert "rows of it are whole and kept" in capsys.readouterr().err
    assert 0 < len(set(played)) < 18
    assert whole(tmp_path) == before


def test_adaptive_replication_stops_where_the_mean_is_precise(tmp_path: Path) -> None:
    def noisy(scenario: Any, worlds: range, record: Any) -> Any:
        tables = simulate(scenario, worlds, record)
        spread = 0.01 if scenario.package.base_pay == 1.0 else 3.0
        runs = tables["runs"]
        runs["rent"] = spread * runs["rent"]
        return tables

    rule = {"until": {"measure": "rent", "half_width": 0.2}, "at_least": 8, "at_most": 200}
    study = run(tmp_path / "a", noisy, design=design(rule))
    counts = study.worlds_of_cells().tolist()
    assert counts[0] == 16 and counts[1] in (64, 128, 200)
    frame = study.summary("rent")
    wide = (frame["high"] - frame["low"]).to_numpy() / 2
    assert wide[0] <= 0.2 and (wide[1] <= 0.2 or counts[1] == 200)
    # whatever workers and interruptions, and from a looser rule on
    loose = {**rule, "until": {"measure": "rent", "half_width": 2.0}}
    run(tmp_path / "b", noisy, design=design(loose))
    run(tmp_path / "b", noisy, design=design(rule))
    assert whole(tmp_path / "a") == whole(tmp_path / "b")


def test_small_worlds_begin_with_more_of_them() -> None:
    assert [first_round(firms) for firms in (1000, 200, 50, 20)] == [16, 16, 64, 256]


def test_looks_come_at_fixed_numbers_of_worlds() -> None:
    assert looks(16, 1024) == [16, 32, 64, 128, 256, 512, 1024]
    assert looks(20, 100) == [32, 64, 100] and looks(2, 8) == [8]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_missing_and_what_is_there_are_all_there_is(data: st.DataObject) -> None:
    """Against sets of single worlds."""
    cells, worlds = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 40))
    blocks = []
    for _ in range(data.draw(st.integers(0, 5))):
        some = data.draw(st.sets(st.integers(0, cells - 1), min_size=1))
        first = data.draw(st.integers(0, worlds))
        last = data.draw(st.integers(first + 1, worlds + 5))
        blocks.append(Block(np.array(sorted(some)), first, last))
    there = {(int(c), w) for b in blocks for c in b.cells for w in range(b.first, b.last)}
    every = {(c, w) for c in range(cells) for w in range(worlds)}
    wanted = Target.everywhere(cells, worlds)
    gaps: list[Portion] = missing(wanted, {"runs": blocks})
    lacking = [
        (int(c), w) for g in gaps for c in g.block.cells for w in range(g.block.first, g.block.last)
    ]
    assert len(lacking) == len(set(lacking)) and set(lacking) == every - there
    assert runs_there(wanted, {"runs": blocks}) == len(every & there)
    for cell, count in enumerate(prefix(cells, blocks)):
        assert all((cell, w) in there for w in range(count))
        assert (cell, int(count)) not in there
