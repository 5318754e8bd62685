"""The screens in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dashboards.story import bonus, careerists, faces, interview, one_firm, training, watched


class Screen(NamedTuple):
    """A screen: one idea.

    Attributes:
        title: What it is called.
        show: Draws it.
    """

    title: str
    show: Callable[[], None]


SCREENS = (
    Screen("You own a firm", one_firm.show),
    Screen("You pay for a report", bonus.show),
    Screen("Suppose nobody is wicked", careerists.show),
    Screen("Somebody else's goal", faces.show),
    Screen("They know when you look", watched.show),
    Screen("A perfect interview", interview.show),
    Screen("Now read it again as training", training.show),
)
