"""The documentation keeps up with the code: examples run, fields and measures are described."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from incentives import FAMILIES, Part, catalogue
from incentives.filters import Filter
from sim.bench.profile import CORE_STEPS, OBJECT_STEPS
from sim.scenario.base import Spec
from sim.scenario.scenario import Scenario
from sim.scenario.technology import DEFAULT_TASKS, Shift
from sim.tables.columns import COLUMNS
from tests.structure import layers

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
    for path in [*sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("model/*.md"))]
}
"""Every page of the documentation, by its path under docs."""

MODEL_PAGES = [page for page in PAGES if page == "model.md" or page.startswith("model/")]
MODEL = "\n".join(PAGES[page] for page in MODEL_PAGES)

WITHOUT_FILES = {
    *("diagnosis-deception.md", "diagnosis.md", "gallery.md", "headline.md", "own-part.md"),
    *("perfect-interview.md", "validation.md"),
    *("model/choices.md", "model/parameters.md", "model/part-parameters.md"),
}
"""Pages that name no file of the code."""

CODE = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", MODEL))))
"""Words that stand in code spans of the model's pages."""

STATED = {
    path: yaml.safe_load(cell)
    for page in ("model/parameters.md", "model/part-parameters.md")
    for path, cell in re.findall(r"^\| `([a-z_.-]+)` \| ([^|]+) \|", PAGES[page], re.MULTILINE)
    if path != "name"  # the head of the table of tasks
}
"""Defaults as the tables of parameters state them, by path."""


def specs(kind: Any) -> Iterator[type[Spec]]:
    """Every section of a scenario that an annotation mentions."""
    if isinstance(kind, type) and issubclass(kind, Spec):
        yield kind
        for field in kind.model_fields.values():
            yield from specs(field.annotation)
    for inner in get_args(kind):
        yield from specs(inner)


def leaves(section: BaseModel, path: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted paths of a scenario's plain fields and their values."""
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Spec):
            yield from leaves(value, f"{path}{name}.")
        else:
            yield path + name, value


def plain(value: Any) -> Any:
    """A default as a table states it: parts by name, tuples as lists."""
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return value.name if isinstance(value, Part) else value


FIELDS = sorted({name for spec in specs(Scenario) for name in spec.model_fields})
ELSEWHERE = {"technology.tasks", "executives.population", "regimes"}  # tables of their own
DEFAULTS = {path: value for path, value in leaves(Scenario()) if path not in ELSEWHERE}


def stated_as(part: type[Part], field: str) -> str:
    """Parameters that all filters have are stated once, where a filter's default is the usual."""
    usual = Filter.model_fields.get(field)
    common = usual is not None and part.model_fields[field].default == usual.default
    return f"{'filters' if issubclass(part, Filter) and common else part.name}.{field}"


PARTS = {
    stated_as(part, field): info.default
    for family in FAMILIES
    for part in catalogue(family).values()
    if part.__module__.startswith("incentives.")
    for field, info in part.model_fields.items()
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_scenario_field_is_in_the_model_pages(name: str) -> None:
    assert name in CODE, f"no page of the model mentions the scenario field `{name}`"


@pytest.mark.parametrize("name", COLUMNS["runs"])
def test_every_measure_is_defined_in_the_model_page(name: str) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", PAGES["model/measures.md"], re.MULTILINE)
    assert any(f"`{name}`" in row for row in rows), f"measures.md does not define `{name}`"


@pytest.mark.parametrize(("path", "value"), [*DEFAULTS.items(), *PARTS.items()])
def test_defaults_are_as_stated(path: str, value: Any) -> None:
    assert path in STATED, f"the pages of parameters list no default of `{path}`"
    assert STATED[path] == plain(value)


def test_no_default_is_stated_that_does_not_exist() -> None:
    stated = {path for path in STATED if "." in path}
    assert stated <= {*DEFAULTS, *PARTS}


def test_tasks_are_as_stated() -> None:
    page = PAGES["model/parameters.md"]
    head, *rows = re.search(r"^\| `name` .*?\n\n", page, re.MULTILINE | re.DOTALL)[0].split("\n")  # type: ignore[index]
    columns = re.findall(r"`(\w+)`", head)[1:]
    stated = {}
    for row in rows:
        cells = [cell.strip() for cell in row.strip("| ").split("|")]
        if len(cells) > 1 and not cells[0].startswith("-"):
            stated[cells[0].split(":")[0]] = dict(zip(columns, map(float, cells[1:]), strict=True))
    assert stated == {t.name: {name: getattr(t, name) for name in columns} for t in DEFAULT_TASKS}
    assert set(Shift.model_fields) <= set(columns)
    assert {(t.cost, t.cap, t.intrinsic) for t in DEFAULT_TASKS} == {(1.0, 5.0, 0.0)}


def test_kinds_are_as_stated() -> None:
    executives = Scenario().executives
    for name, member in executives.population.items():
        row = re.search(
            rf"^\| {name}\b[^|]*\|([^\n]+)\|$", PAGES["model/entities.md"], re.MULTILINE
        )
        assert row, f"entities.md has no row for {name}"
        numbers = [float(cell) for cell in row[1].split("|")]
        assert numbers == [*executives.goal_of(name), member.share]


@pytest.mark.parametrize("page", ["architecture.md", "mesa.md", "replication.md"])
def test_examples_run(page: str) -> None:
    """In a process of their own, because a part that is defined stays known.

    Comments are what the examples print.
    """
    text = PAGES[page]
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    assert code
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == re.findall(r"# (.+)$", code, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_named_files_exist(page: str) -> None:
    named = re.findall(r"`((?:sim|agents|incentives|dashboards|tests)/[\w./*-]+)", PAGES[page])
    assert named or page in WITHOUT_FILES, f"{page} names no file"
    for pattern in named:
        assert list(ROOT.glob(pattern.rstrip("/"))), f"{page} names {pattern}, which is not there"


@pytest.mark.parametrize("page", MODEL_PAGES)
def test_lines_of_the_model_can_be_read_and_compared(page: str) -> None:
    """Rows of tables may be longer, for they cannot be broken."""
    for number, line in enumerate(PAGES[page].split("\n"), 1):
        assert len(line) <= 120 or line.startswith("|"), f"{page}, line {number}: {len(line)}"


def prose(text: str) -> str:
    """A page without its code: there brackets are no links."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]+`", "code", re.sub(r"^ {4,}.*$", "", text, flags=re.MULTILINE))


def anchors(text: str) -> set[str]:
    """What a link can point to on a page: its headings, as GitHub names them, and its marks."""
    found = set(re.findall(r'<a id="([^"]+)">', text))
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    names = [
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+?) *$", text, re.MULTILINE)
    ]
    for place, name in enumerate(names):
        again = names[:place].count(name)
        found.add(f"{name}-{again}" if again else name)
    return found


@pytest.mark.parametrize("page", ["../README.md", *PAGES])
def test_links_point_to_files_and_headings(page: str) -> None:
    here = DOCS / page
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(here.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (here.parent / name).resolve() if name else here
        assert there.exists(), f"{page} links to {target}, which is not there"
        if anchor:
            headings = anchors(there.read_text(encoding="utf-8"))
            assert anchor in headings, f"{page} links to {target}, which is no heading there"


def test_model_page_lists_every_page_of_the_model() -> None:
    linked = set(re.findall(r"^\| \[[^\]]+\]\((model/[\w.-]+)\)", PAGES["model.md"], re.MULTILINE))
    assert {"model.md", *linked} == set(MODEL_PAGES)


def test_performance_page_has_a_row_for_every_step() -> None:
    text = (DOCS / "performance.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`", text, re.MULTILINE)
    assert rows == [*CORE_STEPS, *OBJECT_STEPS]


def test_picture_is_well_formed_and_names_existing_files() -> None:
    root = ElementTree.parse(DOCS / "architecture.svg").getroot()
    words = " ".join(text for text in root.itertext())
    for named in re.findall(r"(?:sim|agents|incentives)/[\w./]+", words):
        assert (ROOT / named).exists(), f"the picture names {named}, which is not there"


def test_picture_has_the_floors_of_the_house() -> None:
    """As import-linter holds them, from the top down."""
    root = ElementTree.parse(DOCS / "architecture.svg").getroot()
    rooms = [text for text in root.iter() if text.get("class") == "room"]
    drawn: dict[float, list[str]] = {}
    for room in rooms:
        name = (room.text or "").removesuffix(".py").replace("/", ".")
        drawn.setdefault(float(room.get("y", "")), []).append(name)
    assert [sorted(row) for _, row in sorted(drawn.items())] == [
        sorted(row) for row in layers(ROOT)
    ]


def test_a_parameter_walks_up_the_house() -> None:
    """The stops of `slope` from YAML to a table: at most ten, and none goes back down."""
    text = (
        PAGES["architecture.md"].partition("One parameter on its way")[2].partition("## Rules")[0]
    )
    stops = re.findall(r"^\d+\. `([\w/]+)\.py`", text, re.MULTILINE)
    standing = {name: k for k, row in enumerate(reversed(layers(ROOT))) for name in row}
    heights = [standing[".".join(stop.split("/")[:2])] for stop in stops]
    assert 5 < len(stops) <= 10
    assert heights == sorted(heights)
