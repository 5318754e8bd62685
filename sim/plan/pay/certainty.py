"""Pay as a random amount: what it is worth to somebody who shuns risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from incentives import Seen
from incentives.arrays import Floats
from incentives.linear import LinearAward
from sim.plan.pay.circumstances import (
    Circumstances,
    ReportGrid,
    awards_of,
    imagine,
    leans,
    shifted,
    shocks_to_all,
)
from sim.plan.pay.lattice import Lattice
from sim.plan.pay.wealth import Aversion, OverWealth
from sim.scenario.package import Package

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
from sim.scenario.pay_basis import PayBasis

_STRONG = 1.0  # risk aversion times the sd of pay, where more bad luck counts
_FARTHEST = 500.0  # standard deviations of bad luck that are looked at
_RESTS = 15  # nodes of the quadrature over what the report's noise does not explain


class Hedge(NamedTuple):
    """How linear pay on other metrics moves with the noise of the report.

    Attributes:
        own: Per unit of the report's own noise; ``shock``: of the shock to all firms.
        rest: Variance that neither explains.
        level: What these awards bring in the mean, beside their intercepts.
    """

    own: float = 0.0
    shock: float = 0.0
    rest: float = 0.0
    level: float = 0.0


NO_HEDGE = Hedge()


class RandomPay:
    """Pay as a random amount that somebody values who shuns risk.

    Under absolute aversion that is what is paid at once; over wealth what is deferred, too, as
    much of it as it is worth.
    """

    def __init__(
        self,
        package: Package,
        lines: Sequence[LinearAward | None],
        hedge: Hedge,
        common: float,
        taste: Aversion,
    ) -> None:
        deferred = np.array([scheme.vesting().deferred for scheme in package.schemes])
        self._taste = taste
        shares = taste.shares(deferred) if isinstance(taste, OverWealth) else 1 - deferred
        self._package, self._lines, self._shares = package, lines, shares.tolist()
        self._hedge, self._common = hedge, common
        paid = zip(package.schemes, lines, strict=True)
        on_report = [scheme for scheme, line in paid if line is None]
        self._relative = common > 0.0 and any(
            scheme.relative or leans(scheme) for scheme in on_report
        )

    def award(self, seen: Seen, around: Circumstances) -> Floats:
        """For a report as it is; other metrics at their zero."""
        total = np.zeros(seen.metric.shape)
        awards = awards_of(self._package, self._lines, seen, around)
        for share, award in zip(self._shares, awards, strict=True):
            total += share * award
        return total

    def worth(self, report: ReportGrid, around: Circumstances) -> Floats:
        """(3, nodes) certainty equivalents, of what is no part of the slopes the risk alone."""
        if isinstance(self._taste, OverWealth):
            return self._over_wealth(report, around, self._taste)
        return self._absolute(report, around, self._taste)

    def _over_wealth(self, report: ReportGrid, around: Circumstances, taste: OverWealth) -> Floats:
        """All that is random is averaged over at each point, but for the report's noise.

        What moves with that, and is no part of the slopes, has the level ``hedge.level`` at a
        report like others'.
        """
        hedge = self._hedge
        if self._relative:
            shocks, chances, sd = shocks_to_all(report.noise, self._common)
            beta, rest = hedge.own, hedge.rest
        else:
            shocks, chances, sd = np.zeros(1), np.ones(1), report.noise
            beta, spread = self._explained(report.noise)
            rest = hedge.rest + spread
        lattice = self._lattice(report, around, sd, beta)
        seen = imagine(lattice.at, report.noise, around)
        others = hedge.level + beta * (lattice.at - around.reference)
        pays = [self.award(seen, around) + others]
        if self._relative:
            pays = [
                self.award(shifted(seen, shock, sd), around) + (others + hedge.shock * shock)
                for shock in shocks.tolist()
            ]
        if rest > 0.0:
            nodes, weights = np.polynomial.hermite_e.hermegauss(_RESTS)
            pays = [pay + np.sqrt(rest) * node for pay in pays for node in nodes.tolist()]
            chances = np.outer(chances, weights / weights.sum()).ravel()
        worth = taste.worth(taste.levels(pays, chances), lattice)
        return np.asarray(worth - (hedge.level + beta * (lattice.means - around.reference)))

    def _explained(self, noise: float) -> tuple[float, float]:
        """What the hedge moves with the report's noise, and the variance that is left of it."""
        hedge, total = self._hedge, noise**2
        own, common = total - self._common**2, self._common**2
        beta = (hedge.own * own + hedge.shock * common) / total
        return beta, hedge.own**2 * own + hedge.shock**2 * common - beta**2 * total

    def _absolute(self, report: ReportGrid, around: Circumstances, risk: float) -> Floats:
        """(3, nodes) certainty equivalents ``-log(mean(exp(-risk * pay))) / risk``.

        Pay on other metrics is split into what moves with the report's noise and a normal rest,
        which costs ``risk / 2`` times its variance.
        """
        hedge, common = self._hedge, self._common
        rest = 0.5 * risk * hedge.rest
        if self._relative:
            shocks, weights, own = shocks_to_all(report.noise, common)
            each = self._after(shocks, own, report, around, risk)
            each = each + (hedge.shock * shocks)[:, None, None]
            terms = np.log(weights)[:, None, None] - risk * each
            return np.asarray(-np.logaddexp.reduce(terms, axis=0) / risk - rest)
        beta, spread = self._explained(report.noise)
        lattice = self._lattice(report, around, report.noise, beta)
        pay = self.award(imagine(lattice.at, report.noise, around), around) + beta * lattice.at
        worth = lattice.equivalent(pay, risk) - beta * lattice.means
        return np.asarray(worth - (rest + 0.5 * risk * spread) if rest or spread else worth)

    def _after(
        self, shocks: Floats, own: float, report: ReportGrid, around: Circumstances, risk: float
    ) -> Floats:
        """(shocks, 3, nodes) equivalents after a shock to all firms, over their own noise.

        Where a shock adds the same to every award, it adds that to what they are worth.
        """
        beta = self._hedge.own
        lattice = self._lattice(report, around, own, beta)
        seen = imagine(lattice.at, report.noise, around)
        pays = [self.award(shifted(seen, shock, own), around) for shock in shocks.tolist()]
        usual = pays[len(pays) // 2]
        owed = beta * lattice.means
        line = lattice.equivalent(usual + beta * lattice.at, risk) - owed
        found = np.empty((len(pays), *line.shape))
        slack = 1e-12 * (1.0 + np.abs(usual).max())
        for place, pay in enumerate(pays):
            more = pay - usual
            if np.ptp(more) <= slack:
                found[place] = line + more[0]
                continue
            found[place] = lattice.equivalent(pay + beta * lattice.at, risk) - owed
        return found

    def _lattice(
        self, report: ReportGrid, around: Circumstances, sd: float, beta: float
    ) -> Lattice:
        """Points for the noise ``sd``, far enough out for somebody who shuns risk so much.

        Under absolute aversion what weighs most of a linear award is ``risk * sd * slope``
        standard deviations from its mean.
        """
        x = report.start + report.step * np.arange(report.means)
        award = self.award(imagine(x, report.noise, around), around)
        slopes = np.gradient(award, x)
        steep = float(np.abs(slopes).max()) + abs(beta)
        if isinstance(self._taste, OverWealth):
            others = self._hedge.level + beta * (x - around.reference)
            swing = self._taste.at_stake(float((award + others).min()), steep, sd)
        else:
            swing = min(self._taste * sd * steep, _FARTHEST)
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


def hedge(
    scenario: Scenario,
    package: Package,
    pay_bases: list[PayBasis],
    lines: list[LinearAward | None],
    added: float = 0.0,
    taste: Aversion = 0.0,
) -> Hedge:
    """Of what the schemes of a package pay on other metrics than the report, and on beliefs.

    Args:
        scenario, package, pay_bases, lines: What is paid on what.
        added: Standard deviation of a gamble, which moves the report one for one.
        taste: Whose risk it is. Under absolute aversion that of pay at once on metrics counts.
    """
    deferred = np.array([scheme.vesting().deferred for scheme in package.schemes])
    own = shock = luck = 0.0
    shares = 1.0 - deferred
    if isinstance(taste, OverWealth):
        shares, own = taste.shares(deferred), taste.belief
    noises: dict[str, tuple[float, float]] = {}
    for now, basis, line in zip(shares.tolist(), pay_bases, lines, strict=True):
        if line is None:
            continue
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
