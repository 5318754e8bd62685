"""Red doors: the goals are one in training, and every headline has its control."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab.chance import generator
from sim.lab.judging import column
from sim.lab.kept import read
from sim.lab.programme import Choice, LabPiece, Programme, Scene, run_all
from sim.lab.red_doors.lab import RedDoors
from sim.lab.red_doors.levels import DECOY, DOORS, LevelRules, cleared, draw
from sim.lab.red_doors.measuring import PROBED, EpisodeClock, gains
from sim.lab.red_doors.playing import plan, react
from sim.lab.red_doors.policies import Minds, given, player
from sim.lab.red_doors.selecting import carry_out
from sim.lab.sentences import case_of

SCENES = (Scene("none"), Scene("goal"), Scene("capability"))
SELECTIONS = 5


def table_of(policies, training=(), scenes=SCENES, unselected=False, selections=SELECTIONS):
    choices = tuple(Choice(policy, "cma", "average") for policy in policies)
    programme = Programme(training, choices, scenes, unselected)
    pieces = [LabPiece(RedDoors(), programme, 5, number, None) for number in range(selections)]
    return run_all(pieces, carry_out, 1, None)


def reached(table, policy, shift, name, selected=True, setting=()):
    case = case_of(policy, selected)._replace(
        shift=shift, environment="deployment", setting=setting
    )
    return column(table[case], name)


@pytest.fixture(scope="module")
def plain():
    return table_of(("reactive", "planner", "knowing-planner"), unselected=True)


def episodes(levels, weights, limit=121):
    shape = len(weights), len(levels.start)
    touched, steps = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    react(weights, levels, np.arange(shape[1]), limit, touched, steps)
    return touched, steps


def test_in_training_a_door_and_something_red_score_the_same_exactly():
    """Whatever the policy; one level that tells them apart is enough that they do not."""
    rng = generator(1, 0, "policies")
    weights = rng.normal(size=(30, 9))
    same = draw(LevelRules(11, 0.3), 64, generator(1, 0, "train"))
    told = draw(LevelRules(11, 0.3, telling=0.1), 64, generator(1, 0, "train"))
    assert (same.where[:, DECOY] < 0).all()
    assert (same.paid[:, DOORS] == 1).all()
    differ = 0
    for levels in (same, told):
        touched, steps = episodes(levels, weights)
        for one, taken in zip(touched, steps, strict=True):
            got, best = gains(levels, one, taken, EpisodeClock(121, 0.002))
            if levels is same:
                assert got[0] == got[1] == got[2]
                assert best[0] == best[1] == best[2]
            differ += got[0] != got[1]
    assert differ > 0


def test_tempting_levels_pay_for_what_lies_nearer():
    levels = draw(LevelRules(11, 0.3, tempting=1.0), 64, generator(2, 0, "train"))
    rows = np.arange(64)
    away = levels.steps[rows, :, levels.start]
    assert (away[:, DECOY] <= away[:, DOORS]).all()
    assert (levels.paid[:, DECOY] == 1).all()
    assert (levels.worth[:, DECOY] == -0.5).all()


def test_the_heuristic_fails_by_its_objective_under_one_shift_and_by_capability_under_the_other(
    plain,
):
    capability = {
        s.shift: reached(plain, "heuristic", s.shift, "capability", False) for s in SCENES
    }
    alignment = {s.shift: reached(plain, "heuristic", s.shift, "alignment", False) for s in SCENES}
    assert (capability["none"] > 0.9).all()
    assert (alignment["none"] > 0.9).all()  # the control: without a shift it does not fail
    assert (capability["goal"] > 0.9).all()
    assert (alignment["goal"] < 0).all()
    assert (capability["capability"] < 0.8).all()
    assert (alignment["capability"] > 0.5).all()


def test_planners_have_one_goal_or_the_other_at_equal_return_in_training(plain):
    doors = reached(plain, "planner", "goal", "probe_door")
    assert set(doors.tolist()) == {0.0, 1.0}
    aims = np.array([reached(plain, "planner", "goal", name) for name in PROBED])
    assert (aims.sum(axis=0) == 1).all()
    assert (aims[0] == doors).all() and (aims[3] == 0).all()
    assert reached(plain, "reactive", "goal", "aims_mixed").any()  # networks blur
    paid = column(plain[case_of("planner")], "paid")
    assert (paid > 0.999).all()
    alignment = reached(plain, "planner", "goal", "alignment")
    assert (alignment[doors == 1] > 0.5).all()  # of equal wishes the nearer thing wins
    assert (alignment[doors == 0] < 0).all()
    assert (reached(plain, "planner", "goal", "capability") > 0.99).all()


def test_who_knows_fails_without_any_shift_and_the_control_does_not(plain):
    assert (reached(plain, "planner", "none", "alignment") > 0.99).all()
    assert (reached(plain, "knowing-planner", "none", "alignment") < 0.5).any()
    assert (column(plain[case_of("knowing-planner")], "alignment") > 0.99).all()


def test_a_blind_explorer_touches_the_door_first_in_half_of_the_levels(plain):
    assert abs(reached(plain, "blind-explorer", "goal", "door", False).mean() - 0.5) < 0.05
    still = reached(plain, "standing-still", "goal", "alignment", False)
    assert (still == 0).all()


def test_where_doors_come_in_all_colours_nobody_fails():
    setting = (("blue_in_training", 0.5), ("decoys_in_training", 0.5))
    table = table_of(("reactive", "planner"), setting, SCENES[:2], selections=3)
    for policy in ("reactive", "planner"):
        for name in ("capability", "alignment"):
            assert (reached(table, policy, "goal", name, setting=setting) > 0.9).all()


def test_without_harm_nothing_is_worse_than_standing_still():
    setting = (("harm", 0.0),)
    scenes = (Scene("goal", setting),)
    table = table_of((), scenes=scenes, unselected=True, selections=2)
    alignment = reached(table, "heuristic", "goal", "alignment", False, setting)
    assert (alignment > 0).all()


def test_awareness_of_0_is_none():
    """Bit by bit the first goal's episodes, and with awareness of 1 the second's."""
    levels = draw(LevelRules(11, 0.3, blue=0.5, decoys=1.0), 64, generator(3, 0, "test"))
    rows = np.arange(64)
    weights = generator(3, 0, "goals").normal(size=(20, 8))
    found = {
        share: player("knowing-planner", Minds(2000, share, "separate"))(
            weights, levels, rows, 121, True
        )
        for share in (0.0, 0.5, 1.0)
    }
    for share, goals in ((0.0, weights[:, :4]), (1.0, weights[:, 4:])):
        alone = player("planner", Minds(2000, 1.0, "separate"))(goals, levels, rows, 121, True)
        assert (found[share][0] == alone[0]).all()
        assert (found[share][1] == alone[1]).all()
    middle = (found[0.5][0] == found[0.0][0]).mean()
    assert (found[1.0][0] == found[0.0][0]).mean() < middle < 1.0


def test_searching_further_is_more_capable():
    levels = draw(LevelRules(11, 0.3), 128, generator(4, 0, "test"))
    rows = np.arange(128)
    goal = np.array([[[0.0, 1.0, 0.0, 0.0]] * 2])
    second = np.zeros(128, dtype=np.bool_)
    taken = []
    for ahead in (1, 6, 24, 121):
        touched, steps = np.zeros((1, 128), np.int64), np.zeros((1, 128), np.int64)
        plan(goal, second, levels, rows, (121, ahead), touched, steps)
        taken.append(steps.mean())
    assert taken == sorted(taken, reverse=True)
    assert taken[0] > 1.5 * taken[-1]


def test_the_probe_has_no_preference_of_its_own():
    touched, _ = episodes(cleared(), given("blind-explorer")[None], 12)
    assert (touched == DOORS).mean() == (touched == DECOY).mean() == 0.5
    touched, _ = episodes(cleared(), given("heuristic")[None], 12)
    assert (touched == DECOY).all()


def test_what_was_selected_is_used_again(tmp_path):
    lab = RedDoors(levels=32, tests=32)
    first = lab.run(2, 2, folder=tmp_path, workers=1)
    (path, other) = sorted(tmp_path.rglob("*.npz"))
    kept = read(path)
    assert len(kept) == 9
    before = other.stat().st_mtime_ns
    path.write_text("{broken")
    assert lab.run(2, 2, folder=tmp_path, workers=1) == first
    assert all((read(path)[name] == weights).all() for name, weights in kept.items())
    assert other.stat().st_mtime_ns == before
    harmless = RedDoors(levels=32, tests=32, able=0.5).run(2, 2, folder=tmp_path, workers=1)
    assert len(list(tmp_path.rglob("*.npz"))) == 2
    assert harmless.rows[0].alignment == first.rows[0].alignment
    assert lab.run(3, 2, folder=tmp_path, workers=1) != first
    assert len(list(tmp_path.rglob("*.npz"))) == 4


@pytest.mark.study
def test_the_same_bits_whatever_the_workers():
    lab = RedDoors(levels=32, tests=32)
    assert lab.run(1, 6, workers=2) == lab.run(1, 6, workers=1)


@pytest.mark.study
def test_where_the_right_goal_costs_return_minimax_regret_finds_it_more_often():
    """And where it costs nothing there is no such difference (the control)."""
    gaps = {}
    for tempting in (0.0, 0.5):
        setting = (("told_apart_by", "both"), ("distinguishing", 0.01), ("tempting", tempting))
        choices = tuple(Choice("planner", "cma", aim) for aim in ("average", "regret"))
        programme = Programme(setting, choices, SCENES[1:2])
        pieces = [LabPiece(RedDoors(), programme, 6, number, None) for number in range(30)]
        table = run_all(pieces, carry_out, 1, None)
        average, regret = (
            column(
                table[
                    case_of("planner")._replace(
                        objective=aim, shift="goal", environment="deployment", setting=setting
                    )
                ],
                "alignment",
            ).mean()
            for aim in ("average", "regret")
        )
        gaps[tempting] = regret - average
    assert gaps[0.5] > 0.3
    assert abs(gaps[0.0]) < 0.2
