"""Holdback: pay that waits until harm has surfaced is not worth earning by harm."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tables.simulate import simulate
from tests.incentives.schemes.paired import TASKS, balanced, play, t_of, world

BONUS = {"name": "linear-bonus", "slope": 0.8}
SEEN = [TASKS[0], {**TASKS[1], "visible": 1.0}]
SOON = {"market__poaching": 0.15}


def held(**terms):
    return {"name": "holdback", "slope": 0.8, "held": 0.8, "after": 6, **terms}


def test_less_of_the_bonus_is_earned_by_harm_than_if_it_is_paid_at_once():
    at_once, later = play(world(BONUS, **SOON)), play(world(held(), **SOON))
    assert at_once.share() == pytest.approx(0.8)
    assert t_of(at_once.share() - later.share()) > 4
    assert t_of(at_once.mean(at_once.dress) - later.mean(later.dress)) > 4
    assert balanced(later)


def test_the_longer_it_is_held_back_the_less_of_it_is_earned_by_harm():
    """As far as the executives look: what lies beyond 16 quarters is worth nothing to them."""
    exposed = [
        play(world(held(after=after, held=1.0), executives__patience=1.0, **SOON)).share()
        for after in (0, 4, 8)
    ]
    assert t_of(exposed[0] - exposed[1]) > 4 and t_of(exposed[1] - exposed[2]) > 4


@pytest.mark.parametrize(
    "control", [{"technology__tasks": SEEN}, {"executives__foresight": 0}, {"malus": 0.0}]
)
def test_nothing_changes_where_harm_is_seen_at_once_or_nobody_looks_ahead(control):
    terms = {name: control[name] for name in control if "__" not in name}
    settings = {name: control[name] for name in control if "__" in name}
    later = play(world(held(**terms), **SOON, **settings))
    assert later.share() == pytest.approx(0.8, abs=1e-9)


@pytest.mark.parametrize("limit", [None, 6])
def test_it_is_paid_so_many_quarters_after_the_exit_and_not_before(limit):
    model = world(
        held(held=1.0, malus=0.0, after=3),
        market__tenure_limit=limit,
        market__poaching=0.0 if limit else 0.2,
    )
    tables = simulate(model, range(2), ["tenures", "events"])
    tenures, events = tables["tenures"], tables["events"]
    vested = events["event"] == "vested"
    gone = (tenures["exit"] == "poached") | (tenures["exit"] == "retired")
    ended = {}
    for world_, who, end in zip(
        tenures["world"][gone],
        tenures["executive"][gone],
        tenures["last_quarter"][gone],
        strict=True,
    ):
        ended.setdefault((world_, who), set()).add(end + 3)
    paid = list(
        zip(
            events["world"][vested],
            events["executive"][vested],
            events["quarter"][vested],
            strict=True,
        )
    )
    assert len(paid) > 20
    for world_, who, quarter in paid:
        assert quarter in ended[world_, who]


def test_dismissal_forfeits_what_is_held_back():
    model = world(
        held(held=1.0, malus=0.0, after=0),
        market__poaching=0.0,
        market__retirement=0.0,
        package__oversight=[{"name": "belief-dismissal", "bar": -0.1}],
    )
    played = play(model)
    assert played.books["forfeited"].sum() != 0 and np.abs(played.books["vested"]).max() == 0
    assert balanced(played)
