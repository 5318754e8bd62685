"""Types that are told quickly are Numba's."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import typeof
from numba.core.errors import NumbaError

from agents.numerics import compile as compiling
from tests.typed import type_of


class Pair(NamedTuple):
    one: Any
    other: Any


class Twin(NamedTuple):
    one: Any
    other: Any


def still(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


SQUARE = np.zeros((3, 3))
VALUES = [
    *(0, -1, 2**63 - 1, 2**63, 1.5, True, np.float32(1), np.float64(1), np.int8(1), np.bool_(True)),
    *(SQUARE, np.asfortranarray(SQUARE), SQUARE[::2, ::2], SQUARE[:, :1], SQUARE[:1], SQUARE[0]),
    *(SQUARE[:, 0], np.zeros(0), np.zeros((0, 3)), np.zeros(()), still(np.zeros((3, 3)))),
    *(SQUARE.astype(kind) for kind in ("f4", "i8", "i4", "u8", "?", "c16", ">f8", "S3", "M8[s]")),
    *(np.zeros(3, dtype=[("a", "f8")]), np.zeros(3, dtype=[("b", "f8")])),
    *(np.zeros(1, dtype=[(name, "f8")])[0] for name in "ab"),
    *(np.datetime64(1, unit) for unit in ("s", "ms")),
    np.frombuffer(bytes(33), dtype=np.uint8)[1:].view(np.float64),
    *(Pair(1, SQUARE), Pair(1.0, SQUARE), Twin(1, SQUARE), (1, SQUARE), (1, SQUARE[0]), ((1,), 2)),
    *(None, "text"),
]


def told(value: Any, by: Any) -> Any:
    try:
        return by(value)
    except (ValueError, NumbaError):
        return "none"


@pytest.mark.parametrize("turned", [False, True])
def test_they_are_numbas(turned: bool) -> None:
    """In either order: what was asked before makes no difference."""
    for value in reversed(VALUES) if turned else VALUES:
        assert told(value, type_of) == told(value, typeof)
    assert len({told(value, typeof) for value in VALUES}) > 25


def test_arguments_are_checked_by_them() -> None:
    assert compiling._type_of is type_of
