"""The guided part: seven screens, each a file, which show what ``sim.story`` has computed."""

from dashboards.story.screens import SCREENS, Screen

__all__ = ["SCREENS", "Screen"]
