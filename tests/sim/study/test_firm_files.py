"""Studies of firms of one's own: seen from the experiment, told apart by content, found by all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.own_firms import content
from sim.scenario.own_firms.reading import firms_in
from sim.scenario.scenario import Firms
from sim.study import Study, load_experiment, make_experiment, record_run, run_study
from sim.study.design.firm_files import contents, digests, lend_missing, refuse_changed_firms
from sim.study.store.joining import join_studies
from sim.study.store.manifest import identity, make_manifest
from sim.support.inputs import InputError

DATA = "salary,mktval,ceoten\n900,10,1\n1000,20,2\n1300,50,7\n"
OTHER = "salary,mktval,ceoten\n900,10,1\n1000,20,2\n"
EXPERIMENT = """
question: which firms?
base: take-it-or-leave-it
settings: {quarters: 2, worlds: 4}
levers:
  of:
    mine: {firms.source: mine.csv}
    other: {firms.source: other.csv}
    drawn: {firms.source: synthetic, firms.count: 4}
"""


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an experiment and its firms, which is not where we are."""
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "mine.csv").write_text(DATA)
    (folder / "other.csv").write_text(OTHER)
    (folder / "e.yaml").write_text(EXPERIMENT)
    monkeypatch.chdir(tmp_path)
    return folder


def run(folder: Path, out: str, **options: Any) -> Study:
    return run_study(load_experiment(folder / "e.yaml"), out, **{"workers": 1, **options})


def whole(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("*.parquet")}


def test_every_level_has_its_firms_and_labels_stay_as_written(there: Path) -> None:
    experiment = load_experiment(there / "e.yaml")
    counts = [cell.scenario.firms.count for cell in experiment.cells()]
    assert counts == [3, 2, 4]
    assert [cell.labels["of"] for cell in experiment.cells()] == ["mine", "other", "drawn"]
    listed = make_experiment(
        {
            "question": "q",
            "settings": {"firms.source": "there/mine.csv"},
            "levers": {"of": {"path": "firms.source", "values": ["there/other.csv", "ceosal2"]}},
        },
        "here",
    )
    assert [cell.scenario.firms.count for cell in listed.cells()] == [2, 177]
    assert [cell.labels["of"] for cell in listed.cells()] == ["there/other.csv", "ceosal2"]
    said = make_experiment(
        {"question": "q", "settings": {"firms.source": "there/mine.csv", "firms.count": 9}}, "here"
    )
    assert said.cells()[0].scenario.firms.count == 9


def test_shards_of_two_folders_make_the_same_bytes(there: Path, tmp_path: Path) -> None:
    run(there, "one", record=["firms"])
    elsewhere = shutil.copytree(there, tmp_path / "elsewhere" / "deep")
    for number, folder in ((1, there), (2, elsewhere)):
        run(folder, f"shard{number}", record=["firms"], shard=(number, 2))
    join_studies([Path("shard1"), Path("shard2")], Path("joined"))
    assert whole(tmp_path / "joined") == whole(tmp_path / "one")


def test_points_may_list_files(there: Path) -> None:
    (there / "points.csv").write_text("firms.source,metric.noise\nmine.csv,1\nother.csv,2\n")
    (there / "e.yaml").write_text("question: q\npoints: points.csv\nsettings: {worlds: 1}\n")
    cells = load_experiment(there / "e.yaml").cells()
    assert [cell.scenario.firms.count for cell in cells] == [3, 2]
    assert [cell.labels["source"] for cell in cells] == ["mine.csv", "other.csv"]


@pytest.mark.study
def test_workers_find_the_file(there: Path, tmp_path: Path) -> None:
    run(there, "one", record=["firms"])
    run(there, "two", record=["firms"], workers=2)
    assert whole(tmp_path / "two") == whole(tmp_path / "one")


def test_a_study_notices_that_its_firms_have_changed(there: Path) -> None:
    run(there, "study")
    assert {"firms/mine.csv", "firms/other.csv"} <= Study.open("study").manifest["parts"].keys()
    (there / "mine.csv").write_text(DATA.replace("1300", "1301"))
    with pytest.raises(InputError, match=r"the file of firms/mine\.csv has changed since"):
        run(there, "study")
    (there / "mine.csv").write_text(DATA)
    os.utime(there / "mine.csv", (1, 1))
    assert run(there, "study").complete  # the same firms, whenever they were written
    run(there, "study", fresh=True)


def test_the_run_of_a_scenario_notices_it_as_well(there: Path) -> None:
    from sim.scenario.presets import scenario_of

    small = {"worlds": 2, "quarters": 2, "firms": {"source": "there/mine.csv"}}
    record_run(scenario_of(small, {}), "run", "study", workers=1)
    (there / "mine.csv").write_text(OTHER)
    with pytest.raises(InputError, match=r"firms/mine\.csv has changed"):
        record_run(scenario_of(small, {}), "run", "study", workers=1)


def test_a_world_is_not_played_on_other_firms_than_its_study_began_with(there: Path) -> None:
    experiment = load_experiment(there / "e.yaml")
    cells = experiment.design_cells()
    known = make_manifest(experiment, cells, ["runs"])["parts"]
    first = cells.scenario(0)
    refuse_changed_firms(known, first)
    (there / "mine.csv").write_text(OTHER)
    with pytest.raises(InputError, match="has changed since the study began"):
        refuse_changed_firms(known, first)


def test_studies_are_the_same_wherever_their_firms_lie(there: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(there, tmp_path / "elsewhere")
    made = []
    for folder in (there, elsewhere):
        (folder / "e.yaml").write_text("question: q\nsettings: {firms.source: mine.csv}\n")
        experiment = load_experiment(folder / "e.yaml")
        made.append(identity(make_manifest(experiment, experiment.design_cells(), ["runs"])))
    (elsewhere / "mine.csv").write_text(OTHER)
    experiment = load_experiment(elsewhere / "e.yaml")
    made.append(identity(make_manifest(experiment, experiment.design_cells(), ["runs"])))
    assert made[0] == made[1] != made[2]


def test_another_machine_is_lent_the_file(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_lent", {})
    experiment = load_experiment(there / "e.yaml")
    files = contents(cell.scenario for cell in experiment.cells())
    before = digests(cell.scenario for cell in experiment.cells())
    lend_missing(files)
    assert not content._lent  # they are here
    (there / "mine.csv").unlink()
    with pytest.raises(InputError, match="no such file"):
        Firms(source=str(there / "mine.csv"))
    lend_missing(files)
    model = Firms(source=str(there / "mine.csv"))
    terms = model.file_terms()
    assert terms is not None and firms_in(terms).size.tolist() == [10, 20, 50]
    assert digests(cell.scenario for cell in experiment.cells()) == before


def test_a_finished_study_is_read_without_the_file(there: Path) -> None:
    run(there, "study")
    (there / "mine.csv").unlink()
    study = Study.open("study")
    assert len(study.frame()) == 12
    assert study.status().done == 12


def test_bad_files_are_named_before_anything_is_written(there: Path) -> None:
    (there / "other.csv").write_text(OTHER + "x,1,2\n")
    with pytest.raises(InputError, match=r"e\.yaml|e: of 'other': firms\.source: .*line 4"):
        run(there, "study")
    assert not Path("study").exists()
