"""What a class says of its fields beside their types: ``Annotated[Floats, Field(...)]``.

So a field of the arrays that kernels read is declared in one place, and storage, checks and
documents follow. Kernels see names and places only.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints

import numpy as np

Said = TypeVar("Said")


class Declared(NamedTuple, Generic[Said]):
    """A field: what is said of it, and the type of its elements."""

    said: Said
    dtype: np.dtype[Any]


def declared(table: type, kind: type[Said]) -> dict[str, Declared[Said]]:
    """The fields of a class in order, with what of that ``kind`` is said of each.

    Raises:
        TypeError: If of a field nothing is, or more than one thing.
    """
    found = {}
    for name, hint in get_type_hints(table, include_extras=True).items():
        said = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, kind)]
        if len(said) != 1:
            raise TypeError(f"{table.__name__}.{name}: expected one {kind.__name__} with its type")
        found[name] = Declared(said[0], _elements(hint.__origin__))
    return found


@cache
def dtypes(table: type) -> dict[str, np.dtype[Any]]:
    """Types of the elements of a class of arrays, by field, whether more is said of it or not."""
    return {name: _elements(hint) for name, hint in get_type_hints(table).items()}


def _elements(kind: Any) -> np.dtype[Any]:
    """Of ``npt.NDArray[np.float64]``: ``np.ndarray[..., np.dtype[np.float64]]``.

    From NumPy 2.5 on it is an alias that has only the last of these.
    """
    while inner := get_args(kind):
        kind = inner[-1]
    found: np.dtype[Any] = np.dtype(kind)
    return found
