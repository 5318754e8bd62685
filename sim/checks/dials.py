"""Checks that recompute while somebody turns a dial: which fields turn, and what is drawn.

Theory is a line over one field, and the simulator's own value a point at the place of the dial.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.checks.baker import Baker
from sim.checks.base import Check, Estimate
from sim.checks.becker import Becker
from sim.checks.career_concerns import CareerConcerns
from sim.checks.goodhart_tail import GoodhartTail
from sim.checks.holmstrom_milgrom import HolmstromMilgrom
from sim.checks.stein import Stein
from sim.checks.winners_curse import WinnersCurse

LINE_PLACES = 41
"""Of theory, at most."""


@dataclass(frozen=True)
class DialField:
    """A field that turns.

    Attributes:
        label: In words, with its unit.
        low, high, step: Of the dial.
        start: Where it stands at first.
    """

    label: str
    low: float
    high: float
    step: float
    start: float


def _everything(check: Any) -> dict[str, Estimate]:
    found: dict[str, Estimate] = check.simulate()
    return found


def _set(check: Check, values: Mapping[str, float]) -> Check:
    return type(check).model_validate({**check.model_dump(), **values})


def _two_tasks(check: Check, values: Mapping[str, float]) -> Check:
    """One task that is wanted and counted, and one that does harm and is counted, too."""
    mu, nu = (1.0, values["counted"]), (1.0, -values["harm"])
    return type(check).model_validate({"mu": mu, "nu": nu})


@dataclass(frozen=True)
class DialledCheck:
    """A check with its dials.

    Attributes:
        label: What it is about, and whose it is.
        title: What it says, in a sentence.
        check: With the parameters that do not turn.
        across: The field over which theory is drawn; it turns, too.
        fields: All that turn, by name.
        shown: Outputs that are drawn: what each is called.
        unit: Of them.
        simulate: What of the simulator is asked; all outputs, unless that takes long.
        place: A check with fields at values.
    """

    label: str
    title: str
    check: Check
    across: str
    fields: dict[str, DialField]
    shown: dict[str, str]
    unit: str
    simulate: Callable[[Any], Mapping[str, Estimate]] = _everything
    place: Callable[[Check, Mapping[str, float]], Check] = field(default=_set)

    def at(self, values: Mapping[str, float]) -> Check:
        """The check with its dials there.

        Raises:
            pydantic.ValidationError: If a value is out of bounds.
        """
        return self.place(self.check, values)

    def line(self, values: Mapping[str, float]) -> list[dict[str, Any]]:
        """Theory over ``across``: rows of ``output``, ``x`` and ``y``."""
        dial = self.fields[self.across]
        whole = float(dial.step).is_integer()
        places = np.linspace(dial.low, dial.high, LINE_PLACES)
        places = np.unique(np.round(places)) if whole else places
        rows = []
        for x in places.tolist():
            found = self.at({**values, self.across: int(x) if whole else x}).theory()
            rows += [
                {"output": text, "x": x, "y": found[name]} for name, text in self.shown.items()
            ]
        return rows

    def point(self, values: Mapping[str, float]) -> list[dict[str, Any]]:
        """The simulator's values at the dials, and theory's.

        Rows of ``output``, ``x``, ``y``, ``error`` (standard error, 0: exact) and ``theory``.
        """
        check = self.at(values)
        found, theory = self.simulate(check), check.theory()
        return [
            {
                "output": text,
                "x": float(values[self.across]),
                "y": found[name].value,
                "error": found[name].standard_error,
                "theory": theory[name],
            }
            for name, text in self.shown.items()
        ]


DIALLED_CHECKS = {
    "baker": DialledCheck(
        "A distorted metric: Baker",
        "The more a metric counts what is harmful, the flatter the best bonus on it",
        Baker(),
        "counted",
        {
            "counted": DialField("what the harmful task adds to the metric", 0.0, 2.0, 0.05, 0.5),
            "harm": DialField("what it takes from value", 0.0, 1.0, 0.05, 0.5),
        },
        {"slope": "best slope", "surplus": "total surplus"},
        "slope; money",
        place=_two_tasks,
    ),
    "holmstrom-milgrom": DialledCheck(
        "Risk and incentives: Holmstrom and Milgrom",
        "The noisier the metric, the flatter the best bonus: risk has to be paid for",
        HolmstromMilgrom(),
        "sigma",
        {
            "sigma": DialField("noise of the metric, standard deviation", 0.05, 1.5, 0.05, 0.6),
            "r": DialField("risk aversion, per unit of money", 0.0, 6.0, 0.25, 2.0),
        },
        {"slope": "best slope", "risk_premium": "risk premium"},
        "slope; money",
    ),
    "becker": DialledCheck(
        "Crime and punishment: Becker",
        "Fines stop diversion only as far as audits find it",
        Becker(),
        "F",
        {
            "F": DialField("fine, money", 0.0, 3.0, 0.05, 0.5),
            "q": DialField("probability of an audit", 0.0, 1.0, 0.05, 0.4),
        },
        {"diversion": "diverted"},
        "money",
        simulate=lambda check: {"diversion": check.diversion()},
    ),
    "stein": DialledCheck(
        "Managerial myopia: Stein",
        "Who is paid by today's price borrows from tomorrow, though nobody is fooled",
        Stein(),
        "pi",
        {
            "pi": DialField("weight of the stock price", 0.0, 0.7, 0.02, 0.3),
            "sv": DialField("noise of reports, standard deviation", 0.2, 3.0, 0.1, 1.0),
        },
        {"borrowing": "borrowed"},
        "earnings a quarter",
        simulate=lambda check: {"borrowing": check.borrowing()},
    ),
    "career-concerns": DialledCheck(
        "Career concerns: Holmstrom",
        "Who still has a name to make works without a bonus",
        CareerConcerns(),
        "T",
        {
            "T": DialField("quarters of a career", 2, 40, 1, 12),
            "he": DialField("precision of output's noise", 0.1, 4.0, 0.1, 1.0),
        },
        {"effort_1": "effort in the first quarter", "effort_T": "in the last"},
        "effort",
    ),
    "goodhart-tail": DialledCheck(
        "Goodhart's law in the tail",
        "More candidates first raise the ability of the hired, then lower it",
        GoodhartTail(),
        "n",
        {
            "n": DialField("candidates per vacancy", 1, 128, 1, 20),
            "p": DialField("share of candidates who game", 0.0, 0.5, 0.02, 0.1),
        },
        {"ability": "ability of the hired", "gamer_share": "share of gamers"},
        "standard deviations; share",
    ),
    "winners-curse": DialledCheck(
        "The winner's curse of hiring",
        "The best of many interviews flatters, the more so the more there are",
        WinnersCurse(),
        "n",
        {
            "n": DialField("candidates per vacancy", 1, 64, 1, 8),
            "se": DialField("noise of the interview, as ability", 0.0, 2.0, 0.1, 0.8),
        },
        {"signal": "impression", "ability": "ability"},
        "standard deviations of ability",
    ),
}
"""By name."""
