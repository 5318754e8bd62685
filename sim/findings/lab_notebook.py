"""docs/lab-notebook.ipynb: its outputs, and the numbers in its text."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from sim.findings.notebook import printed, renewed
from sim.findings.page import Page
from sim.findings.text import num, pct

_FILE = Path(__file__).resolve().parents[2] / "docs" / "lab-notebook.ipynb"

LAB_FACTS = """
import json

keys = chests.frame()
keys = keys[(keys.policy == "reactive") & (keys.base_optimizer == "cma")]
keys = keys.set_index(["environment", "shift"])
lived = paths.groupby(["choice", "herd"]).generation.max().unstack()
around = course.set_index("generation")
goals = selected.set_index(["policy", "base_optimizer"])
gone = ("deployment", "goal")
knowing = frame[(frame.policy == "knowing-planner") & (frame.base_optimizer == "cma")]
knowing = knowing.set_index(["environment", "shift"])
print(json.dumps({
    "capability": plain.loc["heuristic"].capability.tolist(),
    "alignment": plain.loc["heuristic"].alignment.tolist(),
    "paid": goals.loc["planner"].paid.tolist(),
    "coin": goals.loc[("planner", "cma"), "aims_door"],
    "torn": goals.loc["planner"].aims_mixed.max(),
    "blur": goals.loc[("reactive", "cma"), "aims_mixed"],
    "unwatched": knowing.loc[("deployment", "none"), "alignment"],
    "keys": [keys.loc[("training", "none"), "return_over_best"],
             keys.loc[gone, "return_over_best"], keys.loc[gone, "keys_over"]],
    "over": chests.frame()[lambda one: one["shift"] == "goal"].set_index("policy")
        .keys_over.loc[["heuristic", "reactive", "planner", "blind-explorer"]].min(),
    "lost": (lived < 392).sum(axis=1).to_dict(),
    "met": around.met_mating[[-1, 0]].tolist(), "most": around.met_mating.loc[:-1].max(),
    "offspring": around.offspring[[-1, 0]].tolist(), "wants": around.wants_mating[[0, 60]].tolist(),
}))
"""
"""A cell after the last one, which prints what the text says."""


def facts() -> dict[str, Any]:
    """What the text says, computed."""
    return printed(_FILE, LAB_FACTS)


def _other_way_round() -> bool:
    training, _, goal, larger = facts()["capability"]
    aligned = facts()["alignment"]
    kept = abs(goal - training) < 0.05 and aligned[2] < 0
    return bool(kept and larger < 0.8 < training and abs(aligned[3] - larger) < 0.05)


LAB_NOTEBOOK_PAGE = Page(
    "docs/lab-notebook.ipynb",
    findings={
        "heuristic": lambda: num(facts()["alignment"][2]),
        "unable": lambda: num(facts()["capability"][3]),
        "coin": lambda: pct(facts()["coin"]),
        "blur": lambda: pct(facts()["blur"]),
        "keys-trained": lambda: num(facts()["keys"][0]),
        "keys-shifted": lambda: num(facts()["keys"][1]),
        "keys-over": lambda: num(facts()["keys"][2], 1),
        "herds-lost": lambda: str(facts()["lost"]["choice weakens"]),
        "choosy-lost": lambda: str(facts()["lost"]["choice never weakens"]),
        "met-before": lambda: num(facts()["met"][0]),
        "met": lambda: num(facts()["met"][1]),
        "offspring-before": lambda: num(facts()["offspring"][0]),
        "offspring": lambda: num(facts()["offspring"][1]),
    },
    claims={
        "it is the other way round": _other_way_round,
        "All planners have the same return in training": lambda: (
            max(facts()["paid"]) - min(facts()["paid"]) < 0.001
        ),
        "some want doors and some want red": lambda: 0.1 < facts()["coin"] < 0.9,
        "none to one *or* the other": lambda: facts()["torn"] == 0.0,
        "failure follows being watched": lambda: facts()["unwatched"] < 0.9,
        "everything that moves goes on collecting": lambda: facts()["over"] > 1.0,
        "Mating is met better than ever": lambda: facts()["met"][1] > facts()["most"],
        "turns the weight of mating": lambda: facts()["wants"][1] < facts()["wants"][0] / 2,
    },
    rewrites=partial(renewed, _FILE, LAB_FACTS),
)
