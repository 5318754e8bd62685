"""A governance part as a pydantic field: `name` or `{name: ..., parameter: ...}` in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from incentives import Part, catalogue, find
from incentives.leaks import expect_no_goals
from incentives.memory import memory_of
from incentives.parts import FAMILIES, FAULTS, UnknownPart, fault, interrupted, reason_of
from incentives.sentences import shown, suggest


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
                reason = (
                    f"is {raw.name}, one of the {raw.family}; expected one of the {self.family}"
                )
                raise PydanticCustomError("part", "{reason}", {"reason": reason})
            return raw
        fields = {"name": raw} if isinstance(raw, str) else raw
        if not isinstance(fields, Mapping):
            raise PydanticCustomError(
                "part", "{reason}", {"reason": self._expecting(f"is {shown(raw)}")}
            )
        named = fields.get("name")
        if not isinstance(named, str):
            found = "is missing" if "name" not in fields else f"is {shown(named)}"
            raise PydanticCustomError(
                "part", "{reason}", {"reason": self._expecting(found), "inside": "name"}
            )
        parameters = {key: value for key, value in fields.items() if key != "name"}
        try:
            kind = find(self.family, fields["name"])
        except UnknownPart as error:
            raise PydanticCustomError("part_name", "{reason}", {"reason": str(error)}) from None
        try:
            return _tried(kind, parameters)
        except ValidationError as error:
            raise PydanticCustomError(
                "part_field",
                "a parameter is wrong",
                {"inner": error.errors(include_url=False), "part": kind},
            ) from None

    def _expecting(self, found: str) -> str:
        example = next(iter(catalogue(self.family)))
        return f"{found}; expected the name of one of the {self.family}, as in {example}"

    @staticmethod
    def _write(part: Part) -> dict[str, Any] | str:
        usual = {name: info.default for name, info in type(part).model_fields.items()}
        given = part.model_dump().items()
        # What is left out by default is left out here: an empty value says nothing to a reader.
        return {"name": part.name, **{k: v for k, v in given if (v, usual[k]) != (None, None)}}


class NamedPartOf(PartOf):
    """The same for a family of which most parts are known by their names alone.

    Such a part is written as its name; what has parameters, with all of them.
    """

    def _read(self, raw: Any) -> Part:
        if isinstance(raw, Part | Mapping):
            return super()._read(raw)
        known = catalogue(self.family)
        if isinstance(raw, str) and raw in known:
            return super()._read(raw)
        found = f"is {shown(raw)}"
        hint = f"{found}; {suggest(raw, known)}" if isinstance(raw, str) else self._expecting(found)
        raise PydanticCustomError("part", "{reason}", {"reason": hint})

    def _expecting(self, found: str) -> str:
        return f"{found}; expected one of {', '.join(catalogue(self.family))}"

    @staticmethod
    def _write(part: Part) -> dict[str, Any] | str:
        return PartOf._write(part) if type(part).model_fields else part.name


_OWN = "incentives."
_MOST_KEPT = 4096
_kept: dict[tuple[type[Part], str], Part] = {}
"""Parts of the project's own that have passed their trial, by class and parameters.

They cannot be changed, so scenarios share them: a sweep reads the same parts ten thousand times.
"""


_passed: dict[tuple[type[Part], str], None] = {}
"""Parts of others that have passed it, by class and what is written in them."""


def _tried(kind: type[Part], parameters: Mapping[str, Any]) -> Part:
    """A part that has passed its trial, in this reading or an earlier one."""
    if not kind.__module__.startswith(_OWN):
        part = kind.unread(parameters)
        alike = kind, part.model_dump_json()
        if alike not in _passed:
            _checked(part)
            _passed[alike] = None
            if len(_passed) > _MOST_KEPT:
                _passed.pop(next(iter(_passed)))
        return part
    key = (kind, repr(sorted(parameters.items(), key=str)))
    found = _kept.get(key)
    if found is None:
        found = _checked(kind.unread(parameters))
        if len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = found
    return found


def _checked(part: Part) -> Part:
    """The part, if it works on made-up views."""
    try:
        if part.family in FAMILIES:  # executives' ways to decide are no part of a package
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
