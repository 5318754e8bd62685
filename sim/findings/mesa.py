"""docs/mesa.md: what its examples print, which stands as comments behind the calls."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

from sim.findings.page import Page
from sim.findings.text import pct

_CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"# (.+)$", re.MULTILINE)
_DECISIONS = 3
"""Lines that the example of two decisions prints: as it is, and with either callable."""


@cache
def printed(code: str) -> tuple[str, ...]:
    """What the examples of a page print, one after the other in one process."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=600
    )
    return tuple(done.stdout.splitlines())


def with_output(text: str) -> str:
    """The page with what its examples print now.

    Raises:
        ValueError: If they print more or fewer lines than there are comments.
    """
    lines = printed("\n".join(_CODE.findall(text)))
    comments = [match for code in _CODE.findall(text) for match in _COMMENT.findall(code)]
    if len(lines) != len(comments):
        raise ValueError(f"the examples print {len(lines)} lines; expected {len(comments)}")
    left = iter(lines)

    def renewed(code: re.Match[str]) -> str:
        return f"```python\n{_COMMENT.sub(lambda _: f'# {next(left)}', code[1])}```"

    return _CODE.sub(renewed, text)


def decided(text: str) -> list[list[float]]:
    """Report, value and surplus: as it is, without dressing, with audits of the best."""
    rows = [line.split() for line in printed("\n".join(_CODE.findall(text)))]
    found = [[float(cell) for cell in row] for row in rows if _all_numbers(row)]
    return found[-_DECISIONS:]


def _all_numbers(row: list[str]) -> bool:
    return len(row) == 3 and all(re.fullmatch(r"-?\d+\.\d+", cell) for cell in row)


def _now() -> list[list[float]]:
    from pathlib import Path

    page = Path(__file__).resolve().parents[2] / MESA_PAGE.path
    return decided(page.read_text(encoding="utf-8"))


MESA_PAGE = Page(
    "docs/mesa.md",
    findings={"gain": lambda: pct(_now()[1][2] / _now()[0][2] - 1)},
    claims={
        "Without window dressing firms report no less": lambda: (
            _now()[1][0] >= _now()[0][0] and _now()[1][2] > _now()[0][2]
        ),
        "most of the surplus is gone": lambda: 0 < _now()[2][2] < _now()[0][2] / 2,
    },
    rewrites=with_output,
)
