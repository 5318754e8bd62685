"""docs/headline.md and its picture: the experiment ``headline``, and runs with settings changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from incentives.arrays import Table
from sim.findings import claims
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.runs import (
    cell_runs,
    cells,
    every_cell,
    gap,
    mean,
    rising,
    runs,
    scenario,
    share,
    spread,
    tenures,
)
from sim.findings.text import difference, half, num, pct, signed, table
from sim.pictures.charts import overview, save
from sim.scenario.firms import base_pay_usd
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import load_experiment

_NAME = "headline"
ROWS_OF_TABLE = (
    "fixed-salary",
    "hurdle-bonus",
    "linear-bonus",
    "deferred-bonus",
    "clawback-alone",
)
_TITLES = {
    "fixed-salary": "fixed salary",
    "hurdle-bonus": "hurdle bonus",
    "linear-bonus": "linear bonus",
    "deferred-bonus": "deferred bonus with clawback",
    "clawback-alone": "linear bonus with clawback",
}
DEFERRED_ALONE = "package.schemes=[{name: deferred-bonus, clawback_rate: 0%s}]"
CLAWBACK_ALONE = "package.schemes=[{name: deferred-bonus, deferred: 0, cliff: 1%s}]"
_BOTH = "package.schemes=[{name: deferred-bonus%s}]"
STEEP_SLOPE = 0.8
_SALARY = "package.schemes=[fixed-salary]"
_TEST, _LOTTERY = "package.filters=[integrity-test]", "package.filters=[lottery]"
_RULES = "executives.cognition=rule"
_ROBUST = (
    "bonus-makes-deceivers",
    "clawback",
    "clawback-and-deferral",
    "deferral-alone",
    "integrity-test",
    "foresight",
    "learned-rules",
)
"""Of claims that the page makes."""
_CLEARS, AT_ONE = "package.base_pay=clearing", "package.base_pay=1"
_SURPLUS, _MISALIGNED = "shareholder_surplus", "misaligned_share"
_ALIKE = ("executives.talent_sd=0", "executives.talent_drift=0")


def usual(*labels: str) -> Table:
    """Runs of a cell among calibrated candidates; the filter is an interview if left out."""
    scheme, *others = labels
    return cell_runs(_NAME, scheme, *(others or ["interview"]), "calibrated")


def few(scheme: str) -> Table:
    """The same among few misaligned candidates, with an interview."""
    return cell_runs(_NAME, scheme, "interview", "few")


def of_default(*settings: str) -> Table:
    """Runs of the cell linear bonus, interview, calibrated, with settings changed."""
    return runs("default", _CLEARS, *settings)


def misaligned(level: str) -> float:
    """Share of candidates in a population with a goal that points away from value."""
    (one,) = {
        found
        for cell in cells(_NAME)
        if cell.labels["misaligned"] == level
        for found in [_misaligned(cell.scenario)]
    }
    return one


def _misaligned(model: Scenario) -> float:
    executives = model.executives
    bad = [k for k in executives.population if executives.goal_of(k).is_misaligned()]
    return round(sum(executives.population[k].share for k in bad), 9)


def results() -> str:
    """The table: four schemes with interviews, in the calibrated population."""
    head = ["scheme (interview)", "surplus", "deceptive tenures", "metric-truth gap"]
    rows = [
        [
            title,
            num(mean(usual(scheme), _SURPLUS)),
            pct(mean(usual(scheme), "deceptive_share")),
            num(mean(usual(scheme), "metric_truth_gap")),
            pct(mean(usual(scheme), "empty_chair_share")),
        ]
        for scheme, title in _TITLES.items()
    ]
    return block(table([*head, "worse than an empty chair"], rows))


def widest(measures: list[str]) -> float:
    """The widest half of an interval in any cell with calibrated candidates."""
    return max(
        half(spread(runs_, measure))
        for labels, runs_ in every_cell(_NAME)
        if labels["misaligned"] == "calibrated"
        for measure in measures
    )


@cache
def deceptive(kind: str, *settings: str) -> float:
    """Share of a kind's tenures that are deceptive, in the calibrated population."""
    found = tenures("default", _CLEARS, *settings)
    return share(found["deceptive"], found["kind"].astype(str) == kind)


@cache
def careerists_among_deceptive(preset: str) -> float:
    """Of all deceptive tenures under the linear bonus."""
    found = tenures(preset, _CLEARS)
    return share(found["kind"].astype(str) == "careerist", found["deceptive"])


def against_bonus(setting: str, slope: float | None = None, *others: str) -> dict[str, Any]:
    """Surplus with another scheme less that with the linear bonus, at an equal slope."""
    steep = "" if slope is None else f", slope: {slope}"
    bonus = (f"package.schemes=[{{name: linear-bonus{steep}}}]",) if steep else ()
    return gap(of_default(*bonus, *others), of_default(setting % steep, *others), _SURPLUS)


def test_is_worth(*settings: str) -> dict[str, Any]:
    """The integrity test against the lottery, under a salary."""
    return gap(
        of_default(_SALARY, _LOTTERY, *settings),
        of_default(_SALARY, _TEST, *settings),
        _SURPLUS,
    )


def under_salary(filters: str, measure: str, *settings: str) -> float:
    """Mean of a measure under a salary."""
    return mean(of_default(_SALARY, filters, *settings), measure)


def rules_gain() -> dict[str, Any]:
    """Surplus with learned rules less that with search."""
    return gap(of_default(), of_default(_RULES), _SURPLUS)


def by_slope(measure: str) -> dict[float, float]:
    """Means of the experiment ``slope``."""
    return {float(labels["slope"]): mean(t, measure) for labels, t in every_cell("slope")}


def best_slope(measure: str) -> float:
    """Where a measure is largest in the experiment ``slope``."""
    found = by_slope(measure)
    return max(found, key=found.__getitem__)


def picture(target: Path) -> None:
    """The heat map of all cells, as in the study's report."""
    import pandas as pd

    levers = list(load_experiment(_NAME).levers)
    rows = [
        {**labels, "measure": _SURPLUS, **spread(t, _SURPLUS)} for labels, t in every_cell(_NAME)
    ]
    frame = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    save(overview(frame, levers, _SURPLUS), target)


def _surplus(scheme: str) -> float:
    return mean(usual(scheme), _SURPLUS)


def filter_is_worth(name: str, measure: str, *settings: str) -> dict[str, Any]:
    """A measure with a filter less that with a lottery."""
    other = f"package.filters=[{name}]"
    return gap(of_default(_LOTTERY, *settings), of_default(other, *settings), measure)


def _better_interviews() -> bool:
    """But for a hurdle, where nothing is found."""
    found = {
        scheme: gap(usual(scheme, "lottery"), usual(scheme, "interview"), _SURPLUS)
        for scheme in ROWS_OF_TABLE
    }
    return found.pop("hurdle-bonus")["low"] <= 0 and all(g["low"] > 0 for g in found.values())


def _as_many_misaligned() -> bool:
    return all(
        abs(
            mean(usual(scheme, "interview"), "misaligned_share")
            - mean(usual(scheme, "lottery"), "misaligned_share")
        )
        < 0.05
        for scheme in ROWS_OF_TABLE
    )


def _records_beat_interviews() -> bool:
    """In every row, and only where people differ in talent."""
    rows = [
        gap(usual(scheme, "interview"), usual(scheme, "track-record"), _SURPLUS)["low"]
        for scheme in ROWS_OF_TABLE
    ]
    records, interviews = (
        filter_is_worth(name, _SURPLUS, *_ALIKE)["difference"]
        for name in ("track-record", "interview")
    )
    return bool(min(rows) > 0 and records < interviews)


HEADLINE_PAGE = Page(
    "docs/headline.md",
    findings={
        "how-sure": lambda: claims.how_sure(
            "bonus-beats-salary",
            "bonus-makes-deceivers",
            "clawback",
            "clawback-and-deferral",
            "deferral-alone",
            "interviews-find-ability",
            "interviews-and-goals",
            "integrity-test",
            "foresight",
            "learned-rules",
            "steep-bonus",
        ),
        "dollars": lambda: f"${base_pay_usd(cells(_NAME)[0].scenario):,.0f}",
        "few": lambda: pct(misaligned("few")),
        "calibrated": lambda: pct(misaligned("calibrated")),
        "widest-surplus": lambda: num(widest([_SURPLUS])),
        "widest-share": lambda: num(widest(["deceptive_share", "empty_chair_share"])),
        "results": results,
        "interviews-hurdle": lambda: difference(
            filter_is_worth("interview", _SURPLUS, "package.schemes=[hurdle-bonus]")
        ),
        "interviews-goals": lambda: difference(filter_is_worth("interview", _MISALIGNED)),
        "interviews-goals-at-one": lambda: difference(
            filter_is_worth("interview", _MISALIGNED, AT_ONE)
        ),
        "records": lambda: difference(filter_is_worth("track-record", _SURPLUS)),
        "interviews": lambda: difference(filter_is_worth("interview", _SURPLUS)),
        "records-alike": lambda: difference(filter_is_worth("track-record", _SURPLUS, *_ALIKE)),
        "interviews-alike": lambda: difference(filter_is_worth("interview", _SURPLUS, *_ALIKE)),
        "salary-not-worth-pay": lambda: pct(mean(usual("fixed-salary"), "not_worth_pay_share")),
        "careerists-bonus": lambda: pct(deceptive("careerist")),
        "careerists-salary": lambda: pct(deceptive("careerist", _SALARY)),
        "careerists-deferred": lambda: pct(deceptive("careerist", _BOTH % "")),
        "looters-bonus": lambda: pct(deceptive("looter")),
        "looters-salary": lambda: pct(deceptive("looter", _SALARY)),
        "looters-deferred": lambda: pct(deceptive("looter", _BOTH % "")),
        "careerists-few": lambda: pct(careerists_among_deceptive("few-misaligned")),
        "careerists-calibrated": lambda: pct(careerists_among_deceptive("default")),
        "bonus": lambda: num(mean(of_default(), _SURPLUS)),
        "deferral": lambda: difference(against_bonus(DEFERRED_ALONE)),
        "clawback": lambda: difference(against_bonus(CLAWBACK_ALONE)),
        "both": lambda: difference(against_bonus(_BOTH)),
        "clawback-at-one": lambda: difference(against_bonus(CLAWBACK_ALONE, None, AT_ONE)),
        "both-at-one": lambda: difference(against_bonus(_BOTH, None, AT_ONE)),
        "deferral-steep": lambda: difference(against_bonus(DEFERRED_ALONE, STEEP_SLOPE)),
        "clawback-steep": lambda: difference(against_bonus(CLAWBACK_ALONE, STEEP_SLOPE)),
        "both-steep": lambda: signed(against_bonus(_BOTH, STEEP_SLOPE)["difference"]),
        "lottery-misaligned": lambda: pct(under_salary(_LOTTERY, "misaligned_share")),
        "test-misaligned": lambda: pct(under_salary(_TEST, "misaligned_share")),
        "test-watched": lambda: difference(test_is_worth()).removeprefix("+"),
        "test-at-one": lambda: difference(test_is_worth(AT_ONE)).removeprefix("+"),
        "salary-pay": lambda: num(under_salary(_LOTTERY, "base_pay_found")),
        "lottery-monitoring": lambda: pct(under_salary(_LOTTERY, "monitoring")),
        "lottery-monitoring-at-one": lambda: pct(under_salary(_LOTTERY, "monitoring", AT_ONE)),
        "myopic": lambda: num(mean(of_default("executives.foresight=0"), _SURPLUS)),
        "rules": lambda: difference(rules_gain()).removeprefix("+"),
        "rules-empty": lambda: pct(mean(of_default(_RULES), "empty_chair_share")),
        "bonus-empty": lambda: pct(mean(of_default(), "empty_chair_share")),
        "best-slope": lambda: num(best_slope(_SURPLUS), 1),
        "total-peak": lambda: num(best_slope("total_surplus"), 0),
    },
    claims={
        "A salary buys honesty of a kind": lambda: (
            mean(usual("fixed-salary"), "metric_truth_gap")
            == min(mean(usual(scheme), "metric_truth_gap") for scheme in ROWS_OF_TABLE)
            and deceptive("careerist", _SALARY) < 0.01
        ),
        "A linear bonus buys effort on what is measured": lambda: (
            _surplus("fixed-salary") < _surplus("linear-bonus")
            and mean(usual("linear-bonus"), "metric_truth_gap") > 0.1
        ),
        "Interviews raise surplus by selecting ability, but for a hurdle": _better_interviews,
        "They hardly move the share of": _as_many_misaligned,
        "all of these are robust": lambda: all(
            claims.examined(name).verdict == "robust" for name in _ROBUST
        ),
        "Track records help more than interviews": _records_beat_interviews,
        "A bonus makes deceivers of people without a bad goal": lambda: (
            deceptive("careerist") > 1.5 * deceptive("careerist", _SALARY)
        ),
        "Clawback does the work; deferral does not add to it": lambda: (
            all(
                against_bonus(CLAWBACK_ALONE, slope, *pay)["low"] > 0
                and against_bonus(CLAWBACK_ALONE, slope, *pay)["difference"]
                > against_bonus(_BOTH, slope, *pay)["difference"]
                for slope in (None, STEEP_SLOPE)
                for pay in ((), (AT_ONE,))
            )
            and against_bonus(DEFERRED_ALONE)["high"] < 0
        ),
        "What it is worth does": lambda: (
            against_bonus(_BOTH, None, AT_ONE)["high"] < against_bonus(_BOTH)["low"]
        ),
        "A test of goals is worth more where pay clears": lambda: (
            test_is_worth()["low"] > test_is_worth(AT_ONE)["high"]
        ),
        "Shareholders hardly watch in either case": lambda: (
            under_salary(_LOTTERY, "monitoring") < 0.01
            and under_salary(_LOTTERY, "monitoring", AT_ONE) < 0.03
        ),
        "Executives without foresight never deceive": lambda: (
            mean(of_default("executives.foresight=0"), "deceptive_share") == 0
        ),
        "Rules that were learned under observation are safer than search": lambda: (
            rules_gain()["low"] > 0
            and mean(of_default(_RULES), "empty_chair_share")
            < 0.8 * mean(of_default(), "empty_chair_share")
        ),
        "while reports keep rising": lambda: rising(by_slope("metric").values()),
        "is better for shareholders than the 0.4 of every cell here": lambda: (
            best_slope(_SURPLUS) > scenario("default").package.schemes[0].model_dump()["slope"]
        ),
    },
    pictures={"docs/headline.svg": picture},
)
