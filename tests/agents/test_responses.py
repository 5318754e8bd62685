"""Responses to many problems: the same whether together or alone, and whoever else responds."""

from __future__ import annotations

import numpy as np
import pytest

from agents import responses, seats
from agents.gambling import Gambles
from agents.planning import interpolate, interpolated, interpolated_each
from agents.problem import Form, Motives, TaskTable
from agents.responses import (
    Problems,
    World,
    best_responses,
    new_problems,
    new_responses,
    new_room,
    new_world,
    respond_to_any,
)
from agents.seats import SeatTerms, value_seats
from agents.solver import ALONE, GENERAL, TOGETHER

SD, KINDS, ROWS, TASKS, CURVES = 0.6, 3, 6, 4, 2
NO_GAMBLES = Gambles(
    np.zeros(0),
    np.zeros((0, KINDS)),
    np.zeros((0, KINDS, CURVES, 3)),
    np.zeros((0, KINDS, CURVES, 3)),
    np.zeros((0, KINDS, CURVES)),
    np.zeros((0, KINDS, CURVES)),
    np.zeros(0),
    np.zeros(0, dtype=np.int64),
)


def world(solver: int) -> World:
    """Linear pay, so every solver may be asked."""
    rng = np.random.default_rng(0)
    table = {name: np.zeros(TASKS) for name in TaskTable._fields}
    table["loading"][:] = [0.25, 1.0, 0.8, -0.1]
    table["detectability"][:] = [0.0, 0.0, 0.15, 0.5]
    table["cost"][:] = [1.0, 1.0, 2.0, 0.5]
    table["cap"][:] = [5.0, 2.0, 0.6, 5.0]
    table["intrinsic"][:] = [0.1, 0.0, 0.0, 0.0]
    slope = rng.uniform(0.0, 0.8, (KINDS, CURVES, 1)) + np.zeros(3)
    nodes = np.linspace(-30.0, 30.0, 3)
    bounds = slope.min(axis=2)
    motives = Motives(
        rng.normal(0.0, 0.4, (KINDS, ROWS, TASKS)),
        rng.exponential(0.2, (KINDS, ROWS, TASKS)),
        slope * nodes,
        slope,
        bounds,
        bounds.copy(),
        -30.0,
        30.0,
        2,
    )
    form = Form(np.zeros((TASKS, TASKS)), 0, int(solver == GENERAL))
    return new_world(motives, TaskTable(**table), form, SD, solver)


def problems(count: int = 300) -> Problems:
    rng = np.random.default_rng(1)
    found = new_problems(count, CURVES)
    columns = {
        responses.SKILL: rng.normal(1.0, 0.25, count).clip(0.1),
        responses.CARRIED: rng.normal(0.0, 0.2, count),
        responses.SEAT_WORTH: rng.uniform(-1.0, 8.0, count),
        responses.FINE_WORTH: rng.uniform(0.0, 2.0, count),
        responses.SEVERANCE: rng.uniform(0.0, 1.0, count) * (rng.random(count) < 0.3),
        responses.AUDIT: rng.uniform(0.0, 0.3, count) * (rng.random(count) < 0.8),
        responses.BAR: np.where(rng.random(count) < 0.9, rng.normal(-0.3, 0.4, count), -1e6),
        responses.BELIEF: rng.normal(0.0, 0.2, count),
        responses.GAIN: rng.uniform(0.0, 0.6, count) * (rng.random(count) < 0.9),
        responses.REFERENCE: rng.normal(1.0, 0.2, count),
    }
    for place, values in columns.items():
        found.numbers[:, place] = values
    found.motive[:, 0] = rng.integers(0, KINDS, count)
    found.motive[:, 1] = rng.integers(0, ROWS, count)
    found.weights[:] = rng.uniform(0.0, 1.0, (count, CURVES))
    return found


def test_together_and_alone_are_the_same():
    """To the accuracy of solvers: efforts that are 1e-11 apart, where utility is flat."""
    asked = problems()
    together = best_responses(asked, world(TOGETHER), NO_GAMBLES)
    alone = best_responses(asked, world(ALONE), NO_GAMBLES)
    assert together.efforts == pytest.approx(alone.efforts, abs=1e-8)
    assert together.outcome == pytest.approx(alone.outcome, abs=1e-8)
    assert not np.array_equal(together.efforts, alone.efforts)  # control: two solvers


def test_the_search_for_any_form_finds_the_same():
    asked = problems(60)
    usual = best_responses(asked, world(ALONE), NO_GAMBLES)
    general = best_responses(asked, world(GENERAL), NO_GAMBLES)
    assert general.outcome[:, responses.UTILITY] == pytest.approx(
        usual.outcome[:, responses.UTILITY], abs=1e-7
    )
    assert general.efforts == pytest.approx(usual.efforts, abs=1e-5)


def some_gambles(setting: World) -> Gambles:
    """Two levels, of which the higher costs less; pay is worth more at both."""
    motives, levels = setting.motives, np.array([0.6, 1.2])
    value = np.array([motives.value + more for more in (0.1, 0.2)])
    return Gambles(
        levels,
        np.outer(levels**2, [0.2, 0.3, -0.1]),
        value,
        np.array([motives.slope] * 2),
        np.array([motives.low] * 2),
        np.array([motives.high] * 2),
        np.full(2, motives.step),
        np.full(2, motives.last),
    )


def test_gambles_are_chosen_as_by_the_response_to_each_problem_alone():
    asked, setting = problems(), world(ALONE)
    gambles, room = some_gambles(setting), new_room(setting.motives)
    found = new_responses(300, TASKS)
    respond_to_any(asked, 300, setting, gambles, room, found)
    alone = best_responses(asked, setting, gambles)
    assert np.array_equal(alone.efforts, found.efforts)
    assert np.array_equal(alone.outcome, found.outcome)
    chosen = np.unique(alone.outcome[:, responses.ADDED], return_counts=True)[1]
    assert chosen.size == 3 and chosen.min() > 20  # control: every level is
    together = best_responses(asked, world(TOGETHER), gambles)
    assert together.efforts == pytest.approx(alone.efforts, abs=1e-8)
    assert together.outcome == pytest.approx(alone.outcome, abs=1e-8)


def test_seats_with_gambles_are_worth_what_is_reckoned_quarter_by_quarter(monkeypatch):
    setting = world(TOGETHER)
    value = np.zeros((2, KINDS, ROWS, 3, 5))
    given = terms(), setting, some_gambles(setting), new_room(setting.motives)
    value_seats(*given, value[0])
    monkeypatch.setattr(seats, "value_gambles", seats.value_gambles.py_func)
    value_seats(*given, value[1])
    assert np.array_equal(*value)
    assert (value[0] > valued(TOGETHER) + 1e-3).any()  # control: they gain


@pytest.mark.parametrize("solver", [TOGETHER, ALONE])
def test_a_response_does_not_depend_on_who_else_is_asked(solver):
    asked, rows = problems(150), np.arange(149, -1, -7)
    some = Problems(*(column[rows] for column in asked))
    whole, part = (best_responses(of, world(solver), NO_GAMBLES) for of in (asked, some))
    assert np.array_equal(whole.efforts[rows], part.efforts)
    assert np.array_equal(whole.outcome[rows], part.outcome)


def terms() -> SeatTerms:
    rng = np.random.default_rng(2)
    shape = (KINDS, 3, 2)
    return SeatTerms(
        theta=rng.uniform(0.5, 1.5, (KINDS, 5)),
        foresight=np.array([ROWS - 1, 0, 3]),
        row=0,
        weights=rng.uniform(0.0, 1.0, (KINDS, ROWS, CURVES)),
        watch=np.repeat(np.arange(3)[None], ROWS, axis=0),
        due=np.append(0.0, np.ones(ROWS - 1)),
        dues=rng.uniform(0.0, 1.0, (KINDS, 3)) * [1.0, 1.0, 0.3],
        audit=rng.uniform(0.0, 0.3, shape),
        fine=rng.uniform(0.0, 2.0, shape),
        restitution=np.zeros(shape),
        chance=np.array([0.4, 0.6]),
        bar=rng.normal(-0.3, 0.3, (KINDS, 3)),
        rent=rng.normal(0.5, 0.1, KINDS),
        discount=rng.uniform(0.8, 0.95, KINDS),
        belief=0.1,
        gain=0.3,
        reference=1.0,
        carried=0.05,
    )


def valued(solver: int) -> np.ndarray:
    value = np.zeros((KINDS, ROWS, 3, 5))
    setting = world(solver)
    value_seats(terms(), setting, NO_GAMBLES, responses.new_room(setting.motives), value)
    return value


def test_seats_are_worth_what_is_reckoned_quarter_by_quarter(monkeypatch):
    """In one kernel or in Python, with the response of each quarter by the same solver."""
    one = valued(ALONE)
    monkeypatch.setattr(seats, "value_usual", seats.value_usual.py_func)
    assert np.array_equal(valued(ALONE), one)
    monkeypatch.undo()
    assert valued(TOGETHER) == pytest.approx(one, abs=1e-9)
    assert (one[1] == 0.0).all()  # no foresight
    assert np.array_equal(one[2, 3], one[2, 5])  # as far as foresight goes
    assert (np.diff(one[0, :, 0], axis=0) != 0.0).all()  # control: every quarter counts


def test_a_seat_for_one_quarter_is_worth_its_best_response_and_rent():
    given, setting = terms(), world(ALONE)
    value = valued(ALONE)
    asked = new_problems(2, CURVES)
    asked.numbers[:, responses.SKILL] = given.theta[0, 4]
    asked.numbers[:, responses.CARRIED] = given.carried
    asked.numbers[:, responses.SEVERANCE] = given.dues[0, 2]
    asked.numbers[:, responses.AUDIT] = given.audit[0, 0]
    asked.numbers[:, responses.BAR] = given.bar[0, 0]
    asked.numbers[:, responses.BELIEF] = given.belief
    asked.numbers[:, responses.GAIN] = given.gain
    asked.numbers[:, responses.REFERENCE] = given.reference
    asked.weights[:] = given.weights[0, 0]
    found = best_responses(asked, setting, NO_GAMBLES).outcome[:, responses.UTILITY]
    assert value[0, 1, 0, 4] == given.chance @ found + given.rent[0]


def test_many_abilities_are_interpolated_as_one_is():
    rng = np.random.default_rng(3)
    table, theta = rng.normal(size=9), rng.uniform(-1.0, 4.0, 400)
    theta[:2] = 0.5, 0.5 + 8 * 0.25
    for nodes, step in ((table, 0.25), (table, 0.0), (table[:1], 0.25)):
        many = interpolated(nodes, 0.5, step, theta)
        assert many.tolist() == [interpolate(nodes, 0.5, step, x) for x in theta]
        each = interpolated_each(np.tile(nodes, (400, 1)), 0.5, step, theta)
        assert np.array_equal(each, many)
