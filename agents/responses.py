"""Best responses to many problems of one plan: together where that is possible, or one by one.

The usual problems have a kernel of their own. Gambles have another, which finds the response at
every level of risk by the first. Problems of other forms need one that takes long to compile and
are rare, so it is compiled when somebody asks for it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents import lanes
from agents.gambling import INDIFFERENT, Gambles, at_level, best_gamble
from agents.lanes import LaneTasks, new_lanes, solve_lanes
from agents.numerics.compile import inlined, lean
from agents.numerics.normal import normal_cdf
from agents.problem import (
    NO_BAR,
    Beliefs,
    Form,
    Motives,
    Objective,
    Problem,
    Stakes,
    TaskTable,
    marginal_pay,
    objective_of,
    pay_value,
)
from agents.response import respond
from agents.search import ROWS
from agents.solver import TOGETHER
from incentives.arrays import Floats, Ints

(
    SKILL,
    CARRIED,  # expected contribution of old consequences and of talent to the metric
    SEAT_WORTH,  # worth of keeping the seat
    FINE_WORTH,  # worth of not being fined
    RESTITUTION,  # what paying back one unit of private benefit costs
    SEVERANCE,  # worth of what is paid on dismissal
    AUDIT,  # perceived audit rate
    BAR,  # perceived dismissal bar, a belief of the board
    BELIEF,  # of the board
    GAIN,  # Kalman gain of the report
    REFERENCE,  # expected mean of the metric over all firms
) = range(11)
"""Places in a row of ``Problems.numbers``; see :mod:`agents.problem`."""

UTILITY, REACHED, SEEN, ADDED = range(4)
"""Places in a row of ``Responses.outcome``."""


class Problems(NamedTuple):
    """What executives face, one row each.

    Attributes:
        numbers: (problems, places).
        motive: (problems, 2) kind, and row of the motives.
        weights: (problems, curves) what a base pay of each curve is worth now.
    """

    numbers: Floats
    motive: Ints
    weights: Floats


class Responses(NamedTuple):
    """Best responses, one row each.

    Attributes:
        efforts: (problems, tasks).
        outcome: (problems, 4) utility, metric index, detection index, and the standard deviation
            that is added to the report.
    """

    efforts: Floats
    outcome: Floats


class World(NamedTuple):
    """What all problems have in common.

    Attributes:
        motives: What drives all kinds; ``technology``: the tasks; ``form``: of costs and detection.
        noise: Standard deviation of the metric.
        together: 1 where responses can be found together.
    """

    motives: Motives
    technology: TaskTable
    form: Form
    noise: float
    together: int


class Room(NamedTuple):
    """Workspace: lanes, tasks that have quadratic losses, and what single problems need."""

    block: Floats  # see agents.lanes
    burdened: Ints  # (tasks,)
    scratch: Floats  # (ROWS + tasks, tasks), see agents.search


def new_problems(count: int, curves: int) -> Problems:
    """Room for so many, all of zeros."""
    numbers = np.zeros((count, 11))
    return Problems(numbers, np.zeros((count, 2), dtype=np.int64), np.zeros((count, curves)))


def new_responses(count: int, tasks: int) -> Responses:
    """Room for so many."""
    return Responses(np.zeros((count, tasks)), np.zeros((count, 4)))


def new_world(
    motives: Motives, technology: TaskTable, form: Form, noise: float, solver: int
) -> World:
    """What problems of a plan have in common; ``solver``: see :mod:`agents.solver`."""
    return World(motives, technology, form, noise, int(solver == TOGETHER))


def new_room(motives: Motives) -> Room:
    """Workspace for problems with these motives."""
    tasks = motives.burden.shape[2]
    burdened = (motives.burden != 0.0).any(axis=(0, 1)).astype(np.int64)
    return Room(new_lanes(), burdened, np.zeros((ROWS + tasks, tasks)))


def best_responses(
    problems: Problems, world: World, gambles: Gambles, room: Room | None = None
) -> Responses:
    """Best responses to all ``problems``, by the solver that their form needs."""
    count, tasks = len(problems.motive), world.technology.loading.size
    found, room = new_responses(count, tasks), room or new_room(world.motives)
    respond_to_all(problems, count, world, gambles, room, found)
    return found


def respond_to_all(
    problems: Problems, count: int, world: World, gambles: Gambles, room: Room, out: Responses
) -> None:
    """Respond to the first ``count`` problems, by the solver that their form needs."""
    if world.form.general == 1:
        respond_to_any(problems, count, world, gambles, room, out)
    elif gambles.sd.size > 0:
        found = new_responses(count, world.technology.loading.size)
        respond_to_gambles(problems, count, world, gambles, room, found, out)
    else:
        respond_to_usual(problems, count, world, room, out)


@lean
def respond_to_usual(
    problems: Problems, count: int, world: World, room: Room, out: Responses
) -> None:
    """Respond to the first ``count`` problems of the usual form, without gambles.

    Where marginal pay is the same everywhere they are solved together; those that may have a
    second optimum are left to :func:`agents.response.respond`.
    """
    first = 0
    block = room.block
    while first < count:
        some = min(lanes.STRIDE, count - first)
        if world.together == 1:
            for lane in range(some):
                _pack(problems, first + lane, world, block, lane)
            tasks = LaneTasks(
                world.technology.loading,
                world.technology.detectability,
                world.technology.cost,
                world.technology.cap,
                world.technology.intrinsic,
            )
            solve_lanes(block, tasks, world.noise, room.burdened)
        for lane in range(some):
            row = first + lane
            pay = marginal_pay(_problem(problems, row, world))
            hard = block[lanes.HARD * lanes.STRIDE + lane] > 0.0
            if world.together == 0 or hard or not pay.flat:
                objective = objective_at(problems, row, world)
                found = respond(objective, room.scratch[:4], out.efforts, row)
                out.outcome[row, UTILITY] = found.utility
                out.outcome[row, REACHED] = found.metric_index
                out.outcome[row, SEEN] = found.detection
            else:
                _unpack(problems, row, world, block, lane, out)
            out.outcome[row, ADDED] = 0.0
        first += some


@lean
def respond_to_gambles(
    problems: Problems,
    count: int,
    world: World,
    gambles: Gambles,
    room: Room,
    found: Responses,
    out: Responses,
) -> None:
    """Respond to problems of the usual form, at the level of risk that is best with the efforts.

    Of equal levels the lowest is taken, as by :func:`agents.gambling.best_gamble`; ``found`` is
    room for the responses at one level.
    """
    respond_to_usual(problems, count, world, room, out)
    for level in range(gambles.sd.shape[0]):
        added = gambles.sd[level]
        if added <= 0.0:
            break
        wider = World(
            at_level(world.motives, gambles, level + 1),
            world.technology,
            world.form,
            math.hypot(world.noise, added),
            world.together,
        )
        respond_to_usual(problems, count, wider, room, found)
        for row in range(count):
            best = out.outcome[row, UTILITY]
            utility = found.outcome[row, UTILITY] - gambles.toll[level, problems.motive[row, 0]]
            if utility > best + INDIFFERENT * (1.0 + abs(best)):
                out.outcome[row, UTILITY] = utility
                out.outcome[row, REACHED] = found.outcome[row, REACHED]
                out.outcome[row, SEEN] = found.outcome[row, SEEN]
                out.outcome[row, ADDED] = added
                for j in range(out.efforts.shape[1]):
                    out.efforts[row, j] = found.efforts[row, j]


@lean
def respond_to_any(
    problems: Problems, count: int, world: World, gambles: Gambles, room: Room, out: Responses
) -> None:
    """Respond to problems of any form, at the level of risk that is best with the efforts."""
    for row in range(count):
        found = best_gamble(
            _problem(problems, row, world),
            gambles,
            _stakes(problems, row),
            problems.numbers[row, AUDIT],
            problems.numbers[row, BAR],
            _beliefs(problems, row, world.noise),
            room.scratch,
            out.efforts,
            row,
        )
        out.outcome[row, UTILITY] = found[0]
        out.outcome[row, REACHED] = found[1]
        out.outcome[row, SEEN] = found[2]
        out.outcome[row, ADDED] = found[3]


@inlined
def objective_at(problems: Problems, row: int, world: World) -> Objective:
    """What is maximised in a row of the problems."""
    return objective_of(
        _problem(problems, row, world),
        _stakes(problems, row),
        problems.numbers[row, AUDIT],
        problems.numbers[row, BAR],
        _beliefs(problems, row, world.noise),
    )


@inlined
def _problem(problems: Problems, row: int, world: World) -> Problem:
    numbers = problems.numbers
    return Problem(
        numbers[row, SKILL],
        problems.motive[row, 0],
        problems.motive[row, 1],
        world.motives,
        world.technology,
        world.form,
        problems.weights[row],
        numbers[row, CARRIED],
    )


@inlined
def _stakes(problems: Problems, row: int) -> Stakes:
    numbers = problems.numbers
    return Stakes(
        numbers[row, SEAT_WORTH],
        numbers[row, FINE_WORTH],
        numbers[row, RESTITUTION],
        numbers[row, SEVERANCE],
    )


@inlined
def _beliefs(problems: Problems, row: int, noise: float) -> Beliefs:
    numbers = problems.numbers
    return Beliefs(numbers[row, BELIEF], numbers[row, GAIN], noise, numbers[row, REFERENCE])


@inlined
def _pack(problems: Problems, row: int, world: World, block: Floats, lane: int) -> None:
    """Put a problem into a lane: what :func:`agents.problem.objective_of` says of it."""
    numbers, motives, stride = problems.numbers, world.motives, lanes.STRIDE
    kind, own = problems.motive[row, 0], problems.motive[row, 1]
    low = 0.0
    for i in range(problems.weights.shape[1]):
        if problems.weights[row, i] > 0.0:
            low += problems.weights[row, i] * motives.low[kind, i]
    kept = max(numbers[row, SEAT_WORTH], 0.0)
    standing = kept - min(numbers[row, SEVERANCE], kept)
    gain, bar = numbers[row, GAIN], numbers[row, BAR]
    risky = standing > 0.0 and gain > 0.0 and bar > NO_BAR
    cut = -1e9
    if risky:
        cut = _cut(problems, row, world.noise)
    block[lanes.THETA * stride + lane] = numbers[row, SKILL]
    block[lanes.MARGINAL_PAY * stride + lane] = low
    block[lanes.STANDING * stride + lane] = standing / world.noise if risky else 0.0
    block[lanes.CUT * stride + lane] = cut
    block[lanes.PRICE * stride + lane] = numbers[row, AUDIT] * (numbers[row, FINE_WORTH] + kept)
    for j in range(motives.worth.shape[2]):
        block[(lanes.WORTH + j) * stride + lane] = motives.worth[kind, own, j]
        block[(lanes.BURDEN + j) * stride + lane] = motives.burden[kind, own, j]


@inlined
def _cut(problems: Problems, row: int, noise: float) -> float:
    """Standard deviations to the bar at metric index 0."""
    numbers = problems.numbers
    belief = numbers[row, BELIEF]
    centre = numbers[row, REFERENCE] + belief - numbers[row, CARRIED]
    found: float = ((numbers[row, BAR] - belief) / numbers[row, GAIN] + centre) / noise
    return found


@inlined
def _unpack(
    problems: Problems, row: int, world: World, block: Floats, lane: int, out: Responses
) -> None:
    """Write down what a lane has found, and its utility."""
    motives, technology, stride = world.motives, world.technology, lanes.STRIDE
    kind, own = problems.motive[row, 0], problems.motive[row, 1]
    theta = problems.numbers[row, SKILL]
    index = block[lanes.INDEX * stride + lane]
    seen = block[lanes.DETECTION * stride + lane]
    standing = block[lanes.STANDING * stride + lane] * world.noise
    utility = -block[lanes.PRICE * stride + lane] * min(1.0, seen)
    for j in range(technology.loading.shape[0]):
        effort = block[(lanes.RESPONSE + j) * stride + lane]
        effect = theta * effort
        spent = effort - technology.intrinsic[j]
        out.efforts[row, j] = effort
        utility += motives.worth[kind, own, j] * effect
        utility -= 0.5 * motives.burden[kind, own, j] * effect * effect
        utility -= 0.5 * technology.cost[j] * spent * spent
    metric = index + problems.numbers[row, CARRIED]
    for i in range(problems.weights.shape[1]):
        if problems.weights[row, i] != 0.0:
            utility += problems.weights[row, i] * pay_value(motives, kind, i, metric)
    if standing > 0.0:
        short = block[lanes.CUT * stride + lane] - index / world.noise
        utility -= standing * normal_cdf(short)
    out.outcome[row, UTILITY] = utility
    out.outcome[row, REACHED] = index
    out.outcome[row, SEEN] = seen
