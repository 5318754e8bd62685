"""Answers in sentences, with intervals over selections."""

from __future__ import annotations

from incentives.arrays import Floats
from sim.lab.base import Answer, LabResult, Row, means
from sim.lab.judging import Case, Reached
from sim.lab.programme import Outcomes
from sim.support.words import number

FIRST = "cma"
"""The base optimizer that answers are about unless they say so."""


def answer(claim: str, values: Floats, sentence: str) -> Answer:
    """An answer whose sentence has a place, ``{}``, for the estimate."""
    mean, low, high = means(values, share=True)
    return Answer(claim, mean, low, high, sentence.format(said(values)))


def said(values: Floats) -> str:
    """A mean with its interval, for reading."""
    mean, low, high = means(values, share=True)
    if low is None or high is None:
        return number(mean, 2)
    return f"{number(mean, 2)} ({number(low, 2)} to {number(high, 2)})"


def case_of(policy: str, selected: bool = True, optimizer: str = FIRST) -> Case:
    """A policy in training at the lab's own parameters."""
    return Case(policy, optimizer, "average") if selected else Case(policy)


def after(table: Outcomes, case: Case, shift: str) -> tuple[list[Reached], list[Reached]]:
    """Selections after a shift, and the same in training."""
    return table[case._replace(shift=shift, environment="deployment")], table[case]


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
