"""docs/diagnosis-robustness.md and its pictures: the experiment ``generalization``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.diagnosis.robustness.charts import quadrants_chart, transitions_chart
from sim.diagnosis.robustness.robustness import EVERYBODY, Robustness
from sim.experiments.generalization import EXPERIMENT, PICTURES, played, table
from sim.findings import claims
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.runs import cells
from sim.findings.text import pct
from sim.pictures.charts import save


@cache
def found() -> dict[tuple[str, str], Robustness]:
    """All cells, by environment and mind."""
    return played(list(cells(EXPERIMENT)))


def malign(environment: str, mind: str, when: str, group: str = EVERYBODY) -> float:
    """Share of the tenures seen at both sides of a deployment that turn malign."""
    (row,) = (r for r in found()[environment, mind].labels if r["group"] == group)
    shares = row["malign_by_deployment"]
    wanted = when if when in shares else f"{when}, regime 0"
    return float(shares[wanted]["mean"])


def empty_chair(environment: str, mind: str, group: str = EVERYBODY) -> float:
    """Share of tenures worse than an empty chair."""
    (row,) = (r for r in found()[environment, mind].labels if r["group"] == group)
    return float(row["empty_chair"]["mean"])


def quadrants(target: Path) -> None:
    """Rules under the shift."""
    thresholds = cells(EXPERIMENT)[0].scenario.thresholds
    save(quadrants_chart(found()[PICTURES["quadrants"]], thresholds), target)


def transitions(target: Path) -> None:
    """Search under the shift."""
    save(transitions_chart(found()[PICTURES["transitions"]]), target)


ROBUSTNESS_PAGE = Page(
    "docs/diagnosis-robustness.md",
    findings={
        "how-sure": lambda: claims.how_sure(
            "learned-rules",
            "rules-and-shifts",
        ),
        "results": lambda: block(table(found())),
        "rules-malign": lambda: pct(malign("shifts", "rule", "shifted")),
        "builders-malign": lambda: pct(malign("shifts", "rule", "shifted", "empire-builder")),
        "rules-stay": lambda: pct(malign("stays", "rule", "unwatched"), 1),
        "search-stays": lambda: pct(malign("stays", "search", "unwatched"), 1),
        "unaware-stays": lambda: pct(malign("stays", "unaware-search", "unwatched"), 1),
    },
    claims={
        "It takes no search to generalise malignly": lambda: (
            malign("shifts", "rule", "shifted") > 0.1
        ),
        "hardly any rule turns": lambda: malign("stays", "rule", "unwatched") < 0.005,
        "tenures turn malign with search that knows when it is watched": lambda: (
            malign("stays", "search", "unwatched")
            > 4 * malign("stays", "unaware-search", "unwatched")
        ),
        "they are worse than an empty chair from the first quarter on": lambda: (
            empty_chair("stays", "unaware-search", "saboteur")
            >= empty_chair("stays", "search", "saboteur")
        ),
    },
    pictures={
        "docs/robustness-quadrants.svg": quadrants,
        "docs/robustness-transitions.svg": transitions,
    },
)
