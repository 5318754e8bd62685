"""The guided part: seven screens, each a file, which show what ``sim.story`` has computed.

Imports ``sim.story``, what lies below, and of the dashboard figures, drawings and words. Start at
``screens.py``.
"""

from dashboards.story.screens import SCREENS, Screen

__all__ = ["SCREENS", "Screen"]
