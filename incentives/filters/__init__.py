"""Who gets through. Every file here is one hiring filter."""

from incentives.filters.base import Filter, Measures

__all__ = ["Filter", "Measures"]
