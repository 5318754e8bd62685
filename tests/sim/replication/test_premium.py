"""The premium contract: closed forms against SciPy, brute force and a known limit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import lambertw

from sim.replication.agency import Agency
from sim.replication.premium import (
    PremiumTerms,
    largest_effort,
    premium_for,
    relative_pay,
    second_best,
)
from sim.replication.utility import ExponentialUtility

STUDY = PremiumTerms(50.0, 1.0, 1.0, 0.5, 0.0)
TERMS = st.builds(
    PremiumTerms,
    st.floats(0.5, 100.0),
    st.floats(0.1, 10.0),
    st.floats(0.1, 3.0),
    st.floats(0.05, 3.0),
    st.just(-1e3),
)


@given(st.floats(-1e3, 0.3678794))
def test_relative_pay_is_lamberts_function(w):
    # near the branch point the root moves with the square root of what it is asked for
    assert relative_pay(w) == pytest.approx(-lambertw(-w, 0).real, rel=1e-7, abs=1e-12)
    assert relative_pay(math.exp(-1.0)) == 1.0
    assert relative_pay(w) * math.exp(-relative_pay(w)) == pytest.approx(w, rel=1e-12, abs=1e-14)


@given(TERMS, st.floats(0.01, 0.999), st.floats(-0.5, 0.5))
def test_the_premium_induces_the_effort_and_is_the_smaller_one(terms, part, shift):
    most = largest_effort(terms, 0.0)
    expected = shift * terms.production * most
    effort = part * largest_effort(terms, expected)

    def drive(premium):
        """Marginal utility of effort through pay, less its marginal cost."""
        share = premium * terms.slope
        pay = share * (terms.production * effort + expected)
        worth = math.exp(-terms.risk_aversion * pay)
        return share * terms.production * worth - terms.cost * effort

    premium = premium_for(terms, effort, expected)
    assert abs(drive(premium)) < 1e-9 * terms.cost * effort + 1e-12
    assert all(drive(part * premium) < 0.0 for part in (0.1, 0.5, 0.9, 0.99))


@given(TERMS, st.floats(-0.5, 0.5))
def test_no_premium_induces_more_than_the_largest_effort(terms, shift):
    expected = shift * terms.production * largest_effort(terms, 0.0)
    most = largest_effort(terms, expected)
    top = premium_for(terms, most, expected)
    induced = []
    for premium in top * np.linspace(0.2, 3.0, 57):
        share = premium * terms.slope

        def drive(effort, share=share):
            pay = share * (terms.production * effort + expected)
            return share * terms.production * math.exp(-terms.risk_aversion * pay) - (
                terms.cost * effort
            )

        induced.append(brentq(drive, 0.0, 100.0 * most, xtol=1e-13))
    assert max(induced) == pytest.approx(most, rel=1e-3)
    assert max(induced) <= most * (1.0 + 1e-9)


@pytest.mark.parametrize("expected", [-50.0, -20.0, 0.0, 30.0])
def test_participation_rises_along_the_smaller_premium(expected):
    efforts = np.linspace(max(0.0, -expected / 50.0), largest_effort(STUDY, expected), 400)
    premiums = np.array([premium_for(STUDY, effort, expected) for effort in efforts])
    pay = premiums * (50.0 * efforts + expected)
    worth = ExponentialUtility().of(pay) - 0.5 * efforts**2
    assert (np.diff(worth) > -1e-12).all()
    assert worth[-1] > 0.0


def test_nothing_is_signed_where_the_environment_is_too_bad():
    """At the most that can be induced pay is worth 2 (1 - 1/e), which effort may cost."""
    bound = math.sqrt(4.0 * (1.0 - math.exp(-1.0)))
    worst = 100.0 * math.exp(-1.0) / bound - 50.0 * bound
    assert math.isnan(largest_effort(STUDY, worst - 1e-6))
    assert largest_effort(STUDY, worst + 1e-6) == pytest.approx(bound, rel=1e-6)
    with pytest.raises(ValueError, match="no premium"):
        second_best(STUDY, worst - 1.0)


def test_the_published_benchmark():
    found = Agency().benchmark
    stated = {"effort": 0.8561, "premium": 0.0427, "principal": 40.9761, "agent": 0.8321}
    stated |= {"outcome": 42.8052, "largest_effort": 0.8578, "largest_premium": 0.0466}
    for name, value in stated.items():
        assert getattr(found, name) == pytest.approx(value, abs=5e-5), name


@pytest.mark.parametrize("expected", [-30.0, 0.0, 25.0])
def test_the_second_best_by_brute_force(expected):
    found = second_best(STUDY, expected)
    premiums = np.linspace(1e-4, 0.2, 200_001)
    efforts = lambertw(1250.0 * premiums**2 * np.exp(-0.5 * premiums * expected)).real
    efforts /= 25.0 * premiums
    left = (50.0 * efforts + expected) * (1.0 - premiums)
    best = left.argmax()
    assert found.principal == pytest.approx(left[best], rel=1e-8)
    assert found.premium == pytest.approx(premiums[best], abs=2e-6)


def test_without_risk_aversion_half_is_paid():
    """Linear pay, no fee, quadratic cost: the share that maximises ``(1 - s) s`` is one half."""
    found = second_best(PremiumTerms(1.0, 1.0, 1.0, 1e-6, 0.0))
    assert found.premium == pytest.approx(0.5, abs=1e-5)
    assert found.effort == pytest.approx(0.5, abs=1e-5)
