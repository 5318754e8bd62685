"""docs/notebook.ipynb: its outputs, and the numbers in its text; what notebooks have in common."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.findings.page import Page
from sim.findings.text import num, pct

_FILE = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"

_FACTS = """
import json

summary = summary.set_index(["measure", "slope"])["mean"]
surplus, reports = summary["shareholder_surplus"], summary["metric"]
paired = compare("default", "unaware", worlds=16)
year = gap.pivot(index="quarter", columns="executives", values="metric_truth_gap")
print(json.dumps({
    "seasons": year["aware"][8:12].tolist(), "unaware": year["unaware"][8:12].tolist(),
    "reports rise": bool(reports.is_monotonic_increasing), "best": surplus.idxmax(),
    "steepest": [reports[1.6] / reports[0.8], surplus[1.6]],
    "paired": paired.T.to_dict(), "alone": alone.T.to_dict(),
}))
"""
"""A cell after the last one, which prints what the text says."""


@cache
def executed(file: Path, facts: str) -> Any:
    """A notebook with fresh outputs, run in an empty folder.

    Args:
        file: Of the notebook.
        facts: A cell after its last one, which prints what its text says, as JSON.
    """
    from nbclient import NotebookClient

    nbformat = _nbformat()
    fresh = nbformat.read(file, as_version=4)
    fresh.cells.append(nbformat.v4.new_code_cell(facts))
    with tempfile.TemporaryDirectory() as place:
        resources = {"metadata": {"path": place}}
        NotebookClient(fresh, timeout=600, resources=resources).execute()
    return fresh


@cache
def printed(file: Path, facts: str) -> dict[str, Any]:
    """What the last cell of ``executed`` prints."""
    last = executed(file, facts).cells[-1]
    return dict(json.loads("".join(output["text"] for output in last.outputs)))


def facts() -> dict[str, Any]:
    """What the text says, computed."""
    return printed(_FILE, _FACTS)


def renewed(file: Path, facts: str, text: str) -> str:
    """A notebook's text with fresh outputs, if a number in one of its tables is another."""
    nbformat = _nbformat()
    stored = nbformat.reads(text, as_version=4)
    fresh = executed(file, facts).cells[:-1]
    codes = [
        (old, new) for old, new in zip(stored.cells, fresh, strict=True) if old.cell_type == "code"
    ]
    if all(old.outputs and _numbers(old) == _numbers(new) for old, new in codes):
        return text
    for old, new in codes:
        old.outputs, old.execution_count = new.outputs, new.execution_count
    return str(nbformat.writes(stored)) + "\n"


def _nbformat() -> Any:
    """A developers' tool, and one without types."""
    return import_module("nbformat")


def _numbers(cell: Any) -> list[str]:
    tables = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return re.findall(r"<td>(-?[\d.]+)</td>", tables)


def _paired(measure: str, which: str) -> float:
    return float(facts()["paired"][measure][which])


def _alone(measure: str, which: str) -> float:
    return float(facts()["alone"][measure][which])


def _teeth() -> bool:
    *usual, season = facts()["seasons"]
    blind = facts()["unaware"]
    even = max(usual) - min(usual) < 0.05 and max(blind) - min(blind) < 0.05
    return bool(even and season < 0.7 * min(usual))


def _beyond() -> bool:
    ratio, surplus = facts()["steepest"]
    return bool(facts()["reports rise"] and ratio > 1.5 and surplus < 0)


NOTEBOOK_PAGE = Page(
    "docs/notebook.ipynb",
    findings={
        "gap": lambda: num(facts()["seasons"][0]),
        "gap-season": lambda: num(facts()["seasons"][-1]),
        "best-slope": lambda: str(facts()["best"]),
        "deceptive": lambda: pct(_paired("deceptive_share", "a")),
        "gain": lambda: num(_paired("shareholder_surplus", "difference")),
        "audits": lambda: pct(_paired("monitoring", "a")),
        "audits-unaware": lambda: pct(_paired("monitoring", "b")),
        "cost": lambda: num(_alone("shareholder_surplus", "difference")),
        "cost-share": lambda: pct(
            _alone("shareholder_surplus", "difference") / _alone("shareholder_surplus", "b")
        ),
        "deceptive-alone": lambda: pct(_alone("deceptive_share", "a")),
    },
    claims={
        "Its teeth are the audit season": _teeth,
        "At 1.6 reports are more than half as high again": _beyond,
        "Among the unaware none are": lambda: _paired("deceptive_share", "b") == 0.0,
        "shareholders are no better off with them": lambda: (
            _paired("shareholder_surplus", "low") < 0
        ),
        "and where they are not, at": lambda: _paired("monitoring", "high") < 0,
        "the same awareness costs shareholders": lambda: _alone("shareholder_surplus", "low") > 0,
    },
    rewrites=partial(renewed, _FILE, _FACTS),
)
