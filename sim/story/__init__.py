"""What the guided part of the dashboard shows, computed at release and shipped with the package.

``python -m sim.story`` (``make story``) computes it anew.
Imports ``sim.experiments`` and what lies below. Start at ``cells.py``: the grid; ``casts.py`` picks
real executives of one world, and ``stored.py`` reads what is shipped.
"""

from sim.story.cells import CHAPTERS, GridPlace, play_cell
from sim.story.stored import Story, stored

__all__ = ["CHAPTERS", "GridPlace", "Story", "play_cell", "stored"]
