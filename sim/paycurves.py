"""Expected pay as curves in the metric's mean: what a scheme is worth before the noise is known."""

from __future__ import annotations

import numpy as np

from incentives import Seen
from incentives.schemes.base import noisy_mean
from sim import answers
from sim.plan import Floats
from sim.scenario import Package

_SDS = 512  # of the metric that are tabulated at full resolution
_WEAK, _STRONG = 1e-3, 1.0  # risk aversion times the sd of pay, where sums take another form
_FARTHEST = 500.0  # standard deviations of bad luck that are looked at


def pay_curves(
    package: Package,
    noise: float,
    start: float,
    stop: float,
    risk: float,
    reference: float = 0.0,
    belief: float = 0.0,
    resolution: int = 8,
) -> tuple[Floats, Floats, float]:
    """Expected pay on a grid of metric means: what is paid at once, then deferred per scheme.

    Under constant absolute risk aversion ``risk`` the first curve is a certainty equivalent over
    the metric's noise; deferred curves stay expected values, their risk is that of the seat.
    Schemes see a board of that ``belief`` which learns nothing.

    Returns:
        Values and slopes, (1 + schemes, nodes), and the distance of nodes.
    """
    nodes = int(np.clip((stop - start) / (noise / resolution), 64, _SDS * resolution))
    x = np.linspace(start, stop, nodes)
    h = max(1e-3 * noise, 1e-6 * (stop - start))  # rounding shows in smaller steps
    seen = _imagine(np.concatenate([x, x + h, x - h]), noise, reference, belief)
    rows = np.zeros((1 + len(package.schemes), 3 * nodes))
    for row, scheme in enumerate(package.schemes, start=1):
        pay = answers.expected_award(scheme, seen)
        deferred = scheme.vesting().deferred
        rows[0] += (1 - deferred) * pay
        rows[row] = deferred * pay
    if risk > 0.0:
        steepest = np.abs(
            np.gradient(_at_once(package, _imagine(x, noise, reference, belief)), x)
        ).max()
        rows[0] = _certainty_equivalent(package, seen, risk, risk * noise * float(steepest))
    value, up, down = np.split(rows, 3, axis=1)
    return value.copy(), (up - down) / (2 * h), float(x[1] - x[0])


def _imagine(metric: Floats, noise: float, reference: float, belief: float) -> Seen:
    """The view of firms that report ``metric`` where the mean report is ``reference``."""
    mean = np.full(metric.shape, reference)
    tenure = np.zeros(metric.shape, dtype=np.int64)
    return Seen(0, tenure, metric, mean, noise, np.full(metric.shape, belief))


def _at_once(package: Package, seen: Seen) -> Floats:
    """Award that is paid at once, for a report as it is."""
    total = np.zeros(seen.metric.shape)
    for scheme in package.schemes:
        total += (1 - scheme.vesting().deferred) * scheme.award(seen)
    return total


def _certainty_equivalent(package: Package, seen: Seen, risk: float, swing: float) -> Floats:
    """``-log(mean(exp(-risk * pay))) / risk`` over the noise, for what is paid at once.

    ``swing`` is risk aversion times the standard deviation of pay, where pay is steepest.
    """
    if swing > _STRONG:
        return _averse(package, seen, risk, swing)
    middle = _at_once(package, seen)  # keeps the exponentials near one
    if swing < _WEAK:  # few digits of the mean differ from one
        less = noisy_mean(lambda view: np.expm1(-risk * (_at_once(package, view) - middle)), seen)
        return np.asarray(middle - np.log1p(less) / risk)
    mean = noisy_mean(lambda view: np.exp(-risk * (_at_once(package, view) - middle)), seen)
    worth: Floats = middle - np.log(mean) / risk
    return worth


def _averse(package: Package, seen: Seen, risk: float, swing: float) -> Floats:
    """The same where bad luck weighs so much that more of it counts, and exponentials overflow.

    What weighs most of a linear award is ``swing`` standard deviations from its mean.
    """
    low = -8.0 - min(swing, _FARTHEST)
    points = 64 if swing < 20.0 else 8
    nodes = np.arange(np.floor(low * points), 8 * points + 1) / points
    total = np.full(seen.metric.shape, -np.inf)
    for node in nodes:
        at = seen.reporting(seen.metric + node * seen.noise_sd)
        np.logaddexp(total, -0.5 * node**2 - risk * _at_once(package, at), out=total)
    weights = np.log(np.sum(np.exp(-0.5 * nodes**2)))
    return np.asarray((weights - total) / risk)
