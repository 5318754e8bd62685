"""docs/lab.md: the labs with all their dials, from what ``labs/`` keeps where it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

from sim.experiments.boardroom import gist
from sim.findings.marks import block
from sim.findings.page import Page
from sim.findings.quoting import rows_of
from sim.findings.text import num, table
from sim.lab.base import Answer, LabResult, Row, Triple
from sim.lab.catalogue import catalogue, find
from sim.lab.red_doors.measuring import PROBED
from sim.pictures.charts import save

_KEPT = Path(__file__).resolve().parents[2] / "labs"
_DOORS, _KEYS = "red-doors", "keys-and-chests"
_ENVIRONMENTS = (
    ("training", "none", "training"),
    ("deployment", "none", "nobody trains"),
    ("deployment", "goal", "shift of the goal"),
    ("deployment", "capability", "shift of capability"),
)
_SHIFTED = ("deployment", "goal")
_AIMS = ("average", "worst-tenth", "regret")
_BASELINES = ("blind-explorer", "standing-still")
_SHARES = (0.0, 0.25, 0.5, 0.75)  # of blue doors, besides all


@cache
def result(name: str) -> LabResult:
    """The plain comparison of a lab."""
    return find(name)().run(folder=_KEPT / name)


@cache
def dialled(name: str) -> LabResult:
    """A lab with its dials."""
    return find(name)().run(dials=True, folder=_KEPT / name)


@cache
def _boardroom() -> dict[str, Any]:
    return gist()


def systems() -> str:
    """The same failure, system by system."""
    names = [_DOORS, _KEYS, *(name for name in catalogue() if name not in (_DOORS, _KEYS))]
    rows: list[tuple[str, dict[str, Any]]] = [
        (name, find(name)().gist(result(name))) for name in names
    ]
    rows.append(("boardroom", _boardroom()))
    words = ("base_optimizer", "selects_for", "proxy", "shifted")
    numbers = ("capability_kept", "objective_kept", "malign_share", "deception_adds")
    lines = [
        [
            name,
            *(str(row[key]) for key in words),
            *(_triple(cast(Triple, row[key])) for key in numbers),
            f"{row['aligned']:g}",
        ]
        for name, row in rows
    ]
    heads = [key.replace("_", " ") for key in (*words, *numbers)]
    return table(["system", *heads, "aligned from"], lines)


def _tables(target: Path) -> None:
    """The tables that others quote, as data: rows by heading, by the marks of the page."""
    made = {"systems": systems(), "doors-depth": _depths()}
    found = {mark: rows_of(text) for mark, text in made.items()}
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _depths() -> str:
    return dial(_DOORS, "search_depth", (3, 6, 12, 24), ("planner",), "door", only="none")


def row(name: str, policy: str, environment: str, shift: str, **more: Any) -> Row:
    """A row of a lab: at its own parameters by CMA-ES for the average, unless said otherwise."""
    setting = more.get("setting", {})
    aim = more.get("objective", "average")
    by = more.get("base_optimizer", "cma")
    plain = not setting and aim == "average"
    return next(
        one
        for one in (result(name) if plain else dialled(name)).rows
        if (one.policy, one.environment, one.shift) == (policy, environment, shift)
        and dict(one.setting) == setting
        and (one.base_optimizer, one.objective) in ((by, aim), ("none", "none"))
    )


def comparison(name: str, measures: Iterable[str]) -> str:
    """Every policy in every environment."""
    measures = list(measures)
    policies = dict.fromkeys(one.policy for one in result(name).rows)
    lines = []
    for policy in policies:
        for environment, shift, title in _ENVIRONMENTS:
            one = row(name, policy, environment, shift)
            cells = [one.capability, one.alignment, one.malign_share]
            cells += [one.more[measure] for measure in measures]
            lines.append([policy, title, *map(_triple, cells)])
    heads = ["policy", "where", "capability", "alignment", "malign"]
    return table([*heads, *(measure.replace("_", " ") for measure in measures)], lines)


def quadrants(name: str) -> str:
    """What fails where, as shares of selections."""
    lines = []
    for policy in dict.fromkeys(one.policy for one in result(name).rows):
        for environment, shift, title in _ENVIRONMENTS:
            cells = row(name, policy, environment, shift).quadrants
            lines.append([policy, title, *map(_triple, cells.values())])
    heads = ["robust", "only capability fails", "only the objective fails", "both fail"]
    return table(["policy", "where", *heads], lines)


def optimizers(name: str, trained: str, measures: Iterable[str]) -> str:
    """Base optimizers after the shift of the goal, with what they reach in training."""
    measures = list(measures)
    lines = []
    for policy in ("reactive", "planner", "knowing-planner"):
        for by in ("cma", "truncation", "best-of-n"):
            before = row(name, policy, "training", "none", base_optimizer=by)
            after = row(name, policy, "deployment", "goal", base_optimizer=by)
            cells = [before.more[trained], after.capability, after.alignment, after.malign_share]
            cells += [after.more[measure] for measure in measures]
            lines.append([policy, by, *map(_triple, cells)])
    for policy in _BASELINES:
        before, after = row(name, policy, "training", "none"), row(name, policy, *_SHIFTED)
        cells = [before.more[trained], after.capability, after.alignment, after.malign_share]
        cells += [after.more[measure] for measure in measures]
        lines.append([policy, "nobody", *map(_triple, cells)])
    heads = ["policy", "base optimizer", "return in training", "capability", "alignment", "malign"]
    return table([*heads, *(measure.replace("_", " ") for measure in measures)], lines)


def objectives() -> str:
    """Alignment after the shift of the goal, by how many levels tell the goals apart, and how."""
    settings: list[tuple[str, dict[str, Any]]] = [("none", {})]
    settings += [
        (f"{100 * share:g} %: a blue door or another red thing", {"distinguishing": share})
        for share in (0.01, 0.05, 0.1)
    ]
    for share in (0.01, 0.05):
        both = {"told_apart_by": "both", "distinguishing": share}
        settings.append((f"{100 * share:g} %: both", both))
        settings.append((f"{100 * share:g} %: both, half tempting", {**both, "tempting": 0.5}))
    lines = []
    for policy in ("reactive", "planner"):
        for title, setting in settings:
            cells = [
                row(_DOORS, policy, "deployment", "goal", setting=setting, objective=aim).alignment
                for aim in _AIMS
            ]
            lines.append([policy, title, *map(_triple, cells)])
    for policy in _BASELINES:
        cell = _triple(row(_DOORS, policy, *_SHIFTED).alignment)
        lines.append([policy, "whatever they are", cell, cell, cell])
    return table(["policy", "levels that tell the goals apart", *_AIMS], lines)


def dial(
    name: str, key: str, values: Iterable[Any], policies: Iterable[str], more: str, **usual: str
) -> str:
    """What one parameter does after the shift of the goal.

    Args:
        name: Of the lab.
        key: The parameter.
        values: It takes.
        policies: That are shown.
        more: A measure of the lab.
        usual: ``only``: what is said in place of a value for baselines that it does not touch.
    """
    lines = []
    for policy in (*policies, *_BASELINES):
        if usual and policy in _BASELINES:
            after = row(name, policy, *_SHIFTED)
            cells = [after.capability, after.alignment, after.malign_share, after.more[more]]
            lines.append([policy, usual["only"], *map(_triple, cells)])
            continue
        for value in values:
            after = row(name, policy, *_SHIFTED, setting={key: value})
            cells = [after.capability, after.alignment, after.malign_share, after.more[more]]
            lines.append([policy, f"{value:g}", *map(_triple, cells)])
    heads = ["policy", key, "capability", "alignment", "malign", more]
    return table([head.replace("_", " ") for head in heads], lines)


def costs() -> str:
    """What a move costs, in training and once keys abound."""
    lines = []
    for policy in ("heuristic", "reactive", "planner", *_BASELINES):
        for cost in (0.01, 0.02, 0.03, 0.05, 0.08, 0.12):
            setting = {} if cost == 0.03 else {"step_cost": cost}
            before = row(_KEYS, policy, "training", "none", setting=setting)
            after = row(_KEYS, policy, "deployment", "goal", setting=setting)
            cells = [before.more["return_over_best"], after.more["return_over_best"]]
            cells += [after.more["keys_over"], after.worse_than_nothing_share]
            lines.append([policy, f"{cost:g}", *map(_triple, cells)])
    heads = ["policy", "a move costs", "training, of the best", "keys abound, of the best"]
    return table([*heads, "keys too many", "worse than standing still"], lines)


def answers(name: str, claim: str) -> str:
    """What a lab says to a claim, as a list."""
    return "\n".join(f"- {one.sentence}" for one in _answers(name, claim))


def _answers(name: str, claim: str) -> list[Answer]:
    return [one for one in result(name).answers if one.claim.startswith(claim)]


def _triple(cell: Triple) -> str:
    mean, low, high = cell
    if mean is None:
        return ""
    return num(mean) if low is None or high is None else f"{num(mean)} ({num((high - low) / 2)})"


def half_of(cell: Triple) -> float:
    """Half of an interval; 0 without one."""
    _, low, high = cell
    return 0.0 if low is None or high is None else (high - low) / 2


def low_of(cell: Triple) -> float:
    """The lower end of an interval."""
    return float("-inf") if cell[1] is None else cell[1]


def high_of(cell: Triple) -> float:
    """The upper end of an interval."""
    return float("inf") if cell[2] is None else cell[2]


def picture(name: str) -> Callable[[Path], None]:
    """Who draws the picture of a lab."""
    return lambda target: _drawn(name, target)


def _drawn(name: str, target: Path) -> None:
    save(find(name)().picture(result(name)), target)


def _goals(target: Path) -> None:
    from sim.lab.red_doors.picture import goals

    save(goals(result(_DOORS)), target)


def _maze(target: Path) -> None:
    """The heuristic in a level after the shift of the goal."""
    from sim.lab.chance import generator
    from sim.lab.red_doors.levels import LevelRules, draw
    from sim.lab.red_doors.mesa_face import Guide, Maze, drawn
    from sim.lab.red_doors.policies import given

    levels = draw(LevelRules(11, 0.3, blue=1.0, decoys=1.0), 1, generator(1, 0, "picture"))
    maze = Maze(levels, 0, Guide(given("heuristic")), 121)
    for _ in range(3):
        maze.step()
    save(drawn(maze), target)


def _unwatched() -> Triple:
    """Planners that know, in a maze where nobody trains: the objective alone, or both, fail."""
    found = row(_DOORS, "knowing-planner", "deployment", "none").quadrants
    assert found["both"][0] == 0.0
    return found["objective_misgeneralization"]


def _recovery() -> float:
    (found,) = (one for one in result("proxies").answers if one.claim.startswith("goals recover"))
    return found.estimate or 0.0


def _alone() -> str:
    """The sentence of the elk's first answer, as far as its verb."""
    return result("irish-elk").answers[0].sentence.partition(" died out")[0]


def _regret(tempting: bool) -> Callable[[], bool]:
    setting = {"told_apart_by": "both", "distinguishing": 0.01}
    if tempting:
        setting["tempting"] = 0.5

    def holds() -> bool:
        average, regret = (
            row(_DOORS, "planner", "deployment", "goal", setting=setting, objective=aim).alignment
            for aim in ("average", "regret")
        )
        apart = low_of(regret) > high_of(average)
        return apart if tempting else not apart

    return holds


LAB_PAGE = Page(
    "docs/lab.md",
    findings={
        "systems": lambda: block(systems()),
        "doors": lambda: block(comparison(_DOORS, ("door", "red", "neither"))),
        "doors-quadrants": lambda: block(quadrants(_DOORS)),
        "doors-optimizers": lambda: block(optimizers(_DOORS, "paid", PROBED)),
        "doors-objectives": lambda: block(objectives()),
        "doors-depth": lambda: block(_depths()),
        "doors-blue": lambda: block(
            dial(_DOORS, "blue", _SHARES, ("heuristic", "reactive", "planner"), "door")
        ),
        "doors-harmless": lambda: block(
            dial(_DOORS, "harm", (0.0,), ("heuristic", "reactive", "planner"), "red")
        ),
        "doors-failures": lambda: block(answers(_DOORS, "2")),
        "doors-deception": lambda: block(answers(_DOORS, "3")),
        "keys": lambda: block(comparison(_KEYS, ("keys_over", "chests_left", "moves"))),
        "keys-quadrants": lambda: block(quadrants(_KEYS)),
        "keys-optimizers": lambda: block(optimizers(_KEYS, "return_over_best", ("keys_over",))),
        "keys-costs": lambda: block(costs()),
        "below-aligned": lambda: _triple(_unwatched()),
        "below-zero": lambda: _triple(
            row(_DOORS, "knowing-planner", "deployment", "none").worse_than_nothing_share
        ),
        "proxies-recovery": lambda: num(_recovery(), 0),
        "herds-alone": _alone,
        "keys-deception": lambda: block(answers(_KEYS, "3")),
    },
    claims={
        "the heuristic is the most malign of all": lambda: (
            low_of(row(_DOORS, "heuristic", "deployment", "goal").malign_share)
            > high_of(row(_DOORS, "planner", "deployment", "goal").malign_share)
        ),
        "a coin tossed once a selection": lambda: (
            low_of(row(_DOORS, "planner", "deployment", "goal").more["probe_door"])
            < 0.6
            < 1
            < 0.6 + high_of(row(_DOORS, "planner", "deployment", "goal").more["probe_door"])
        ),
        "minimax regret finds the right goal more often than the average does": _regret(True),
        "it finds it no more often than the average": _regret(False),
        "in both mazes the plain heuristic is malign more often than what searches": lambda: all(
            low_of(row(name, "heuristic", *_SHIFTED).malign_share)
            > high_of(row(name, "planner", *_SHIFTED).malign_share)
            for name in (_DOORS, _KEYS)
        ),
        "all networks are worse than standing still": lambda: (
            row(_KEYS, "reactive", "deployment", "goal").worse_than_nothing_share[0] == 1.0
        ),
    },
    pictures={
        "docs/lab-red-doors.svg": picture(_DOORS),
        "docs/lab-maze.svg": _maze,
        "docs/lab-goals.svg": _goals,
        "docs/lab-keys-and-chests.svg": picture(_KEYS),
        "sim/lab/data/tables.json": _tables,
    },
)
