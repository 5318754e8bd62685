"""The command ``proxyfight``: one file per group of commands, nothing heavy at its top.

Imports all of ``sim``. Start at ``app.py``; ``main.py`` turns what happens into an exit status.
"""

from sim.cli.main import main

__all__ = ["main"]
