"""An interview finds ability, and makes applicants pay for looking able."""

from tests.incentives.filters.hires import hire, t_of


def test_it_finds_ability():
    assert t_of(hire("interview").ability - hire("lottery").ability) > 4


def test_the_more_a_seat_is_worth_the_more_is_spent_on_looking_good():
    dear = hire("interview", package__base_pay=1.5)
    assert t_of(dear.gaming - hire("interview").gaming) > 4


def test_control_without_validity_it_finds_nothing():
    blind = {"name": "interview", "validity": 0.0}
    assert abs(t_of(hire(blind, market__gaming_cap=0.0).ability - 1.0)) < 3


def test_control_whoever_does_not_know_of_it_does_not_prepare():
    unaware = hire("interview", executives__awareness=0.0)
    assert (unaware.gaming == 0.0).all() and (unaware.lift == 0.0).all()
