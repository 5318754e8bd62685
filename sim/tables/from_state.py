"""Tables of a batch: what is read off its arrays after (or while) it runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from incentives.arrays import Bools, Floats, Ints, Table
from sim.observers.quadrants import worse_than_empty_chair
from sim.quarter.ledger import LEDGER, SERIES, surpluses
from sim.quarter.state import EXITS, RUNNING, TENURE_FIELDS
from sim.quarter.tenures import TenureList
from sim.tables.columns import NONE
from sim.world.worlds import Worlds

_LABELS = ("deceptive", "empty_chair", "not_worth_pay", "misaligned")
"""Of tenures whose shares the table ``runs`` has."""


def runs_table(batch: Worlds) -> Table:
    """One row per world, as they stand in the batch."""
    counts = slice(batch.burn_in, None)
    total = dict(zip(SERIES, _over_quarters(batch.series[counts]).T, strict=True))
    played = max(batch.counted, 1)
    entry = {name: total[name] / (batch.firms * played) for name in LEDGER}
    with np.errstate(invalid="ignore", divide="ignore"):
        metric = total["metric"] / total["seats"]
        value = total["value"] / total["seats"]
        risk_taken = _over_quarters(batch.risk_taken[counts]) / total["seats"]
    years = batch.firms * played / 4.0
    tenures = batch.tenure_list
    world = tenures.firm // batch.firms
    flags = tenure_flags(batch, tenures)
    count = _counted(world, len(batch.worlds), flags, tenures.column("exit"))
    began = count["began"]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = {label: count[label] / began for label in _LABELS}
        # In money: harm per unit of impact times the firm's impact.
        after_exit = _harm_by_world(batch, tenures, flags["harm_after_exit"]) / _harm_by_world(
            batch, tenures, tenures.column("harm")
        )
    return {
        "world": batch.worlds,
        **surpluses(entry, batch.priced),
        **entry,
        "metric": metric,
        "value": value,
        "metric_truth_gap": metric - value,
        "risk_taken": risk_taken,
        "tenures": began / batch.firms,
        **{f"{label}_share": share[label] for label in _LABELS},
        **{reason: count[reason] / years for reason in EXITS[1:]},
        "harm_after_exit_share": after_exit,
        "base_pay_found": _over_firms(batch, batch.plans.base_pay),
        "outside_found": _over_firms(batch, batch.plans.outside),
        "monitoring": batch.plans.monitoring[batch.plan_of_world],
        "package": _labels(batch),
    }


def tenure_flags(batch: Worlds, tenures: TenureList) -> dict[str, npt.NDArray[Any]]:
    """Labels of tenures, (tenures,); they are read off and change nothing."""
    plans, world = batch.plans, tenures.firm // batch.firms
    began = tenures.column("quarters") > 0
    ended = began & (tenures.column("exit") > RUNNING)
    accrual = tenures.column("accrual")
    deceptive = plans.deceptive[batch.plan_of_world][world]
    judged = tenures.column("withheld")
    if (by_value := batch.judged_by_value).any():
        judged = np.where(by_value[world], withheld_value(batch, judged, tenures.firm), judged)
    misaligned = (plans.misaligned[batch.plan_of_world] == 1)[world, tenures.column("kind")]
    hidden = np.flatnonzero(ended & (tenures.column("left_harm") != 0.0))
    later = batch.counted - 1 - tenures.column("end")[hidden]
    maturing = plans.maturing[batch.plan_of_world][world[hidden]]
    harm_after_exit = np.zeros(world.size)
    harm_after_exit[hidden] = tenures.column("left_harm")[hidden] * (
        1.0 - (1.0 - maturing) ** later
    )
    return {
        "began": began,
        "ended": ended,
        "deceptive": judged > deceptive,
        "empty_chair": worse_than_empty_chair(accrual),
        "not_worth_pay": accrual < tenures.column("paid"),
        "misaligned": misaligned,
        "harm_after_exit": harm_after_exit,
    }


def withheld_value(batch: Worlds, withheld: Floats, firm: Ints) -> Floats:
    """What is withheld in units of effect, so that it does not depend on the size of the firm.

    Args:
        batch: Of the firms.
        withheld: (n,) in base pays of the firm.
        firm: (n,) rows; where a firm has no impact, nothing has any value, and it is 0.
    """
    pay, impact = batch.seats.base_pay[firm], batch.seats.impact[firm]
    found: Floats = np.divide(withheld * pay, impact, np.zeros(firm.size), where=impact > 0.0)
    return found


def tenures_table(batch: Worlds) -> Table:
    """One row per tenure that saw at least one quarter."""
    tenures = batch.tenure_list
    flags = tenure_flags(batch, tenures)
    rows = tenures.by_number(np.flatnonzero(flags["began"]))
    rows = rows[by_world(batch, tenures.firm[rows] // batch.firms)]
    flags = {label: flag[rows] for label, flag in flags.items()}
    firm = tenures.firm[rows]
    world = firm // batch.firms
    shown = {}
    for name, (kept, _) in TENURE_FIELDS.items():
        if kept.column is not None:
            column = tenures.column(name)[rows]
            if kept.mean:
                column = column / tenures.column("quarters")[rows]
            shown[kept.column or name] = column
    contracts = batch.plans.contracts[batch.plan_of_world[world]]
    kind, contract = divmod(shown["kind"], contracts)
    age = np.full(rows.size, np.nan)
    if batch.ages is not None:
        age = batch.ages.years(world, shown["executive"], shown["start"])
    restated = np.full(tenures.firm.size, NONE)
    if batch.restatements is not None:
        done = int(batch.finished.first[batch.quarter])
        first = 0 if batch.opening is None else batch.opening.finished
        found = batch.restatements.of(done)[first:]
        restated[: done - first] = np.where(found == NONE, NONE, found - batch.burn_in)
    return {
        **shown,
        "world": batch.worlds[world],
        "firm": firm % batch.firms,
        "seat": tenures.number[rows],
        "kind": kind_names(batch, world, kind),
        "age": age,
        "contract": contract,
        "last_quarter": np.where(flags["ended"], shown["last_quarter"], NONE),
        "exit": np.array(EXITS, dtype=object)[shown["exit"]],
        "announced": np.array(EXITS, dtype=object)[shown["announced"]],
        "harm_after_exit": flags["harm_after_exit"],
        "withheld_value": withheld_value(batch, shown["withheld"], firm),
        "restated": restated[rows],
        "deceptive": flags["deceptive"],
        "empty_chair": flags["empty_chair"],
        "not_worth_pay": flags["not_worth_pay"],
    }


def kind_names(batch: Worlds, world: Ints, kind: Ints) -> npt.NDArray[Any]:
    """Names of kinds, given their numbers and the places of their worlds."""
    found = np.empty(kind.size, dtype=object)
    for segment in batch.segments:
        mine = np.isin(world, segment.places()) if len(batch.segments) > 1 else slice(None)
        names = np.array(list(segment.scenario.executives.population), dtype=object)
        found[mine] = names[kind[mine]]
    return found


def by_world(batch: Worlds, world: Ints) -> Ints:
    """Rows in the order of their worlds, given the places of these; else they stay in order."""
    rank = np.empty(len(batch.worlds), dtype=np.uint16 if len(batch.worlds) <= 1 << 16 else int)
    rank[np.argsort(batch.worlds)] = np.arange(len(batch.worlds))
    return np.argsort(rank[world], kind="stable")


def quarters_table(batch: Worlds, first: int = 0) -> Table:
    """One row per world and quarter, from quarter ``first`` of those that count on."""
    chosen = slice(batch.burn_in + first, max(batch.quarter, batch.burn_in + first))
    played = batch.series[chosen]
    series = dict(zip(SERIES, np.moveaxis(played, 2, 0), strict=True))
    columns = _of_quarters(series, batch.risk_taken[chosen], batch.firms, batch.priced)
    order = np.argsort(batch.worlds, kind="stable")
    quarters = played.shape[0]
    return {
        "world": np.repeat(batch.worlds[order], quarters),
        "quarter": np.tile(np.arange(first, first + quarters), order.size),
        **{name: column.T[order].ravel() for name, column in columns.items()},
    }


def last_quarter(batch: Worlds) -> dict[str, Any]:
    """The last row of the table ``quarters`` of a batch of one world, as numbers."""
    last = batch.quarter - 1
    series = dict(zip(SERIES, batch.series[last, 0], strict=True))
    risk_taken, priced = batch.risk_taken[last, 0], bool(batch.priced[0])
    columns = _of_quarters(series, risk_taken, batch.firms, priced)
    return {"world": batch.worlds[0], "quarter": np.int64(batch.counted - 1), **columns}


def _of_quarters(
    series: dict[str, Any], risk_taken: Any, firms: int, priced: bool | Bools
) -> dict[str, Any]:
    """Columns of the table ``quarters`` from sums over firms: arrays of one shape, or numbers."""
    entry = {name: series[name] / firms for name in LEDGER}
    with np.errstate(invalid="ignore", divide="ignore"):
        metric = series["metric"] / series["seats"]
        value = series["value"] / series["seats"]
        risk = risk_taken / series["seats"]
    return {
        **surpluses(entry, priced),
        **entry,
        "metric": metric,
        "value": value,
        "metric_truth_gap": metric - value,
        "risk_taken": risk,
        "pending_benefit": series["pending_benefit"] / firms,
        "pending_harm": series["pending_harm"] / firms,
        "exits": series["exits"] / firms,
    }


def _counted(
    world: Ints, worlds: int, flags: dict[str, npt.NDArray[Any]], exits: Ints
) -> dict[str, Floats]:
    """(worlds,) tenures that have begun, of them those of each label, and ends for each reason.

    All are counted at once: a tenure is one of a few cases.
    """
    began, labels = flags["began"], len(_LABELS)
    case = exits * 2 + began
    for label in _LABELS:
        case = case * 2 + (flags[label] & began)
    cases = len(EXITS) << (labels + 1)
    number = np.arange(cases)
    counts = np.bincount(world * cases + case, minlength=worlds * cases).reshape(worlds, cases)

    def of(chosen: npt.NDArray[np.bool_]) -> Floats:
        found: Floats = counts[:, chosen].sum(axis=1).astype(np.float64)
        return found

    found = {label: of(number >> labels - 1 - k & 1 == 1) for k, label in enumerate(_LABELS)}
    found |= {reason: of(number >> labels + 1 == k) for k, reason in enumerate(EXITS)}
    return {**found, "began": of(number >> labels & 1 == 1)}


def _harm_by_world(batch: Worlds, tenures: TenureList, harm: Floats) -> Floats:
    """(worlds,) sums of harm in money over tenures, by number and firm, one by one in order."""
    some = tenures.by_number(np.flatnonzero(harm))
    firm = tenures.firm[some]
    money = harm[some] * batch.seats.impact[firm]
    return np.bincount(firm // batch.firms, money, len(batch.worlds)).astype(np.float64)


def _over_quarters(series: Floats) -> Floats:
    """Sum over the first axis in the order of quarters, whatever the number of worlds."""
    total: Floats = np.zeros(series.shape[1:])
    for quarter in series:
        total += quarter
    return total


def _over_firms(batch: Worlds, field: Floats) -> Floats:
    """(worlds,) what plans have in a field; the mean over firms that have their own."""
    if batch.learners is None:
        return field[batch.plan_of_world]
    found: Floats = field[batch.plan_of_firm].reshape(-1, batch.firms).mean(axis=1)
    return found


def _labels(batch: Worlds) -> npt.NDArray[Any]:
    """(worlds,) names of their packages; that of the most firms, if these have their own."""
    if batch.learners is not None:
        return batch.learners.labels(batch)
    found = np.empty(len(batch.worlds), dtype=object)
    for segment in batch.segments:
        found[segment.worlds] = segment.label
    return found
