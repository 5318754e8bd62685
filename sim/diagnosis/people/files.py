"""What a board could know of an executive, as numbers: reports, pay, audits, exits, bombs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.quarter.state import EXITS
from sim.tables.columns import NONE

if TYPE_CHECKING:
    import pandas as pd

FILE_TABLES = ("tenures", "events", "conduct", "firms")
"""What the files are made of."""
KEYS = ["world", "executive"]
FILE_FEATURES = {
    "seats": "seats held",
    "in office": "quarters in office, log",
    "firm": "impact of the firms, log of the mean",
    "report": "mean report, metric units",
    "spread": "standard deviation of the reports",
    "trend": "mean of the later half of the reports less that of the earlier half",
    "watched": "mean report in quarters with an audit less that in others",
    "opinion": "the board's opinion at last, metric units",
    "audits": "audits per quarter in office",
    "pay": "pay per quarter over the firm's base pay",
    "clawed": "clawed back per quarter over the firm's base pay",
    "findings": "detections, seat lost or not",
    "interview": "mean score at hiring, 0 for incumbents",
    "bombs": "bombs while in office, log of 1 and their number",
    "late": "bombs after the exit, log of 1 and their number",
    "restated": "former seats of which harm was found after the exit",
    **{f"exit {name}": f"tenures that ended so: {name}" for name in EXITS[1:]},
}
"""Columns of :func:`board_files` and what they mean; nothing of it tells goals or true value."""


def board_files(tables: Mapping[str, Any]) -> pd.DataFrame:
    """A row per world and executive: what those could know who pay and audit it.

    Args:
        tables: ``FILE_TABLES`` as :func:`sim.tables.simulate.simulate` returns them, of any worlds.

    Returns:
        Columns ``FILE_FEATURES``, all finite; the index has ``world`` and ``executive``. Who sat in
        no quarter that counts is left out.
    """
    import pandas as pd

    tenures, events, conduct, firms = (pd.DataFrame(tables[name]) for name in FILE_TABLES)
    conduct = conduct[conduct["executive"] != NONE]
    tenures = tenures.merge(firms, on=["world", "firm"])
    by_person = tenures.groupby(KEYS)
    quarters = by_person["quarters"].sum()
    people = quarters[quarters > 0].index
    quarters = quarters.loc[people].astype(float)

    def own(values: pd.Series[Any]) -> pd.Series[Any]:
        return values.reindex(people).fillna(0.0).astype(float)

    served = conduct.groupby(KEYS)
    report = served["metric"].mean()
    audited, other = (
        conduct[conduct["audited"] == flag].groupby(KEYS)["metric"].mean() for flag in (True, False)
    )
    late = served.cumcount() >= _later_half(served["metric"].transform("size"))
    halves = [conduct[late == flag].groupby(KEYS)["metric"].mean() for flag in (True, False)]
    base = own((tenures["firm_base_pay"] * tenures["quarters"]).groupby(_of(tenures)).sum())
    bombs = events[events["event"] == "bomb surfaced"]
    there = bombs["now_at"] == bombs["firm"]
    found = {
        "seats": own(by_person.size()),
        "in office": np.log1p(quarters),
        "firm": np.log(np.maximum(own(by_person["firm_impact"].mean()), 1e-9)),
        "report": own(report),
        "spread": own(served["metric"].std()),
        "trend": own(halves[0] - halves[1]),
        "watched": own(audited - other),
        "opinion": own(served["belief"].last()),
        "audits": own(served["audited"].mean()),
        "pay": _ratio(own(by_person["paid_total"].sum()), base),
        "clawed": _ratio(own(by_person["clawed_back"].sum()), base),
        "findings": own(by_person["detections"].sum()),
        "interview": own(by_person["score"].mean()),
        "bombs": np.log1p(own(bombs[there].groupby(KEYS).size())),
        "late": np.log1p(own(bombs[~there].groupby(KEYS).size())),
        "restated": own((tenures["restated"] != NONE).groupby(_of(tenures)).sum()),
        **{
            f"exit {name}": own((tenures["exit"] == name).groupby(_of(tenures)).sum())
            for name in EXITS[1:]
        },
    }
    return pd.DataFrame(found, index=people)[list(FILE_FEATURES)]


def _later_half(size: pd.Series[Any]) -> pd.Series[Any]:
    """Where the later half of so many reports begins, counted from 0."""
    return (size + 1) // 2


def _of(tenures: pd.DataFrame) -> list[pd.Series[Any]]:
    return [tenures[name] for name in KEYS]


def _ratio(of: pd.Series[Any], total: pd.Series[Any]) -> pd.Series[Any]:
    return (of / total.where(total > 0.0)).fillna(0.0)
