"""A background check shuts out the detected, where they would come back."""

import pytest

from tests.incentives.filters.hires import hire, same, t_of

CAUGHT = {
    "quarters": 12,
    "market__poaching": 0.1,
    "market__retirement": 0.0,
    "market__pool_exit": 0.0,
    "market__experienced": 4,
    "market__detected_return": 1.0,
    "market__gaming_cap": 0.0,
    "executives__population": {"careerist": 0.5, "looter": 0.5},
    "executives__foresight": 0,
    "package__oversight": [{"name": "random-audits", "rate": 0.6}],
}
CHECK = {"name": "background-check", "cost": 0.1}


def test_it_shuts_out_those_who_come_back():
    free, checked = hire("lottery", **CAUGHT), hire(CHECK, **CAUGHT)
    assert t_of(free.kinds["looter"] - checked.kinds["looter"]) > 4


@pytest.mark.parametrize("others", [["lottery"], ["interview"]])
def test_control_where_the_detected_leave_it_changes_nothing_but_cost(others):
    terms = {**CAUGHT, "market__detected_return": 0.0}
    checked, free = hire(*others, CHECK, **terms), hire(*others, **terms)
    assert same(checked, free)
    assert (checked.governance > free.governance).all()


def test_control_records_that_cannot_be_found_change_nothing():
    assert same(hire({**CHECK, "coverage": 0.0}, **CAUGHT), hire("lottery", **CAUGHT))
