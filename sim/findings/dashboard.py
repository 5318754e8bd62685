"""docs/dashboard.md: what the boardroom shows in ten minutes."""

from __future__ import annotations

from sim.findings.page import Page
from sim.findings.runs import mean, runs, scenario
from sim.findings.text import num, pct

_SURPLUS = "shareholder_surplus"
_STEEP, _MANY, _FEW = "perverse-slope", "many-misaligned", "few-misaligned"
_RULE = "executives.cognition=rule"
_STAYS, _LATE = "regimes=[]", "quarters=80"


def of(preset: str, measure: str, *settings: str) -> float:
    """What a card of the boardroom says."""
    return mean(runs(preset, *settings), measure)


def slope(preset: str) -> float:
    """Of the bonus."""
    return float(scenario(preset).package.schemes[0].model_dump()["slope"])


DASHBOARD_PAGE = Page(
    "docs/dashboard.md",
    findings={
        "default-reports": lambda: num(of("default", "metric")),
        "steep-reports": lambda: num(of(_STEEP, "metric")),
        "default-value": lambda: num(of("default", "value")),
        "steep-value": lambda: num(of(_STEEP, "value")),
        "steep-loss": lambda: num(-of(_STEEP, _SURPLUS)),
        "default-surplus": lambda: num(of("default", _SURPLUS)),
        "reports-differ": lambda: pct(abs(of(_MANY, "metric") / of(_FEW, "metric") - 1)),
        "few-empty-chairs": lambda: pct(of(_FEW, "empty_chair_share"), 1),
        "many-empty-chairs": lambda: pct(of(_MANY, "empty_chair_share"), 1),
        "default-deceptive": lambda: pct(of("default", "deceptive_share")),
        "myopic-surplus": lambda: num(of("myopic", _SURPLUS)),
        "rules-surplus": lambda: num(of("rules", _SURPLUS)),
        "flip-rules": lambda: num(of("flip", _SURPLUS, _RULE)),
        "flip": lambda: num(of("flip", _SURPLUS)),
        "stays-rules": lambda: num(of("flip", _SURPLUS, _STAYS, _RULE)),
        "stays": lambda: num(of("flip", _SURPLUS, _STAYS)),
        "late-rules": lambda: num(of("flip", _SURPLUS, _LATE, _RULE)),
        "late": lambda: num(of("flip", _SURPLUS, _LATE)),
    },
    claims={
        "The bonus on the reported metric is four times as steep": lambda: (
            abs(slope(_STEEP) / slope("default") - 4) < 1e-9
        ),
        "Pay follows the report, so shareholders lose": lambda: (
            of(_STEEP, _SURPLUS) < 0 < of("default", _SURPLUS)
            and of(_STEEP, "metric") > 2 * of("default", "metric")
        ),
        "Looters report what careerists report, and empire-builders report best": lambda: (
            _reports("empire-builder") > max(_reports("careerist"), _reports("looter"))
            and abs(_reports("looter") / _reports("careerist") - 1) < 0.1
        ),
        "The deceptive share falls": lambda: of("myopic", "deceptive_share") == 0.0,
        "nobody does worse than an empty chair": lambda: (
            of("rules", "empty_chair_share") < 0.005
            and of("rules", _SURPLUS) > of("default", _SURPLUS)
        ),
        "The change costs rules more": lambda: (
            of("flip", _SURPLUS, _STAYS, _RULE) - of("flip", _SURPLUS, _RULE)
            > of("flip", _SURPLUS, _STAYS) - of("flip", _SURPLUS)
        ),
        "they are worse": lambda: of("flip", _SURPLUS, _LATE, _RULE) < of("flip", _SURPLUS, _LATE),
    },
)


def _reports(kind: str) -> float:
    from sim.findings.runs import tenures

    found = tenures(_MANY)
    mine = found["kind"].astype(str) == kind
    weight = found["quarters"][mine]
    return float((found["metric"][mine] * weight).sum() / weight.sum())
