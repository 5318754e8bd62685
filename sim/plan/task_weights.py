"""The worth of tasks to all kinds of executive, in one kernel."""

from __future__ import annotations

from typing import NamedTuple

from agents.gambling import Gambles, at_level
from agents.numerics.compile import lean
from agents.problem import Motives, TaskTable, pay_slopes
from incentives.arrays import Floats, Ints


class TaskConstants(NamedTuple):
    """What does not change from round to round; (kinds, rows) unless said otherwise.

    Attributes:
        leads: Present worth of what matures; ``owed``: of what is clawed back when it does.
        report: Worth of a report through beliefs; ``echo``: of hidden value, through later reports.
        weights: (kinds, curves) of a base pay of each curve.
        image: (kinds, tasks) of goals; ``value``: (kinds,) their weight on true value.
        borrowed: (tasks,) value that each brings forward.
        matured: Weight of what matures in the report.
    """

    leads: Floats
    owed: Floats
    report: Floats
    echo: Floats
    weights: Floats
    image: Floats
    value: Floats
    borrowed: Floats
    matured: float


class Weighed(NamedTuple):
    """What is reckoned on the way.

    Attributes:
        slopes: (kinds, curves) what a unit of the report pays at what is reported.
        later: (kinds, rows) worth of a unit of value that matures later.
    """

    slopes: Floats
    later: Floats


@lean
def weigh_tasks(
    known: TaskConstants,
    technology: TaskTable,
    gambles: Gambles,
    level: Ints,
    reported: Floats,
    report: Floats,
    motives: Motives,
    out: Weighed,
) -> None:
    """Fill the worth and burden of tasks in ``motives``.

    Args:
        known, technology: What does not change.
        gambles: Pay by level of risk; ``level``: (kinds,) that is taken.
        reported: (kinds,) mean metric.
        report: (kinds, rows) worth of a report besides what it pays.
        motives: Whose curves are known.
        out: Filled, too; what ``later`` holds before is added to it.
    """
    kinds, rows, tasks = motives.worth.shape
    for kind in range(kinds):
        curves = at_level(motives, gambles, level[kind])
        marginal = 0.0
        for i in range(known.weights.shape[1]):
            out.slopes[kind, i] = pay_slopes(curves, kind, i, reported[kind])[0]
            marginal += known.weights[kind, i] * out.slopes[kind, i]
        for row in range(rows):
            owed, later = known.owed[kind, row], out.later[kind, row]
            # What matures later moves the metric, hence pay, and may be clawed back.
            later += known.matured * marginal * known.leads[kind, row]
            later += known.matured * known.echo[kind, row]
            out.later[kind, row] = later
            for j in range(tasks):
                hidden, value = 1.0 - technology.visible[j], technology.value[j]
                back = later * hidden + (owed * hidden if value < 0.0 else 0.0)
                worth = known.image[kind, j] + back * value
                worth += report[kind, row] * technology.loading[j]
                worth -= (later + owed) * known.borrowed[j]
                motives.worth[kind, row, j] = worth
                slowed = max(known.value[kind] + back, 0.0)
                motives.burden[kind, row, j] = technology.curvature[j] * slowed
