"""What the model is for: each effect with the control in which it must vanish."""

from __future__ import annotations

import numpy as np
import pytest

from sim.quarter.blocks import ACCRUAL
from sim.scenario.technology import task_table
from sim.tables.simulate import simulate
from sim.world.election import Job
from sim.world.worlds import Worlds
from tests.sim.worlds import scenario

pytestmark = pytest.mark.study

WORLDS = 12
CALM = {  # equal ability, so that nobody is selected on it; audits depend on probation only
    "firms__count": 60,
    "firms__size_sd": 0.0,
    "executives__ability_sd": 0.0,
    "quarters": 40,
    "shareholders__monitoring_levels": [0.0],
    "package__oversight": [
        {"name": "random-audits"},
        {"name": "probation"},
        {"name": "belief-dismissal"},
    ],
}


def turn(kind, **settings):
    """Harm per quarter after probation less harm in it, per world: mean and standard error.

    Harm is the value that the tasks of negative value destroy, now or later, in base pays.
    """
    model = scenario(executives__population={kind: 1.0}, **{**CALM, **settings})
    worlds = Worlds([Job(model, range(WORLDS))])
    table = task_table(model.technology, (), 0)
    sums, counts = np.zeros((2, WORLDS)), np.zeros((2, WORLDS))
    while worlds.quarter < worlds.quarters:
        age = worlds.seats.tenure.reshape(WORLDS, -1).copy()
        theta = worlds.seats.theta.copy()
        worlds.step()
        z = (theta * worlds.actions.effort).T
        value = table["value"] * z - 0.5 * table["curvature"] * z**2
        harm = (np.maximum(-value, 0.0).sum(axis=1) * worlds.seats.impact).reshape(WORLDS, -1)
        for side, when in enumerate((age < 4, (age >= 4) & (age < 12))):
            sums[side] += (harm * when).sum(axis=1)
            counts[side] += when.sum(axis=1)
    rise = sums[1] / counts[1] - sums[0] / counts[0]
    return rise.mean(), rise.std(ddof=1) / np.sqrt(WORLDS)


def test_treacherous_turn_and_its_controls():
    """A prototype of this model had 4.1 for looters, 9.0 for saboteurs and 0.1 for stewards."""
    rise, error = turn("looter")
    assert rise > 2.0 and rise > 20 * error
    rise, error = turn("saboteur", executives__ability_sd=0.25)
    assert rise > 2.0 and rise > 5 * error
    rise, _ = turn("steward")
    assert abs(rise) < 0.2
    for control in ({"executives__foresight": 0}, {"executives__awareness": 0.0}):
        for kind in ("looter", "saboteur"):
            # Harm may fall: a board that has learned less is dressed for more.
            rise, _ = turn(kind, **control)
            assert -1.0 < rise < 0.1, (kind, control, rise)


def test_nobody_is_deceptive_without_awareness_or_without_anything_to_lose():
    aware = simulate(scenario(**CALM), range(4))["runs"]["deceptive_share"]
    assert (aware > 0.2).all()
    for control in (
        {"executives__awareness": 0.0},
        {"executives__foresight": 0, "package__oversight": []},
        {"executives__cognition": "rule"},
        {"package__oversight": []},
    ):
        share = simulate(scenario(**{**CALM, **control}), range(4))["runs"]["deceptive_share"]
        assert (share == 0).all(), control


def test_a_bonus_on_a_distorted_metric_helps_then_destroys():
    def mean(slope, name, **settings):
        schemes = [{"name": "linear-bonus", "slope": slope}]
        model = scenario(**{**CALM, "package__schemes": schemes, **settings})
        return simulate(model, range(WORLDS))["runs"][name].mean()

    surplus = [mean(slope, "shareholder_surplus") for slope in (0.0, 0.8, 2.4)]
    metric = [mean(slope, "metric") for slope in (0.0, 0.8, 2.4)]
    assert surplus[0] < surplus[1] > surplus[2] and surplus[2] < surplus[0]
    assert metric[0] < metric[1] < metric[2]
    # Control: without curvature true value rises for ever.
    data = scenario().technology.model_dump(mode="json")["tasks"]
    straight = [{**task, "curvature": 0.0} for task in data]
    values = [mean(slope, "value", technology__tasks=straight) for slope in (0.0, 0.8, 2.4)]
    assert values[0] < values[1] < values[2]


def test_proxy_goals_turn_harmful_under_a_shift_and_stewards_follow_it():
    flip = [{"start": 20, "tasks": {"build": {"value": -1.2}}}]

    def before_and_after(kind, regimes):
        model = scenario(executives__population={kind: 1.0}, regimes=regimes, **CALM)
        quarters = simulate(model, range(WORLDS), ("quarters",))["quarters"]
        late = quarters["quarter"] >= 20
        value, metric = quarters["value"], quarters["metric"]
        return value[~late].mean(), value[late].mean(), metric[late].mean()

    before, after, metric = before_and_after("empire-builder", flip)
    assert before > 0.5 and after < -0.5 and metric > 0
    before, after, _ = before_and_after("steward", flip)
    assert before > 0.5 and after > 0.0
    before, after, _ = before_and_after("empire-builder", [])
    assert after == pytest.approx(before, abs=0.1)


def test_a_rule_does_not_follow_the_shift():
    flip = [{"start": 20, "tasks": {"build": {"value": -1.2}}}]
    values = {}
    for cognition in ("exact", "rule"):
        model = scenario(
            executives__population={"steward": 1.0},
            executives__cognition=cognition,
            regimes=flip,
            **CALM,
        )
        quarters = simulate(model, range(WORLDS), ("quarters",))["quarters"]
        values[cognition] = quarters["value"][quarters["quarter"] >= 20].mean()
    assert values["rule"] < values["exact"] - 0.2


def test_a_looter_rule_selected_while_watched_stays_good_unwatched():
    looters = {"executives__population": {"looter": 1.0}, **CALM}
    exact = simulate(scenario(**looters), range(WORLDS))["runs"]["value"].mean()
    rule = simulate(scenario(executives__cognition="rule", **looters), range(WORLDS))
    assert rule["runs"]["value"].mean() > exact + 0.3


def test_known_retirement_is_a_turn_that_survives_unawareness():
    """The last quarters before a known exit: nothing is left to lose."""
    model = scenario(
        executives__population={"looter": 1.0},
        executives__awareness=0.0,
        market__tenure_limit=16,
        market__poaching=0.0,
        **CALM,
    )
    worlds = Worlds([Job(model, range(WORLDS))])
    value = np.zeros(16)
    count = np.zeros(16)
    while worlds.quarter < worlds.quarters:
        age = worlds.seats.tenure.copy()
        worlds.step()
        np.add.at(value, age, worlds.actions.books[ACCRUAL])
        np.add.at(count, age, 1)
    path = value / count
    assert path[15] < path[4] - 1.0 and path[15] == path[4:].min()


def test_integrity_tests_keep_tempted_candidates_out_and_lotteries_do_not():
    share = {}
    for part in ("lottery", "integrity-test"):
        model = scenario(**{**CALM, "package__filters": [part]})
        share[part] = simulate(model, range(WORLDS))["runs"]["misaligned_share"].mean()
    assert share["integrity-test"] < share["lottery"] - 0.05


def test_reputation_is_made_of_reports():
    """Among looters and careerists alike, who reported more has the better name at exit."""
    model = scenario(
        executives__ability_sd=0.25, **{k: v for k, v in CALM.items() if "sd" not in k}
    )
    worlds = Worlds([Job(model, range(WORLDS))]).run()
    tenures, executives = worlds.tenures, worlds.executives
    seats, rows = np.nonzero((tenures.exit > 0) & (tenures.quarters >= 6))
    names = tenures.executive[seats, rows]
    world = rows // worlds.firms
    once = executives.seats[world, names] == 1
    report = (tenures.metric / np.maximum(tenures.quarters, 1))[seats, rows][once]
    reputation = executives.reputation[world, names][once]
    assert np.corrcoef(report, reputation)[0, 1] > 0.5
    assert abs(executives.reputation[world, names]).max() < 3
