"""The base of everything that users write in YAML."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema

from incentives.parts import note_tiny, refuse_booleans, refuse_tiny

Share = Annotated[float, Field(ge=0, le=1)]
"""A number between 0 and 1."""


class Spec(BaseModel):
    """Base of all sections: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

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
    def _no_yes_for_a_number(cls, fields: Any) -> Any:
        return refuse_booleans(cls, fields)
