"""Structure finds more ability than a conversation, and leaves less to gaming."""

import numpy as np

from tests.incentives.filters.hires import hire, same, t_of


def test_it_finds_more_ability_and_is_gamed_less_than_a_conversation():
    structured, loose = hire("structured-interview"), hire("unstructured-interview")
    assert t_of(structured.ability - loose.ability) > 4
    assert t_of(loose.lift - structured.lift) > 4


def test_control_what_differs_is_validity_and_what_gaming_costs():
    alike = {"name": "structured-interview", "validity": 0.19, "kappa": 2.0, "cost_each": 0.005}
    one, other = hire(alike), hire("unstructured-interview")
    assert abs(t_of(one.ability - other.ability)) < 3  # draws are a filter's own
    assert abs(t_of(one.lift - other.lift)) < 3
    assert np.array_equal(one.governance, other.governance)
    assert same(one, hire(alike))
