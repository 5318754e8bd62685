"""How long what is left will take, as a range, from when its pieces came in so far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_FEWEST = 4
"""Pieces from which a spread can be told."""
_LEAST = 0.15
"""Half of the range is at least this share of the expected time: other programs come and go."""


def seconds_between(
    pieces: Sequence[tuple[float, int]], since: float, left: int
) -> tuple[float, float] | None:
    """A range for the seconds until the rest is done; none of too few pieces.

    Gaps between pieces are taken as independent draws of one distribution (a renewal process): r
    pieces that are left take r times the mean gap, with a variance of r + r^2 / k times that of
    gaps, for the mean is known from k of them. The range is two standard deviations either way.

    Args:
        pieces: When each was written, in rising order, and its runs.
        since: When the first one was begun.
        left: Runs that are missing.
    """
    if len(pieces) < _FEWEST or left <= 0:
        return None
    times, runs = np.array([when for when, _ in pieces]), np.array([count for _, count in pieces])
    gaps = np.diff(times, prepend=since)
    more = left / float(runs.mean())
    mean, deviation = float(gaps.mean()), float(gaps.std(ddof=1))
    half = 2.0 * deviation * (more + more**2 / len(gaps)) ** 0.5
    half = max(half, _LEAST * more * mean)
    return max(0.0, more * mean - half), more * mean + half
