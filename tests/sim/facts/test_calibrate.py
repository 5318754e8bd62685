"""The search: its parameters, its distance, and that it comes nearer and can be continued."""

from __future__ import annotations

import numpy as np
import pytest

from sim.facts import calibrate
from sim.facts.catalogue import TWINS, facts
from sim.facts.identification import calibrated
from sim.facts.parameters import (
    FREE_PARAMETERS,
    MOST_HARMFUL,
    population,
    preset_text,
    scenario_at,
    start,
    values_at,
)
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.plain_yaml import parse_yaml


def test_facts_are_complete():
    names = [fact.moment for fact in facts()]
    assert len(set(names)) == len(names) and TWINS in names
    ranged = [fact for fact in facts() if fact.counts and fact.moment != TWINS]
    assert len(ranged) == 13
    assert sum(fact.use == "held out" for fact in ranged) == 4
    for fact in facts():
        assert fact.source
        if fact.low is not None and fact.high is not None and fact.value is not None:
            assert fact.low < fact.value < fact.high
        if fact.moment != TWINS:
            assert callable(fact.measure)


@pytest.mark.parametrize("name", list(FREE_PARAMETERS))
def test_places_are_values_and_back(name):
    free = FREE_PARAMETERS[name]
    for place in (0.0, 0.3, 1.0):
        assert free.place(free.at(place)) == pytest.approx(place)
    assert free.low <= free.start <= free.high
    assert free.place(free.high + 1.0) == 1.0


def test_parameters_reach_the_scenario():
    values = {**values_at(start()), "bar": -0.77, "fine": 3.0, "dressing: lift": 1.2}
    model = scenario_at(values, {"seed": 5})
    parts = {part.name: part for part in model.package.oversight}
    assert parts["belief-dismissal"].bar == parts["probation"].bar == -0.77
    assert {parts[name].fine() for name in list(parts)[:4]} == {3.0}
    assert model.technology.tasks[2].loading == 1.2 and model.seed == 5
    talent = model.executives.talent_sd
    assert model.board.prior_variance == pytest.approx(0.25 + talent**2, abs=1e-4)


def test_constraints_hold_at_every_place():
    corner = values_at(np.ones(len(FREE_PARAMETERS)))
    shares = population(corner)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["looter"] + shares["saboteur"] <= MOST_HARMFUL + 1e-9
    assert values_at(np.zeros(len(FREE_PARAMETERS)))["fine"] > 0


def test_the_preset_is_what_its_parameters_make():
    """Writing the calibrated values into the preset changes nothing."""
    data = parse_yaml(preset_text(calibrated()), "preset")
    again = Scenario.read(data)
    assert again == load_scenario("us-listed")


def test_the_preset_keeps_the_constraints():
    values = calibrated()
    assert values["fine"] > 0 and values["harmful goals"] <= MOST_HARMFUL
    for name, value in values.items():
        assert FREE_PARAMETERS[name].low <= value <= FREE_PARAMETERS[name].high + 1e-9


def test_distance_is_zero_at_what_is_published():
    means = {fact.moment: fact.value for fact in calibrate.targets()}
    means["board_dismissals"] = 0.02
    variance = dict.fromkeys(means, 1e-4)
    assert calibrate.distance(means, variance) == 0.0
    assert calibrate.distance({**means, "board_dismissals": 0.005}, variance) > 10
    assert calibrate.distance({**means, "fraud": float("nan")}, variance) > 1e5


@pytest.mark.study
def test_a_search_comes_nearer_and_can_be_continued(tmp_path, monkeypatch):
    monkeypatch.setattr(calibrate, "_WORLDS", 2)
    monkeypatch.setattr(calibrate, "_FOR_WEIGHTS", 4)
    place = tmp_path / "search.pickle"
    first = calibrate.search(0.1, place)
    second = calibrate.search(0.1, place)
    assert second["generation"] > first["generation"] >= 1
    assert second["variance"] == first["variance"]
    assert set(second["parameters"]) == set(FREE_PARAMETERS)


@pytest.mark.study
def test_least_squares_come_nearer_on_their_worlds(monkeypatch):
    """From a place where boards announce all that they do."""
    monkeypatch.setattr(calibrate, "_FOR_POLISH", 3)
    monkeypatch.setattr(calibrate, "_STEPS", 2)
    variance = {fact.moment: calibrate._published_variance(fact) for fact in calibrate.targets()}
    begin = {**calibrated(), "announced as retirement": 0.0}

    def distance(parameters):
        means = calibrate.means_of(calibrate.simulated(parameters, range(3)))
        return calibrate.distance(means, variance)

    assert distance(calibrate.polish(begin, variance)) < distance(begin)
