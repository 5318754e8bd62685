"""What is paid for what is seen. Every file here is one scheme."""

from incentives.schemes.base import NO_CLIFF, BeliefPay, Clawback, Scheme, Sloped, Vesting

__all__ = ["NO_CLIFF", "BeliefPay", "Clawback", "Scheme", "Sloped", "Vesting"]
