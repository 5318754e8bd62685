"""Which contract of a menu applicants choose, and who takes none."""

from __future__ import annotations

from agents.numerics.compile import inlined, kernel
from agents.planning import interpolate
from incentives.arrays import Bools, Floats
from sim.hiring.applicants import Applications
from sim.hiring.market import LabourMarket


@inlined
def chosen(
    worth: Floats, start: float, step: float, contracts: int, first: int, theta: float
) -> int:
    """The row that somebody of ability ``theta`` chooses among those from ``first`` on."""
    best = first
    most = interpolate(worth[first], start, step, theta)
    for y in range(first + 1, first + contracts):
        here = interpolate(worth[y], start, step, theta)
        if here > most:
            most = here
            best = y
    return best


@kernel
def choose_contracts(market: LabourMarket, out: Applications) -> None:
    """Applicants choose; the experienced choose anew."""
    start, step = market.ability_start, market.ability_step
    for k in range(out.theta.shape[0]):
        first = out.kind[k] - out.kind[k] % market.contracts
        theta = out.theta[k]
        out.kind[k] = chosen(market.choice_value, start, step, market.contracts, first, theta)


def refusals(market: LabourMarket, seen: Applications) -> Bools | None:
    """Who would not take the seat, in the shape of ``seen``; None: everybody would.

    Screening does not find out: whoever says no has been through all stages, gaming nothing, for
    there is nothing to win.
    """
    if not market.choosy:
        return None
    refused: Bools = seen.theta < market.accepts[seen.kind]
    return refused
