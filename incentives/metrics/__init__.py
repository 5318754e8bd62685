"""What can be paid for. Every file here is one metric."""

from incentives.metrics.base import EARNINGS, Measure, Metric, MetricName, Tasks

__all__ = ["EARNINGS", "Measure", "Metric", "MetricName", "Tasks"]
