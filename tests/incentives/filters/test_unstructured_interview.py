"""A conversation selects those who want the seat most."""

from tests.incentives.filters.hires import hire, t_of

TEMPTED = {
    "executives__population": {"careerist": 0.6, "looter": {"share": 0.4}},
    "executives__lying_cost": 0.1,
    "market__candidates": 8,
}


def test_it_hires_more_of_those_to_whom_the_seat_is_worth_more():
    """Looters expect private benefits on top of pay, so they prepare more."""
    loose = hire({"name": "unstructured-interview", "kappa": 0.5}, **TEMPTED)
    assert t_of(loose.kinds["looter"] - 0.4) > 4


def test_control_not_if_nobody_knows_that_there_is_an_interview():
    unaware = {**TEMPTED, "executives__awareness": 0.0}
    loose = hire({"name": "unstructured-interview", "kappa": 0.5}, **unaware)
    assert abs(t_of(loose.kinds["looter"] - 0.4)) < 3


def test_control_not_if_gaming_is_dear():
    dear = hire({"name": "unstructured-interview", "kappa": 1e6}, **TEMPTED)
    assert abs(t_of(dear.kinds["looter"] - 0.4)) < 3
