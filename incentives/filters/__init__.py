"""Who gets through. Every file here is one hiring filter."""

from incentives.filters.base import Filter, Graded, Measures

__all__ = ["Filter", "Graded", "Measures"]
