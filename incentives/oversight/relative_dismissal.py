"""Relative dismissal."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen

_HALVINGS = 40


class RelativeDismissal(Oversight):
    """The board dismisses whoever will probably be among the worst of its world.

    The bar is what a ``share`` of all beliefs of the world can be expected to fall below after the
    reports of the quarter. A belief ``b`` then is normal around ``b`` with the standard deviation
    ``swing``, so the bar solves ``mean(Phi((bar - belief)/swing)) = share`` over occupied firms.
    When planned, all are thought of alike: ``bar = belief + swing*Phi^-1(share)``, so that the
    typical executive foresees a risk near ``share``.
    """

    name = "relative-dismissal"
    summary = "dismissal of those whom boards hold to be the worst of their world"
    source = (
        "Gibbons and Murphy 1990, Relative performance evaluation for chief executive officers, "
        "ILR Review 43; Jenter and Kanaan 2015, JF 70"
    )
    purpose = (
        "It ends the worst matches however good all are, and keeps the fear of dismissal alive "
        "where everybody does well."
    )
    neutral = parameters(share=0.0)

    share: float = Field(0.025, ge=0, le=0.5, description="of executives, dismissed per quarter")
    grace: int = Field(4, ge=0, le=400, description="first quarters in which nobody is dismissed")

    def dismissal_bar(self, seen: Seen) -> Floats:
        if self.share == 0.0:
            return np.full(seen.tenure.shape, -np.inf)
        if seen.firms > 0:
            return self._spare(seen, np.repeat(self._worst(seen), seen.firms))
        from scipy.special import ndtri

        return self._spare(seen, seen.belief + seen.swing * float(ndtri(self.share)))

    def probation(self) -> int:
        return self.grace

    def _spare(self, seen: Seen, bar: Floats | float) -> Floats:
        return np.where(seen.tenure < self.grace, -np.inf, bar)

    def _worst(self, seen: Seen) -> Floats:
        """The bar of each world, by bisection."""
        from scipy.special import ndtr

        sits, belief, swing = (
            np.broadcast_to(x, seen.tenure.shape).reshape(-1, seen.firms)
            for x in (seen.occupied, seen.belief, np.maximum(seen.swing, 1e-12))
        )
        wanted = self.share * sits.sum(axis=1)
        low: Floats = (belief - 8.0 * swing).min(axis=1)
        high = (belief + 8.0 * swing).max(axis=1)
        for _ in range(_HALVINGS):
            bar = 0.5 * (low + high)
            below = np.where(sits, ndtr((bar[:, None] - belief) / swing), 0.0).sum(axis=1)
            low, high = np.where(below < wanted, bar, low), np.where(below < wanted, high, bar)
        return low
