"""What is selected and tried among keys and chests: the plain comparison, and the dials."""

from __future__ import annotations

from agents.selection.optimizers import OPTIMIZERS
from sim.lab.keys_and_chests.policies import KNOWS, NETWORK, SEARCHER, TRAINED
from sim.lab.programme import Choice, Programme, Scene

SCENES = (Scene("none"), Scene("goal"), Scene("capability"))
MOVE_COSTS = (0.01, 0.02, 0.05, 0.08, 0.12)
"""Of a move, besides the lab's own."""
SIGHTS = (3, 1000)


def plain() -> Programme:
    """Every policy by every base optimizer at average return, under the three shifts."""
    choices = tuple(
        Choice(policy, optimizer, "average") for policy in TRAINED for optimizer in OPTIMIZERS
    )
    return Programme((), choices, SCENES, unselected=True)


def dials() -> list[Programme]:
    """All else; what was selected for the plain comparison is used again."""
    average = tuple(Choice(policy, "cma", "average") for policy in TRAINED)
    tests = [
        Scene("goal", (("deployed_keys", keys), ("deployed_chests", chests)))
        for keys, chests in ((3, 8), (5, 5), (7, 2), (9, 2))
    ]
    found = [Programme((), average, tuple(tests), unselected=True)]
    found.append(
        Programme(
            (),
            (Choice(KNOWS, "cma", "average"),),
            tuple(
                Scene(shift, (("awareness", share),))
                for share in (0.0, 0.5)
                for shift in ("none", "goal")
            ),
        )
    )
    worst = tuple(
        Choice(policy, "cma", aim)
        for policy in (NETWORK, SEARCHER)
        for aim in ("worst-tenth", "regret")
    )
    found.append(Programme((), worst, SCENES[1:2]))
    for cost in MOVE_COSTS:
        found.append(Programme((("step_cost", cost),), average[:2], SCENES[:2], unselected=True))
    for sight in SIGHTS:
        found.append(Programme((("sight", sight),), average[:1], SCENES[:2], unselected=True))
    # Where keys are as many as chests, and where they abound, in training already.
    for keys, chests in ((5, 5), (8, 3)):
        found.append(Programme((("keys", keys), ("chests", chests)), average[:2], SCENES[:2]))
    return found
