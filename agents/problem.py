"""An executive's problem in one quarter: what drives it, what it can do, what it may lose.

The named tuples that plans fill and solvers read, and what every solver asks of them: marginal pay
and the risk of dismissal at a metric. The objective stands in :mod:`agents.response`. Utility is
counted in the executive's own weights, per base pay of its firm.
"""

from __future__ import annotations

from typing import NamedTuple

from agents.numerics.compile import inlined
from agents.numerics.normal import normal_density
from incentives.arrays import Floats

FLAT = 1e-9
"""Marginal pays that differ by less are the same: slopes of curves are good to 1e-10."""
TIE = 1e-12
"""Relative difference of gain and price below which a free effort is a tie."""
NO_BAR = -1e5
"""Whoever foresees a bar below foresees no dismissal."""


class Motives(NamedTuple):
    """What drives each kind of executive under one plan.

    Expected pay is tabulated as curves in the metric's mean, already weighted by what pay is
    worth to the kind: cubic Hermite interpolants between nodes, straight lines outside.

    Attributes:
        worth: (kinds, rows, tasks) marginal worth of effects: from goals, and from what matures
            later. Row ``h`` is for ``h`` quarters of foresight; known retirements follow.
        burden: (kinds, rows, tasks) quadratic loss per squared effect that the executive bears.
        value: (kinds, curves, nodes) expected pay, base pays.
        slope: (kinds, curves, nodes) its derivative.
        low: (kinds, curves) smallest derivative; ``high``: the largest.
        start: Metric at the first node; ``step``: distance of nodes; ``last``: the last node.
    """

    worth: Floats
    burden: Floats
    value: Floats
    slope: Floats
    low: Floats
    high: Floats
    start: float
    step: float
    last: int


class TaskTable(NamedTuple):
    """Columns of the technology; (tasks,) each, as in docs/model/parameters.md."""

    loading: Floats
    detectability: Floats
    cost: Floats
    cap: Floats
    intrinsic: Floats
    value: Floats
    visible: Floats
    curvature: Floats
    private: Floats


class Form(NamedTuple):
    """What a problem may have beyond the usual one.

    Attributes:
        cross: (tasks, tasks) quadratic effort costs of pairs of tasks; the diagonal is 0.
        exponential: 1 if detection has probability ``1 - exp(-x)``, 0 for ``min(1, x)``.
        general: 1 if it takes the search for problems of any form.
    """

    cross: Floats
    exponential: int
    general: int


class Problem(NamedTuple):
    """Who chooses efforts in a quarter, and what for, whatever is at stake.

    Attributes:
        theta: Ability.
        kind: Of the motives; ``row``: of their ``worth`` and ``burden``.
        motives: What drives all kinds; ``technology``: the tasks; ``form``: of costs and detection.
        weights: (curves,) what a base pay of each curve is worth now.
        carried: Expected contribution of old consequences and of talent to the metric.
    """

    theta: float
    kind: int
    row: int
    motives: Motives
    technology: TaskTable
    form: Form
    weights: Floats
    carried: float


class Stakes(NamedTuple):
    """What an executive may lose in a quarter, in utility.

    Attributes:
        seat: Worth of keeping the seat.
        fine: Worth of not being fined.
        restitution: What paying back one unit of private benefit costs.
        severance: Worth of what is paid on dismissal; at most the worth of the seat counts.
    """

    seat: float
    fine: float
    restitution: float
    severance: float


class Beliefs(NamedTuple):
    """How a board learns: ``belief + gain * (metric - reference - belief)`` after a report.

    Attributes:
        belief: Its posterior mean so far, in units of the metric.
        gain: Kalman gain of the report.
        noise: Standard deviation of the metric.
        reference: Expected mean of the metric over all firms.
    """

    belief: float
    gain: float
    noise: float
    reference: float


class Dismissal(NamedTuple):
    """The risk of dismissal: ``normal_cdf(cut - (metric - centre) / noise)``.

    Attributes:
        standing: What it costs, in utility; 0 where nobody is dismissed.
        cut: Standard deviations from ``centre`` to the bar.
        centre: Metric that moves no belief.
        noise: Standard deviation of the metric.
    """

    standing: float
    cut: float
    centre: float
    noise: float


class MarginalPay(NamedTuple):
    """Bounds of the worth of one more unit of the metric through pay, over all metrics.

    Attributes:
        low: The least, in utility per unit of the metric; ``high``: the largest.
        flat: Whether it is the same everywhere.
    """

    low: float
    high: float
    flat: bool


class Objective(NamedTuple):
    """All that utility depends on in a quarter, but the efforts.

    Attributes:
        problem: Who chooses, and what for; ``pay``, ``dismissal``: what a metric brings.
        audit: Perceived audit rate; 0 where a detected executive has nothing to lose.
        loss: What detection costs, in utility, but for what is paid back.
        restitution: What paying back one unit of private benefit costs.
    """

    problem: Problem
    pay: MarginalPay
    dismissal: Dismissal
    audit: float
    loss: float
    restitution: float


@inlined
def objective_of(
    problem: Problem, stakes: Stakes, audit: float, bar: float, beliefs: Beliefs
) -> Objective:
    """What is maximised, given the perceived audit rate and dismissal bar.

    Severance makes dismissal cost less than the seat. Who is detected loses it with the seat, so
    it joins the fine.
    """
    kept = max(stakes.seat, 0.0)
    cushion = min(stakes.severance, kept)
    standing = kept - cushion
    loss = stakes.fine + cushion + standing
    deterred = loss > 0.0 or stakes.restitution > 0.0
    return Objective(
        problem,
        marginal_pay(problem),
        risk_of_dismissal(standing, bar, beliefs),
        audit if deterred else 0.0,
        loss,
        stakes.restitution,
    )


@inlined
def risk_of_dismissal(standing: float, bar: float, beliefs: Beliefs) -> Dismissal:
    """The risk of a dismissal that costs ``standing``, below a bar on the board's belief."""
    risky = standing > 0.0 and beliefs.gain > 0.0 and bar > NO_BAR
    return Dismissal(
        standing if risky else 0.0,
        (bar - beliefs.belief) / (beliefs.gain * beliefs.noise) if risky else 0.0,
        beliefs.reference + beliefs.belief,
        beliefs.noise,
    )


@inlined
def marginal_pay(problem: Problem) -> MarginalPay:
    """Bounds of marginal pay, over all curves that count now."""
    low = 0.0
    high = 0.0
    for i in range(problem.weights.shape[0]):
        if problem.weights[i] > 0.0:
            low += problem.weights[i] * problem.motives.low[problem.kind, i]
            high += problem.weights[i] * problem.motives.high[problem.kind, i]
    return MarginalPay(low, high, high - low < FLAT)


@inlined
def margin_at(objective: Objective, metric: float) -> tuple[float, float]:
    """Marginal worth of the metric (pay, and less risk of dismissal), and its slope."""
    problem, dismissal = objective.problem, objective.dismissal
    margin = objective.pay.low
    bend = 0.0
    if not objective.pay.flat:
        margin = 0.0
        for i in range(problem.weights.shape[0]):
            if problem.weights[i] != 0.0:
                slope, turn = pay_slopes(problem.motives, problem.kind, i, metric)
                margin += problem.weights[i] * slope
                bend += problem.weights[i] * turn
    if dismissal.standing > 0.0:
        short = dismissal.cut - (metric - dismissal.centre) / dismissal.noise
        density = dismissal.standing / dismissal.noise * normal_density(short)
        margin += density
        bend += density * short / dismissal.noise
    return margin, bend


@inlined
def pay_value(motives: Motives, kind: int, curve: int, metric: float) -> float:
    """A curve of expected pay at a metric, base pays."""
    value, slope, step, last = motives.value, motives.slope, motives.step, motives.last
    position = (metric - motives.start) / step
    if position <= 0.0:
        before: float = value[kind, curve, 0] + (metric - motives.start) * slope[kind, curve, 0]
        return before
    if position >= last:
        past = metric - motives.start - step * last
        after: float = value[kind, curve, last] + past * slope[kind, curve, last]
        return after
    node = int(position)
    t = position - node
    gap = 1.0 - t
    between: float = (
        gap * gap * (1.0 + 2.0 * t) * value[kind, curve, node]
        + t * t * (3.0 - 2.0 * t) * value[kind, curve, node + 1]
        + t * gap * (gap * slope[kind, curve, node] - t * slope[kind, curve, node + 1]) * step
    )
    return between


@inlined
def pay_slopes(motives: Motives, kind: int, curve: int, metric: float) -> tuple[float, float]:
    """First two derivatives of a curve at a metric; the second may jump at nodes."""
    value, slope, step, last = motives.value, motives.slope, motives.step, motives.last
    position = (metric - motives.start) / step
    if position <= 0.0:
        return slope[kind, curve, 0], 0.0
    if position >= last:
        return slope[kind, curve, last], 0.0
    node = int(position)
    t = position - node
    rise = (value[kind, curve, node + 1] - value[kind, curve, node]) / step
    left, right = slope[kind, curve, node], slope[kind, curve, node + 1]
    first = 6.0 * t * (1.0 - t) * rise + (1.0 - t) * (1.0 - 3.0 * t) * left
    first += t * (3.0 * t - 2.0) * right
    second = 6.0 * (1.0 - 2.0 * t) * rise + (6.0 * t - 4.0) * left + (6.0 * t - 2.0) * right
    return first, second / step
