"""A chart in a vocabulary: its titles are said, its data stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.support.vocabulary import VOCABULARIES, in_words

_DATA = frozenset({"data", "datasets", "transform", "params"})
_SAID = frozenset({"title", "subtitle", "text", "description"})


def chart_in_words(chart: Any, words: str, keep: Iterable[str] = ()) -> Any:
    """The chart with titles of itself, axes, legends and panels in a vocabulary.

    Labels of axes, legends and panels are data, as is what stands at marks, and stay.

    Args:
        chart: An Altair chart of any kind; it is not changed.
        words: "firm", which returns the chart itself, or "ai".
        keep: Names in titles that look like words, and stay.
    """
    if words == VOCABULARIES[0]:
        return chart
    import altair as alt

    return alt.Chart.from_dict(spec_in_words(chart.to_dict(), words, keep))


def spec_in_words(spec: dict[str, Any], words: str, keep: Iterable[str] = ()) -> dict[str, Any]:
    """The same for a Vega-Lite specification."""
    return spec if words == VOCABULARIES[0] else dict(_said(spec, words, tuple(keep)))


def _said(part: Any, words: str, keep: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_said(inner, words, keep) for inner in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for name, inner in part.items():
        if name in _DATA:
            found[name] = inner
        elif name in _SAID and isinstance(inner, str):
            found[name] = in_words(inner, words, keep)
        elif name in _SAID and isinstance(inner, list) and all(isinstance(x, str) for x in inner):
            # a title of several lines is one sentence; its breaks are found again by length
            found[name] = _lines(
                in_words(" ".join(inner), words, keep), max(map(len, inner), default=0)
            )
        else:
            found[name] = _said(inner, words, keep)
    return found


def _lines(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)
