"""The base of everything that users write in YAML."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from incentives.parts import refuse_booleans

Share = Annotated[float, Field(ge=0, le=1)]
"""A number between 0 and 1."""


class Spec(BaseModel):
    """Base of all sections: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_yes_for_a_number(cls, fields: Any) -> Any:
        return refuse_booleans(cls, fields)
