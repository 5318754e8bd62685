"""What is paid for what is seen. Every file here is one scheme."""

from incentives.schemes.base import BeliefPay, Clawback, Scheme, Vesting

__all__ = ["BeliefPay", "Clawback", "Scheme", "Vesting"]
