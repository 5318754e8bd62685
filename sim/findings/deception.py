"""docs/diagnosis-deception.md: deception and its control in the default economy."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest

from sim.diagnosis.deception.curve import BY_VALUE, WITHHELD_IN
from sim.diagnosis.deception.deception import ALL, Deception, observe
from sim.findings import claims
from sim.findings.page import Page
from sim.findings.runs import mean as runs_mean
from sim.findings.runs import runs, scenario
from sim.findings.text import num, pct, table


@cache
def found() -> Deception:
    """The default economy and its control."""
    return observe(scenario("default"))


def mean(measure: str, kind: str = ALL, which: str = "scenario") -> float:
    """Of a measure, over worlds."""
    return float(found().row(measure, kind)[which]["mean"])


def share(threshold: float, unit: str = BY_VALUE) -> float:
    """Of tenures that withhold more, mean over worlds."""
    curve = found().curve
    (row,) = (r for r in curve if r["unit"] == unit and r["threshold"] == threshold)
    return float(row["mean"])


def share_of_report() -> float:
    """The threshold over what a firm reports in a quarter."""
    return scenario("default").thresholds.deceptive / runs_mean(runs("default"), "metric")


def _curve() -> str:
    by_unit = [[row for row in found().curve if row["unit"] == unit] for unit in WITHHELD_IN]
    rows = []
    for both in zip_longest(*by_unit):
        cells = [
            ["", ""] if row is None else [f"{row['threshold']:g}", num(row["mean"])] for row in both
        ]
        rows.append([*cells[0], *cells[1]])
    return f"\n\n{table(['base pays', 'share', 'units of value', 'share'], rows)}\n\n"


DECEPTION_PAGE = Page(
    "docs/diagnosis-deception.md",
    findings={
        "how-sure": lambda: claims.how_sure(
            "deception-costs",
            "bonus-makes-deceivers",
            "foresight",
        ),
        "stewards-turn": lambda: num(100 * mean("turned", "steward"), 0),
        "stewards-lose": lambda: num(mean("lost", "steward"), 3),
        "turn": lambda: num(100 * mean("turned"), 0),
        "lost": lambda: num(mean("lost")),
        "undetected": lambda: num(100 * mean("undetected"), 0),
        "lag": lambda: num(mean("lag"), 0),
        "elsewhere": lambda: pct(mean("elsewhere_share"), 1),
        "elsewhere-control": lambda: pct(mean("elsewhere_share", ALL, "control"), 1),
        "elsewhere-careerists": lambda: pct(mean("elsewhere", "careerist") / mean("elsewhere")),
        "curve": _curve,
        "material": lambda: pct(share_of_report()),
        "below": lambda: num(share(0.05) - share(0.1)),
        "valley": lambda: num(share(0.1) - share(0.15)),
        "above": lambda: num(share(0.15) - share(0.3)),
    },
    claims={
        "of a size that accountants call material": lambda: share_of_report() > 0.05,
        "half of those hired right after probation": lambda: (
            found().probation <= mean("turn_median") < found().probation + 1
        ),
        "most of that is there in the control": lambda: (
            mean("elsewhere_share", ALL, "control") > mean("elsewhere_share") / 2
        ),
    },
)
