"""Losses are cut by one share, until base pay and the other awards cover them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from incentives.liability import limit_losses

amount = st.floats(-1e3, 1e3)


@given(st.lists(st.lists(amount, min_size=3, max_size=3), min_size=1, max_size=4), st.floats(0, 10))
def test_pay_is_never_below_nothing_and_otherwise_what_it_was(awards, base_pay):
    before = [np.array(award) for award in awards]
    after, left = limit_losses(before, base_pay)
    total, cut = base_pay + sum(before), base_pay + sum(after)
    assert (cut >= -1e-9).all()
    assert np.allclose(cut, np.maximum(total, 0.0), atol=1e-9)
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(other[one >= 0], one[one >= 0])
        assert np.array_equal(other[total >= 1e-9], one[total >= 1e-9])
        assert np.allclose(other, np.where(one < 0, left * one, one))


def test_one_share_of_all_losses_is_left():
    after, left = limit_losses([np.array([-3.0]), np.array([-1.0]), np.array([1.0])], 1.0)
    assert left == 0.5 and [award.item() for award in after] == [-1.5, -0.5, 1.0]
