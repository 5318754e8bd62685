"""A term that everybody knows of: harm that comes due after it, and no tenure without end."""

from __future__ import annotations

import numpy as np

from sim.world.election import plan_for
from tests.incentives.oversight.exits import governed, play, same
from tests.incentives.schemes.paired import t_of

LIMIT = 8
TERM = {"name": "tenure-limit", "quarters": LIMIT}
BITES = {"metric__matured_weight": 0.8, "market__poaching": 0.0}
"""Harm lowers the reports of whoever is still there."""


def test_harm_is_planned_for_the_end():
    free, bound = (play(governed(*o, **BITES)) for o in ([], [TERM]))
    assert bound.tenure.max() == LIMIT - 1 < free.tenure.max()
    last = bound.tenure == LIMIT - 1
    late, early = (
        np.array([w[when].mean() for w, when in zip(*halves, strict=True)])
        for halves in (
            (np.hsplit(bound.dress, 6), np.hsplit(last, 6)),
            (np.hsplit(bound.dress, 6), np.hsplit(bound.tenure < 2, 6)),
        )
    )
    assert t_of(late - early) > 4
    assert bound.dress[last].mean() > 1.2 * free.dress.mean()


def test_a_limit_beyond_foresight_and_tenures_changes_nothing():
    assert same(play(governed({**TERM, "quarters": 200}, **BITES)), play(governed(**BITES)))


def test_it_is_the_same_as_the_field_of_the_market_to_the_bit():
    settings = {**BITES, "package__schemes": [{"name": "deferred-bonus", "cliff": 4}]}
    part = governed(TERM, **settings)
    field, both = (governed(*o, **settings, market__tenure_limit=LIMIT) for o in (
        [], [{**TERM, "quarters": LIMIT + 5}]
    ))  # fmt: skip
    plans = [plan_for(model, model.package, 0.1) for model in (part, field, both)]
    for name, array in plans[0].fields.items():
        assert all(
            np.array_equal(array, plan.fields[name], equal_nan=True) for plan in plans[1:]
        ), name
    assert plans[0].forecast == plans[1].forecast == plans[2].forecast
    assert same(play(part), play(field)) and same(play(part), play(both))
    assert not same(play(part), play(governed(**settings)))
