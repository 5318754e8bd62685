"""Responses that are found one by one, and those that were learned: see :mod:`sim.quarter.effort`.

They are few where plans are of the usual kind. Where they are not, they are all.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from agents.gambling import Gambles
from agents.numerics.compile import Repeated, inlined, lean
from agents.planning import between, interpolate
from agents.problem import Form, Motives, TaskTable
from agents.responses import (
    ADDED,
    AUDIT,
    BAR,
    BELIEF,
    CARRIED,
    FINE_WORTH,
    GAIN,
    REACHED,
    REFERENCE,
    RESTITUTION,
    SEAT_WORTH,
    SEEN,
    SEVERANCE,
    SKILL,
    Problems,
    Responses,
    Room,
    World,
    new_problems,
    new_responses,
    new_room,
    respond_to_all,
    respond_to_usual,
)
from agents.sampling import Lots, Searchers, search_plans
from agents.solver import GENERAL
from agents.verdicts import fine_worth
from incentives.arrays import Floats, Ints
from sim.plan.plan import PlanTables
from sim.quarter.effects import standing_of, take_effect, withhold
from sim.quarter.effort import choose_effort
from sim.quarter.problems import (
    SIDES,
    Workspace,
    perceived_bar,
    perceived_fine,
    perceived_rate,
    perceived_restitution,
    severance,
    verdicts_of,
)
from sim.quarter.prospects import (
    AWARENESS,
    FINED,
    KEEP,
    MOTIVE,
    SEAT_VALUE,
    UNVESTED,
    Prospects,
    prospect,
    value_believed,
)
from sim.quarter.rules import (
    EffortRules,
    LearnedRules,
    SearchRules,
    Setting,
    reading,
    rules_of,
    runs_of,
)
from sim.quarter.state import Actions, Record, Seats


class Responders:
    """Respond for the executives of a batch.

    Args:
        setting: Which plans hold for which firms; that may change.
        lots: By firm, where the draws of those come from who draw plans.
    """

    def __init__(self, setting: Setting[PlanTables], lots: Lots) -> None:
        self._plans = plans = setting.plans
        self._choose_effort = Repeated(choose_effort)
        self._state_problems = Repeated(state_problems)
        self._respond = Repeated(respond_to_usual)
        self._take_responses = Repeated(take_responses)
        self._follow_rules = Repeated(follow_rules)
        self._setting = reading(setting, EffortRules)
        self._search = rules_of(plans, SearchRules)
        self._learned = rules_of(plans, LearnedRules)
        self._once = bool(plans.has_once.any())
        self._worlds: dict[tuple[int, bool], tuple[World, Gambles, Room]] = {}
        self._searches = (plans.draws > 0) | (plans.rate > 0.0)
        self._search_any = bool(self._searches.any())
        self._lots = lots

    def of_firms(self, rows: Ints, plan_of_firm: Ints) -> Responders:
        """The same for some firms, each as the only one of a world of its own."""
        others = copy(self)
        others._setting = self._setting._replace(
            plan_of_world=plan_of_firm,
            firms=1,
            plan_of_firm=plan_of_firm,
            until=runs_of(plan_of_firm),
        )
        others._lots = self._lots.of(rows, self._lots.quarter)
        return others

    def choose_effort(
        self,
        seats: Seats,
        actions: Actions,
        record: Record,
        expected: Floats,
        workspace: Workspace,
        quarter: int,
    ) -> None:
        """Step 2; ``expected``: (worlds,) mean report that everybody reckons with."""
        setting = self._setting
        self._choose_effort(setting, seats, actions, record, expected, workspace)
        queued, ruled = workspace.left.tolist()
        if queued:
            queue = workspace.queue[:queued]
            known = workspace.prospects
            for rows, p, fresh, searches in self._groups(queue, seats):
                world, gambles, room = self._world(p, fresh)
                problems = new_problems(rows.size, known.weights.shape[1])
                found = new_responses(rows.size, actions.effort.shape[0])
                given = setting, self._search, seats, actions, record, expected
                self._state_problems(*given, known, rows, problems)
                if searches:
                    searchers = searchers_of(self._plans, p)
                    lots = self._lots.of(rows // SIDES, quarter)
                    search_plans(problems, world, searchers, lots, found)
                elif world.form.general == 0 and gambles.sd.size == 0:
                    self._respond(problems, rows.size, world, room, found)
                else:
                    respond_to_all(problems, rows.size, world, gambles, room, found)
                self._take_responses(*given, rows, found)
        if ruled:
            rows = workspace.ruled[:ruled]
            self._follow_rules(setting, self._learned, seats, actions, record, expected, rows)

    def _groups(self, queue: Ints, seats: Seats) -> list[tuple[Ints, int, bool, bool]]:
        """What is queued by plan, whether all tasks are still to be done, and who searches."""
        plans = self._setting.plan_of_firm
        if not self._once and not self._search_any and self._setting.until[0] == plans.size:
            return [(queue, int(plans[0]), False, False)]
        firm = queue // SIDES
        plan = plans[firm]
        fresh = (seats.tenure[firm] == 0) & (self._plans.has_once[plan] == 1)
        keys = 4 * plan + 2 * fresh + self._searches[plan, seats.kind[firm]]
        each = sorted({*keys.tolist()})  # a few: quicker than to sort the array
        return [
            (queue if len(each) == 1 else queue[keys == key], key // 4, key & 2 > 0, key & 1 > 0)
            for key in each
        ]

    def _world(self, p: int, fresh: bool) -> tuple[World, Gambles, Room]:
        """What problems under a plan have in common, in the first quarter of a tenure or later."""
        key = (p, fresh)
        if key not in self._worlds:
            plans, solver = self._plans, int(self._plans.solver[p])
            motives = motives_of(plans, p)
            form = Form(plans.cross[p], int(plans.exponential[p]), int(solver == GENERAL))
            technology, noise = technology_of(plans, p, key[1]), float(plans.noise[p])
            world = World(motives, technology, form, noise, together=0)
            self._worlds[key] = world, gambles_of(plans, p), new_room(motives)
        return self._worlds[key]


def technology_of(plans: PlanTables, p: int, fresh: bool) -> TaskTable:
    """The tasks of somebody in a quarter of tenure: some are done in the first only."""
    return TaskTable(
        plans.loading[p],
        plans.detectability[p],
        plans.cost[p],
        plans.cap[p] if fresh else plans.later_cap[p],
        plans.intrinsic[p] if fresh else plans.later_intrinsic[p],
        plans.value[p],
        plans.visible[p],
        plans.curvature[p],
        plans.private[p],
    )


def searchers_of(plans: PlanTables, p: int) -> Searchers:
    """Who draws plans under a plan, and who climbs."""
    return Searchers(
        plans.draws[p],
        plans.spread[p],
        plans.steps[p],
        plans.rate[p],
        float(plans.plan_error[p]),
        int(plans.heavy[p]),
    )


def motives_of(plans: PlanTables, p: int) -> Motives:
    """What drives executives under a plan, without risk of their own."""
    return Motives(
        plans.worth[p],
        plans.burden[p],
        plans.curve_value[p],
        plans.curve_slope[p],
        plans.curve_low[p],
        plans.curve_high[p],
        float(plans.curve_start[p]),
        float(plans.curve_step[p]),
        int(plans.curve_last[p]),
    )


def gambles_of(plans: PlanTables, p: int) -> Gambles:
    """The levels of risk under a plan; none if risk is no choice."""
    levels = int((plans.gamble_sd[p] > 0.0).sum())
    return Gambles(
        plans.gamble_sd[p, :levels],
        plans.gamble_toll[p, :levels],
        plans.gamble_value[p, :levels],
        plans.gamble_slope[p, :levels],
        plans.gamble_low[p, :levels],
        plans.gamble_high[p, :levels],
        plans.gamble_step[p, :levels],
        plans.gamble_last[p, :levels],
    )


@lean
def state_problems(
    setting: Setting[EffortRules],
    search: SearchRules,
    seats: Seats,
    actions: Actions,
    record: Record,
    expected: Floats,
    known: Prospects,
    queue: Ints,
    problems: Problems,
) -> None:
    """Write down the problems in the ``queue``: firms times ``SIDES``, and a side of the watch."""
    plans, firms = setting.plans, setting.firms
    numbers = problems.numbers
    for row in range(queue.shape[0]):
        i, side = queue[row] // SIDES, queue[row] % SIDES
        w = i // firms
        p, kind = setting.plan_of_firm[i], seats.kind[i]
        c = prospect(known, p, kind, seats.tenure[i])
        aware = known.terms[c, AWARENESS]
        gain, carried, par = standing_of(plans, p, expected[w], seats, actions, record, i)
        rate, per_pay = actions.foreseen[i], known.terms[c, FINED]
        fine = perceived_fine(plans, p, aware, rate, actions.feared_fine[i], side)
        feared = actions.feared_restitution[i]
        repaid = perceived_restitution(plans, search, p, aware, rate, feared, side)
        numbers[row, SKILL] = seats.theta[i]
        numbers[row, CARRIED] = carried
        seat = _seat_of(plans, p, seats, known, c, i)
        found = perceived_rate(plans, p, aware, actions.trust[i], rate, side)
        owed = per_pay * fine
        if plans.errs[p] == 1:
            owed = fine_worth(verdicts_of(plans, p), found, owed, per_pay, seat)
        numbers[row, SEAT_WORTH] = seat
        numbers[row, FINE_WORTH] = owed
        numbers[row, RESTITUTION] = per_pay * repaid
        numbers[row, SEVERANCE] = severance(plans, p, kind)
        numbers[row, AUDIT] = found
        numbers[row, BAR] = perceived_bar(plans, p, aware, actions.bar[i]) - actions.leniency[i]
        numbers[row, BELIEF] = seats.belief[i]
        numbers[row, GAIN] = gain
        numbers[row, REFERENCE] = par
        first = (p * known.kinds + kind) * plans.worth.shape[2]
        problems.motive[row, 0] = kind
        problems.motive[row, 1] = int(known.terms[c, MOTIVE]) - first
        for curve in range(problems.weights.shape[1]):
            problems.weights[row, curve] = known.weights[c, curve]


@inlined
def _seat_of(
    plans: EffortRules, p: int, seats: Seats, known: Prospects, c: np.uintp, i: int
) -> float:
    """What the seat is worth to an executive; ``c``: its row of the prospects."""
    first = int(known.terms[c, SEAT_VALUE])
    value = interpolate(
        known.values[first : first + plans.seat_value.shape[4]],
        plans.ability_start[p],
        plans.ability_step[p],
        seats.theta[i],
    )
    if plans.learns[p] == 1:
        last, nodes = plans.seat_value.shape[4] - 1, (plans.sure_nodes[p], plans.ease_nodes[p])
        node, share = between(last, plans.ability_start[p], plans.ability_step[p], seats.theta[i])
        at, sure, ease = np.uintp(first + node), seats.sure[i], seats.ease[i]
        value = value_believed(known, nodes, sure, ease, at) * (1.0 - share)
        if share > 0.0:
            value += value_believed(known, nodes, sure, ease, at + np.uintp(1)) * share
    seat: float = max(known.terms[c, KEEP] * value, 0.0)
    for s in range(seats.unvested.shape[0]):
        seat += max(known.terms[c, UNVESTED + s] * seats.unvested[s, i], 0.0)
    return seat


@lean
def take_responses(
    setting: Setting[EffortRules],
    search: SearchRules,
    seats: Seats,
    actions: Actions,
    record: Record,
    expected: Floats,
    queue: Ints,
    found: Responses,
) -> None:
    """What follows from the responses to what was in the ``queue``: acts, and what is withheld."""
    plans = setting.plans
    for row in range(queue.shape[0]):
        i, side = queue[row] // SIDES, queue[row] % SIDES
        w = i // setting.firms
        p, gamble = setting.plan_of_firm[i], found.outcome[row, ADDED]
        if side == 0:
            for j in range(actions.effort.shape[0]):
                actions.effort[j, i] = found.efforts[row, j]
            if plans.gambles[p] == 1:
                actions.gamble[i] = gamble
            index, seen = found.outcome[row, REACHED], found.outcome[row, SEEN]
            take_effect(plans, p, expected[w], seats, actions, record, i, index, seen)
        else:
            value = -search.gamble_cost[p] * gamble * gamble
            for j in range(actions.effort.shape[0]):
                effect = seats.theta[i] * found.efforts[row, j]
                spoilt = 0.5 * plans.curvature[p, j] * effect * effect
                value += plans.value[p, j] * effect - spoilt
            withhold(seats, record, i, side, value)


@lean
def follow_rules(
    setting: Setting[EffortRules],
    learned: LearnedRules,
    seats: Seats,
    actions: Actions,
    record: Record,
    expected: Floats,
    followers: Ints,
) -> None:
    """What learned rules make the executives of some firms do."""
    plans = setting.plans
    last = learned.rule.shape[2] - 1
    for k in range(followers.shape[0]):
        i = followers[k]
        w = i // setting.firms
        p, kind, theta = setting.plan_of_firm[i], seats.kind[i], seats.theta[i]
        start, step = plans.ability_start[p], plans.ability_step[p]
        node, share = between(last, start, step, theta)
        low, high = learned.rule[p, kind, node], learned.rule[p, kind, min(node + 1, last)]
        index = 0.0
        detection = 0.0
        for j in range(actions.effort.shape[0]):
            effort = low[j] * (1.0 - share) + high[j] * share
            if seats.tenure[i] > 0:
                effort = min(effort, plans.later_cap[p, j])
            actions.effort[j, i] = effort
            index += plans.loading[p, j] * theta * effort
            detection += plans.detectability[p, j] * theta * effort
        if plans.gambles[p] == 1:
            actions.gamble[i] = interpolate(learned.rule_gamble[p, kind], start, step, theta)
        take_effect(plans, p, expected[w], seats, actions, record, i, index, detection)
