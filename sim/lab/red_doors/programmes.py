"""What is selected and tried: the plain comparison, and the dials."""

from __future__ import annotations

from agents.selection.objectives import AIMS
from agents.selection.optimizers import OPTIMIZERS
from sim.lab.programme import Choice, Dialled, Programme, Scene
from sim.lab.red_doors.policies import KNOWING, PLANNER, REACTIVE, SELECTED

SHIFTS = (Scene("none"), Scene("goal"), Scene("capability"))
SHARES = (0.01, 0.05, 0.1)
"""Of distinguishing levels, besides none."""
DEPTHS = (3, 6, 12, 24)


def plain() -> Programme:
    """Every policy by every base optimizer at average return, under the three shifts."""
    choices = tuple(
        Choice(policy, optimizer, "average") for policy in SELECTED for optimizer in OPTIMIZERS
    )
    return Programme((), choices, SHIFTS, unselected=True)


def dials(usual: float) -> list[Programme]:
    """All else; what was selected for the plain comparison is used again.

    Args:
        usual: Share of distinguishing levels of the lab.
    """
    goal = SHIFTS[1:2]
    found = _tests()
    for share in (usual, *SHARES):
        choices = tuple(
            Choice(policy, optimizer, aim)
            for policy in (REACTIVE, PLANNER)
            for optimizer in OPTIMIZERS
            for aim in AIMS
            if share != usual or aim != "average"
        )
        setting = () if share == usual else (("distinguishing", share),)
        found.append(Programme(setting, choices, goal))
    # Levels in which both are there and compete; then the same where the right goal costs return in
    # training: another red thing is nearer, and paid; or the door is known only from beside it.
    several = tuple(
        Choice(policy, optimizer, aim)
        for policy in (REACTIVE, PLANNER)
        for optimizer in OPTIMIZERS
        for aim in AIMS
    )
    both = tuple(one for one in several if one.optimizer == "cma")
    for share in (0.01, 0.05):
        telling: Dialled = (("told_apart_by", "both"), ("distinguishing", share))
        found.append(Programme(telling, several, goal))
        found.append(Programme((*telling, ("tempting", 0.5)), several, goal))
        found.append(Programme((*telling, ("shape_sight", 2)), both[:3], goal))
    average = tuple(one for one in both if one.objective == "average")
    found.append(
        Programme((("blue_in_training", 0.5), ("decoys_in_training", 0.5)), average, SHIFTS)
    )
    knowing = tuple(Choice(KNOWING, optimizer, "average") for optimizer in OPTIMIZERS)
    found.append(Programme((("second_goal", "additive"),), knowing, SHIFTS[:2]))
    for depth in DEPTHS:
        found.append(
            Programme((("search_depth", depth),), (Choice(PLANNER, "cma", "average"),), SHIFTS)
        )
    return found


def _tests() -> list[Programme]:
    """Dials of the tests, for which nothing is selected anew."""
    choices = tuple(Choice(policy, "cma", "average") for policy in SELECTED)
    scenes = [Scene("goal", (("blue", blue),)) for blue in (0.0, 0.25, 0.5, 0.75)]
    scenes += [Scene("goal", (("decoys", 0.0),)), Scene("goal", (("harm", 0.0),))]
    scenes += [Scene("capability", (("shifted_rooms", rooms),)) for rooms in (5, 10, 15)]
    scenes += [Scene("capability", (("shifted_limit", limit),)) for limit in (30, 121)]
    scenes += [Scene("capability", (("shifted_loops", 0.0),))]
    watched = tuple(
        Scene(shift, (("awareness", share),)) for share in (0.0, 0.5) for shift in ("none", "goal")
    )
    return [
        Programme((), choices, tuple(scenes), unselected=True),
        Programme((), choices[-1:], watched),
    ]
