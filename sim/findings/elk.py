"""docs/lab/irish-elk.md: herds that died out, and what their capability and alignment were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.findings.lab import dialled, high_of, low_of, picture, result
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import num, pct, table
from sim.lab.base import Answer, Row, Triple
from sim.lab.irish_elk.lab import IrishElk
from sim.lab.irish_elk.limits import runaway_threshold
from sim.lab.irish_elk.settings import ENVIRONMENTS

_LAB = "irish-elk"
_ALONE = "runaway, bearer pays, choice weakens"
_SHARED = "runaway, others pay too, choice weakens"
_CHOOSY = "runaway, bearer pays, choice never weakens"


def herds(who: str, environment: str = "constant", **dial: float) -> Row:
    """Herds at deployment, at the lab's own parameters but for one."""
    return next(
        row
        for row in (dialled if dial else result)(_LAB).rows
        if (row.policy, row.environment) == (f"{who}, {environment}", "deployment")
        and dict(row.setting) == dial
    )


def count(row: Row, share: Triple) -> int:
    """How many herds a share is of."""
    return round((share[0] or 0.0) * row.training_seeds)


def extinct(who: str, environment: str = "constant", **dial: float) -> int:
    """Herds that died out."""
    row = herds(who, environment, **dial)
    return count(row, row.more["extinct"])


def died_out() -> str:
    """The table of all settings."""
    whos = dict.fromkeys(
        row.policy.rpartition(", ")[0] for row in result(_LAB).rows if row.environment != "training"
    )
    rows = [
        [
            who.replace("none, ", "mates at random, ").replace(", no choice", ""),
            *(str(extinct(who, sky)) for sky in ENVIRONMENTS),
        ]
        for who in whos
    ]
    return table(["herds that died out", *ENVIRONMENTS], rows)


def answer(words: str) -> Answer:
    """The lab's answer whose claim has these words."""
    (found,) = (one for one in result(_LAB).answers if words in one.claim)
    return found


def between(low: float | None, high: float | None, write: Callable[[float], str] = num) -> str:
    """The ends of an interval."""
    return f"{write(low or 0.0)} to {write(high or 0.0)}"


def _interval(words: str, digits: int = 3) -> str:
    found = answer(words)

    def write(value: float) -> str:
        return num(value, digits)

    return f"{write(found.estimate or 0.0)}, {between(found.low, found.high, write)}"


def _shares(words: str) -> str:
    """Percentages between which a share lies."""
    found = answer(words)
    return between(found.low, found.high, pct)


def _quadrant(who: str, environment: str, *names: str) -> str:
    row = herds(who, environment)
    return str(sum(count(row, row.quadrants[name]) for name in names))


def _per(who: str, environment: str = "constant", **dial: float) -> Callable[[], str]:
    return lambda: str(extinct(who, environment, **dial))


def _threshold() -> float:
    lab = IrishElk()
    return runaway_threshold(lab.genetic + lab.condition**2, lab.width)


def _none(*settings: dict[str, Any]) -> Callable[[], bool]:
    return lambda: all(extinct(_ALONE, **one) == 0 for one in settings)


_SAVED = "with cost borne by the bearer and choice that weakens"
_CHOICE_BUYS = "choice by antlers buys no better condition"
_HONEST = "antlers tell less of condition"

IRISH_ELK_PAGE = Page(
    "docs/lab/irish-elk.md",
    findings={
        "herds": lambda: str(herds(_ALONE).training_seeds),
        "died-out": lambda: block(died_out()),
        "threshold": lambda: num(_threshold()),
        "alone": lambda: str(extinct(_ALONE) + extinct(_ALONE.replace("runaway", "stable"))),
        "alone-herds": lambda: str(2 * herds(_ALONE).training_seeds),
        "alone-most": lambda: pct(answer(_SAVED).high or 0.0, 1),
        "choosy": _per(_CHOOSY),
        "choosy-least": lambda: pct(low_of(herds(_CHOOSY).more["extinct"])),
        "met-2": _per(_ALONE, encounters=0.2),
        "met-5": _per(_ALONE, encounters=0.5),
        "shared": _per(_SHARED),
        "shared-between": lambda: _shares("cost that others pay, too"),
        "shared-twice": _per(_SHARED, share=2.0),
        "abrupt": _per(_ALONE, "abrupt"),
        "abrupt-between": lambda: _shares("an abrupt rise of the cost takes"),
        "abrupt-4": _per(_ALONE, "abrupt", rise=4.0),
        "drift": _per("stable, others pay too, choice never weakens"),
        "malign": lambda: str(count(herds(_SHARED), herds(_SHARED).malign_share)),
        "malign-between": lambda: _shares("malign generalization"),
        "both": lambda: _quadrant(_SHARED, "constant", "both"),
        "unable": lambda: _quadrant(_ALONE, "abrupt", "capability_failure", "both"),
        "abrupt-malign": lambda: str(
            count(herds(_ALONE, "abrupt"), herds(_ALONE, "abrupt").malign_share)
        ),
        "fathers": lambda: _interval(_CHOICE_BUYS),
        "honesty": lambda: _interval(_HONEST, 2),
    },
    claims={
        "The claim of Kokko and Brooks holds here.": _none({}),
        "At half that share or less nobody dies out": lambda: (
            extinct(_SHARED, share=0.25) == extinct(_SHARED, share=0.5) == 0
        ),
        "none when it doubles": lambda: extinct(_ALONE, "abrupt", rise=2.0) == 0,
        "kills nobody whose bearers alone pay": lambda: all(
            extinct(_ALONE, "trend", **dial) == 0
            for dial in ({}, {"speed": 0.03}, {"speed": 0.12}, {"speed": 0.24})
        ),
        "More encounters per male weaken the feedback": lambda: (
            extinct(_ALONE, encounters=0.02)
            <= extinct(_ALONE, encounters=0.2)
            < extinct(_ALONE, encounters=0.5)
        ),
        "fathers are in no better condition": lambda: (
            (answer(_CHOICE_BUYS).low or 0) < 0 < (answer(_CHOICE_BUYS).high or 0)
        ),
        "They do not": lambda: (answer(_HONEST).high or 0) > 0 and (answer(_HONEST).low or 0) < 0,
        "No runaway is needed": lambda: extinct("stable, others pay too, choice never weakens") > 0,
        "capability goes first": lambda: (
            low_of(herds(_ALONE, "abrupt").quadrants["robust"]) < 0.5
            and high_of(herds(_ALONE, "abrupt").malign_share) < 0.5
        ),
    },
    pictures={"docs/lab/irish-elk.svg": picture(_LAB)},
)
