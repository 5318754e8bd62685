"""What an executive expects of a seat: how it is watched, leads, and what vests.

The worth of a seat that follows is reckoned in :mod:`agents.seats`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, kernel
from incentives.arrays import Floats
from incentives.schemes.base import Vesting


class Watch(NamedTuple):
    """How an executive expects to be watched in one quarter.

    Attributes:
        audit: (states,) perceived audit rate, by what is known of audits by then.
        fine: (states,) base pays that the detected owe; ``restitution``: multiple of their private
            benefit that they pay back.
        chance: (states,) probability of knowing it.
        bar: Perceived dismissal bar, a belief of the board.
    """

    audit: Floats
    fine: Floats
    restitution: Floats
    chance: Floats
    bar: float


class Schedule(NamedTuple):
    """How an executive expects to be watched, by quarters of probation left.

    Attributes:
        audit: (probation + 1, states) perceived audit rate.
        fine, restitution: By the same; see :class:`Watch`.
        chance: (states,) probability of knowing it.
        bar: (probation + 1,) perceived dismissal bar.
    """

    audit: Floats
    fine: Floats
    restitution: Floats
    chance: Floats
    bar: Floats

    def at(self, left: int) -> Watch:
        """With so many quarters of probation left."""
        audit, fine, restitution = self.audit[left], self.fine[left], self.restitution[left]
        return Watch(audit, fine, restitution, self.chance, float(self.bar[left]))


def lead(patience: float, survival: float, maturing: float, horizon: int) -> Floats:
    """Present worth of one unit of hidden value that matures while its author has the seat.

    Returns:
        (horizon + 1,) with entry ``h`` = sum over s <= h of
        ``patience**s * survival**s * maturing * (1 - maturing)**(s - 1)``.
    """
    s = np.arange(1, horizon + 1)
    terms = (patience * survival) ** s * maturing * (1 - maturing) ** (s - 1)
    return np.concatenate([[0.0], np.cumsum(terms)])


def clawback_lead(
    patience: float,
    survival: float,
    maturing: float,
    horizon: int,
    window: int,
    recovery: float,
    stay: int | None = None,
) -> Floats:
    """Present worth of the part of one unit of hidden harm that will be charged to its author.

    In the seat all of it is charged; of what surfaces up to ``window`` quarters after the exit
    the share ``recovery``. The seat is lost at the end of every quarter, this one included, with
    probability ``1 - survival``, and for sure after ``stay`` more quarters, if that is known.
    Returns an array (horizon + 1,) like :func:`lead`.
    """
    s = np.arange(1, horizon + 1)
    stay = horizon if stay is None else min(stay, horizon)
    charged = np.where(s <= stay, survival**s, 0.0)
    for left in range(stay + 1):  # the last quarter in the seat
        leaves = survival**left * (1.0 if left == stay else 1 - survival)
        late = s - left
        charged = charged + leaves * recovery * ((late >= 1) & (late <= window))
    terms = patience**s * maturing * (1 - maturing) ** (s - 1) * charged
    return np.concatenate([[0.0], np.cumsum(terms)])


def restated_lead(
    patience: float,
    survival: float,
    maturing: float,
    horizon: int,
    window: int,
    stay: int | None = None,
) -> Floats:
    """Expected quarters, discounted, in which a unit of hidden harm may be found after the exit.

    Each counts by what of the unit is still hidden by then. Exits, ``stay`` and the array that is
    returned are as in :func:`clawback_lead`.
    """
    s = np.arange(1, horizon + 1)
    stay = horizon if stay is None else min(stay, horizon)
    open_ = np.zeros(horizon)
    for left in range(stay + 1):  # the last quarter in the seat
        leaves = survival**left * (1.0 if left == stay else 1 - survival)
        late = s - left
        open_ = open_ + leaves * ((late >= 1) & (late <= window))
    terms = patience**s * (1 - maturing) ** s * open_
    return np.concatenate([[0.0], np.cumsum(terms)])


def vesting_worth(
    patience: float,
    poaching: float,
    vesting: Vesting,
    wait: int,
    horizon: int,
    last: int | None = None,
    bought: float = 0.0,
) -> Floats:
    """What a base pay in the account is worth now, if it vests in ``wait`` quarters.

    The seat may be lost at the end of every quarter, this one included: by poaching, or because
    the firm is bought, which lets the account vest early. What would be paid beyond the horizon
    counts nothing.

    Args:
        patience: Discount factor; ``poaching``, ``bought``: hazards.
        vesting: What an exit does to the account.
        wait: Quarters until the account vests.
        horizon: Quarters of foresight.
        last: Quarters until a retirement that is known, if there is one.

    Returns:
        (wait + 1,) present worth by the quarter in which it is paid.
    """
    end = wait if last is None else min(wait, last)  # quarters at whose end the seat may be lost
    paid = end if end == wait else min(end + vesting.settlement, wait)
    worth = np.zeros(wait + 1)
    bought = min(bought, 1.0 - poaching)
    stays = 1 - poaching - bought
    if paid == end:
        worth[paid] = (patience * stays) ** end
    else:
        worth[paid] = patience**paid * stays**end
    left = np.arange(end)
    early = np.minimum(left + vesting.settlement, wait)
    if vesting.leaver != "forfeit":
        late = np.full(end, wait) if vesting.leaver == "continue" else early
        np.add.at(worth, late, patience**late * stays**left * poaching)
    if bought > 0.0:
        np.add.at(worth, early, patience**early * stays**left * bought)
    worth[horizon + 1 :] = 0.0
    return worth


def settled_worth(
    patience: float,
    poaching: float,
    retirement: float,
    vesting: Vesting,
    horizon: int,
    last: int | None = None,
) -> Floats:
    """What a base pay in an account without a cliff is worth now.

    The share ``rate`` vests in every quarter, this one included; after an exit it goes on until the
    settlement, when the rest is paid. At the end of every quarter the seat may be lost by poaching
    or retirement.

    Args:
        patience: Discount factor; ``poaching``, ``retirement``: hazards.
        vesting: How it vests, and what an exit does to it.
        horizon: Quarters of foresight.
        last: Quarters until a retirement that is known, if there is one.

    Returns:
        (horizon + 1,) present worth by the quarter in which it is paid.
    """
    stays = min(horizon, horizon if last is None else last)
    left = 1.0 - vesting.rate
    retirement = min(retirement, 1.0 - poaching)
    exits = (0.0 if vesting.leaver == "forfeit" else poaching) + retirement
    late = np.arange(vesting.settlement + 1)  # quarters after an exit
    share = vesting.rate * left ** (late - 1.0) if left > 0.0 else np.zeros(late.size)
    share[0] = 0.0
    share[-1] = left ** max(vesting.settlement - 1, 0)  # of what is left at the exit
    paid = np.zeros(horizon + vesting.settlement + 1)
    for i in range(stays + 1):
        seat = (1.0 - poaching - retirement) ** i
        paid[i] += seat * vesting.rate * left**i
        leaves = 1.0 if i == last else exits
        paid[i : i + late.size] += seat * leaves * left ** (i + 1) * share
    worth: Floats = (patience ** np.arange(paid.size) * paid)[: horizon + 1]
    return worth


def malus_lead(worth: Floats, maturing: float, malus: float) -> float:
    """Present worth of the malus on a base pay in the account that was earned through harm.

    Args:
        worth: By the quarter in which it is paid, see :func:`vesting_worth`.
        maturing: Share of what is hidden that surfaces in every quarter from the next on.
        malus: Share that is taken of what was earned through harm that surfaced.
    """
    surfaced = 1.0 - (1.0 - maturing) ** np.arange(worth.size)
    return float(malus * (worth @ surfaced))


@kernel
def interpolate(table: Floats, start: float, step: float, theta: float) -> float:
    """Linear interpolation over ability in a ``table`` of nodes; constant outside."""
    last = table.shape[0] - 1
    if last == 0 or step <= 0.0:
        lowest: float = table[0]
        return lowest
    position = (theta - start) / step
    if position <= 0.0:
        first: float = table[0]
        return first
    if position >= last:
        highest: float = table[last]
        return highest
    node = int(position)
    share = position - node
    found: float = table[node] * (1.0 - share) + table[node + 1] * share
    return found


@inlined
def between(last: int, start: float, step: float, theta: float) -> tuple[int, float]:
    """Where it does so between the nodes 0 to ``last``: the lower node, and the upper's share."""
    if last == 0 or step <= 0.0:
        return 0, 0.0
    position = min(max((theta - start) / step, 0.0), 1.0 * last)
    node = min(int(position), last - 1)
    return node, position - node


def interpolated(table: Floats, start: float, step: float, theta: Floats | float) -> Floats:
    """What :func:`interpolate` finds, for many abilities at once and to the same bits."""
    last = table.shape[0] - 1
    if last == 0 or step <= 0.0:
        return np.full(np.shape(theta), table[0])
    position = np.clip((theta - start) / step, 0.0, last)
    node = np.minimum(position.astype(np.int64), last - 1)
    share = position - node
    found: Floats = table[node] * (1.0 - share) + table[node + 1] * share
    return found


def interpolated_each(tables: Floats, start: float, step: float, theta: Floats) -> Floats:
    """The same with a table, a row of (rows, nodes), for each of (rows,) abilities."""
    last, rows = tables.shape[1] - 1, np.arange(len(tables))
    if last == 0 or step <= 0.0:
        return tables[:, 0].copy()
    position = np.minimum(np.maximum((theta - start) / step, 0.0), last)
    node = np.minimum(position.astype(np.int64), last - 1)
    share = position - node
    found: Floats = tables[rows, node] * (1.0 - share) + tables[rows, node + 1] * share
    return found
