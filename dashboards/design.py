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
from sim.support.inputs import InputError
from sim.support.words import listed

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


class Dial(NamedTuple):
    """A field and the values it takes: numbers, names, or names of presets that have it."""

    field: Field
    values: Sequence[Any]


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


def design(
    name: str,
    base: str,
    scenario: Scenario | None,
    levers: Sequence[Dial],
    worlds: int,
    record: Sequence[str],
) -> Experiment:
    """The experiment that crosses levers on a base.

    Args:
        name: Of the study.
        base: A preset.
        scenario: What to start from instead, if it is no preset.
        levers: At most ``MOST_LEVERS``.
        worlds: Worlds per cell.
        record: Tables to keep besides runs.

    Raises:
        InputError: If the name or a lever is wrong.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", name):
        raise InputError(f"name is {name!r}; expected letters, digits, - and _, at most 60")
    named: dict[str, Any] = {}
    for lever in levers:
        if not lever.values:
            raise InputError(f"{lever.field.path}: no values; expected at least one")
        named[_column(lever.field, named)] = _levels(lever)
    settings = {} if scenario is None else changes(scenario, Scenario())
    settings.pop("description", None)
    fields = {
        "name": name,
        "question": _question(levers),
        "base": base if scenario is None else "default",
        "settings": {**settings, "worlds": worlds},
        "levers": named,
        "record": list(record),
    }
    return Experiment.read(fields)


def as_file(experiment: Experiment) -> dict[str, Any]:
    """The experiment as ``proxyfight sweep FILE.yaml`` reads it."""
    kept = experiment.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in kept.items() if key != "name"}


def _levels(lever: Dial) -> dict[str, Any]:
    path, values = lever.field.path, list(lever.values)
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


def _question(levers: Sequence[Dial]) -> str:
    names = [lever.field.path for lever in levers]
    if not names:
        return "What happens in this economy?"
    return f"What {'do' if names[1:] else 'does'} {listed(names)} change?"


def _is_structure(path: str) -> bool:
    field = scenario_fields().get(path)
    return field is not None and field.kind == "structure"


def _presets_that_differ(path: str) -> tuple[str, ...]:
    """One preset for every value that presets give to a field."""
    seen: dict[str, str] = {}
    for name in preset_names():
        seen.setdefault(repr(value_at(scenario_data(name), path)), name)
    return tuple(seen.values())
