"""What is looked into, and what follows. Every file here is one kind of oversight."""

from incentives.oversight.base import Oversight

__all__ = ["Oversight"]
