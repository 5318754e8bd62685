"""docs/dashboard.md: what the boardroom shows in ten minutes."""

from __future__ import annotations

from sim.findings.page import Page
from sim.findings.runs import mean, runs, scenario
from sim.findings.text import num, pct

SURPLUS = "shareholder_surplus"
STEEP, MANY, FEW = "perverse-slope", "many-misaligned", "few-misaligned"
RULE = "executives.cognition=rule"


def of(preset: str, measure: str, *settings: str) -> float:
    """What a card of the boardroom says."""
    return mean(runs(preset, *settings), measure)


def slope(preset: str) -> float:
    """Of the bonus."""
    return float(scenario(preset).package.schemes[0].model_dump()["slope"])


PAGE = Page(
    "docs/dashboard.md",
    findings={
        "default-reports": lambda: num(of("default", "metric")),
        "steep-reports": lambda: num(of(STEEP, "metric")),
        "default-value": lambda: num(of("default", "value")),
        "steep-value": lambda: num(of(STEEP, "value")),
        "steep-loss": lambda: num(-of(STEEP, SURPLUS)),
        "default-surplus": lambda: num(of("default", SURPLUS)),
        "reports-differ": lambda: pct(abs(of(MANY, "metric") / of(FEW, "metric") - 1)),
        "few-empty-chairs": lambda: pct(of(FEW, "empty_chair_share"), 1),
        "many-empty-chairs": lambda: pct(of(MANY, "empty_chair_share"), 1),
        "default-deceptive": lambda: pct(of("default", "deceptive_share")),
        "myopic-surplus": lambda: num(of("myopic", SURPLUS)),
        "rules-surplus": lambda: num(of("rules", SURPLUS)),
        "flip-rules": lambda: num(of("flip", SURPLUS, RULE)),
        "flip": lambda: num(of("flip", SURPLUS)),
    },
    claims={
        "The bonus on the reported metric is four times as steep": lambda: (
            abs(slope(STEEP) / slope("default") - 4) < 1e-9
        ),
        "Pay follows the report, so shareholders lose": lambda: (
            of(STEEP, SURPLUS) < 0 < of("default", SURPLUS)
            and of(STEEP, "metric") > 2 * of("default", "metric")
        ),
        "Looters report what careerists report, and empire-builders report best": lambda: (
            _reports("empire-builder") > max(_reports("careerist"), _reports("looter"))
            and abs(_reports("looter") / _reports("careerist") - 1) < 0.1
        ),
        "The deceptive share falls": lambda: of("myopic", "deceptive_share") == 0.0,
        "nobody does worse than an empty chair": lambda: (
            of("rules", "empty_chair_share") < 0.005
            and of("rules", SURPLUS) > of("default", SURPLUS)
        ),
        "rules are worse": lambda: of("flip", SURPLUS, RULE) < of("flip", SURPLUS),
    },
)


def _reports(kind: str) -> float:
    from sim.findings.runs import tenures

    found = tenures(MANY)
    mine = found["kind"].astype(str) == kind
    weight = found["quarters"][mine]
    return float((found["metric"][mine] * weight).sum() / weight.sum())
