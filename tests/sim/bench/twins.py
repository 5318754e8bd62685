"""The benchmark in small, and plain objects in the state of the core's arrays."""

from __future__ import annotations

from sim.bench.executive import PlainExecutive, Tenure
from sim.bench.firm import PlainFirm
from sim.bench.objects import ObjectEconomy, benchmark
from sim.world.worlds import Worlds

SMALL = benchmark(
    [
        *("firms.count=60", "quarters=24", "regimes.0.start=12"),
        *("market.acquisition=0.02", "market.detection_dismisses=0.7"),
        *("board.false_positive=0.2", "board.accused_leave=true"),
    ]
)
"""All of the benchmark's rules, its shift included, in a twentieth of its firm-quarters.

And exits as they are, which the frozen scenario leaves out.
"""


def mirror(batch: Worlds, model: ObjectEconomy, world: int) -> list[PlainFirm]:
    """Firms of ``model`` in the state of one world of the batch, before its next quarter."""
    return [_copy(batch, model, world, f) for f in range(batch.firms)]


def _copy(batch: Worlds, model: ObjectEconomy, world: int, f: int) -> PlainFirm:
    seats, i = batch.seats, world * batch.firms + f
    firm = PlainFirm(model, model.market.release, seats.size[i], seats.base_pay[i], seats.impact[i])
    for k in range(seats.number[i] + 1):
        executive = PlainExecutive(
            model, int(batch.tenures.kind[k, i]), float(batch.tenures.theta[k, i])
        )
        columns = batch.tenures._asdict()
        names = set(Tenure.__slots__) - {"executive"}
        tenure = Tenure(executive, **{name: columns[name][k, i].item() for name in names})
        if k < seats.number[i]:
            firm.former.append(tenure)
    firm.seat(executive, float(seats.belief[i]), 0, int(seats.tenure[i]), 0.0)
    firm.tenure = tenure
    for name in ("own_benefit", "own_harm", "old_benefit", "old_harm", "reach"):
        setattr(firm, name, float(getattr(seats, name)[i]))
    for name in ("fine_due", "gaming_due", "filter_due"):
        setattr(firm, name, float(getattr(seats, name)[i]))
    firm.unvested = float(seats.unvested[1, i])
    return firm
