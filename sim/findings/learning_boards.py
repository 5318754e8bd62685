"""docs/model/learning-boards.md: what it costs executives to take today's mix as lasting."""

from __future__ import annotations

from functools import cache

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.experiments.rehearsal import RehearsalGain, rehearsal_gain
from sim.findings.page import Page
from sim.scenario.presets import scenario_of
from sim.study.design.experiment import load_experiment
from sim.support.words import short

_YEAR, _DECADE = 4, 40
_MORE = {"learning.references": 9, "shareholders.monitoring_levels": [0], "worlds": 32}
"""Finer references than the experiment's, and one level of monitoring, so that one lattice."""


@cache
def gain(ahead: int) -> RehearsalGain:
    """What knowing the mix so many quarters ahead is worth, where boards imitate reports."""
    first = load_experiment("boards-imitate").cells()[0].scenario
    return rehearsal_gain(scenario_of(first, _MORE), ahead)


def _told(values: Floats) -> str:
    found = interval(values)
    return f"{short(found['mean'])} ({short(found['low'])} to {short(found['high'])})"


LEARNING_BOARDS_PAGE = Page(
    "docs/model/learning-boards.md",
    findings={
        "rent-before": lambda: _told(gain(_YEAR).before),
        "rent-year": lambda: _told(gain(_YEAR).rent),
        "rent-decade": lambda: _told(gain(_DECADE).rent),
        "value-year": lambda: _told(gain(_YEAR).value),
        "value-decade": lambda: _told(gain(_DECADE).value),
        "other-year": lambda: f"{round(100 * gain(_YEAR).moved.mean())}%",
        "other-decade": lambda: f"{round(100 * gain(_DECADE).moved.mean())}%",
    },
)
