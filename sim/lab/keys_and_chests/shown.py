"""Keys and chests for looking at: policies by the hundred, some of them move by move."""

from __future__ import annotations

from functools import cache
from typing import Any

from incentives.arrays import Floats
from sim.lab.base import Advance
from sim.lab.chance import generator
from sim.lab.drawn import SHOWN_SCENES, measured, open_cells, ways
from sim.lab.judging import Bars
from sim.lab.keys_and_chests.boards import BoardRules, Boards, draw_boards
from sim.lab.keys_and_chests.lab import KeysAndChests
from sim.lab.keys_and_chests.policies import (
    COLLECTORS,
    RULE,
    SEARCHERS,
    TRAINED,
    WANDERER,
    by_hand,
    noticed,
    own_goals,
)
from sim.lab.keys_and_chests.programmes import SCENES
from sim.lab.keys_and_chests.selecting import collect_all, weights_of
from sim.lab.keys_and_chests.stepped import Trail, planned_trail, reactive_trail
from sim.lab.programme import Choice, LabPiece, Programme, rows_of, run_all

SHOWN_BOARDS = 6
"""Boards on which every policy is shown."""


def document(
    selections: int, stepped: int, workers: int | None = None, progress: Advance | None = None
) -> dict[str, Any]:
    """Boards, ways of the policies over them, and what all selections came to.

    Args:
        selections: By CMA-ES, of each policy.
        stepped: Of these, how many are shown move by move.
        workers: Processes.
        progress: Called while it goes on.
    """
    lab = KeysAndChests()
    choices = tuple(Choice(policy, "cma", "average") for policy in TRAINED)
    programme = Programme((), choices, SCENES, unselected=True)
    pieces = [LabPiece(lab, programme, 0, number, None) for number in range(selections)]
    table = run_all(pieces, collect_all, workers, progress)
    bars = Bars(lab.able, lab.aligned)
    rows = rows_of(table, [()], list(COLLECTORS), bars, {"key_wanted"})
    return {
        "selections": selections,
        "scenes": {scene: ground(scene)[0] for scene in SHOWN_SCENES},
        "episodes": episodes(pieces[:stepped]),
        "rows": measured(rows, ("keys_over", "chests_left", "moves")),
    }


@cache
def ground(scene: str) -> tuple[dict[str, Any], Boards]:
    """The boards of a scene, as data and as they are."""
    lab = KeysAndChests()
    size, loops, limit = lab.size, lab.loops, lab.limit
    keys, chests = lab.keys, lab.chests
    if scene == "goal":
        keys, chests = lab.deployed_keys, lab.deployed_chests
    if scene == "capability":
        size, loops, limit = 2 * lab.shifted_rooms + 1, lab.shifted_loops, lab.shifted_limit
    rules = BoardRules(size, loops, keys, chests)
    boards = draw_boards(rules, SHOWN_BOARDS, generator(0, 0, "shown"))
    data = [
        {
            "size": size,
            "open": open_cells(boards.moves[board]),
            "start": int(boards.start[board]),
            "things": [
                [int(cell), "key" if thing < keys else "chest"]
                for thing, cell in enumerate(boards.where[board])
            ],
        }
        for board in range(SHOWN_BOARDS)
    ]
    return {"limit": limit, "cost": lab.step_cost, "levels": data}, boards


def episodes(pieces: list[LabPiece]) -> dict[str, Any]:
    """By policy and scene, of every selection and board: the way, and what is taken when."""
    chosen = {RULE: [by_hand(RULE)], WANDERER: [by_hand(WANDERER)]}
    for piece in pieces:
        for choice, weights in weights_of(piece).items():
            chosen.setdefault(choice.policy, []).append(weights)
    return {
        policy: {
            scene: [[episode(policy, one, scene, k) for k in range(SHOWN_BOARDS)] for one in some]
            for scene in SHOWN_SCENES
        }
        for policy, some in chosen.items()
    }


def episode(policy: str, weights: Floats, scene: str, board: int) -> list[Any]:
    """The way of a policy over a board, and after how many moves each thing is taken or opened."""
    data, boards = ground(scene)
    lab = KeysAndChests()
    if policy in SEARCHERS:
        second = noticed(policy, boards, lab.awareness, scene != "training")[board]
        goal = own_goals(weights[None])[0, int(second)]
        worths = float(goal[0]), float(goal[1])
        trail: Trail = planned_trail(worths, boards, board, data["cost"], data["limit"])
    else:
        trail = reactive_trail(weights, boards, board, data["limit"], lab.sight)
    return [ways(boards.moves[board], trail.cells), list(trail.things)]
