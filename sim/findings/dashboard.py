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
        "few-surplus": lambda: num(of(_FEW, _SURPLUS)),
        "many-surplus": lambda: num(of(_MANY, _SURPLUS)),
        "saboteurs-take": lambda: num(-_adds("saboteur")),
        "careerists-add": lambda: num(_adds("careerist")),
        "saboteurs-report": lambda: num(_reports("saboteur")),
        "careerists-report": lambda: num(_reports("careerist")),
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
        "they even add most, as long as growth is worth having": lambda: (
            _adds("empire-builder") > max(_adds("careerist"), _adds("steward"))
            and _adds("saboteur") < 0
        ),
        "Surplus rises to": lambda: of("rules", _SURPLUS) > of("default", _SURPLUS),
        "The change costs rules more": lambda: (
            of("flip", _SURPLUS, _STAYS, _RULE) - of("flip", _SURPLUS, _RULE)
            > of("flip", _SURPLUS, _STAYS) - of("flip", _SURPLUS)
        ),
        "they have lost most of their lead": lambda: (
            of("flip", _SURPLUS, _LATE, _RULE) - of("flip", _SURPLUS, _LATE)
            < 0.5 * (of("flip", _SURPLUS, _STAYS, _RULE) - of("flip", _SURPLUS, _STAYS))
        ),
    },
)


def _adds(kind: str) -> float:
    """Accrual per quarter in office, base pays of the firm."""
    from sim.findings.runs import tenures

    found = tenures(_MANY)
    mine = found["kind"].astype(str) == kind
    return float(found["accrual_total"][mine].sum() / found["quarters"][mine].sum())


def _reports(kind: str) -> float:
    from sim.findings.runs import tenures

    found = tenures(_MANY)
    mine = found["kind"].astype(str) == kind
    weight = found["quarters"][mine]
    return float((found["metric"][mine] * weight).sum() / weight.sum())
