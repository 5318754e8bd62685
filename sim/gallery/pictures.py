"""Pictures of parts, one kind per family; a part that has a method ``picture`` draws its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from agents.careers import kalman_gains
from incentives import Applicants, Part, Seen, find
from incentives.filters import Filter
from incentives.metrics import EARNINGS, Metric, Tasks
from incentives.oversight import Oversight
from incentives.schemes import Scheme
from incentives.views import Floats
from sim.scenario import Scenario
from sim.study.charts import SERIES, Chart, styled

_NOISE = Scenario().metric.noise
_GAIN = np.array([0.4])  # of a board that has seen few reports
_SLOW = 0.1  # and of one that has seen many
_WIDTH, _HEIGHT = 290, 200
_DASHES = [[1, 0], [6, 4], [2, 2], [8, 2, 2, 2]]
Numbers = npt.NDArray[Any]
Lines = Mapping[str, tuple[Numbers, Numbers]]


def picture(part: Part) -> Chart:
    """What a part does, as a chart.

    Raises:
        KeyError: If there is no picture of its family.
    """
    draw = getattr(part, "picture", None)
    return draw() if draw else _OF_FAMILY[part.family](part)


def panel(
    lines: Lines, x: str, y: str, *, steps: bool = False, between: tuple[float, float] | None = None
) -> Any:
    """Lines by label.

    Args:
        lines: Places and values of each.
        x, y: Titles of the axes, with units.
        steps: Whether a value holds until the next place.
        between: The values that the axis shows at least.
    """
    import altair as alt
    import pandas as pd

    rows = [
        (label, float(a), float(b))
        for label, (across, up) in lines.items()
        for a, b in zip(*(_to_the_end(across, up) if steps else (across, up)), strict=True)
    ]
    data = pd.DataFrame(rows, columns=["what", "x", "y"])
    labels = list(lines)
    start, stop = (float(f(f(across) for across, _ in lines.values())) for f in (min, max))
    colour = alt.Color(
        "what:N",
        sort=labels,
        scale=alt.Scale(domain=labels, range=SERIES[: len(labels)]),
        legend=alt.Legend(title=None, orient="top", labelLimit=280, columns=1),
    )
    up = alt.Y(
        "y:Q",
        title=y,
        scale=alt.Scale(zero=True, domain=between or alt.Undefined),
        axis=alt.Axis(tickCount=5),
    )
    return (
        alt.Chart(data)
        .mark_line(strokeWidth=2, interpolate="step-after" if steps else "linear")
        .encode(
            x=alt.X(
                "x:Q",
                title=x,
                scale=alt.Scale(zero=False, nice=False, domain=[start, stop]),
                axis=alt.Axis(grid=False, tickCount=6),
            ),
            y=up,
            color=colour,
            strokeDash=alt.StrokeDash(
                "what:N", sort=labels, scale=alt.Scale(domain=labels, range=_DASHES), legend=None
            ),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )


def _to_the_end(across: Numbers, up: Numbers) -> tuple[Numbers, Numbers]:
    """Where there is a value, and the end of the last step."""
    known = np.isfinite(up)
    x, y = across[known], up[known]
    end = min(x[-1] + 1.0, across[-1])
    return np.append(x, end), np.append(y, y[-1])


def beside(left: Any, right: Any) -> Chart:
    """Two panels, each with a legend of its own."""
    import altair as alt

    return styled(
        alt.hconcat(left, right, spacing=36).resolve_scale(
            color="independent", strokeDash="independent"
        )
    )


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
        return beside(award, _moved(scorecard(part), "what is paid for", _WIDTH))
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

_VACANCIES, _RECORD, _MISALIGNED = 20_000, 0.6, 0.25


def of_filter(part: Filter) -> Chart:
    """What is hired over the number of applicants, and who is hired of five."""
    name, unit = {
        "intent": ("aligned among the hired", "share"),
        "integrity": ("mean integrity of the hired", "standard deviations"),
    }.get(part.measures, ("mean ability of the hired", "standard deviations"))
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


def _hired(part: Filter, count: int) -> tuple[Floats, Floats, Floats, Floats]:
    """What is shown of all applicants and their trait, and both of the hired; nobody games."""
    rng = np.random.default_rng(1)
    shape = (_VACANCIES, count)
    trait, noise, lot = rng.normal(size=shape), rng.normal(size=shape), rng.random(shape)
    record = _RECORD * trait + np.sqrt(1.0 - _RECORD**2) * noise
    if part.measures == "intent":
        bad = rng.random(shape) < _MISALIGNED
        signal = noise + part.separation() * bad
        shown, trait = signal, np.where(bad, 0.0, 1.0)
    else:
        validity = part.correlation()
        signal = validity * trait + np.sqrt(1.0 - validity**2) * noise
        shown = trait
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
    """Audits and what they cost the detected; the bar, and the risk; over a tenure."""
    quarter = np.arange(_QUARTERS)
    zero = np.zeros(_QUARTERS)
    gains = kalman_gains(Scenario().board.prior_variance, _NOISE, _QUARTERS)
    seen = Seen(quarter, quarter, zero, zero, _NOISE, own_noise_sd=_NOISE)
    seen = replace(seen, gains=gains, reports=quarter)
    rate, bar, share = part.audit_rate(seen), part.dismissal_bar(seen), part.share_on()
    panels = []
    if rate.any():
        lines: dict[str, tuple[Numbers, Numbers]] = {"on average": (quarter, share * rate)}
        if share < 1.0:
            lines["in quarters in which they are on"] = (quarter, rate)
        panels.append(panel(lines, _TENURE, "probability of an audit", steps=True))
    if np.isfinite(bar).any():
        lines = {"dismissed below": (quarter, bar)}
        panels.append(panel(lines, _TENURE, "belief (metric units)", steps=True))
    term = part.term()
    if term is not None:
        panels.append(_in_office(term))
    elif not rate.any():
        panels.append(_risk(part))
    elif len(panels) == 1:
        x = np.linspace(0.0, 1.5, 61)
        price = share * float(rate[:16].mean()) * np.minimum(x, 1.0)
        lines = {
            f"with a seat worth {seat}": (x, price * (part.fine() + seat)) for seat in (0, 2, 4)
        }
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
    stays = (1.0 - market.poaching - market.retirement) ** quarter
    lines = {
        "without a term": (quarter, stays),
        "with this one": (quarter, np.where(quarter < term, stays, 0.0)),
    }
    return panel(lines, "quarter of tenure", "share still in office", steps=True)


_TENURE = "quarter of tenure; years begin at 0, 4, 8, ..."


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
    return styled(_moved(moved, label, 2 * _WIDTH))


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
                scale=alt.Scale(domain=order, range=[SERIES[1], SERIES[0]]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(width=width, height=_HEIGHT)
    )


_OF_FAMILY: dict[str, Callable[[Any], Chart]] = {
    "metrics": of_metric,
    "schemes": of_scheme,
    "filters": of_filter,
    "oversight": of_oversight,
}
