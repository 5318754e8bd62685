"""Profit sharing."""

from pydantic import Field

from incentives.metrics.base import Metric
from incentives.metrics.cash_flow import CashFlow
from incentives.parts import parameters
from incentives.schemes.base import Scheme
from incentives.views import Floats, Seen


class ProfitSharing(Scheme):
    """Award ``share * (profit / partners + (1 - 1 / partners) * mean profit)``.

    Profit is realised value. Who shares with ``partners - 1`` firms like the own one gets
    ``share / partners`` of what the own effort brings (free riding).
    """

    name = "profit-sharing"
    summary = "a share of realised profit, own or pooled with other firms"
    source = "Weitzman 1984, The share economy; Kandel and Lazear 1992, Peer pressure, JPE 100"
    purpose = (
        "Ties pay to value that is there; the more partners share the pool, the less anybody "
        "works for it."
    )
    neutral = parameters(share=0.0)

    share: float = Field(0.4, ge=0, le=1e6, description="base pays per unit of realised value")
    partners: int = Field(1, ge=1, le=10_000, description="firms that share one pool")

    def paid_on(self) -> tuple[tuple[float, Metric | str], ...]:
        return ((1.0, CashFlow()),)

    def award(self, seen: Seen) -> Floats:
        own = 1.0 / self.partners
        return self.share * (own * seen.metric + (1.0 - own) * seen.reference)

    def expected_award(self, seen: Seen) -> Floats:
        return self.award(seen)
