"""docs/findings/*.md: a page, a picture and stored results of every experiment with findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.means import interval
from sim.experiments.bonus_eats_the_firm import baker_slope
from sim.experiments.learning_years import PLACE, PLACE_VALUE, YearPanels, courses
from sim.experiments.over_optimization import SCALING_FORMS, distance, fit
from sim.experiments.panels import (
    LinePanels,
    PlayedCell,
    band,
    frame,
    label,
    picture,
    play,
    uprights,
)
from sim.experiments.settling import SettledClaim, document, named, settle
from sim.experiments.stored import worded, write
from sim.experiments.tails import TAILS, best_value
from sim.findings.claims import unmoved
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import num, table
from sim.pictures.charts import Chart, save
from sim.study.design.experiment import Experiment, load_experiment
from sim.support.words import listed, short

_SURPLUS = {"shareholder_surplus": "surplus"}
PANELS = {
    "bonus-eats-the-firm": LinePanels(
        "slope",
        "distortion",
        "curvature",
        {**_SURPLUS, "metric": "reported metric"},
        "slope, base pays per metric unit",
    ),
    "does-search-matter": LinePanels(
        "mind",
        "watching",
        "environment",
        {"empty_chair_share": "worse than an empty chair", "metric_truth_gap": "report less value"},
        "who decides",
    ),
    "threshold-or-slope": LinePanels(
        "misaligned",
        "strictness",
        None,
        {**_SURPLUS, "monitoring": "monitoring, audits a quarter"},
        "share of candidates with a misaligned goal",
    ),
    "treacherous-turn": LinePanels(
        "probation",
        "awareness",
        "vesting",
        {**_SURPLUS, "turn": "quarters before the turn"},
        "quarters of probation",
    ),
    "proxy-under-shift": LinePanels(
        "scheme",
        "environment",
        "people",
        {**_SURPLUS, "empty_chair_share": "worse than an empty chair"},
        "",
    ),
    "serial-harm": LinePanels(
        "window",
        "mobility",
        None,
        {**_SURPLUS, "elsewhere": "harm that surfaces while its author sits elsewhere"},
        "quarters after the exit in which the clawback reaches",
    ),
    "immune-system": LinePanels(
        "protocol/level",
        "protocol/form",
        "deferral",
        {**_SURPLUS, "deceptive_share": "deceptive tenures"},
        "audits per firm and quarter",
    ),
    "free-riders": LinePanels(
        "owners",
        "imposed",
        None,
        {**_SURPLUS, "monitoring": "monitoring"},
        "owners",
    ),
    "over-optimization": LinePanels(
        "plans",
        "pay",
        None,
        {"value": "true value", "metric": "reported metric"},
        "root of the divergence from one plan",
    ),
}
"""What the picture of an experiment shows; the others have a page of their own."""
OVER_YEARS = {
    "boards-imitate": YearPanels(
        "yardstick",
        "failing",
        {
            PLACE_VALUE: "bonus, base pays per unit",
            "metric": "reported metric",
            "value": "true value",
            "surplus_per_size": "surplus per unit of size",
        },
    ),
    "arms-race": YearPanels(
        "yardstick",
        "filter",
        {
            PLACE: "place on the lattice, from 0",
            "deceptive": "deceptive among the hired",
            "value": "true value",
        },
    ),
}
"""The same of experiments with boards that learn, whose pictures are courses over the years."""


@cache
def experiment(name: str) -> Experiment:
    """The experiment of that name."""
    return load_experiment(name)


@cache
def settled(name: str) -> list[SettledClaim]:
    """Its findings, played."""
    return settle(name)


@cache
def played(name: str) -> list[PlayedCell]:
    """Its cells, played, with the measures of its picture."""
    return play(experiment(name), list(PANELS[name].measures))


@cache
def results(name: str) -> dict[str, Any]:
    """What is stored of it."""
    return document(experiment(name), settled(name))


def report(found: dict[str, Any]) -> str:
    """Question, hypothesis, design, answer, and the findings.

    Args:
        found: What is stored of an experiment.
    """
    said = worded(found)
    lines = [f"**Question.** {said['question']}", f"**Expected.** {said['hypothesis']}"]
    if said["source"]:
        lines.append(f"**Published.** {said['source'].rstrip('.')}.")
    lines += [_design(experiment(found["experiment"])), f"**Answer.** {said['answer']}"]
    lines += [_findings(found), "What must not matter:\n\n" + unmoved(found["findings"], "finding")]
    return block("\n\n".join(lines))


def _design(asked: Experiment) -> str:
    cells = asked.cells()
    first = cells[0].scenario
    levers = [
        f"{name.replace('_', ' ')} ({len(lever.grid())} levels)"
        for name, lever in asked.resolved_levers.items()
    ]
    firms = f"{first.firms.count} firms" if first.firms.source == "synthetic" else "CEOSAL2's firms"
    return (
        f"**Design.** {listed(levers)}: {len(cells)} cells of {first.worlds} worlds, "
        f"{first.quarters} quarters and {firms}, from the preset `{asked.base}`; "
        f"`proxyfight sweep {asked.name}` plays them, "
        f"[{asked.name}.yaml](../../sim/experiments/{asked.name}.yaml) has all settings."
    )


def _findings(stored: dict[str, Any]) -> str:
    rows = []
    for one in stored["findings"]:
        mean, low, high = (short(value) for value in one["estimate"])
        same = round(one["same_sign_share"] * one["draws"])
        word = f"{one['verdict']}: {one['condition']}" if one["condition"] else one["verdict"]
        rows.append(
            [
                f"`{one['claim']}`: {one['sentence']}",
                f"`{one['measure']}`",
                f"{mean} ({low} to {high})",
                "**against**" if one["hypothesis"] == "against" else one["hypothesis"],
                f"{same} of {one['draws']}",
                word,
            ]
        )
    heads = ["finding", "measure", "difference (95%)", "hypothesis", "same sign", "verdict"]
    return table(heads, rows)


def _drawn(name: str, target: Path) -> None:
    if name in OVER_YEARS:
        over = OVER_YEARS[name]
        lines = LinePanels("year", over.colour, over.panel, dict(over.measures), "years")
        save(picture(courses(experiment(name), over), lines), target)
        return
    lines = PANELS[name]
    save(picture(_placed(name), lines, _laid_over(name)), target)


def _placed(name: str) -> Any:
    data = frame(played(name), PANELS[name])
    if name == "over-optimization":
        data["x"] = data["x"].map(distance)
    return data


def _laid_over(name: str) -> dict[str, Chart]:
    """What is drawn over the first row of panels."""
    if name == "threshold-or-slope":
        return {"": band(0.375, 0.5)}
    if name != "bonus-eats-the-firm":
        return {}
    places: dict[str, dict[str, float]] = {}
    for cell in experiment(name).cells():
        panel, colour = str(cell.labels["curvature"]), str(cell.labels["distortion"])
        places.setdefault(panel, {})[colour] = baker_slope(cell.scenario)
    return {panel: uprights(found) for panel, found in places.items()}


def baker() -> str:
    """Baker's slope, and where surplus is largest, by distortion and curvature."""
    cells = list(
        zip(experiment("bonus-eats-the-firm").cells(), played("bonus-eats-the-firm"), strict=True)
    )
    groups: dict[tuple[str, str], list[tuple[float, float]]] = {}
    slopes: dict[tuple[str, str], float] = {}
    for cell, one in cells:
        key = str(one.labels["distortion"]), str(one.labels["curvature"])
        surplus = float(np.nanmean(one.values["shareholder_surplus"]))
        groups.setdefault(key, []).append((surplus, float(one.labels["slope"])))
        slopes[key] = baker_slope(cell.scenario)
    rows = [
        [str(key[0]), str(key[1]), num(slopes[key]), short(max(found)[1]), num(max(found)[0])]
        for key, found in groups.items()
    ]
    heads = [
        "loading of dressing",
        "curvature",
        "Baker's slope",
        "best slope played",
        "surplus there",
    ]
    return block(table(heads, rows))


def fits() -> str:
    """Both published forms, fitted to what was played."""
    lines = PANELS["over-optimization"]
    rows = []
    for pay in dict.fromkeys(one.labels["pay"] for one in played("over-optimization")):
        cells = [one for one in played("over-optimization") if one.labels["pay"] == pay]
        n = np.array([float(label(one, lines.x)) for one in cells])
        value = np.array([float(np.nanmean(one.values["value"])) for one in cells])
        d = np.array([distance(x) for x in n])
        gains = value - value[0]
        for form in SCALING_FORMS:
            alpha, beta, error, peak = fit(d[1:], gains[1:], form)
            top = num(peak) if np.isfinite(peak) else "none"
            rows.append([pay, f"`{form}`", num(alpha), num(beta), num(error, 3), top])
    return block(table(["pay", "form", "alpha", "beta", "error", "peak at d"], rows))


_TAILED = np.array([1.0, 2.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 65536.0])


def tails() -> str:
    """True value of the best of n with a light and a heavy error, and what fits it."""
    light, heavy = (best_value(_TAILED, tail) for tail in TAILS)
    rows = [
        [f"{int(n):,}", num(distance(n)), num(one), num(two)]
        for n, one, two in zip(_TAILED.tolist(), light.tolist(), heavy.tolist(), strict=True)
    ]
    d = np.array([distance(n) for n in _TAILED])
    fitted = [
        [name, f"`{form}`", *(num(value) for value in fit(d[1:], values[1:], form)[:3])]
        for name, values in (("light", light), ("heavy", heavy))
        for form in SCALING_FORMS
    ]
    best = table(["n", "d", "light tail", "heavy tail"], rows)
    return block(f"{best}\n\n{table(['tail', 'form', 'alpha', 'beta', 'error'], fitted)}")


def _draw_tails(target: Path) -> None:
    import pandas as pd

    n = np.exp(np.linspace(0.0, np.log(1e5), 60))
    rows = [
        {"x": distance(draws), "colour": f"{tail} tail", "panel": "", "measure": "value"}
        | dict.fromkeys(("mean", "low", "high"), value)
        for tail in TAILS
        for draws, value in zip(n.tolist(), best_value(n, tail).tolist(), strict=True)
    ]
    title = "root of the divergence from one plan"
    lines = LinePanels("plans", "error", None, {"value": "true value, sd"}, title)
    save(picture(pd.DataFrame(rows), lines), target)


def steps(name: str, lever: str, among: Callable[[PlayedCell], bool], measure: str) -> str:
    """What each step along a lever changes, world by world."""
    cells = sorted((c for c in played(name) if among(c)), key=lambda c: float(label(c, lever)))
    rows = []
    for one, two in pairwise(cells):
        found = interval(two.values[measure] - one.values[measure])
        ends = f"{short(float(label(one, lever)))} to {short(float(label(two, lever)))}"
        rows.append([ends, f"{num(found['mean'])} ({num(found['low'])} to {num(found['high'])})"])
    return block(table(["step", "change of surplus (95%)"], rows))


def _audits() -> str:
    def among(cell: PlayedCell) -> bool:
        form: str = label(cell, "protocol/form")
        return form == "everybody" and cell.labels["deferral"] == "nothing"

    return steps("immune-system", "protocol/level", among, "shareholder_surplus")


def _shares() -> str:
    return steps(
        "threshold-or-slope",
        "misaligned",
        lambda cell: cell.labels["strictness"] == "usual",
        "shareholder_surplus",
    )


MORE: dict[str, dict[str, Callable[[], str]]] = {
    "bonus-eats-the-firm": {"baker": baker},
    "over-optimization": {"fits": fits, "tails": tails},
    "immune-system": {"audits": _audits},
    "threshold-or-slope": {"steps": _shares},
}
"""What pages show besides."""


def _stored(name: str, target: Path) -> None:
    write(results(name), target)


def _page(name: str) -> Page:
    drawn = {f"docs/findings/{name}.svg": lambda target: _drawn(name, target)}
    if name == "over-optimization":
        drawn["docs/findings/tails.svg"] = _draw_tails
    return Page(
        f"docs/findings/{name}.md",
        findings={"report": lambda: report(results(name)), **MORE.get(name, {})},
        pictures={
            **(drawn if name in {*PANELS, *OVER_YEARS} else {}),
            f"sim/experiments/results/{name}.json": lambda target: _stored(name, target),
        },
    )


EXPERIMENT_PAGES = tuple(map(_page, named()))
