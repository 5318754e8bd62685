"""A cap ends the incentive of whoever reaches it; Healy 1985."""

from __future__ import annotations

import numpy as np
import pytest

from incentives.schemes.corridor import Corridor
from sim.tables.simulate import simulate
from tests.incentives.schemes.efforts import difference, efforts, paid_by

LINEAR = {"name": "linear-bonus", "slope": 0.8}


def corridor(floor, cap, **settings):
    return paid_by({"name": "corridor", "slope": 0.8, "floor": floor, "cap": cap}, **settings)


def test_where_the_cap_binds_less_is_done_and_less_is_dressed_up():
    linear, capped = efforts(paid_by(LINEAR)), efforts(corridor(0.0, 1.0))
    for task in ("operate", "dress"):
        assert difference(linear[task], capped[task]).t < -4


def test_the_able_respond_more_to_a_cap():
    def lost(ability):
        same = {"executives__ability_mean": ability, "executives__ability_sd": 0.0}
        linear = efforts(paid_by(LINEAR, **same))["operate"]
        return (linear - efforts(corridor(-1e6, 1.0, **same))["operate"]) / linear

    assert difference(lost(0.7), lost(1.3)).t > 4


@pytest.mark.parametrize("talent", [12.0, -12.0])
def test_beyond_the_corridor_there_is_nothing_to_work_for(talent):
    """Whoever is far over the cap, or far below the floor, whatever is done, does nothing."""
    lucky = {"executives__talent_mean": talent, "executives__foresight": 0}
    assert efforts(corridor(0.0, 1.5, **lucky))["operate"].max() < 1e-9
    assert efforts(paid_by(LINEAR, **lucky))["operate"].min() > 0.1


def test_over_the_cap_nobody_brings_earnings_forward():
    """Healy's banking: what would be borrowed from later quarters to be paid for now is left."""
    borrow = {
        "name": "borrow", "value": -0.05, "visible": 0.0, "borrowed": 1.0, "loading": 1.0,
        "cost": 1.0, "curvature": 1.0,
    }  # fmt: skip
    hasty = {"technology__tasks": [borrow], "executives__foresight": 0}
    for talent, t in ((1.0, -4.0), (12.0, -np.inf)):
        able = {**hasty, "executives__talent_mean": talent, "executives__talent_sd": 0.2}
        linear, capped = efforts(paid_by(LINEAR, **able)), efforts(corridor(0.0, 1.5, **able))
        assert difference(linear["borrow"], capped["borrow"]).t < max(t, -4.0)
    assert capped["borrow"].max() < 1e-9


def test_a_cap_and_a_floor_far_away_change_nothing_at_all():
    """Control: to the bit, in every measure."""
    linear, wide = (simulate(model)["runs"] for model in (paid_by(LINEAR), corridor(-1e6, 1e6)))
    assert all(np.array_equal(linear[name], wide[name]) for name in linear)


def test_a_floor_above_the_cap_is_refused():
    with pytest.raises(ValueError, match=r"floor is 2\.0; expected at most the cap, 1\.0"):
        Corridor(floor=2.0, cap=1.0)
