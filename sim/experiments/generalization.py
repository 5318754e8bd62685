"""The experiment ``generalization``, played: for docs/diagnosis-robustness.md."""

from __future__ import annotations

from typing import Any

from sim.diagnosis.robustness.robustness import EVERYBODY, Robustness, SummaryRow, observe
from sim.study.design.experiment import Cell
from sim.support.words import number

EXPERIMENT = "generalization"
PICTURES = {
    "quadrants": ("shifts", "rule"),
    "transitions": ("shifts", "search"),
}
"""Which cell is drawn, by the chart."""


def played(cells: list[Cell]) -> dict[tuple[str, str], Robustness]:
    """What is found in every cell, by its levels of ``environment`` and ``mind``."""
    return {(one.labels["environment"], one.labels["mind"]): observe(one.scenario) for one in cells}


def table(found: dict[tuple[str, str], Robustness]) -> str:
    """The numbers as Markdown: shares in percent with half of their 95% intervals."""
    heads = [
        *("environment", "mind", "malign, once unwatched", "malign, once shifted"),
        *("worse than an empty chair", "not worth its pay", "settled at the end: robust"),
        *("capability failure", "objective misgeneralization", "both"),
    ]
    lines = [f"| {' | '.join(heads)} |", f"|{len(heads) * '---|'}"]
    for (environment, mind), one in found.items():
        labels, last = _everybody(one.labels), _everybody(one.contexts)
        malign = labels["malign_by_deployment"]
        unwatched = malign.get("unwatched") or malign["unwatched, regime 0"]
        cells = [
            unwatched,
            malign.get("shifted"),
            labels["empty_chair"],
            labels["not_worth_pay"],
            last["robust"],
            last["capability failure"],
            last["objective misgeneralization"],
            last["both"],
        ]
        lines.append(f"| {environment} | {mind} | {' | '.join(map(_text, cells))} |")
    return "\n".join(lines) + "\n"


def _everybody(rows: list[SummaryRow]) -> SummaryRow:
    """The last row of all executives: of contexts, settled in the last regime."""
    return [row for row in rows if row["group"] == EVERYBODY][-1]


def _text(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return ""
    half = (cell["high"] - cell["low"]) / 2
    return f"{number(100 * cell['mean'], 1)} ({number(100 * half, 1)})"
