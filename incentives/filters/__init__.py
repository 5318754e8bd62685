"""Who gets through. Every file here is one hiring filter.

Imports the rest of ``incentives`` only. Start at ``base.py``, which says what a hiring filter may
define.
"""

from incentives.filters.base import Filter, Formula, Graded, Measures

__all__ = ["Filter", "Formula", "Graded", "Measures"]
