"""How full a batch's tables are, so that they grow before anything overflows."""

from __future__ import annotations

from agents.numerics.compile import lean
from incentives.arrays import Ints


@lean
def largest(numbers: Ints) -> int:
    """The largest of some numbers that are not negative; 0 if there are none."""
    most = 0
    for i in range(numbers.shape[0]):
        most = max(most, numbers[i])
    return most
