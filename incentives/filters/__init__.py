"""Who gets through. Every file here is one hiring filter.

Imports the rest of ``incentives`` only. Start at ``base.py``, which says what a hiring filter may
define.
"""

from incentives.filters.base import Filter, Graded, Measures

__all__ = ["Filter", "Graded", "Measures"]
