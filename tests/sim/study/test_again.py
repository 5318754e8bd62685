"""What the report says about doing it again does it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from fakecore import experiment, simulate

from sim.report.report import write_report
from sim.study import load_experiment, run_study
from sim.study.store.again import experiment_of
from sim.support.installation import made_with

SLOPE = {"path": "package.schemes.linear-bonus.slope", "from": 0, "to": 1}
FILTER = {"none": {"package.filters": ["lottery"]}, "two": {"package.filters": ["interview"]}}
CASES: list[dict[str, Any]] = [
    {},
    {"levers": {"slope": {**SLOPE, "steps": 3}, "filter": FILTER}, "exclude": [{"slope": 0}]},
    {"levers": {"slope": SLOPE}, "design": "sobol", "points": 6, "overrides": [("seed", 4)]},
    {"levers": {"filter": FILTER}, "points": {"metric.noise": [0.5, 1], "filter": ["none", "two"]}},
    {"levers": {}, "settings": {"executives.population": {"steward": 1.0}, "firms.count": 8000}},
    {"constraints": ["pay < 3"], "worlds": 3, "base": "flip"},
]


@pytest.mark.parametrize("fields", CASES)
def test_the_file_that_is_written_out_is_the_same_study(
    tmp_path: Path, fields: dict[str, Any]
) -> None:
    study = run_study(experiment(**fields), tmp_path / "one", workers=1, simulate=simulate)
    file = tmp_path / "tiny.yaml"
    file.write_text(yaml.safe_dump(experiment_of(study), sort_keys=False))
    again = run_study(load_experiment(file), tmp_path / "two", workers=1, simulate=simulate)
    assert again.manifest["points"] == study.manifest["points"]
    for cell in range(len(study.points)):
        assert again.scenario(cell) == study.scenario(cell)
    assert again.file("runs").read_bytes() == study.file("runs").read_bytes()
    text = write_report(study).read_text(encoding="utf-8")
    assert "The whole experiment, as a file" in text and made_with() in text


def test_versions_are_named() -> None:
    assert all(f"{name} " in made_with() for name in ("proxyfight", "Python", "NumPy", "Numba"))
