"""The JSON Schema of experiments lets through what is an experiment, and explains every field."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from sim.study.design.experiment import FOLDER
from sim.study.design.schema import experiment_schema
from sim.support.inputs import read_yaml

SCHEMA = experiment_schema()
VALID: list[dict[str, Any]] = [
    {"levers": {"x": {"path": "metric.noise", "from": 0.1, "to": 1, "steps": 3, "log": True}}},
    {"levers": {"x": {"path": "quarters", "values": [1, 2], "when": {"y": "a"}}, "y": {"a": None}}},
    {"levers": {"x": {"levels": {"a": {"quarters": 3}}, "when": {"y": [1]}}}},
    {"design": "sobol", "points": 12, "worlds": {"until": {"measure": "rent", "half_width": 0.1}}},
    {"points": "file.csv", "worlds": 3, "exclude": [{"x": 1}], "constraints": ["a < b"]},
]
INVALID: list[dict[str, Any]] = [
    {"levers": {"x": {"path": "metric.noise", "from": 0.1, "stp": 1}}},
    {"levers": {"my lever": {"a": {}}}},
    {"design": "sobl"},
    {"measures": ["surplus"]},
    {"record": ["quarter"]},
    {"worlds": 0},
    {"worlds": {"until": {"measure": "rent", "half_width": -1}}},
    {"lever": {}},
]


@pytest.mark.parametrize("fields", VALID)
def test_what_is_an_experiment_passes(fields: dict[str, Any]) -> None:
    jsonschema.validate({"question": "Why?", **fields}, SCHEMA)


@pytest.mark.parametrize("fields", INVALID)
def test_what_is_none_does_not(fields: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"question": "Why?", **fields}, SCHEMA)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_own_pass(path: Any) -> None:
    jsonschema.validate(read_yaml(path), SCHEMA)


def test_every_field_has_a_text() -> None:
    missing = []

    def look(place: str, schema: Any) -> None:
        for name, field in schema.get("properties", {}).items():
            if not field.get("description"):
                missing.append(f"{place}.{name}")
            look(f"{place}.{name}", field)
        for inner in schema.get("anyOf", []):
            look(place, inner)
        if isinstance(schema.get("additionalProperties"), dict):
            look(f"{place}.*", schema["additionalProperties"])

    look("", SCHEMA)
    for name, definition in SCHEMA["$defs"].items():
        look(name, definition)
    assert not missing
