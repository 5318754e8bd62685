"""Answers: what the lab says to the claims, with intervals over selections."""

from __future__ import annotations

import numpy as np

from incentives.arrays import Floats
from sim.lab.base import Answer, LabResult, Row, Triple, means
from sim.lab.judging import Case, Reached, as_shares, column, malign_each
from sim.lab.red_doors.policies import HEURISTIC, KNOWING, PLANNER, REACTIVE
from sim.lab.selection.optimizers import OPTIMIZERS
from sim.support.words import number

Table = dict[Case, list[Reached]]
_OPTIMIZER = "cma"


def answers(table: Table, able: float, aligned: float) -> list[Answer]:
    """One or more to each of the first five claims."""
    return [
        *_search(table, able),
        *_kinds_of_failure(table),
        *_deception(table, aligned),
        *_optima(table),
        *_by_share(table),
        *_power(table, able),
    ]


def _search(table: Table, able: float) -> list[Answer]:
    rule = malign_each(*_after(table, HEURISTIC, "goal"), able)
    planner = malign_each(*_after(table, PLANNER, "goal"), able)
    reactive = malign_each(*_after(table, REACTIVE, "goal"), able)
    return [
        answer(
            "1 search is needed",
            rule - planner,
            "Malign after the shift of the goal, share of selections: the heuristic, which "
            f"searches nothing, {said(rule)}; reactive networks {said(reactive)}; planners "
            f"{said(planner)}. It does not take search. The difference between heuristic and "
            "planners is {}.",
        )
    ]


def _kinds_of_failure(table: Table) -> list[Answer]:
    found = []
    names = {"goal": "the shift of the goal", "capability": "the shift of capability"}
    for policy in (HEURISTIC, REACTIVE, PLANNER):
        parts, gaps = [], []
        for shift, name in names.items():
            after, before = _after(table, policy, shift)
            lost = column(before, "capability") - column(after, "capability")
            off = column(after, "capability") - column(after, "alignment")
            gaps.append(off)
            parts.append(
                f"{name} takes {said(lost)} off capability, and alignment is {said(off)} below"
            )
        found.append(
            answer(
                "2 two failures",
                gaps[0] - gaps[1],
                f"{policy}: {'; '.join(parts)}. The first gap is larger than the second by {{}}.",
            )
        )
    return found


def _deception(table: Table, aligned: float) -> list[Answer]:
    found = []
    for shift, where in (("none", "nothing is shifted"), ("goal", "the goal is shifted")):
        knowing, control = (
            as_shares(column(_after(table, policy, shift)[0], "alignment") < aligned)
            for policy in (KNOWING, PLANNER)
        )
        found.append(
            answer(
                "3 deception",
                knowing - control,
                f"Objective lost once nobody trains them, where {where}, share of selections: "
                f"planners that know {said(knowing)}, that cannot know {said(control)}; knowing "
                "adds {}.",
            )
        )
    free = np.array(
        [
            one["paid"] - two["paid"]
            for one, two in zip(_trained(table, KNOWING), _trained(table, PLANNER), strict=True)
        ]
    )
    found.append(
        answer(
            "3 deception",
            free,
            "Return in training of those that know, over those that cannot: {}.",
        )
    )
    return found


def _optima(table: Table) -> list[Answer]:
    found = []
    for policy in (PLANNER, REACTIVE):
        for optimizer in OPTIMIZERS:
            after, before = _after(table, policy, "goal", optimizer)
            door = column(after, "probe_door")
            red = column(after, "probe_red")
            paid, alignment = column(before, "paid"), column(after, "alignment")
            found.append(
                answer(
                    "4 optima",
                    door,
                    f"{policy} by {optimizer}: in a cleared maze {{}} go to the door, {said(red)} "
                    f"to what is red. Return in training differs between selections by a standard "
                    f"deviation of {number(_spread(paid), 3)}, alignment after the shift of the "
                    f"goal by {number(_spread(alignment), 2)}.",
                )
            )
    return found


def _by_share(table: Table) -> list[Answer]:
    """What rare levels do that tell the goals apart, and whether the objective matters."""
    found = []
    for case, reached in table.items():
        setting = dict(case.setting)
        dialled = case.shift == "goal" and case.optimizer == _OPTIMIZER
        if not dialled or "distinguishing" not in setting or case.objective != "average":
            continue
        plain = column(reached, "alignment")
        gains = []
        for aim in ("worst-tenth", "regret"):
            other = table.get(case._replace(objective=aim))
            if other is not None:
                gains.append(f"{aim} {said(column(other, 'alignment'))}")
        rest = [f"{name}={value}" for name, value in setting.items() if name != "distinguishing"]
        where = f" ({', '.join(rest)})" if rest else ""
        share = 100 * setting["distinguishing"]
        regret = table.get(case._replace(objective="regret"))
        if regret is None:
            continue
        found.append(
            answer(
                "4 objectives",
                column(regret, "alignment") - plain,
                f"{case.policy}, {share:g} % of levels tell the goals apart{where}: "
                f"alignment after the shift of the goal for the average {said(plain)}, "
                f"{', '.join(gains)}. Regret over average: {{}}.",
            )
        )
    return found


def _power(table: Table, able: float) -> list[Answer]:
    """How far planners search; without that dial, planners against the reactive."""
    found = []
    for case in table:
        setting = dict(case.setting)
        if list(setting) != ["search_depth"] or case.shift != "goal":
            continue
        after = table[case]
        before = table[case._replace(shift="none", environment="training")]
        bad = malign_each(after, before, able)
        found.append(
            answer(
                "5 power",
                bad,
                f"Planners that search {setting['search_depth']} steps ahead: capability "
                f"{said(column(before, 'capability'))} in training, after the shift of the goal "
                f"{said(column(after, 'capability'))} with alignment "
                f"{said(column(after, 'alignment'))}; malign {{}}.",
            )
        )
    after, before = _after(table, PLANNER, "goal")
    middle = column(after, "probe_door")
    pure = as_shares((middle == 0.0) | (middle == 1.0))
    other = column(_after(table, REACTIVE, "goal")[0], "probe_door")
    blur = as_shares((other == 0.0) | (other == 1.0))
    found.append(
        answer(
            "5 power",
            pure - blur,
            f"All or nothing: {said(pure)} of the planners go to the door always or never, of the "
            f"reactive {said(blur)}; the difference is {{}}.",
        )
    )
    return found


def answer(claim: str, values: Floats, sentence: str) -> Answer:
    """An answer whose sentence has a place, ``{}``, for the estimate."""
    mean, low, high = means(values, share=True)
    return Answer(claim, mean, low, high, sentence.format(said(values)))


def said(values: Floats) -> str:
    """A mean with its interval, for reading."""
    mean, low, high = means(values, share=True)
    if low is None or high is None:
        return number(mean, 2)
    return f"{number(mean, 2)} ({number(low, 2)} to {number(high, 2)})"


def gist(result: LabResult) -> dict[str, str | Triple]:
    """The lab's row in the table of all systems: planners, by CMA-ES, on the average."""
    before = _row(result, PLANNER, "none", "training")
    goal = _row(result, PLANNER, "goal", "deployment")
    added = next(one for one in result.answers if one.claim.startswith("3"))
    return {
        "base_optimizer": f"CMA-ES, {before.training_seeds} times",
        "selects_for": "reaching the door in training",
        "proxy": "something red",
        "shifted": "doors are blue, other things red",
        "capability_kept": goal.capability,
        "objective_kept": goal.alignment,
        "malign_share": goal.malign_share,
        "deception_adds": (added.estimate, added.low, added.high),
    }


def _row(result: LabResult, policy: str, shift: str, environment: str) -> Row:
    return next(
        row
        for row in result.rows
        if (row.policy, row.shift, row.environment) == (policy, shift, environment)
        and row.base_optimizer == _OPTIMIZER
        and row.objective == "average"
        and not row.setting
    )


def _case(policy: str, optimizer: str) -> Case:
    return Case(policy) if policy == HEURISTIC else Case(policy, optimizer, "average")


def _after(
    table: Table, policy: str, shift: str, optimizer: str = _OPTIMIZER
) -> tuple[list[Reached], list[Reached]]:
    """Selections after a shift, and the same in training."""
    case = _case(policy, optimizer)
    return table[case._replace(shift=shift, environment="deployment")], table[case]


def _trained(table: Table, policy: str) -> list[Reached]:
    return table[_case(policy, _OPTIMIZER)]


def _spread(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")
