"""Numbers between marks are renewed, and nothing else of the page is."""

from __future__ import annotations

import pytest

from sim.experiments.marks import read, renew


def test_only_what_is_between_the_marks_changes(tmp_path):
    page = tmp_path / "page.md"
    one, two = (
        f"<!-- numbers: python -m {m} docs -->\n\n{m} was\n\n<!-- end of numbers -->" for m in "ab"
    )
    page.write_text(f"# Head\n\n{one}\n\nprose\n\n{two}\n\ntail\n", encoding="utf-8")
    renew(page, "b", "| 1 |\n")
    assert (read(page, "a"), read(page, "b")) == ("a was\n", "| 1 |\n")
    assert page.read_text(encoding="utf-8").count("prose") == 1
    again = page.read_text(encoding="utf-8")
    renew(page, "b", "| 1 |\n")
    assert page.read_text(encoding="utf-8") == again
    with pytest.raises(ValueError, match="no marks of c"):
        renew(page, "c", "")
