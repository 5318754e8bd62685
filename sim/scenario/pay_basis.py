"""The pay basis: what schemes are paid on, metrics under one technology.

Pay that is linear in a metric of its own is as good as a goal that weighs what moves it, so it
joins the worth of tasks (docs/model/expected-pay.md). Nothing here runs where all is paid on the
report.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from incentives.arrays import Floats
from incentives.linear import LinearAward
from incentives.metrics import EARNINGS, Measure, Metric, Tasks
from incentives.metrics.base import UnknownTask, check_measure
from incentives.parts import FAULTS, fault, interrupted, reason_of
from incentives.schemes import BeliefPay, Scheme
from sim.scenario.package import Package
from sim.scenario.report import Report
from sim.scenario.technology import Regime, Technology, task_table


@dataclass(frozen=True)
class PayBasis:
    """What one scheme is paid on.

    Attributes:
        parts: Weight, label and measure of every metric that it sums up.
        plain: Whether that is the report, and nothing else.
    """

    parts: tuple[tuple[float, str, Measure], ...]
    plain: bool

    def total(self, of: str) -> float:
        """Weighted sum of a number that measures have."""
        return float(sum(weight * getattr(measure, of) for weight, _, measure in self.parts))

    def loading(self, season: int | None, kept: float = 0.0) -> Floats:
        """(tasks,) what moves it, in a quarter of the year or on average.

        Args:
            season: Number of the turn that is known to be on; None: the mean.
            kept: Patience times the chance to be paid in the next quarter, in which what is
                measured by its growth counts against the executive.
        """
        rows = [
            weight * (1.0 + kept * measure.previous) * in_turn(measure, season)
            for weight, _, measure in self.parts
        ]
        return np.asarray(np.sum(rows, axis=0))

    def bend(self) -> Floats:
        """(tasks,) quadratic loss."""
        return np.asarray(np.sum([weight * m.bend for weight, _, m in self.parts], axis=0))

    def matured(self, kept: float = 0.0) -> float:
        """Weight of what matures; see :meth:`loading`."""
        return float(sum(w * (1.0 + kept * m.previous) * m.matured for w, _, m in self.parts))

    def lasts(self) -> bool:
        """Whether a quarter's deeds move it in later quarters, too."""
        return any(m.previous != 0.0 or m.belief != 0.0 for _, _, m in self.parts)

    def free(self, talent: float, expected: float) -> float:
        """What it is worth without effort: talent, and the report that the board expects."""
        idle = sum(w * (1.0 + m.previous) * m.talent for w, _, m in self.parts)
        return float(idle * talent + self.total("belief") * expected)

    def own_variance(self) -> float:
        """Of noise that is in no report."""
        weights: dict[str, float] = {}
        sds = {label: measure.noise for _, label, measure in self.parts}
        for weight, label, _ in self.parts:
            weights[label] = weights.get(label, 0.0) + weight
        return float(sum((weight * sds[label]) ** 2 for label, weight in weights.items()))

    def noise_sd(self, report: Report, luck: float) -> float:
        """Standard deviation of the sum, shocks to all firms included, given the past."""
        own, common = report.noise, report.common_noise
        variance = self.own_variance() + (self.total("report") * own) ** 2
        variance += (self.total("shock") * common) ** 2
        return float(np.sqrt(variance + (self.total("luck") * luck) ** 2))


def in_turn(measure: Measure, season: int | None) -> Floats:
    """Loadings in the ``season``-th quarter, if they are known; else their mean."""
    if season is None or measure.turn != "season":
        return measure.loading
    return np.asarray(measure.turns[season % len(measure.turns)])


def seasons(paid_on: list[PayBasis]) -> int:
    """After how many quarters everything that is paid for by the season comes round again."""
    measures = [measure for basis in paid_on for _, _, measure in basis.parts]
    return int(np.lcm.reduce([1, *(len(m.turns) for m in measures if m.turn == "season")]))


def pay_bases(
    package: Package,
    technology: Technology,
    regimes: tuple[Regime, ...],
    regime: int,
    matured: float,
) -> list[PayBasis]:
    """What every scheme is paid on in a regime; ``matured``: weight of that in the report."""
    table = task_table(technology, regimes, regime)
    tasks = Tasks(
        names=tuple(task.name for task in technology.tasks),
        value=table["value"],
        curvature=table["curvature"],
        visible=table["visible"],
        borrowed=table["borrowed"],
        loading=table["loading"],
        matured_weight=matured,
        regime=regime,
    )
    found = []
    for scheme in package.schemes:
        parts = []
        for weight, metric in package.metrics_of(scheme):
            parts.append((weight, metric.called, _measured(metric, tasks)))
        plain = [(w, label) for w, label, _ in parts] == [(1.0, EARNINGS)]
        found.append(PayBasis(tuple(parts), plain))
    return found


def _measured(metric: Metric, tasks: Tasks) -> Measure:
    """The measure of a metric, which is asked twice.

    Raises:
        ValueError: Naming the metric, and its file if it fails or answers what is no measure.
    """
    try:
        found, again = metric.measure(tasks), metric.measure(tasks)
        check_measure(found, len(tasks.names))
        same = vars(found).keys() == vars(again).keys() and all(
            np.array_equal(value, getattr(again, name)) for name, value in vars(found).items()
        )
        if not same:
            raise ValueError(
                "measure returned something else when it was asked again; expected an answer "
                "that depends on nothing but the tasks"
            )
    except UnknownTask as error:
        raise ValueError(f"metrics: {metric.called}: {error}") from None
    except FAULTS as error:  # whatever a user's code may raise
        if interrupted(error):
            raise
        raise ValueError(fault(metric, reason_of(error, "measure"))) from None
    return found


def belief_pay(scheme: Scheme, basis: PayBasis, line: LinearAward | None) -> BeliefPay:
    """What a unit of belief adds to the award, also through metrics that are made of it."""
    pay = scheme.belief_pay()
    weight = basis.total("belief")
    if line is None or weight == 0.0:
        return pay
    after = np.atleast_1d(pay.after) + line.slope * weight
    return BeliefPay(pay.before, tuple(after.tolist()), pay.lasting)
