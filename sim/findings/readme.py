"""README.md: what the pages found, in short."""

from __future__ import annotations

from functools import cache

from sim.checks import document
from sim.checks.base import Result
from sim.findings import claims, headline
from sim.findings.page import Page
from sim.findings.runs import cells, gap, mean
from sim.findings.text import num, pct

_SURPLUS = "shareholder_surplus"


@cache
def checked() -> list[Result]:
    """The results of all theory checks."""
    return document.checked()


README_PAGE = Page(
    "README.md",
    findings={
        "packages": lambda: str(len(cells("headline"))),
        "salary-few": lambda: pct(mean(headline.few("fixed-salary"), "deceptive_share")),
        "bonus-few": lambda: pct(mean(headline.few("linear-bonus"), "deceptive_share")),
        "bonus-sign": lambda: claims.sign("bonus-beats-salary"),
        "both": lambda: num(claims.examined("clawback-and-deferral").estimate[0]),
        "both-sign": lambda: claims.sign("clawback-and-deferral"),
        "foresight": lambda: num(claims.examined("foresight").estimate[0]),
        "foresight-sign": lambda: claims.sign("foresight"),
        "validation": lambda: document.summary(checked()),
    },
    claims={
        "Bonuses beat salaries, and make liars of ordinary careerists": lambda: (
            gap(headline.few("fixed-salary"), headline.few("linear-bonus"), _SURPLUS)["low"] > 0
            and gap(headline.usual("fixed-salary"), headline.usual("linear-bonus"), _SURPLUS)["low"]
            > 0
        ),
        "taking back does the work, not waiting": headline.HEADLINE_PAGE.claims[
            "Clawback does the work; deferral does not add to it"
        ],
        "the sign is the same in at least 18 of 20 draws": lambda: all(
            claims.examined(name).same.sum() >= 18 and claims.examined(name).same.size == 20
            for name in (
                "bonus-beats-salary",
                "bonus-makes-deceivers",
                "clawback-and-deferral",
                "foresight",
            )
        ),
        "that learned rules fail worse than search once the world changes, say": lambda: (
            claims.examined("rules-and-shifts").verdict == "conditional"
        ),
        "Executives without foresight never deceive": headline.HEADLINE_PAGE.claims[
            "Executives without foresight never deceive"
        ],
    },
)
