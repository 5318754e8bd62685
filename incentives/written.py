"""What users write, in YAML or in Python: one way to read it, one sentence when it is wrong.

Sections of a scenario, experiments, checks and parts derive from :class:`UserInput`. Its numbers
are YAML's: ``"0.5"`` in quotes is 0.5, ``true`` is no number, ``1_000`` is text. A model of which
one field says most may be written as that field alone.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    Self,
    Union,
    get_args,
    get_origin,
)

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema

from incentives.bounds import note_tiny, refuse_tiny
from incentives.explained import Refused, explain
from incentives.plain_words import number, scalar
from incentives.sentences import InputError

Convert = Callable[[Any], Any]


class UserInput(BaseModel):
    """Base of what users write: immutable, no unknown fields, no NaN or infinity.

    Attributes:
        stands_for: The field that is meant where no mapping is written.

    Raises:
        InputError: If a field is wrong; the sentence names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    stands_for: ClassVar[str] = ""

    if not TYPE_CHECKING:  # types of the arguments come from pydantic

        def __init__(self, /, **fields: Any) -> None:
            try:
                super().__init__(**fields)
            except ValidationError as error:
                raise InputError(explain(error, type(self), fields)) from None

        # pydantic may make models inside of models without calling it
        __init__.__pydantic_base_init__ = True

        def __setattr__(self, name: str, value: Any) -> None:
            if name not in type(self).model_fields:
                return super().__setattr__(name, value)
            raise InputError(
                f"{name}: is read only; expected another {type(self).__name__}, as from "
                f"model_copy(update={{{name!r}: ...}})"
            )

    @classmethod
    def model_validate(cls, obj: Any, **kwargs: Any) -> Self:
        """The model that data describe, with a sentence if they do not."""
        return cls.read(obj, **kwargs)

    @classmethod
    def read(cls, given: Any, origin: str = "", **kwargs: Any) -> Self:
        """The model that data describe.

        Args:
            given: Fields and values, as YAML or Python has them.
            origin: Where they are from; messages begin with it.
            kwargs: As of pydantic.

        Raises:
            InputError: If a field is wrong; the sentence names it.
        """
        try:
            return super().model_validate(given, **kwargs)
        except ValidationError as error:
            raise InputError(explain(error, cls, given, origin)) from None

    @classmethod
    def unread(cls, given: Mapping[str, Any]) -> Self:
        """The same for who makes the sentence.

        Raises:
            ValidationError: If a field is wrong.
        """
        return super().model_validate(given)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """What differs from the defaults: all that a reader needs to know."""
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if info.is_required() or value != info.get_default(call_default_factory=True):
                yield name, value

    @field_validator("*")
    @classmethod
    def _nothing_next_to_0(cls, value: Any) -> Any:
        return refuse_tiny(value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return note_tiny(handler.resolve_ref_schema(handler(schema)))

    @model_validator(mode="before")
    @classmethod
    def _as_yaml_has_it(cls, given: Any) -> Any:
        if isinstance(given, UserInput):
            return given
        if not isinstance(given, Mapping):
            return {cls.stands_for: _plain(cls, cls.stands_for, given)} if cls.stands_for else given
        return {name: _plain(cls, name, value) for name, value in given.items()}


def _plain(model: type[BaseModel], name: Any, value: Any) -> Any:
    reader = _readers(model).get(name) if isinstance(name, str) else None
    return value if reader is None else reader(value)


@cache
def _readers(model: type[BaseModel]) -> dict[str, Convert]:
    """How values are read before pydantic sees them, for fields where that matters."""
    found = {name: _reader(info.annotation) for name, info in model.model_fields.items()}
    return {name: reader for name, reader in found.items() if reader is not None}


def _reader(annotation: Any) -> Convert | None:
    simple: dict[Any, Convert] = {
        int: _to_number,
        float: _to_float,
        bool: _to_truth,
        str: _to_text,
    }
    if annotation in simple:
        return simple[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _reader(inner[0])
    if origin in (Union, UnionType):
        return _any_of([kind for kind in inner if kind is not NoneType])
    if origin in (tuple, list):
        return _each([_reader(kind) for kind in inner if kind is not Ellipsis])
    if origin in (dict, Mapping):
        return _every_value(_reader(inner[1]))
    return None


def _to_number(value: Any) -> Any:
    value = _without_array(value)
    if isinstance(value, bool):
        return Refused(value)
    if isinstance(value, str):
        found = number(value)
        return Refused(value) if found is None else found
    return value


def _to_float(value: Any) -> Any:
    return math.inf if value == "inf" else _to_number(value)  # as results spell it


def _to_truth(value: Any) -> Any:
    value = _without_array(value)
    found = scalar(value) if isinstance(value, str) else value
    return found if isinstance(found, bool) else Refused(value)


def _to_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _any_of(kinds: list[Any]) -> Convert | None:
    if len(kinds) == 1:
        return _reader(kinds[0])
    kinds = [get_args(kind)[0] if get_origin(kind) is Annotated else kind for kind in kinds]
    kinds = [kind for kind in kinds if not _is_model(kind)]  # these read themselves
    of_lists = [_reader(kind) for kind in kinds if get_origin(kind) in (tuple, list)]
    numeric = [_reader(kind) for kind in kinds if kind in (int, float)]
    named = [get_args(kind) for kind in kinds if get_origin(kind) is Literal]
    if str in kinds or len(of_lists) + len(numeric) + len(named) < len(kinds):
        return None

    def read(value: Any) -> Any:
        value = _without_array(value)
        if isinstance(value, Mapping | BaseModel):
            return value
        if isinstance(value, str) and any(value in words for words in named):
            return value
        fit = of_lists if isinstance(value, list | tuple) else numeric
        return fit[0](value) if fit and fit[0] is not None else value

    return read


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _each(readers: list[Convert | None]) -> Convert:
    def read(value: Any) -> Any:
        value = _without_array(value)
        if not isinstance(value, list | tuple | range):
            return value
        last = len(readers) - 1
        use = [readers[min(place, last)] for place in range(len(value))]
        return [v if r is None else r(v) for v, r in zip(value, use, strict=True)]

    return read


def _every_value(reader: Convert | None) -> Convert:
    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {k: v if reader is None else reader(v) for k, v in value.items()}

    return read


def _without_array(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value
