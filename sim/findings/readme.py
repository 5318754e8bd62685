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
        "clawback-sign": lambda: claims.sign("clawback"),
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
        "is the best scheme here": lambda: (
            mean(headline.usual("clawback-alone"), _SURPLUS)
            == max(mean(headline.usual(scheme), _SURPLUS) for scheme in headline.ROWS_OF_TABLE)
        ),
        "the sign is the same in at least 18 of 20 draws": lambda: all(
            claims.examined(name).same.sum() >= 18 and claims.examined(name).same.size == 20
            for name in ("bonus-beats-salary", "bonus-makes-deceivers", "clawback", "foresight")
        ),
        "that deferral alone hurts, say, or that learned rules are safer than search": lambda: all(
            claims.examined(name).verdict == "conditional"
            for name in ("deferral-alone", "learned-rules")
        ),
        "Executives without foresight never deceive": headline.HEADLINE_PAGE.claims[
            "Executives without foresight never deceive"
        ],
    },
)
