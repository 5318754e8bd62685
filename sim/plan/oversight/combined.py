"""What all oversight of a package does together: audits, tips, bars and removals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from incentives import Seen, answers
from incentives.arrays import Floats
from incentives.oversight import Oversight
from sim.scenario.package import Package

NEVER = -1e6
"""Dismissal bar of a board that never dismisses."""
LOWEST_BAR = NEVER / 2
"""Above it a bar is one; below it, nobody is dismissed."""


def audit_rate(
    package: Package, monitoring: float, seen: Seen, on: Sequence[float | Floats] | None = None
) -> Floats:
    """Probability that any audit takes place: the parts' and the shareholders' are independent.

    Args:
        package, monitoring, seen: Whose, and where.
        on: Per part of the oversight, the probability that it is on; left out: on average.
    """
    if on is None:
        on = [part.share_on() for part in package.oversight]
    missed = np.full(seen.tenure.shape, 1.0 - monitoring)
    for part, share in zip(package.oversight, on, strict=True):
        if _has_own(part, "audit_rate"):
            missed *= 1.0 - answers.audit_rate(part, seen) * share
    return 1.0 - missed


def whistle_rate(package: Package) -> float:
    """Probability that somebody tells: the parts' are independent."""
    silent = 1.0
    for part in package.oversight:
        silent *= 1.0 - part.whistle()
    return 1.0 - silent


def price_of_audit(package: Package) -> float:
    """Base pays per audit: whoever asked for it, there is one, as thorough as the dearest."""
    return float(max((part.audit_cost() for part in package.oversight), default=0.0))


def discovery(audit: Floats, whistle: float) -> Floats:
    """Probability of an audit, or that somebody tells; of finding all that can be seen."""
    return audit + whistle * (1.0 - audit)


def tip_offs(package: Package) -> list[tuple[float, list[float]]]:
    """What an executive may know of oversight that comes and goes, before acting.

    Returns:
        Pairs of a probability and, per part of the oversight, how likely it then is to be on.
    """
    cases = []
    for part in package.oversight:
        share, tip = part.share_on(), part.tip_off()
        if share in (0.0, 1.0) or tip == 0.0:
            cases.append([(1.0, share)])
        else:
            cases.append([(tip * share, 1.0), (tip * (1 - share), 0.0), (1 - tip, share)])
    states = []
    for state in product(*cases):
        chance = float(np.prod([probability for probability, _ in state]))
        if chance > 0.0:
            states.append((chance, [on for _, on in state]))
    return states


def dismissal_bar(package: Package, seen: Seen) -> Floats:
    """The hardest bar of all parts; ``NEVER`` where no part dismisses."""
    return hardest_bar(package.oversight, seen)


def hardest_bar(parts: Sequence[Oversight], seen: Seen) -> Floats:
    """The hardest bar of some parts; ``NEVER`` where none dismisses."""
    bar = np.full(seen.tenure.shape, NEVER)
    for part in parts:
        if _has_own(part, "dismissal_bar"):
            bar = np.maximum(bar, answers.dismissal_bar(part, seen))
    return bar


def _has_own(part: Oversight, rule: str) -> bool:
    """Whether a part has a rule of its own; otherwise it changes nothing, so is not asked."""
    return getattr(type(part), rule) is not getattr(Oversight, rule)


def removing(package: Package) -> list[Oversight]:
    """The parts by which somebody else than the board removes executives."""
    return [part for part in package.oversight if part.remover]


def bars_apart(package: Package, seen: Seen) -> list[Floats]:
    """The board's own hardest bar, then that of every part of somebody else."""
    own = [part for part in package.oversight if not part.remover]
    return [
        hardest_bar(own, seen),
        *(hardest_bar([part], seen) for part in removing(package)),
    ]


def cost_of_removal(package: Package, seen: Seen, floor: float) -> float:
    """Base pays that a dismissal is expected to cost, if it is over the board's head.

    Args:
        package: Whose oversight.
        seen: Of one seat, as it is planned.
        floor: A bar that nobody comes to.
    """
    own, *others = (float(bar[0]) for bar in bars_apart(package, seen))
    hardest = max(others, default=NEVER)
    if hardest <= max(own, floor):
        return 0.0
    return removing(package)[others.index(hardest)].removal_cost()


def comes_and_goes(package: Package) -> bool:
    """Whether some part is on in some quarters and off in others."""
    return any(0.0 < part.share_on() < 1.0 for part in package.oversight)


def foreseen_apart(package: Package) -> bool:
    """Whether what executives reckon with may be another number than the audit rate."""
    return comes_and_goes(package) or whistle_rate(package) > 0.0
