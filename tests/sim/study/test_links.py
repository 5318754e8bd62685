"""Links among studies: those that lead elsewhere are refused, and nothing is touched there."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakecore import experiment, simulate

from sim.study import Study, run_study
from sim.study.run import background
from sim.study.store.folder import locked
from sim.support.inputs import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of studies with one, ``mine``; outside is another, and a letter."""
    folder = tmp_path / "studies"
    run_study(experiment(), folder / "mine", workers=1, simulate=simulate)
    run_study(experiment(), tmp_path / "outside", workers=1, simulate=simulate)
    (tmp_path / "letter").write_text("private")
    return folder


def test_a_study_that_is_a_link_elsewhere_is_refused(folder: Path) -> None:
    (folder / "theirs").symlink_to(folder.parent / "outside")
    with pytest.raises(InputError, match=r"studies/theirs: is a link that leaves its folder"):
        Study.open(folder / "theirs")
    states = {entry.path.name: entry for entry in background.watch_all(folder)}
    assert states["mine"].state == "done"
    assert states["theirs"].state == "damaged" and "is a link" in states["theirs"].trouble
    assert Study.open(folder.parent / "outside").complete


@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "runs.parquet", "report.html", "heatmap.svg", ".lock", "sweep.log"),
        *("failures/c00000-w00000000.log", "parts/runs-c00000-w00000000.parquet"),
    ],
)
def test_a_file_that_is_a_link_elsewhere_is_refused(folder: Path, name: str) -> None:
    letter, link = folder.parent / "letter", folder / "mine" / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(letter)
    for use in (Study.open, lambda path: locked(path).__enter__()):
        with pytest.raises(InputError, match=f"{name}: is a link that leaves the study"):
            use(folder / "mine")
    assert letter.read_text() == "private"


@pytest.mark.parametrize("name", ["parts", "failures"])
def test_a_folder_that_is_a_link_elsewhere_is_refused(folder: Path, name: str) -> None:
    (folder / "mine" / name).symlink_to(folder.parent / "outside")
    with pytest.raises(InputError, match=f"mine/{name}: is a link that leaves the study"):
        Study.open(folder / "mine")


def test_a_link_that_leads_nowhere_is_refused(folder: Path) -> None:
    (folder / "nowhere").symlink_to(folder.parent / "not there")
    with pytest.raises(InputError, match="is a link"):
        run_study(experiment(), folder / "nowhere", workers=1, simulate=simulate)
    assert not (folder.parent / "not there").exists()


def test_links_that_stay_are_followed(folder: Path, tmp_path: Path) -> None:
    """Inside a study, to a neighbour, and to the whole folder, which may be on another disk."""
    (folder / "again").symlink_to("mine")
    (folder / "mine" / "report.html").symlink_to("heatmap.svg")
    assert Study.open(folder / "again").complete
    (tmp_path / "elsewhere").symlink_to(folder)
    assert Study.open(tmp_path / "elsewhere" / "mine").complete
