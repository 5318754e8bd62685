"""The incentive scheme: an award for what is reported, and when it vests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from incentives.parts import Part
from incentives.views import Floats, Seen

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(96)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


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


class Scheme(Part):
    """A scheme awards an amount, in base pays of the firm, for a quarter's report.

    A subclass defines :meth:`award`. :meth:`expected_award` follows from it by quadrature;
    override it where a closed form is known. Awards depend on nothing but ``Seen``.
    """

    family: ClassVar[str] = "schemes"

    def award(self, seen: Seen) -> Floats:
        """Award per firm for the reported ``seen.metric``, in base pays; shape of ``metric``."""
        raise NotImplementedError

    def expected_award(self, seen: Seen) -> Floats:
        """Mean award when ``seen.metric`` is the metric's mean and its noise is normal."""
        total = np.zeros_like(seen.metric)
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            total += weight * self.award(seen.reporting(seen.metric + seen.noise_sd * node))
        return total

    def vesting(self) -> Vesting:
        """When awards vest; at once by default."""
        return Vesting()

    def clawback(self) -> Clawback:
        """What surfaced harm costs; nothing by default."""
        return Clawback()
