"""Raiders act where a whole industry does badly; boards that compare with peers do not."""

from __future__ import annotations

import numpy as np
import pytest

from incentives import Seen
from incentives.oversight.takeover import Takeover
from sim.plan.primitives import Primitives
from sim.plan.solve import solve
from sim.tables.simulate import simulate
from tests.incentives.oversight.exits import BLIND, TALENTED, Played, governed, more, near, play
from tests.incentives.schemes.paired import WORLDS, t_of

RAID = {"name": "takeover", "potential": 1.0, "stake": 0.1, "worth": 50, "cost": 6}  # floor -.2
BAR = {"name": "belief-dismissal", "bar": -0.35}
SHOCKS = {"metric__common_noise": 0.5, "quarters": 40}


def gap(played: Played) -> float:
    """By how many standard errors more are dismissed after bad quarters of the world than good."""
    bad = played.reference[:-1] < np.median(played.reference, axis=0)
    out = played.dismissed[1:].reshape(bad.shape[0], WORLDS, -1).mean(axis=2)
    return t_of(np.array([
        out[bad[:, w], w].mean() - out[~bad[:, w], w].mean() for w in range(WORLDS)
    ]))  # fmt: skip


def test_raiders_act_when_all_do_badly_and_boards_that_compare_with_peers_do_not():
    raids, boards = (play(governed(o, **SHOCKS, **TALENTED, **BLIND)) for o in (RAID, BAR))
    assert gap(raids) > 4
    assert boards.dismissed.any() and abs(gap(boards)) < 3
    assert (raids.removed > 0).sum() == raids.dismissed.sum() and not boards.removed.any()


@pytest.mark.parametrize("control", [{"potential": -100}, {"stake": 0.0}, {"worth": 0.0}])
def test_without_a_price_low_enough_or_a_stake_nobody_bids(control):
    """The second: everybody would rather keep the shares than sell (Grossman and Hart 1980)."""
    played = play(governed({**RAID, **control}, **SHOCKS))
    assert near(played, play(governed(**SHOCKS)))


def test_the_gain_on_the_stake_covers_the_cost_at_the_bar():
    raid = Takeover(stake=0.2, dilution=0.1, cost=3, worth=40, potential=1.5)
    reference = np.array([-1.0, 0.0, 2.0])
    bar = raid.dismissal_bar(Seen(0, np.zeros(3, int), reference, reference, 0.6))
    price = reference + bar
    assert (0.2 + 0.8 * 0.1) * 40 * (1.5 - price) == pytest.approx(3.0)


def test_executives_foresee_raids_and_lift_reports():
    calm, afraid = (play(governed(*o, executives__ability_sd=0.0)) for o in ([], [RAID]))
    assert more(afraid.dress, calm.dress) > 4


def test_the_bar_is_planned_at_the_reference_that_it_brings_about():
    model = governed(RAID)
    seats = solve(Primitives(model, model.package, 0.0, 0))
    floor, found = -0.2, seats.primitives.enforcement.bars
    assert found == pytest.approx(floor - seats.profile.reference, abs=1e-4)
    model = governed()
    assert (
        seats.profile.reference > solve(Primitives(model, model.package, 0.0, 0)).profile.reference
    )


def test_a_bid_is_booked_in_the_quarter_after_and_told_apart_in_the_events():
    played = play(governed(BAR, {**RAID, "potential": 1.2}, **SHOCKS))
    theirs = played.removed > 0
    assert theirs.any() and (played.dismissed & ~theirs).any()
    assert (played.belief[theirs] >= -0.35).all()  # the board would have kept them
    assert (played.belief[played.dismissed & ~theirs] < -0.35).all()
    assert np.allclose(played.books["governance"][1:], played.removed[:-1], atol=1e-12)
    model = governed(BAR, {**RAID, "potential": 1.2}, **SHOCKS, worlds=WORLDS)
    events = simulate(model, record=["events"])["events"]
    rows = list(zip(*(events[name] for name in ("world", "firm", "quarter", "event")), strict=True))
    raids, removed, dismissed = (
        {row[:3] for row in rows if row[3] == name} for name in ("takeover", "removed", "dismissed")
    )
    assert len(raids) == theirs.sum() and raids == removed and dismissed
    assert not raids & dismissed


def test_a_raid_on_what_others_report_is_a_fixed_bar_and_minds_no_shock():
    """The same luck, to the bit, as under a remover whose bar stands at potential - cost/gain."""
    raid = {**RAID, "potential": 0.8, "relative": True}  # 0.8 - 6/(0.1*50) = -0.4
    raids = play(governed(raid, **BLIND, **TALENTED, **SHOCKS))
    board = {"name": "belief-dismissal", "bar": 0.8 - 6 / (0.1 * 50)}
    boards = play(governed(board, **BLIND, **TALENTED, **SHOCKS))
    assert boards.dismissed.any() and np.array_equal(raids.dismissed, boards.dismissed)
    assert abs(gap(raids)) < 3
    zero = np.zeros(3)
    bar = Takeover(relative=True).dismissal_bar(Seen(0, np.zeros(3, int), zero, zero + 9, 0.6))
    assert bar == pytest.approx(0.2)
