"""The difference that a claim is about, world by world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import interval
from sim.analysis.outcomes import OutcomeFormula
from sim.claims.attributed import AttributionClaim, attributed
from sim.claims.catalogue import CatalogueClaim
from sim.scenario.scenario import Scenario
from sim.study.design.paired_claim import WeighedPair
from sim.tables.columns import COLUMNS, NONE
from sim.tables.simulate import simulate

ScenarioChange = Callable[[Scenario], Scenario]


def claimed(
    claim: CatalogueClaim, background: dict[str, Any], change: ScenarioChange | None = None
) -> Floats:
    """(worlds,) of what a claim is about: the differences of its pairs, or its attribution.

    Args:
        claim: Which.
        background: Fields by dotted path, of all that it plays.
        change: What becomes of every scenario before it is played; left out: nothing.

    Raises:
        InputError: If a field or value is wrong.
    """
    changed = change or (lambda scenario: scenario)
    if isinstance(claim, AttributionClaim):
        return attributed(changed(claim.scenario(background)), claim.attribution)
    pairs = [WeighedPair(w, changed(a), changed(b)) for w, a, b in claim.pairs(background)]
    return contrast(pairs, claim.measure)


class _MeasuresKept(NamedTuple):
    """Measures that are read off every run at once, and what has been read, by scenario."""

    measures: dict[str, str]
    values: dict[str, dict[str, Floats]]


_KEPT: ContextVar[_MeasuresKept | None] = ContextVar("kept", default=None)


@contextmanager
def played_once(measures: Iterable[str]) -> Iterator[None]:
    """Within it :func:`by_world` plays a scenario once, whichever of these measures is asked for.

    Claims of one experiment share sides and backgrounds. Tables are not kept, measures are.
    """
    token = _KEPT.set(_MeasuresKept({one: one for one in measures}, {}))
    try:
        yield
    finally:
        _KEPT.reset(token)


def by_world(scenario: Scenario, measure: str) -> Floats:
    """(worlds,) of a measure: a column of ``runs``, or a formula; NaN where there is none."""
    kept = _KEPT.get()
    if kept is None or measure not in kept.measures:
        return measured(scenario, {measure: measure})[measure]
    key = scenario.model_dump_json()
    if key not in kept.values:
        kept.values[key] = measured(scenario, kept.measures)
    return kept.values[key][measure]


def measured(scenario: Scenario, measures: Mapping[str, str]) -> dict[str, Floats]:
    """(worlds,) of several measures of one run, by name: columns of ``runs``, or formulas."""
    formulas = {
        name: OutcomeFormula(text) for name, text in measures.items() if text not in COLUMNS["runs"]
    }
    record = {"runs", *(table for one in formulas.values() for table in one.tables)}
    tables = _played(scenario, tuple(sorted(record)))
    found = {}
    for name, text in measures.items():
        if name not in formulas:
            found[name] = np.asarray(tables["runs"][text], dtype=np.float64)
            continue
        read = {
            table: {key: _known(table, key, tables) for key in formulas[name].columns(table)}
            for table in formulas[name].tables
        }
        found[name] = formulas[name].values(read, scenario.worlds)
    return found


@lru_cache(maxsize=400)
def _runs(scenario: str) -> Mapping[str, Any]:
    """The table of runs by the scenario's JSON: claims of one experiment share sides."""
    return simulate(Scenario.model_validate_json(scenario))["runs"]


def _played(scenario: Scenario, record: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    if record == ("runs",):
        return {"runs": _runs(scenario.model_dump_json())}
    return simulate(scenario, record=record)


def _known(table: str, key: str, tables: Mapping[str, Any]) -> Any:
    """A column, with NaN where a whole number is missing."""
    values = np.asarray(tables[table][key])
    if COLUMNS[table][key].missing and values.dtype.kind == "i":
        return np.where(values == NONE, np.nan, values)
    return values


def contrast(pairs: list[WeighedPair], measure: str) -> Floats:
    """(worlds,) sum of the weighed differences b - a; a scenario that stands twice is played once.

    Worlds of one number have the same luck in all of them.
    """
    played: dict[str, Floats] = {}

    def of(scenario: Scenario) -> Floats:
        key = scenario.model_dump_json()
        if key not in played:
            played[key] = by_world(scenario, measure)
        return played[key]

    total = sum(weight * (of(b) - of(a)) for weight, a, b in pairs)
    return np.asarray(total, dtype=np.float64)


def estimate(differences: Floats) -> dict[str, Any]:
    """Mean difference with its 95% interval."""
    found = interval(differences)
    return {"difference": found["mean"], "low": found["low"], "high": found["high"]}
