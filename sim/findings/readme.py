"""README.md: what the pages found, in short."""

from __future__ import annotations

from functools import cache

import numpy as np

from incentives.arrays import Floats
from sim.checks import document
from sim.checks.base import Result
from sim.findings import diagnosis, headline, perfect_interview, robustness
from sim.findings.page import Page
from sim.findings.runs import cells, gap, mean, runs, scenario
from sim.findings.text import num, pct
from sim.quarter.decisions import Situation
from sim.tables.simulate import simulate

_SURPLUS = "shareholder_surplus"
_WORLDS = "worlds=16"
_GAMBLE = ("gambling", _WORLDS)
_SAFE = ("gambling", "technology.risk.levels=[]", _WORLDS)
_BONUS = ("default", _WORLDS)
_IDLE = 0.3
"""Of `operate`: hardly anything is done."""


@cache
def conduct(*chosen: str) -> tuple[float, float]:
    """Share of firm-quarters in which hardly anything is done, and window dressing in the others.

    Args:
        chosen: A preset and settings.
    """
    counts = np.zeros(3)

    def watch(situation: Situation, effort: Floats) -> Floats:
        if situation.quarter < 0:
            return effort
        seated = situation.occupied
        idle = effort[:, situation.tasks.index("operate")] < _IDLE
        dress = effort[:, situation.tasks.index("dress")]
        counts[:] += [(idle).sum(), dress[~idle & seated].sum(), (~idle & seated).sum()]
        totals.append(idle.size)
        return effort

    totals: list[int] = []
    simulate(scenario(*chosen), decisions={"effort": watch}, threads=1)
    return float(counts[0] / sum(totals)), float(counts[1] / counts[2])


@cache
def checked() -> list[Result]:
    """The results of all theory checks."""
    return document.checked()


def surplus(chosen: tuple[str, ...]) -> float:
    """Of shareholders."""
    return mean(runs(*chosen), _SURPLUS)


README_PAGE = Page(
    "README.md",
    findings={
        "packages": lambda: str(len(cells("headline"))),
        "salary-few": lambda: pct(mean(headline.few("fixed-salary"), "deceptive_share")),
        "bonus-few": lambda: pct(mean(headline.few("linear-bonus"), "deceptive_share")),
        "one": perfect_interview.PERFECT_INTERVIEW_PAGE.findings["one"],
        "bar-2": perfect_interview.PERFECT_INTERVIEW_PAGE.findings["bar-2"],
        "sixteen": perfect_interview.PERFECT_INTERVIEW_PAGE.findings["sixteen"],
        "many": lambda: pct(perfect_interview.deceptive("candidates-128")),
        "cannot": perfect_interview.PERFECT_INTERVIEW_PAGE.findings["cannot-misaligned"],
        "first-best": diagnosis.DIAGNOSIS_PAGE.findings["first-best"],
        "there": lambda: num(float(diagnosis.whole().twins[0].mean()), 1),
        "rules-malign": robustness.ROBUSTNESS_PAGE.findings["rules-malign"],
        "cost": lambda: num(mean(runs(*_BONUS), "paid")),
        "gamble": lambda: num(surplus(_GAMBLE)),
        "bonus": lambda: num(surplus(_BONUS)),
        "safe": lambda: num(surplus(_SAFE)),
        "safe-idle": lambda: pct(conduct(*_SAFE)[0]),
        "gamble-idle": lambda: pct(conduct(*_GAMBLE)[0]),
        "bonus-idle": lambda: pct(conduct(*_BONUS)[0]),
        "dress-more": lambda: pct(conduct(*_SAFE)[1] / conduct(*_GAMBLE)[1] - 1),
        "validation": lambda: document.summary(checked()),
    },
    claims={
        "Bonuses beat salaries, and make liars of ordinary careerists": lambda: (
            gap(headline.few("fixed-salary"), headline.few("linear-bonus"), _SURPLUS)["low"] > 0
            and gap(headline.many("fixed-salary"), headline.many("linear-bonus"), _SURPLUS)["low"]
            > 0
        ),
        "is the best scheme here": lambda: (
            mean(headline.many("clawback-alone"), _SURPLUS)
            == max(mean(headline.many(scheme), _SURPLUS) for scheme in headline.ROWS_OF_TABLE)
        ),
        "waiting for the money alone is worse than a plain bonus, until bonuses get steep": (
            lambda: (
                headline.against_bonus(headline.DEFERRED_ALONE)["high"]
                < 0
                < headline.against_bonus(headline.DEFERRED_ALONE, headline.STEEP_SLOPE)["low"]
            )
        ),
        "an integrity test is worth twice what it is worth where base pay leaves a rent": (
            lambda: (
                headline.test_is_worth()["low"]
                > 1.8 * headline.test_is_worth(headline.AT_ONE)["difference"]
            )
        ),
        "Learned rules are safer than search": lambda: headline.rules_gain()["low"] > 0,
        "a bar does not find the able": lambda: (
            perfect_interview.deceptive("bar-2") > perfect_interview.deceptive("bar-0") + 0.1
        ),
        "with 128 it is still": lambda: (
            perfect_interview.deceptive("candidates-1") + 0.1
            < perfect_interview.deceptive("candidates-128")
            < perfect_interview.deceptive("candidates-16") - 0.05
        ),
        "Misalignments cancel, and noise is worth having": lambda: all(
            diagnosis.DIAGNOSIS_PAGE.claims[words]()
            for words in ("Misalignments cancel", "Luck is worth having")
        ),
        "it takes no search to generalise malignly": robustness.ROBUSTNESS_PAGE.claims[
            "It takes no search to generalise malignly"
        ],
        "options are at their worst where nobody may gamble": lambda: (
            surplus(_SAFE) < surplus(_GAMBLE) < surplus(_BONUS)
        ),
        "At about the cost of a linear bonus": lambda: (
            abs(mean(runs(*_GAMBLE), "paid") / mean(runs(*_BONUS), "paid") - 1) < 0.1
        ),
    },
)
