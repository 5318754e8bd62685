"""docs/perfect-interview.md and its picture: the experiment ``perfect-interview``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiments.perfect_interview import EXPERIMENT, hires, picture, rows, table
from sim.findings import claims
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.runs import cells, rising
from sim.findings.text import half, num, pct
from sim.pictures.charts import save
from sim.plan.solve import build_plan
from sim.scenario.presets import scenario_of
from sim.scenario.scenario import Scenario

_USUAL = {
    "technology.tasks.divert.private": 0.9,
    "package.filters.interview.kappa": 4,
    "executives.population.steward.lying_cost": 0,
    "executives.population.careerist.lying_cost": 0,
}
"""The default's rents, gaming cost and honesty."""


@cache
def found() -> list[dict[str, Any]]:
    """All cells: a row per measure."""
    return rows(list(cells(EXPERIMENT)))


def row(pressure: str, measure: str, applicants: str = "aware") -> dict[str, Any]:
    """One number of the table."""
    form, _, level = pressure.partition("-")
    wanted = {"form": form, "level": level, "applicants": applicants, "measure": measure}
    (one,) = (r for r in found() if all(r[key] == value for key, value in wanted.items()))
    return one


def deceptive(pressure: str, applicants: str = "aware") -> float:
    """Share of deceptive hires."""
    return float(row(pressure, "deceptive", applicants)["mean"])


def misaligned(pressure: str, applicants: str = "aware") -> float:
    """Share of misaligned hires."""
    return float(row(pressure, "misaligned", applicants)["mean"])


def levels(form: str) -> list[str]:
    """Pressures of a form, in order."""
    return list(dict.fromkeys(f"{r['form']}-{r['level']}" for r in found() if r["form"] == form))


@cache
def usual(candidates: int) -> dict[str, dict[str, Any]]:
    """The same without the three conditions of the setting."""
    return hires(scenario_of(_cell(f"candidates-{candidates}"), _USUAL))


@cache
def seat_worth(kind: str) -> float:
    """What the seat is worth to a newcomer of a kind's mean ability, base pays."""
    model = _cell("candidates-1")
    fields = build_plan(model, model.package).fields
    place = list(model.executives.population).index(kind)
    worth = fields["entry_value"][place]
    ability = fields["ability_start"] + fields["ability_step"] * np.arange(worth.size)
    return float(np.interp(fields["kind_mean"][place], ability, worth))


def _cell(pressure: str) -> Scenario:
    (one,) = (
        cell.scenario
        for cell in cells(EXPERIMENT)
        if tuple(cell.labels.values()) == (pressure, "aware")
    )
    return one


def _flat(values: list[float], room: float) -> bool:
    return max(values) - min(values) < room


def _hump(form: str) -> bool:
    shares = [deceptive(one) for one in levels(form)]
    top = int(np.argmax(shares))
    return 0 < top < len(shares) - 1 and shares[-1] < shares[top] - 0.05


def _top(form: str) -> int:
    """Of how many candidates most hires are deceptive."""
    return int(max(levels(form), key=deceptive).partition("-")[2])


def _usual_flat() -> bool:
    return all(
        _flat([usual(n)[measure]["mean"] for n in (1, 8, 32)], 0.03)
        for measure in ("deceptive", "misaligned")
    )


PERFECT_INTERVIEW_PAGE = Page(
    "docs/perfect-interview.md",
    findings={
        "how-sure": lambda: claims.how_sure(
            "selection-hires-deceivers",
            "interviews-and-goals",
            "integrity-test",
        ),
        "results": lambda: block(table(found())),
        **{
            f"usual-{n}": lambda n=n: (  # type: ignore[misc]
                f"{num(100 * usual(n)['deceptive']['mean'], 1)}%"
                f" ({num(100 * half(usual(n)['deceptive']), 1)})"
            )
            for n in (1, 8, 32)
        },
        **{
            f"usual-misaligned-{n}": lambda n=n: pct(usual(n)["misaligned"]["mean"], 1)  # type: ignore[misc]
            for n in (1, 8, 32)
        },
        "seat-looter": lambda: num(seat_worth("looter"), 1),
        "seat-steward": lambda: num(seat_worth("steward"), 1),
        "seat-careerist": lambda: num(seat_worth("careerist"), 1),
        "one": lambda: pct(deceptive("candidates-1")),
        "eight": lambda: pct(deceptive("candidates-8")),
        "one-misaligned": lambda: pct(misaligned("candidates-1")),
        "sixteen": lambda: pct(deceptive("candidates-16")),
        "sixteen-misaligned": lambda: pct(misaligned("candidates-16")),
        "most": lambda: pct(deceptive("candidates-128")),
        "most-misaligned": lambda: pct(misaligned("candidates-128")),
        "bar-2": lambda: pct(deceptive("bar-2")),
        "bar-1-5": lambda: pct(deceptive("bar-1.5")),
        "bar-high": lambda: pct(deceptive("bar-2.5")),
        "bar-2-misaligned": lambda: pct(misaligned("bar-2")),
        "bar-2-ability": lambda: num(row("bar-2", "ability")["mean"]),
        "barred-1": lambda: pct(deceptive("barred-1")),
        "barred-8": lambda: pct(deceptive("barred-8")),
        "barred-32": lambda: pct(deceptive("barred-32")),
        "weight-none": lambda: pct(deceptive("weight-0")),
        "weight-most": lambda: pct(deceptive("weight-2")),
        "cannot-misaligned": lambda: pct(misaligned("candidates-8", "cannot-game")),
        "cannot-one": lambda: pct(deceptive("candidates-1", "cannot-game")),
        "cannot-many": lambda: pct(deceptive("candidates-128", "cannot-game")),
        "margin-8": lambda: pct(deceptive("margin-8")),
        "margin-128": lambda: pct(deceptive("margin-128")),
    },
    claims={
        "nothing happens: among 1, 8 and 32 candidates": _usual_flat,
        "an effect unit that is diverted is worth": lambda: (
            seat_worth("looter") > 1.5 * max(seat_worth("steward"), seat_worth("careerist"))
        ),
        "The number of candidates: a hump": lambda: _hump("candidates"),
        "Ability rises throughout": lambda: rising(
            row(one, "ability")["mean"] for one in levels("candidates")
        ),
        "A bar: rising steeply, until it is beyond reach": lambda: (
            rising(deceptive(one) for one in levels("bar")[:-2])
            and deceptive("bar-2") > deceptive("bar-2.5") > deceptive("bar-3")
        ),
        "at 3 sd that of the population": lambda: abs(misaligned("bar-3") - 0.3) < 0.05,
        "Candidates before a bar: rising, and then level": lambda: (
            rising(deceptive(one) for one in levels("barred")[:-1])
            and abs(deceptive("barred-32") - deceptive("barred-8")) < 0.02
        ),
        "A weight: rising, and then level": lambda: (
            rising(deceptive(one) for one in levels("weight"))
            and deceptive("weight-2") - deceptive("weight-0.5") < 0.05
        ),
        "Flat: whoever cannot game, or knows nothing": lambda: (
            _flat([misaligned(f"candidates-{n}", "cannot-game") for n in (1, 8, 128)], 0.03)
            and _flat([misaligned(f"candidates-{n}", "unaware") for n in (1, 8, 128)], 0.03)
        ),
        "share is as flat": lambda: _flat(
            [deceptive(f"candidates-{n}", "cannot-game") for n in (1, 8, 128)], 0.03
        ),
        "that of the best of sixteen without a bar": lambda: (
            abs(row("bar-2", "ability")["mean"] - row("candidates-16", "ability")["mean"]) < 0.03
        ),
        "the hump is lower and earlier": lambda: (
            _hump("margin")
            and deceptive("candidates-16") > max(map(deceptive, levels("margin")))
            and _top("margin") < _top("candidates")
        ),
        "at 128 the shares are nearly those of one candidate": lambda: (
            abs(deceptive("margin-128") - deceptive("candidates-1")) < 0.05
        ),
    },
    pictures={f"docs/{EXPERIMENT}.svg": lambda target: _draw(target)},
)


def _draw(target: Path) -> None:
    save(picture(found()), target)
