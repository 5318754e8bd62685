"""What pay is compared with: Baker's slope, pay of equal strength, first best."""

from __future__ import annotations

import numpy as np
import pytest

from sim.diagnosis.attribution.contracts import (
    STEWARD,
    _play,
    contracts,
    in_words,
    mend_goals,
)
from sim.scenario.firms import make_firms, mean_firm
from sim.scenario.scenario import Firms
from tests.sim.worlds import scenario

NU, MU = np.array([1.0, 0.6]), np.array([0.3, 1.0])


def textbook_terms():
    """Two tasks whose value is seen at once, one kind of executive of ability 1, equal firms."""
    tasks = [
        {"name": f"task-{j}", "value": v, "visible": 1.0, "loading": m}
        for j, (v, m) in enumerate(zip(NU, MU, strict=True))
    ]
    return {
        "technology__tasks": tasks,
        "firms__size_sd": 0.0,
        "firms__impact": 3.0,
        "executives__ability_sd": 0.0,
    }


def textbook(slope=0.4, scheme="linear-bonus"):
    """That, and a scheme with a slope."""
    return scenario(**textbook_terms(), package__schemes=[{"name": scheme, "slope": slope}])


def test_the_best_slope_on_a_distorted_metric_is_bakers():
    """Baker 2002: the slope of first best times <nu, mu>/<mu, mu>."""
    model = textbook()
    slopes = contracts(model, model.package).slopes
    assert slopes["first_best"] == pytest.approx(3.0 - STEWARD.value)
    assert slopes["best_slope"] == pytest.approx((3.0 - 0.3) * (NU @ MU) / (MU @ MU), rel=1e-9)


def effort_under(model, package):
    """Of the mean steward."""
    return _play(mend_goals(model), package, 3.0).work.effort


@pytest.mark.parametrize("slope", [0.0, 0.8, 3.0])
def test_pay_on_value_is_as_strong_if_it_pays_the_same_for_the_projection(slope):
    """Regress value on what the metric loads on: a slope on value pays that part of it too."""
    model = textbook(slope=slope)
    found = contracts(model, model.package)
    regression = (NU @ MU) / (MU @ MU)
    assert found.slopes["paid"] == pytest.approx(slope, abs=1e-9)
    assert found.slopes["on_value"] * regression == pytest.approx(slope, abs=1e-9)
    effort = effort_under(model, found.on_value) - 0.3 * NU
    assert effort @ MU / (MU @ MU) == pytest.approx(slope, abs=1e-9)


@pytest.mark.parametrize(("loading", "share"), [((1.0, 1.3), 2.0), ((-1.0, 1.0), 0.0)])
def test_strength_on_a_metric_that_hardly_measures_value_is_bounded(loading, share):
    tasks = [
        {"name": f"task-{j}", "value": v, "visible": 1.0, "loading": m}
        for j, (v, m) in enumerate(zip((1.0, -1.0), loading, strict=True))
    ]
    pay = [{"name": "linear-bonus", "slope": 3.0}]
    model = scenario(
        **textbook_terms() | {"technology__tasks": tasks, "package__schemes": pay},
    )
    slopes = contracts(model, model.package).slopes
    assert slopes["on_value"] == pytest.approx(share * slopes["first_best"])


def test_pay_at_its_best_slope_is_compared_with_itself():
    slope = 2.7 * (NU @ MU) / (MU @ MU)
    model = textbook(slope=slope)
    found = contracts(model, model.package)
    assert found.best_slope is found.actual and found.on_value is found.first_best
    two = [{"name": "linear-bonus", "slope": part * slope} for part in (0.25, 0.75)]
    model = scenario(**textbook_terms(), package__schemes=two)
    found = contracts(model, model.package)
    assert found.best_slope is found.actual and found.on_value is found.first_best


@pytest.mark.parametrize(
    ("loading", "best"), [(0.05, 2.7 / 0.05), (1.0, 2.7), (-1.0, -2.7), (-0.1, -27.0)]
)
def test_the_best_slope_is_found_however_the_metric_is_scaled(loading, best):
    tasks = [{"name": "work", "value": 1.0, "visible": 1.0, "loading": loading}]
    model = scenario(**textbook_terms() | {"technology__tasks": tasks})
    assert contracts(model, model.package).slopes["best_slope"] == pytest.approx(best, rel=1e-6)


def test_pay_that_bends_or_is_deferred_is_as_strong_as_the_efforts_that_it_brings():
    """Both are a projection on the metric: efforts then lie where the linear ones do."""
    for scheme in ("options", "deferred-bonus", "hurdle-bonus"):
        model = scenario(**textbook_terms(), package__schemes=[scheme])
        paid = contracts(model, model.package).slopes["paid"]
        effort = effort_under(model, model.package.model_copy(update={"oversight": ()}))
        assert 0.3 * NU + paid * MU == pytest.approx(effort, abs=0.05)
        assert (effort - 0.3 * NU) @ MU / (MU @ MU) == pytest.approx(paid, abs=2e-3)


def test_stewards_are_as_well_off_under_all_four():
    model = textbook()
    found = contracts(model, model.package)
    nu2, slope = NU @ NU, found.slopes["first_best"]
    award, effort = slope * 3.0 * nu2, 0.5 * 9.0 * nu2  # effort is (slope + 0.3) nu = 3 nu
    own = 0.3 * NU + 0.4 * MU
    before = 1.0 + 0.4 * (own @ MU) - 0.5 * own @ own
    assert found.first_best.base_pay + award - effort == pytest.approx(before, abs=1e-6)


def test_pay_on_true_value_is_distorted_by_nothing():
    model = textbook(slope=1.0, scheme="true-value")
    found = contracts(model, model.package)
    assert found.on_value == found.actual
    assert found.best_slope == found.first_best != found.actual
    perfect = textbook(slope=2.7, scheme="true-value")
    assert len(set(map(str, contracts(perfect, perfect.package)[:4]))) == 1


def test_several_metrics_are_paid_in_the_same_proportions():
    model = scenario(
        package__schemes=[
            {"name": "linear-bonus", "slope": 0.3},
            {"name": "linear-bonus", "slope": 0.1, "metric": "cash-flow"},
        ]
    )
    (scheme,) = contracts(model, model.package).best_slope.schemes
    assert scheme.weights == pytest.approx({"earnings": 0.75, "cash-flow": 0.25}, rel=1e-6)


@pytest.mark.parametrize("source", ["ceosal2", "synthetic"])
def test_the_mean_firm_is_the_mean_of_many(source):
    firms = Firms(source=source, count=20_000)
    drawn = make_firms(firms, 5, np.arange(1))
    impact, pay = mean_firm(firms)
    assert drawn.impact.mean() == pytest.approx(impact, rel=0.03)
    assert drawn.base_pay.mean() == pytest.approx(pay, rel=0.03)


def test_words_say_whether_pay_is_too_weak_or_too_steep():
    for slope, words in ((0.2, "too weak"), (9.0, "too steep")):
        model = textbook(slope=slope)
        assert words in in_words(contracts(model, model.package))
    best = contracts(textbook(), textbook().package).slopes["best_slope"]
    model = textbook(slope=best)
    assert "as strong as its metrics deserve" in in_words(contracts(model, model.package))


@pytest.mark.parametrize("impact", [0.0, 0.2, 0.3])
def test_firms_that_gain_nothing_have_contracts_too(impact):
    model = scenario(firms__impact=impact)
    assert np.isfinite([v for v in contracts(model, model.package).slopes.values() if v]).all()
