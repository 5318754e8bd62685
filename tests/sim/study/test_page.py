"""The page about studies: its files are read, its commands run, its Python is played."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.study.design.sampling import DESIGNS

PAGE = Path(__file__).parents[3] / "docs" / "studies.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def page(place: Path) -> Path:
    """A folder with the files that the page shows."""
    for name, content in re.findall(r"`(\w+\.yaml)`:\n\n```yaml\n(.*?)```", TEXT, re.DOTALL):
        (place / name).write_text(content)
    return place


@pytest.mark.study
def test_its_commands_do_what_it_says(page: Path, proxyfight: Callable[..., Any]) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    commands = [line.split()[1:] for block in blocks for line in block.splitlines()]
    assert len(commands) >= 9
    for command in commands:
        done = proxyfight(*command)
        assert done.returncode == 0, (command, done.stderr)
    assert proxyfight("status", "pay").stdout == "studies/pay: 36 of 36 runs done\n"
    assert proxyfight("status", "studies/both").stdout == "studies/both: 24 of 24 runs done\n"


def test_its_python_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(page)
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(code, "docs/studies.md", "exec"), {"__name__": "page"})
    assert Path("studies/listed/runs.parquet").is_file()


def test_every_design_has_a_row() -> None:
    assert all(re.search(rf"^\| `{name}`", TEXT, re.MULTILINE) for name in DESIGNS)


def test_snippets_are_experiments() -> None:
    for snippet in re.findall(r"\n```yaml\n((?:worlds|outcomes).*?)```", TEXT, re.DOTALL):
        from sim.study import Experiment

        Experiment.model_validate({"question": "?", **yaml.safe_load(snippet)})
