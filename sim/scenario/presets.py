"""Scenarios from a preset, a file or fields, and assignments: runs and studies start here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.scenario.scenario import Scenario
from sim.support.inputs import (
    InputError,
    assign,
    explain,
    parse_assignment,
    plain_data,
    read_yaml,
    suggest,
)

PRESETS = Path(__file__).parent / "data"
EXPERIMENTS = Path(__file__).parents[1] / "experiments"
DEFAULT = "default"


def preset_names() -> dict[str, str]:
    """Every preset with its description, the default first."""
    files = sorted(PRESETS.glob("*.yaml"), key=lambda file: (file.stem != DEFAULT, file.stem))
    return {file.stem: read_yaml(file)["description"] for file in files}


def load_scenario(ref: str | None = None, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a preset or a YAML file, with ``path=value`` assignments on top.

    Raises:
        InputError: If there is no such preset or file, or a value is wrong.
    """
    given = [(f"--set {text}", *parse_assignment(text)) for text in overrides]
    return _assigned(_read(ref), given)


def scenario_of(
    given: str | Path | Scenario | Mapping[str, Any] | None, settings: Mapping[str, Any]
) -> Scenario:
    """The scenario that Python code gives, with ``settings`` by dotted path on top.

    Raises:
        InputError: If there is no such preset or file, or a value is wrong.
    """
    if isinstance(given, Mapping):
        try:
            scenario = Scenario.model_validate(plain_data(given))
        except ValidationError as error:
            raise InputError(explain(error, Scenario, "scenario")) from None
    elif isinstance(given, Scenario):
        scenario = given
    elif given is None or isinstance(given, str | Path):
        scenario = _read(given)
    else:
        raise InputError(
            f"scenario: is a {type(given).__name__}; expected the name of a preset, a file, "
            "a Scenario or a mapping of its fields"
        )
    return _assigned(scenario, [("", path, plain_data(value)) for path, value in settings.items()])


def scenario_data(ref: str | None = None) -> dict[str, Any]:
    """All fields of a validated scenario as plain data, ready for ``inputs.assign``."""
    return _read(ref).model_dump(mode="json")


def is_file(ref: str) -> bool:
    """Whether ``ref`` means a file rather than the name of something built in."""
    try:
        return ref.endswith((".yaml", ".yml")) or "/" in ref or Path(ref).is_file()
    except OSError:  # longer than any file name
        return False


def _read(ref: str | Path | None) -> Scenario:
    if ref is None:
        ref = DEFAULT
    if isinstance(ref, Path) or is_file(ref):
        path, origin = Path(ref), str(ref)
    else:
        path, origin = PRESETS / f"{ref}.yaml", f"preset {ref}"
        known = [file.stem for file in PRESETS.glob("*.yaml")]
        if ref not in known and ref in {file.stem for file in EXPERIMENTS.glob("*.yaml")}:
            raise InputError(f"{ref} is an experiment, not a preset; try proxyfight sweep {ref}")
        if ref not in known:
            raise InputError(
                f"no preset is called {ref!r}; {suggest(ref, sorted(known))} "
                "(a file of your own ends in .yaml)"
            )
    try:
        return Scenario.model_validate(read_yaml(path))
    except ValidationError as error:
        raise InputError(explain(error, Scenario, origin)) from None


def _assigned(scenario: Scenario, given: Sequence[tuple[str, str, Any]]) -> Scenario:
    """The scenario with values on top.

    Args:
        scenario: What is changed.
        given: For each value how messages call it besides its path, the path, and the value.
    """
    if not given:
        return scenario
    data = scenario.model_dump(mode="json")
    for origin, path, value in given:
        try:
            assign(data, path, value)
        except InputError as error:
            raise InputError(f"{origin}: {error}" if origin else str(error)) from None
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(error, Scenario, _culprits(error, given))) from None


def _culprits(error: ValidationError, given: Sequence[tuple[str, str, Any]]) -> str:
    """The assignments to blame: those whose path and the error's lie on one line, or all."""
    where = [str(step) for step in error.errors(include_url=False)[0]["loc"]]
    blamed = []
    for origin, path, _ in given:
        # a list entry can be addressed by its name, but the error gives its number
        pairs = zip(path.split("."), where, strict=False)
        if all(key == step or step.isdigit() for key, step in pairs):
            blamed.append(origin)
    return " ".join(dict.fromkeys(blamed or [origin for origin, _, _ in given]))


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
