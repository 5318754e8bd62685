"""The columns of every table that a study can hold: their units and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from agents.numerics.declared import declared
from incentives.sentences import InputError, shown, suggest
from sim.quarter.ledger import Counts, Entry, Ledger, Sums
from sim.quarter.state import TENURE_FIELDS


class Column(NamedTuple):
    """Unit and meaning of a column, and the type of its values.

    ``missing`` says where there is none; nowhere else may one be missing. In arrays it is NaN then,
    or ``NONE`` among whole numbers; in frames and files there is nothing.
    """

    unit: str
    text: str
    dtype: type = float
    missing: str = ""

    @property
    def meaning(self) -> str:
        """The text, and where there is no value."""
        return f"{self.text}; none {self.missing}" if self.missing else self.text


NONE = -1
"""In arrays of whole numbers: that there is none."""
PER_FIRM_QUARTER = "base pays per firm and quarter"
"""One base pay is what the median firm pays its executive for a quarter."""


def _books(unit: str) -> dict[str, Column]:
    """Sums of the books, then their entries."""
    sums = declared(Sums, str)
    entries = declared(Ledger, Entry)
    return {
        **{name: Column(unit, text) for name, (text, _) in sums.items()},
        "waste": Column(unit, entries["waste"].said.text),
        **{name: Column(unit, entry.text) for name, (entry, _) in entries.items()},
    }


def _counted(name: str, unit: str) -> dict[str, Column]:
    """What is counted beside the books."""
    return {name: Column(unit, declared(Counts, Entry)[name].said.text)}


_NONE = {"score": "of incumbents, whom nobody has hired", "end": "while it lasts"}
"""Fields of tenures that have no number for some."""
_NO_TENURE = "where no tenure has begun"
_NO_SEAT = "where no seat was occupied"


def _tenures(*fields: str) -> dict[str, Column]:
    """Fields of tenures as columns."""
    found = {}
    for name in fields:
        kept, dtype = TENURE_FIELDS[name]
        number = int if dtype.kind == "i" else float
        shown = str if kept.words else number
        found[kept.column or name] = Column(kept.unit, kept.text, shown, _NONE.get(name, ""))
    return found


_WORLD = {"world": Column("", "replicate", int)}
_QUARTER = {"quarter": Column("quarters", "counted from 0", int)}
_FIRM = {"firm": Column("", "row of the firm", int)}
_WHO = {
    **_FIRM,
    "seat": Column("", "number of the tenure at this firm", int),
    **_tenures("executive"),
}

_MEANS = {
    "metric": Column("metric units", "mean reported metric", missing=_NO_SEAT),
    "value": Column("effect units", "mean true value per unit of impact", missing=_NO_SEAT),
    "metric_truth_gap": Column("effect units", "reported metric less true value", missing=_NO_SEAT),
    "risk_taken": Column(
        "metric units",
        "mean standard deviation that executives chose to add to reports",
        missing=_NO_SEAT,
    ),
}

EVENTS = {
    "turned": Column("base pays", "first adds less than under watch: by so much in the quarter"),
    "bomb surfaced": Column("base pays", "hidden harm that has come to light since the last bomb"),
    "restated": Column("base pays", "own harm was found after the exit; the fine"),
    "vested": Column("base pays", "deferred pay became the executive's own"),
    "clawed back": Column("base pays", "awards taken back"),
    "audited": Column("detection index", "the chance that an audit finds something, up to 1"),
    "dismissed": Column("metric units", "the report of the quarter"),
    "detected": Column("metric units", "seat lost or not; the report of the quarter"),
    "poached": Column("metric units", "the report of the quarter"),
    "retired": Column("metric units", "the report of the quarter"),
    "acquired": Column("metric units", "the report of the quarter"),
    "removed": Column("metric units", "the report of the quarter"),
    "accused": Column("metric units", "for nothing, seat lost or not; the report of the quarter"),
    "quit": Column("metric units", "the report of the quarter"),
    "takeover": Column("base pays", "removed by a raider: what the bid cost"),
    "proxy contest": Column("base pays", "removed by a vote: what the contest cost"),
    "gamed": Column("signal sd", "gaming lifted the hiring signal"),
    "hired": Column("signal sd", "the same lift; 0 without gaming"),
}
"""Events in the order of a quarter: unit and meaning of the amount. Parts may add removers."""


def unit_of(event: str) -> str:
    """Unit of the amount of an event; removers that parts have added cost base pays."""
    return EVENTS[event].unit if event in EVENTS else "base pays"


def _amount(event: str) -> str:
    unit, text, *_ = EVENTS[event]
    return f"{event}, {text} ({unit})"


COLUMNS: dict[str, dict[str, Column]] = {
    "runs": {
        "world": Column("", "replicate: the same number has the same luck in every cell", int),
        **_books(PER_FIRM_QUARTER),
        **_MEANS,
        "tenures": Column("tenures per firm", "tenures that began, incumbents included"),
        "deceptive_share": Column(
            "share of tenures", "withhold value when unwatched, and know it", missing=_NO_TENURE
        ),
        "empty_chair_share": Column(
            "share of tenures", "own accrual below zero", missing=_NO_TENURE
        ),
        "not_worth_pay_share": Column(
            "share of tenures", "own accrual below what was paid", missing=_NO_TENURE
        ),
        "misaligned_share": Column(
            "share of tenures", "goal points away from true value", missing=_NO_TENURE
        ),
        "dismissed": Column("per firm and year", "exits by the board's decision"),
        "detected": Column("per firm and year", "exits because an audit or tip found something"),
        "poached": Column("per firm and year", "exits to the market for other seats"),
        "retired": Column("per firm and year", "exits from the labour market"),
        "quit": Column("per firm and year", "exits of those to whom the seat is worth too little"),
        "acquired": Column("per firm and year", "exits because the firm was bought"),
        "removed": Column("per firm and year", "exits by a raider or a vote, over the board"),
        "accused": Column("per firm and year", "exits because an audit accused for nothing"),
        "harm_after_exit_share": Column(
            "share of hidden harm",
            "surfaced after its author left",
            missing="where nobody has hidden any",
        ),
        "base_pay_found": Column(
            "base pays", "base pay of the package that won: as written, or as found"
        ),
        "outside_found": Column("base pays", "what an executive would earn elsewhere"),
        "monitoring": Column("audits per quarter", "extra audit rate that shareholders pay for"),
        "package": Column("", "the package that won the vote", str),
    },
    "quarters": {
        **_WORLD,
        **_QUARTER,
        **_books(PER_FIRM_QUARTER),
        **_MEANS,
        **_counted("pending_benefit", PER_FIRM_QUARTER),
        **_counted("pending_harm", PER_FIRM_QUARTER),
        **_counted("exits", "share of firms"),
    },
    "tenures": {
        **_WORLD,
        **_WHO,
        **_tenures("kind"),
        "contract": Column("", "what was chosen from a menu, from 0; 0 if there is none", int),
        "age": Column("years", "at the start", missing="where no age of retirement is set"),
        **_tenures(
            "theta", "start", "end", "exit", "announced", "quarters", "accrual", "paid", "clawed"
        ),
        **_tenures("detections", "accusations", "metric", "risk_taken", "harm"),
        "harm_after_exit": Column("effect units", "of it, surfaced after the exit"),
        "restated": Column(
            "quarters", "when own harm was found after the exit", int, "if it never was"
        ),
        **_tenures("withheld"),
        "withheld_value": Column(
            "effect units per quarter", "the same over the firm's impact: its size is not in it"
        ),
        "deceptive": Column("", "withheld more than thresholds.deceptive, in its unit", bool),
        "empty_chair": Column("", "own accrual below zero", bool),
        "not_worth_pay": Column("", "own accrual below pay", bool),
        **_tenures("gaming", "score"),
    },
    "contexts": {
        **_WORLD,
        **_WHO,
        **_tenures("kind"),
        "cognition": Column("", "exact search, or a learned rule", str),
        "phase": Column("", "interview (a trial project, fully watched), probation, or after", str),
        "regime": Column("", "shifts of the technology before; 0 in interviews", int),
        "quarters": Column("quarters", "of the tenure in this context; 0 in interviews", int),
        "accrual_total": Column(
            "base pays", "own authored value in these quarters; in a quarter of a trial"
        ),
        "alignment": Column(
            "share of the best", "mean value of the efforts over the best at their cost"
        ),
        "capability": Column(
            "share of the best",
            "gain under the own goal, or one that fits a rule; else none",
            missing="where no goal fits, or a callable decides",
        ),
        "quadrant": Column(
            "", "robust, capability failure, objective misgeneralization, both", str
        ),
    },
    "events": {
        **_WORLD,
        **_QUARTER,
        **_FIRM,
        "seat": Column("", "number of the tenure at this firm that it is about", int),
        "executive": Column("", "row of the executive in its world: of a bomb, its author", int),
        "event": Column("", f"what happened: {', '.join(EVENTS)}", str),
        "amount": Column("as in unit", f"how much: {'; '.join(map(_amount, EVENTS))}"),
        "unit": Column("", "unit of the amount", str),
        "status": Column(
            "", "where the executive is then: seated, free (between seats) or gone", str
        ),
        "now_at": Column("", "firm in whose seat the executive is then", int, "if in none"),
    },
    "dossiers": {
        **_WORLD,
        **_tenures("executive"),
        "seats": Column("", "tenures", int),
        "firms": Column("", "their firms in order, separated by commas", str),
        "first_quarter": Column(
            "quarters", "first quarter in a seat; negative for incumbents", int
        ),
        "quarters": Column("quarters", "simulated quarters in office", int),
        "accrual_total": Column("base pays", "own authored value"),
        "paid_total": Column("base pays", "pay"),
        **_tenures("clawed", "metric"),
        "gaming_lift": Column("signal sd", "largest lift that gaming gave a hiring signal"),
        "harm_money": Column("base pays", "hidden harm authored, times the impact of the firm"),
        "surfaced_in_office": Column("base pays", "of it, surfaced in the seat where it was made"),
        "surfaced_after_exit": Column("base pays", "of it, surfaced at firms that it has left"),
        "surfaced_elsewhere": Column("base pays", "of that, while in another seat, hired again"),
        "first_turn": Column("quarters", "quarter of the first turn", int, "if there is none"),
        "first_detection": Column(
            "quarters",
            "quarter of the first detection that cost the seat",
            int,
            "if there is none",
        ),
        "last_exit": Column("", "why the last tenure ended, or in office", str),
        "status": Column("", "where the executive is at the end: seated, free or gone", str),
        "now_at": Column("", "firm in whose seat the executive is at the end", int, "if in none"),
        **_tenures("kind"),
        "goal_pay": Column("", "weight of the hidden goal on pay"),
        "goal_value": Column("", "weight on true value"),
        "goal_proxy": Column("", "weight on the proxy"),
        "goal_private": Column("", "weight on private benefit"),
        "goal_harm": Column("", "weight on harm"),
    },
    "ledger": {
        **_WORLD,
        **_FIRM,
        **_QUARTER,
        **_books(PER_FIRM_QUARTER),
    },
    "firms": {
        **_WORLD,
        **_FIRM,
        "firm_size": Column("sizes of the median firm", "market value, or what its source has"),
        "firm_impact": Column("base pays per effect unit", "true value of a unit of effect"),
        "firm_base_pay": Column("base pays", "base pay of a quarter"),
    },
    "conduct": {
        **_WORLD,
        **_QUARTER,
        **_FIRM,
        "seat": Column("", "number of the tenure at this firm", int, _NO_SEAT),
        "executive": Column("", "row of the executive in its world", int, _NO_SEAT),
        "belief": Column(
            "metric units",
            "the board's opinion of the executive when the quarter begins",
            missing=_NO_SEAT,
        ),
        "metric": Column("metric units", "the report of the quarter", missing=_NO_SEAT),
        "value": Column("effect units", "true value per unit of impact", missing=_NO_SEAT),
        "peer_return": Column(
            "metric units",
            "the report over what it is compared with, and the change of belief over 0.03",
            missing=_NO_SEAT,
        ),
        "audited": Column("", "whether an audit took place", bool),
    },
    "efforts": {
        **_WORLD,
        **_QUARTER,
        **_FIRM,
        "task": Column("", "name of the task in the scenario", str),
        "effort_level": Column("effort units", "effort on the task", missing=_NO_SEAT),
    },
    "years": {
        **_WORLD,
        "year": Column("years", "of four quarters, counted from 0", int),
        **_WHO,
        "served": Column("quarters", "of the year in the seat", int),
        "reported": Column("metric units", "sum of the reports"),
        "wealth_gain": Column("base pays", "sum of the peer return times the impact of the firm"),
        "paid_in_year": Column("base pays", "pay"),
        "accrued_in_year": Column("base pays", "true value that actions added, now or later"),
        "misreported": Column("metric units", "what tasks of negative value added to the reports"),
        "misconduct_loss": Column("base pays", "true value that these tasks cost"),
        "found_out": Column("", "times that an audit or a tip found something", int),
    },
    "packages": {
        **_WORLD,
        "year": Column("years", "of four quarters, counted from 0", int),
        "package_point": Column("", "number of the package on the lattice", int),
        "package": Column("", "its parameters", str),
        "package_share": Column("", "of the world's firms, mean over the quarters of the year"),
        "metric": Column("metric units", "mean reported metric", missing=_NO_SEAT),
        "value": Column("effect units", "mean true value per unit of impact"),
        "realised_value": Column("effect units", "mean value that reached the books, likewise"),
        "surplus_per_size": Column("effect units", "mean shareholder surplus, likewise"),
        "times_adopted": Column("", "times that a firm came to it", int),
        "times_left": Column("", "times that a firm left it for another", int),
        "times_failed": Column("", "times that a firm failed under it", int),
    },
}
"""Per table, its columns in order, without the labels of the cell that a study adds."""

MEASURES = tuple(name for name in COLUMNS["runs"] if name not in {"world", "package"})
"""Columns of ``runs`` that can be averaged over worlds."""

HEADERS = {
    "shareholder_surplus": "surplus",
    "deceptive_share": "deceptive",
    "metric_truth_gap": "gap",
    "empty_chair_share": "empty chair",
}
"""What narrow tables call the usual measures; others go by their own names."""

RECORDS = (
    *("runs", "quarters", "tenures", "contexts", "events", "ledger", "dossiers"),
    *("firms", "conduct", "efforts", "years", "packages"),
)
"""What ``--record`` accepts; ``runs`` is always recorded."""


HEADLINE_MEASURES = (
    "shareholder_surplus",
    "deceptive_share",
    "metric_truth_gap",
    "empty_chair_share",
)


def header(measure: str) -> str:
    """What a measure's column is called in a narrow table."""
    return HEADERS.get(measure, measure.replace("_", " "))


def tables_of(record: str | Iterable[str], origin: str = "record") -> tuple[str, ...]:
    """Tables to record, in the order of ``RECORDS`` and always with ``runs``.

    Args:
        record: Names, with commas between them or in a list.
        origin: What messages call it.

    Raises:
        InputError: If there is no such table.
    """
    at = f"{origin}: " if origin else ""
    names = _names(record, at, "tables", "quarters,tenures")
    for name in names:
        if name not in RECORDS:
            raise InputError(f"{at}no table is called {shown(name)}; {suggest(name, RECORDS)}")
    return tuple(name for name in RECORDS if name == "runs" or name in names)


def measures_of(
    measures: str | Iterable[str], origin: str = "measures", more: Iterable[str] = ()
) -> tuple[str, ...]:
    """Measures in the order given, each once.

    Args:
        measures: Names, with commas between them or in a list.
        origin: What messages call it.
        more: Outcomes, which are measures of one study.

    Raises:
        InputError: If there is no such measure, or none at all.
    """
    at = f"{origin}: " if origin else ""
    names = _names(measures, at, "measures", "shareholder_surplus,rent")
    if not names:
        raise InputError(f"{at}is empty; expected names of measures")
    known = (*MEASURES, *more)
    for name in names:
        if name not in known:
            called = {short: measure for measure, short in HEADERS.items()}
            hint = suggest(name, known, called)
            raise InputError(f"{at}no measure is called {shown(name)}; {hint}")
    return tuple(dict.fromkeys(names))


def _names(given: Any, at: str, what: str, example: str) -> list[str]:
    entries = [given] if isinstance(given, str) else given
    if not isinstance(entries, Iterable) or isinstance(entries, Mapping | bytes):
        raise InputError(f"{at}is {shown(given)}; expected names of {what}, as in {example}")
    names: list[str] = []
    for entry in entries:
        if not isinstance(entry, str):
            raise InputError(f"{at}has {shown(entry)}; expected names of {what}")
        names += filter(None, (name.strip() for name in entry.split(",")))
    return names
