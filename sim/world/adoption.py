"""Who may adopt which package between two quarters."""

from __future__ import annotations

from collections.abc import Sequence

from incentives.arrays import Ints
from sim.plan.pay.menus import contracts_of
from sim.quarter.segment import Segment


def refuse_adoption(now: Ints, choice: Ints, elected: Sequence[Segment]) -> None:
    """Refuse what makes no sense of something that is under way.

    Args:
        now: (worlds,) numbers of the segments that worlds are in; ``choice``: that they ask for.
        elected: All segments.

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
