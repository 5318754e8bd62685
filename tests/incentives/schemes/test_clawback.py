"""Clawback makes hidden harm dear to whoever looks ahead, whatever scheme has paid for it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.incentives.schemes.paired import TASKS, balanced, play, t_of, world
from tests.sim.worlds import batch

FOND = [TASKS[0], {**TASKS[1], "intrinsic": 0.5}]
BONUS = {"name": "linear-bonus", "slope": 0.8}


def claw(**terms):
    return {"name": "clawback", "rate": 1.0, **terms}


def test_clawback_cuts_hidden_harm_and_not_the_work():
    free, charged = play(world(BONUS)), play(world(BONUS, claw()))
    assert t_of(free.mean(free.dress) - charged.mean(charged.dress)) > 4
    assert np.array_equal(free.work[0], charged.work[0])  # later others sit in some seats
    assert charged.books["clawback"].sum() > 0 == free.books["clawback"].sum()


def test_without_foresight_it_prevents_nothing():
    free, charged = (
        play(world(*schemes, executives__foresight=0)) for schemes in ([BONUS], [BONUS, claw()])
    )
    assert np.array_equal(free.dress, charged.dress)
    assert charged.books["clawback"].sum() > 0


def test_after_the_exit_it_deters_as_far_as_it_reaches():
    """Who is likely to be gone soon is deterred only by what reaches the gone."""
    harm = [
        play(world(BONUS, claw(window=window, recovery=recovery), market__poaching=0.2))
        for window, recovery in ((0, 1.0), (8, 0.3), (8, 1.0), (40, 1.0))
    ]
    dress = [played.mean(played.dress) for played in harm]
    for more, less in pairwise(dress):
        assert t_of(more - less) > 4


def test_it_takes_no_more_than_the_schemes_have_paid():
    worlds = batch(
        world(
            {"name": "options", "slope": 0.8, "strike": 0.0},  # no bad quarter takes anything back
            claw(rate=20.0, recovery=1.0),
            executives__foresight=0,
        ),
        range(2),
    ).run()
    tenures = worlds.tenures
    paid = tenures.paid - tenures.quarters * worlds.seats.base_pay
    assert (tenures.clawed <= paid + 1e-9).all()
    assert (np.abs(tenures.clawed - paid) < 1e-9)[tenures.clawed > 0].any()


@pytest.mark.parametrize("other", ["market-wage", "deferred-bonus", "holdback", "stock-grant"])
def test_it_reaches_what_any_scheme_has_paid(other):
    """Some dress without being paid for it."""
    terms = {"clawback_rate": 0.0, "cliff": 4} if other == "deferred-bonus" else {}
    scheme = {"name": other, **terms}
    schemes = [scheme, claw()]
    for order in (schemes, schemes[::-1]):
        charged = play(world(*order, executives__foresight=0, technology__tasks=FOND))
        assert balanced(charged)
        assert charged.books["clawback"].sum() > 0


def test_alone_it_finds_nothing_to_take():
    charged = play(world("fixed-salary", claw(), executives__foresight=0))
    assert charged.books["clawback"].sum() == 0
