"""Contrast of text and marks, computed (WCAG 2.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.pictures.charts import LINE_COLOURS
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
