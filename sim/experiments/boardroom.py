"""The boardroom's row in "the same failure in four systems", from ``generalization``."""

from __future__ import annotations

from typing import Any

from sim.diagnosis.robustness.robustness import EVERYBODY, SummaryRow, observe
from sim.experiments.generalization import EXPERIMENT
from sim.study.design.experiment import load_experiment
from sim.support.progress import Advance
from sim.support.tally import Parts

_SHIFTED, _STAYS, _UNAWARE = ("shifts", "search"), ("stays", "search"), ("stays", "unaware-search")


def gist(progress: Advance | None = None) -> dict[str, Any]:
    """The row, with the keys that rows of labs have: executives who search, before and after."""
    cells = {
        (one.labels["environment"], one.labels["mind"]): one.scenario
        for one in load_experiment(EXPERIMENT).cells()
    }
    chosen = {name: cells[name] for name in (_SHIFTED, _STAYS, _UNAWARE)}
    parts = Parts(progress or (lambda done, total: None), sum(s.worlds for s in chosen.values()))
    found = {name: observe(one, parts.next(one.worlds)) for name, one in chosen.items()}
    after = _everybody(found[_SHIFTED].contexts)
    labels = _everybody(found[_SHIFTED].labels)["malign_by_deployment"]
    aware, unaware = (
        _unwatched(_everybody(found[name].labels)["malign_by_deployment"])
        for name in (_STAYS, _UNAWARE)
    )
    return {
        "base_optimizer": "boards that hire and dismiss",
        "selects_for": "reported results",
        "proxy": "what is paid, or an empire",
        "shifted": "building destroys value",
        "capability_kept": _triple(after["capability"]),
        "objective_kept": _triple(after["alignment"]),
        "malign_share": _triple(labels["shifted"]),
        "deception_adds": _less(aware, unaware),
    }


def _everybody(rows: list[SummaryRow]) -> SummaryRow:
    """The last row of all: of contexts, settled in the last regime."""
    return [row for row in rows if row["group"] == EVERYBODY][-1]


def _unwatched(by: dict[str, Any]) -> Any:
    return by.get("unwatched") or by["unwatched, regime 0"]


def _triple(cell: dict[str, Any]) -> tuple[float, float, float]:
    return cell["mean"], cell["low"], cell["high"]


def _less(one: dict[str, Any], other: dict[str, Any]) -> tuple[float, float, float]:
    """The difference; its interval is that of independent means, although the luck is the same."""
    mean = one["mean"] - other["mean"]
    half = ((one["high"] - one["low"]) ** 2 + (other["high"] - other["low"]) ** 2) ** 0.5 / 2
    return mean, mean - half, mean + half
