"""From what the page Sweep asks for to an experiment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dashboards.fields import Field, changes, part_fields, scenario_fields, value_at
from sim.scenario.presets import preset_names, scenario_data
from sim.scenario.scenario import Scenario
from sim.study.design.experiment import Experiment
from sim.study.design.levers import TAKEN
from sim.study.design.sampling import DESIGNS
from sim.support.inputs import InputError
from sim.support.words import listed, words
from sim.tables.columns import HEADLINE_MEASURES

MOST_LEVERS = 3
FIRST_DESIGN = {
    "package.schemes": (
        "fixed-salary",
        "linear-bonus",
        "hurdle-bonus",
        "deferred-bonus",
        "true-value",
    ),
    "package.filters": ("lottery", "interview", "integrity-test", "track-record"),
}
"""Parts that a lever offers to begin with; all others can be added."""
PAIRED = ("seed", "worlds")
"""Equal in all cells, for these pair them."""


class Span(NamedTuple):
    """A range of a number: its ends, the levels of a grid, and whether these are factors apart."""

    low: float
    high: float
    steps: int
    log: bool = False


class Dial(NamedTuple):
    """A field and what it takes: a range, numbers, names, or names of presets that have it."""

    field: Field
    values: Sequence[Any] | Span


def possible_levers(base: Mapping[str, Any]) -> dict[str, Field]:
    """What can be varied from a base: numbers, choices, parts and their parameters."""
    found: dict[str, Field] = {}
    for path, field in scenario_fields().items():
        if field.kind == "parts":
            found[path] = field
            for part in value_at(base, path):
                for parameter in part_fields(path, part["name"]):
                    found[parameter.path] = parameter
        elif field.kind == "structure":
            presets = _presets_that_differ(path)
            if len(presets) > 1:
                found[path] = field._replace(kind="choice", choices=presets)
        elif field.kind in {"number", "integer", "choice"} and path not in PAIRED:
            found[path] = field
    return {
        path: field
        for path, field in found.items()
        if field.kind in {"number", "integer", "choice", "parts"}
    }


def first_choices(field: Field) -> list[str]:
    """What a lever over choices takes to begin with."""
    return [name for name in FIRST_DESIGN.get(field.path, field.choices) if name in field.choices]


def first_span(field: Field, value: float | None) -> Span:
    """Five levels from 0 to twice the value of the base, within the bounds; shares from 0 to 1."""
    start = float(value if value is not None else field.default or field.low or 1.0)
    if field.is_share:
        return Span(0.0, 1.0, 5)
    ends = sorted((0.0, 2.0 * start)) if start else [0.0, 2.0]
    low = float("-inf") if field.low is None else field.low
    high = float("inf") if field.high is None else field.high
    first, last = (min(max(end, low), high) for end in ends)
    if field.kind == "integer":
        first, last = float(round(first)), float(round(last))
        return Span(first, last, int(min(5, last - first + 1)) if last > first else 1)
    return Span(first, last, 5)


def design(
    name: str,
    base: str,
    scenario: Scenario | None,
    levers: Sequence[Dial],
    worlds: int,
    record: Sequence[str],
    measure: str = HEADLINE_MEASURES[0],
    kind: str = "grid",
    points: int | None = None,
) -> Experiment:
    """The experiment that crosses levers on a base, or draws points of them.

    Args:
        name: Of the study.
        base: A preset.
        scenario: What to start from instead, if it is no preset.
        levers: At most ``MOST_LEVERS``.
        worlds: Worlds per cell.
        record: Tables to keep besides runs.
        measure: What is asked about.
        kind: How points are chosen, of ``DESIGNS``.
        points: How many of them are drawn, where they are.

    Raises:
        InputError: If the name or a lever is wrong.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", name):
        raise InputError(f"name is {name!r}; expected letters, digits, - and _, at most 60")
    named: dict[str, Any] = {}
    for lever in levers:
        if not lever.values:
            raise InputError(f"{lever.field.path}: no values; expected at least one")
        drawn = DESIGNS[kind].draw is not None if kind in DESIGNS else False
        named[_column(lever.field, named)] = _levels(lever, drawn)
    settings = {} if scenario is None else changes(scenario, Scenario())
    settings.pop("description", None)
    fields: dict[str, Any] = {
        "name": name,
        "question": question(measure, levers),
        "base": base if scenario is None else "default",
        "settings": {**settings, "worlds": worlds},
        "levers": named,
        "record": list(record),
        "measures": [measure, *(name for name in HEADLINE_MEASURES if name != measure)],
        "design": kind,
    }
    if points is not None:
        fields["points"] = points
    return Experiment.read(fields)


def as_file(experiment: Experiment) -> dict[str, Any]:
    """The experiment as ``proxyfight sweep FILE.yaml`` reads it."""
    kept = experiment.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in kept.items() if key != "name"}


def _levels(lever: Dial, drawn: bool) -> dict[str, Any]:
    path = lever.field.path
    if isinstance(lever.values, Span):
        low, high, steps, log = lever.values
        ends: dict[str, Any] = {"path": path, "from": low, "to": high}
        if log:
            ends["log"] = True
        if lever.field.kind == "integer":
            ends |= {"from": round(low), "to": round(high), "integer": True}
        return ends if drawn else {**ends, "steps": steps}
    values = list(lever.values)
    if lever.field.kind == "parts":
        return {name: {path: [name]} for name in values}
    if _is_structure(path):
        return {name: {path: value_at(scenario_data(name), path)} for name in values}
    return {"path": path, "values": values}


def _column(field: Field, taken: Mapping[str, Any]) -> str:
    """What a lever's column is called: the field's name, if need be with what it is part of."""
    steps = [step.replace("-", "_") for step in field.path.split(".")]
    for depth in range(1, len(steps) + 1):
        name = "_".join(steps[-depth:])
        if name not in taken and name not in TAKEN:
            return name
    return f"{steps[-1]}_lever_{len(taken) + 1}"


def question(measure: str, levers: Sequence[Dial]) -> str:
    """What the experiment asks, in words."""
    names = [words(lever.field.name) for lever in levers]
    if not names:
        return f"What is {words(measure)} in this economy?"
    return f"How does {words(measure)} depend on {listed(names)}?"


def _is_structure(path: str) -> bool:
    field = scenario_fields().get(path)
    return field is not None and field.kind == "structure"


def _presets_that_differ(path: str) -> tuple[str, ...]:
    """One preset for every value that presets give to a field."""
    seen: dict[str, str] = {}
    for name in preset_names():
        seen.setdefault(repr(value_at(scenario_data(name), path)), name)
    return tuple(seen.values())
