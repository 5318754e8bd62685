"""Parameters of parts and checks in words: default, bounds, meaning with the unit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.support.words import listed

if TYPE_CHECKING:
    from pydantic import BaseModel

Parameter = dict[str, Any]


def parameters(model: type[BaseModel]) -> list[Parameter]:
    """The fields of a model, as ``list --json`` prints them."""
    properties = model.model_json_schema().get("properties", {})
    return [_parameter(name, schema) for name, schema in properties.items()]


def _parameter(name: str, schema: dict[str, Any]) -> Parameter:
    return {
        "name": name,
        "default": schema.get("default"),
        "type": schema.get("type"),
        "choices": schema.get("enum"),
        "low": schema.get("minimum", schema.get("exclusiveMinimum")),
        "low_included": "exclusiveMinimum" not in schema,
        "high": schema.get("maximum", schema.get("exclusiveMaximum")),
        "high_included": "exclusiveMaximum" not in schema,
        "description": schema.get("description", ""),
    }


def setting(parameter: Parameter) -> str:
    """Name and default of a parameter, and what else it may be."""
    may_be = bounds(parameter)
    return f"{parameter['name']} = {default(parameter)}{f' ({may_be})' if may_be else ''}"


def default(parameter: Parameter) -> str:
    """Its default as YAML has it."""
    value = parameter["default"]
    return value if isinstance(value, str) and value else json.dumps(value)


def bounds(parameter: Parameter) -> str:
    """What a parameter may be: an interval or a choice; nothing if it may be anything."""
    if parameter["choices"]:
        return listed(parameter["choices"]).replace(" and ", " or ")
    if parameter["type"] == "boolean":
        return "true or false"
    low, high = parameter["low"], parameter["high"]
    above = "" if parameter["low_included"] else "above "
    below = "" if parameter["high_included"] else "below "
    if low is not None and high is not None:
        return f"{above}{low:,.12g} to {below}{high:,.12g}"
    if low is not None:
        return f"{above}{low:,.12g}" if above else f"{low:,.12g} or more"
    return "" if high is None else f"{below}{high:,.12g}" if below else f"{high:,.12g} or less"
