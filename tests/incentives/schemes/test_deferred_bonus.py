"""Malus and clawback make a deferred bonus work against hidden harm, for those who look ahead."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.paired import play, t_of, world


def deferred(**terms):
    return {"name": "deferred-bonus", "slope": 0.8, "cliff": 8, "clawback_rate": 0.0, **terms}


@pytest.mark.parametrize("terms", [{"malus": 1.0}, {"clawback_rate": 1.0}])
def test_malus_and_clawback_prevent_harm(terms):
    free, charged = play(world(deferred())), play(world(deferred(**terms)))
    assert t_of(free.mean(free.dress) - charged.mean(charged.dress)) > 4


@pytest.mark.parametrize("terms", [{"malus": 1.0}, {"clawback_rate": 1.0}])
def test_without_foresight_they_prevent_nothing(terms):
    free, charged = (play(world(deferred(**more), executives__foresight=0)) for more in ({}, terms))
    assert np.array_equal(free.dress, charged.dress)
    assert charged.books["clawback"].sum() + charged.books["forfeited"].sum() != (
        free.books["clawback"].sum() + free.books["forfeited"].sum()
    )
