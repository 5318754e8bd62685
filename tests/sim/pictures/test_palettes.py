"""Contrast of text and marks, computed (WCAG 2.2)."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.pictures.charts import LINE_COLOURS, heat_map, svg
from sim.pictures.palettes import DARK, IN_THE_DARK, LIGHT, Palette, contrast, recoloured

TEXT, MARKS = 4.5, 3.0
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out(palette: Palette) -> None:
    for ground in (palette.ground, palette.pale):
        for name in ("ink", "quiet", "accent"):
            assert contrast(getattr(palette, name), ground) >= TEXT, (name, ground)
        for name in ("good", "bad"):
            assert contrast(getattr(palette, name), ground) >= MARKS, (name, ground)


@pytest.mark.parametrize("colour", LINE_COLOURS)
def test_lines_and_their_labels_stand_out(colour: str) -> None:
    assert contrast(colour, LIGHT.ground) >= TEXT
    assert contrast(IN_THE_DARK[colour], DARK.ground) >= TEXT


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@given(colours, colours)
def test_contrast_has_no_order(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1


def test_data_keep_their_words() -> None:
    spec = {"mark": {"color": LIGHT.ink}, "datasets": {"a": [{"x": LIGHT.ink}]}, "range": ["white"]}
    dark = recoloured(spec)
    assert dark["mark"]["color"] == DARK.ink and dark["range"] == [DARK.ground]
    assert dark["datasets"] == spec["datasets"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("measure", ["rent", "deceptive_share"])
@pytest.mark.parametrize("panels", [[], ["c"]])
def test_numbers_stand_out_from_their_cells(dark: bool, measure: str, panels: list[str]) -> None:
    """Whatever the shade, on one map and on several that share their colours."""
    frame = pd.DataFrame(
        {"a": str(step // 8), "b": str(step % 8), "c": str(step % 2), "mean": step / 20 - 1.0}
        for step in range(64)
    )
    spec = heat_map(frame, ["a", "b", *panels], measure).to_dict()
    text = svg(alt.Chart.from_dict(recoloured(spec) if dark else spec))
    cells, numbers = _fills(text, "rect"), _fills(text, "text")
    assert len(cells) == len(numbers) == 64
    for pair in zip(cells, numbers, strict=True):
        assert contrast(*pair) >= TEXT, pair


def _fills(text: str, mark: str) -> list[str]:
    """Colours of marks of a kind, in their order, as ``#rrggbb``."""
    found = rf'aria-roledescription="{mark} mark"[^>]* fill="rgb\((\d+), (\d+), (\d+)\)"'
    return ["#{:02x}{:02x}{:02x}".format(*map(int, one)) for one in re.findall(found, text)]
