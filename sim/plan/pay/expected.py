"""Expected pay as curves in the metric's mean: what a scheme is worth before the noise is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from incentives import answers
from incentives.arrays import Floats
from incentives.linear import LinearAward, is_linear
from incentives.schemes import Scheme
from sim.plan.pay.certainty import NO_HEDGE, Hedge, RandomPay
from sim.plan.pay.circumstances import (
    USUAL,
    Circumstances,
    ReportGrid,
    awards_of,
    competes,
    imagine,
    leans,
    shifted,
    shocks_to_all,
)
from sim.plan.pay.lattice import Lattice
from sim.plan.pay.wealth import Aversion, OverWealth
from sim.scenario.package import Package

_SDS = 512  # of the metric that are tabulated at full resolution


class KnownAwards:
    """What is known already of the schemes of a package.

    Attributes:
        awards: Expected awards by place of the scheme, contract and noise, with what they depend
            on.
        looks: By place, whether an award depends on a reference, and whether on rivals.
    """

    def __init__(self) -> None:
        self.awards: dict[tuple[int, int, float], tuple[tuple[Any, ...], Floats]] = {}
        self.looks: dict[int, tuple[bool, bool]] = {}

    def looks_of(self, place: int, scheme: Scheme) -> tuple[bool, bool]:
        """The entry of ``looks`` for the scheme in that place; it is asked once."""
        if place not in self.looks:
            self.looks[place] = leans(scheme), competes(scheme)
        return self.looks[place]


def pay_curves(
    package: Package,
    noise: float,
    start: float,
    stop: float,
    risk: Aversion,
    resolution: int = 8,
    *,
    around: Circumstances = USUAL,
    lines: Sequence[LinearAward | None] = (),
    hedge: Hedge = NO_HEDGE,
    known: KnownAwards | None = None,
) -> tuple[Floats, Floats, float]:
    """Expected pay on a grid of metric means: what is paid at once, then deferred per scheme.

    Under risk aversion the first curve is a certainty equivalent over the metric's noise; deferred
    curves stay expected values. Over wealth the first curve bears their risk as well: with them, as
    far as they are worth anything, it is the certainty equivalent of all pay.
    Schemes see a board of that ``belief`` which learns nothing. The shock to all firms is left out
    for relative schemes, and altogether if all are relative.

    Args:
        package: Whose schemes.
        noise: Standard deviation of a report, shocks to all firms included.
        start, stop: Range of metric means.
        risk: Absolute risk aversion, per base pay, or preferences over wealth.
        resolution: Nodes per standard deviation of the noise.
        around: What else awards depend on; where liability is limited, all are on the report.
        lines: Awards of schemes on other metrics; None for those on the report. Their slopes are
            no part of the curves.
        hedge: How these awards move with the noise of the report.
        known: Expected awards of this package that are known already; new ones join them.

    Returns:
        Values and slopes, (1 + schemes, nodes), and the distance of nodes.
    """
    own_noise, common = around.own_noise, around.common
    own_noise = noise if own_noise is None else own_noise
    if all(scheme.relative for scheme in package.schemes):
        noise, common = own_noise, 0.0
    nodes = int(np.clip((stop - start) / (noise / resolution), 64, _SDS * resolution))
    x = np.linspace(start, stop, nodes)
    h = max(1e-3 * noise, 1e-6 * (stop - start))  # rounding shows in smaller steps
    rows = np.zeros((1 + len(package.schemes), 3 * nodes))
    lines = lines or (None,) * len(package.schemes)
    limited = _limited(package, ReportGrid(start, float(x[1] - x[0]), nodes, h, noise), around)
    for row, (scheme, line) in enumerate(zip(package.schemes, lines, strict=True), start=1):
        if limited is not None:
            pay = limited[row - 1]
        elif line is not None:
            pay = np.full(3 * nodes, line.intercept)
        else:
            sd = own_noise if scheme.relative else noise
            report = ReportGrid(start, float(x[1] - x[0]), nodes, h, sd)
            pay = _award(row, scheme, report, around, 0.0 if scheme.relative else common, known)
        deferred = scheme.vesting().deferred
        rows[0] += (1 - deferred) * pay
        rows[row] = deferred * pay
    if isinstance(risk, OverWealth) or risk > 0.0:
        report = ReportGrid(start, float(x[1] - x[0]), nodes, h, noise)
        rows[0] = RandomPay(package, lines, hedge, common, risk).worth(report, around).ravel()
    if isinstance(risk, OverWealth):
        later = risk.later or (1.0,) * len(package.schemes)
        rows[0] -= np.array(later) @ rows[1:]
    value, up, down = np.split(rows, 3, axis=1)
    return value.copy(), (up - down) / (2 * h), float(x[1] - x[0])


def _limited(package: Package, report: ReportGrid, around: Circumstances) -> Floats | None:
    """(schemes, 3 * nodes) expected awards where liability is limited, or None: nothing is cut.

    All of them together, over their own noise after every shock to all firms.
    """
    if around.liable is None:
        return None
    free: list[LinearAward | None] = [None] * len(package.schemes)
    alone = all(scheme.relative for scheme in package.schemes)
    common = 0.0 if alone else around.common
    shocks, weights, own = shocks_to_all(report.noise, common)
    if common == 0.0 or own == 0.0:
        shocks, weights, own = np.zeros(1), np.ones(1), report.noise
    lattice = Lattice(report.start, report.step, report.means, report.aside, own)
    seen = imagine(lattice.at, report.noise, around)
    found, cut = np.zeros((len(package.schemes), 3 * report.means)), False
    for shock, weight in zip(shocks.tolist(), weights.tolist(), strict=True):
        view = shifted(seen, shock, own)
        whole = awards_of(package, free, view, around._replace(liable=None))
        awards = awards_of(package, free, view, around)
        cut = cut or any((a != b).any() for a, b in zip(whole, awards, strict=True))
        found += weight * np.array([lattice.mean(award).ravel() for award in awards])
    return found if cut else None


def _award(
    place: int,
    scheme: Scheme,
    report: ReportGrid,
    around: Circumstances,
    common: float,
    known: KnownAwards | None,
) -> Floats:
    """(3 * nodes,) expected award of the scheme in that place, at means and aside of them.

    What cannot have changed since it was asked for last is not asked for again: an award that
    depends on no reference, or on no rivals.
    """
    known = KnownAwards() if known is None else known
    leaning, competing = known.looks_of(place, scheme)
    key = (
        (report, around.choice, around.belief, common),
        around.reference if leaning else None,
        around.rivals if competing else None,
    )
    kept = known.awards.get((place, around.choice, report.noise))
    if kept is not None and kept[0] == key:
        return kept[1]
    if common > 0.0 and leaning and not is_linear(scheme):
        shocks, weights, own = shocks_to_all(report.noise, common)
        pay = np.zeros(3 * report.means)
        for shock, weight in zip(shocks.tolist(), weights.tolist(), strict=True):
            pay += weight * _mean_award(scheme, report, around, shock, own)
    else:
        pay = _mean_award(scheme, report, around, 0.0, report.noise)
    known.awards[place, around.choice, report.noise] = key, pay
    return pay


def _mean_award(
    scheme: Scheme, report: ReportGrid, around: Circumstances, shock: float, own: float
) -> Floats:
    """The same after a shock to all firms, over the noise ``own`` that is left."""
    if type(scheme).expected_award is Scheme.expected_award and own > 0.0:
        lattice = Lattice(report.start, report.step, report.means, report.aside, own)
        seen = shifted(imagine(lattice.at, report.noise, around), shock, own)
        return np.asarray(lattice.mean(answers.award(scheme, seen)).ravel())
    x = report.start + report.step * np.arange(report.means)
    means = np.concatenate([x, x + report.aside, x - report.aside])
    seen = imagine(means, report.noise, around)
    return answers.expected_award(scheme, shifted(seen, shock, own))
