"""Whether a scheme is linear in its metric, and which line that is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives import Seen
from incentives.schemes import Scheme

_PROBE = np.linspace(-8.0, 24.0, 257)


_STRAIGHT = 1e-9  # relative difference of slopes


class LinearAward(NamedTuple):
    """Expected award ``intercept + slope * metric`` where the mean of the metric is ``mean``.

    ``lean`` is what a unit of the other firms' mean adds to it.
    """

    slope: float
    intercept: float
    lean: float
    mean: float


def linear_award(scheme: Scheme, noise: float, mean: float) -> LinearAward:
    """The expected award of a scheme that is linear in its metric."""
    zero = np.zeros(3, dtype=np.int64)
    at = Seen(0, zero, np.array([0.0, 1.0, 0.0]), np.array([mean, mean, mean + 1.0]), noise)
    base, up, leant = scheme.expected_award(at)
    return LinearAward(float(up - base), float(base), float(leant - base), mean)


def is_linear(scheme: Scheme) -> bool:
    """Whether the award is a straight line in the metric, for any mean of the others."""
    zero = np.zeros(_PROBE.size, dtype=np.int64)
    slopes = []
    for mean in (0.0, 1.3):
        award = scheme.award(Seen(0, zero, _PROBE, np.full(_PROBE.size, mean), 0.6))
        slopes.append(np.diff(award) / np.diff(_PROBE))
    rise = np.concatenate(slopes)
    return bool(np.ptp(rise) <= _STRAIGHT * (1.0 + np.abs(rise).max()))
