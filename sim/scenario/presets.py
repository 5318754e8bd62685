"""Scenarios from a preset, a file or fields, and assignments: runs and studies start here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from os import PathLike
from pathlib import Path
from typing import Any

from sim.scenario.base import Spec
from sim.scenario.own_firms.content import anchored
from sim.scenario.scenario import Scenario
from sim.support.inputs import (
    InputError,
    assign,
    clipped,
    parse_assignment,
    plain_data,
    read_yaml,
    shown,
    suggest,
)
from sim.support.words import listed

PRESETS = Path(__file__).parent / "data"
EXPERIMENTS = Path(__file__).parents[1] / "experiments"
DEFAULT = "default"
_OF_EXPERIMENTS = (
    "question", "base", "settings", "levers", "design", "points", "exclude", "constraints",
    "measures", "outcomes", "record", "hypothesis", "source", "answer", "findings", "drawn",
)  # fmt: skip
"""Fields that an experiment has and a scenario has not."""

PRESET_TITLES = {
    "default": "The default economy",
    "few-misaligned": "Six in a hundred misaligned",
    "flip": "The world turns round",
    "gambling": "Options, and risk to choose",
    "long-leash": "A long leash",
    "many-misaligned": "Half of the candidates misaligned",
    "myopic": "Nobody looks ahead",
    "perverse-slope": "A bonus four times as steep",
    "rules": "Learned rules instead of search",
    "say-on-pay": "Shareholders vote on pay",
    "take-it-or-leave-it": "Take the seat or leave it",
    "unaware": "Nobody knows when they are watched",
    "us-listed": "Large listed US firms",
}
"""What presets are called where somebody reads."""

ScenarioLike = str | PathLike[str] | Scenario | Mapping[str, Any]
"""The name of a preset, a YAML file, a scenario, or a mapping of fields that differ."""


def preset_names() -> dict[str, str]:
    """Every preset with its description, the default first."""
    files = sorted(PRESETS.glob("*.yaml"), key=lambda file: (file.stem != DEFAULT, file.stem))
    return {file.stem: read_yaml(file)["description"] for file in files}


def title(name: str) -> str:
    """What a preset is called where somebody reads; its name if it has no title."""
    return PRESET_TITLES.get(name, name)


def load_scenario(ref: str | None = None, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a preset or a YAML file, with ``path=value`` assignments on top.

    Raises:
        InputError: If there is no such preset or file, or a value is wrong.
    """
    given = [(f"--set {clipped(text)}", *parse_assignment(text)) for text in overrides]
    return _assigned(_read(ref), given)


def scenario_of(
    given: ScenarioLike | None,
    settings: Mapping[str, Any],
    origin: str = "scenario",
) -> Scenario:
    """The scenario that Python code gives, with ``settings`` by dotted path on top.

    Args:
        given: A scenario, the name of a preset, a file, or a mapping of fields.
        settings: Values by dotted path, as in ``--set``.
        origin: What messages call ``given``.

    Raises:
        InputError: If there is no such preset or file, or a value is wrong.
    """
    if isinstance(given, Mapping):
        scenario = _read_fields(plain_data(given), origin)
    elif isinstance(given, Scenario):
        scenario = given
    elif given is None or isinstance(given, str | PathLike):
        scenario = _read(given)
    elif isinstance(given, Spec) and "levers" in type(given).model_fields:
        raise InputError(f"{origin}: is an experiment, not a scenario; sim.sweep runs it")
    else:
        raise InputError(
            f"{origin}: is {shown(given)}; expected the name of a preset, a file, a Scenario or "
            "a mapping of its fields"
        )
    return _assigned(scenario, [("", path, plain_data(value)) for path, value in settings.items()])


def scenario_data(ref: str | None = None) -> dict[str, Any]:
    """All fields of a validated scenario as plain data, ready for ``inputs.assign``."""
    return _read(ref).model_dump(mode="json")


def beside(fields: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of a YAML file, in which a file of firms is seen from the folder that the file is in.

    Args:
        fields: Of a scenario; or dotted paths and values, as in settings and levels.
        folder: Where they are written.
    """
    found = dict(fields)
    if isinstance(firms := found.get("firms"), dict) and "source" in firms:
        found["firms"] = {**firms, "source": anchored(firms["source"], folder)}
    if "firms.source" in found:
        found["firms.source"] = anchored(found["firms.source"], folder)
    return found


def as_said(scenario: Scenario) -> dict[str, Any]:
    """All fields as plain data, but how many firms there are only if somebody has said it.

    Else it follows from ``firms.source``, which an assignment may change.
    """
    data = scenario.model_dump(mode="json")
    if "count" not in scenario.firms.model_fields_set:
        del data["firms"]["count"]
    return data


def is_file(ref: str) -> bool:
    """Whether ``ref`` means a file rather than the name of something built in."""
    try:
        return ref.endswith((".yaml", ".yml")) or "/" in ref or Path(ref).is_file()
    except (OSError, ValueError):  # longer than any file name, or no name at all
        return False


def _read(ref: str | PathLike[str] | None) -> Scenario:
    if ref is None:
        ref = DEFAULT
    if isinstance(ref, PathLike) or is_file(ref):
        if Path(ref).is_dir() and (Path(ref) / "manifest.json").is_file():
            raise InputError(
                f"{ref}: is the folder of a study, not a scenario; `proxyfight sweep` continues it"
            )
        return _read_fields(beside(read_yaml(Path(ref)), Path(ref).parent), str(ref))
    known = [file.stem for file in PRESETS.glob("*.yaml")]
    if ref not in known and ref in {file.stem for file in EXPERIMENTS.glob("*.yaml")}:
        raise InputError(
            f"{ref}: is an experiment, not a scenario; `proxyfight sweep {ref}` runs it, or "
            f"sim.sweep({ref!r})"
        )
    if ref not in known:
        raise InputError(
            f"no preset is called {shown(ref)}; {suggest(ref, sorted(known))} "
            "(a file of your own ends in .yaml)"
        )
    return _read_fields(read_yaml(PRESETS / f"{ref}.yaml"), f"preset {ref}")


def _read_fields(fields: Mapping[str, Any], origin: str) -> Scenario:
    telling = [name for name in _OF_EXPERIMENTS if name in fields]
    if telling:
        raise InputError(
            f"{origin}: is an experiment (it has {listed(telling)}), not a scenario; "
            "`proxyfight sweep` runs it, or sim.sweep"
        )
    return Scenario.read(fields, origin)


def _assigned(scenario: Scenario, given: Sequence[tuple[str, str, Any]]) -> Scenario:
    """The scenario with values on top.

    Args:
        scenario: What is changed.
        given: For each value how messages call it besides its path, the path, and the value.
    """
    if not given:
        return scenario
    data = as_said(scenario)
    try:
        return _with(data, given)
    except InputError as error:
        raise InputError(_blamed(data, given, str(error))) from None


def _with(data: dict[str, Any], given: Sequence[tuple[str, str, Any]]) -> Scenario:
    changed = deepcopy(data)
    for _, path, value in given:
        assign(changed, path, value)
    return Scenario.read(changed)


def _blamed(data: dict[str, Any], given: Sequence[tuple[str, str, Any]], reason: str) -> str:
    """What is wrong, with the assignment that is wrong by itself, or else with all of them."""
    guilty = []
    for one in given:
        try:
            _with(data, [one])
        except InputError as error:
            if str(error) == reason:
                guilty.append(one)
    names = dict.fromkeys(origin for origin, _, _ in guilty or given if origin)
    return f"{' '.join(names)}: {reason}" if names else reason


def as_yaml(data: dict[str, Any]) -> str:
    """YAML in the order of the fields, with one line for every row of a table."""
    import yaml

    class Row(dict[str, Any]):
        pass

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def row(dumper: yaml.SafeDumper, value: Row) -> yaml.Node:
        return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)

    Dumper.add_representer(Row, row)

    def rows(value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return [rows(entry, depth + 2) for entry in value]
        if not isinstance(value, dict):
            return value
        flat = not any(isinstance(inner, dict | list) for inner in value.values())
        kind: type[dict[str, Any]] = Row if flat and depth >= 2 else dict
        return kind((key, rows(inner, depth + 1)) for key, inner in value.items())

    return str(
        yaml.dump(rows(data, 0), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    )
