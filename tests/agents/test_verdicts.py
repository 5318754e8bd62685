"""What is lost through audits, written out case by case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.verdicts import INFALLIBLE, Verdicts, accusation, fine_worth, may_err

share = st.floats(0.0, 1.0)
rate = st.one_of(st.just(0.0), st.floats(1e-6, 1.0))  # rounding would decide between tinier ones
costs = st.floats(0.0, 5.0)


@given(rate, rate, share, share, share, share, costs, costs, costs)
def test_a_fine_and_the_whole_seat_cost_what_verdicts_do(
    audits, told, found, dismisses, false, accused, fine, cost, seat
):
    """Audited or not, told or not, found or not, sacked or not, accused or not."""
    verdicts = Verdicts(dismisses, false, cost, accused * dismisses, 0.9 * told)
    told *= 0.9
    discovery = 1 - (1 - audits) * (1 - told)
    lost = discovery * found * (fine + dismisses * seat)
    wrong = false * (cost + accused * dismisses * seat)
    lost += audits * (1 - found) * wrong
    own = fine_worth(verdicts, discovery, fine, 1.0, seat)
    whole = discovery * found * (own + seat) + accusation(verdicts, discovery, 1.0, seat)
    if discovery * (fine + dismisses * seat) >= audits * wrong:
        assert whole == pytest.approx(lost, abs=1e-9)
    else:  # nobody is glad to be guilty
        assert own == -seat
    arrays = fine_worth.py_func(verdicts, discovery, fine, 1.0, seat)
    assert arrays == own


@given(share, costs, costs)
def test_infallible_verdicts_cost_the_fine_and_the_seat(audits, fine, seat):
    assert not may_err(INFALLIBLE) and may_err(INFALLIBLE._replace(dismisses=0.9))
    assert fine_worth(INFALLIBLE, audits, fine, 1.0, seat) == fine
    assert accusation(INFALLIBLE, audits, 1.0, seat) == 0.0
