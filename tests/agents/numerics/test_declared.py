"""What classes declare of their fields is read back in order, and must be there."""

from typing import Annotated, Generic, NamedTuple, TypeVar

import numpy as np
import pytest

from agents.numerics.declared import declared, dtypes
from incentives.arrays import Bools, Floats, Ints

T = TypeVar("T")


class Alias(Generic[T]):
    """As NumPy has its arrays from 2.5 on: only the scalar is said."""


class Unit(NamedTuple):
    name: str


class Table(NamedTuple):
    weight: Annotated[Floats, "a word of another kind", Unit("kg")]
    count: Annotated[Ints, Unit("")]
    price: Annotated[float, Unit("EUR")]


class Plain(NamedTuple):
    flag: Bools
    weight: Annotated[Floats, Unit("kg")]
    rows: Alias[np.int64]


def test_fields_are_found_in_order_with_their_types():
    found = declared(Table, Unit)
    assert list(found) == ["weight", "count", "price"]
    assert [field.said.name for field in found.values()] == ["kg", "", "EUR"]
    assert [field.dtype for field in found.values()] == [np.float64, np.int64, np.float64]
    assert dtypes(Plain) == {"flag": np.bool_, "weight": np.float64, "rows": np.int64}


def test_a_field_of_which_nothing_is_said_is_an_error():
    with pytest.raises(TypeError, match=r"Plain\.flag: expected one Unit"):
        declared(Plain, Unit)
    with pytest.raises(TypeError, match=r"Table\.weight: expected one object"):
        declared(Table, object)
