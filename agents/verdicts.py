"""What a verdict costs besides a fine: the seat, with a chance, and an accusation that is false.

An audit that finds something costs the fine and, with the chance ``dismisses``, the seat; one that
finds nothing accuses all the same with the chance ``false_positive``. Let ``a`` be the audit rate,
``d`` that of discovery (audits and tips), ``D`` the share of discoveries that find something:

    loss = d*D*(fine + dismisses*seat) + a*(1 - D)*false_positive*(cost + accused*seat)
         = d*D*(fine' + seat) + a*false_positive*(cost + accused*seat)
    fine' = fine - (1 - dismisses)*seat - a/d*false_positive*(cost + accused*seat)

So a best response to a fine and the whole seat is one to this, with ``fine'`` for the fine, and the
constant is taken off what the quarter is worth. Functions take numbers or arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined

_LEAST = 1e-300


class Verdicts(NamedTuple):
    """How sure verdicts are, and what they cost besides the fine.

    Attributes:
        dismisses: Chance that detection costs the seat.
        false_positive: Chance that an audit accuses somebody of whom it finds nothing.
        cost: Base pays that the accused then bear; ``accused``: chance that they lose the seat.
        whistle: Chance of a tip per quarter; tips are never false.
    """

    dismisses: float
    false_positive: float
    cost: float
    accused: float
    whistle: float


INFALLIBLE = Verdicts(1.0, 0.0, 0.0, 0.0, 0.0)
"""Detection always costs the seat, and nobody is accused for nothing."""


@inlined
def may_err(verdicts: Verdicts) -> bool:
    """Whether they are anything but infallible."""
    return verdicts.dismisses < 1.0 or verdicts.false_positive > 0.0


@inlined
def fine_worth(
    verdicts: Verdicts, discovery: float, fine: float, per_pay: float, seat: float
) -> float:
    """``fine'``: at least what makes detection cost nothing, for nobody is glad to be guilty.

    Args:
        verdicts: See above.
        discovery: Perceived rate; ``fine``: what the fine is worth.
        per_pay: Worth of a base pay; ``seat``: what the seat is worth, if it is worth anything.
    """
    kept = np.maximum(seat, 0.0)
    untold = np.maximum(1.0 - verdicts.whistle, _LEAST)
    audits = np.maximum(discovery - verdicts.whistle, 0.0) / untold
    wrong = verdicts.false_positive * audits / np.maximum(discovery, _LEAST)
    spared = wrong * (per_pay * verdicts.cost + verdicts.accused * kept)
    found: float = np.maximum(fine - (1.0 - verdicts.dismisses) * kept - spared, -kept)
    return found


@inlined
def accusation(verdicts: Verdicts, discovery: float, per_pay: float, seat: float) -> float:
    """What an innocent executive expects to lose by a false accusation in a quarter.

    Arguments as of :func:`fine_worth`.
    """
    kept = np.maximum(seat, 0.0)
    untold = np.maximum(1.0 - verdicts.whistle, _LEAST)
    audits = np.maximum(discovery - verdicts.whistle, 0.0) / untold
    rate = verdicts.false_positive * audits
    lost: float = rate * (per_pay * verdicts.cost + verdicts.accused * kept)
    return lost
