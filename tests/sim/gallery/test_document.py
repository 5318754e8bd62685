"""docs/gallery.md keeps up with the catalogue, and every family has a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from incentives import FAMILIES
from incentives.schemes.linear_bonus import LinearBonus
from sim.gallery.document import file_of, own, page, section
from sim.gallery.pictures import picture
from sim.pictures.charts import svg

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
PARTS = [(family, part) for family in FAMILIES for part in own(family)]


def test_the_page_is_that_of_the_catalogue():
    again = "`python -m sim.gallery.document docs` writes it again"
    for family, part in PARTS:
        assert section(family, part) in PAGE, f"{family}/{part.name} has changed: {again}"
    assert page({family: own(family) for family in FAMILIES}) == PAGE, again


@pytest.mark.parametrize(("family", "part"), PARTS)
def test_a_part_has_two_sentences_and_a_picture(family, part):
    assert part.purpose.endswith(".") and part.purpose[0].isupper(), "purpose: expected a sentence"
    assert part.summary in PAGE and part.source in PAGE
    assert all(f"| `{name}` |" in section(family, part) for name in part.model_fields)
    root = ElementTree.parse(DOCS / "gallery" / file_of(family, part)).getroot()
    assert root.tag.endswith("svg")


def test_no_picture_is_left_over():
    files = {path.name for path in (DOCS / "gallery").iterdir()}
    assert files == {file_of(family, part) for family, part in PARTS}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_a_picture(family):
    assert "<svg" in svg(picture(own(family)[0]()))


def test_a_part_may_draw_its_own():
    class Drawn(LinearBonus):
        abstract = True

        def picture(self):
            return "mine"

    assert picture(Drawn()) == "mine"


def test_a_picture_shows_what_the_part_awards():
    """Control: the drawn values are the part's own, and another slope is another picture."""
    shown = picture(LinearBonus(slope=2.0)).to_dict()
    (rows,) = [
        rows
        for rows in shown["datasets"].values()
        if any(row["what"] == "award for a report" for row in rows)
    ]
    drawn = np.array([(row["x"], row["y"]) for row in rows])
    assert drawn[:, 1] == pytest.approx(2.0 * drawn[:, 0])
    assert svg(picture(LinearBonus(slope=2.0))) != svg(picture(LinearBonus(slope=1.0)))
