"""What a study says of its question, in sentences with intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.means import column, groups, interval, paired, unit
from sim.study.design.levers import text_of
from sim.support.words import decimals, listed, number, span, words

MOST_JUDGED = 2_000
MAX_VERDICTS = 12
"""Where circumstances differ in more ways than these, there is one verdict over all cells."""

_VALUE = re.compile(r"-?[\d.]+(e-?\d+)?|true|false|none")


class Gap(NamedTuple):
    """How far the best choice is above another, world by world."""

    other: str
    difference: float | None
    low: float | None
    high: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval lies above zero."""
        return self.low is not None and self.low > 0

    def worlds_to_tell(self, worlds: int) -> int | None:
        """Worlds with which the interval would lie above zero, were the difference what it seems.

        Intervals shrink with the root of the number of worlds. None if the difference is zero, or
        more than a hundred times as many would be needed.

        Args:
            worlds: From which the interval is.
        """
        if self.difference is None or self.low is None or self.difference <= 0:
            return None
        needed = worlds * ((self.difference - self.low) / self.difference) ** 2
        return None if needed > 100 * worlds else int(np.ceil(1.2 * needed))


class Verdict(NamedTuple):
    """The choice with the highest mean in given circumstances, and how sure that is."""

    circumstances: str
    measure: str
    best: str
    mean: float
    second: Gap
    worst: Gap

    @property
    def headline(self) -> str:
        """The choice alone, or the two between which there is no clear difference."""
        text = f"{words(self.measure).capitalize()} is highest with {self.best}"
        if not self.second.clear:
            return f"{text}, or with {self.second.other}: there is no clear difference"
        return f"{text}: {number(self.mean, decimals(abs(self.mean)))}"

    @property
    def sentence(self) -> str:
        """All of it but the circumstances."""
        gaps = {"next highest": self.second, "lowest": self.worst}
        if self.second == self.worst:
            gaps = {"only other": self.second}
        digits = decimals(max(abs(gap.difference or 0.0) for gap in gaps.values()))
        of = unit(self.measure)
        return (
            f"{words(self.measure).capitalize()} is highest with {self.best}, "
            f"{number(self.mean, decimals(abs(self.mean)))}{of and ' ' + of}; "
            "world by world it is "
            + ", and ".join(_above(gap, rank, digits) for rank, gap in gaps.items())
            + "."
        )


def verdicts(
    table: Any, levers: Sequence[str], measure: str, together: bool = False
) -> list[Verdict]:
    """The best choice against the second best and the worst, wherever there is a choice.

    What is chosen are the levels of the first two levers; the others are circumstances, which
    have a verdict each.

    Args:
        table: Runs of a study, as for ``summarise``.
        levers: Columns of the levers, in order.
        measure: The column of which more is better.
        together: Whether all cells are one choice, as where points are drawn.

    Returns:
        Nothing for designs of more than ``MOST_JUDGED`` cells: the best of very many is luck.
    """
    worlds, values = column(table, "world"), column(table, measure).astype(np.float64)
    cells = {
        tuple(map(text_of, key)): {"world": worlds[rows][once], measure: values[rows][once]}
        for key, rows in groups([column(table, name) for name in levers]).items()
        for _, once in [np.unique(worlds[rows], return_index=True)]  # a drawn point may repeat
    }
    if len(cells) > MOST_JUDGED:
        return []
    panels: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for labels in cells:
        panels.setdefault(labels[2:], []).append(labels)
    if together or len(panels) > MAX_VERDICTS or all(len(group) < 2 for group in panels.values()):
        panels = {(): list(cells)}
    found = []
    for panel, group in panels.items():
        means = {labels: interval(cells[labels][measure])["mean"] for labels in group}
        ranked = [labels for labels in group if means[labels] is not None]
        ranked.sort(key=lambda labels: means[labels], reverse=True)
        if len(ranked) < 2:
            continue
        chosen = len(levers) - len(panel)
        names = {labels: _choice(levers, labels[:chosen]) for labels in ranked}
        best, second, worst = ranked[0], ranked[1], ranked[-1]
        gaps = [_gap(names[other], cells[best], cells[other], measure) for other in (second, worst)]
        circumstances = zip(levers[chosen:], panel, strict=True)
        text = ", ".join(f"{words(lever)}: {label}" for lever, label in circumstances)
        found.append(Verdict(text, measure, names[best], means[best], *gaps))
    return found


def finding(found: Sequence[Verdict], others: Sequence[str]) -> str:
    """All verdicts in one sentence; empty if there is none.

    Args:
        found: Of ``verdicts``.
        others: Levers that are circumstances.
    """
    if len(found) < 2:
        return found[0].headline if found else ""
    measure, which = words(found[0].measure), listed([words(name) for name in others])
    sure = {verdict.best for verdict in found if verdict.second.clear}
    if len({verdict.best for verdict in found}) == 1:
        everywhere = all(verdict.second.clear for verdict in found)
        sure_or_not = "" if everywhere else ", but not everywhere clearly"
        text = f"{measure.capitalize()} is highest with {found[0].best}, whatever {which} is"
        return text + sure_or_not
    if len(sure) > 1:
        return f"Where {measure} is highest depends on {which}"
    return f"Where {measure} is highest may depend on {which}: that is not clear yet"


def _gap(name: str, best: dict[str, Any], other: dict[str, Any], measure: str) -> Gap:
    if not len(np.intersect1d(best["world"], other["world"])):  # an unfinished study
        return Gap(name, None, None, None)
    (row,) = paired(other, best, [measure])
    return Gap(name, row["difference"], row["low"], row["high"])


def _above(gap: Gap, rank: str, digits: int) -> str:
    if gap.difference is None:
        return f"not yet to be compared with the {rank}, {gap.other}"
    bounds = span(gap.low, gap.high, digits)
    text = f"{number(gap.difference, digits)}{bounds and f' ({bounds})'} above the {rank}"
    return f"{text}, {gap.other}{'' if gap.clear else ', which is no clear difference'}"


def _choice(levers: Sequence[str], labels: Sequence[str]) -> str:
    """The labels, with their levers where they would mean nothing alone."""
    return listed(
        [
            f"{words(lever)} {label}"
            if len(labels) == 1 or place > 1 or _VALUE.fullmatch(label)
            else label
            for place, (lever, label) in enumerate(zip(levers, labels, strict=False))
        ]
    )
