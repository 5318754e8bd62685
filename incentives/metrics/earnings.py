"""Earnings."""

import numpy as np

from incentives.metrics.base import EARNINGS, Measure, Metric, Tasks


class Earnings(Metric):
    """What firms report: ``loading . z + weight * matured + noise``, see ``scenario.metric``.

    Boards and markets learn from it, whatever else is paid for.
    """

    name = EARNINGS
    summary = "the report, which window dressing lifts and boards learn from"
    source = "Ball and Brown 1968, An empirical evaluation of accounting income numbers, JAR 6"
    purpose = (
        "Pays for whatever lifts the report, window dressing included, and for nothing that the "
        "report does not show."
    )

    def measure(self, tasks: Tasks) -> Measure:
        return Measure(
            loading=tasks.loading,
            bend=np.zeros_like(tasks.loading),
            matured=tasks.matured_weight,
            talent=1.0,
            report=1.0,
            shock=1.0,
        )
