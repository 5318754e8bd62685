"""docs/diagnosis-deception.md: deception and its control in the default economy."""

from __future__ import annotations

from functools import cache

from sim.diagnosis.deception.deception import ALL, Deception, observe
from sim.findings.page import Page
from sim.findings.runs import scenario
from sim.findings.text import num, pct


@cache
def found() -> Deception:
    """The default economy and its control."""
    return observe(scenario("default"))


def mean(measure: str, kind: str = ALL, which: str = "scenario") -> float:
    """Of a measure, over worlds."""
    return float(found().row(measure, kind)[which]["mean"])


DECEPTION_PAGE = Page(
    "docs/diagnosis-deception.md",
    findings={
        "stewards-turn": lambda: num(100 * mean("turned", "steward"), 0),
        "stewards-lose": lambda: num(mean("lost", "steward"), 3),
        "turn": lambda: num(100 * mean("turned"), 0),
        "lost": lambda: num(mean("lost")),
        "undetected": lambda: num(100 * mean("undetected"), 0),
        "lag": lambda: num(mean("lag"), 0),
        "elsewhere": lambda: pct(mean("elsewhere_share"), 1),
        "elsewhere-control": lambda: pct(mean("elsewhere_share", ALL, "control"), 1),
        "elsewhere-careerists": lambda: pct(mean("elsewhere", "careerist") / mean("elsewhere")),
    },
    claims={
        "half of those hired right after probation": lambda: (
            found().probation <= mean("turn_median") < found().probation + 1
        ),
        "nearly the same in the control": lambda: (
            abs(mean("elsewhere_share") / mean("elsewhere_share", ALL, "control") - 1) < 0.25
        ),
    },
)
