"""What a hurdle does to risk: whoever is behind the target gambles for it, others do not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.checks.bare import bare
from sim.tables.simulate import simulate

LEVELS = (0.5, 1.5)
HURDLE = 1.0


def risk_by_kind(scheme, levels=LEVELS):
    """Mean risk taken in each world by those who report .4 and 1.6 in the mean."""
    model = bare(
        worlds=16,
        quarters=12,
        firms__count=12,
        technology__tasks=[
            {"name": "work", "value": 1.0, "loading": 1.0, "intrinsic": 1, "cap": 1}
        ],
        technology__risk__levels=levels,
        executives__population={
            kind: {"share": 0.5, "goal": {"pay": 1.0}, "ability_mean": mean}
            for kind, mean in {"behind": 0.4, "ahead": 1.6}.items()
        },
        package__schemes=[scheme],
    )
    tables = simulate(model, record=["tenures"])
    tenures = tables["tenures"]
    found = {}
    for kind in ("behind", "ahead"):
        mine = tenures["kind"] == kind
        world = tenures["world"][mine]
        found[kind] = np.bincount(world, tenures["risk_taken"][mine]) / np.bincount(world)
    return found, tables["runs"]


def test_those_behind_the_target_gamble_and_those_ahead_of_it_do_not():
    found, runs = risk_by_kind({"name": "hurdle-bonus", "hurdle": HURDLE, "bonus": 0.8})
    assert found["behind"] == pytest.approx(LEVELS[-1])
    assert (found["ahead"] == 0.0).all()
    # By taking the risk they lose value: what the linear bonus below would have kept.
    plain = risk_by_kind({"name": "linear-bonus"})[1]
    lost = runs["value"] - plain["value"]
    assert lost.mean() < -4.0 * lost.std(ddof=1) / np.sqrt(lost.size)
    assert lost == pytest.approx(-0.1 * LEVELS[-1] * runs["risk_taken"], rel=1e-9)


@pytest.mark.parametrize(
    ("scheme", "levels"),
    [({"name": "linear-bonus"}, LEVELS), ({"name": "hurdle-bonus", "hurdle": HURDLE}, ())],
)
def test_nobody_does_without_a_target_or_without_the_choice(scheme, levels):
    found, runs = risk_by_kind(scheme, levels)
    assert (found["behind"] == 0.0).all() and (found["ahead"] == 0.0).all()
    assert (runs["risk_taken"] == 0.0).all()


def test_the_risk_turns_where_the_hurdle_is():
    """At every level of report the best risk raises the chance of the bonus most."""
    for hurdle in (0.2, 0.39, 0.41, 1.5, 1.59, 1.61, 2.5):
        found, _ = risk_by_kind({"name": "hurdle-bonus", "hurdle": hurdle, "bonus": 0.8})
        for kind, mean in {"behind": 0.4, "ahead": 1.6}.items():
            assert found[kind] == pytest.approx(LEVELS[-1] if mean < hurdle else 0.0), hurdle
