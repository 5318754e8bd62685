"""Organisms that search, and the evolution of what they search for.

A plan is how effort goes to four activities: a point on the unit sphere with nothing below 0. An
organism looks at some plans and takes the one that meets its goals best; goals are weights that it
has from its parent, with mutation. It has offspring by what the plan is worth to offspring, which
it does not see. A habit is the other way to get there: the plan itself is inherited, and nothing is
searched.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.numerics.compile import kernel
from agents.numerics.draws import stream
from incentives.arrays import Floats, Words
from sim.lab.luck import bell, below, chance, poisson, start

ACTIVITIES = ("mating", "eating", "safety", "care")
BY_PROXIES, BY_WISH, BY_OFFSPRING, BY_HABIT = range(4)
"""How organisms decide: by proxies; by proxies and a foggy wish for offspring; by offspring
themselves; by habit."""
LIFE = (
    *("population", "offspring", "log_offspring", "best_offspring", "idle_offspring"),
    *("reached", "best", "idle"),
    *(f"met_{one}" for one in ACTIVITIES),
    *(f"wants_{one}" for one in ACTIVITIES),
    "wants_offspring",
)
"""What is kept of a generation, means over organisms.

offspring: a head, expected; log, best and idle: its logarithm, that of the best plan, and that of a
plan at random; reached, best, idle: the same of the goal that is imputed; met: of every activity;
wants: weights, of a habit the plan.
"""
_LIVES = stream("proxies")
_POOL = 512  # plans that are possible in a generation, of which every organism sees a window


class LifeWorld(NamedTuple):
    """What holds in one generation.

    Attributes:
        leads: (activities,) log offspring per unit of what is met.
        ease: (activities,) what is met per unit of effort.
        level: Log offspring of whoever meets nothing.
        plans: Plans that an organism looks at.
    """

    leads: Floats
    ease: Floats
    level: float
    plans: int


@kernel
def draw_plans(state: Words, plans: Floats) -> None:
    """Points on the unit sphere, (plans, activities), with nothing below 0."""
    for i in range(plans.shape[0]):
        size = 0.0
        for j in range(plans.shape[1]):
            plans[i, j] = abs(bell(state))
            size += plans[i, j] ** 2
        plans[i] /= np.sqrt(size)


@kernel
def best_of_all(slope: Floats) -> float:
    """The most that a plan can be worth, if it is worth ``slope`` per unit of every effort."""
    size = 0.0
    for j in range(slope.shape[0]):
        size += max(slope[j], 0.0) ** 2
    found: float = np.sqrt(size) if size > 0.0 else slope.max()
    return found


@kernel
def decide(
    state: Words, kind: int, wants: Floats, world: LifeWorld, plans: Floats, fog: float
) -> np.int64:
    """The number of the plan that an organism takes, of those in its window.

    Args:
        wants: (activities + 1,) weights; the last is of offspring.
    """
    n = plans.shape[1]
    foreseen = world.leads * world.ease
    size = np.sqrt((foreseen**2).sum())
    slope = np.empty(n)
    for j in range(n):
        own = wants[j] * world.ease[j]
        wish = foreseen[j] / size
        slope[j] = wish if kind == BY_OFFSPRING else own + wants[n] * wish
    first = below(state, plans.shape[0])
    taken, most = first, -np.inf
    for k in range(world.plans):
        place = (first + np.int64(k)) % plans.shape[0]
        worth = 0.0
        for j in range(n):
            worth += slope[j] * plans[np.uintp(place), j]
        if kind == BY_WISH:
            worth += float(wants[n]) * fog * bell(state)
        if worth > most:
            most = worth
            taken = place
    return taken


@kernel
def generation(
    state: Words, kind: int, wants: Floats, world: LifeWorld, fog: float, seen: Floats
) -> Floats:
    """What organisms do, and (n,) the offspring that each can expect.

    Args:
        wants: (n, activities + 1) weights; a habit's are its plan.
        seen: (columns,) is filled by ``LIFE``.
    """
    count, n = wants.shape[0], wants.shape[1] - 1
    plans = np.empty((_POOL, n))
    draw_plans(state, plans)
    middle = plans.sum() / plans.size
    foreseen = world.leads * world.ease
    size = np.sqrt((foreseen**2).sum())
    offspring = np.empty(count)
    seen[:] = 0.0
    for i in range(count):
        own = wants[i, :n] * world.ease
        if kind == BY_OFFSPRING:
            own = foreseen / size
        elif kind == BY_WISH:
            own = own + wants[i, n] * foreseen / size
        if kind == BY_HABIT:
            plan = wants[i, :n].copy()
        else:
            plan = plans[np.uintp(decide(state, kind, wants[i], world, plans, fog))]
        log = world.level
        for j in range(n):
            met = world.ease[j] * plan[j]
            log += world.leads[j] * met
            seen[5] += own[j] * plan[j]
            seen[7] += own[j] * middle
            seen[8 + j] += met
            seen[8 + n + j] += wants[i, j]
        seen[6] += best_of_all(own)
        seen[8 + 2 * n] += wants[i, n]
        seen[2] += log
        offspring[i] = np.exp(log)
        seen[1] += offspring[i]
    seen /= count
    seen[0] = count
    seen[3] = world.level + best_of_all(foreseen)
    seen[4] = world.level + foreseen.sum() * middle
    return offspring


@kernel
def inherit(
    state: Words, kind: int, wants: Floats, offspring: Floats, capacity: int, mutation: float
) -> Floats:
    """Weights of the next generation: parents by their offspring, mutation, and length 1."""
    count, n = wants.shape[0], wants.shape[1] - 1
    total = np.cumsum(offspring)
    born = poisson(state, total[count - 1], capacity)
    found = np.empty((born, n + 1))
    for i in range(born):
        parent = np.searchsorted(total, chance(state) * total[count - 1])
        found[i] = wants[min(parent, count - 1)]
        mutate(state, kind, found[i], mutation)
    return found


@kernel
def mutate(state: Words, kind: int, weights: Floats, mutation: float) -> None:
    """Change weights in place; who has no wish for offspring gets none, and no habit is below 0."""
    n = weights.shape[0] - 1
    size = 0.0
    for j in range(n + 1):
        if j == n and kind != BY_WISH:
            weights[j] = 0.0
            continue
        weights[j] += mutation * bell(state)
        if kind == BY_HABIT:
            weights[j] = abs(weights[j])
        size += weights[j] ** 2
    if size > 0.0:
        weights /= np.sqrt(size)


@kernel
def founders_of(seed: np.uint64, number: int, kind: int, capacity: int, activities: int) -> Floats:
    """(capacity, activities + 1) random weights of length 1."""
    state = np.empty(1, dtype=np.uint64)
    start(state, seed, _LIVES, number, 0xFFFFFFFF)
    wants = np.zeros((capacity, activities + 1))
    for i in range(capacity):
        mutate(state, kind, wants[i], 1.0)
    return wants


@kernel
def evolve(
    address: tuple[np.uint64, int],
    kind: int,
    wants: Floats,
    world: LifeWorld,
    span: tuple[int, int],
    capacity: int,
    mutation: float,
    fog: float,
) -> tuple[Floats, Floats]:
    """A lineage through some generations in one world.

    Args:
        address: Seed and number of the lineage, to which its luck belongs.
        kind: How organisms decide.
        wants: (n, activities + 1) weights at the start.
        world: What holds.
        span: First generation, and how many.
        capacity: Organisms for which there is room.
        mutation: Standard deviation of a weight's mutation.
        fog: Error of foreseen offspring.

    Returns:
        (generations, columns) by ``LIFE``, NaN from the generation on in which none is left, and
        the weights at the end.
    """
    state = np.empty(1, dtype=np.uint64)
    seen = np.full((span[1], 9 + 2 * (wants.shape[1] - 1)), np.nan)
    for t in range(span[1]):
        if wants.shape[0] == 0:
            break
        start(state, address[0], _LIVES, address[1], span[0] + t)
        offspring = generation(state, kind, wants, world, fog, seen[t])
        wants = inherit(state, kind, wants, offspring, capacity, mutation)
    return seen, wants
