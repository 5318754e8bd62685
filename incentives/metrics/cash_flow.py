"""Cash flow."""

from incentives.metrics.base import Measure, Metric, Tasks


class CashFlow(Metric):
    """Value realised in the quarter: what is visible at once, what matures now, and luck.

    No accountant can dress it up, but what is hidden today is no part of it yet.
    """

    name = "cash-flow"
    summary = "realised value, luck included; hidden consequences come late"
    source = "Dechow 1994, Accounting earnings and cash flows, JAE 18"
    purpose = "Ends window dressing, and with it the interest in anything that pays off later."

    def measure(self, tasks: Tasks) -> Measure:
        return Measure(
            loading=tasks.visible * tasks.value + tasks.borrowed,
            bend=tasks.visible * tasks.curvature,
            matured=1.0,
            talent=1.0,
            luck=1.0,
            spent=1.0,
        )
