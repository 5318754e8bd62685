"""Owen values: what every cause is worth, where some causes are parts of a larger one.

Owen 1977, Values of games with a priori unions, in Mathematical Economics and Game Theory (Henn,
Moeschlin eds.). Causes are mended in all orders in which those of a union follow each other, and a
cause gets the mean of what it then adds. A union gets what it would get as one cause (Shapley's
value of the game between unions), so how finely it is cut moves nobody else; its parts share that.
They sum to what all causes have cost together, a cause that never matters gets exactly nothing,
and causes of which none has company get Shapley's value (1953, A value for n-person games).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from math import factorial

import numpy as np

from incentives.arrays import Floats

Unions = Sequence[Sequence[int]]
"""Causes by number, every one in one union; most are alone in theirs."""


def coalitions(unions: Unions) -> list[int]:
    """Sets of mended causes, as bits, that Owen's value asks for; the first is none, the last all.

    Of one union at most there are some parts and not others. With ``m`` unions of ``b`` parts
    these are ``2**m + sum((2**b - 2) * 2**(m - 1))``.
    """
    whole = [_bits(union) for union in unions]
    found = set()
    for union, mine in zip(unions, whole, strict=True):
        others = [bits for bits in whole if bits != mine]
        found |= {sum(some) | _bits(part) for some in _subsets(others) for part in _subsets(union)}
    return sorted(found)


def owen(value: Floats, unions: Unions) -> Floats:
    """What every cause is worth.

    Args:
        value: (coalitions, ...) of worlds with these causes mended, in the order of
            :func:`coalitions`.
        unions: Of causes.

    Returns:
        (causes, ...) shares of ``value[-1] - value[0]``.

    Raises:
        ValueError: If there are not as many values as coalitions.
    """
    place = _places(value, unions)
    found = np.zeros((sum(len(union) for union in unions), *value.shape[1:]))
    for union in unions:
        others = [_bits(other) for other in unions if other is not union]
        for cause in union:
            rest = [other for other in union if other != cause]
            for some in _subsets(others):
                for part in _subsets(rest):
                    without = sum(some) | _bits(part)
                    weight = _weight(len(some), len(others)) * _weight(len(part), len(rest))
                    gain = value[place[without | 1 << cause]] - value[place[without]]
                    found[cause] += weight * gain
    return found


def mended_first(value: Floats, unions: Unions, causes: Sequence[int]) -> Floats:
    """What mending some causes, a union's or one, brings alone; arguments as :func:`owen`."""
    found: Floats = value[_places(value, unions)[_bits(causes)]] - value[0]
    return found


def mended_last(value: Floats, unions: Unions, causes: Sequence[int]) -> Floats:
    """What mending them brings when all else is mended."""
    place = _places(value, unions)
    found: Floats = value[-1] - value[place[max(place) ^ _bits(causes)]]
    return found


def _places(value: Floats, unions: Unions) -> dict[int, int]:
    known = coalitions(unions)
    if len(known) != value.shape[0]:
        raise ValueError(f"value has {value.shape[0]} rows; expected {len(known)}, one a coalition")
    return {bits: place for place, bits in enumerate(known)}


def _weight(before: int, others: int) -> float:
    """Advance of the orders in which just these ``before`` of the others come first."""
    return factorial(before) * factorial(others - before) / factorial(others + 1)


def _bits(causes: Sequence[int]) -> int:
    return sum(1 << cause for cause in causes)


def _subsets(items: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))
