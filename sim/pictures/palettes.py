"""One table of colours for pages, charts and reports, light and dark.

Every colour of text has a contrast of at least 4.5 against what it stands on, and every colour of
marks at least 3 (WCAG 2.2, 1.4.3 and 1.4.11); ``tests/sim/pictures/test_palettes.py`` computes
both.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.pictures.charts import BAD, GOOD, GRID, INK, LINE_COLOURS, NEUTRAL, QUIET

SERIF = 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif'
SANS = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif'


class Palette(NamedTuple):
    """Colours of a theme, each a hexadecimal ``#rrggbb``.

    Attributes:
        ground: What everything stands on.
        pale: Behind cards and controls.
        ink: Text and main marks.
        quiet: Captions, axes.
        line: Thin lines that only separate.
        accent: What can be pressed.
        good: Marks of what shareholders gain.
        bad: Marks of harm and of deception.
    """

    ground: str
    pale: str
    ink: str
    quiet: str
    line: str
    accent: str
    good: str
    bad: str


LIGHT = Palette("#ffffff", "#f6f4ef", INK, QUIET, GRID, "#1f5a94", GOOD, BAD)
DARK = Palette(
    "#14161a", "#20242b", "#ececec", "#b3b3b3", "#3a3f47", "#7db7ee", "#6fb1ec", "#f2836d"
)
IN_THE_DARK = {
    INK: DARK.ink,
    QUIET: DARK.quiet,
    GRID: DARK.line,
    NEUTRAL: DARK.pale,
    "#4a4f57": "#8e97a3",  # what is there, in waterfalls
    "white": DARK.ground,
    "#fff": DARK.ground,
    "#ffffff": DARK.ground,
    **dict(
        zip(
            LINE_COLOURS,
            ("#6fb1ec", "#f0935a", "#a3c86b", "#c39be0", "#d9bb62", "#72c8c8"),
            strict=True,
        )
    ),
    BAD: DARK.bad,
    GOOD: DARK.good,
}
"""What a colour of the light theme becomes in the dark one."""


def recoloured(spec: Any) -> Any:
    """A specification with the colours of the dark theme; data are left alone."""
    if isinstance(spec, dict):
        return {
            key: value if key in {"datasets", "values"} else recoloured(value)
            for key, value in spec.items()
        }
    if isinstance(spec, list):
        return [recoloured(value) for value in spec]
    return IN_THE_DARK.get(spec, spec) if isinstance(spec, str) else spec


def contrast(one: str, other: str) -> float:
    """The ratio of the luminances of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    levels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
