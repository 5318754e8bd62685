"""A panel averages errors, not bluff."""

from math import sqrt

import numpy as np
import pytest

from incentives.filters.panel import Panel
from tests.incentives.filters.hires import hire, same, t_of


def panel(raters, agreement=0.2):
    return {"name": "panel", "raters": raters, "agreement": agreement}


def test_more_raters_find_more_ability_and_are_gamed_more():
    many, one = hire(panel(6)), hire(panel(1))
    assert t_of(many.ability - one.ability) > 4
    assert t_of(many.lift - one.lift) > 4


def test_control_raters_who_agree_in_everything_are_one():
    assert same(hire(panel(6, 1.0)), hire(panel(1, 1.0)))


def test_validity_is_that_of_a_mean_of_ratings():
    """Spearman and Brown, against simulated ratings."""
    rng = np.random.default_rng(5)
    part = Panel(raters=4, agreement=0.4, validity=0.3)
    trait = rng.normal(size=200_000)
    # Ratings correlate by 0.4: 0.09 through the trait, the rest through a common error.
    common = rng.normal(size=trait.size)
    own = rng.normal(size=(4, trait.size))
    ratings = 0.3 * trait + sqrt(0.31) * common + sqrt(0.6) * own
    assert np.corrcoef(ratings[0], ratings[1])[0, 1] == pytest.approx(0.4, abs=0.01)
    assert ratings.mean(axis=0).std() == pytest.approx(part.spread(), abs=0.01)
    found = np.corrcoef(ratings.mean(axis=0), trait)[0, 1]
    assert found == pytest.approx(part.correlation(), abs=0.01)


def test_raters_who_disagree_so_much_cannot_all_be_valid():
    with pytest.raises(ValueError, match=r"validity is 0\.9 with agreement 0\.0; expected at most"):
        Panel(raters=3, agreement=0.0, validity=0.9)
