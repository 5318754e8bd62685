"""Pictures of parts, one kind per family; a part that has a method ``picture`` draws its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np

from agents.careers import kalman_gains
from incentives import Applicants, Part, Seen, find
from incentives.arrays import Floats
from incentives.filters import Filter
from incentives.metrics import EARNINGS, Metric, Tasks
from incentives.oversight import Oversight
from incentives.schemes import Scheme
from sim.gallery.panels import HEIGHT, WIDTH, PanelNumbers, beside, panel
from sim.pictures.charts import LINE_COLOURS, Chart, styled
from sim.plan.oversight.contexts import over_reports
from sim.scenario.scenario import Scenario

_NOISE = Scenario().metric.noise
_GAIN = np.array([0.4])  # of a board that has seen few reports
_SLOW = 0.1  # and of one that has seen many


def picture(part: Part) -> Chart:
    """What a part does, as a chart.

    Raises:
        KeyError: If there is no picture of its family.
    """
    draw = getattr(part, "picture", None)
    return draw() if draw else _OF_FAMILY[part.family](part)


# Schemes ----------------------------------------------------------------------------------------


def of_scheme(part: Scheme) -> Chart:
    """The award over the report; beside it what else there is to know of this scheme."""
    report = np.linspace(-1.0, 3.5, 181)
    if part.contracts() > 0:
        return _contracts(part, report)
    on = [metric for _, metric in part.paid_on()]
    what = "report" if on == [EARNINGS] else "metric"
    award = panel(
        {
            f"award for a {what}": (report, part.award(_seen(report))),
            f"expected award, by the mean of the {what}": (
                report,
                part.expected_award(_seen(report)),
            ),
        },
        f"{what} (metric units)",
        "base pays",
    )
    if what == "metric":
        return beside(award, _moved(scorecard(part), "what is paid for", WIDTH))
    pay, vesting, claw = part.belief_pay(), part.vesting(), part.clawback()
    if np.any(pay.before) or np.any(pay.after):
        return beside(award, _over_belief(part))
    if vesting.deferred > 0:
        return beside(award, _account(part))
    if claw.rate > 0:
        return beside(award, _charge(part))
    if part.severance() > 0:
        return styled(_loss(part))
    slope = np.gradient(part.expected_award(_seen(report)), report)
    return beside(
        award, panel({"marginal pay": (report, slope)}, "mean of the report", "base pays per unit")
    )


def _contracts(part: Scheme, report: Floats) -> Chart:
    """Every contract of a menu."""
    lines = {
        f"contract {number + 1}": (report, part.award(replace(_seen(report), choice=number)))
        for number in range(part.contracts())
    }
    return styled(panel(lines, "report (metric units)", "base pays"))


def scorecard(part: Scheme) -> Floats:
    """(tasks,) what moves the metrics that a scheme is paid on, by their weights."""
    total = np.zeros(len(_TASKS.names))
    for weight, metric in part.paid_on():
        found = find("metrics", metric)() if isinstance(metric, str) else metric
        total += weight * cast(Metric, found).measure(_TASKS).loading
    return total


def _over_belief(part: Scheme) -> Any:
    belief = np.linspace(-1.0, 1.0, 41)
    lines = {
        f"after a report of {report:g}": (
            belief,
            part.award(_seen(np.full(belief.shape, report), belief)),
        )
        for report in (0.2, 1.2)
    }
    return panel(lines, "belief before the report (metric units)", "award (base pays)")


def _account(part: Scheme) -> Any:
    """What is in the account, and what has been paid, if every award is one base pay."""
    vesting = part.vesting()
    rate = float(getattr(vesting, "rate", 0.0))
    quarters = np.arange(33)
    held, paid = np.zeros(33), np.zeros(33)
    for t in quarters[:-1]:
        vests = 1.0 if (t + 1) % vesting.cliff == 0 else rate
        full = held[t] + vesting.deferred
        paid[t + 1] = paid[t] + (1.0 - vesting.deferred) + vests * full
        held[t + 1] = (1.0 - vests) * full
    return panel(
        {"paid so far": (quarters, paid), "in the account": (quarters, held)},
        "quarters in the seat, each with an award of 1",
        "base pays",
    )


def _charge(part: Scheme) -> Any:
    """What a unit of harm costs that surfaces some time after the exit."""
    claw = part.clawback()
    since = np.arange(-4, claw.window + 5)
    inside = (since > 0) & (since <= claw.window)
    cost = np.where(since <= 0, claw.rate, np.where(inside, claw.rate * claw.recovery, 0.0))
    return panel(
        {"charged per unit of harm": (since, cost)},
        "quarters from the exit until it surfaces",
        "base pays",
        steps=True,
    )


def _loss(part: Scheme) -> Any:
    """What the loss of a seat costs, by what it is worth."""
    seat = np.linspace(0.0, 8.0, 81)
    lines = {"dismissed": np.maximum(seat - part.severance(), 0.0), "detected": seat}
    return panel(
        {f"for who is {who}": (seat, cost) for who, cost in lines.items()},
        "worth of the seat (base pays)",
        "cost of the exit (base pays)",
    )


def _seen(report: Floats, belief: Floats | float = 0.0) -> Seen:
    """A board that expects 0.7 of a firm and has seen a few reports of its executive."""
    n = report.size
    return Seen(
        quarter=0,
        tenure=np.zeros(n, dtype=np.int64),
        metric=report,
        reference=np.full(n, 0.7),
        noise_sd=_NOISE,
        belief=belief,
        gains=_GAIN,
    )


# Filters ----------------------------------------------------------------------------------------

_FOUND_OUT = {
    "temptation": "awareness of the applicants",
    "harm": "share of applicants with former employers",
    "record": "share of applicants with former employers",
}
_VACANCIES, _RECORD, _MISALIGNED = 20_000, 0.6, 0.25


def of_filter(part: Filter) -> Chart:
    """What is hired over the number of applicants, and who is hired of five."""
    name, unit = {
        "intent": ("aligned among the hired", "share"),
        "integrity": ("mean integrity of the hired", "standard deviations"),
        "trial": ("mean report of the hired", "standard deviations"),
        "temptation": ("aligned among the hired", "share"),
        "harm": ("without past harm among the hired", "share"),
        "record": ("never detected among the hired", "share"),
    }.get(part.measures, ("mean ability of the hired", "standard deviations"))
    if part.measures in _FOUND_OUT:
        shares = np.linspace(0.0, 1.0, 11)
        good = np.array([np.mean(_hired(part, 5, float(share))[2]) for share in shares])
        lines = {name: (shares, good)}
        return styled(panel(lines, _FOUND_OUT[part.measures], unit, between=(-0.1, 1.1)))
    counts = np.arange(1, 13)
    means = np.array([np.mean(_hired(part, int(count))[2]) for count in counts])
    left = panel({name: (counts, means)}, "applicants per vacancy", unit, between=(-0.1, 1.1))
    shown, trait, _, hired = _hired(part, 5)
    if part.measures == "intent":
        groups = {"aligned": shown[trait == 1], "misaligned": shown[trait == 0], "hired": hired}
        title = "evidence of a misaligned goal (standard deviations)"
    else:
        groups = {"applicants": shown.ravel(), "hired": hired}
        title = "trait (standard deviations)"
    lines = {label: _density(values) for label, values in groups.items()}
    return beside(left, panel(lines, title, "density"))


def _hired(part: Filter, count: int, known: float = 1.0) -> tuple[Floats, Floats, Floats, Floats]:
    """What is shown of all applicants and their trait, and both of the hired; nobody games.

    ``known`` is the share of applicants who have a past, or know of tests.
    """
    rng = np.random.default_rng(1)
    shape = (_VACANCIES, count)
    trait, noise, lot = rng.normal(size=shape), rng.normal(size=shape), rng.random(shape)
    record = _RECORD * trait + np.sqrt(1.0 - _RECORD**2) * noise
    if part.measures == "intent":
        bad = rng.random(shape) < _MISALIGNED
        signal = noise + part.separation() * bad
        shown, trait = signal, np.where(bad, 0.0, 1.0)
    elif part.measures in _FOUND_OUT:
        tempted = part.measures == "temptation"
        comes_out = 1.0 - known * part.suspicion() if tempted else known * part.discovery()
        bad = rng.random(shape) < _MISALIGNED
        signal = np.where(bad & (rng.random(shape) < comes_out), np.abs(noise), 0.0)
        shown, trait = signal, np.where(bad, 0.0, 1.0)
    else:
        validity = part.correlation()
        signal = validity * trait + np.sqrt(1.0 - validity**2) * noise
        shown = trait
    if part.newcomers() > 0:  # others do not come that far
        record = np.full(shape, np.nan)
    unseen = np.zeros(shape) if part.measures == "nothing" else signal
    score = part.score(Applicants(unseen, record, lot))
    best = score.argmax(axis=1)[:, None]
    filled = np.isfinite(score.max(axis=1))
    chosen, seen = (np.take_along_axis(x, best, axis=1)[filled, 0] for x in (trait, shown))
    return shown, trait, chosen, seen


def _density(values: Floats) -> tuple[Floats, Floats]:
    heights, edges = np.histogram(values, bins=np.linspace(-3.5, 4.5, 33), density=True)
    return 0.5 * (edges[1:] + edges[:-1]), heights


# Oversight --------------------------------------------------------------------------------------

_QUARTERS = 17


def of_oversight(part: Oversight) -> Chart:
    """What is looked into and what that costs the detected; the bar, and the risk."""
    quarter = np.arange(max(_QUARTERS, 2 * part.period() + 1))
    zero = np.zeros(quarter.size)
    gains = kalman_gains(Scenario().board.prior_variance, _NOISE, quarter.size)
    seen = Seen(quarter, quarter, zero, zero, _NOISE, own_noise_sd=_NOISE)
    seen = replace(seen, gains=gains, reports=quarter)
    rate, bar, share, told = (
        part.audit_rate(seen),
        part.dismissal_bar(seen),
        part.share_on(),
        part.whistle(),
    )
    panels = []
    by_report = _by_report(part)
    if by_report is not None:
        panels.append(by_report)
    elif rate.any():
        lines: dict[str, tuple[PanelNumbers, PanelNumbers]] = {
            "on average": (quarter, share * rate)
        }
        if share < 1.0:
            lines["in quarters in which they are on"] = (quarter, rate)
        panels.append(panel(lines, _TENURE, "probability of an audit", steps=True))
    if told > 0.0:
        lines = {"somebody tells, without an audit": (quarter, np.full(quarter.size, told))}
        panels.append(panel(lines, _TENURE, "probability", steps=True))
    if np.isfinite(bar).any():
        lines = {"dismissed below": (quarter, bar)}
        panels.append(panel(lines, _TENURE, "belief (metric units)", steps=True))
    term, looks = part.term(), rate.any() or told > 0.0
    if term is not None:
        panels.append(_in_office(term))
    elif not looks:
        panels.append(_risk(part))
    elif len(panels) == 1:
        x = np.linspace(0.0, 1.5, 61)
        mean = over_reports(part.audit_rate, seen, _NOISE)[0][:-1].mean()
        price = (1.0 - (1.0 - share * float(mean)) * (1.0 - told)) * np.minimum(x, 1.0)
        lines = {
            f"with a seat worth {seat}": (x, price * (part.fine() + seat)) for seat in (0, 2, 4)
        }
        if part.upkeep() > 0.0:
            lines["to the firm, whatever is found"] = (x, np.full(x.size, part.upkeep()))
        panels.append(panel(lines, "detection index of what is done", "expected cost (base pays)"))
    return beside(*panels) if len(panels) > 1 else styled(panels[0])


_SETTLED = 16  # quarters of tenure after which nothing changes in the pictures
_OTHERS = 100  # firms of the world
_SCENES = {
    "usually": (0.6, 0.25),
    "all firms report 0.6 less": (0.0, 0.25),
    "beliefs differ half as much": (0.6, 0.125),
}
"""Reference, and standard deviation of beliefs around 0."""


def _risk(part: Oversight) -> Any:
    """The chance of dismissal by what the board believes, beside that under a plain bar."""
    from scipy.special import ndtr, ndtri

    belief = np.linspace(-1.6, 0.8, 97)
    others = ndtri((np.arange(_OTHERS) + 0.5) / _OTHERS)

    def chance(of: Oversight, reference: float, spread: float) -> Floats:
        seen = Seen(
            quarter=0,
            tenure=np.full(_OTHERS, _SETTLED),
            metric=reference + spread * others,
            reference=np.full(_OTHERS, reference),
            noise_sd=_NOISE,
            belief=spread * others,
            gains=np.full(1, _SLOW),
            firms=_OTHERS,
            own_noise_sd=_NOISE,
        )
        found: Floats = ndtr((of.dismissal_bar(seen)[0] - belief) / seen.swing)
        return found

    usual = chance(part, *_SCENES["usually"])
    lines = {part.name: (belief, usual)}
    for label, scene in _SCENES.items():
        if not np.array_equal(chance(part, *scene), usual):
            lines[f"{part.name}, {label}"] = (belief, chance(part, *scene))
    plain = cast(Oversight, find("oversight", "belief-dismissal")())
    if part.name != plain.name:
        lines[plain.name] = (belief, chance(plain, *_SCENES["usually"]))
    title = "belief before the report (metric units)"
    return panel(lines, title, "chance of dismissal per quarter", between=(0.0, 1.0))


def _in_office(term: int) -> Any:
    """How many are still in the seat after so many quarters, with and without a term."""
    market = Scenario().market
    quarter = np.arange(max(2 * term, 8) + 1)
    stays = (1.0 - market.leaving()) ** quarter
    lines = {
        "without a term": (quarter, stays),
        "with this one": (quarter, np.where(quarter < term, stays, 0.0)),
    }
    return panel(lines, "quarter of tenure", "share still in office", steps=True)


_TENURE = "quarter of tenure; years begin at 0, 4, 8, ..."


def _by_report(part: Oversight) -> Any:
    """Audits over the last report, if they follow it."""
    above = np.linspace(-3.0, 4.0, 141)
    zero = np.zeros(above.size)
    tenure = np.full(above.size, 8)
    rate = part.audit_rate(Seen(8, tenure, _NOISE * above, zero, _NOISE))
    if np.ptp(rate) == 0.0:
        return None
    lines = {"after this report": (above, rate)}
    return panel(
        lines, "last report above the reference (standard deviations)", "probability of an audit"
    )


# Metrics ----------------------------------------------------------------------------------------


def _default_tasks() -> Tasks:
    scenario = Scenario()
    table = scenario.technology.tasks
    columns: dict[str, Any] = {
        name: np.array([getattr(task, name) for task in table], dtype=float)
        for name in ("value", "curvature", "visible", "borrowed", "loading")
    }
    names = tuple(task.name for task in table)
    return Tasks(names, **columns, matured_weight=scenario.metric.matured_weight)


_TASKS = _default_tasks()


def of_metric(part: Metric) -> Chart:
    """How the metric moves with every task, beside what the task is worth."""
    measure = part.measure(_TASKS)
    moved, label = measure.loading, "this metric"
    if measure.belief != 0.0:  # a report moves a belief by the gain
        moved, label = float(_GAIN[0]) * _TASKS.loading, "the market's belief"
    return styled(_moved(moved, label, 2 * WIDTH))


def _moved(moved: Floats, label: str, width: int) -> Any:
    """Bars by task: what moves a metric, beside true value."""
    import altair as alt
    import pandas as pd

    rows = [
        (task, what, float(number))
        for what, numbers in ((label, moved), ("true value", _TASKS.value))
        for task, number in zip(_TASKS.names, numbers, strict=True)
    ]
    data = pd.DataFrame(rows, columns=["task", "what", "y"])
    order = [label, "true value"]
    return (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=alt.X("task:N", sort=list(_TASKS.names), title=None, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("what:N", sort=order),
            y=alt.Y("y:Q", title="per unit of effect"),
            color=alt.Color(
                "what:N",
                sort=order,
                scale=alt.Scale(domain=order, range=[LINE_COLOURS[1], LINE_COLOURS[0]]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(width=width, height=HEIGHT)
    )


_OF_FAMILY: dict[str, Callable[[Any], Chart]] = {
    "metrics": of_metric,
    "schemes": of_scheme,
    "filters": of_filter,
    "oversight": of_oversight,
}
