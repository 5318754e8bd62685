"""Auditors who stay are captured; harm waits for the late years of their term."""

from __future__ import annotations

import numpy as np
import pytest

from sim.support.inputs import InputError
from tests.incentives.oversight.watched import under, watch
from tests.incentives.schemes.paired import t_of

TERMS = {"name": "auditor-rotation", "rate": 0.2, "capture": 0.5, "every": 12}


def test_more_is_dressed_up_late_in_a_term_than_after_a_rotation():
    played = watch(under(TERMS))
    place = played.quarter % 12
    fresh, captured = (played.mean(played.dress, when) for when in (place < 4, place >= 8))
    assert t_of(captured - fresh) > 4
    stays = played.mine[11] == played.mine[12]  # the same people, before and after the rotation
    assert (played.dress[11, stays] > played.dress[12, stays]).all()


def test_shorter_terms_deter_more():
    terms = [watch(under({**TERMS, "every": every})) for every in (4, 24)]
    often, rarely = (played.mean(played.dress) for played in terms)
    assert t_of(rarely - often) > 4


def test_auditors_who_stay_independent_are_random_audits_to_the_bit():
    same = watch(under({**TERMS, "capture": 0.0}))
    random = watch(under({"name": "random-audits", "rate": 0.2}))
    assert np.array_equal(same.dress, random.dress)
    assert all(np.array_equal(same.books[name], random.books[name]) for name in same.books)


def test_the_unaware_do_not_know_the_term():
    played = watch(under(TERMS, executives__awareness=0.0))
    stays = played.mine[11] == played.mine[12]
    assert np.array_equal(played.dress[11, stays], played.dress[12, stays])


def test_calendars_that_hardly_ever_come_round_are_refused():
    with pytest.raises(InputError, match=r"auditor-rotation 101.*after 404 quarters"):
        under({**TERMS, "every": 101})
    assert under({**TERMS, "every": 100})
