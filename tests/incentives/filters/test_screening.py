"""A test of intent turns down the misaligned, and some of the others."""

import pytest

from tests.incentives.filters.hires import hire, t_of


def screening(**parameters):
    return {"name": "screening", **parameters}


def test_it_keeps_out_the_misaligned_at_the_price_of_seats_that_stay_vacant():
    strict = hire(screening(dprime=2.0, cutoff=1.0))
    assert t_of(0.30 - strict.misaligned) > 4
    nearly = hire(screening(dprime=2.0, cutoff=-2.5), market__candidates=2, market__experienced=0)
    assert nearly.misaligned.mean() < 0.1


def test_it_is_worth_less_to_those_who_know_how_to_hide():
    seen, hidden = (hire(screening(dprime=2.0, cutoff=1.0, gaming=gaming)) for gaming in (0.0, 0.8))
    assert t_of(hidden.misaligned - seen.misaligned) > 4


@pytest.mark.parametrize("blind", [screening(dprime=0.0), screening(gaming=1.0)])
def test_control_a_test_that_is_not_sensitive_keeps_nobody_out(blind):
    assert abs(t_of(hire(blind).misaligned - 0.30)) < 3
