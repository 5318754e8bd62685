"""Answers in sentences, with intervals over selections."""

from __future__ import annotations

from collections.abc import Mapping

from incentives.arrays import Floats
from sim.lab.base import Answer, LabResult, Row, Triple, means, shares
from sim.lab.judging import Case, Reached, as_shares, column
from sim.lab.programme import Outcomes
from sim.support.words import number

FIRST = "cma"
"""The base optimizer that answers are about unless they say so."""


def answer(claim: str, values: Floats, sentence: str, share: bool = False) -> Answer:
    """An answer whose sentence has a place, ``{}``, for the estimate; ``share``: of shares."""
    found = shares(values) if share else means(values)
    return Answer(claim, *found, sentence.format(_said(found)))


def said(values: Floats) -> str:
    """A mean with its interval, for reading."""
    return _said(means(values))


def part_of(values: Floats) -> str:
    """The same of shares."""
    return _said(shares(values))


def _said(found: Triple) -> str:
    mean, low, high = found
    if low is None or high is None:
        return number(mean, 2)
    return f"{number(mean, 2)} ({number(low, 2)} to {number(high, 2)})"


def case_of(policy: str, selected: bool = True, optimizer: str = FIRST) -> Case:
    """A policy in training at the lab's own parameters."""
    return Case(policy, optimizer, "average") if selected else Case(policy)


def after(table: Outcomes, case: Case, shift: str) -> tuple[list[Reached], list[Reached]]:
    """Selections after a shift, and the same in training."""
    return table[case._replace(shift=shift, environment="deployment")], table[case]


def deception(
    table: Outcomes,
    planners: tuple[str, str],
    aligned: float,
    places: Mapping[str, str],
) -> list[Answer]:
    """What knowing adds to losing the objective, shift by shift.

    Args:
        table: What all reach.
        planners: Those that know whether they are trained, and those that cannot.
        aligned: The least alignment that is no failure.
        places: What a shift is called, by its name.
    """
    found = []
    for shift, where in places.items():
        knowing, control = (
            _lost(*after(table, case_of(policy), shift), aligned) for policy in planners
        )
        found.append(
            answer(
                "3 deception",
                knowing - control,
                f"Objective lost once nobody trains them, where {where}, share of selections: "
                f"planners that know {part_of(knowing)}, that cannot know {part_of(control)}; "
                "knowing adds {}.",
            )
        )
    return found


def _lost(then: list[Reached], before: list[Reached], aligned: float) -> Floats:
    """(selections,) whose alignment was no failure before, and is one then."""
    return as_shares(
        (column(before, "alignment") >= aligned) & (column(then, "alignment") < aligned)
    )


def plain_row(result: LabResult, policy: str, shift: str, environment: str) -> Row:
    """The row of a policy by the first base optimizer, for the average."""
    return next(
        row
        for row in result.rows
        if (row.policy, row.shift, row.environment) == (policy, shift, environment)
        and (row.base_optimizer, row.objective) == (FIRST, "average")
        and not row.setting
    )


def spread(values: Floats) -> float:
    """Standard deviation over selections."""
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")
