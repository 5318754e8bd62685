"""Answers of keys and chests, with intervals over selections."""

from __future__ import annotations

from agents.selection.optimizers import OPTIMIZERS
from sim.lab.base import Answer, Gist, LabResult
from sim.lab.judging import Reached, as_shares, column, malign_each
from sim.lab.keys_and_chests.policies import KNOWS, NETWORK, RULE, SEARCHER
from sim.lab.programme import Outcomes
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


def answers(table: Outcomes, able: float, aligned: float) -> list[Answer]:
    """What the lab says to the first five claims."""
    return [
        *_search(table, able),
        *_failures(table),
        *_deception(table, aligned),
        *_optima(table),
        *_dear(table),
    ]


def _search(table: Outcomes, able: float) -> list[Answer]:
    shares, over = {}, []
    for policy in (RULE, NETWORK, SEARCHER):
        then, before = _after(table, policy, "goal")
        shares[policy] = malign_each(then, before, able)
        over.append(f"{policy} {said(column(then, 'keys_over'))}")
    return [
        answer(
            "1 search is needed",
            shares[RULE] - shares[SEARCHER],
            f"Malign once keys abound, share of selections: the heuristic {part_of(shares[RULE])}, "
            f"reactive networks {part_of(shares[NETWORK])}, planners "
            f"{part_of(shares[SEARCHER])}; the first over the last by {{}}. "
            f"Keys beyond what chests need: {', '.join(over)}.",
        )
    ]


def _failures(table: Outcomes) -> list[Answer]:
    found = []
    for policy in (RULE, NETWORK, SEARCHER):
        parts, gaps = [], []
        for shift in ("goal", "capability"):
            then, before = _after(table, policy, shift)
            lost = column(before, "capability") - column(then, "capability")
            gaps.append(column(before, "alignment") - column(then, "alignment"))
            parts.append(
                f"the shift of {'the goal' if shift == 'goal' else shift} takes {said(lost)} off "
                f"capability and {said(gaps[-1])} off alignment"
            )
        found.append(
            answer(
                "2 two failures",
                gaps[0] - gaps[1],
                f"{policy}: {'; '.join(parts)}. The first takes more off alignment by {{}}.",
            )
        )
    return found


def _deception(table: Outcomes, aligned: float) -> list[Answer]:
    places = {"none": "nothing is shifted", "goal": "keys abound"}
    return deception(table, (KNOWS, SEARCHER), aligned, places)


def _optima(table: Outcomes) -> list[Answer]:
    found = []
    for policy in (SEARCHER, NETWORK):
        for optimizer in OPTIMIZERS:
            then, before = _after(table, policy, "goal", optimizer)
            over, trained = column(then, "keys_over"), column(before, "return_over_best")
            worse = as_shares(column(then, "alignment") < 0)
            found.append(
                answer(
                    "4 optima",
                    worse,
                    f"{policy} by {optimizer}: {said(trained)} of the best return in training "
                    f"(standard deviation {spread(trained):.3f}), then {said(over)} keys too many "
                    f"(standard deviation {spread(over):.2f}); worse than standing still {{}} of "
                    "selections.",
                    share=True,
                )
            )
    return found


def _dear(table: Outcomes) -> list[Answer]:
    """What a move costs: what it takes for over-collecting to be worse than nothing, or to stop."""
    found = []
    for case, then in table.items():
        setting = dict(case.setting)
        if case.shift != "goal" or list(setting) != ["step_cost"]:
            continue
        worse = as_shares(column(then, "alignment") < 0)
        before = table[case._replace(shift="none", environment="training")]
        trained = column(before, "return_over_best")
        found.append(
            answer(
                "5 power",
                worse,
                f"{case.policy}, a move costs {setting['step_cost']:g}: {said(trained)} of the "
                f"best return in training, then {said(column(then, 'keys_over'))} keys too many; "
                "worse than standing still {} of selections.",
                share=True,
            )
        )
    return found


def gist(result: LabResult) -> Gist:
    """The lab's row in the table of all systems: reactive networks, by CMA-ES, on the average."""
    goal = plain_row(result, NETWORK, "goal", "deployment")
    added = next(one for one in result.answers if one.claim.startswith("3"))
    return {
        "base_optimizer": f"CMA-ES, {goal.training_seeds} times",
        "selects_for": "opened chests",
        "proxy": "keys",
        "shifted": "keys abound, chests are rare",
        "capability_kept": goal.capability,
        "objective_kept": goal.alignment,
        "malign_share": goal.malign_share,
        "deception_adds": (added.estimate, added.low, added.high),
        "aligned": float(result.parameters["aligned"]),
    }


def _after(
    table: Outcomes, policy: str, shift: str, optimizer: str = FIRST
) -> tuple[list[Reached], list[Reached]]:
    return after(table, case_of(policy, policy != RULE, optimizer), shift)
