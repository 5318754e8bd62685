"""A governance part as a pydantic field: `name` or `{name: ..., parameter: ...}` in YAML."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from incentives import Part, catalogue, find
from incentives.leaks import expect_no_goals
from incentives.memory import memory_of
from incentives.parts import FAULTS, UnknownPart, fault, interrupted, reason_of


class PartOf:
    """Annotation for a field that holds a part of one family."""

    def __init__(self, family: str) -> None:
        self.family = family

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._read,
            serialization=core_schema.plain_serializer_function_ser_schema(self._write),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        options: list[dict[str, Any]] = [{"type": "string", "enum": list(catalogue(self.family))}]
        for name, part in catalogue(self.family).items():
            body = part.model_json_schema()
            body["properties"] = {"name": {"const": name}, **body.get("properties", {})}
            body["required"] = ["name", *body.get("required", [])]
            body["description"] = part.summary
            options.append(body)
        return {"anyOf": options}

    def _read(self, raw: Any) -> Part:
        if isinstance(raw, Part):
            if raw.family != self.family:
                raise PydanticCustomError(
                    "part", "expected a part of the family {family}", {"family": self.family}
                )
            return raw
        fields = {"name": raw} if isinstance(raw, str) else raw
        if not isinstance(fields, dict) or not isinstance(fields.get("name"), str):
            raise PydanticCustomError(
                "part", "expected the name of a part, or a mapping with the key 'name'", {}
            )
        parameters = {key: value for key, value in fields.items() if key != "name"}
        try:
            return _checked(find(self.family, fields["name"]).model_validate(parameters))
        except UnknownPart as error:
            raise PydanticCustomError("part_name", "{reason}", {"reason": str(error)}) from None
        except ValidationError as error:
            raise PydanticCustomError(
                "part_field", "{inner}", {"inner": error.errors(include_url=False)}
            ) from None

    @staticmethod
    def _write(part: Part) -> dict[str, Any]:
        usual = {name: info.default for name, info in type(part).model_fields.items()}
        given = part.model_dump().items()
        # What is left out by default is left out here: an empty value says nothing to a reader.
        return {"name": part.name, **{k: v for k, v in given if (v, usual[k]) != (None, None)}}


class NameOf:
    """Annotation for a field that holds the name of a part of one family."""

    def __init__(self, family: str) -> None:
        self.family = family

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": list(catalogue(self.family))}

    def _read(self, raw: Any) -> str:
        known = [repr(name) for name in catalogue(self.family)]
        if not isinstance(raw, str) or repr(raw) not in known:
            expected = " or ".join([", ".join(known[:-1]), known[-1]])
            raise PydanticKnownError("literal_error", {"expected": expected})
        return raw


def _checked(part: Part) -> Part:
    """The part, if it works on made-up views."""
    try:
        expect_no_goals(type(part))
        memory = memory_of(part)
        memory.compare(part)
        part.check()
        memory.compare(part)  # all that was asked in between should have changed nothing
    except FAULTS as error:  # whatever a user's code may raise
        if interrupted(error):
            raise
        reason = reason_of(error, memory_of(part).asking or "its trial")
        raise PydanticCustomError("part", "{fault}", {"fault": fault(part, reason)}) from None
    return part
