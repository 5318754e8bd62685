"""Step 4 for metrics besides the report: what they are in a quarter, firm by firm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agents.numerics.draws import as_normals, draw_uniforms, stream
from incentives import Seen
from incentives.arrays import Floats, sum_rows
from incentives.metrics import Measure
from sim.plan.plan import PlanTables
from sim.quarter.batch import Batch
from sim.quarter.segment import Segment
from sim.scenario.pay_basis import PayBasis, in_turn, pay_bases


class Measuring:
    """The metrics of one segment of a batch.

    Attributes:
        needed: Whether any scheme is paid on more than the report.
        asks_boards: Whether any metric depends on what boards expect, so that they have to be asked
            first.
    """

    def __init__(self, segment: Segment) -> None:
        scenario, package = segment.scenario, segment.package
        self._bases = [
            pay_bases(
                package,
                scenario.technology,
                scenario.regimes,
                regime,
                scenario.metric.matured_weight,
            )
            for regime in range(len(scenario.regimes) + 1)
        ]
        self._starts = scenario.starts()
        self.needed = not all(basis.plain for basis in self._bases[0])
        self.asks_boards = any(
            measure.belief != 0.0
            for bases in self._bases
            for basis in bases
            for _, _, measure in basis.parts
        )
        self._noise = [
            basis.noise_sd(scenario.metric, scenario.firms.luck) for basis in self._bases[0]
        ]

    def now(self, batch: Batch) -> list[PayBasis]:
        """What the schemes are paid on in the present regime."""
        return self._bases[sum(start <= batch.quarter for start in self._starts)]

    def tainted(self, batch: Batch, segment: Segment, scheme: int) -> Floats:
        """What of a scheme's metric is owed to hidden harm."""
        basis, rows = self.now(batch)[scheme], segment.firms
        p = batch.plan_of(segment)
        loading = batch.plans.loading[p] if basis.plain else basis.loading(batch.quarter)
        effort, theta = batch.actions.effort[:, rows], batch.seats.theta[rows]
        return tainted_metric(batch.plans, p, effort, theta, loading)

    def views(self, batch: Batch, segment: Segment, seen: Seen) -> list[Seen]:
        """What every scheme gets to see; call once a quarter, after the reports.

        Args:
            batch, segment: Where.
            seen: With the report, for schemes that are paid on it.
        """
        paid_on = self.now(batch)
        if not self.needed:
            return [seen] * len(paid_on)
        found: list[Seen] = []
        metrics = self.metrics(batch, segment, seen)
        for basis, noise, metric in zip(paid_on, self._noise, metrics, strict=True):
            if basis.plain:
                found.append(seen)
                continue
            mean = _means(batch, segment, metric)
            found.append(replace(seen, metric=metric, reference=mean, noise_sd=noise))
        return found

    def metrics(self, batch: Batch, segment: Segment, seen: Seen | None = None) -> list[Floats]:
        """(firms of the segment,) what every scheme is paid on; call once a quarter.

        Args:
            batch, segment: Where, after the reports.
            seen: With the report, if boards have to be asked.
        """
        paid_on = self.now(batch)
        levels: dict[str, Floats] = {}
        found: list[Floats] = []
        grows = {
            label for basis in paid_on for _, label, part in basis.parts if part.previous != 0.0
        }
        for basis in paid_on:
            report = batch.actions.metric[segment.firms]
            if basis.plain:
                found.append(report)
                continue
            metric = np.zeros(report.shape)
            for weight, label, measure in basis.parts:
                if label not in levels:
                    levels[label] = _level(batch, segment, seen, label, measure)
                metric += weight * levels[label]
                if measure.previous != 0.0:
                    before = _before(batch, label)[segment.firms]
                    before = np.where(np.isnan(before), levels[label], before)
                    metric += weight * measure.previous * before
            found.append(metric)
        for label in grows:
            _before(batch, label)[segment.firms] = levels[label]
        return found


def tainted_metric(
    plans: PlanTables, p: int, effort: Floats, theta: Floats, loading: Floats
) -> Floats:
    """What of a metric of that ``loading`` is owed to hidden harm; ``effort``: (tasks, firms)."""
    z = effort * theta
    value = plans.value[p][:, None] * z - 0.5 * plans.curvature[p][:, None] * z * z
    owed = np.where(value < 0.0, (1.0 - plans.visible[p])[:, None], 0.0)
    owed[plans.borrowed[p] > 0.0] = 1.0
    return sum_rows(owed * np.maximum(loading, 0.0)[:, None] * z)


def _before(batch: Batch, label: str) -> Floats:
    """(firms of the batch,) a metric in the quarter before; NaN where it was not asked for."""
    if label not in batch.last_levels:
        batch.last_levels[label] = np.full(batch.seats.number.size, np.nan)
    return batch.last_levels[label]


def _level(
    batch: Batch, segment: Segment, seen: Seen | None, label: str, measure: Measure
) -> Floats:
    """A metric without what it owes to the quarter before; (firms of the segment,)."""
    rows, worlds = segment.firms, segment.worlds
    actions, scenario = batch.actions, segment.scenario
    theta = batch.seats.theta[rows]
    lots = None
    if measure.noise > 0.0 or measure.turn == "random":
        draws = draw_uniforms(
            np.uint64(scenario.seed),
            batch.worlds[worlds],
            stream(f"metric:{label}"),
            batch.quarter,
            batch.firms,
        )
        lots = segment.among(draws.reshape(-1, 4).T).T
    level: Floats = measure.talent * actions.talent[rows] + measure.matured * actions.matured[rows]
    loadings = in_turn(measure, batch.quarter)
    for j, bend in enumerate(measure.bend.tolist()):
        loading: Floats | float = loadings[j]
        if measure.turn == "random" and lots is not None:
            turn = np.minimum((lots[:, 1] * len(measure.turns)).astype(int), len(measure.turns) - 1)
            loading = measure.turns[turn, j]
        z = theta * actions.effort[j, rows]
        level += loading * z - 0.5 * bend * z * z if bend != 0.0 else loading * z
    if measure.report != 0.0:
        level += measure.report * scenario.metric.noise * actions.noise[rows]
    if measure.luck != 0.0:
        level += measure.luck * scenario.firms.luck * actions.luck[rows]
    if scenario.technology.risk.levels:
        gamble, risk = actions.gamble[rows], scenario.technology.risk
        won = gamble * actions.fortune[rows]
        level += (measure.report + measure.luck * risk.value) * won
        level -= measure.spent * risk.cost * gamble * gamble
    if measure.shock != 0.0:
        shock = segment.of_worlds(batch.common, batch.firms)
        level += measure.shock * (scenario.metric.common_noise * shock)
    if measure.noise > 0.0 and lots is not None and not batch.still:
        level += measure.noise * as_normals(lots[:, 0].copy())
    if measure.belief != 0.0 and seen is not None:
        level += measure.belief * (seen.reference + seen.posterior)
    return level


def _means(batch: Batch, segment: Segment, metric: Floats) -> Floats:
    """Mean over the occupied seats of a firm's world, as far as they have its package."""
    if segment.inner is not None:
        sits = batch.seats.executive[segment.firms] >= 0
        world = segment.inner // batch.firms
        count = np.bincount(world, sits)
        mean = np.bincount(world, np.where(sits, metric, 0.0)) / np.maximum(count, 1)
        found: Floats = mean[world]
        return found
    seated = (batch.seats.executive[segment.firms] >= 0).reshape(-1, batch.firms)
    total = np.where(seated, metric.reshape(seated.shape), 0.0).sum(axis=1)
    return np.repeat(total / np.maximum(seated.sum(axis=1), 1), batch.firms)
