"""Today's success is tomorrow's yardstick: the ratchet; Weitzman 1980."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.schemes.efforts import difference, efforts, paid_by

ALIKE = {"executives__ability_mean": 1.0, "executives__ability_sd": 0.0}
NOW = {"technology__tasks": [{"name": "work", "value": 1.0, "loading": 1.0}]}


def paid_on(metric, **settings):
    return paid_by({"name": "linear-bonus", "slope": 0.8, "metric": metric}, **settings)


def test_those_who_stay_hold_back():
    level, growth = efforts(paid_on("earnings")), efforts(paid_on("growth"))
    assert difference(level["operate"], growth["operate"]).t < -4


def test_what_is_left_is_what_is_not_lost_next_quarter():
    """``slope * (1 - patience * survival)`` while there is a next quarter."""
    kept = 0.97 * (1 - 0.03) * (1 - 0.01)
    found = efforts(paid_on("growth", **ALIKE, **NOW))["work"]
    assert found == pytest.approx(np.full(12, 0.8 * (1 - kept)), abs=1e-10)


def test_in_the_last_quarter_all_is_left():
    """A known end ends the ratchet."""
    one = {"market__tenure_limit": 1}
    level, growth = (efforts(paid_on(m, **ALIKE, **NOW, **one)) for m in ("earnings", "growth"))
    assert growth["work"] == pytest.approx(level["work"], abs=1e-12)


def test_who_looks_at_today_only_does_not_mind():
    """Control."""
    level, growth = (
        efforts(paid_on(metric, executives__foresight=0)) for metric in ("earnings", "growth")
    )
    for task in level:
        assert growth[task] == pytest.approx(level[task], abs=1e-10)
