"""Who may adopt which package between two quarters: what is owed must stay what it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from incentives.arrays import Ints
from sim.plan.pay.menus import contracts_of
from sim.plan.plan import PlanTables
from sim.quarter.segment import Segment

_ACCOUNTS = (
    *("cliff", "cycle", "vest_rate", "leaver", "settlement", "malus"),
    *("claw_rate", "claw_window", "claw_recovery"),
)
"""Fields of plans that say what becomes of pay that has been awarded already."""


def refuse_adoption(
    now: Ints, choice: Ints, elected: Sequence[Segment], plans: PlanTables, first_plan: Ints
) -> None:
    """Refuse what would change the terms of something that is under way.

    Args:
        now: (worlds,) numbers of the segments that worlds are in; ``choice``: that they ask for.
        elected: All segments.
        plans: Of all of them; ``first_plan``: (segments,) rows of their first ones.

    Raises:
        ValueError: With the reason.
    """
    if choice.shape != now.shape or choice.dtype.kind not in "iu":
        raise ValueError(f"expected {now.size} numbers of segments, one per world")
    if ((choice < 0) | (choice >= len(elected))).any():
        raise ValueError(f"expected numbers of segments, from 0 to {len(elected) - 1}")
    for old, new in {*zip(now.tolist(), choice.tolist(), strict=True)}:
        if elected[old].scenario != elected[new].scenario:
            raise ValueError("expected segments of the worlds' own scenario")
        if contracts_of(elected[old].package) != contracts_of(elected[new].package):
            raise ValueError("expected packages with as many contracts to choose from")
        if not _same_terms(plans, int(first_plan[old]), int(first_plan[new])):
            raise ValueError(
                "expected packages whose schemes, one by one, defer pay and take it back on the "
                "same terms: accounts are open"
            )


def _same_terms(plans: PlanTables, one: int, other: int) -> bool:
    """Whether two packages do the same with pay that has been awarded."""
    defers, claws = plans.deferred > 0.0, plans.claw_rate > 0.0
    if not np.array_equal(defers[one], defers[other]):
        return False
    open_ = defers[one] | claws[one] | claws[other]
    everywhere = open_ | claws[[one, other]].any()  # clawback may reach what any scheme has paid
    return all(
        np.array_equal(field[one][some], field[other][some])
        for name, some in (*((name, open_) for name in _ACCOUNTS), ("reached", everywhere))
        for field in [getattr(plans, name)]
    )
