"""Insiders: better known, harder to be fooled by, and fewer."""

import numpy as np
import pytest

from sim.support.inputs import InputError
from tests.incentives.filters.hires import hire, market, t_of


def inside(**parameters):
    return {"name": "internal-promotion", **parameters}


def test_long_observation_finds_more_ability_among_as_many():
    interview = hire("interview", market__candidates=2, market__experienced=0)
    assert t_of(hire(inside()).ability - interview.ability) > 4


def test_an_act_of_many_years_is_put_on_less():
    long, short = hire(inside(years=8)), hire(inside(years=1))
    assert t_of(short.lift - long.lift) > 4


def test_a_larger_pool_from_outside_can_beat_it():
    crowd = hire("structured-interview", market__candidates=40)
    assert t_of(crowd.ability - hire(inside(years=1)).ability) > 4


def test_control_one_insider_is_as_good_as_the_average():
    assert abs(t_of(hire(inside(insiders=1)).ability - 1.0)) < 3


def test_control_what_nobody_can_rate_finds_nothing():
    blind = hire(inside(reliability=0.0), market__gaming_cap=0.0)
    assert abs(t_of(blind.ability - 1.0)) < 3


def test_there_have_to_be_insiders():
    with pytest.raises((ValueError, InputError), match="chooses among 5 new candidates"):
        market(inside(insiders=5))
    assert np.isfinite(hire(inside(insiders=4)).ability).all()
