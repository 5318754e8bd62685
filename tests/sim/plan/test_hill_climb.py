"""Small steps uphill, from YAML to tables."""

from __future__ import annotations

import numpy as np
import pytest

from agents.cognition import Climb, Cognition, RandomSearch
from agents.cognition.hill_climb import HillClimb
from sim.plan.primitives import Primitives
from sim.plan.search_gap import climb_gaps
from sim.plan.solve import PLAN_TOLERANCE, build_plan, solve
from sim.scenario.presets import load_scenario
from sim.scenario.scenario import Scenario
from sim.support.inputs import InputError
from sim.tables.simulate import simulate
from tests.sim.worlds import batch, scenario

SMALL = {"worlds": 3, "quarters": 8, "firms__count": 10}


def climbing(steps: int, **settings):
    cognition = {"name": "hill-climb", "steps": steps}
    return scenario(**{**SMALL, "executives__cognition": cognition, **settings})


def test_it_is_written_with_its_parameters():
    model = load_scenario(None, ["executives.cognition=hill-climb", "executives.cognition.steps=8"])
    assert model.executives.cognition == HillClimb(steps=8)
    written = model.model_dump(mode="json")["executives"]
    assert written["cognition"] == {"name": "hill-climb", "steps": 8, "rate": 0.1}
    assert Scenario.model_validate(model.model_dump(mode="json")) == model


@pytest.mark.parametrize(
    ("cognition", "sentence"),
    [
        ({"steps": -1}, "executives.cognition.steps: is -1; expected a whole number"),
        ({"rate": 0}, "executives.cognition.rate: is 0; expected a number"),
        ({"n": 4}, "executives.cognition.n: unknown field"),
    ],
)
def test_what_is_wrong_is_said(cognition, sentence):
    with pytest.raises(InputError, match=sentence):
        Scenario.model_validate({"executives": {"cognition": {"name": "hill-climb", **cognition}}})


@pytest.mark.parametrize(
    ("climb", "draws", "sentence"),
    [
        (Climb(3, 0.1), RandomSearch(4, 0.5), "climb returned one besides random_search"),
        (Climb(-1, 0.1), None, "climb: steps returned -1"),
        (Climb(3, 0.0), None, "climb: rate is 0"),
        ("up", None, "expected a Climb or None"),
    ],
)
def test_a_way_of_ones_own_is_asked_for_what_the_model_can_do(registered, climb, draws, sentence):
    about = {"name": "odd", "summary": "as ever", "source": "me 2026", "__module__": __name__}
    made = {"climb": lambda self: climb, "random_search": lambda self: draws}
    odd = type("Odd", (Cognition,), {**about, **made})
    with pytest.raises(ValueError, match=sentence):
        odd().check()


def test_no_step_is_the_base_policy_to_the_bit():
    """That of the best of n without spread: nobody chooses, so the same quarters are played."""
    base = {"name": "best-of-n", "n": 1, "spread": 0}
    theirs = simulate(scenario(**SMALL, executives__cognition=base))["runs"]
    mine = simulate(climbing(0))["runs"]
    for column in ("metric", "value", "private", "pay"):
        if column in mine:
            np.testing.assert_array_equal(mine[column], theirs[column])


def test_the_gap_to_exact_search_closes_and_seats_are_worth_more_to_who_climbs_higher():
    model = scenario(**SMALL)
    seats = solve(Primitives(model, model.package, 0.0, 0))
    gaps = climb_gaps(seats, (0, 1, 8, 64, 1024), 0.1)
    assert (np.diff(gaps[:3], axis=0) < 0.0).all()
    assert gaps[-1] == pytest.approx(np.zeros(gaps.shape[1]), abs=1e-9)
    plans = [build_plan(m, m.package) for m in (climbing(0), climbing(4), climbing(1024), model)]
    none, few, many, best = (plan.fields["entry_value"] for plan in plans)
    assert none.mean() < few.mean() < many.mean() < best.mean()
    assert many[:3] == pytest.approx(best[:3], abs=1e-6)
    missed = (best - many)[3:]  # the able of those who hide: beyond certain detection it pays more
    assert missed[:, :24] == pytest.approx(0.0, abs=1e-6) and (missed[:, -1] > 1.0).all()
    assert all(plan.fields["gap"] <= PLAN_TOLERANCE for plan in plans)


def test_a_high_climb_plays_as_exact_search_does():
    exact = simulate(scenario(**SMALL))["runs"]
    found = simulate(climbing(2000))["runs"]
    few = simulate(climbing(4))["runs"]
    for column in ("metric", "value"):
        assert found[column] == pytest.approx(exact[column], abs=1e-6)
        assert (few[column] < exact[column]).all()


def test_bits_do_not_depend_on_the_batch():
    model = climbing(16)
    whole = simulate(model)["runs"]
    for world in range(3):
        alone = simulate(model, [world])["runs"]
        for column, values in alone.items():
            np.testing.assert_array_equal(values, whole[column][world : world + 1])


def test_kinds_may_differ_in_how_they_decide():
    """Some climb, some draw, the rest search exactly: each as if alone, whatever the others do."""
    ways = {"steward": "exact", "looter": {"name": "hill-climb", "steps": 3}}
    ways["saboteur"] = {"name": "best-of-n", "n": 4}
    plain = {**SMALL, "package__oversight": [], "package__schemes": ["linear-bonus"]}
    shares = dict(zip(ways, (0.4, 0.4, 0.2), strict=True))
    share = {name: {"share": size, "foresight": 0} for name, size in shares.items()}
    mixed = {name: {**share[name], "cognition": way} for name, way in ways.items()}
    found = []
    for way in (None, *ways.values()):
        settings = {"executives__cognition": way} if way else {}
        population = share if way else mixed
        worlds = batch(scenario(**plain, **settings, executives__population=population))
        worlds.enter_quarter()
        worlds.choose_effort()
        found.append(worlds)
    together, *alone = found
    for kind, one in enumerate(alone):
        those = one.seats.kind == kind
        assert those.any()
        efforts = together.actions.effort[:, those], one.actions.effort[:, those]
        np.testing.assert_array_equal(*efforts)
