"""Proxy contest."""

from typing import Self

import numpy as np
from pydantic import Field, model_validator

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class ProxyContest(Oversight):
    """Dissident shareholders win a vote, replace the board, and the new one removes the executive.

    They look at the price against that of the firm's peers, for a vote changes this firm only: at
    the ``shortfall`` of the belief below the mean belief of the world. Insiders vote for the board,
    the others for the dissidents if ``shortfall`` exceeds what they grant it, which is normal with
    mean ``deference`` and sd ``doubt``. Dissidents start only what they will win. Then the firm
    pays the campaign back, so they mind no more of it than their stake, as of the gain: it has to
    be worth it to all. The bar is the mean belief of the world less

        max( campaign/worth, deference + doubt*Phi^-1(needed) )
        needed = (1/2 - stake)/(1 - stake - insiders)

    the first alone if ``needed`` <= 0: they have the votes; there is no bar if ``needed`` >= 1.
    """

    name = "proxy-contest"
    summary = "dissident shareholders win a vote when a firm falls far enough behind its peers"
    source = (
        "Grossman and Hart 1988, One share-one vote and the market for corporate control, JFE 20; "
        "DeAngelo and DeAngelo 1989, JFE 23; Fos 2017, Management Science 63"
    )
    purpose = (
        "It reaches executives whom an entrenched board would keep, unless insiders have the "
        "votes; it sees nothing of what hits all firms."
    )
    neutral = parameters(campaign=1000000.0)
    remover = "proxy contest"

    stake: float = Field(0.05, ge=0, le=1, description="share of the votes, the dissidents'")
    insiders: float = Field(0.1, ge=0, le=1, description="share of the votes, sure of the board")
    deference: float = Field(
        0.4, ge=0, le=100, description="shortfall that others forgive on average, metric units"
    )
    doubt: float = Field(0.3, ge=0, le=100, description="its standard deviation, metric units")
    campaign: float = Field(2.0, ge=0, le=1e6, description="base pays, paid back to winners")
    defence: float = Field(2.0, ge=0, le=1e6, description="base pays that the board spends")
    worth: float = Field(50.0, ge=1e-6, le=1e6, description="base pays per unit of expected report")

    @model_validator(mode="after")
    def _no_more_than_all_votes(self) -> Self:
        if self.stake + self.insiders > 1.0:
            raise ValueError(
                f"stake and insiders are {self.stake + self.insiders:g} of the votes; expected at "
                "most 1"
            )
        return self

    def dismissal_bar(self, seen: Seen) -> Floats:
        shape = seen.tenure.shape
        belief = np.broadcast_to(seen.belief, shape)
        if seen.firms > 0:
            belief = belief.reshape(-1, seen.firms)
            sits = np.broadcast_to(seen.occupied, shape).reshape(belief.shape)
            total = np.where(sits, belief, 0.0).sum(axis=1)
            belief = np.repeat(total / np.maximum(sits.sum(axis=1), 1), seen.firms)
        return belief - self.margin()

    def margin(self) -> float:
        """Shortfall beyond which dissidents start a contest, and win it, metric units."""
        from scipy.special import ndtri

        least, free = self.campaign / self.worth, 1.0 - self.stake - self.insiders
        if self.stake >= 0.5:
            return least
        if 0.5 - self.stake >= free:
            return float(np.inf)
        needed = (0.5 - self.stake) / free
        return max(least, self.deference + self.doubt * float(ndtri(needed)))

    def removal_cost(self) -> float:
        """The winners are paid back by the firm, which has paid for the losers' side as well."""
        return self.campaign + self.defence
