"""The command `proxyfight`: one small module per family of commands, everything imported late."""

from sim.cli.main import main

__all__ = ["main"]
