"""Audits in one season deter in that season, from whoever knows the calendar."""

from __future__ import annotations

import numpy as np

from tests.incentives.oversight.watched import under, watch
from tests.incentives.schemes.paired import t_of

AUDITS = {"name": "seasonal-audits", "rate": 0.3, "season": 3}


def test_harm_is_done_in_the_other_quarters():
    free, audited = watch(under()), watch(under(AUDITS))
    season = audited.quarter % 4 == 3
    inside, outside = (audited.mean(audited.dress, when) for when in (season, ~season))
    assert t_of(outside - inside) > 4
    assert np.array_equal(free.dress[:3], audited.dress[:3])  # until the first nothing is deterred
    assert not audited.audited[~season].any() and audited.audited[season].any()


def test_who_does_not_read_the_calendar_is_deterred_all_year_alike():
    audited = watch(under(AUDITS, executives__awareness=0.0))
    stays = audited.mine[2] == audited.mine[3]
    assert np.array_equal(audited.dress[2, stays], audited.dress[3, stays])
    free = watch(under())
    assert t_of(free.mean(free.dress) - audited.mean(audited.dress)) > 4
