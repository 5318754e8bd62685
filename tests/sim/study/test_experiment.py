"""Designs: cells in order, and one sentence for every mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakecore import experiment
from hypothesis import given
from hypothesis import strategies as st

from sim.study.design.experiment import (
    Experiment,
    experiment_names,
    load_experiment,
)
from sim.study.design.paths import flatten
from sim.support.inputs import InputError


def test_the_headline_has_40_cells_in_order() -> None:
    cells = load_experiment("headline").cells()
    assert len(cells) == 40
    assert cells[0].labels == {"scheme": "fixed-salary", "filter": "lottery", "misaligned": "few"}
    assert cells[1].labels["misaligned"] == "calibrated"
    assert cells[-1].scenario.package.schemes[0].name == "deferred-bonus"
    assert {(cell.scenario.worlds, cell.scenario.quarters) for cell in cells} == {(64, 40)}


def test_every_experiment_that_comes_along_is_valid() -> None:
    for name, question in experiment_names().items():
        design = load_experiment(name)
        assert design.cells() and design.question == question


@given(st.lists(st.integers(1, 3), min_size=0, max_size=3))
def test_a_design_is_the_full_factorial(sizes: list[int]) -> None:
    paths = ["package.base_pay", "metric.noise", "board.prior_variance"]
    levers = {
        f"lever_{i}": {"path": paths[i], "values": [j + 0.5 for j in range(size)]}
        for i, size in enumerate(sizes)
    }
    labels = [tuple(cell.labels.values()) for cell in experiment(levers=levers).cells()]
    expected = 1
    for size in sizes:
        expected *= size
    assert len(labels) == len(set(labels)) == expected


LEVELS: list[tuple[Any, list[Any]]] = [
    ({"path": "metric.noise", "values": [0.5, 1, 1e-05]}, [0.5, 1.0, 1e-05]),
    ({"path": "metric.noise", "values": [0.1 + 0.2, 1]}, [0.3, 1.0]),
    ({"path": "quarters", "values": [8, 16]}, [8, 16]),
    ({"path": "quarters", "from": 8, "to": 16, "step": 4}, [8, 12, 16]),
    ({"path": "metric.noise", "from": 0.1, "to": 0.5, "step": 0.2}, [0.1, 0.3, 0.5]),
    ({"path": "metric.noise", "from": 0.01, "to": 1, "steps": 3, "log": True}, [0.01, 0.1, 1.0]),
    ({"path": "market.candidates", "from": 2, "to": 12, "steps": 3}, [2, 7, 12]),
    ({"path": "package.base_pay", "from": 1, "to": 2, "steps": 2}, [1.0, 2.0]),
    ({"path": "package.schemes.0", "values": ["clawback"]}, ["clawback"]),
    ({"path": "market.tenure_limit", "values": [None, 8]}, ["none", "8"]),
    ({"low": {"metric.noise": 0.5}, "high": {"metric.noise": 2.0}}, ["low", "high"]),
    ({0.5: {"metric.noise": 2.0}, 2.0: {"metric.noise": 0.5}}, ["0.5", "2"]),
    ({1: {"metric.noise": 1}, "more": {"metric.noise": 2}}, ["1", "more"]),
    ({"as it is": {}, "0.5": {"metric.noise": 0.5}}, ["as it is", "0.5"]),
    ({"levels": {"a": {}, "b": {"metric.noise": 2.0}}}, ["a", "b"]),
]
"""A lever and its coordinates."""


@pytest.mark.parametrize(("lever", "coordinates"), LEVELS)
def test_numbers_stay_numbers_and_labels_labels(lever: Any, coordinates: list[Any]) -> None:
    design = experiment(levers={"other": {"a": {}, "b": {}}, "mine": lever})
    for one in (design, Experiment.model_validate_json(design.model_dump_json())):
        cells = one.cells()[: len(coordinates)]
        for cell, wanted in zip(cells, coordinates, strict=True):
            assert cell.coordinates == {"other": "a", "mine": wanted}
            assert type(cell.coordinates["mine"]) is type(wanted)


def test_yes_and_no_are_no_numbers() -> None:
    levers = {"share": {"path": "package.oversight.random-audits.label", "values": [True, False]}}
    lever = experiment(levers=levers).resolved_levers["share"]
    assert lever.kind == "boolean" and list(lever.levels) == [True, False]


def test_assignments_reach_every_cell() -> None:
    design = load_experiment("slope", [("worlds", 3), ("seed", 9), ("metric.noise", 0.2)])
    seen = {(c.scenario.worlds, c.scenario.seed, c.scenario.metric.noise) for c in design.cells()}
    assert seen == {(3, 9, 0.2)}


@pytest.mark.parametrize("path", ["package.schemes.0.slope", "package.schemes.linear-bonus.slope"])
def test_an_assignment_that_a_lever_would_undo_is_refused(path: str) -> None:
    with pytest.raises(InputError, match=r"^package.*'slope' of slope.*undo"):
        load_experiment("slope", [(path, 0.1)]).cells()


def test_an_assignment_above_a_lever_holds() -> None:
    given_scheme = ("package.schemes", [{"name": "hurdle-bonus", "bonus": 2.0}])
    cells = load_experiment("slope", [given_scheme]).cells()
    schemes: list[Any] = [cell.scenario.package.schemes[0] for cell in cells]
    assert {scheme.bonus for scheme in schemes} == {2.0}
    assert [scheme.slope for scheme in schemes][:2] == [0.0, 0.2]


def test_two_levers_on_one_field_are_refused() -> None:
    lever = {"path": "package.base_pay", "values": [1, 2]}
    with pytest.raises(InputError, match=r"'b' sets package.base_pay, which undoes"):
        experiment(levers={"a": lever, "b": lever}).cells()


def test_a_wrong_level_is_named() -> None:
    levers = {
        "pay": {"low": {"package.base_pay": 1}, "high": {"package.base_pay": -2000}},
        "noise": {"path": "metric.noise", "values": [0.1, 0.2]},
    }
    with pytest.raises(InputError) as caught:
        experiment(levers=levers).cells()
    assert str(caught.value).startswith("tiny: pay 'high': package.base_pay: is -2000; expected")


def test_a_wrong_base_is_not_blamed_on_levers() -> None:
    with pytest.raises(InputError, match=r"^tiny: settings: quarters: is 0; expected"):
        experiment(settings={"quarters": 0}).cells()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"levers": {"world": {"a": {}}}}, "column of the table runs"),
        ({"levers": {"my lever": {"a": {}}}}, "letters, digits"),
        ({"levers": {"pay": {}}}, "levers.pay: is empty; expected labelled levels"),
        ({"levers": {"pay": {"path": "seed", "values": [1, 2]}}}, "sets seed"),
        ({"levers": {"pay": {"path": "package.base_pay", "values": [1, 1]}}}, "two levels"),
        ({"levers": {"pay": {"path": "metric.noise", "values": [0.3, 0.1 + 0.2]}}}, "two levels"),
        ({"levers": {"pay": {"path": "package.filters", "values": [["lottery"]]}}}, "no label"),
        ({"levers": {"pay": 3}}, "labelled levels"),
        ({"measures": ["shareholder_surplu"]}, "did you mean 'shareholder_surplus'"),
        ({"record": ["quarter"]}, "did you mean 'quarters'"),
        ({"lever": {}}, "lever: unknown field; did you mean 'levers'"),
    ],
)
def test_wrong_fields(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        experiment(**fields)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("quarters: 7\n")
    file = tmp_path / "mine.yaml"
    file.write_text("question: why?\nbase: base.yaml\nlevers: {x: {a: , b: {worlds: 3}}}\n")
    with pytest.raises(InputError, match=r"mine\.yaml: levers\.x\.b: sets worlds"):
        load_experiment(file)
    file.write_text("question: why?\nbase: base.yaml\nlevers: {x: {a: , b: {metric.noise: 3}}}\n")
    design = load_experiment(file)
    assert design.name == "mine"
    assert [cell.scenario.quarters for cell in design.cells()] == [7, 7]


def test_unknown_experiments_and_files() -> None:
    with pytest.raises(InputError, match="did you mean 'headline'"):
        load_experiment("headlin")
    with pytest.raises(InputError, match="no such file"):
        load_experiment("nowhere.yaml")


def test_flatten_reaches_every_leaf() -> None:
    data = {"a": [1, {"b": 2}], "c": {}, "d": None}
    assert dict(flatten(data)) == {"a.0": 1, "a.1.b": 2, "c": {}, "d": None}


def test_experiments_are_immutable() -> None:
    with pytest.raises(InputError):
        design: Experiment = experiment()
        design.question = "other"  # type: ignore[misc]
