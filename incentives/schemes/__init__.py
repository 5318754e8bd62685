"""What is paid for what is seen. Every file here is one scheme."""

from incentives.schemes.base import Clawback, Scheme, Vesting

__all__ = ["Clawback", "Scheme", "Vesting"]
