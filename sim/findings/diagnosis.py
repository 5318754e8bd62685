"""docs/diagnosis.md and its picture: attribution in the default economy, and in variants."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.means import interval
from sim.diagnosis.attribution.attribution import Attribution, attribute
from sim.diagnosis.attribution.causes import CAUSES
from sim.diagnosis.attribution.replay import attribute_tenures
from sim.diagnosis.attribution.twins import TwinWorlds, settled_groups
from sim.diagnosis.attribution.waterfall import waterfall
from sim.findings import claims
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.runs import scenario
from sim.findings.text import num, table, with_half
from sim.pictures.charts import save, styled
from sim.tables.from_state import runs_table
from sim.world.election import Job

_FEW, _FEWER, _STILL_WORLDS = 16, 8, 32
"""Worlds of variants, of replays, and of those that count dismissals without noise."""
_OUTER = ("intensity", "distortion")
_GOALS = ("goals_misaligned", "goals_aligned")
_NO_DISMISSAL = "package.oversight=[random-audits, seasonal-audits]"
"""Nobody is dismissed, on probation neither."""
_LOTTERY = "package.filters=[lottery]"
_ATTRIBUTED = (
    "pay-or-goals",
    "metric-or-strength",
    "strength-or-goals",
    "goals-mended-first",
    "capability-mended-last",
    "goals-of-the-aligned",
    "deception-loses",
    "luck-is-worth-having",
    "misalignments-cancel",
)
"""Claims of this page about the attribution."""
_BUILDERS = "executives.population={empire-builder: 1}"


@cache
def whole() -> Attribution:
    """All worlds of the default economy."""
    return attribute(scenario("default"))


@cache
def variant(*settings: str) -> Attribution:
    """Some worlds of another one."""
    return attribute(scenario("default", *settings, f"worlds={_FEW}"))


def lost(found: Attribution, *causes: str) -> dict[str, Any]:
    """What causes have cost together, in the first worlds."""
    places = [list(CAUSES).index(name) for name in causes]
    return interval(found.lost[places].sum(axis=0).mean(axis=1)[:_FEW])


def step(name: str) -> dict[str, Any]:
    """A step of the waterfall, all worlds."""
    (row,) = (row for row in whole().rows() if row["name"] == name)
    return row


def level(name: str, *settings: str) -> dict[str, Any]:
    """A bar of the waterfall of another economy, some worlds."""
    (row,) = (row for row in variant(*settings).rows() if row["name"] == name)
    return row


def results() -> str:
    """The steps of the waterfall as a table."""
    rows = [
        [
            f"- {row['label']}" if row["kind"] in ("part", "beside") else row["label"],
            with_half(row),
            *(with_half(row[when]) if when in row else "" for when in ("first", "last")),
        ]
        for row in whole().rows()
    ]
    return block(table(["", "has lost", "mended first, alone", "mended last"], rows))


@cache
def replayed() -> dict[str, dict[str, Any]]:
    """Losses per quarter in office, tenure by tenure, by kind."""
    model = scenario("default", f"worlds={_FEWER}")
    rows = attribute_tenures(model).by_kind(model.executives.population)
    return {row["name"]: row for row in rows}


@cache
def dismissals(still: bool) -> float:
    """Per firm and quarter, in worlds with noise or without."""
    model = scenario("default", f"worlds={_STILL_WORLDS}")
    total = 0.0
    for (label, package, monitoring), worlds in settled_groups(model):
        job = Job(model, worlds, (label, package, monitoring))
        batch = TwinWorlds([job], still=still)
        batch.run()
        total += float(np.sum(runs_table(batch)["dismissed"])) / 4
    return total / _STILL_WORLDS


def picture(target: Path) -> None:
    """The waterfall."""
    save(styled(waterfall(whole().rows())), target)


def mean(cell: dict[str, Any]) -> float:
    """Of an interval."""
    return float(cell["mean"])


DIAGNOSIS_PAGE = Page(
    "docs/diagnosis.md",
    findings={
        "how-sure": lambda: claims.how_sure(*_ATTRIBUTED, "metric-or-people", "steep-bonus"),
        "resampled": lambda: claims.in_other_samples(*_ATTRIBUTED),
        "first-best": lambda: num(mean(step("first_best")), 1),
        "first-best-kept": lambda: with_half(
            interval(variant(_NO_DISMISSAL).first_best.mean(axis=1)), 1
        ),
        "first-best-fee": lambda: num(mean(step("unconstrained")), 1),
        "first-best-start": lambda: num(mean(level("first_best", "burn_in=0")), 1),
        "first-best-start-fee": lambda: num(mean(level("unconstrained", "burn_in=0")), 1),
        "outer-kept": lambda: num(mean(lost(variant(_NO_DISMISSAL), *_OUTER)), 1),
        "outer": lambda: num(mean(lost(whole(), *_OUTER)), 1),
        "results": results,
        "all-outer": lambda: num(mean(step("outer")), 1),
        "distortion": lambda: num(mean(step("distortion")), 0),
        "intensity": lambda: num(mean(step("intensity")), 1),
        "intensity-first": lambda: num(mean(step("intensity")["first"]), 1),
        "intensity-last": lambda: num(mean(step("intensity")["last"]), 1),
        "goals": lambda: num(mean(step("goals")), 1),
        "goals-last": lambda: num(mean(step("goals")["last"]), 1),
        "goals-first-sign": lambda: claims.sign("goals-mended-first"),
        "strength-sign": lambda: claims.sign("strength-or-goals"),
        "goals-first": lambda: num(mean(step("goals")["first"]), 1),
        "capability-first": lambda: num(mean(step("capability")["first"]), 1),
        "capability-last": lambda: num(mean(step("capability")["last"]), 1),
        "goals-aligned": lambda: num(mean(step("goals_aligned")), 1),
        "builders": lambda: num(mean(lost(variant(_BUILDERS), *_GOALS)), 1),
        "builders-replayed": lambda: with_half(replayed()["empire-builder"]["goals"], 1),
        "dismissed-still": lambda: num(dismissals(True), 4),
        "dismissed": lambda: num(dismissals(False), 4),
        "luck-kept": lambda: with_half(lost(variant(_NO_DISMISSAL), "luck")),
        "luck": lambda: with_half(lost(whole(), "luck")),
        "deception-replayed": lambda: with_half(replayed()["all"]["deception"]),
        "deception-lottery": lambda: with_half(lost(variant(_LOTTERY), "deception")),
        "deception": lambda: num(mean(step("deception"))),
    },
    claims={
        "Most is lost to how people are paid": lambda: (
            mean(step("outer")) > mean(step("first_best")) / 2
            and mean(step("distortion")) > 2 * mean(step("intensity"))
        ),
        "What costs most is not what to mend first": lambda: (
            mean(step("intensity")) > mean(step("goals"))
            and mean(step("goals")["first"]) > mean(step("intensity")["first"])
        ),
        "What to mend first survives other parameters": lambda: (
            claims.examined("goals-mended-first").verdict == "robust"
            and claims.examined("strength-or-goals").verdict == "fragile"
        ),
        "Who is hired is worth most once pay is right": lambda: (
            mean(step("capability")["last"]) > 3 * mean(step("capability")["first"]) > 0
        ),
        "Misalignments cancel": lambda: mean(lost(variant(_BUILDERS), *_GOALS)) < 0,
        "and a seat that is worth much is worked for": lambda: (
            mean(level("unconstrained", "burn_in=0")) - mean(level("first_best", "burn_in=0"))
            > 3 * (mean(step("unconstrained")) - mean(step("first_best")))
            > 0
        ),
        "Luck is worth having": lambda: (
            step("luck")["high"] < 0
            and dismissals(True) < dismissals(False) / 5
            and abs(mean(lost(variant(_NO_DISMISSAL), "luck")))
            < abs(mean(lost(whole(), "luck"))) / 2
        ),
        "Deception costs before it begins": lambda: (
            mean(step("deception")) > 2 * mean(replayed()["all"]["deception"]) > 0
        ),
    },
    pictures={"docs/diagnosis-waterfall.svg": picture},
)
