"""Takeover."""

import numpy as np
from pydantic import Field

from incentives.oversight.base import Oversight
from incentives.parts import parameters
from incentives.views import Floats, Seen


class Takeover(Oversight):
    """A raider bids, and removes the executive, as soon as the price is low enough to pay for it.

    Other shareholders sell for no less than what the firm will be worth to the raider, but for
    what its charter lets the raider take from them, ``dilution`` (free riding: Grossman and Hart).
    So a raider gains on ``stake + (1 - stake)*dilution`` of the shares, ``worth`` per unit by which
    the expected report is below ``potential``, and bids iff that is more than ``cost``:

        reference + posterior < potential - cost/((stake + (1 - stake)*dilution)*worth)

    The left side is the price, in units of the expected report, with the reference of the quarter
    before. A shock to all firms moves it, while it moves no belief. If ``potential`` is
    ``relative``, it moves with the reference, and so does the right side.
    """

    name = "takeover"
    summary = "a raider removes the executive when the price falls far enough"
    source = (
        "Shleifer and Vishny 1986, Large shareholders and corporate control, JPE 94; Grossman and "
        "Hart 1980, Bell Journal 11; Morck, Shleifer and Vishny 1989, AER 79"
    )
    purpose = (
        "It acts where a whole industry does badly, which boards that compare with peers do not "
        "see; without a stake nobody bids."
    )
    neutral = parameters(cost=1000000.0)
    remover = "takeover"

    stake: float = Field(0.1, ge=0, le=1, description="share of the firm, the toehold")
    dilution: float = Field(0.0, ge=0, le=1, description="share of others' gain that is taken")
    cost: float = Field(4.0, ge=0, le=1e6, description="base pays, of a bid")
    worth: float = Field(50.0, ge=0, le=1e6, description="base pays per unit of expected report")
    potential: float = Field(
        1.0, ge=-100, le=100, description="report expected under the raider, metric units"
    )
    relative: bool = Field(
        False, description="whether potential is over what other firms report, and moves with it"
    )

    def dismissal_bar(self, seen: Seen) -> Floats:
        gain = (self.stake + (1.0 - self.stake) * self.dilution) * self.worth
        floor = self.potential - self.cost / gain if gain > 0.0 else -np.inf
        if self.relative:
            return np.full(seen.tenure.shape, floor)
        return np.asarray(floor - seen.reference, dtype=np.float64)

    def removal_cost(self) -> float:
        """The bid is paid by a shareholder."""
        return self.cost
