"""What firms of one's own tell of pay: estimates with intervals, and the fields that they suit.

Nothing of it is used unless somebody sets it: an estimate is shown, with its ``--set``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats
from sim.analysis.means import CONFIDENCE
from sim.scenario.firms import RealFirms, real_firms
from sim.scenario.own_firms.reading import OwnFirms, firms_in
from sim.scenario.own_firms.years import Whole, within
from sim.scenario.scenario import Scenario

QUARTERS = 4


class FirmEstimate(NamedTuple):
    """An estimate.

    Attributes:
        name: Of what.
        value, low, high: With the ends of its 95% interval, which are none without enough firms.
        unit: Of all three.
        text: How it is estimated.
        rows, firms: From how many.
        settings: Fields that take it, with their values, as in ``--set``.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    text: str
    rows: int
    firms: int
    settings: tuple[tuple[str, str | float], ...]


def firm_estimates(scenario: Scenario) -> list[FirmEstimate]:
    """What the firms of a scenario say about pay; what they do not say is left out.

    Raises:
        InputError: If their file cannot be read any more.
    """
    real = real_firms(scenario.firms)
    if real is None:
        return []
    found = _across(real)
    if (terms := scenario.firms.file_terms()) is not None:
        own = firms_in(terms)
        found += [*_sensitivity(own), *_slope(own, scenario.metric.noise)]
    return found


def _across(real: RealFirms) -> list[FirmEstimate]:
    """Spread of sizes, and the elasticity of base pay to it (Gabaix and Landier 2008, QJE 123)."""
    x, y = np.log(real.size), np.log(real.salary)
    count = len(x)
    if count < 3 or np.ptp(x) == 0.0:
        return []
    x = x - x.mean()
    sd = float(x.std(ddof=1))
    kurtosis = float((x**4).mean() / (x**2).mean() ** 2)
    spread = sd * np.sqrt(max(kurtosis - 1.0, 0.0) / (4.0 * count))  # delta method
    slope = float(x @ y) / float(x @ x)
    left = y - y.mean() - slope * x
    error = np.sqrt(float((x * left) @ (x * left)) * count / (count - 2)) / float(x @ x)
    drawn = ("firms.source", "synthetic")
    return [
        FirmEstimate(
            "spread of size", sd, *_ends(sd, spread, count - 1), "log",
            "standard deviation of log size across firms", count, count,
            (drawn, ("firms.size_sd", sd)),
        ),
        FirmEstimate(
            "pay elasticity", slope, *_ends(slope, error, count - 2), "",
            "log base pay on log size across firms, robust errors", count, count,
            (drawn, ("firms.pay_elasticity", slope)),
        ),
    ]  # fmt: skip


def _sensitivity(own: OwnFirms) -> list[FirmEstimate]:
    """Pay per 1000 of a change of shareholders' wealth (Jensen and Murphy 1990, JPE 98).

    The change is return times market value a year before; that of market value where the file has
    no returns. Within firms, so that what a firm always pays counts for nothing.
    """
    years = own.years
    pay, what = _pay(own)
    if own.size_unit.currency != own.money.currency:
        return []
    change = years.returns * years.before()
    how = f"{_performance(own)} times market value a year before"
    unit = f"{own.money.currency} per 1000 {own.money.currency}"
    scale = 1000.0 * own.money.factor / own.size_unit.factor
    return _within(
        "pay-performance sensitivity", scale, pay, change, years.firm, unit,
        f"{what} on {how}, within firms, errors clustered by firm", None,
    )  # fmt: skip


def _slope(own: OwnFirms, noise: float) -> list[FirmEstimate]:
    """The slope of a linear bonus that moves pay as much, per standard deviation of performance.

    A contract is the same whatever the scale of its measure. In data a year's pay, in base pays,
    moves by b with one standard deviation of return in excess of peers; the sum of four reports has
    a standard deviation of 2 * noise. So slope = b / (2 * noise).
    """
    years = own.years
    pay, what = _pay(own)
    fixed = np.where(np.isnan(years.salary), own.base_pay[years.firm], years.salary)
    excess = years.excess()
    moved = pay / (fixed / QUARTERS)
    known = ~np.isnan(excess) & ~np.isnan(moved)
    if noise <= 0.0 or not known.any():
        return []
    _, _, spread = within(moved[known], excess[known], years.firm[known])
    groups = len(np.unique(years.firm[known]))
    free = int(known.sum()) - groups
    if free < 1:
        return []
    sd = float(np.sqrt(spread @ spread / free))
    peers = "peers'" if not np.isnan(years.peer_returns).all() else "the mean of the year"
    return _within(
        "slope of a linear bonus", sd / (np.sqrt(QUARTERS) * noise), moved, excess, years.firm,
        "base pays per metric unit",
        f"{what} in base pays on {_performance(own)} less {peers}, within firms, errors clustered "
        f"by firm; one standard deviation, {sd:.3g}, counts as one of a year's reports, "
        f"{2 * noise:.3g}",
        "package.schemes.linear-bonus.slope",
    )  # fmt: skip


def _performance(own: OwnFirms) -> str:
    return "return" if "returns" in own.columns else "growth of market value"


def _pay(own: OwnFirms) -> tuple[Floats, str]:
    """Pay as it came out, where the file has it; else as granted."""
    if not np.isnan(own.years.paid).all():
        return own.years.paid, "pay as it came out"
    return own.years.total, "pay as granted"


def _within(
    name: str,
    scale: float,
    y: Floats,
    x: Floats,
    firm: Whole,
    unit: str,
    text: str,
    path: str | None,
) -> list[FirmEstimate]:
    """A slope within firms, times a scale; its errors are clustered (Arellano 1987, OBES 49)."""
    known = ~np.isnan(x) & ~np.isnan(y)
    known &= (np.bincount(firm, known) > 1)[firm]  # one row alone deviates from nothing
    slope, left, spread = within(y[known], x[known], firm[known])
    if np.isnan(slope):
        return []
    _, group = np.unique(firm[known], return_inverse=True)
    scores = np.bincount(group, spread * left)
    groups, count = len(scores), len(left)
    error = np.nan
    if groups > 1:
        correction = groups / (groups - 1) * (count - 1) / (count - 2)
        error = float(np.sqrt(scores @ scores * correction)) / float(spread @ spread)
    value = scale * slope
    settings = () if path is None else ((path, value),)
    ends = _ends(value, abs(scale) * error, groups - 1)
    return [FirmEstimate(name, value, *ends, unit, text, count, groups, settings)]


def _ends(value: float, error: float, free: int) -> tuple[float | None, float | None]:
    """The ends of the 95% t interval."""
    if free < 1 or not np.isfinite(error):
        return None, None
    from scipy.special import stdtrit

    half = float(stdtrit(free, 0.5 + CONFIDENCE / 2)) * float(error)
    return value - half, value + half
