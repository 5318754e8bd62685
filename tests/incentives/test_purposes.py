"""Every part has a test of what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from incentives import FAMILIES, catalogue

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family in FAMILIES for name in catalogue(family)]
)
def test_a_part_has_a_test_of_what_it_is_for(family, name):
    """A file named after it, with a claim and a control in which the effect vanishes."""
    path = HERE / family / f"test_{name.replace('-', '_')}.py"
    assert path.is_file(), f"no test says what {name} is for: expected {path}"
    tests = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(tests) >= 2, f"{path} needs a claim and a control"
