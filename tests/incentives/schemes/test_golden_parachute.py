"""A parachute takes the fear out of dismissal: less work for the seat, and less dressing for it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.paired import balanced, play, t_of, world

BONUS = {"name": "linear-bonus", "slope": 0.2}
FIRES = {"package__oversight": [{"name": "belief-dismissal", "bar": -0.2}]}


THEFT = [
    {"name": "work", "value": 1.0, "loading": 1.0},
    {"name": "divert", "value": -1.0, "loading": 0.0, "private": 1.0, "detectability": 0.5},
]


def parachute(amount=4.0):
    return {"name": "golden-parachute", "amount": amount}


def test_it_makes_executives_shirk_and_dress_less():
    afraid, cushioned = play(world(BONUS, **FIRES)), play(world(BONUS, parachute(), **FIRES))
    for effort in ("work", "dress"):
        fall = afraid.mean(getattr(afraid, effort)) - cushioned.mean(getattr(cushioned, effort))
        assert t_of(fall) > 4
    assert balanced(cushioned)


@pytest.mark.parametrize(
    "control", [{"package__oversight": []}, {**FIRES, "executives__foresight": 0}]
)
def test_it_changes_nothing_where_nobody_is_dismissed_or_looks_ahead(control):
    plain, cushioned = (
        play(world(*schemes, **control)) for schemes in ([BONUS], [BONUS, parachute()])
    )
    assert np.array_equal(plain.work, cushioned.work)
    assert np.array_equal(plain.dress, cushioned.dress)


def test_it_is_paid_to_the_dismissed_and_to_nobody_else():
    blind = {**FIRES, "executives__foresight": 0}
    plain, cushioned = (
        play(world(*schemes, **blind)) for schemes in ([BONUS], [BONUS, parachute()])
    )
    more = cushioned.books["paid"] - plain.books["paid"]
    assert (more > 0).any()
    granted = cushioned.books["granted"] - plain.books["granted"]
    assert np.allclose(more, granted)
    detected = {
        "package__oversight": [{"name": "random-audits", "rate": 0.8}],
        "executives__population": {"looter": 1.0},
        "executives__foresight": 0,
        "technology__tasks": THEFT,
    }
    plain, cushioned = (
        play(world(*schemes, **detected)) for schemes in ([BONUS], [BONUS, parachute()])
    )
    assert plain.books["fines"].sum() > 0
    assert np.array_equal(plain.books["paid"], cushioned.books["paid"])


def test_more_than_the_seat_is_worth_changes_no_more():
    enough, plenty = (play(world(BONUS, parachute(x), **FIRES)) for x in (1e3, 1e6))
    assert np.array_equal(enough.work, plenty.work)
    bonus_only = play(world(BONUS, package__oversight=[]))
    assert enough.work.mean() == pytest.approx(bonus_only.work.mean(), rel=0.1)


def test_detection_costs_as_much_as_ever():
    """A thief whom only audits threaten steals as much with a parachute as without."""
    audits = {
        "package__oversight": [{"name": "random-audits", "rate": 0.2}],
        "executives__population": {"looter": 1.0},
        "technology__tasks": THEFT,
    }
    plain, cushioned = (
        play(world(*schemes, **audits)) for schemes in ([BONUS], [BONUS, parachute()])
    )
    assert np.allclose(plain.dress, cushioned.dress, atol=1e-9) and plain.dress.max() > 0
