"""Studies that are moved, saved from damage, grown from their folder, told so far, and cited."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.report.citation import citation
from sim.report.levers import moves_most
from sim.report.so_far import so_far
from sim.report.verdicts import Gap, Verdict, finding, verdicts
from sim.study import Experiment, Study, continue_study, lay_out, run_study
from sim.study.run.background import happenings, log_of, watch
from sim.study.run.growing import add_worlds, mend
from sim.study.run.local import DIED
from sim.study.run.pace import seconds_between
from sim.study.store.folder import LOG, locked
from sim.study.store.salvage import saved_rows, what_is_left
from sim.study.store.shelf import BIN, in_bin, put_into_bin, rename_study, take_from_bin
from sim.support.inputs import InputError

SLOPE = "package.schemes.linear-bonus.slope"
TINY = {"firms.source": "synthetic", "firms.count": 5, "quarters": 4, "burn_in": 0, "worlds": 2}


def small(name: str = "small", **more: object) -> Experiment:
    levers = {"slope": {"path": SLOPE, "values": [0, 1]}}
    fields = {"name": name, "question": "What of {it} & all?", "settings": TINY, "levers": levers}
    return Experiment.model_validate({**fields, **more})


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return run_study(small(), tmp_path / "studies" / "small", workers=1)


def test_a_study_is_the_same_under_another_name(study: Study) -> None:
    rows, folder = study.table("runs"), study.path.parent
    moved = rename_study(folder, "small", "large-2.b")
    assert moved == folder / "large-2.b" and not study.path.exists()
    assert Study.open(moved).complete and Study.open(moved).table("runs").equals(rows)


@pytest.mark.parametrize("new", ["", "a/b", "..", ".hidden", "a b", "x" * 81, "taken"])
def test_names_that_are_none_or_taken_are_refused(study: Study, new: str) -> None:
    (study.path.parent / "taken").mkdir()
    with pytest.raises(InputError, match="expected"):
        rename_study(study.path.parent, "small", new)
    assert study.complete


def test_the_bin_keeps_all_and_gives_it_back(study: Study) -> None:
    folder = study.path.parent
    assert put_into_bin(folder, "small") == "small"
    run_study(small(), folder / "small", workers=1)
    assert put_into_bin(folder, "small") == "small~1"
    assert set(in_bin(folder)) == {"small", "small~1"}
    assert take_from_bin(folder, "small~1") == folder / "small"
    with pytest.raises(InputError, match="is there already"):
        take_from_bin(folder, "small")
    assert Study.open(folder / "small").complete and in_bin(folder) == ["small"]


@pytest.mark.parametrize("name", ["nothing", "plain", "../outside", "."])
def test_what_is_no_study_is_not_moved(study: Study, name: str) -> None:
    folder = study.path.parent
    for place in (folder / "plain", folder.parent / "outside"):
        place.mkdir()
        (place / "kept").write_text("x")
    (folder.parent / "outside" / "manifest.json").write_text("{}")
    for move in (put_into_bin, lambda f, n: rename_study(f, n, "new")):
        with pytest.raises(InputError, match="no study is called"):
            move(folder, name)
    assert (folder / "plain" / "kept").exists() and (folder.parent / "outside" / "kept").exists()


def test_links_are_not_moved_and_nothing_is_written_through_them(study: Study) -> None:
    folder = study.path.parent
    elsewhere = folder.parent / "elsewhere"
    study.path.rename(elsewhere)
    (folder / "link").symlink_to(elsewhere)
    with pytest.raises(InputError, match="link"):
        put_into_bin(folder, "link")
    elsewhere.rename(folder / "small")
    (folder / "link").unlink()
    (folder / BIN).symlink_to(folder.parent)
    with pytest.raises(InputError, match="link"):
        put_into_bin(folder, "small")
    assert in_bin(folder) == [] and Study.open(folder / "small").complete


def test_nobody_moves_what_is_being_worked_on(study: Study) -> None:
    with locked(study.path), pytest.raises(InputError, match="somebody is at work"):
        put_into_bin(study.path.parent, "small")
    assert study.complete


def test_rows_outlive_the_manifest(study: Study) -> None:
    rows = study.table("runs")
    (study.path / "manifest.json").write_text("{")
    (left,) = what_is_left(study.path)
    assert (left.table, left.rows, left.lost) == ("runs", 4, 0)
    saved = saved_rows(study.path, "runs")
    for name in ("slope", "world", "shareholder_surplus"):
        assert saved.column(name).to_pylist() == rows.column(name).to_pylist()
    (study.path / "runs.parquet").write_bytes(b"PAR1")
    assert what_is_left(study.path) == []
    with pytest.raises(InputError, match="no row"):
        saved_rows(study.path, "runs")


def test_nothing_is_saved_through_a_link(study: Study) -> None:
    secret = study.path.parent.parent / "secret.parquet"
    study.file("runs").rename(secret)
    study.file("runs").symlink_to(secret)
    for read in (what_is_left, lambda path: saved_rows(path, "runs")):
        with pytest.raises(InputError, match="link"):
            read(study.path)


def test_worlds_are_added_as_if_they_had_been_asked_for(study: Study, tmp_path: Path) -> None:
    add_worlds(study.path, 4)
    grown = continue_study(study.path, workers=1)
    settings = {**TINY, "worlds": 4}
    whole = run_study(small(settings=settings), tmp_path / "whole", workers=1)
    assert grown.complete and grown.table("runs").equals(whole.table("runs"))
    with pytest.raises(InputError, match="expected more than the 4"):
        add_worlds(study.path, 4)


def test_precision_is_not_overruled(tmp_path: Path) -> None:
    until = {"until": {"measure": "rent", "half_width": 1.0}, "at_least": 2, "at_most": 4}
    settings = {name: value for name, value in TINY.items() if name != "worlds"}
    lay_out(small(settings=settings, worlds=until), tmp_path / "precise")
    with pytest.raises(InputError, match="precision decides"):
        add_worlds(tmp_path / "precise", 8)


def test_lost_points_are_drawn_again(study: Study) -> None:
    rows, file = study.table("runs"), study.points_file(study.manifest["points"])
    file.write_bytes(b"no points")
    with pytest.raises(InputError, match="damaged"):
        so_far(Study.open(study.path), "rent")
    mend(study.path)
    assert continue_study(study.path, workers=1).table("runs").equals(rows)


def test_what_is_known_so_far_has_every_cell(tmp_path: Path) -> None:
    slopes = {"slope": {"path": SLOPE, "values": [0, 0.5, 1]}}
    path = tmp_path / "part"

    class Enough(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 2:
            raise Enough

    with pytest.raises(Enough):
        run_study(small(levers=slopes), path, workers=1, progress=stop, simulate=None)
    found = so_far(Study.open(path), "rent")
    assert found.cells["slope"].tolist() == ["0", "0.5", "1"] and not found.complete
    assert found.whole == int((~found.cells["_short"]).sum()) < 3
    missing = found.cells["n"] == 0
    assert missing.any() and found.cells["mean"].isna().equals(missing)
    whole = so_far(continue_study(path, workers=1), "rent")
    assert whole.complete and whole.cells["n"].tolist() == [2, 2, 2]
    wanted = Study.open(path).summary("rent")
    assert whole.cells["mean"].tolist() == pytest.approx(wanted["mean"].tolist())


def test_nothing_done_is_no_trouble(tmp_path: Path) -> None:
    found = so_far(lay_out(small(), tmp_path / "new"), "rent")
    assert found.whole == 0 and found.cells["mean"].isna().all()


def test_a_citation_says_what_the_rows_depend_on(study: Study) -> None:
    text = citation(study)
    assert text.startswith("@misc{proxyfight-small,") and study.identity in text
    assert "What of  it    all?" in text  # signs of TeX are gone
    assert text.count("{") == text.count("}")


def table(*means: float, noise: float = 0.0) -> dict[str, np.ndarray]:
    """Runs of cells with these means, in four worlds."""
    rng = np.random.default_rng(0)
    levels = np.repeat([f"l{k}" for k in range(len(means))], 4).astype(object)
    values = np.repeat(means, 4) + noise * rng.standard_normal(4 * len(means))
    return {"lever": levels, "world": np.tile(np.arange(4), len(means)), "rent": values}


def test_a_headline_names_two_where_there_is_no_clear_difference() -> None:
    (clear,) = verdicts(table(1.0, 2.0, 4.0), ["lever"], "rent")
    assert clear.headline == "Rent is highest with lever l2: 4.00"
    (unclear,) = verdicts(table(1.0, 4.0, 4.01, noise=0.3), ["lever"], "rent")
    assert "no clear difference" in unclear.headline
    assert finding([], []) == "" and finding([clear], []) == clear.headline


def test_a_finding_over_circumstances_is_no_surer_than_they_are() -> None:
    def verdict(best: str, low: float) -> Verdict:
        gap = Gap("other", 1.0, low, 2.0)
        return Verdict("", "rent", best, 1.0, gap, gap)

    same = [verdict("a", 0.5), verdict("a", 0.5)]
    assert finding(same, ["noise"]) == "Rent is highest with a, whatever noise is"
    same[1] = verdict("a", -0.5)
    assert finding(same, ["noise"]).endswith("but not everywhere clearly")
    other = [verdict("a", 0.5), verdict("b", 0.5)]
    assert finding(other, ["noise"]) == "Where rent is highest depends on noise"
    other[1] = verdict("b", -0.5)
    assert "may depend" in finding(other, ["noise"])


@pytest.mark.parametrize(
    ("gap", "worlds"),
    [
        (Gap("x", 1.0, -1.0, 3.0), 39),  # twice as narrow needs four times as many, and a fifth
        (Gap("x", 0.0, -1.0, 1.0), None),
        (Gap("x", 0.01, -1.0, 1.02), None),
        (Gap("x", None, None, None), None),
    ],
)
def test_worlds_that_would_tell_follow_from_the_interval(gap: Gap, worlds: int | None) -> None:
    assert gap.worlds_to_tell(8) == worlds


def test_the_lever_that_moves_it_most_needs_two(study: Study) -> None:
    assert moves_most(study, "rent") == ""


def test_a_range_of_time_is_wider_where_pieces_differ() -> None:
    steady = [(float(k), 10) for k in range(1, 11)]
    low, high = seconds_between(steady, 0.0, 100) or (0, 0)
    assert low < 10 < high and high - low == pytest.approx(2 * 0.15 * 10)
    uneven = [(k + 0.45 * (-1) ** k, 10) for k in range(1, 11)]
    wide = seconds_between(sorted(uneven), 0.0, 100) or (0, 0)
    assert wide[1] - wide[0] > high - low
    assert seconds_between(steady[:3], 0.0, 100) is None and not seconds_between(steady, 0.0, 0)


def test_the_range_of_time_holds_what_comes() -> None:
    """Gaps drawn from one distribution: the range is right about nineteen times in twenty."""
    rng, hits = np.random.default_rng(1), 0
    for _ in range(300):
        gaps = rng.gamma(4.0, 0.25, 60)
        times = np.cumsum(gaps)
        ends = seconds_between([(float(t), 1) for t in times[:20]], 0.0, 40)
        assert ends is not None
        hits += ends[0] <= times[-1] - times[19] <= ends[1]
    assert 0.9 < hits / 300 <= 1.0


def test_what_happens_is_told_once_and_is_no_complaint(study: Study) -> None:
    said = f"proxyfight: {DIED}\nproxyfight: {DIED}\nsimulating: 3 of 4\n"
    (study.path / LOG).write_text(said)
    assert happenings(study.path) == [DIED] and log_of(study.path) == said
    (study.path / LOG).write_text(f"x\nproxyfight: {DIED}\n")
    assert watch(study.path).trouble == ""
