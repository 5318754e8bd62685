"""docs/facts.md: published facts and field experiments, and what the calibration identifies."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import numpy as np

from incentives.arrays import Floats
from sim.facts.field import olken
from sim.facts.field.base import FieldResult
from sim.facts.field.catalogue import run_field
from sim.facts.identification import Jacobian, jacobian
from sim.facts.measuring import FactResult, measure
from sim.facts.moments import FRAUD, material
from sim.facts.parameters import FREE_PARAMETERS, US_LISTED, population
from sim.facts.pictures import facts_chart, jacobian_chart
from sim.facts.playing import play
from sim.facts.stored import write
from sim.facts.twins import WINDOW, performance_induced
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.runs import scenario
from sim.findings.text import num, pct, table
from sim.pictures.charts import save
from sim.tables.columns import NONE

_HARMFUL = (0.05, 0.10, 0.15, 0.20, 0.25)
_FEW = "worlds=24"
_SPANS = {"all": (0, WINDOW), "early": (0, 20), "late": (20, 40)}
"""Quarters of tenure."""


@cache
def found(*settings: str) -> list[FactResult]:
    """All facts of the preset."""
    return measure(scenario(US_LISTED, *settings), 2)


@cache
def field() -> list[FieldResult]:
    """All field experiments in the preset."""
    return run_field(scenario(US_LISTED), 2)


@cache
def identified() -> Jacobian:
    """At the preset."""
    return jacobian()


def inside(results: list[FactResult]) -> str:
    """How many of the facts that are tests lie in their range."""
    tests = [each for each in results if each.counts]
    return f"{sum(bool(each.inside) for each in tests)} of {len(tests)}"


def without_twins() -> str:
    """The same of the thirteen that tables alone tell."""
    return inside([each for each in found() if each.fact.moment != "performance_induced"])


def held_out() -> str:
    """The same of those that were not fitted."""
    return inside([each for each in found() if each.fact.use == "held out"])


def one(moment: str, *settings: str) -> FactResult:
    """The fact that is measured so."""
    (result,) = (each for each in found(*settings) if each.fact.moment == moment)
    return result


def mean_of(moment: str, *settings: str) -> float:
    """Its mean over worlds."""
    mean = one(moment, *settings).simulated[0]
    assert mean is not None
    return mean


@cache
def prevented(since: int, until: int, *settings: str) -> float:
    """Of successions in some quarters of tenures, those that good performance would prevent."""
    model = scenario(US_LISTED, *settings)
    return float(performance_induced(model, range(48), 2, window=until, since=since).mean())


def prevented_with(drift: str, span: str) -> float:
    """The same in ``all`` years of tenure, in ``early`` or ``late`` ones."""
    settings = () if drift == "drifting" else ("executives.talent_drift=0",)
    return prevented(*_SPANS[span], *settings)


def effect(experiment: str, place: int = 0) -> FieldResult:
    """An effect of a field experiment, by the beginning of its name."""
    return [each for each in field() if each.experiment.startswith(experiment)][place]


def _digits(value: float) -> int:
    return 2 if abs(value) >= 1 else 3


def _facts() -> str:
    rows = []
    for each in found():
        fact, (mean, low, high) = each.fact, each.simulated
        simulated = "-"
        if mean is not None and low is not None and high is not None:
            simulated = f"{num(mean, _digits(mean))} ({num((high - low) / 2, _digits(mean))})"
        rows.append(
            [
                fact.fact,
                "" if fact.value is None else f"{fact.value:g}",
                _range(fact.low, fact.high),
                simulated,
                {True: "yes", False: "**no**", None: ""}[each.inside],
                "input" if each.is_input else fact.use,
            ]
        )
    head = ["fact", "published", "range", "simulated", "inside", "used as"]
    return block(table(head, rows))


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return "" if high is None else f"at most {high:g}"


def _field() -> str:
    rows = []
    for each in field():
        effect, (mean, low, high) = each.effect, each.simulated
        simulated = "-"
        if mean is not None and low is not None and high is not None:
            simulated = f"{num(mean, 3)} ({num((high - low) / 2, 3)})"
        published = {-1: "falls", 0: "nothing", 1: "rises"}[effect.sign]
        rows.append(
            [
                each.experiment,
                f"{effect.what} ({effect.unit})",
                published if effect.published is None else f"{effect.published:g}",
                simulated,
                {True: "yes", False: "**no**", None: ""}[each.sign_agrees],
                {True: "yes", False: "**no**", None: ""}[each.inside],
            ]
        )
    head = ["experiment", "effect of", "published", "simulated", "sign", "same order"]
    return block(table(head, rows))


def _parameters() -> str:
    from sim.facts.identification import calibrated

    rows = [
        [name, f"{value:.3g}", f"{FREE_PARAMETERS[name].low:g} to {FREE_PARAMETERS[name].high:g}"]
        for name, value in calibrated().items()
    ]
    return block(table(["parameter", "calibrated", "bounds"], rows))


def with_harmful(share: float) -> tuple[str, ...]:
    """Settings of the preset with so many harmful goals, and as many looters among them."""
    from sim.facts.identification import calibrated

    shares = population({**calibrated(), "harmful goals": share})
    kinds = ", ".join(f"{kind}: {value}" for kind, value in shares.items())
    return (f"executives.population={{{kinds}}}", _FEW)


def _frontier() -> str:
    rows = []
    for share in _HARMFUL:
        results = found(*with_harmful(share))
        fraud, detected = (
            mean_of(name, *with_harmful(share)) for name in ("fraud", "frauds_detected")
        )
        rows.append([pct(share), inside(results), num(fraud, 3), num(detected, 3)])
    head = ["candidates with harmful goals", "facts inside", "frauds", "of them detected"]
    return block(table(head, rows))


def _directions() -> str:
    return ", ".join(num(float(value), 1) for value in identified().directions()[:8])


@cache
def guilty() -> dict[str, Floats]:
    """Of frauds: whose tenures they are, whether anything was found, and their size over the bar.

    A row per tenure that ended and had one: ``found``, and a column per kind; ``size`` is a row per
    year of fraud, of the mean firm's reports.
    """
    played = play(scenario(US_LISTED, _FEW), threads=2)
    tenures, of = played.tenures, played.tenure_of_year()
    years = played.years
    size = years["misreported"] / material(played)[played.place(years), years["year"]]
    counted = (size >= FRAUD) & (years["year"] >= played.first // 4)
    had = np.zeros(tenures["world"].size, dtype=np.bool_)
    had[of[counted]] = True
    rows = np.flatnonzero(had & played.ended())
    found = (tenures["detections"][rows] > 0) | (tenures["restated"][rows] != NONE)
    kinds = {str(kind): tenures["kind"][rows] == kind for kind in set(tenures["kind"])}
    return {"found": found * 1.0, "size": size[counted], **{k: v * 1.0 for k, v in kinds.items()}}


def found_among(kind: str) -> float:
    """Of frauds by that kind, the share in which something was found."""
    among = guilty()[kind] > 0
    return float(guilty()["found"][among].mean())


def _prevented(drift: str, span: str) -> str:
    return num(prevented_with(drift, span), 2)


def _missing(holders: int) -> str:
    model = olken.watched(scenario(US_LISTED, _FEW), holders)
    return num(float(olken.missing(model, 2).mean()), 2)


def _picture_of_facts(place: Path) -> None:
    save(facts_chart(found()), place)


def _picture_of_jacobian(place: Path) -> None:
    save(jacobian_chart(identified()), place)


def _stored(place: Path) -> None:
    write([each.document() for each in found()], [each.document() for each in field()], place)


FACTS_PAGE = Page(
    "docs/facts.md",
    findings={
        "inside": lambda: inside(found()),
        "inside-thirteen": without_twins,
        "inside-held-out": held_out,
        "facts": _facts,
        "default-inside": lambda: inside(measure(scenario("default", _FEW), 2)),
        "board": lambda: pct(mean_of("board_dismissals"), 1),
        "forced": lambda: pct(mean_of("forced"), 1),
        "five-years": lambda: pct(mean_of("detected_in_five_years"), 1),
        "both-fired": lambda: pct(mean_of("dismissals_and_detections")),
        "cost": lambda: pct(mean_of("cost_of_replacing"), 1),
        **{
            f"{drift}{'' if span == 'all' else '-' + span}": partial(_prevented, drift, span)
            for drift in ("drifting", "constant")
            for span in _SPANS
        },
        "parameters": _parameters,
        "directions": _directions,
        "identified": lambda: str(identified().identified()),
        "frontier": _frontier,
        "by-careerists": lambda: pct(float(guilty()["careerist"].mean())),
        "found-careerists": lambda: pct(found_among("careerist")),
        "found-saboteurs": lambda: pct(found_among("saboteur")),
        "size-median": lambda: pct(float(np.median(guilty()["size"]))),
        "size-large": lambda: pct(float(np.percentile(guilty()["size"], 95))),
        "experiments": _field,
        "missing-alone": lambda: _missing(1),
        "missing-many": lambda: _missing(12),
    },
    claims={
        "constraints hold": lambda: all(
            bool(each.inside) for each in found() if each.fact.use == "constraint"
        ),
        "performance goes on to matter, and the whole is in the published range": lambda: (
            prevented_with("drifting", "late") > prevented_with("constant", "late") + 0.05
            and 0.38 <= prevented_with("drifting", "all") <= 0.55
        ),
        "without, it is below it": lambda: prevented_with("constant", "all") < 0.38,
        "Every lever moves ours in the published direction": lambda: all(
            bool(each.sign_agrees) for each in field()
        ),
        "frauds that are found, since whoever wants harm is deterred less": lambda: (
            found_among("saboteur") > found_among("careerist") + 0.1
        ),
        "a sole owner does what many leave to each other": lambda: (
            float(_missing(1)) < 0.8 * float(_missing(12))
        ),
    },
    pictures={
        "docs/facts.svg": _picture_of_facts,
        "docs/facts-jacobian.svg": _picture_of_jacobian,
        "sim/facts/data/us-listed.json": _stored,
    },
)
