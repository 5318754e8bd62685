"""Whistleblowers deter all year what can be seen, without an audit."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.oversight.watched import UNSEEN, under, watch
from tests.incentives.schemes.paired import t_of

TELL = {"name": "whistleblowers", "rate": 0.1, "hotline": 0.0}
SEASONAL = {"name": "seasonal-audits", "rate": 0.4}


def test_they_deter_in_every_season_and_no_audit_is_paid():
    free, told, audited = (watch(under(*parts)) for parts in ([], [TELL], [SEASONAL]))
    assert told.caught.any() and not told.audited.any()
    assert not told.books["governance"].any()
    for season in range(4):
        when = free.quarter % 4 == season
        assert t_of(free.mean(free.dress, when) - told.mean(told.dress, when)) > 4
    spring = free.quarter % 4 == 0  # audits of another season leave this one alone
    assert t_of(audited.mean(audited.dress, spring) - told.mean(told.dress, spring)) > 4


def test_without_anybody_who_tells_nothing_happens():
    free, silent = (watch(under(*parts)) for parts in ([], [{**TELL, "rate": 0.0}]))
    assert np.array_equal(free.dress, silent.dress)
    assert all(np.array_equal(free.books[name], silent.books[name]) for name in free.books)


@pytest.mark.parametrize("settings", [{"technology__tasks": UNSEEN}, {"executives__foresight": 0}])
def test_what_nobody_sees_or_foresees_is_not_deterred(settings):
    free, told = (watch(under(*parts, **settings)) for parts in ([], [TELL]))
    assert np.array_equal(free.dress[0], told.dress[0])
    assert told.caught.any() == ("technology__tasks" not in settings)


def test_the_hotline_is_paid_in_every_quarter():
    cheap, dear = (watch(under({**TELL, "hotline": cost})) for cost in (0.0, 0.5))
    extra = dear.books["governance"] - cheap.books["governance"]
    assert extra == pytest.approx(np.broadcast_to(extra[0], extra.shape)) and (extra > 0).all()
    assert np.array_equal(cheap.dress, dear.dress)


def test_nobody_looks_away_in_probation_or_out_of_season():
    """Awareness makes no difference to what has no season."""
    aware, unaware = (
        watch(under(TELL, executives__awareness=awareness)) for awareness in (1.0, 0.0)
    )
    assert aware.dress == pytest.approx(unaware.dress, abs=1e-9)
