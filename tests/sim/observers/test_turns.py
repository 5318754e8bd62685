"""Turns: where there must be some, exactly when; and where there can be none."""

from __future__ import annotations

import numpy as np
import pytest

from sim.observers.turns import NO_TURN, Turns
from tests.sim.worlds import batch, scenario

PROBATION = {"name": "probation", "length": 4}
CALM = {  # equal firms and abilities; audits depend on probation only
    "firms__count": 30,
    "firms__size_sd": 0.0,
    "executives__ability_sd": 0.0,
    "quarters": 24,
    "shareholders__monitoring_levels": [0.0],
    "package__oversight": ["random-audits", PROBATION, "belief-dismissal"],
}
PLAIN = {  # reports bring and cost nothing, so nobody dresses them
    "package__schemes": ["fixed-salary"],
    "package__oversight": ["random-audits", PROBATION | {"bar": -50.0}],
}
LOOTERS = {"executives__population": {"looter": 1.0}}


def played(model, decisions=None):
    worlds = batch(model, decisions=decisions)
    turns = Turns(worlds)
    worlds.run()
    return worlds, turns


def columns(turns):
    return {
        name: np.concatenate([getattr(t, name) for t in turns.log]) for name in turns.log[0]._fields
    }


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"executives__talent_sd": 0.5, "board__compares_with": "expectation"},
        {"package__schemes": ["hurdle-bonus", "deferred-bonus"], "metric__common_noise": 0.5},
        {"executives__cognition": "rule", "market__tenure_limit": 6},
        {"technology__risk__levels": [0.5, 2.0], "executives__awareness": 0.5},
        {"package__oversight": [{"name": "spot-checks"}, "whistleblowers", "belief-dismissal"]},
    ],
)
def test_the_response_at_the_known_chance_is_what_is_done(settings):
    """So the state is rebuilt exactly: what is withheld is due to the chance of discovery alone."""
    worlds = batch(scenario(**settings))
    turns, differ = Turns(worlds), []

    def compare(now):
        before = now.record.withheld.copy(), now.seats.own_harm.copy(), now.actions.effort.copy()
        same = turns.respond(now, now.actions.foreseen)
        for name in ("effort", "metric_index", "detection", "risk", "gamble"):
            assert getattr(same, name) == pytest.approx(getattr(now.actions, name), abs=1e-9), name
        other = turns.respond(now, np.ones(now.actions.foreseen.size))
        differ.append(np.abs(other.effort - now.actions.effort).max())
        after = now.record.withheld, now.seats.own_harm, now.actions.effort
        for old, new in zip(before, after, strict=True):
            np.testing.assert_array_equal(old, new)

    worlds.watch_efforts.insert(0, compare)
    worlds.run()
    rules = settings.get("executives__cognition") == "rule"
    assert max(differ) == 0.0 if rules else max(differ) > 0.01


def test_looters_turn_in_the_first_quarter_after_probation():
    worlds, turns = played(scenario(**LOOTERS, **CALM, market__poaching=0.0))
    found = columns(turns)
    tenures = worlds.tenures
    start = tenures.start[found["number"], found["row"]]
    assert (found["quarter"] - start == 4).all() and (found["age"] == 4).all()
    began = (tenures.quarters > 4).sum()
    assert found["row"].size == began > 100
    assert (found["lost"] > 1.0).all() and np.ptp(found["lost"]) > 0.0


def test_right_after_probation_it_is_what_the_label_is_made_of():
    worlds = batch(scenario(**CALM))
    turns, compared = Turns(worlds), []

    def compare(now):
        first = (now.seats.tenure == 4) & (now.record.start >= 0)
        label = now.record.withheld[first] * now.seats.base_pay[first]
        assert turns.withheld[first] == pytest.approx(label, abs=1e-9)
        compared.extend(label)

    worlds.watch_efforts.append(compare)
    worlds.run()
    assert np.ptp(compared) > 1.0


@pytest.mark.parametrize(
    "control",
    [
        {"executives__awareness": 0.0, "thresholds__deceptive": 0.0},
        {"executives__cognition": "rule", "thresholds__deceptive": 0.0},
        {"package__oversight": ["random-audits", "belief-dismissal"]},
        {"executives__population": {"steward": 1.0}, **PLAIN},
        {"thresholds__deceptive": 1e6},
    ],
)
def test_nobody_turns_without_awareness_or_watch_or_another_goal(control):
    _, turns = played(scenario(**{**LOOTERS, **CALM, **control}))
    assert not turns.log
    if "executives__population" not in control and control.get("thresholds__deceptive") != 1e6:
        assert (turns.withheld == 0.0).all()


def test_nobody_turns_by_efforts_that_a_modeller_decides():
    model = scenario(**LOOTERS, **CALM)
    _, turns = played(model, {"effort": lambda situation, proposed: 0.0 * proposed})
    assert not turns.log and (turns.added == 0.0).all()


def test_under_seasonal_audits_the_turn_comes_when_the_season_is_over():
    oversight = ["random-audits", {"name": "seasonal-audits", "season": 2, "rate": 0.6}]
    worlds, turns = played(scenario(**LOOTERS, **{**CALM, "package__oversight": oversight}))
    found = columns(turns)
    assert set(found["quarter"] % 4) == {3}
    # Nobody turns before a season has been seen from the seat.
    start = worlds.tenures.start[found["number"], found["row"]]
    assert (found["quarter"] - start).min() >= 1 and found["quarter"].min() == 3


def test_a_shift_is_no_turn():
    """Diverting costs shareholders nothing before the shift: only then is anything withheld."""
    shifted = [{"start": 12, "tasks": {"divert": {"value": -1.0}}}]
    settings = {"technology__tasks__divert__value": 0.0, "regimes": shifted}
    model = scenario(**{**LOOTERS, **CALM, **PLAIN, **settings})
    worlds = batch(model)
    turns, withheld = Turns(worlds), []
    worlds.watch_efforts.append(lambda now: withheld.append(turns.withheld.copy()))
    worlds.run()
    found = columns(turns)
    assert found["quarter"].min() > 12
    # Whoever was on probation when the world changed, or came later, turns after it.
    start = worlds.tenures.start[found["number"], found["row"]]
    assert (start > 12 - 4).all() and (found["quarter"] - start == 4).all()
    # The others have not been watched in the new world: nothing to be compared with.
    assert max(np.max(one) for one in withheld[:12]) <= 0.0
    assert (turns.since[worlds.record.start <= 8] == NO_TURN).all()


@pytest.mark.parametrize(("base_pay", "age"), [(1.0, 4), (12.0, 5), (30.0, 6), (100.0, 7)])
def test_the_more_there_is_to_lose_the_closer_to_the_known_end_is_the_turn(base_pay, age):
    retirement = {"market__tenure_limit": 8, "market__poaching": 0.0, **PLAIN}
    settings = {**LOOTERS, **CALM, **retirement, "package__base_pay": base_pay}
    _, turns = played(scenario(**settings))
    found = columns(turns)
    assert found["row"].size > 200 and (found["age"] == age).all()
    assert not played(scenario(**settings, executives__awareness=0.0))[1].log


def test_a_cliff_is_a_turn_and_pay_at_once_has_none():
    """What is in the account holds many of them, until the quarter in which it vests."""

    def ages(deferred, cliff):
        pay = {"name": "deferred-bonus", "slope": 0.6, "deferred": deferred, "cliff": cliff}
        audits = {"name": "random-audits", "rate": 0.2}
        settings = {
            "package__schemes": [pay],
            "package__base_pay": 0.6,
            "package__oversight": [audits, *PLAIN["package__oversight"][1:]],
            "technology__tasks__dress__cap": 1e-6,
            "technology__tasks__sabotage__cap": 1e-6,
            "market__poaching": 0.0,
        }
        _, turns = played(scenario(**{**LOOTERS, **CALM, **settings}))
        return np.bincount(columns(turns)["age"], minlength=20)

    at_once, soon, later = ages(0.0, 10), ages(1.0, 10), ages(1.0, 14)
    assert at_once[4] == at_once.sum() > 100
    assert soon[9] > 0.4 * soon.sum() and later[13] > 0.1 * later.sum()
    assert later[6:13].sum() == soon[10:].sum() == 0


@pytest.mark.parametrize(
    "settings",
    [
        {**LOOTERS, **CALM},
        {"executives__awareness": 0.7, "thresholds__deceptive": 0.01},
        {"thresholds__deceptive": 0.0},
        {"package__oversight": [{"name": "spot-checks"}, "whistleblowers", "belief-dismissal"]},
        {"technology__risk__levels": [0.5, 2.0], "package__schemes": ["hurdle-bonus"]},
    ],
)
def test_turns_are_the_same_if_only_those_are_asked_who_may(settings):
    logs = []
    for every in (True, False):
        worlds = batch(scenario(**settings))
        turns = Turns(worlds, every)
        worlds.run()
        logs.append(turns.log)
    assert sum(turn.row.size for turn in logs[0]) > 10
    for one, other in zip(*logs, strict=True):
        for left, right in zip(one, other, strict=True):
            np.testing.assert_array_equal(left, right)


def test_a_response_is_the_same_whoever_else_is_asked():
    worlds, compared = batch(scenario(**LOOTERS)), []
    turns = Turns(worlds)

    def compare(now):
        some = np.flatnonzero(now.seats.executive >= 0)[::3]
        seen = np.ones(now.actions.foreseen.size)
        every, few = turns.respond(now, seen), turns.respond(now, seen, rows=some)
        np.testing.assert_array_equal(every.effort[:, some], few.effort)
        compared.append(np.ptp(few.effort))

    worlds.watch_efforts.append(compare)
    worlds.run()
    assert max(compared) > 0.0
