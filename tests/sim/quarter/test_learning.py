"""Executives who learn from not being caught: beliefs by quarter, and the slippery slope."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.prospects import ROUTE
from sim.quarter.state import RUNNING
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

TASKS = [
    {"name": "build", "value": 1.0, "loading": 1.0, "cost": 1.0, "cap": 2.0},
    {
        "name": "hide", "value": -1.0, "visible": 0.0, "loading": 0.5, "private": 1.0,
        "detectability": 0.5, "cost": 1.0, "cap": 2.0,
    },
]  # fmt: skip
LEARNER = {"name": "learner", "doubt": 0.5, "strong": 2.0, "weak": 0.0, "slack": 0.3}


def looters(cognition, rate=0.05, bar=None, **settings):
    """Nobody leaves but who is found out, or dismissed."""
    oversight = [{"name": "random-audits", "rate": rate, "penalty": 0.0}]
    if bar is not None:
        oversight.append({"name": "belief-dismissal", "bar": bar})
    return scenario(
        **{
            "worlds": 2,
            "firms__count": 40,
            "technology__tasks": TASKS,
            "executives__population": {"looter": 1.0},
            "executives__ability_sd": 0.0,
            "executives__cognition": cognition,
            "market__poaching": 0.0,
            "market__retirement": 0.0,
            "shareholders__monitoring_levels": [0.0],
            "package__oversight": oversight,
            **settings,
        }
    )


def hidden(model, quarters):
    """Mean detection index of those who were there from the start and still are, by quarter."""
    worlds = batch(model.model_copy(update={"quarters": quarters}), range(model.worlds))
    found, first = [], worlds.seats.number.copy()
    for _ in range(quarters):
        worlds.enter_quarter()
        worlds.choose_effort()
        stayed = (worlds.seats.number == first) & (worlds.seats.executive >= 0)
        found.append(float(worlds.actions.detection[stayed].mean()))
        worlds.report()
        worlds.settle()
        worlds.hire()
        worlds.quarter += 1
    return found


def test_beliefs_are_kept_by_tenure_and_follow_bayes_rule():
    """One executive at a time, from the prior; hires know nothing of the firm."""
    model = looters(LEARNER, rate=0.2, bar=-0.2, executives__ability_sd=0.2)
    worlds = batch(model, range(2))
    n = worlds.seats.sure.size
    sure, margin, seen = np.full(n, 0.5), np.full(n, np.inf), set()
    for _ in range(model.quarters):
        number = worlds.seats.number.copy()
        worlds.enter_quarter()
        worlds.choose_effort()
        chance = worlds.actions.foreseen * np.minimum(worlds.actions.detection, 1.0)
        spared = 1.0 - worlds.actions.risk
        assert worlds.actions.trust == pytest.approx(2.0 * sure)
        worlds.report()
        worlds.settle()
        for i in np.flatnonzero(worlds.actions.exit == RUNNING).tolist():
            if worlds.seats.executive[i] >= 0:
                effective = sure[i] * (spared[i] - 2.0 * chance[i])
                sure[i] = effective / (effective + (1.0 - sure[i]) * spared[i])
                margin[i] = min(margin[i], worlds.seats.belief[i] - worlds.actions.bar[i])
        worlds.hire()
        worlds.quarter += 1
        new = worlds.seats.number != number
        seen |= {*new.tolist()}
        assert worlds.seats.sure[~new] == pytest.approx(sure[~new])
        ease = 1.0 - np.minimum(margin, 0.3) / 0.3
        assert worlds.seats.ease[~new] == pytest.approx(ease[~new])
        sure[new], margin[new] = 0.5, np.inf
    assert seen == {True, False} and sure.min() < 0.4 and margin.min() < 0.1


def test_the_longer_nobody_is_caught_the_more_is_hidden():
    """The slippery slope of Cheynel, Cianciaruso and Zhou 2024; control: those who know."""
    learned = hidden(looters({**LEARNER, "slack": 0.0}), 16)
    assert (np.diff(learned) > 0.0).all() and learned[-1] > 1.1 * learned[0]
    known = hidden(looters("exact"), 16)
    assert known == pytest.approx(np.full(16, known[0]), abs=1e-9)
    assert learned[0] == pytest.approx(known[0], abs=1e-9)  # the prior is right in the mean


def test_who_knows_that_a_monitor_may_be_good_finds_out_sooner_that_it_is_not():
    """Where monitors are weak, what effective ones would find deters at first, and then invites."""
    base = {"name": "learner", "doubt": 0.8, "weak": 1.0, "slack": 0.0}
    early, late = {}, {}
    for strong in (10.0, 40.0):
        found = hidden(looters({**base, "strong": strong}, rate=0.01), 32)
        early[strong], late[strong] = found[0], found[-1]
    assert early[40.0] < early[10.0] - 0.1
    assert late[40.0] > late[10.0] + 0.003
    weak = [hidden(looters("exact", rate=0.01 * k), 1)[0] for k in (10.0, 40.0)]
    assert weak[1] < weak[0]  # control: who knows the monitor is deterred by a better one


def test_who_is_found_out_and_stays_knows_the_monitor():
    model = looters(LEARNER, rate=0.5, market__detection_dismisses=0.0)
    worlds = batch(model, range(2))
    worlds.run()
    caught = worlds.record.detections > 0
    assert caught.any()
    assert (worlds.seats.sure[caught] == 1.0).all() and (worlds.seats.sure[~caught] < 1.0).all()


@pytest.mark.parametrize("belief", [(0.5, 0.0), (0.13, 0.4), (1.0, 1.0)])
def test_responses_together_and_one_by_one_are_the_same(belief):
    """Both look up what the seat is worth to somebody who believes so."""
    found = []
    for alone in (False, True):
        worlds = batch(looters(LEARNER, rate=0.1, bar=-0.2, executives__ability_sd=0.2), range(2))
        worlds.enter_quarter()
        worlds.record.quarters[:] = 3  # no newcomers
        worlds.seats.sure[:], worlds.seats.ease[:] = belief
        if alone:
            worlds._workspace.prospects.terms[:, ROUTE] = 1.0
        worlds.choose_effort()
        found.append(worlds.actions.effort.copy())
    assert found[0] == pytest.approx(found[1], abs=1e-8)


def test_bits_do_not_depend_on_the_batch():
    model = looters(LEARNER, bar=-0.3)
    whole = simulate(model)["runs"]
    for world in range(2):
        for column, values in simulate(model, [world])["runs"].items():
            np.testing.assert_array_equal(values, whole[column][world : world + 1])


def test_nobody_withholds_anything_from_a_watch_that_is_always_the_same():
    found = simulate(looters(LEARNER), record=["tenures"])["tenures"]
    assert (found["withheld"] == 0.0).all()
