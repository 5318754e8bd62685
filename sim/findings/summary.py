"""docs/findings.md: what all experiments found, and what that says about the claims in dispute."""

from __future__ import annotations

from typing import Any

from sim.experiments.settling import named
from sim.experiments.stored import settled_names, stored
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.quoting import cell
from sim.findings.text import table
from sim.support.words import short

_LAB = "docs/lab.md"
_DOORS = ("planner", "shift of the goal")


def every() -> list[dict[str, Any]]:
    """All findings of all experiments."""
    return [one for name in settled_names() for one in stored(name)["findings"]]


def overview() -> str:
    """A row per experiment: answer and verdict."""
    rows = []
    for name in settled_names():
        found = stored(name)
        outcomes = [one["hypothesis"] for one in found["findings"]]
        counts = ", ".join(
            f"{outcomes.count(word)} {word}"
            for word in ("as expected", "against", "open")
            if word in outcomes
        )
        rows.append([f"[{name}](findings/{name}.md)", found["answer"], counts, found["verdict"]])
    return block(table(["experiment", "answer", "hypothesis", "weakest verdict"], rows))


def against() -> str:
    """A line for every finding against the hypothesis."""
    lines = [
        f"- `{one['experiment']}`: {one['sentence']} {_estimate(one)}, {one['verdict']}"
        for one in every()
        if one["hypothesis"] == "against"
    ]
    return block("\n".join(lines))


def _estimate(one: dict[str, Any]) -> str:
    mean, low, high = (short(value) for value in one["estimate"])
    return f"{mean} ({low} to {high})"


def found(experiment: str, claim: str) -> dict[str, Any]:
    """One finding."""
    return next(one for one in stored(experiment)["findings"] if one["claim"] == claim)


def quoted(experiment: str, claim: str) -> str:
    """Its estimate, and in how many draws it has the sign."""
    one = found(experiment, claim)
    same = round(one["same_sign_share"] * one["draws"])
    return f"{_estimate(one)}, {same} of {one['draws']} draws"


def _count(verdict: str) -> str:
    return str(sum(one["verdict"] == verdict for one in every()))


def _unmoved() -> str:
    changes = [change for one in every() for change in one["unmoved"] if change["relabels"]]
    return f"{sum(change['holds'] for change in changes)} of {len(changes)}"


def _signs() -> str:
    changes = [change for one in every() for change in one["unmoved"] if not change["relabels"]]
    return f"{sum(change['holds'] for change in changes)} of {len(changes)}"


def _holds(experiment: str, claim: str, *verdicts: str) -> bool:
    one = found(experiment, claim)
    return one["hypothesis"] == "as expected" and one["verdict"] in verdicts


_QUOTED = {
    "rules-malign": ("does-search-matter", "rules-turn-malign"),
    "rules-more": ("does-search-matter", "rules-fail-more"),
    "shift-alone": ("does-search-matter", "shift-alone"),
    "two-failures": ("does-search-matter", "two-failures"),
    "watch-alone": ("does-search-matter", "watch-alone"),
    "knowing": ("treacherous-turn", "knowing-costs"),
    "tip": ("immune-system", "tip-off"),
    "candidates": ("perfect-interview", "more-candidates"),
    "most": ("perfect-interview", "most-candidates"),
    "power-value": ("does-search-matter", "power-and-value"),
    "power-gap": ("does-search-matter", "power-and-gap"),
    "runaway": ("boards-imitate", "reports-up"),
    "runaway-value": ("boards-imitate", "true-value-down"),
    "runaway-control": ("boards-imitate", "control"),
    "runaway-exit": ("boards-imitate", "exit"),
    "race": ("arms-race", "bars-rise"),
}

FINDINGS_PAGE = Page(
    "docs/findings.md",
    findings={
        "experiments": lambda: str(len(settled_names())),
        "all": lambda: str(len(every())),
        "robust": lambda: _count("robust"),
        "conditional": lambda: _count("conditional"),
        "fragile": lambda: _count("fragile"),
        "overview": overview,
        "against": against,
        "relabelled": _unmoved,
        "resampled": _signs,
        **{
            mark: lambda experiment=experiment, claim=claim: quoted(experiment, claim)  # type: ignore[misc]
            for mark, (experiment, claim) in _QUOTED.items()
        },
        "heuristic": lambda: cell(_LAB, "doors", ("heuristic", "shift of the goal"), "malign"),
        "planner": lambda: cell(_LAB, "doors", _DOORS, "malign"),
        "planner-capability": lambda: cell(_LAB, "doors", _DOORS, "capability"),
        "planner-alignment": lambda: cell(_LAB, "doors", _DOORS, "alignment"),
        "heuristic-capability": lambda: cell(
            _LAB, "doors", ("heuristic", "shift of capability"), "capability"
        ),
        "maze-deception": lambda: cell(_LAB, "systems", ("red-doors",), "deception adds"),
        "keys-deception": lambda: cell(_LAB, "systems", ("keys-and-chests",), "deception adds"),
        "aims-red": lambda: cell(_LAB, "doors-optimizers", ("planner", "cma"), "aims red"),
        "depth-3": lambda: cell(_LAB, "doors-depth", ("planner", "3"), "malign"),
        "depth-12": lambda: cell(_LAB, "doors-depth", ("planner", "12"), "malign"),
        "elk": lambda: cell(_LAB, "systems", ("irish-elk",), "malign share"),
        "proxies": lambda: cell(_LAB, "systems", ("proxies",), "malign share"),
    },
    claims={
        "All experiments with findings have stored results": lambda: (
            settled_names() == sorted(named()) and not any(stored(n)["stale"] for n in named())
        ),
        "It takes no search": lambda: _holds("does-search-matter", "rules-turn-malign", "robust"),
        "a shift is enough for search": lambda: _holds(
            "does-search-matter", "shift-alone", "robust"
        ),
        "the two failures come apart": lambda: _holds(
            "does-search-matter", "two-failures", "robust"
        ),
    },
)
