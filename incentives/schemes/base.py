"""The incentive scheme: an award for what is reported, and when it vests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from incentives.parts import Part
from incentives.views import Floats, Seen

_CELLS = 64  # per standard deviation of the noise
_REACH = 8  # standard deviations on either side


@dataclass(frozen=True)
class Vesting:
    """When an award becomes the executive's own.

    Attributes:
        deferred: Share of every award that goes into the account.
        cliff: The account vests whole each time that many quarters of tenure are complete.
    """

    deferred: float = 0.0
    cliff: int = 1


@dataclass(frozen=True)
class Clawback:
    """What an executive pays back for own harm that surfaces.

    Attributes:
        rate: Base pays per unit of surfaced harm, up to what the scheme has awarded.
        window: Quarters after exit in which harm can still be charged.
        recovery: Share that is recovered from an executive who has left.
    """

    rate: float = 0.0
    window: int = 0
    recovery: float = 1.0


def noisy_mean(function: Callable[[Seen], Floats], seen: Seen) -> Floats:
    """Mean of ``function`` over normal noise around ``seen.metric``.

    The metric is cut into cells of 1/64 standard deviation that lie where they lie for every
    firm; the function is taken at their middles and weighted by their probabilities. So the mean
    is smooth in the metric even where the function jumps, and a jump is off by half a cell.
    """
    from scipy.special import ndtr

    sd = seen.noise_sd
    if sd == 0.0:
        return function(seen)
    width = sd / _CELLS
    first = np.floor(seen.metric / width) - _REACH * _CELLS
    total = np.zeros_like(seen.metric)
    below = ndtr((first * width - seen.metric) / sd)
    for cell in range(2 * _REACH * _CELLS + 1):
        left = first + cell
        above = ndtr(((left + 1) * width - seen.metric) / sd)
        total += (above - below) * function(seen.reporting((left + 0.5) * width))
        below = above
    return total


class Scheme(Part):
    """A scheme awards an amount, in base pays of the firm, for a quarter's report.

    A subclass defines :meth:`award`. :meth:`expected_award` follows from it by quadrature;
    override it where a closed form is known. Awards depend on nothing but ``Seen``, firm by firm.
    """

    family: ClassVar[str] = "schemes"

    def award(self, seen: Seen) -> Floats:
        """Award per firm for the reported ``seen.metric``, in base pays; shape of ``metric``."""
        raise NotImplementedError

    def expected_award(self, seen: Seen) -> Floats:
        """Mean award when ``seen.metric`` is the metric's mean and its noise is normal."""
        return noisy_mean(self.award, seen)

    def vesting(self) -> Vesting:
        """When awards vest; at once by default."""
        return Vesting()

    def clawback(self) -> Clawback:
        """What surfaced harm costs; nothing by default."""
        return Clawback()
