"""An indicator is worth having if it says something of effort or of the noise; Holmstrom 1979."""

from __future__ import annotations

import numpy as np
import pytest

from sim.world.election import plan_for
from tests.incentives.schemes.efforts import difference, efforts, paid_by

LINEAR = {"name": "linear-bonus", "slope": 0.8}


def beside(indicator, slope, **settings):
    """The linear bonus, and pay on an indicator."""
    part = {"name": "linear-bonus", "slope": slope, "metric": "indicator"}
    metrics = [{"name": "indicator", **indicator}]
    return paid_by(LINEAR, part, package__metrics=metrics, **settings)


def certainty(model):
    return plan_for(model, model.package, 0.0).fields["curve_value"][0, 0]


AVERSE = {"executives__risk_aversion": 2.0}
PURE = {"loadings": {}, "noise": 0.3}


def test_an_indicator_of_what_matters_draws_effort_there():
    alone, more = efforts(paid_by(LINEAR)), efforts(beside({"loadings": {"build": 1.0}}, 0.4))
    assert difference(alone["build"], more["build"]).t > 4


def test_an_indicator_of_nothing_but_the_reports_noise_filters_it():
    """With exposure ``slope + weight`` to the report's noise: the least risk is at the regression.

    ``rest = weight**2 * noise**2`` is the price of what the indicator gets wrong itself.
    """
    plain = certainty(paid_by(LINEAR, **AVERSE))
    for weight in (-0.3, -0.64, 0.2):
        found = certainty(beside({**PURE, "shared": 1.0}, weight, **AVERSE)) - plain
        exact = 0.8**2 * 0.36 - (0.8 + weight) ** 2 * 0.36 - weight**2 * 0.09
        assert found == pytest.approx(np.full(plain.size, exact), abs=1e-6)


def test_one_that_shares_no_noise_only_adds_risk():
    """Control: uninformative, so best left alone."""
    plain = certainty(paid_by(LINEAR, **AVERSE))
    for weight in (-0.64, 0.2):
        worth = certainty(beside({**PURE, "shared": 0.0}, weight, **AVERSE)) - plain
        assert worth == pytest.approx(np.full(plain.size, -(weight**2) * 0.09), abs=1e-9)


def test_its_loadings_may_shift_with_the_regime():
    shift = [{"start": 4, "tasks": {"sabotage": {"proxy": 0.1}}}]
    fixed = beside({"loadings": {"build": 1.0}}, 0.4, regimes=shift)
    moved = beside({"loadings": {"build": 1.0}, "shifted": [{"build": -1.0}]}, 0.4, regimes=shift)
    assert difference(efforts(fixed)["build"], efforts(moved)["build"]).t < -4
    early = {"quarters": 4}  # until the shift nothing differs
    before = [efforts(m.model_copy(update=early))["build"] for m in (fixed, moved)]
    assert np.array_equal(*before)


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="no task is called 'biuld'"):
        beside({"loadings": {"biuld": 1.0}}, 0.4)
