"""What is looked into, and what follows. Every file here is one kind of oversight.

Imports the rest of ``incentives`` only. Start at ``base.py``, which says what a kind of oversight
may define.
"""

from incentives.oversight.base import Oversight

__all__ = ["Oversight"]
