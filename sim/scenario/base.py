"""The base of everything that users write in YAML."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from incentives.written import UserInput

Share = Annotated[float, Field(ge=0, le=1)]
"""A number between 0 and 1."""


class Spec(UserInput):
    """Base of all sections: immutable, no unknown fields, no NaN or infinity."""
