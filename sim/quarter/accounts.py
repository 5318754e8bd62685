"""Accounts that outlive an exit, and what pay owes to hidden harm; nothing here runs without them.

An account stays open after the exit if its scheme lets it vest on schedule, or settles it later.
Until it is ``due``, malus reaches it as it reaches the incumbent's. The table comes first, and then
the kernels, from ``keeps_account`` on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined, lean
from incentives.arrays import Floats, Ints
from incentives.schemes.base import NO_CLIFF
from sim.plan.plan import CONTINUE, FORFEIT
from sim.quarter.blocks import D_DEFERRED, FORFEITED, PAID, VESTED
from sim.quarter.rules import Setting, SettlementRules
from sim.quarter.state import (
    ACQUIRED,
    POACHED,
    QUIT,
    RETIRED,
    Actions,
    Finished,
    Seats,
    ThisQuarter,
)


class Accounts(NamedTuple):
    """Accounts of finished tenures by (row), in the order of the exits; base pays of the firm.

    Those that were settled in the quarter just played are still here.
    """

    used: Ints  # (1,) how many rows are used
    tenure: Ints  # row in ``Finished``
    scheme: Ints
    due: Ints  # quarter in which it is settled
    kept: Ints  # 1 if it is paid then, 0 if it is forfeited
    amount: Floats
    tainted: Floats  # of the amount: earned through harm that is still hidden
    vested: Floats  # paid out in the quarter just played


def new_accounts(capacity: int) -> Accounts:
    """Room for ``capacity`` accounts."""
    tenure, scheme, due, kept = (np.zeros(capacity, dtype=np.int64) for _ in range(4))
    amount, tainted, vested = (np.zeros(capacity) for _ in range(3))
    return Accounts(np.zeros(1, dtype=np.int64), tenure, scheme, due, kept, amount, tainted, vested)


def widen_accounts(table: Accounts, capacity: int) -> Accounts:
    """The same accounts with room for ``capacity``."""
    wider = new_accounts(capacity)
    for old, new in zip(table[1:], wider[1:], strict=True):
        new[: old.size] = old
    return wider._replace(used=table.used)


def settled_now(accounts: Accounts) -> tuple[Ints, Floats]:
    """Finished tenures whose accounts paid out in the quarter just played, and the amounts."""
    rows = slice(0, int(accounts.used[0]))
    paid = accounts.vested[rows] != 0.0
    return accounts.tenure[rows][paid], accounts.vested[rows][paid]


@inlined
def keeps_account(plans: SettlementRules, p: int, s: int, reason: int) -> bool:
    """Whether somebody who leaves for that reason gets what is in the account."""
    good = reason in (RETIRED, ACQUIRED)
    return good or (reason in (POACHED, QUIT) and plans.leaver[p, s] != FORFEIT)


@inlined
def stays_open(plans: SettlementRules, p: int, s: int, tenure: int, reason: int) -> int:
    """For how many quarters an account outlives an exit.

    An account that is lost, or paid early, is settled after ``settlement`` quarters, but no later
    than it would have vested; so is any account without a cliff.
    """
    wait: int = plans.cliff[p, s] - 1 - tenure % plans.cliff[p, s]
    has_cliff = plans.cliff[p, s] < NO_CLIFF
    if reason in (POACHED, QUIT) and plans.leaver[p, s] == CONTINUE and has_cliff:
        return wait
    settled: int = min(plans.settlement[p, s], wait)
    return settled


@inlined
def keep_open(
    accounts: Accounts, row: int, s: int, due: int, kept: bool, seats: Seats, i: int
) -> None:
    """Take over an account of firm ``i``, whose tenure is finished in ``row``."""
    at = accounts.used[0]
    accounts.tenure[at] = row
    accounts.scheme[at] = s
    accounts.due[at] = due
    accounts.kept[at] = 1 if kept else 0
    accounts.amount[at] = seats.unvested[s, i]
    accounts.tainted[at] = seats.tainted[s, i]
    accounts.vested[at] = 0.0
    seats.unvested[s, i] = 0.0
    seats.tainted[s, i] = 0.0
    accounts.used[0] = at + 1


@lean
def settle_accounts(
    setting: Setting[SettlementRules],
    seats: Seats,
    actions: Actions,
    finished: Finished,
    accounts: Accounts,
    first_new: int,
    now: ThisQuarter,
) -> None:
    """After step 9: malus on open accounts, gradual vesting, and settlement of those that are due.

    Rows from ``first_new`` on were opened in this quarter; what was settled before it goes.
    """
    plans, firms = setting.plans, setting.firms
    quarter, series = now.number, now.series
    kept = 0
    for row in range(accounts.used[0]):
        if accounts.due[row] < quarter:
            continue
        tenure = accounts.tenure[row]
        s = accounts.scheme[row]
        amount = accounts.amount[row]
        tainted = accounts.tainted[row]
        accounts.vested[row] = 0.0
        if row < first_new:
            i = finished.firm[tenure]
            w = i // firms
            p = setting.plan_of_firm[i]
            pay = seats.base_pay[i]
            surfaced = plans.maturing[p] * tainted
            malus = plans.malus[p, s] * surfaced
            amount -= malus
            tainted -= surfaced
            finished.clawed[tenure] += malus * pay
            forfeited = malus * pay
            share = 1.0 if accounts.due[row] == quarter else plans.vest_rate[p, s]
            vested = 0.0
            if share > 0.0 and accounts.kept[row] == 1:
                accounts.vested[row] = share * amount
                vested = accounts.vested[row] * pay
                finished.paid[tenure] += vested
                if plans.reached[p, s] == 1:
                    finished.reach[tenure] += accounts.vested[row]
                amount -= accounts.vested[row]
                tainted *= 1.0 - share
            elif accounts.due[row] == quarter:
                forfeited += amount * pay
                amount = 0.0
            add(actions.books, series, VESTED, i, w, vested)
            add(actions.books, series, PAID, i, w, vested)
            add(actions.books, series, FORFEITED, i, w, forfeited)
            add(actions.books, series, D_DEFERRED, i, w, -vested - forfeited)
        accounts.tenure[kept] = tenure
        accounts.scheme[kept] = s
        accounts.due[kept] = accounts.due[row]
        accounts.kept[kept] = accounts.kept[row]
        accounts.amount[kept] = amount
        accounts.tainted[kept] = tainted
        accounts.vested[kept] = accounts.vested[row]
        kept += 1
    accounts.used[0] = kept


@inlined
def add(books: Floats, series: Floats, entry: int, i: int, w: int, amount: float) -> None:
    """Book an amount to firm ``i`` of the world in place ``w``, if books are kept by firm."""
    if books.shape[1] > 0:
        books[entry, i] += amount
    series[w, entry] += amount
