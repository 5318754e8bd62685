"""Tables of a batch: what is read off its arrays after (or while) it runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Floats, Table
from sim.observers.quadrants import worse_than_empty_chair
from sim.quarter.ledger import LEDGER, SERIES, surpluses
from sim.quarter.state import (
    DETECTED,
    DISMISSED,
    EXITS,
    POACHED,
    RETIRED,
    RUNNING,
    TENURE_FIELDS,
    Tenures,
)
from sim.world.worlds import Worlds


def runs_table(batch: Worlds) -> Table:
    """One row per world."""
    total = dict(zip(SERIES, _over_quarters(batch.series).T, strict=True))
    played = max(batch.quarter, 1)
    entry = {name: total[name] / (batch.firms * played) for name in LEDGER}
    with np.errstate(invalid="ignore", divide="ignore"):
        metric = total["metric"] / total["seats"]
        value = total["value"] / total["seats"]
        risk_taken = _over_quarters(batch.risk_taken) / total["seats"]
    years = batch.firms * played / 4.0
    used, flags = used_tenures(batch), tenure_flags(batch)
    counts = _by_world(batch, flags["began"])

    def share(flag: npt.NDArray[np.bool_]) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            result: Floats = _by_world(batch, flag & flags["began"]) / counts
        return result

    def rate(reason: int) -> Floats:
        return np.asarray(_by_world(batch, used.exit == reason) / years)

    with np.errstate(invalid="ignore", divide="ignore"):
        # In money: harm per unit of impact times the firm's impact.
        after_exit = _by_world(batch, flags["harm_after_exit"] * batch.seats.impact) / _by_world(
            batch, used.harm * batch.seats.impact
        )
    return {
        "world": batch.worlds,
        **surpluses(entry),
        **entry,
        "metric": metric,
        "value": value,
        "metric_truth_gap": metric - value,
        "risk_taken": risk_taken,
        "tenures": counts / batch.firms,
        "deceptive_share": share(flags["deceptive"]),
        "empty_chair_share": share(flags["empty_chair"]),
        "not_worth_pay_share": share(flags["not_worth_pay"]),
        "misaligned_share": share(flags["misaligned"]),
        "dismissed": rate(DISMISSED),
        "detected": rate(DETECTED),
        "poached": rate(POACHED),
        "retired": rate(RETIRED),
        "harm_after_exit_share": after_exit,
        "monitoring": batch.plans.monitoring[batch.plan_of_world],
        "package": _by_segment(batch, [segment.label for segment in batch.segments]),
    }


def used_tenures(batch: Worlds) -> Tenures:
    """The tenures without the rows that no firm has come to."""
    used = int(batch.seats.number.max()) + 1
    columns: list[Any] = [column[:used] for column in batch.tenures]
    return Tenures(*columns)


def tenure_flags(batch: Worlds) -> dict[str, npt.NDArray[Any]]:
    """Labels of tenures, (seat, firm) over the batch; they are read off and change nothing."""
    tenures = used_tenures(batch)
    plan = np.repeat(batch.plan_of_world, batch.firms)
    began = tenures.quarters > 0
    ended = began & (tenures.exit > RUNNING)
    later = np.where(ended, batch.quarter - 1 - tenures.end, 0)
    om = batch.plans.maturing[plan]
    return {
        "began": began,
        "ended": ended,
        "deceptive": tenures.withheld > batch.plans.deceptive[plan],
        "empty_chair": worse_than_empty_chair(tenures.accrual),
        "not_worth_pay": tenures.accrual < tenures.paid,
        "misaligned": batch.plans.misaligned[plan, tenures.kind] == 1,
        "harm_after_exit": tenures.left_harm * (1.0 - (1.0 - om) ** later) * ended,
    }


def tenures_table(batch: Worlds) -> Table:
    """One row per tenure that saw at least one quarter."""
    tenures, flags = used_tenures(batch), tenure_flags(batch)
    seat, rows = np.nonzero(flags["began"])
    world = rows // batch.firms
    names = _by_segment(
        batch, [list(segment.scenario.executives.population) for segment in batch.segments]
    )
    shown = {}
    for name, (kept, _) in TENURE_FIELDS.items():
        if kept.column is not None:
            column = getattr(tenures, name)[seat, rows]
            if kept.mean:
                column = column / tenures.quarters[seat, rows]
            shown[kept.column or name] = column
    contracts = batch.plans.contracts[batch.plan_of_world[world]]
    kind, contract = divmod(shown["kind"], contracts)
    return {
        **shown,
        "world": batch.worlds[world],
        "firm": rows % batch.firms,
        "seat": seat,
        "kind": np.array([names[w][y] for w, y in zip(world, kind, strict=True)], dtype=object),
        "contract": contract,
        "end": np.where(flags["ended"], tenures.end, -1)[seat, rows],
        "exit": np.array(EXITS, dtype=object)[shown["exit"]],
        "harm_after_exit": flags["harm_after_exit"][seat, rows],
        "deceptive": flags["deceptive"][seat, rows],
        "empty_chair": flags["empty_chair"][seat, rows],
        "not_worth_pay": flags["not_worth_pay"][seat, rows],
    }


def quarters_table(batch: Worlds, first: int = 0) -> Table:
    """One row per world and quarter, from quarter ``first`` on."""
    played = batch.series[first : batch.quarter]
    series = dict(zip(SERIES, np.moveaxis(played, 2, 0), strict=True))
    entry = {name: series[name] / batch.firms for name in LEDGER}
    with np.errstate(invalid="ignore", divide="ignore"):
        metric = series["metric"] / series["seats"]
        value = series["value"] / series["seats"]
        risk_taken = batch.risk_taken[first : batch.quarter] / series["seats"]
    quarters, worlds = series["metric"].shape
    columns = {
        **surpluses(entry),
        **entry,
        "metric": metric,
        "value": value,
        "metric_truth_gap": metric - value,
        "risk_taken": risk_taken,
        "pending_benefit": series["pending_benefit"] / batch.firms,
        "pending_harm": series["pending_harm"] / batch.firms,
        "exits": series["exits"] / batch.firms,
    }
    return {
        "world": np.tile(batch.worlds, quarters),
        "quarter": np.repeat(np.arange(first, first + quarters), worlds),
        **{name: column.ravel() for name, column in columns.items()},
    }


def ledger_table(batch: Worlds, books: Floats) -> Table:
    """One row per firm and quarter; ``books`` is (quarter, entry, firm)."""
    entry = {name: books[:, row, :] for row, name in enumerate(LEDGER)}
    quarters, n = books.shape[0], books.shape[2]
    columns = {**surpluses(entry), **entry}
    firm = np.arange(n)
    return {
        "world": np.tile(np.repeat(batch.worlds, batch.firms), quarters),
        "firm": np.tile(firm % batch.firms, quarters),
        "quarter": np.repeat(np.arange(quarters), n),
        **{name: column.ravel() for name, column in columns.items()},
    }


def _by_world(batch: Worlds, per_tenure: npt.NDArray[Any]) -> Floats:
    """Sums of a (seat, firm) array over the seats and firms of each world, one by one in order.

    NumPy's pairwise sums would depend on how much room the table of tenures happens to have.
    """
    world = np.broadcast_to(np.arange(per_tenure.shape[1]) // batch.firms, per_tenure.shape).ravel()
    weights = per_tenure.astype(np.float64).ravel()
    total: Floats = np.bincount(world, weights, len(batch.worlds)).astype(np.float64)
    return total


def _over_quarters(series: Floats) -> Floats:
    """Sum over the first axis in the order of quarters, whatever the number of worlds."""
    total: Floats = np.zeros(series.shape[1:])
    for quarter in series:
        total += quarter
    return total


def _by_segment(batch: Worlds, values: list[object]) -> npt.NDArray[Any]:
    """A value per world from a value per segment."""
    out = np.empty(len(batch.worlds), dtype=object)
    for segment, value in zip(batch.segments, values, strict=True):
        for w in segment.places().tolist():
            out[w] = value
    return out
