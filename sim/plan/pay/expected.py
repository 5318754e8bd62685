"""Expected pay as curves in the metric's mean: what a scheme is worth before the noise is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from incentives import Seen, answers
from incentives.arrays import Floats
from incentives.linear import LinearAward, is_linear
from incentives.schemes import Scheme
from incentives.views import Rivals
from sim.plan.pay.lattice import Lattice
from sim.scenario.package import Package

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
from sim.scenario.pay_basis import PayBasis

_SDS = 512  # of the metric that are tabulated at full resolution
_WEAK, WIDE = 0.1, 600.0  # risk aversion times the range of pay, where sums take another form
_STRONG = 1.0  # risk aversion times the sd of pay, where more bad luck counts
SHOCKS = 15  # nodes of the quadrature over shocks to all firms
_FARTHEST = 500.0  # standard deviations of bad luck that are looked at


class Hedge(NamedTuple):
    """How linear pay on other metrics moves with the noise of the report.

    Attributes:
        own: Per unit of the report's own noise; ``shock``: of the shock to all firms.
        rest: Variance that neither explains.
    """

    own: float = 0.0
    shock: float = 0.0
    rest: float = 0.0


NO_HEDGE = Hedge()


class Circumstances(NamedTuple):
    """What awards depend on besides the report and its noise.

    Attributes:
        reference: What reports are compared with; it moves with the shock to all firms.
        belief: The board's.
        own_noise: Standard deviation of reports without that shock; left out: it has none.
        common: Standard deviation of that shock.
        choice: The contract of a menu; ``rivals``: the other firms.
    """

    reference: float = 0.0
    belief: float = 0.0
    own_noise: float | None = None
    common: float = 0.0
    choice: int = 0
    rivals: Rivals = Rivals()


USUAL = Circumstances()


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


class ReportGrid(NamedTuple):
    """Means of the report for which pay is tabulated.

    Attributes:
        start, step, means: The first mean, their distance and number.
        aside: How far above and below each pay is reckoned as well, for slopes.
        noise: Standard deviation around them.
    """

    start: float
    step: float
    means: int
    aside: float
    noise: float


def pay_curves(
    package: Package,
    noise: float,
    start: float,
    stop: float,
    risk: float,
    resolution: int = 8,
    *,
    around: Circumstances = USUAL,
    lines: Sequence[LinearAward | None] = (),
    hedge: Hedge = NO_HEDGE,
    known: KnownAwards | None = None,
) -> tuple[Floats, Floats, float]:
    """Expected pay on a grid of metric means: what is paid at once, then deferred per scheme.

    Under constant absolute risk aversion ``risk`` the first curve is a certainty equivalent over
    the metric's noise; deferred curves stay expected values, their risk is that of the seat.
    Schemes see a board of that ``belief`` which learns nothing. The shock to all firms is left out
    for relative schemes, and altogether if all are relative.

    Args:
        package: Whose schemes.
        noise: Standard deviation of a report, shocks to all firms included.
        start, stop: Range of metric means.
        risk: Absolute risk aversion, per base pay.
        resolution: Nodes per standard deviation of the noise.
        around: What else awards depend on.
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
    for row, (scheme, line) in enumerate(zip(package.schemes, lines, strict=True), start=1):
        if line is not None:
            pay = np.full(3 * nodes, line.intercept)
        else:
            sd = own_noise if scheme.relative else noise
            report = ReportGrid(start, float(x[1] - x[0]), nodes, h, sd)
            pay = _award(row, scheme, report, around, 0.0 if scheme.relative else common, known)
        deferred = scheme.vesting().deferred
        rows[0] += (1 - deferred) * pay
        rows[row] = deferred * pay
    if risk > 0.0:
        report = ReportGrid(start, float(x[1] - x[0]), nodes, h, noise)
        rows[0] = _AtOnce(package, lines, hedge, common).worth(report, around, risk).ravel()
    value, up, down = np.split(rows, 3, axis=1)
    return value.copy(), (up - down) / (2 * h), float(x[1] - x[0])


def _imagine(metric: npt.NDArray[np.floating[Any]], noise: float, around: Circumstances) -> Seen:
    """The view of firms that report ``metric``."""
    mean = np.full(metric.shape, around.reference)
    tenure = np.zeros(metric.shape, dtype=np.int64)
    known = np.full(metric.shape, around.belief)
    choice, rivals = around.choice, around.rivals
    return Seen(
        0, tenure, np.asarray(metric, np.float64), mean, noise, known, choice=choice, rivals=rivals
    ).sealed()


def leans(scheme: Scheme) -> bool:
    """Whether an award depends on other firms' reports."""
    return bool(np.any(_probe(scheme, 0.0) != _probe(scheme, 1.3)))


def _probe(scheme: Scheme, reference: float) -> Floats:
    return scheme.award(_imagine(np.linspace(-8.0, 24.0, 65), 0.6, Circumstances(reference)))


def _shifted(seen: Seen, shock: float, own: float) -> Seen:
    """The view after a shock to all firms, when nothing but their own noise is left to come."""
    rivals = replace(seen.rivals, mean=seen.rivals.mean + shock)
    return replace(
        seen,
        metric=seen.metric + shock,
        reference=seen.reference + shock,
        noise_sd=own,
        rivals=rivals,
    ).sealed()


def _shocks(noise: float, common: float) -> tuple[Floats, Floats, float]:
    """Shocks to all firms, their weights, and the standard deviation of a firm's own noise."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(SHOCKS)
    own = float(np.sqrt(max(noise**2 - common**2, 0.0)))
    return common * nodes, weights / weights.sum(), own


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
        shocks, weights, own = _shocks(report.noise, common)
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
        seen = _shifted(_imagine(lattice.at, report.noise, around), shock, own)
        return np.asarray(lattice.mean(answers.award(scheme, seen)).ravel())
    x = report.start + report.step * np.arange(report.means)
    means = np.concatenate([x, x + report.aside, x - report.aside])
    seen = _imagine(means, report.noise, around)
    return answers.expected_award(scheme, _shifted(seen, shock, own))


def competes(scheme: Scheme) -> bool:
    """Whether an award depends on what is expected of rivals."""
    if scheme.relative:
        return True
    seen = _imagine(np.linspace(-8.0, 24.0, 65), 0.6, Circumstances())
    others = (Rivals(1, 0.0, 1.0), Rivals(9, 1.3, 0.4))
    one, other = (scheme.award(replace(seen, rivals=rivals)) for rivals in others)
    return bool(np.any(one != other))


class _AtOnce:
    """What is paid at once, as a random amount that somebody values who shuns risk."""

    def __init__(
        self,
        package: Package,
        lines: Sequence[LinearAward | None],
        hedge: Hedge,
        common: float,
    ) -> None:
        self._paid = [
            (1 - scheme.vesting().deferred, scheme, line)
            for scheme, line in zip(package.schemes, lines, strict=True)
        ]
        self._hedge, self._common = hedge, common
        on_report = [scheme for _, scheme, line in self._paid if line is None]
        self._relative = common > 0.0 and any(
            scheme.relative or leans(scheme) for scheme in on_report
        )

    def award(self, seen: Seen) -> Floats:
        """For a report as it is; other metrics at their zero."""
        total = np.zeros(seen.metric.shape)
        for now, scheme, line in self._paid:
            total += now * (scheme.award(seen) if line is None else line.intercept)
        return total

    def worth(self, report: ReportGrid, around: Circumstances, risk: float) -> Floats:
        """(3, nodes) certainty equivalents ``-log(mean(exp(-risk * pay))) / risk``.

        Pay on other metrics is split into what moves with the report's noise and a normal rest,
        which costs ``risk / 2`` times its variance.
        """
        hedge, common = self._hedge, self._common
        rest = 0.5 * risk * hedge.rest
        if self._relative:
            shocks, weights, own = _shocks(report.noise, common)
            each = self._after(shocks, own, report, around, risk)
            each = each + (hedge.shock * shocks)[:, None, None]
            terms = np.log(weights)[:, None, None] - risk * each
            return np.asarray(-np.logaddexp.reduce(terms, axis=0) / risk - rest)
        total = report.noise**2
        own_variance = total - common**2
        beta = (hedge.own * own_variance + hedge.shock * common**2) / total
        spread = hedge.own**2 * own_variance + hedge.shock**2 * common**2 - beta**2 * total
        lattice = self._lattice(report, around, report.noise, risk, beta)
        pay = self.award(_imagine(lattice.at, report.noise, around)) + beta * lattice.at
        worth = certainty_equivalent(pay, beta * lattice.means, lattice, risk)
        return worth - (rest + 0.5 * risk * spread) if rest or spread else worth

    def _after(
        self, shocks: Floats, own: float, report: ReportGrid, around: Circumstances, risk: float
    ) -> Floats:
        """(shocks, 3, nodes) equivalents after a shock to all firms, over their own noise.

        Where a shock adds the same to every award, it adds that to what they are worth.
        """
        beta = self._hedge.own
        lattice = self._lattice(report, around, own, risk, beta)
        seen = _imagine(lattice.at, report.noise, around)
        pays = [self.award(_shifted(seen, shock, own)) for shock in shocks.tolist()]
        usual = pays[len(pays) // 2]
        line = certainty_equivalent(usual + beta * lattice.at, beta * lattice.means, lattice, risk)
        found = np.empty((len(pays), *line.shape))
        slack = 1e-12 * (1.0 + np.abs(usual).max())
        for place, pay in enumerate(pays):
            more = pay - usual
            if np.ptp(more) <= slack:
                found[place] = line + more[0]
                continue
            every = pay + beta * lattice.at
            found[place] = certainty_equivalent(every, beta * lattice.means, lattice, risk)
        return found

    def _lattice(
        self, report: ReportGrid, around: Circumstances, sd: float, risk: float, beta: float
    ) -> Lattice:
        """Points for the noise ``sd``, far enough out for somebody who shuns risk so much.

        What weighs most of a linear award is ``risk * sd * slope`` standard deviations from its
        mean.
        """
        x = report.start + report.step * np.arange(report.means)
        slopes = np.gradient(self.award(_imagine(x, report.noise, around)), x)
        swing = min(risk * sd * (float(np.abs(slopes).max()) + abs(beta)), _FARTHEST)
        further = swing if swing > _STRONG else 0.0
        falls = beta < 0.0 or bool((slopes < 0.0).any())
        return Lattice(
            report.start,
            report.step,
            report.means,
            report.aside,
            sd,
            further,
            further if falls else 0.0,
        )


def certainty_equivalent(pay: Floats, owed: Floats, lattice: Lattice, risk: float) -> Floats:
    """(3, nodes) ``-log(mean(exp(-risk * pay))) / risk - owed`` over the noise around every node.

    Sums of positive terms, so that nothing cancels; around one level, so that nothing overflows
    and little differs from one where little is at stake.

    Args:
        pay: (points,) at the points of the lattice; ``owed``: what is to be taken off.
        lattice: Of reports; ``risk``: absolute risk aversion.
    """
    level = 0.5 * (float(pay.max()) + float(pay.min()))
    swing = risk * (float(pay.max()) - float(pay.min()))
    if swing < _WEAK:
        less = lattice.mean(np.expm1(-risk * (pay - level)))
        worth = level - np.log1p(less / lattice.total()) / risk
    elif swing < WIDE:
        mean = lattice.mean(np.exp(-risk * (pay - level)))
        worth = level - np.log(mean / lattice.total()) / risk
    else:
        worth = lattice.least(pay, risk)
    return np.asarray(worth - owed)


def hedge(
    scenario: Scenario,
    package: Package,
    pay_bases: list[PayBasis],
    lines: list[LinearAward | None],
    added: float = 0.0,
) -> Hedge:
    """Of what the schemes of a package pay at once on other metrics than the report.

    ``added`` is the standard deviation of a gamble, which moves the report one for one.
    """
    own = shock = luck = 0.0
    noises: dict[str, tuple[float, float]] = {}
    for scheme, basis, line in zip(package.schemes, pay_bases, lines, strict=True):
        if line is None:
            continue
        now = 1.0 - scheme.vesting().deferred
        own += now * line.slope * basis.total("report")
        shock += now * (line.slope + line.lean) * basis.total("shock")
        luck += now * line.slope * basis.total("luck")
        for weight, label, measure in basis.parts:
            before, _ = noises.get(label, (0.0, 0.0))
            noises[label] = before + now * line.slope * weight, measure.noise
    rest = (luck * scenario.firms.luck) ** 2 + sum((a * sd) ** 2 for a, sd in noises.values())
    if added > 0.0:  # of one more normal, so much goes with the report's noise, the rest does not
        won = own + luck * scenario.technology.risk.value
        noise, more = scenario.metric.noise**2, added**2
        both = (own * noise + won * more) / (noise + more)
        rest += own**2 * noise + won**2 * more - both**2 * (noise + more)
        own = both
    return Hedge(own, shock, rest)
