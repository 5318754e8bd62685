"""docs/model/learning-boards.md: what it costs executives to take today's mix as lasting."""

from __future__ import annotations

from functools import cache

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.experiments.rehearsal import RehearsalGain, rehearsal_gain
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.text import pct, table
from sim.scenario.presets import scenario_of
from sim.study.design.experiment import load_experiment
from sim.support.words import short

_YEAR, _DECADE = 4, 40
_MORE = {
    "learning.references": 9,
    "shareholders.monitoring_levels": [0],
    "worlds": 16,
    "quarters": 200,
}
"""Finer references than the experiment's; one level of monitoring, so one lattice; fewer years."""


@cache
def gain(ahead: int) -> RehearsalGain:
    """What knowing the mix so many quarters ahead is worth, where boards imitate reports."""
    first = load_experiment("boards-imitate").cells()[0].scenario
    return rehearsal_gain(scenario_of(first, _MORE), ahead)


def _told(values: Floats) -> str:
    found = interval(values)
    return f"{short(found['mean'])} ({short(found['low'])} to {short(found['high'])})"


def _rehearsal() -> str:
    rows = []
    for words, ahead in (("a year ahead", _YEAR), ("a decade ahead", _DECADE)):
        found = gain(ahead)
        rows.append([words, pct(found.moved.mean()), _told(found.rent), _told(found.value)])
    head = ["the mix is known", "plans differ, of quarters"]
    return block(table([*head, "rent, base pays a quarter", "true value, effect units"], rows))


def _by_chance(values: Floats) -> bool:
    found = interval(values)
    return bool(found["low"] < 0.0 < found["high"])


LEARNING_BOARDS_PAGE = Page(
    "docs/model/learning-boards.md",
    findings={"rehearsal": _rehearsal, "rent-before": lambda: _told(gain(_YEAR).before)},
    claims={
        "Neither is more than chance": lambda: all(
            _by_chance(values)
            for ahead in (_YEAR, _DECADE)
            for values in (gain(ahead).rent, gain(ahead).value)
        )
    },
)
