"""`compare` of cells and groups of cells of studies: from their tables, paired by world."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.study import Study

EXPERIMENT = """
question: What pays?
settings: {worlds: 3, quarters: 4, burn_in: 0, firms.count: 6, firms.source: synthetic}
levers:
  slope: {path: package.schemes.linear-bonus.slope, values: [0.2, 0.8]}
  filter:
    lottery: {package.filters: [lottery]}
    interview: {package.filters: [interview]}
"""


@pytest.fixture
def swept(proxyfight: Callable[..., Any], place: Path) -> Callable[..., Any]:
    (place / "mine.yaml").write_text(EXPERIMENT)
    assert proxyfight("sweep", "mine.yaml", "--workers", "1").returncode == 0
    return proxyfight


def test_cells_compare_as_their_scenarios_do(swept: Callable[..., Any], place: Path) -> None:
    study = Study.open(place / "studies/mine")
    for cell in (0, 3):
        data = study.scenario(cell).model_dump_json()
        (place / f"cell{cell}.yaml").write_text(data)
    played = json.loads(swept("compare", "cell0.yaml", "cell3.yaml", "--json").stdout)
    read = json.loads(swept("compare", "mine:0", "studies/mine:3", "--json").stdout)
    assert read["measures"] == played["measures"] and read["worlds"] == 3
    assert "A mine:0, B mine:3" in swept("compare", "mine:0", "mine:3").stdout


def test_groups_are_means_over_their_cells(swept: Callable[..., Any], place: Path) -> None:
    done = swept("compare", "mine:filter=lottery", "mine:filter=interview,slope=0.8", "--json")
    found = json.loads(done.stdout)["measures"]["rent"]
    frame = Study.open(place / "studies/mine").frame()
    by_world = frame.pivot_table(index="world", columns=["filter", "slope"], values="rent",
                                 observed=True)  # fmt: skip
    mine = by_world["lottery"].mean(axis=1)
    theirs = by_world["interview"][0.8]
    assert np.isclose(found["a"], mine.mean()) and np.isclose(found["b"], theirs.mean())
    assert np.isclose(found["difference"], (theirs - mine).mean())


NO_GROUP = [
    ("mine:0", "mine:9", "mine:9: there is no cell 9; expected 0 to 3"),
    ("mine:0", "mine:slop=1", "did you mean 'slope'"),
    ("mine:0", "mine:filter=loterry", "did you mean 'lottery'"),
    ("mine:0", "mine:lottery", "expected a number, or LEVER=LEVEL"),
    ("mine:0", "default", "expected two of a kind"),
    ("mein:0", "mine:0", "did you mean 'mine'"),
]


def test_what_is_no_group_is_a_sentence(swept: Callable[..., Any]) -> None:
    for a, b, words in NO_GROUP:
        done = swept("compare", a, b)
        assert (done.returncode, done.stdout) == (2, ""), (a, b)
        assert words in done.stderr and done.stderr.count("\n") == 1, (a, b)
