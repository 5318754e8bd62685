"""The boardroom's row beside the labs'."""

from __future__ import annotations

from types import SimpleNamespace

from sim.experiments import boardroom
from sim.study.design.experiment import load_experiment


def test_the_row_has_what_rows_of_labs_have(monkeypatch):
    cells = [
        cell._replace(scenario=cell.scenario.model_copy(update={"worlds": 2}))
        for cell in load_experiment("generalization").cells()
    ]
    few = SimpleNamespace(cells=lambda: cells)
    monkeypatch.setattr(boardroom, "load_experiment", lambda name: few)
    told = []
    found = boardroom.gist(lambda done, total: told.append((done, total)))
    assert told[-1] == (6, 6)
    numbers = ("capability_kept", "objective_kept", "malign_share", "deception_adds")
    assert set(found) == {"base_optimizer", "selects_for", "proxy", "shifted", "aligned", *numbers}
    for key in numbers:
        mean, low, high = found[key]
        assert low <= mean <= high
    assert found["capability_kept"][0] > 0.99  # who searches is as able as ever
    assert 0 < found["malign_share"][0] < 1
    assert found["deception_adds"][0] > 0
    assert found["aligned"] == cells[0].scenario.thresholds.alignment
