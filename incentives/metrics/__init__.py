"""What can be paid for. Every file here is one metric.

Imports the rest of ``incentives`` only. Start at ``base.py``, which says what a metric may define.
"""

from incentives.metrics.base import EARNINGS, Measure, Metric, MetricName, Tasks

__all__ = ["EARNINGS", "Measure", "Metric", "MetricName", "Tasks"]
