"""The columns of every table that a study can hold: their units and what they mean."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """Unit and meaning of a column."""

    unit: str
    text: str


PAY = "base pays per firm and quarter"
"""One base pay is what the median firm pays its executive for a quarter."""

_LEDGER = {
    "accrual": Column(PAY, "true value that executives' actions added, now or later"),
    "luck": Column(PAY, "value that nobody is responsible for"),
    "realised": Column(PAY, "value that reached the books: visible now, matured, or luck"),
    "d_pending": Column(PAY, "change of hidden consequences: added less matured"),
    "paid": Column(PAY, "base pay and vested awards"),
    "clawback": Column(PAY, "awards paid back in cash"),
    "fines": Column(PAY, "fines paid by detected executives"),
    "governance": Column(PAY, "cost of filters, audits and monitoring"),
    "granted": Column(PAY, "awards made by the schemes"),
    "vested": Column(PAY, "awards that became the executive's own"),
    "forfeited": Column(PAY, "deferred awards lost to the executive"),
    "d_deferred": Column(PAY, "change of the deferred accounts"),
    "private": Column(PAY, "private benefits that executives took"),
    "effort": Column(PAY, "cost of executives' effort"),
    "gaming": Column(PAY, "what applicants spent on gaming the filters"),
    "outside": Column(PAY, "what the executives would have earned elsewhere"),
}

_SUMS = {
    "shareholder_surplus": Column(
        PAY, "realised less paid and governance, plus clawback and fines"
    ),
    "total_surplus": Column(PAY, "shareholder surplus, rent and the change of hidden consequences"),
    "rent": Column(PAY, "what executives gain over their outside option"),
    "waste": Column(PAY, "negative accrual that nobody received as private benefit"),
}

_SHARES = {
    "metric": Column("metric units", "mean reported metric"),
    "value": Column("effect units", "mean true value per unit of impact"),
    "metric_truth_gap": Column("effect units", "reported metric less true value"),
    "risk_taken": Column(
        "metric units", "mean standard deviation that executives chose to add to reports"
    ),
}

EVENTS = {
    "turned": Column("base pays", "first adds less than under watch: by so much in the quarter"),
    "bomb surfaced": Column("base pays", "hidden harm that has come to light since the last bomb"),
    "vested": Column("base pays", "deferred pay became the executive's own"),
    "clawed back": Column("base pays", "awards taken back"),
    "audited": Column("", "detection index: the chance that an audit finds something, up to 1"),
    "dismissed": Column("metric units", "the report of the quarter"),
    "detected": Column("metric units", "the report of the quarter"),
    "poached": Column("metric units", "the report of the quarter"),
    "retired": Column("metric units", "the report of the quarter"),
    "takeover": Column("base pays", "removed by a raider; what the bid cost"),
    "proxy contest": Column("base pays", "removed by a vote; what the contest cost"),
    "gamed": Column("signal sd", "gaming lifted the hiring signal"),
    "hired": Column("signal sd", "the same lift; 0 without gaming"),
}
"""Events in the order of a quarter: unit and meaning of the amount. Parts may add removers."""


def _amount(event: str) -> str:
    unit, text = EVENTS[event]
    return f"{event}, {text}{unit and f' ({unit})'}"


COLUMNS: dict[str, dict[str, Column]] = {
    "runs": {
        "world": Column("", "replicate: the same number has the same luck in every cell"),
        **_SUMS,
        **_LEDGER,
        **_SHARES,
        "tenures": Column("tenures per firm", "tenures that began, incumbents included"),
        "deceptive_share": Column("share of tenures", "withhold value when unwatched, and know it"),
        "empty_chair_share": Column("share of tenures", "own accrual below zero"),
        "not_worth_pay_share": Column("share of tenures", "own accrual below what was paid"),
        "misaligned_share": Column("share of tenures", "goal points away from true value"),
        "dismissed": Column("per firm and year", "exits by the board's decision"),
        "detected": Column("per firm and year", "exits after an audit found something"),
        "poached": Column("per firm and year", "exits to the market for other seats"),
        "retired": Column("per firm and year", "exits from the labour market"),
        "harm_after_exit_share": Column("share of hidden harm", "surfaced after its author left"),
        "monitoring": Column("audits per quarter", "extra audit rate that shareholders pay for"),
        "package": Column("", "the package that won the vote"),
    },
    "quarters": {
        "world": Column("", "replicate"),
        "quarter": Column("quarters", "counted from 0"),
        **_SUMS,
        **_LEDGER,
        **_SHARES,
        "pending_benefit": Column(PAY, "hidden consequences still to come, good ones"),
        "pending_harm": Column(PAY, "hidden consequences still to come: time bombs"),
        "exits": Column("share of firms", "executives who left"),
    },
    "tenures": {
        "world": Column("", "replicate"),
        "firm": Column("", "row of the firm"),
        "seat": Column("", "number of the tenure at this firm"),
        "executive": Column("", "row of the executive in its world"),
        "kind": Column("", "archetype, or the scenario's name for the goal"),
        "contract": Column("", "what was chosen from a menu, from 0; 0 if there is none"),
        "ability": Column("", "scales what effort achieves"),
        "start": Column("quarters", "first quarter in the seat; negative for incumbents"),
        "end": Column("quarters", "last quarter in the seat; -1 while it lasts"),
        "exit": Column("", "why it ended, or in office"),
        "quarters": Column("quarters", "simulated quarters in the seat"),
        "accrual": Column("base pays", "own authored value over the tenure"),
        "paid": Column("base pays", "pay over the tenure"),
        "clawed_back": Column("base pays", "cash and deferred awards taken back"),
        "metric": Column("metric units", "mean reported metric"),
        "risk_taken": Column("metric units", "mean standard deviation added to reports by choice"),
        "harm": Column("effect units", "hidden harm authored"),
        "harm_after_exit": Column("effect units", "of it, surfaced after the exit"),
        "withheld": Column("base pays per quarter", "value watched less value unwatched"),
        "deceptive": Column("", "withheld more than thresholds.deceptive"),
        "empty_chair": Column("", "own accrual below zero"),
        "not_worth_pay": Column("", "own accrual below pay"),
        "gaming": Column("signal sd", "lift that gaming gave the hiring signal"),
        "score": Column("", "sum of the filters' scores at hiring; none for incumbents"),
    },
    "contexts": {
        "world": Column("", "replicate"),
        "firm": Column("", "row of the firm"),
        "seat": Column("", "number of the tenure at this firm"),
        "executive": Column("", "row of the executive in its world"),
        "kind": Column("", "archetype, or the scenario's name for the goal"),
        "cognition": Column("", "exact search, or a learned rule"),
        "phase": Column("", "interview (a trial project, fully watched), probation, or after"),
        "regime": Column("", "shifts of the technology before; 0 in interviews"),
        "quarters": Column("quarters", "of the tenure in this context; 0 in interviews"),
        "accrual": Column(
            "base pays", "own authored value in these quarters; in a quarter of a trial"
        ),
        "alignment": Column(
            "share of the best", "mean value of the efforts over the best at their cost"
        ),
        "capability": Column(
            "share of the best", "gain under the own goal, or one that fits a rule; else none"
        ),
        "quadrant": Column("", "robust, capability failure, objective misgeneralization, both"),
    },
    "events": {
        "world": Column("", "replicate"),
        "quarter": Column("quarters", "counted from 0"),
        "firm": Column("", "row of the firm"),
        "seat": Column("", "number of the tenure at this firm that it is about"),
        "executive": Column("", "row of the executive in its world: of a bomb, its author"),
        "event": Column("", f"what happened: {', '.join(EVENTS)}"),
        "amount": Column("", f"how much: {'; '.join(map(_amount, EVENTS))}"),
        "status": Column("", "where the executive is then: seated, free (between seats) or gone"),
        "now_at": Column("", "firm in whose seat the executive is then; -1 if in none"),
    },
    "dossiers": {
        "world": Column("", "replicate"),
        "executive": Column("", "row of the executive in its world"),
        "seats": Column("", "tenures"),
        "firms": Column("", "their firms in order, separated by commas"),
        "first_quarter": Column("quarters", "first quarter in a seat; negative for incumbents"),
        "quarters": Column("quarters", "simulated quarters in office"),
        "accrual": Column("base pays", "own authored value"),
        "paid": Column("base pays", "pay"),
        "clawed_back": Column("base pays", "cash and deferred awards taken back"),
        "metric": Column("metric units", "mean reported metric"),
        "gaming": Column("signal sd", "largest lift that gaming gave a hiring signal"),
        "harm": Column("base pays", "hidden harm authored"),
        "surfaced_in_office": Column("base pays", "of it, surfaced in the seat where it was made"),
        "surfaced_after_exit": Column("base pays", "of it, surfaced at firms that it has left"),
        "surfaced_elsewhere": Column("base pays", "of that, while in another seat, hired again"),
        "turned": Column("quarters", "quarter of the first turn; -1 if none"),
        "detected": Column("quarters", "quarter of the first detection; -1 if none"),
        "last_exit": Column("", "why the last tenure ended, or in office"),
        "status": Column("", "where the executive is at the end: seated, free or gone"),
        "now_at": Column("", "firm in whose seat the executive is at the end; -1 if in none"),
        "kind": Column("", "archetype, or the scenario's name for the goal"),
        "goal_pay": Column("", "weight of the hidden goal on pay"),
        "goal_value": Column("", "weight on true value"),
        "goal_proxy": Column("", "weight on the proxy"),
        "goal_private": Column("", "weight on private benefit"),
        "goal_harm": Column("", "weight on harm"),
    },
    "ledger": {
        "world": Column("", "replicate"),
        "firm": Column("", "row of the firm"),
        "quarter": Column("quarters", "counted from 0"),
        **{
            name: Column("base pays of the median firm", column.text)
            for name, column in {**_SUMS, **_LEDGER}.items()
        },
    },
}
"""Per table, its columns in order, without the labels of the cell that a study adds."""

MEASURES = tuple(name for name in COLUMNS["runs"] if name not in {"world", "package"})
"""Columns of ``runs`` that can be averaged over worlds."""

RECORDS = ("runs", "quarters", "tenures", "contexts", "events", "ledger", "dossiers")
"""What ``--record`` accepts; ``runs`` is always recorded."""


HEADLINE_MEASURES = (
    "shareholder_surplus",
    "deceptive_share",
    "metric_truth_gap",
    "empty_chair_share",
)
