"""The estimate counts exactly and guesses time within reason."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sim.study import lay_out, load_experiment
from sim.study.run import background
from sim.study.run.estimate import Pace, expected_seconds, measure, sample, size


def test_size_counts_what_will_be_played() -> None:
    design = load_experiment("headline", [("worlds", 3), ("quarters", 5)])
    assert size(design.cells()) == (32, 96, 96 * 5 * 177)


def test_a_sample_is_spread_over_the_design() -> None:
    cells = load_experiment("headline").cells()
    assert sample(cells[:1]) == [cells[0].scenario]
    assert sample(cells[:3]) == [cell.scenario for cell in cells[:3]]
    schemes = {scenario.package.schemes[0].name for scenario in sample(cells)}
    assert len(schemes) == 4


def test_more_work_takes_longer_and_more_workers_less() -> None:
    pace = Pace(plan=0.1, quarter=0.001, firm_quarter=1e-6)
    few = load_experiment("headline", [("worlds", 2)]).cells()
    many = load_experiment("headline", [("worlds", 640)]).cells()
    assert expected_seconds(few, pace, 1, 8) < expected_seconds(many, pace, 1, 8)
    assert expected_seconds(many, pace, 4, 8) < expected_seconds(many, pace, 1, 8) / 2
    # processes beyond the cores do not help
    assert expected_seconds(many, pace, 8, 2) >= expected_seconds(many, pace, 2, 2)


def test_time_is_within_a_factor_of_three(tmp_path: Path) -> None:
    """Of two, when nothing else runs on the machine; tests run beside each other."""
    design = load_experiment("clawback", [("worlds", 40), ("quarters", 20)])
    cells = design.cells()
    expected = expected_seconds(cells, measure(sample(cells)), 1, os.cpu_count() or 1)
    path = tmp_path / "study"
    lay_out(design, path)
    begun = time.monotonic()
    background.start(path, 1)
    while not (path / "report.html").is_file():
        assert time.monotonic() - begun < 120
        time.sleep(0.02)
    assert 1 / 3 < (time.monotonic() - begun) / expected < 3
