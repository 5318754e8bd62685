"""Numbers that are too near to 0: what divides by them overflows."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

LEAST = 1e-9
"""Numbers that are nearer to 0, but not 0, are taken for mistakes."""


def refuse_tiny(value: Any) -> Any:
    """``value`` as it is, unless it holds a number that is not 0 but next to it.

    Raises:
        PydanticCustomError: If it does.
    """
    if isinstance(value, float) and 0.0 < abs(value) < LEAST:
        raise PydanticCustomError(
            "tiny",
            "is {value}; expected 0, or at least {least} in size",
            {"value": f"{value:g}", "least": LEAST},
        )
    if isinstance(value, dict | tuple | list):
        for inner in value.values() if isinstance(value, dict) else value:
            refuse_tiny(inner)
    return value


def note_tiny(schema: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a model, whose numbers may be 0 but nothing next to it."""
    for field in schema.get("properties", {}).values():
        for option in (field, *field.get("anyOf", ())):
            if option.get("type") == "number" and not option.get("minimum", 0.0) >= LEAST:
                beside = {"exclusiveMinimum": -LEAST, "exclusiveMaximum": LEAST}
                option["not"] = {**beside, "not": {"const": 0}}
    return schema
