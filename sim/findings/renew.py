"""Writing findings into pages, and saying what moved and what no longer holds."""

from __future__ import annotations

import math
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sim.findings.marks import filled, names, prose
from sim.findings.page import Page

Tell = Callable[[str], None]
_NUMBER = re.compile(r"(\d+\.\d+(?:e[+-]?\d+)?)")


class Outcome(NamedTuple):
    """What became of a page: lines about what moved, and about what no longer holds."""

    moved: list[str]
    broken: list[str]


def renew(page: Page, root: Path, write: bool, tell: Tell) -> Outcome:
    """Compute all findings of a page, and write them unless told otherwise.

    Args:
        page: Which.
        root: Of the repository.
        write: Whether files may change.
        tell: Is told how long each finding took.
    """
    moved, broken = [], []
    target = root / page.path
    if page.writes is not None:
        moved += [*_written(page.writes, root / "docs", write, _Stopwatch(tell, page.path))]
    if page.findings or page.claims:
        before = after = target.read_text(encoding="utf-8")
        if page.rewrites is not None:
            with _Stopwatch(tell, f"{page.path} examples"):
                after = page.rewrites(before)
            moved += [f"{page.path}: what its examples print moved"] if after != before else []
        wanted = {}
        for name in dict.fromkeys(names(before)):
            with _Stopwatch(tell, f"{page.path} {name}"):
                try:
                    wanted[name] = page.findings[name]()
                except Exception as error:  # the others are worth having
                    broken.append(f"{page.path}: {name}: {type(error).__name__}: {error}")
        after, changes = filled(after, wanted)
        for name, number, old, new in changes:
            shown = "the table moved" if "\n" in new else f"{old} -> {new}"
            moved.append(f"{page.path}:{number}: {name}: {shown}")
        if write and after != before:
            target.write_text(after, encoding="utf-8")
        for words, holds in page.claims.items():
            with _Stopwatch(tell, f"{page.path} claim: {words}"):
                try:
                    trouble = "" if holds() else "no longer true"
                except Exception as error:
                    trouble = f"{type(error).__name__}: {error}"
            if trouble:
                line = _line(page.path, after, words)
                broken.append(f"{page.path}:{line}: {trouble}: {words}")
    for name, draw in page.pictures.items():
        with _Stopwatch(tell, name):
            moved += _drawn(draw, root / name, write)
    for one in [*moved, *broken]:
        tell(f"          {one}")
    return Outcome(moved, broken)


def _drawn(draw: Callable[[Path], None], target: Path, write: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / target.name
        draw(fresh)
        yield from _replaced(fresh, target, write)


def _written(
    write_page: Callable[[Path], None], docs: Path, write: bool, timed: _Stopwatch
) -> Iterator[str]:
    """Files that a page's own writer makes, those that it no longer makes included."""
    with timed, tempfile.TemporaryDirectory() as place:
        write_page(Path(place))
        fresh = sorted(path for path in Path(place).rglob("*") if path.is_file())
        for path in fresh:
            yield from _replaced(path, docs / path.relative_to(place), write)
        for folder in {path.parent.relative_to(place) for path in fresh} - {Path()}:
            for old in sorted((docs / folder).glob("*.svg")):
                if not (Path(place) / folder / old.name).is_file():
                    yield f"{old.relative_to(docs.parent)}: is gone"
                    if write:
                        old.unlink()


def _replaced(fresh: Path, target: Path, write: bool) -> Iterator[str]:
    if target.is_file() and same(fresh, target):
        return
    yield f"{'/'.join(target.parts[-3:])}: {'moved' if target.is_file() else 'is new'}"
    if write:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fresh, target)


def same(one: Path, other: Path) -> bool:
    """Whether two files are equal; pictures may differ in the last digits, as machines do."""
    if one.suffix != ".svg":
        return one.read_bytes() == other.read_bytes()
    left, right = (_NUMBER.split(path.read_text(encoding="utf-8")) for path in (one, other))
    return len(left) == len(right) and all(
        a == b or (place % 2 == 1 and math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-9))
        for place, (a, b) in enumerate(zip(left, right, strict=True))
    )


def _line(path: str, text: str, words: str) -> int:
    """Where words begin, of which the page may have marks and line breaks in between."""
    for number in range(text.count("\n") + 1):
        if words not in prose(path, "\n".join(text.split("\n")[number:])):
            return max(1, number)
    return 1


class _Stopwatch:
    """Tells how long something took, if that was a second or more."""

    def __init__(self, tell: Tell, what: str) -> None:
        self.tell, self.what = tell, what

    def __enter__(self) -> None:
        self.start = time.monotonic()

    def __exit__(self, *_: object) -> None:
        seconds = time.monotonic() - self.start
        if seconds >= 1.0:
            self.tell(f"{seconds:6.1f} s  {self.what}")
