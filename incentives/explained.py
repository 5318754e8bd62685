"""What is wrong with what was written, in one sentence: where, what it is, what was expected.

Pydantic finds the fault; its words are not used. What is expected follows from the fields' own
types and bounds, so that a new field needs no sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from incentives.sentences import key_of, one_line, shown, suggest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Refused:
    """A value that is not what its field takes, though pydantic would make it that."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Inside(ValueError):
    """A validator's complaint about something inside its field.

    Args:
        path: Where, from the field on.
        reason: What is wrong, and what was expected.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path


class _Place:
    """Where an error is: what is expected there, what was written, and the path to it."""

    def __init__(self, model: type[BaseModel], written: Any) -> None:
        self.kind: Any = model
        self.marks: list[Any] = []
        self.written = written
        self.path: list[str] = []
        self.key: Any = None
        self.short = False

    def step(self, step: Any) -> None:
        """Go on to a field, an entry or a member of a union."""
        self.marks, self.short = [], False
        if step == "[key]":
            self.key = self.path.pop()
            return
        kind = _model_of(self.kind)
        if kind is not None:
            info = kind.model_fields.get(step)
            alone = getattr(kind, "stands_for", "") == step and not isinstance(
                self.written, Mapping | BaseModel
            )
            self.short = alone
            if not alone:
                self._inside(step)
            self.kind = None if info is None else info.annotation
            self.marks = [] if info is None else list(info.metadata)
            return
        origin, inner = get_origin(self.kind), get_args(self.kind)
        if origin in (Union, UnionType):
            found = next((one for one in inner if _is_called(one, str(step))), None)
            if any(_model_of(one) is not None for one in inner):
                if _model_of(found) is not None:
                    self.kind = found  # else a number, next to a mapping that would do as well
            elif not all(map(_is_plain, inner)):  # else all of them are told
                self.kind = found
        elif origin in (tuple, list):
            kinds = [one for one in inner if one is not Ellipsis]
            self._inside(step)
            self._enter(kinds[min(step, len(kinds) - 1)] if isinstance(step, int) else None)
        else:
            self._inside(step)
            self._enter(inner[1] if origin in (dict, Mapping) else None)

    def _inside(self, step: Any) -> None:
        self.path.append(key_of(step))
        if isinstance(self.written, Mapping):
            self.written = self.written.get(step)
        elif isinstance(self.written, list | tuple) and isinstance(step, int):
            self.written = self.written[step] if step < len(self.written) else None
        else:
            self.written = getattr(self.written, str(step), None)

    def _enter(self, annotation: Any) -> None:
        while get_origin(annotation) is Annotated:
            annotation, *marks = get_args(annotation)
            for mark in marks:
                self.marks += mark.metadata if isinstance(mark, FieldInfo) else [mark]
        self.kind = annotation

    def expected(self, *, whole: bool = True, finite: bool = False) -> str:
        """What belongs here, in words."""
        return _expected(self.kind, self.marks, whole=whole, finite=finite)


def explain(error: ValidationError, model: type[BaseModel], given: Any, origin: str = "") -> str:
    """One sentence for an error of a validation: where, what was written, what was expected.

    Args:
        error: Of pydantic.
        model: What was validated.
        given: The data.
        origin: Where they are from; the sentence begins with it.
    """
    place = _Place(model, given)
    first = _telling(error.errors(include_url=False))
    while True:
        unknown = first["type"] in _UNKNOWN
        for step in first["loc"][:-1] if unknown else first["loc"]:
            place.step(step)
        if first["type"] != "part_field":
            break
        place.kind, place.marks = first["ctx"]["part"], []
        first = _telling(first["ctx"]["inner"])
    context = first.get("ctx", {})
    inside = getattr(context.get("error"), "path", context.get("inside"))
    if inside:
        place.path.append(inside)
    text = _unknown(place, first["loc"][-1]) if unknown else _message(first, place)
    return ": ".join(filter(None, [origin, ".".join(place.path), text]))


def _telling(errors: list[Any]) -> Any:
    """The first error; a field that is misspelt rather than the one that is then missing.

    Of a mapping, where a number would do as well, what is wrong in it.
    """
    inside = [
        error
        for error in errors
        if not (error["type"].startswith(_SCALARS) and isinstance(error["input"], Mapping))
    ]
    return next((error for error in errors if error["type"] in _UNKNOWN), (inside or errors)[0])


def _unknown(place: _Place, word: Any) -> str:
    model = _model_of(place.kind)
    place.path.append(key_of(word))
    fields = list(model.model_fields) if model is not None else []
    owner = getattr(model, "name", "") if hasattr(model, "family") else ""
    hint = suggest(word, fields)
    if not hint.startswith("did you mean"):
        below = [path for path in _below(model) if path.split(".")[-1] == word]
        if below:
            hint = f"did you mean {'.'.join([*place.path[:-1], below[0]])!r}?"
        elif owner:
            has = f"has {', '.join(fields)}" if fields else "has no parameters"
            hint = f"{owner} {has}"
    return f"unknown field; {hint}"


def _below(model: type[BaseModel] | None, path: str = "") -> Iterator[str]:
    """Paths of the fields of the sections of a model."""
    for name, info in model.model_fields.items() if model is not None else ():
        yield f"{path}{name}"
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _below(info.annotation, f"{path}{name}.")


_UNKNOWN = {"extra_forbidden", "invalid_key"}
_SCALARS = ("int_", "float_", "bool_", "string_", "greater_than", "less_than", "literal_error")
_STRUCTURES = ("tuple_type", "list_type", "dict_type", "mapping_type", "model_", "is_instance_of")


def _message(first: ErrorDetails, place: _Place) -> str:
    kind, value = first["type"], first["input"]
    value = value.value if isinstance(value, Refused) else value
    if place.key is not None:
        return f"has the key {shown(value)}; expected text, in quotes"
    if kind == "missing":
        return f"is missing; expected {place.expected()}"
    if kind in {"too_short", "too_long"}:
        least = first["ctx"].get("min_length")
        bound = f"at most {first['ctx']['max_length']}" if least is None else f"at least {least}"
        return f"has {first['ctx']['actual_length'] or 'no'} entries; expected {bound}"
    if kind in {"string_too_short", "string_too_long"}:
        return f"is {shown(value) if value else 'empty'}; expected {place.expected()}"
    if kind == "finite_number" or (isinstance(value, float) and not math.isfinite(value)):
        return f"is {shown(value)}; expected {place.expected(finite=True)}"
    if kind == "literal_error" and get_origin(place.kind) not in (Union, UnionType):
        return f"is {shown(value)}; expected {first['ctx']['expected']}"
    if kind == "string_type" and isinstance(value, int | float):
        return f"is {shown(value)}; expected {place.expected()}, in quotes"
    if kind.startswith(_SCALARS):
        expected = place.expected(whole=not isinstance(value, bool))
        other = (
            ", or a mapping" if place.short and not isinstance(value, bool | str | float) else ""
        )
        return f"is {shown(value)}; expected {expected}{other}"
    if kind.startswith(_STRUCTURES):
        return f"is {shown(value)}; expected {_structure(place, value)}"
    return one_line(
        str(first["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    )


def _structure(place: _Place, value: Any) -> str:
    text = place.expected()
    if text == "a list" and isinstance(value, str) and value.isprintable() and len(value) < 40:
        return f"a list, as in [{value}]"
    if text == "a list" and isinstance(value, Mapping):
        return "a list, each entry behind a dash"
    return text


def _model_of(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation is, or is next to None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    if get_origin(annotation) in (Union, UnionType) and len(kinds) == 1:
        return _model_of(kinds[0])
    return _model_of(kinds[0]) if get_origin(annotation) is Annotated else None


def _is_called(annotation: Any, step: str) -> bool:
    """Whether a member of a union is what an error's place says; validators stand around it."""
    tag = _tag(annotation)
    return step.split("[")[0] == tag or step.endswith(f", {tag}]")


def _tag(annotation: Any) -> str:
    """What pydantic calls a member of a union in the place of an error."""
    if get_origin(annotation) is Annotated:
        return f"constrained-{_tag(get_args(annotation)[0])}"
    found = get_origin(annotation) or annotation
    return str(getattr(found, "__name__", found))


def _is_plain(annotation: Any) -> bool:
    """Whether a member of a union is a number or a word, so that there is nothing inside."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is Literal or annotation in (int, float, NoneType)


def _expected(annotation: Any, marks: list[Any], *, whole: bool, finite: bool) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        more = [m for mark in inner[1:] for m in getattr(mark, "metadata", [mark])]
        return _expected(inner[0], [*marks, *more], whole=whole, finite=finite)
    if origin in (Union, UnionType):
        kinds = [kind for kind in inner if kind is not NoneType]
        return " or ".join(_expected(kind, marks, whole=whole, finite=finite) for kind in kinds)
    if annotation in (int, float):
        adjectives = "finite " * finite + "whole " * (whole and annotation is int)
        return f"a {adjectives}number{_bounds(marks, annotation is int)}"
    if origin is Literal:
        return " or ".join(shown(one) for one in inner)
    model = _model_of(annotation)
    if model is not None:
        return _expected_of_model(model)
    least = next((m.min_length for m in marks if getattr(m, "min_length", 0)), 0)
    most = next((m.max_length for m in marks if getattr(m, "max_length", None)), None)
    if annotation is str:
        if most:
            return f"text of at most {most} characters"
        return f"text of at least {least} characters" if least > 1 else "text"
    words = {
        bool: "true or false",
        tuple: "a list",
        list: "a list",
        dict: "a mapping, as in {NAME: ...}",
    }
    return words.get(origin or annotation, "something else")


def _expected_of_model(model: type[BaseModel]) -> str:
    short = getattr(model, "stands_for", "")
    if short:
        info = model.model_fields[short]
        alone = _expected(info.annotation, list(info.metadata), whole=True, finite=False)
        return f"{alone}, or a mapping with {', '.join(model.model_fields)}"
    names = list(model.model_fields)
    return f"a mapping with {', '.join(names)}" if names else "an empty mapping"


def _bounds(marks: list[Any], integer: bool) -> str:
    found = {
        name: getattr(mark, name)
        for mark in marks
        for name in ("ge", "gt", "le", "lt")
        if getattr(mark, name, None) is not None
    }
    if integer and "lt" in found:
        found["le"] = found.pop("lt") - 1
    low = f"from {shown(found['ge'])}" if "ge" in found else ""
    low = f"above {shown(found['gt'])}" if "gt" in found else low
    if "lt" in found:
        high = f"below {shown(found['lt'])}"
    elif "le" in found:
        high = f"to {shown(found['le'])}" if "ge" in found else f"up to {shown(found['le'])}"
    else:
        return f" {low.replace('from', 'of at least')}" if low else ""
    joint = " " if "ge" in found and "le" in found else ", "
    return f" {low}{joint if low else ''}{high}"
