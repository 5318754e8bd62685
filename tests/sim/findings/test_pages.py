"""Marks and findings belong together, and a page's claims are the page's words.

Whether the numbers are what simulations say is for ``make findings``, which plays them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.findings.marks import block, filled, names, prose
from sim.findings.page import Page
from sim.findings.pages import PAGES
from sim.findings.renew import renew, same
from sim.findings.text import difference, num, pct, signed, table, with_half

ROOT = Path(__file__).resolve().parents[3]
KNOWN = {page.path: page for page in PAGES}
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.[mi][dp]*"))]
    if path.suffix in {".md", ".ipynb"}
}


@pytest.mark.parametrize("path", TEXTS)
def test_marks_and_findings_are_the_same(path: str) -> None:
    page = KNOWN.get(path, Page(path))
    assert set(names(TEXTS[path])) == set(page.findings)


@pytest.mark.parametrize(
    ("path", "words"), [(page.path, words) for page in PAGES for words in page.claims]
)
def test_claims_are_words_of_the_page(path: str, words: str) -> None:
    assert words in prose(path, TEXTS[path])


def test_pictures_that_are_drawn_are_shown() -> None:
    for page in PAGES:
        for picture in page.pictures:
            assert (ROOT / picture).is_file()
            if picture.startswith("docs/"):  # others are read by the dashboard
                assert any(Path(picture).name in text for text in TEXTS.values())


def test_no_page_has_a_number_of_the_old_marks() -> None:
    assert not [path for path, text in TEXTS.items() if "<!-- numbers:" in text]


def test_marks_are_filled_and_what_moved_is_told() -> None:
    text = "A <!--=a-->31%<!--=--> of\n<!--=b-->1<!--=-->, <!--=a-->31%<!--=--> again"
    assert names(text) == ["a", "b", "a"]
    after, moved = filled(text, {"a": "32%", "b": "1"})
    assert after == text.replace("31%", "32%")
    assert [tuple(one) for one in moved] == [("a", 1, "31%", "32%"), ("a", 2, "31%", "32%")]
    assert filled(after, {"a": "32%", "b": "1"}) == (after, [])
    assert prose("x.md", after) == "A 32% of 1, 32% again"


@pytest.mark.parametrize(
    "text",
    ["<!--=a-->1", "1<!--=-->", "<!--=a--><!--=b-->1<!--=-->", "<!--=A b-->1<!--=-->"],
)
def test_marks_that_are_not_well_formed_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a mark does not end, or stands in another"):
        names(text)


def test_a_page_is_renewed_and_a_false_sentence_is_told(tmp_path: Path) -> None:
    text = "# Title\n\nIt rises from <!--=low-->1<!--=--> to\n<!--=high-->2<!--=-->.\n"
    (tmp_path / "page.md").write_text(text)
    page = Page(
        "page.md",
        findings={"low": lambda: "1", "high": lambda: "0"},
        claims={"It rises from": lambda: False},
        pictures={"a.svg": lambda target: target.write_text("<svg/>") and None},
    )
    checked = renew(page, tmp_path, False, print)
    assert [line.split("/")[-1] for line in checked.moved] == [
        "page.md:4: high: 2 -> 0",
        "a.svg: is new",
    ]
    assert checked.broken == ["page.md:3: no longer true: It rises from"]
    assert (tmp_path / "page.md").read_text() == text and not (tmp_path / "a.svg").exists()
    assert renew(page, tmp_path, True, print).moved == checked.moved
    assert (tmp_path / "page.md").read_text() == text.replace(">2<", ">0<")
    assert renew(page, tmp_path, False, print).moved == []


def test_pictures_differ_by_more_than_the_last_digits(tmp_path: Path) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    one.write_text('<path d="M1.50000000001,2"/>')
    for text, equal in (("1.50000000002,2", True), ("1.5001,2", False), ("1.50000000001,3", False)):
        other.write_text(f'<path d="M{text}"/>')
        assert same(one, other) is equal


def test_numbers_are_written_as_in_the_pages() -> None:
    cell = {"mean": -0.321, "difference": 0.354, "low": -0.35, "high": -0.29}
    assert (num(-0.001), num(1234.5, 0), pct(0.256), signed(0.1)) == (
        "0.00",
        "1,234",
        "26%",
        "+0.10",
    )
    assert (with_half(cell), difference(cell)) == ("-0.32 (0.03)", "+0.35 (0.03)")
    assert block(table(["a", "b"], [["1", "2"]])) == "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    assert re.fullmatch(r"-0\.25", num(-0.25))
