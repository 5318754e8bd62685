"""A lottery hires the average, and nobody wastes anything on it."""

import numpy as np

from tests.incentives.filters.hires import hire, t_of


def test_the_hired_are_as_the_population_and_nobody_games():
    hires = hire("lottery")
    assert abs(t_of(hires.ability - 1.0)) < 3
    assert abs(t_of(hires.misaligned - 0.30)) < 3
    assert (hires.gaming == 0.0).all()


def test_control_a_filter_that_measures_hires_others():
    assert t_of(hire("interview").ability - hire("lottery").ability) > 4
    assert (hire("interview").gaming > 0.0).all() and np.isfinite(hire("interview").lift).all()
