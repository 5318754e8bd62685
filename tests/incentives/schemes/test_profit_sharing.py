"""Whoever shares a pool with others works for a part of what the own effort brings."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import difference, efforts, paid_by

ALIKE = {"executives__ability_mean": 1.0, "executives__ability_sd": 0.0}


def sharing(partners, **settings):
    return paid_by({"name": "profit-sharing", "share": 0.8, "partners": partners}, **settings)


def test_partners_ride_free():
    own, pooled = efforts(sharing(1)), efforts(sharing(10))
    assert difference(own["operate"], pooled["operate"]).t < -4
    assert difference(own["build"], pooled["build"]).t < -4


@pytest.mark.parametrize("partners", [1, 4])
def test_effort_is_the_share_that_is_left(partners):
    """``share / n * nu / (c + share / n * curvature)``, for somebody who looks at today only."""
    today = {**ALIKE, "executives__foresight": 0}
    slope = 0.8 / partners
    found = efforts(sharing(partners, **today))["operate"]
    assert found == pytest.approx(np.full(12, slope * 0.8 / (1 + slope * 0.5)), abs=1e-10)


def test_who_does_not_work_for_pay_does_not_ride_free():
    """Control: to the bit."""
    saint = {"saint": {"share": 1.0, "goal": {"pay": 0.0, "value": 1.0}}}
    own, pooled = (efforts(sharing(n, executives__population=saint)) for n in (1, 10))
    assert all(np.array_equal(own[task], pooled[task]) for task in own)
