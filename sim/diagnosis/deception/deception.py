"""Deception measured: what it costs, when it begins, how long it lasts, and where it goes next.

Every number stands beside that of the same worlds in which nobody knows when it is watched.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from sim.analysis.means import interval
from sim.diagnosis.attribution.causes import everywhere
from sim.diagnosis.deception.curve import BY_PAY, BY_VALUE, deceptive_curve
from sim.diagnosis.deception.unwatched import Tenured, Unwatched
from sim.observers.turns import NO_TURN
from sim.scenario.scenario import Scenario
from sim.support.progress import Advance
from sim.support.showing import html
from sim.support.tally import Tally
from sim.tables.simulate import batches, count_quarters, side_by_side

ALL = "all"
"""What the rows about everybody are called."""

QUARTERS_AFTER = 8
"""Quarters after probation for which paths are kept."""

PER_FIRM = "base pays per firm and quarter"
DECEPTION_MEASURES: dict[str, tuple[str, str]] = {
    "deceptive": ("share of tenures", "withhold value when unwatched, and know it"),
    "turned": ("share of tenures", "delivered while watched, then withheld"),
    "turn_early": ("quarters in the seat", "before the turn, lower quartile of those hired"),
    "turn_median": ("quarters in the seat", "before the turn, median of those hired"),
    "turn_late": ("quarters in the seat", "before the turn, upper quartile of those hired"),
    "lost": (PER_FIRM, "what tenures that have turned add less than under watch"),
    "lag": ("quarters", "from the turn to detection, of those who are detected"),
    "undetected": ("share of turned tenures", "not detected before the exit or the end"),
    "elsewhere": (PER_FIRM, "harm that surfaced while its author, hired again, sat elsewhere"),
    "elsewhere_share": ("share of surfaced harm", "the same"),
}
"""Unit and meaning of every measure."""

TITLES = {
    "deceptive": "deceptive tenures, share",
    "turned": "tenures that turn, share",
    "turn_early": "quarters before the turn, lower quartile",
    "turn_median": "quarters before the turn, median",
    "turn_late": "quarters before the turn, upper quartile",
    "lost": "value lost unwatched",
    "lag": "quarters from turn to detection",
    "undetected": "of the turned, not detected",
    "elsewhere": "harm at former firms of people hired again",
    "elsewhere_share": "the same, share of all surfaced harm",
}
"""What the measures are called in tables."""

TURNED, WATCHED, UNAWARE = "deceptive tenures", "the same, if watched", "control: nobody is aware"
"""Curves of ``Deception.paths``."""


class Deception(NamedTuple):
    """What was found; all numbers with intervals over worlds.

    Attributes:
        rows: A row per kind (``ALL`` first) and measure: kind, measure, unit, and the cells
            ``scenario``, ``control`` and ``difference`` (of the two, world by world).
        paths: A row per curve and quarter in the seat: curve, quarter, mean, low, high, n; value
            added in effect units, of those hired who stayed at least so long.
        curve: A row per unit and threshold, of the scenario: see
            :func:`sim.diagnosis.deception.curve.deceptive_curve`.
        probation: Its quarters; ``turns``: tenures that turned, over all worlds.
    """

    rows: list[dict[str, Any]]
    paths: list[dict[str, Any]]
    curve: list[dict[str, Any]]
    probation: int
    turns: int

    def __repr__(self) -> str:
        return f"<Deception: {self.turns} tenures turned, after a probation of {self.probation}>"

    def _repr_html_(self) -> str:
        return html(f"{self.turns} tenures turned", self.rows)

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        return self._asdict()

    def row(self, measure: str, kind: str = ALL) -> dict[str, Any]:
        """The row of a measure and kind."""
        return next(row for row in self.rows if row["kind"] == kind and row["measure"] == measure)


class _PlayedUnwatched(NamedTuple):
    """All worlds of a scenario."""

    tenures: Tenured
    lost: Floats
    harms: Floats
    probation: int


def observe(
    scenario: Scenario, threads: int | None = None, progress: Advance | None = None
) -> Deception:
    """Play all worlds of a scenario, and again with nobody aware of being watched.

    Args:
        scenario: What to play.
        threads: Left out: one for every core.
        progress: Called with the worlds that are played, and all of them, both times.
    """
    threads = threads or os.cpu_count() or 1
    control = unaware(scenario)
    tally = Tally(progress, 2 * scenario.worlds, scenario.quarters_played())
    plain, blind = (_play(each, threads, tally) for each in (scenario, control))
    kinds = list(scenario.executives.population)
    rows = []
    for number, name in [(None, ALL), *enumerate(kinds)]:
        if number is not None and not (plain.tenures.kind == number).any():
            continue
        one, two = (_numbers(scenario, played, number) for played in (plain, blind))
        rows += [
            {
                "kind": name,
                "measure": measure,
                "unit": unit,
                "scenario": interval(one[measure]),
                "control": interval(two[measure]),
                "difference": interval(one[measure] - two[measure]),
            }
            for measure, (unit, _) in DECEPTION_MEASURES.items()
        ]
    turns = int((plain.tenures.turned != NO_TURN).sum())
    withheld = {BY_PAY: plain.tenures.withheld, BY_VALUE: plain.tenures.withheld_value}
    curve = deceptive_curve(withheld, plain.tenures.world, scenario.worlds, scenario.thresholds)
    return Deception(rows, _paths(scenario, plain, blind), curve, plain.probation, turns)


def unaware(scenario: Scenario) -> Scenario:
    """The control: nobody knows when it is evaluated, whatever its kind."""
    executives = everywhere(scenario.executives, "awareness", 0.0)
    return scenario.model_copy(update={"executives": executives})


def _play(scenario: Scenario, threads: int, tally: Tally) -> _PlayedUnwatched:
    parts = batches(scenario, threads)
    probation = max(int(batch.plans.probation.max()) for batch in parts)
    watches = [Unwatched(batch, probation + QUARTERS_AFTER + 1) for batch in parts]
    for batch in parts:
        count_quarters(batch, tally)
    side_by_side([batch.run for batch in parts], threads)
    tenures = []
    for batch, watch in zip(parts, watches, strict=True):
        one = watch.tenures()
        tenures.append(one._replace(world=batch.worlds[one.world]))
    order = np.argsort(np.concatenate([batch.worlds for batch in parts]))
    return _PlayedUnwatched(
        Tenured._make(np.concatenate(column) for column in zip(*tenures, strict=True)),
        np.concatenate([watch.lost for watch in watches])[order],
        np.concatenate([watch.harms() for watch in watches], axis=1)[:, order],
        probation,
    )


def _numbers(scenario: Scenario, played: _PlayedUnwatched, kind: int | None) -> dict[str, Floats]:
    """(worlds,) every measure, of one kind or of everybody; NaN where a world has none."""
    worlds = scenario.worlds
    tenures = played.tenures
    mine = np.ones(tenures.kind.size, dtype=np.bool_) if kind is None else tenures.kind == kind
    columns = slice(None) if kind is None else slice(kind, kind + 1)
    turned = mine & (tenures.turned != NO_TURN)
    per_firm = 1.0 / (scenario.firms.count * scenario.quarters)
    elsewhere = played.harms[2][:, columns].sum(axis=1)
    surfaced = played.harms[:2, :, columns].sum(axis=(0, 2))

    def count(flag: Bools) -> Floats:
        return np.bincount(tenures.world[flag], minlength=worlds).astype(np.float64)

    def share(of: Floats, total: Floats) -> Floats:
        result: Floats = np.divide(of, total, np.full(worlds, np.nan), where=total > 0.0)
        return result

    found = {
        "deceptive": share(count(mine & tenures.deceptive), count(mine)),
        "turned": share(count(turned), count(mine)),
        "lost": played.lost[:, columns].sum(axis=1) * per_firm,
        "undetected": share(count(turned & ~tenures.detected), count(turned)),
        "elsewhere": elsewhere * per_firm,
        "elsewhere_share": share(elsewhere, surfaced),
    }
    caught = turned & tenures.detected
    lags = np.bincount(tenures.world[caught], tenures.lag[caught], worlds).astype(np.float64)
    found["lag"] = share(lags, count(caught))
    hired = turned & tenures.hired
    ages = [tenures.turned[hired & (tenures.world == world)] for world in range(worlds)]
    for name, at in (("turn_early", 0.25), ("turn_median", 0.5), ("turn_late", 0.75)):
        found[name] = np.array([np.quantile(one, at) if one.size else np.nan for one in ages])
    return found


def _paths(
    scenario: Scenario, plain: _PlayedUnwatched, blind: _PlayedUnwatched
) -> list[dict[str, Any]]:
    """Rows of ``Deception.paths``; none if nobody who was hired stayed for so long."""
    shown = plain.tenures.deceptive & ~np.isnan(plain.tenures.path[:, -1])
    lasted = ~np.isnan(blind.tenures.path[:, -1])
    if not shown.any():
        return []
    mix = np.bincount(plain.tenures.kind[shown], minlength=plain.lost.shape[1]) / shown.sum()
    curves = {
        TURNED: _by_world(scenario, plain.tenures, plain.tenures.path, shown, None),
        WATCHED: _by_world(scenario, plain.tenures, plain.tenures.watched, shown, None),
        UNAWARE: _by_world(scenario, blind.tenures, blind.tenures.path, lasted, mix),
    }
    return [
        {"curve": name, "quarter": quarter, **interval(values)}
        for name, curve in curves.items()
        for quarter, values in enumerate(curve.T)
    ]


def _by_world(
    scenario: Scenario, tenures: Tenured, path: Floats, shown: Bools, mix: Floats | None
) -> Floats:
    """(world, quarter) mean paths; with a ``mix`` kinds weigh as in it, as far as there are any."""
    curves = np.full((scenario.worlds, path.shape[1]), np.nan)
    for world in range(scenario.worlds):
        here = shown & (tenures.world == world)
        weight = np.ones(int(here.sum()))
        if mix is not None:
            kind = tenures.kind[here]
            weight = mix[kind] / np.bincount(kind, minlength=mix.size)[kind]
        if weight.sum() > 0.0:
            curves[world] = np.average(path[here], axis=0, weights=weight)
    return curves
