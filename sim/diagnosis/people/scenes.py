"""Where to look in a world: the firms where most surfaces late, and whose bombs went off far away.

Amounts are base pays of hidden harm that surfaced, as in the table ``events``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

BOMB_EVENT = "bomb surfaced"


def late_bombs(events: pd.DataFrame) -> pd.DataFrame:
    """Bombs that went off when their author no longer sat at the firm.

    Args:
        events: Of one world.
    """
    bombs = events[events["event"] == BOMB_EVENT]
    return bombs[bombs["now_at"] != bombs["firm"]]


def firms_by_drama(events: pd.DataFrame, firms: int) -> list[int]:
    """All firms, those first where most surfaced after its author had left.

    A firm is followed by those where the authors of its bombs sat by then, so that these stand near
    each other; firms where nothing surfaced late come by what surfaced at all, then by number.

    Args:
        events: Of one world.
        firms: How many there are.
    """
    late = late_bombs(events)
    bombs = events[events["event"] == BOMB_EVENT]
    after = late.groupby("firm")["amount"].sum()
    total = bombs.groupby("firm")["amount"].sum()
    ranked = sorted(
        range(firms), key=lambda firm: (-after.get(firm, 0.0), -total.get(firm, 0.0), firm)
    )
    elsewhere = late[late["now_at"] >= 0].groupby(["firm", "now_at"])["amount"].sum()
    found: dict[int, None] = {}
    for firm in ranked:
        found[firm] = None
        if firm in elsewhere.index.get_level_values(0):
            own = elsewhere.loc[firm].sort_values(ascending=False)
            found.update(dict.fromkeys(int(place) for place in own.index))
    return list(found)


def furthest(events: pd.DataFrame) -> int | None:
    """Whose bombs cost most at firms that it had left while it sat at another; None: nobody's.

    Args:
        events: Of one world.
    """
    late = late_bombs(events)
    elsewhere = late[late["now_at"] >= 0].groupby("executive")["amount"].sum()
    return None if elsewhere.empty else int(elsewhere.index[int(elsewhere.to_numpy().argmax())])


def career(tables: dict[str, pd.DataFrame], executive: int) -> pd.DataFrame:
    """An executive quarter by quarter.

    Args:
        tables: ``conduct``, ``ledger`` and ``firms`` of one world.
        executive: Its number.

    Returns:
        Columns ``quarter``, ``firm``, ``seat``, ``audited``, and in base pays ``reported`` (the
        report times the impact of the firm), ``paid`` and ``value`` (true value added, now or
        later); by quarter.
    """
    conduct = tables["conduct"]
    own = conduct[conduct["executive"] == executive]
    own = own.merge(tables["firms"], on=["world", "firm"])
    own = own.merge(tables["ledger"], on=["world", "firm", "quarter"])
    own = own.assign(reported=own["metric"] * own["firm_impact"], value=own["accrual"])
    columns = ["quarter", "firm", "seat", "audited", "reported", "paid", "value"]
    return own[columns].sort_values("quarter").reset_index(drop=True)
