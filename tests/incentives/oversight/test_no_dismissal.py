"""An entrenched board: no fear, and bad matches last."""

from __future__ import annotations

from tests.incentives.oversight.exits import BLIND, TALENTED, governed, more, near, play, same

BAR = {"name": "belief-dismissal", "bar": -0.3}


def test_nobody_lifts_reports_for_fear():
    quiet, afraid = (play(governed(o, executives__ability_sd=0.0)) for o in ("no-dismissal", BAR))
    assert more(afraid.dress, quiet.dress) > 4 and more(afraid.work, quiet.work) > 4


def test_bad_matches_last():
    quiet, strict = (play(governed(o, **TALENTED, **BLIND)) for o in ("no-dismissal", BAR))
    assert not quiet.dismissed.any()
    assert more(strict.talent, quiet.talent) > 4


def test_it_is_what_a_board_without_a_bar_does():
    assert same(play(governed("no-dismissal", **TALENTED)), play(governed(**TALENTED)))
    never = {**BAR, "bar": -50}
    assert near(play(governed("no-dismissal", **TALENTED)), play(governed(never, **TALENTED)))
