"""An integrity test keeps out those whose goals invite harm, if they do not know what to say."""

from tests.incentives.filters.hires import hire, t_of

TEMPTED = {"executives__population": {"careerist": 0.6, "looter": 0.4}}


def test_it_keeps_out_some_of_the_tempted():
    assert t_of(0.4 - hire("integrity-test", **TEMPTED).kinds["looter"]) > 4


def test_answers_that_are_cheap_to_fake_undo_it():
    """Looters want the seat more, so with cheap answers they are not kept out, but preferred."""
    cheap = hire({"name": "integrity-test", "kappa": 0.3}, **TEMPTED)
    assert t_of(cheap.kinds["looter"] - hire("integrity-test", **TEMPTED).kinds["looter"]) > 4


def test_control_where_all_are_alike_there_is_nothing_to_find():
    """Everybody's integrity is average, so abilities are those of a lottery."""
    alike = hire("integrity-test", executives__population={"looter": 1.0}, market__gaming_cap=0.0)
    assert abs(t_of(alike.ability - 1.0)) < 3


def test_control_without_validity_it_keeps_nobody_out():
    blind = {"name": "integrity-test", "validity": 0.0}
    hires = hire(blind, market__gaming_cap=0.0, **TEMPTED)
    assert abs(t_of(hires.kinds["looter"] - 0.4)) < 3
