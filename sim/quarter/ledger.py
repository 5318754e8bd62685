"""The books: what is booked firm by firm in a quarter, what it adds up to, and further sums.

An entry is declared once, here; rows of the kernels, columns of tables, attributes of firms and
the books of the plain objects follow.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from agents.numerics.declared import declared
from incentives.arrays import Bools, Floats

PRODUCTION, SETTLEMENT = range(2)
"""When an entry is booked: in steps 3 and 4, or in steps 5 to 9."""


class Entry(NamedTuple):
    """What is declared of an entry.

    Attributes:
        text: What it is.
        step: When it is booked.
    """

    text: str
    step: int


class Ledger(NamedTuple):
    """Entries of the books in the order of their rows, all in base pays of the median firm."""

    accrual: Annotated[
        float, Entry("true value that executives' actions added, now or later", PRODUCTION)
    ]
    luck: Annotated[float, Entry("value that nobody is responsible for", PRODUCTION)]
    realised: Annotated[
        float, Entry("value that reached the books: visible now, matured, or luck", PRODUCTION)
    ]
    d_pending: Annotated[
        float, Entry("change of hidden consequences: added less matured", PRODUCTION)
    ]
    paid: Annotated[float, Entry("base pay and vested awards", SETTLEMENT)]
    clawback: Annotated[float, Entry("awards paid back in cash", SETTLEMENT)]
    fines: Annotated[float, Entry("fines paid by detected executives", SETTLEMENT)]
    governance: Annotated[float, Entry("cost of filters, audits and monitoring", SETTLEMENT)]
    granted: Annotated[float, Entry("awards made by the schemes", SETTLEMENT)]
    vested: Annotated[float, Entry("awards that became the executive's own", SETTLEMENT)]
    forfeited: Annotated[float, Entry("deferred awards lost to the executive", SETTLEMENT)]
    d_deferred: Annotated[float, Entry("change of the deferred accounts", SETTLEMENT)]
    private: Annotated[float, Entry("private benefits that executives took", PRODUCTION)]
    effort: Annotated[float, Entry("cost of executives' effort", PRODUCTION)]
    gaming: Annotated[float, Entry("what applicants spent on gaming the filters", SETTLEMENT)]
    defence: Annotated[float, Entry("what false accusations cost executives", SETTLEMENT)]
    outside: Annotated[float, Entry("what the executives would have earned elsewhere", SETTLEMENT)]
    waste: Annotated[
        float, Entry("negative accrual that nobody received as private benefit", PRODUCTION)
    ]


class Counts(NamedTuple):
    """What is summed over the firms of a world besides, and kept for no firm."""

    metric: Annotated[float, Entry("reported metric of occupied seats", PRODUCTION)]
    value: Annotated[float, Entry("true value per unit of impact", PRODUCTION)]
    pending_benefit: Annotated[
        float, Entry("hidden consequences still to come, good ones", PRODUCTION)
    ]
    pending_harm: Annotated[
        float, Entry("hidden consequences still to come: time bombs", PRODUCTION)
    ]
    seats: Annotated[float, Entry("occupied seats", PRODUCTION)]
    exits: Annotated[float, Entry("executives who left", SETTLEMENT)]


class Sums(NamedTuple):
    """What the entries add up to, for owners and executives; see :func:`surpluses`."""

    shareholder_surplus: Annotated[
        Floats,
        "realised less paid and governance, plus clawback and fines; with the change of hidden "
        "consequences, if pending is priced",
    ]
    total_surplus: Annotated[
        Floats, "shareholder surplus with the change of hidden consequences, and rent"
    ]
    rent: Annotated[Floats, "what executives gain over their outside option"]


LEDGER = Ledger._fields
SERIES = (*LEDGER, *Counts._fields)
"""Sums over the firms of a world that are kept for every quarter."""


def rows_booked(table: type[Ledger | Counts], step: int) -> tuple[int, ...]:
    """Rows of the series that belong to a table and are booked in that step."""
    return tuple(
        SERIES.index(name)
        for name, (entry, _) in declared(table, Entry).items()
        if entry.step == step
    )


def surpluses(entry: dict[str, Floats], priced: bool | Bools = False) -> dict[str, Floats]:
    """What the entries add up to, and what of them is shown beside it: the waste.

    Args:
        entry: Of the books, by name; arrays of one shape.
        priced: Whether hidden consequences count for shareholders at once, at what they will come
            to, and not when they surface; a truth, or an array whose shape goes with the entries'.
    """
    charges = entry["clawback"] + entry["fines"]
    holders = entry["realised"] - entry["paid"] + charges - entry["governance"]
    costs = entry["effort"] + entry["gaming"] + entry["outside"] + entry["defence"]
    rent = entry["paid"] - charges + entry["private"] - costs
    whole = holders + entry["d_pending"]
    if np.all(priced):
        holders = whole
    elif np.any(priced):
        holders = np.where(priced, whole, holders)
    found = Sums(holders, whole + rent, rent)
    return {**found._asdict(), "waste": entry["waste"]}
