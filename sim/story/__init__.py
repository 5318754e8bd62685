"""What the guided part of the dashboard shows, computed at release and shipped with the package.

``python -m sim.story`` (``make story``) computes it anew.
``cells`` are means of scenarios on a grid, ``seasons`` their quarters, ``casts`` real executives of
one world, quarter by quarter.
"""

from sim.story.cells import CHAPTERS, Place, play_cell
from sim.story.stored import Story, stored

__all__ = ["CHAPTERS", "Place", "Story", "play_cell", "stored"]
