"""The best of n random plans: what it is expected to be, and what it is on one occasion.

A base policy draws efforts ``clip(intrinsic + spread * z, 0, cap)`` with standard normal ``z``. A
searcher draws n of them and does the one with the largest utility, that of
:func:`agents.landscape.utility_of`. Plans need its expectation: the mean over a fixed set of m
points, evenly spread over the base policy (Sobol 1967), the k-th largest of which is the best of n
draws with probability ``((m - k + 1) / m)**n - ((m - k) / m)**n`` (David and Nagaraja 2003, Order
statistics, section 2.1). So a plan is a function of the scenario, and no draw of anybody is in it.
Searchers take no gambles, for the base policy has none.

A plan may come with an error of the metric, see :mod:`agents.base_policy`: it is reported and not
done. The searcher sees it, so the pick is made by it, too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents import climbing
from agents.base_policy import base_errors, base_points, heavy_tailed
from agents.gambling import Gambles
from agents.landscape import detection
from agents.numerics.compile import inlined, kernel, lean
from agents.numerics.draws import philox, stream, to_normals, uniform
from agents.numerics.normal import lane_cdf
from agents.problem import Objective, Problem, pay_value
from agents.responses import (
    ADDED,
    REACHED,
    SEEN,
    UTILITY,
    Problems,
    Responses,
    Room,
    World,
    new_responses,
    objective_at,
    respond_to_all,
)
from incentives.arrays import Bools, Floats, Ints, Words

_STREAM = stream("plans")
_NOTHING = 1e-13  # probability that is not followed up

_ROWS = 8
_INDEX, _SEEN, _PRIVATE, _SPENT, _ERROR, _WORTH, _BURDEN, _UTILITY = range(_ROWS)
"""Rows of a searcher's table, by point: metric index, detection index, private benefit and cost per
unit of ability; error of the metric; worth and quadratic loss of effects; and utility."""


class Searchers(NamedTuple):
    """Who does not find the best response, by kind: who draws plans, and who climbs.

    Attributes:
        draws: (kinds,) how many plans; 0: none.
        spread: (kinds,) standard deviation of a drawn effort.
        steps: (kinds,) of a climb, see :mod:`agents.climbing`.
        rate: (kinds,) effort that a step moves per unit of slope; 0: does not climb.
        plan_error: Standard deviation of the error that a drawn plan comes with, metric units.
        heavy: 1 if its tail is heavy, 0 if it is that of a normal.
    """

    draws: Ints
    spread: Floats
    steps: Ints
    rate: Floats
    plan_error: float = 0.0
    heavy: int = 0

    def who(self) -> Bools:
        """(kinds,) who does either."""
        found: Bools = (self.draws > 0) | (self.rate > 0.0)
        return found


class Lots(NamedTuple):
    """Where draws come from: addresses of :mod:`agents.numerics.draws`, (rows,) each.

    Attributes:
        entity, world: Whose; ``seed``: of the scenario.
        quarter: Which.
    """

    entity: Ints
    world: Ints
    seed: Words
    quarter: int = 0

    def of(self, rows: Ints, quarter: int) -> Lots:
        """Of some rows, in a quarter."""
        return Lots(self.entity[rows], self.world[rows], self.seed[rows], quarter)


def expect_responses(
    problems: Problems,
    count: int,
    world: World,
    gambles: Gambles,
    room: Room,
    searchers: Searchers,
    out: Responses,
) -> None:
    """Respond to the first ``count`` problems; of searchers write what they are expected to find.

    Their efforts and indices are means over what they may find.
    """
    search = searchers.who()[problems.motive[:count, 0]]
    if not search.all():
        respond_to_all(problems, count, world, gambles, room, out)
    if search.any():
        expect_search(problems, count, world, searchers, out)
        climb(problems, count, world, searchers, out)


def expected_responses(
    problems: Problems, world: World, gambles: Gambles, room: Room, searchers: Searchers
) -> Responses:
    """The same for all ``problems``."""
    count = len(problems.motive)
    found = new_responses(count, world.technology.loading.size)
    expect_responses(problems, count, world, gambles, room, searchers, found)
    return found


def climb(
    problems: Problems, count: int, world: World, searchers: Searchers, out: Responses
) -> None:
    """Write where those among the first ``count`` problems end who climb.

    Responses of all others stay.
    """
    if searchers.rate.any():
        room = np.empty((climbing.ROOM, world.technology.loading.size))
        climbing.climb(problems, count, world, searchers.steps, searchers.rate, room, out)


def expect_search(
    problems: Problems, count: int, world: World, searchers: Searchers, out: Responses
) -> None:
    """Write what searchers among the first ``count`` problems are expected to find.

    Responses of all others stay.
    """
    tasks = world.technology.loading.size
    kind = problems.motive[:count, 0]
    for draws in np.unique(searchers.draws[kind]).tolist():
        if draws > 0:
            points = base_points(draws, tasks)
            errors = np.zeros(len(points))
            if searchers.plan_error > 0.0:
                errors = searchers.plan_error * base_errors(draws, tasks, bool(searchers.heavy))
            room = np.empty((_ROWS, errors.size)), np.empty(points.shape)
            heap = np.empty(errors.size, dtype=np.int64)
            _expect(problems, count, world, searchers, draws, points, errors, *room, heap, out)


@lean
def _expect(
    problems: Problems,
    count: int,
    world: World,
    searchers: Searchers,
    draws: int,
    points: Floats,
    errors: Floats,
    table: Floats,
    efforts: Floats,
    heap: Ints,
    out: Responses,
) -> None:
    """The same for those with so many draws; ``table``, ``efforts`` and ``heap`` are room."""
    last_kind, last_row = -1, -1
    for row in range(count):
        kind, motive = problems.motive[row, 0], problems.motive[row, 1]
        if searchers.draws[kind] != draws:
            continue
        objective = objective_at(problems, row, world)
        if kind != last_kind:
            _draw_points(world, searchers.spread[kind], points, errors, efforts, table)
        if kind != last_kind or motive != last_row:
            _weigh_points(objective.problem, efforts, table)
        last_kind, last_row = kind, motive
        _value_points(objective, table)
        _average(objective.problem.theta, draws, table, efforts, heap, out, row)


@lean
def _draw_points(
    world: World, spread: float, points: Floats, errors: Floats, efforts: Floats, table: Floats
) -> None:
    """Efforts of the base policy, and what does not depend on who makes them."""
    technology = world.technology
    for m in range(efforts.shape[0]):
        for j in range(efforts.shape[1]):
            effort = technology.intrinsic[j] + spread * points[m, j]
            efforts[m, j] = min(max(effort, 0.0), technology.cap[j])
    _lay_out(world, efforts, table)
    for m in range(efforts.shape[0]):
        table[_ERROR, m] = errors[m]


@lean
def _lay_out(world: World, efforts: Floats, table: Floats) -> None:
    """What does not depend on who makes these efforts, which come with no error."""
    technology, cross = world.technology, world.form.cross
    for m in range(efforts.shape[0]):
        for row in range(_WORTH):
            table[row, m] = 0.0
        for j in range(efforts.shape[1]):
            effort = efforts[m, j]
            spent = effort - technology.intrinsic[j]
            table[_INDEX, m] += technology.loading[j] * effort
            table[_SEEN, m] += technology.detectability[j] * effort
            table[_PRIVATE, m] += technology.private[j] * effort
            table[_SPENT, m] += 0.5 * technology.cost[j] * spent * spent
            for k in range(j):
                table[_SPENT, m] += cross[j, k] * spent * (efforts[m, k] - technology.intrinsic[k])


@lean
def _weigh_points(problem: Problem, efforts: Floats, table: Floats) -> None:
    """What the efforts are worth to a kind, at a row of its motives."""
    motives = problem.motives
    for m in range(efforts.shape[0]):
        worth, burden = 0.0, 0.0
        for j in range(efforts.shape[1]):
            worth += motives.worth[problem.kind, problem.row, j] * efforts[m, j]
            loss = motives.burden[problem.kind, problem.row, j]
            burden += 0.5 * loss * efforts[m, j] * efforts[m, j]
        table[_WORTH, m], table[_BURDEN, m] = worth, burden


@lean
def _value_points(objective: Objective, table: Floats) -> None:
    """Utility at all points, as :func:`agents.landscape.utility_of` has it."""
    problem, dismissal = objective.problem, objective.dismissal
    theta, motives, pay = problem.theta, problem.motives, objective.pay
    index, seen, private, spent = table[_INDEX], table[_SEEN], table[_PRIVATE], table[_SPENT]
    worth, burden, utility = table[_WORTH], table[_BURDEN], table[_UTILITY]
    error = table[_ERROR]
    least = 0.0
    for i in range(problem.weights.shape[0]):
        if problem.weights[i] != 0.0:
            least += problem.weights[i] * pay_value(motives, problem.kind, i, problem.carried)
    plain = pay.low if pay.flat else 0.0
    steep = theta * plain
    for m in range(utility.shape[0]):
        done = theta * (worth[m] - theta * burden[m]) - spent[m] + steep * index[m]
        utility[m] = done + plain * error[m] + least
    if dismissal.standing > 0.0:
        rise = theta / dismissal.noise
        cut = dismissal.cut - (problem.carried - dismissal.centre) / dismissal.noise
        for m in range(utility.shape[0]):
            short = cut - rise * index[m] - error[m] / dismissal.noise
            utility[m] -= dismissal.standing * lane_cdf(short)
    if not pay.flat:
        for i in range(problem.weights.shape[0]):
            if problem.weights[i] != 0.0:
                for m in range(utility.shape[0]):
                    metric = theta * index[m] + error[m] + problem.carried
                    paid = pay_value(motives, problem.kind, i, metric)
                    utility[m] += problem.weights[i] * paid
        for m in range(utility.shape[0]):
            utility[m] -= least
    if objective.audit > 0.0 and (problem.form.exponential != 0 or objective.restitution > 0.0):
        for m in range(utility.shape[0]):
            trace = theta * seen[m]
            found, _, _ = detection(problem.form.exponential, trace, trace >= 1.0)
            owed = objective.restitution * max(theta * private[m], 0.0)
            utility[m] -= objective.audit * found * (objective.loss + owed)
    elif objective.audit > 0.0:
        price = objective.audit * objective.loss
        for m in range(utility.shape[0]):
            utility[m] -= price * min(theta * seen[m], 1.0)


@lean
def _average(
    theta: float,
    draws: int,
    table: Floats,
    efforts: Floats,
    heap: Ints,
    out: Responses,
    row: int,
) -> None:
    """Means over what the best of so many draws may be, the best points first."""
    count, tasks = efforts.shape
    for j in range(tasks):
        out.efforts[row, j] = 0.0
    for place in range(out.outcome.shape[1]):
        out.outcome[row, place] = 0.0
    utility = table[_UTILITY]
    for m in range(count):
        heap[m] = m
    for start in range(count // 2 - 1, -1, -1):
        _sift(utility, heap, start, count)
    left = 1.0  # probability that no better point was drawn
    for k in range(count):
        size = count - k
        m = heap[0]
        below = ((size - 1.0) / count) ** draws
        weight = left - below
        left = below
        out.outcome[row, UTILITY] += weight * utility[m]
        out.outcome[row, REACHED] += weight * theta * table[_INDEX, m] + weight * table[_ERROR, m]
        out.outcome[row, SEEN] += weight * theta * table[_SEEN, m]
        for j in range(tasks):
            out.efforts[row, j] += weight * efforts[m, j]
        if left <= _NOTHING:
            break
        heap[0] = heap[size - 1]
        _sift(utility, heap, 0, size - 1)


@lean
def _sift(utility: Floats, heap: Ints, start: int, size: int) -> None:
    """Let an entry sink to its place in a heap of points, of equals the first drawn on top."""
    place, mine = start, heap[start]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _is_better(utility, heap[child + 1], heap[child]):
            child += 1
        if not _is_better(utility, heap[child], mine):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = mine


@inlined
def _is_better(utility: Floats, one: int, other: int) -> bool:
    return utility[one] > utility[other] or (utility[one] == utility[other] and one < other)


def search_plans(
    problems: Problems, world: World, searchers: Searchers, lots: Lots, out: Responses
) -> None:
    """Search for every problem: write the best of plans that are drawn, or the end of the climb.

    Draw ``i`` is the same however many there are: who draws more finds what others find, or better.
    All draws are of one address (:mod:`agents.numerics.draws`): two of its words are the key of
    another round of the same function, and the number of the draw is the counter. Errors of the
    metric are one more number of each draw, after the efforts, which are the same without them.
    """
    tasks = world.technology.loading.size
    climb(problems, len(problems.motive), world, searchers, out)
    for draws in np.unique(searchers.draws[problems.motive[:, 0]]).tolist():
        if draws > 0:
            points = np.empty((draws, tasks + (searchers.plan_error > 0.0)))
            room = points, np.zeros(draws), np.empty((_ROWS, draws)), np.empty((draws, tasks))
            _search(problems, world, searchers, lots, draws, *room, out)


@kernel
def _search(
    problems: Problems,
    world: World,
    searchers: Searchers,
    lots: Lots,
    draws: int,
    points: Floats,
    errors: Floats,
    table: Floats,
    efforts: Floats,
    out: Responses,
) -> None:
    """The same for those with so many draws; ``points`` and what follows is room."""
    tasks, erring = efforts.shape[1], points.shape[1] > efforts.shape[1]
    for row in range(problems.motive.shape[0]):
        kind = problems.motive[row, 0]
        if searchers.draws[kind] != draws:
            continue
        _draw_uniforms(lots, row, points)
        if erring and searchers.heavy == 1:
            for i in range(draws):
                errors[i] = points[i, tasks]
            heavy_tailed(errors)
        to_normals(points.reshape(points.size))
        if erring:
            for i in range(draws):
                errors[i] = points[i, tasks] if searchers.heavy == 0 else errors[i]
                errors[i] *= searchers.plan_error
        _draw_points(world, searchers.spread[kind], points, errors, efforts, table)
        objective = objective_at(problems, row, world)
        _weigh_points(objective.problem, efforts, table)
        _value_points(objective, table)
        best = 0
        for i in range(draws):
            if table[_UTILITY, i] > table[_UTILITY, best]:
                best = i
        for j in range(efforts.shape[1]):
            out.efforts[row, j] = efforts[best, j]
        out.outcome[row, UTILITY] = table[_UTILITY, best]
        reached = objective.problem.theta * table[_INDEX, best] + table[_ERROR, best]
        out.outcome[row, REACHED] = reached
        out.outcome[row, SEEN] = objective.problem.theta * table[_SEEN, best]
        out.outcome[row, ADDED] = 0.0


def value_plans(problems: Problems, world: World, efforts: Floats) -> Floats:
    """(problems, plans) utility of given efforts, (problems, plans, tasks)."""
    count, plans, _ = efforts.shape
    found = np.empty((count, plans))
    _value_plans(problems, world, efforts, np.empty((_ROWS, plans)), found)
    return found


@lean
def _value_plans(
    problems: Problems, world: World, efforts: Floats, table: Floats, out: Floats
) -> None:
    """The same into ``out``; ``table`` is room."""
    for row in range(efforts.shape[0]):
        objective = objective_at(problems, row, world)
        _lay_out(world, efforts[row], table)
        _weigh_points(objective.problem, efforts[row], table)
        _value_points(objective, table)
        for m in range(efforts.shape[1]):
            out[row, m] = table[_UTILITY, m]


@lean
def _draw_uniforms(lots: Lots, row: int, out: Floats) -> None:
    """Uniforms for the plans of a row, (draws, tasks and what else is drawn)."""
    entity, world, seed = lots.entity[row], lots.world[row], lots.seed[row]
    x0, x1, x2, x3 = philox(entity, lots.quarter, _STREAM, world, seed)
    key = x0 | (x1 << np.uint64(32))
    for j in range(0, out.shape[1], 4):
        some = min(4, out.shape[1] - j)
        for i in range(out.shape[0]):
            y0, y1, y2, y3 = philox(i, j, int(x2), int(x3), key)
            out[i, j] = uniform(y0)
            if some > 1:
                out[i, j + 1] = uniform(y1)
            if some > 2:
                out[i, j + 2] = uniform(y2)
            if some > 3:
                out[i, j + 3] = uniform(y3)
