"""The JSON Schema of experiment files, for editors that complete and check them."""

from __future__ import annotations

from typing import Any

from sim.study.design.experiment import Experiment
from sim.study.design.sampling import DESIGNS, MOST_CELLS
from sim.tables.columns import MEASURES, RECORDS

_PATH = {"type": "string", "description": "dotted path of a field, as in metric.noise"}
_NAME = {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"}
_LEVEL = {
    "type": ["object", "null"],
    "description": "dotted paths and the values they take at this level",
}
_WHEN = {
    "type": "object",
    "description": "other levers and the levels at which this one plays a part",
    "minProperties": 1,
}


def experiment_schema() -> dict[str, Any]:
    """The schema; every field has a text."""
    document = Experiment.model_json_schema()
    fields = document["properties"]
    del fields["overrides"]  # the command line's
    fields["levers"]["additionalProperties"] = {
        "anyOf": [_range(), _values(), _labels(), _levels()]
    }
    fields["levers"]["propertyNames"] = _NAME
    fields["design"]["enum"] = list(DESIGNS)
    fields["measures"]["items"] = {"anyOf": [{"enum": list(MEASURES)}, _NAME]}
    fields["outcomes"]["propertyNames"] = _NAME
    columns = {"measures": {"items": {"enum": list(MEASURES)}}}
    fields["record"]["items"] = {"enum": list(RECORDS)}
    fields["points"]["anyOf"][0] |= {"minimum": 1, "maximum": MOST_CELLS}
    fields["worlds"]["anyOf"][0] |= {"minimum": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **document,
        "if": {"not": {"required": ["outcomes"]}},
        "then": {"properties": columns},
        "title": "Experiment",
    }


def _object(text: str, required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": text,
        "required": required,
        "properties": {**properties, "when": _WHEN},
        "additionalProperties": False,
    }


def _range() -> dict[str, Any]:
    number = {"type": "number"}
    return _object(
        "a range of one field",
        ["path", "from", "to"],
        {
            "path": _PATH,
            "from": {**number, "description": "the lowest value"},
            "to": {**number, "description": "the highest value"},
            "step": {**number, "exclusiveMinimum": 0, "description": "from level to level"},
            "steps": {"type": "integer", "minimum": 2, "description": "how many levels in a grid"},
            "log": {"type": "boolean", "description": "even in the logarithm"},
            "integer": {"type": "boolean", "description": "whole numbers only"},
        },
    )


def _values() -> dict[str, Any]:
    values = {"type": "array", "minItems": 1, "description": "the values that the field takes"}
    return _object("values of one field", ["path", "values"], {"path": _PATH, "values": values})


def _levels() -> dict[str, Any]:
    levels = {"type": "object", "minProperties": 1, "additionalProperties": _LEVEL}
    text = "labelled levels, with a condition"
    return _object(
        text, ["levels"], {"levels": {**levels, "description": "label and what it sets"}}
    )


def _labels() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "labelled levels",
        "minProperties": 1,
        "additionalProperties": _LEVEL,
    }
