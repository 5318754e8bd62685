"""Answers: what the lab says to the claims, with intervals over selections."""

from __future__ import annotations

import numpy as np

from agents.selection.optimizers import OPTIMIZERS
from sim.lab.base import Answer, Gist, LabResult
from sim.lab.judging import Reached, as_shares, column, malign_each
from sim.lab.programme import Outcomes
from sim.lab.red_doors.policies import HEURISTIC, KNOWING, PLANNER, REACTIVE
from sim.lab.sentences import (
    FIRST,
    after,
    answer,
    case_of,
    deception,
    part_of,
    plain_row,
    said,
    spread,
)
from sim.support.words import number


def answers(table: Outcomes, able: float, aligned: float) -> list[Answer]:
    """One or more to each of the first five claims."""
    return [
        *_search(table, able),
        *_kinds_of_failure(table),
        *_deception(table, aligned),
        *_optima(table),
        *_by_share(table),
        *_power(table, able),
    ]


def _search(table: Outcomes, able: float) -> list[Answer]:
    rule = malign_each(*_after(table, HEURISTIC, "goal"), able)
    planner = malign_each(*_after(table, PLANNER, "goal"), able)
    reactive = malign_each(*_after(table, REACTIVE, "goal"), able)
    return [
        answer(
            "1 search is needed",
            rule - planner,
            "Malign after the shift of the goal, share of selections: the heuristic, which "
            f"searches nothing, {part_of(rule)}; reactive networks {part_of(reactive)}; "
            f"planners {part_of(planner)}. It does not take search. The difference "
            "between heuristic and planners is {}.",
        )
    ]


def _kinds_of_failure(table: Outcomes) -> list[Answer]:
    found = []
    names = {"goal": "the shift of the goal", "capability": "the shift of capability"}
    for policy in (HEURISTIC, REACTIVE, PLANNER):
        parts, gaps = [], []
        for shift, name in names.items():
            then, before = _after(table, policy, shift)
            lost = column(before, "capability") - column(then, "capability")
            off = column(then, "capability") - column(then, "alignment")
            gaps.append(off)
            parts.append(
                f"{name} takes {said(lost)} off capability, and alignment is {said(off)} below it"
            )
        found.append(
            answer(
                "2 two failures",
                gaps[0] - gaps[1],
                f"{policy}: {'; '.join(parts)}. The first gap is larger than the second by {{}}.",
            )
        )
    return found


def _deception(table: Outcomes, aligned: float) -> list[Answer]:
    places = {"none": "nothing is shifted", "goal": "the goal is shifted"}
    found = deception(table, (KNOWING, PLANNER), aligned, places)
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


def _optima(table: Outcomes) -> list[Answer]:
    found = []
    for policy in (PLANNER, REACTIVE):
        for optimizer in OPTIMIZERS:
            then, before = _after(table, policy, "goal", optimizer)
            door = column(then, "probe_door")
            red = column(then, "probe_red")
            paid, alignment = column(before, "paid"), column(then, "alignment")
            found.append(
                answer(
                    "4 optima",
                    door,
                    f"{policy} by {optimizer}: in a cleared maze {{}} go to the door, "
                    f"{part_of(red)} to what is red. Return in training differs between "
                    f"selections by a standard deviation of {number(spread(paid), 3)}, alignment "
                    f"after the shift of the goal by {number(spread(alignment), 2)}.",
                    share=True,
                )
            )
    return found


def _by_share(table: Outcomes) -> list[Answer]:
    """What rare levels do that tell the goals apart, and whether the objective matters."""
    found = []
    for case, reached in table.items():
        setting = dict(case.setting)
        dialled = case.shift == "goal" and case.optimizer == FIRST
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


def _power(table: Outcomes, able: float) -> list[Answer]:
    """How far planners search; without that dial, planners against the reactive."""
    found = []
    for case in table:
        setting = dict(case.setting)
        if list(setting) != ["search_depth"] or case.shift != "goal":
            continue
        then = table[case]
        before = table[case._replace(shift="none", environment="training")]
        bad = malign_each(then, before, able)
        found.append(
            answer(
                "5 power",
                bad,
                f"Planners that search {setting['search_depth']} steps ahead: capability "
                f"{said(column(before, 'capability'))} in training, after the shift of the goal "
                f"{said(column(then, 'capability'))} with alignment "
                f"{said(column(then, 'alignment'))}; malign {{}}.",
                share=True,
            )
        )
    then, before = _after(table, PLANNER, "goal")
    middle = column(then, "probe_door")
    pure = as_shares((middle == 0.0) | (middle == 1.0))
    other = column(_after(table, REACTIVE, "goal")[0], "probe_door")
    blur = as_shares((other == 0.0) | (other == 1.0))
    found.append(
        answer(
            "5 power",
            pure - blur,
            f"All or nothing: {part_of(pure)} of the planners go to the door always or never, "
            f"of the reactive {part_of(blur)}; the difference is {{}}.",
        )
    )
    return found


def gist(result: LabResult) -> Gist:
    """The lab's row in the table of all systems: planners, by CMA-ES, on the average."""
    before = plain_row(result, PLANNER, "none", "training")
    goal = plain_row(result, PLANNER, "goal", "deployment")
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
        "aligned": float(result.parameters["aligned"]),
    }


def _after(
    table: Outcomes, policy: str, shift: str, optimizer: str = FIRST
) -> tuple[list[Reached], list[Reached]]:
    return after(table, case_of(policy, policy != HEURISTIC, optimizer), shift)


def _trained(table: Outcomes, policy: str) -> list[Reached]:
    return table[case_of(policy)]
