"""The estimate counts exactly and guesses time within reason."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.study import lay_out, load_experiment
from sim.study.run import background
from sim.study.run.estimate import Pace, expected_seconds, measure
from sim.study.run.size import sample, size


def test_size_counts_what_will_be_played() -> None:
    design = load_experiment("headline", [("worlds", 3), ("quarters", 5), ("burn_in", 3)])
    found = size(design.design_cells())
    assert found[:4] == (40, 120, 120 * 8 * 177, 40 * 4)
    assert found.rows == {"runs": 120} and 0 < found.disk < 120 * 400


def test_a_sample_is_spread_over_the_design() -> None:
    cells = load_experiment("headline").design_cells()
    assert sample(cells, 1) == [cells.scenario(0)]
    assert sample(cells, 2) == [cells.scenario(0), cells.scenario(39)]
    schemes = {scenario.package.schemes[0] for scenario in sample(cells, 10)}
    assert len(schemes) == 5


def test_more_work_takes_longer_and_more_workers_less() -> None:
    pace = Pace(plan=0.1, quarter=0.001, firm_quarter=1e-6)
    few = size(load_experiment("headline", [("worlds", 2)]).design_cells())
    many = size(load_experiment("headline", [("worlds", 640)]).design_cells())
    assert expected_seconds(few, 40, pace, 1, 8) < expected_seconds(many, 40, pace, 1, 8)
    assert expected_seconds(many, 40, pace, 4, 8) < expected_seconds(many, 40, pace, 1, 8) / 2
    # processes beyond the cores do not help
    assert expected_seconds(many, 40, pace, 8, 2) >= expected_seconds(many, 40, pace, 2, 2)


@pytest.mark.study
def test_time_is_within_a_factor_of_three(tmp_path: Path) -> None:
    """Of two, when nothing else runs on the machine; tests run beside each other."""
    design = load_experiment("clawback", [("worlds", 40), ("quarters", 20)])
    cells = design.design_cells()
    pace = measure(sample(cells, 4))
    expected = expected_seconds(size(cells), 20, pace, 1, os.cpu_count() or 1)
    path = tmp_path / "study"
    lay_out(design, path)
    begun = time.monotonic()
    background.start(path, 1)
    while not (path / "report.html").is_file():
        assert time.monotonic() - begun < 120
        time.sleep(0.02)
    assert 1 / 3 < (time.monotonic() - begun) / expected < 3
