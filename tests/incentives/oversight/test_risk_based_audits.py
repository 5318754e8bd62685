"""Audits that follow reports hold reports down, and find more; both at the same number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tests.incentives.oversight.watched import UNSEEN, under, watch
from tests.incentives.schemes.paired import t_of

RISK = {"name": "risk-based-audits", "rate": 0.02, "slope": 0.2, "threshold": 1.0}
MANY = {"firms__count": 200}


def as_many(risk):
    """Random audits at the mean rate of others, once there are reports to look at."""
    return {"name": "random-audits", "rate": float(risk.rate[1:].mean())}


def test_at_the_same_number_of_audits_less_is_dressed_up():
    risk = watch(under(RISK, **MANY))
    random = watch(under(as_many(risk), **MANY))
    after = random.quarter > 0
    audits = [played.mean(played.audited * 1.0, after) for played in (random, risk)]
    assert abs(t_of(audits[0] - audits[1])) < 3
    assert t_of(random.mean(random.dress, after) - risk.mean(risk.dress, after)) > 4
    # Work cannot be found, but it lifts reports, and these draw audits.
    assert t_of(random.mean(random.work, after) - risk.mean(risk.work, after)) > 4


def test_at_the_same_number_of_audits_more_is_found_among_those_who_differ():
    """Nobody looks ahead, so nobody is deterred: half of them like what the report shows."""
    mixed = {"executives__population": {"careerist": 0.5, "empire-builder": 0.5}}
    settings = {**mixed, **MANY, "executives__foresight": 0}
    risk = watch(under(RISK, **settings))
    random = watch(under(as_many(risk), **settings))
    after = random.quarter > 0
    for_one = [
        played.mean(played.caught * 1.0, after) / played.mean(played.audited * 1.0, after)
        for played in (random, risk)
    ]
    assert t_of(for_one[1] - for_one[0]) > 4


def test_without_slope_they_are_random_audits_to_the_bit():
    random = watch(under({"name": "random-audits", "rate": 0.1}))
    flat = watch(under({**RISK, "rate": 0.1, "slope": 0.0}))
    assert np.array_equal(random.dress, flat.dress) and np.array_equal(random.work, flat.work)
    assert all(np.array_equal(random.books[name], flat.books[name]) for name in flat.books)


@pytest.mark.parametrize("settings", [{"executives__foresight": 0}, {"technology__tasks": UNSEEN}])
def test_who_does_not_look_ahead_or_has_nothing_to_hide_reports_as_before(settings):
    free, risk = (watch(under(*oversight, **settings)) for oversight in ([], [RISK]))
    first = free.mine == risk.mine
    assert np.array_equal(
        free.dress[first & (free.mine == 0)], risk.dress[first & (free.mine == 0)]
    )
    assert risk.audited.any()


def test_the_unaware_do_not_know_that_reports_matter():
    """They reckon with the average, as under random audits, and report alike."""
    mean = RISK["rate"] + RISK["slope"] * norm.cdf(-RISK["threshold"] / np.sqrt(2.0))
    random, risk = (
        watch(under(part, executives__awareness=0.0, quarters=2))
        for part in ({"name": "random-audits", "rate": float(mean)}, RISK)
    )
    assert random.dress[0] == pytest.approx(risk.dress[0], abs=1e-6)
