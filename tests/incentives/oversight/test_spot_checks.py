"""Spot checks that word gets round of find less, and deter less where they would deter all."""

from __future__ import annotations

import numpy as np
import pytest

from tests.incentives.oversight.watched import under, watch
from tests.incentives.schemes.paired import t_of

CHECKS = {"name": "spot-checks", "rate": 0.5, "share": 0.3, "penalty": 1.0}


def test_those_who_are_told_behave_when_it_matters_and_not_otherwise():
    unknown, known = (watch(under({**CHECKS, "tip": tip})) for tip in (0.0, 1.0))
    assert t_of(known.mean(known.dress) - unknown.mean(unknown.dress)) > 4
    assert t_of(unknown.mean(unknown.caught * 1.0) - known.mean(known.caught * 1.0)) > 4
    audits = [played.mean(played.audited * 1.0) for played in (unknown, known)]
    assert abs(t_of(audits[0] - audits[1])) < 3  # there are as many


@pytest.mark.parametrize(
    ("terms", "settings"), [({"share": 1.0}, {}), ({}, {"executives__foresight": 0})]
)
def test_word_changes_nothing_where_there_is_nothing_to_tell_or_to_lose(terms, settings):
    unknown, known = (
        watch(under({**CHECKS, **terms, "tip": tip}, **settings)) for tip in (0.0, 1.0)
    )
    assert np.array_equal(unknown.dress, known.dress)
    assert np.array_equal(unknown.caught, known.caught)
