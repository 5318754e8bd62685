"""Room for what a quarter may add to the tables of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.accounts import widen_accounts
from sim.state import widen_executives, widen_finished, widen_pools

if TYPE_CHECKING:
    from sim.world import Worlds


def make_room(batch: Worlds) -> None:
    """Widen the tables that could overflow in this quarter."""
    if batch.has_open:
        more = int(batch.accounts.used[0]) + batch.seats.unvested.size
        if more > batch.accounts.due.size:
            batch.accounts = widen_accounts(batch.accounts, 2 * more)
    if batch.finished.first[batch.quarter] + batch.seats.number.size > batch.finished.firm.size:
        batch.finished = widen_finished(batch.finished, 2 * batch.finished.firm.size)
    if max(batch.pools.hired.tolist()) + batch.firms > batch.executives.kind.shape[1]:
        batch.executives = widen_executives(batch.executives, 2 * batch.executives.kind.shape[1])
    if max(batch.pools.waiting.tolist()) + batch.firms > batch.pools.executive.shape[1]:
        batch.pools = widen_pools(batch.pools, 2 * batch.pools.executive.shape[1])
