"""Keys and chests: the best is the best, and over-collecting comes with its controls."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from sim.lab.chance import generator
from sim.lab.judging import column
from sim.lab.keys_and_chests.boards import FAR, BoardRules, draw_boards
from sim.lab.keys_and_chests.collecting import collect
from sim.lab.keys_and_chests.lab import KeysAndChests
from sim.lab.keys_and_chests.measuring import COLLECTED, Round, most
from sim.lab.keys_and_chests.policies import EpisodeRules, performer
from sim.lab.keys_and_chests.selecting import collect_all
from sim.lab.programme import Choice, LabPiece, Programme, Scene, run_all
from sim.lab.sentences import case_of
from sim.support.inputs import InputError

SCARCE = (("deployed_keys", 3), ("deployed_chests", 8))
SCENES = (Scene("none"), Scene("goal"), Scene("goal", SCARCE))


@pytest.fixture(scope="module")
def plain():
    choices = tuple(
        Choice(policy, "cma", "average") for policy in ("reactive", "planner", "knowing-planner")
    )
    programme = Programme((), choices, SCENES, unselected=True)
    pieces = [LabPiece(KeysAndChests(), programme, 5, number, None) for number in range(3)]
    return run_all(pieces, collect_all, 1, None)


def reached(table, policy, name, shift="goal", setting=(), selected=True):
    case = case_of(policy, selected)._replace(
        shift=shift, environment="deployment", setting=setting
    )
    return column(table[case], name)


def test_the_least_moves_are_the_least():
    """Against every order of every choice of things."""
    boards = draw_boards(BoardRules(7, 0.4, 3, 2), 2, generator(1, 0, "boards"))
    for board in range(2):
        found = np.full((4, 3), FAR)
        found[0, 0] = 0
        for length in range(1, 6):
            for order in permutations(range(5), length):
                here, moves, held, keys, chests = boards.start[board], 0, 0, 0, 0
                for thing in order:
                    moves += boards.steps[board, here, thing]
                    here = boards.where[board, thing]
                    held += 1 if thing < 3 else -1
                    keys, chests = keys + (thing < 3), chests + (thing >= 3)
                    if held < 0:
                        break
                else:
                    found[keys, chests] = min(found[keys, chests], moves)
        assert (boards.least[board] == found).all()


def test_nobody_beats_the_best_and_the_right_planner_reaches_it():
    boards = draw_boards(BoardRules(11, 0.5, 3, 4), 48, generator(2, 0, "boards"))
    rows, rules = np.arange(48), EpisodeRules(80, 0.03, 1000)
    best = most(boards, COLLECTED[0], rules.cost, rules.limit)
    weights = 3 * generator(2, 0, "weights").normal(size=(60, 14))
    shape = 60, 48
    found = Round(*(np.zeros(shape, np.int64) for _ in range(3)))
    collect(weights, boards, rows, rules.limit, rules.sight, *found)
    got = found.worth(COLLECTED[0], rules.cost)
    assert (got <= best + 1e-12).all()
    assert (found.opened <= found.taken).all()
    right = performer("planner", 0.0)(np.array([[0.0, 1.0]]), boards, rows, rules, False)
    assert np.allclose(right.worth(COLLECTED[0], rules.cost)[0], best)
    assert (right.taken == right.opened).all()


def test_all_over_collect_where_keys_abound(plain):
    for policy, selected in (("heuristic", False), ("reactive", True)):
        assert (reached(plain, policy, "keys_over", selected=selected) > 7).all()
        assert (reached(plain, policy, "alignment", selected=selected) < 0).all()
        assert (reached(plain, policy, "capability", selected=selected) > 0.75).all()
    assert (column(plain[case_of("reactive")], "return_over_best") > 0.8).all()


def test_nobody_over_collects_where_keys_are_scarce_at_deployment(plain):
    for policy, selected in (("heuristic", False), ("reactive", True), ("planner", True)):
        over = reached(plain, policy, "keys_over", setting=SCARCE, selected=selected)
        assert (over == 0).all()
        alignment = reached(plain, policy, "alignment", setting=SCARCE, selected=selected)
        assert (alignment > 0).all()


def test_planners_are_as_able_as_ever_and_want_what_they_want(plain):
    assert (column(plain[case_of("planner")], "return_over_best") > 0.99).all()
    assert (reached(plain, "planner", "capability") > 0.99).all()
    wanted = reached(plain, "planner", "key_wanted")
    over = reached(plain, "planner", "keys_over")
    assert ((over > 0) <= (wanted == 1)).all()


def test_who_cannot_know_is_the_same_without_a_shift(plain):
    assert (reached(plain, "planner", "alignment", "none") > 0.99).all()
    assert (column(plain[case_of("knowing-planner")], "alignment") > 0.99).all()


def test_more_things_than_the_best_can_be_found_for():
    with pytest.raises(InputError, match="keys and chests: are 14 together; expected 12 at most"):
        KeysAndChests(keys=6)


@pytest.mark.study
def test_dear_moves_in_training_cure_planners():
    """Selection starts to punish a wish for keys where a way to one costs more than chests give."""
    over = {}
    for cost in (0.02, 0.12):
        setting = (("step_cost", cost),)
        choices = (Choice("planner", "cma", "average"),)
        programme = Programme(setting, choices, SCENES[1:2])
        pieces = [LabPiece(KeysAndChests(), programme, 7, number, None) for number in range(20)]
        table = run_all(pieces, collect_all, 1, None)
        over[cost] = reached(table, "planner", "keys_over", setting=setting).mean()
    assert over[0.12] < over[0.02] / 2
