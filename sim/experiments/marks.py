"""Numbers in a page of docs/: they stand between two marks that say which module writes them."""

from __future__ import annotations

from pathlib import Path

_END = "<!-- end of numbers -->"


def _begin(module: str) -> str:
    return f"<!-- numbers: python -m {module} docs -->\n"


def read(page: Path, module: str) -> str:
    """What stands between the marks of ``module``."""
    return _parts(page, module)[1].strip() + "\n"


def renew(page: Path, module: str, numbers: str) -> None:
    """Put ``numbers``, Markdown, between the marks of ``module``."""
    before, _, after = _parts(page, module)
    text = f"{before}{_begin(module)}\n{numbers}\n{_END}{after}"
    page.write_text(text, encoding="utf-8")


def _parts(page: Path, module: str) -> tuple[str, str, str]:
    """The text before the marks, between them and after them.

    Raises:
        ValueError: If the page has no such marks.
    """
    before, begin, rest = page.read_text(encoding="utf-8").partition(_begin(module))
    between, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{page}: no marks of {module}; expected a line {_begin(module).strip()}")
    return before, between, after
