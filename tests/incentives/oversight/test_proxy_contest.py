"""Dissidents reach whom an entrenched board would keep, unless insiders have the votes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from incentives import Seen
from incentives.oversight.proxy_contest import ProxyContest
from tests.incentives.oversight.exits import BLIND, TALENTED, governed, more, near, play

CONTEST = {"name": "proxy-contest", "deference": 0.3}
RAID = {"name": "takeover", "cost": 6}


def test_it_ends_bad_matches_that_an_entrenched_board_would_keep():
    kept, contested = (
        play(governed("no-dismissal", *o, **TALENTED, **BLIND)) for o in ([], [CONTEST])
    )
    assert not kept.dismissed.any() and contested.dismissed.any()
    assert more(contested.talent, kept.talent) > 4


@pytest.mark.parametrize("control", [{"insiders": 0.5}, {"deference": 50}])
def test_insiders_with_the_votes_and_patient_shareholders_keep_everybody(control):
    played = play(governed("no-dismissal", {**CONTEST, **control}, **TALENTED))
    assert near(played, play(governed("no-dismissal", **TALENTED)))


def test_it_sees_nothing_of_what_hits_all_firms_and_a_raider_does():
    contests, raids = (
        [
            play(governed(o, **TALENTED, **BLIND, metric__common_noise=shock)).dismissed
            for shock in (0.0, 0.8)
        ]
        for o in (CONTEST, RAID)
    )
    assert contests[0].any() and np.array_equal(*contests)
    assert not np.array_equal(*raids)


def test_the_vote_is_won_at_the_bar_and_not_above():
    contest = ProxyContest(stake=0.1, insiders=0.3, deference=0.4, doubt=0.3)
    short = contest.margin()
    votes = 0.1 + (1 - 0.1 - 0.3) * ndtr((short - 0.4) / 0.3)
    assert votes == pytest.approx(0.5)
    assert contest.model_copy(update={"stake": 0.6}).margin() == 2 / 50  # what it costs to all
    assert contest.model_copy(update={"insiders": 0.5}).margin() == np.inf
    belief = np.array([0.0, 1.0, 5.0, 2.0, 2.0, 2.0])
    seen = Seen(0, np.zeros(6, int), belief, belief, 0.6, belief=belief, firms=3,
                occupied=np.array([True, True, False, True, True, True]))  # fmt: skip
    assert contest.dismissal_bar(seen) == pytest.approx([0.5 - short] * 3 + [2.0 - short] * 3)


def test_executives_foresee_it_and_lift_reports():
    calm, afraid = (play(governed(*o, executives__ability_sd=0.0)) for o in ([], [CONTEST]))
    assert more(afraid.dress, calm.dress) > 4


def test_the_firm_pays_both_sides_in_the_quarter_after():
    played = play(governed(CONTEST, **TALENTED))
    assert played.dismissed.any()
    assert np.array_equal(played.removed > 0, played.dismissed)
    assert np.allclose(played.books["governance"][1:], played.removed[:-1], atol=1e-12)
