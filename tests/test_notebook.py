"""Notebooks run, stay small, show what they store, and their text states what they compute.

After an edit, ``python -m sim.findings docs/notebook.ipynb`` (or ``lab-notebook``) stores outputs
anew, and numbers in the text.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from sim.findings.lab_notebook import LAB_FACTS

pytestmark = pytest.mark.study

DOCS = Path(__file__).resolve().parent.parent / "docs"

FACTS = """
import json

summary = summary.set_index(["measure", "slope"])["mean"]
surplus, reports = summary["shareholder_surplus"], summary["metric"]
paired = compare("default", "unaware", worlds=16)
year = gap.pivot(index="quarter", columns="executives", values="metric_truth_gap")
print(json.dumps({
    "seasons": year["aware"][8:12].tolist(), "unaware": year["unaware"][8:12].tolist(),
    "first year": year["aware"][:3].min(), "later": year["aware"][4:].max(),
    "reports rise": bool(reports.is_monotonic_increasing), "best": surplus.idxmax(),
    "steepest": [reports[1.6] / reports[0.8], surplus[1.6]],
    "paired": paired.T.to_dict(), "alone": alone.T.to_dict(),
}))
"""


@pytest.fixture
def execute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a notebook in an empty folder, in a kernel of this very Python."""
    for variable in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / "jupyter"))
    spec = tmp_path / "kernels" / "here" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "here", "language": "python"}))
    (tmp_path / "place").mkdir()

    def run(notebook: NotebookNode) -> NotebookNode:
        kernels = KernelSpecManager(kernel_dirs=[str(tmp_path / "kernels")])
        manager = AsyncKernelManager(kernel_name="here", kernel_spec_manager=kernels)
        resources = {"metadata": {"path": str(tmp_path / "place")}}
        NotebookClient(notebook, km=manager, timeout=300, resources=resources).execute()
        return notebook

    return run


def executed(execute: Any, name: str, facts: str) -> tuple[str, dict[str, Any]]:
    """The text of a notebook that shows what it stores, and what the cell after its last prints."""
    file = DOCS / name
    assert file.stat().st_size < 150_000
    stored = nbformat.read(file, as_version=4)
    nbformat.validate(stored)
    fresh = nbformat.read(file, as_version=4)
    fresh.cells.append(new_code_cell(facts))
    execute(fresh)
    for before, after in zip(_codes(stored), _codes(fresh)[:-1], strict=True):
        assert "Warning" not in _text(after), _text(after)
        assert _kinds(before) == _kinds(after)
        assert after.outputs
        assert _numbers(before) == pytest.approx(_numbers(after), abs=0.0011)
    prose = " ".join(cell.source for cell in stored.cells if cell.cell_type == "markdown")
    return prose, json.loads(_text(fresh.cells[-1]))


def test_the_notebook_runs_and_says_what_it_computes(execute: Any) -> None:
    prose, facts = executed(execute, "notebook.ipynb", FACTS)
    *usual, season = facts["seasons"]
    assert max(usual) - min(usual) < 0.05 and max(facts["unaware"]) - min(facts["unaware"]) < 0.05
    assert season < 0.7 * min(usual)
    _states(prose, f"about {usual[0]:.2f} in the third year falls to {season:.2f}")
    assert facts["reports rise"]
    _states(prose, f"shareholders are best off at {facts['best']}")
    ratio, surplus = facts["steepest"]
    assert ratio > 1.5 and surplus < 0
    paired, alone = facts["paired"], facts["alone"]
    gain = paired["shareholder_surplus"]
    assert gain["low"] < 0 and paired["deceptive_share"]["b"] == 0
    _states(prose, f"{paired['deceptive_share']['a']:.0%} of tenures are *deceptive*")
    _states(prose, f"surplus moves by {gain['difference']:.2f} base pays")
    _states(prose, f"at a rate of {paired['monitoring']['a']:.0%} a quarter")
    _states(prose, f"and where they are not, at {paired['monitoring']['b']:.0%}")
    assert paired["monitoring"]["high"] < 0
    cost = alone["shareholder_surplus"]
    share = cost["difference"] / cost["b"]
    assert cost["low"] > 0 and 0.05 < share < 0.35
    _states(prose, f"costs shareholders {cost['difference']:.2f} base pays, {share:.0%} of what")
    _states(prose, f"{alone['deceptive_share']['a']:.0%} of tenures are deceptive")


def test_the_notebook_of_the_labs_runs_and_says_what_it_computes(execute: Any) -> None:
    prose, facts = executed(execute, "lab-notebook.ipynb", LAB_FACTS)
    trained, _, shifted, larger = facts["capability"]
    assert abs(shifted - trained) < 0.05 and facts["alignment"][2] < 0 and larger < 0.8
    _states(prose, f"its alignment is {facts['alignment'][2]:.2f}, which is worse")
    _states(prose, f"capability falls to {larger:.2f}")
    assert max(facts["paid"]) - min(facts["paid"]) < 0.001 and facts["torn"] == 0
    _states(prose, f"{facts['coin']:.0%} of the planners by CMA-ES go to the door")
    _states(prose, f"Of the networks {facts['blur']:.0%} do")
    assert facts["unwatched"] < 0.9 and facts["over"] > 1
    before, after, over = facts["keys"]
    _states(prose, f"leave {before:.2f} of the best possible return in training for {after:.2f}")
    _states(prose, f"take {over:.1f} keys more")
    lost = facts["lost"]
    _states(prose, f"{lost['choice weakens']} of 6 herds die out")
    _states(prose, f"as many males as ever, {lost['choice never weakens']}.")
    assert facts["met"][1] > facts["most"] and facts["wants"][1] < facts["wants"][0] / 2
    _states(prose, f"{facts['met'][1]:.2f} instead of {facts['met'][0]:.2f}")
    before, after = facts["offspring"]
    _states(prose, f"fall from {before:.2f} to {after:.2f}")


def test_a_part_from_a_cell_can_be_swept(execute: Any) -> None:
    part = (
        "from incentives.schemes import Scheme\n"
        "class Gift(Scheme):\n"
        "    name, summary, source = 'gift', 'the same to everybody', 'none'\n"
        "    def award(self, seen):\n"
        "        return 0.0 * seen.metric + 0.1\n"
    )
    call = (
        "from sim import sweep\n"
        "small = {'package.schemes': ['gift'], 'firms.count': 5, 'quarters': 2, 'worlds': 2}\n"
        "levers = {'pay': {'path': 'package.base_pay', 'values': [1, 2]}}\n"
        "study = sweep({'name': 'gift', 'question': '?', 'settings': small, 'levers': levers})\n"
        "study"
    )
    edited = part.replace("0.1", "0.2")
    last = call.replace("study = sweep", "sweep").replace("study", "")
    caught = (
        "try:\n"
        + "\n".join(f"    {line}" for line in last.splitlines())
        + ("\nexcept Exception as error:\n    print(error)")
    )
    sources = [part, call, call, edited, caught]
    done = execute(new_notebook(cells=[new_code_cell(source) for source in sources]))
    assert "<Study 'studies/gift': 4 of 4 runs done>" in _text(done.cells[1])
    assert _text(done.cells[1]) == _text(done.cells[2])
    assert "the source of schemes/gift has changed since" in _text(done.cells[4])


def _codes(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _kinds(cell: NotebookNode) -> list[set[str]]:
    return [set(output.data) for output in cell.outputs if "data" in output]


def _text(cell: NotebookNode) -> str:
    """What a cell printed or showed as plain text."""
    parts = [output.get("text") or output.data["text/plain"] for output in cell.outputs]
    return "".join(parts)


def _numbers(cell: NotebookNode) -> list[float]:
    """The numbers in a cell's tables."""
    tables = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return [float(number) for number in re.findall(r"<td>(-?[\d.]+)</td>", tables)]


def _states(prose: str, words: str) -> None:
    plain = " ".join(re.sub("<!--=.*?-->", "", prose).split())
    assert words in plain, f"the notebook does not say: {words}"
