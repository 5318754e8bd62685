"""What is paid for what is seen. Every file here is one scheme.

Imports the rest of ``incentives`` only. Start at ``base.py``, which says what a scheme may define.
"""

from incentives.schemes.base import NO_CLIFF, BeliefPay, Clawback, Scheme, Sloped, Vesting

__all__ = ["NO_CLIFF", "BeliefPay", "Clawback", "Scheme", "Sloped", "Vesting"]
