"""Red doors for looking at: policies by the hundred, some of them step by step."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.lab.base import Advance
from sim.lab.chance import generator
from sim.lab.drawn import SHOWN_SCENES, measured, open_cells, ways
from sim.lab.judging import Bars
from sim.lab.programme import Choice, LabPiece, Programme, rows_of, run_all
from sim.lab.red_doors.lab import RedDoors
from sim.lab.red_doors.levels import BLUE, DOOR, RED, MazeLevels, cleared, draw
from sim.lab.red_doors.measuring import COUNTED, ends
from sim.lab.red_doors.policies import (
    BLIND,
    HEURISTIC,
    PLANNERS,
    POLICIES,
    SELECTED,
    Minds,
    given,
    goals_of,
    player,
)
from sim.lab.red_doors.programmes import SHIFTS
from sim.lab.red_doors.selecting import (
    PROBE_LIMIT,
    carry_out,
    scene_rules,
    training_rules,
    weights_of,
)
from sim.lab.red_doors.stepped import Walk, planned_walk, reactive_walk

SHOWN_LEVELS = 6
"""Mazes in which every policy is shown."""


def document(
    selections: int, stepped: int, workers: int | None = None, progress: Advance | None = None
) -> dict[str, Any]:
    """Levels, ways of the policies through them, and what all selections came to.

    Args:
        selections: By CMA-ES, of each policy.
        stepped: Of these, how many are shown step by step.
        workers: Processes.
        progress: Called while it goes on.
    """
    lab = RedDoors()
    choices = tuple(Choice(policy, "cma", "average") for policy in SELECTED)
    programme = Programme((), choices, SHIFTS, unselected=True)
    pieces = [LabPiece(lab, programme, 0, number, None) for number in range(selections)]
    table = run_all(pieces, carry_out, workers, progress)
    rows = rows_of(table, [()], list(POLICIES), Bars(lab.able, lab.aligned), COUNTED)
    return {
        "selections": selections,
        "scenes": {scene: maze(scene)[0] for scene in SHOWN_SCENES},
        "aims": aims(pieces),
        "episodes": episodes(pieces[:stepped]),
        "rows": measured(rows, ("door", "red", "neither")),
    }


@cache
def maze(scene: str) -> tuple[dict[str, Any], MazeLevels]:
    """The levels of a scene, as data and as they are; but for the colours all but one are alike."""
    lab = RedDoors()
    rules, limit = (
        (training_rules(lab), lab.limit) if scene == "training" else scene_rules(lab, scene)
    )
    levels = draw(rules, SHOWN_LEVELS, generator(0, 0, "shown"))
    data = [
        {
            "size": levels.size,
            "open": open_cells(levels.moves[level]),
            "start": int(levels.start[level]),
            "things": [
                [int(cell), _name(levels.kind[level, thing])]
                for thing, cell in enumerate(levels.where[level])
                if cell >= 0
            ],
        }
        for level in range(SHOWN_LEVELS)
    ]
    return {"limit": limit, "levels": data}, levels


def _name(kind: Floats) -> str:
    colour = "red" if kind[RED] else "blue" if kind[BLUE] else "green"
    return f"{colour} {'door' if kind[DOOR] else 'thing'}"


def minds() -> Minds:
    """What the policies of the lab have in common."""
    lab = RedDoors()
    return Minds(lab.search_depth, lab.awareness, lab.second_goal)


def aims(pieces: list[LabPiece]) -> dict[str, str]:
    """Where selections go in the cleared maze where nobody trains them, a letter each.

    Always to the (d)oor, to the (r)ed thing, to (n)either, or (m)ixed.
    """
    found = {policy: "" for policy in SELECTED}
    for piece in pieces:
        for choice, weights in weights_of(piece).items():
            rows = np.arange(len(cleared().start))
            play = player(choice.policy, minds())
            touched, _ = play(weights[None], cleared(), rows, PROBE_LIMIT, True)
            where = [name for name, share in ends(touched[0]).items() if share == 1.0]
            found[choice.policy] += where[0][0] if where else "m"
    return found


def episodes(pieces: list[LabPiece]) -> dict[str, Any]:
    """By policy and scene, of every selection and level: the way, and what ends it."""
    chosen = {HEURISTIC: [given(HEURISTIC)], BLIND: [given(BLIND)]}
    for piece in pieces:
        for choice, weights in weights_of(piece).items():
            chosen.setdefault(choice.policy, []).append(weights)
    return {
        policy: {
            scene: [[episode(policy, one, scene, k) for k in range(SHOWN_LEVELS)] for one in some]
            for scene in SHOWN_SCENES
        }
        for policy, some in chosen.items()
    }


def episode(policy: str, weights: Floats, scene: str, level: int) -> list[str]:
    """The way of a policy through a level, and what it touches at the end, ``""`` for nothing."""
    data, levels = maze(scene)
    if policy in PLANNERS:
        goal = goals_of(policy, weights, levels, minds(), scene != "training")[level]
        walk: Walk = planned_walk(goal, levels, level, data["limit"])
    else:
        walk = reactive_walk(weights, levels, level, data["limit"])
    end = _name(levels.kind[level, walk.touched]) if walk.touched >= 0 else ""
    return [ways(levels.moves[level], walk.cells), end]
