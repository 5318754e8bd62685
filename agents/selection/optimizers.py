"""Base optimizers at equal budgets: CMA-ES, truncation selection, the best of n draws.

All see the same: returns of policies on levels. For the objective ``regret`` an adversary picks
half of the levels: it has seen the first generation on all of them, takes those on which policies
left the most, and forgets slowly, since who does well on them now may not once they are gone
(after Jiang, Grefenstette and Rocktaschel 2021, Prioritized level replay, ICML). What it saw is
taken off the budget.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from agents.selection.objectives import Aim, scores
from incentives.arrays import Floats, Ints

Optimizer = Literal["cma", "truncation", "best-of-n"]
OPTIMIZERS: tuple[Optimizer, ...] = ("cma", "truncation", "best-of-n")
"""Hansen and Ostermeier 2001; the best quarter has mutated offspring; nothing but draws."""

_PARENTS = 0.25
_MUTATION = 0.25
_REPLAYED = 0.5  # share of levels that the adversary picks
_REMEMBERED = 0.97  # of what it has seen, in every generation


class Selectable(NamedTuple):
    """What a base optimizer knows of policies.

    Attributes:
        weights: How many a policy has.
        levels: How many there are to try them on.
        returns: Called with weights (policies, weights), numbers of levels (batch,), and the share
            of the selection that is over; gives (policies, batch).
        best: (levels,) the most that can be got.
        start: (weights,) where the search begins.
    """

    weights: int
    levels: int
    returns: Callable[[Floats, Ints, float], Floats]
    best: Floats
    start: Floats


class Effort(NamedTuple):
    """How much is tried: ``population * generations * batch`` episodes, and the final choice."""

    population: int
    generations: int
    batch: int
    final: int


def select(
    optimizer: Optimizer, aim: Aim, task: Selectable, effort: Effort, rng: np.random.Generator
) -> Floats:
    """(weights,) of the policy that is selected."""
    search = {"cma": _cma, "truncation": _truncation, "best-of-n": _best_of_n}[optimizer]
    finalists = search(aim, task, effort, rng)
    rows = rng.permutation(task.levels)[: effort.final]
    found = scores(aim, task.returns(finalists, rows, 1.0), task.best[rows])
    chosen: Floats = finalists[int(np.argmax(found))]
    return chosen


class _Levels:
    """Which levels a generation is tried on.

    Attributes:
        generations: How many the budget allows.
    """

    def __init__(self, aim: Aim, task: Selectable, effort: Effort, rng: np.random.Generator):
        self._aim, self._task, self._rng = aim, task, rng
        self._batch = min(effort.batch, task.levels)
        self._regret: Floats | None = None
        survey = task.levels - self._batch if aim == "regret" else 0
        self.generations = max(1, effort.generations - round(survey / self._batch))

    def judge(self, weights: Floats, over: float) -> Floats:
        """(policies,) scores on levels that are drawn, and for ``regret`` picked, anew."""
        task = self._task
        rows = self._rng.permutation(task.levels)
        if self._aim != "regret":
            rows = rows[: self._batch]
            return scores(self._aim, task.returns(weights, rows, over), task.best[rows])
        if self._regret is None:
            self._regret = np.zeros(task.levels)
        else:
            worst = np.argsort(-self._regret, kind="stable")[: int(_REPLAYED * self._batch)]
            others = rows[~np.isin(rows, worst)]
            rows = np.concatenate([worst, others])[: self._batch]
        returns = task.returns(weights, rows, over)
        self._regret *= _REMEMBERED
        left = task.best[rows] - returns.mean(axis=0)
        self._regret[rows] = np.maximum(self._regret[rows], left)
        return scores(self._aim, returns, task.best[rows])


def _cma(aim: Aim, task: Selectable, effort: Effort, rng: np.random.Generator) -> Floats:
    import cma

    levels = _Levels(aim, task, effort, rng)
    settings = {
        "popsize": effort.population,
        "randn": lambda *shape: rng.standard_normal(shape),
        "seed": np.nan,  # the generator above is all chance there is
        "verbose": -9,
        "verb_log": 0,
        # flat fitness is no reason to stop: whoever has found the goal waits for rare levels
        **{
            "tolfun": 0,
            "tolfunhist": 0,
            "tolx": 0,
            "tolflatfitness": 10**9,
            "tolstagnation": 10**9,
        },
    }
    search = cma.CMAEvolutionStrategy(task.start, 1.0, settings)
    asked = np.zeros((0, task.weights))
    for generation in range(levels.generations):
        asked = np.array(search.ask())
        found = levels.judge(asked, generation / levels.generations)
        search.tell(list(asked), list(-found))
    return np.vstack([search.mean, asked])


def _truncation(aim: Aim, task: Selectable, effort: Effort, rng: np.random.Generator) -> Floats:
    levels = _Levels(aim, task, effort, rng)
    parents = max(1, round(_PARENTS * effort.population))
    alive = task.start + rng.standard_normal((effort.population, task.weights))
    for generation in range(levels.generations):
        found = levels.judge(alive, generation / levels.generations)
        best = alive[np.argsort(-found, kind="stable")[:parents]]
        chosen = best[rng.integers(parents, size=effort.population - 1)]
        mutated = chosen + _MUTATION * rng.standard_normal(chosen.shape)
        alive = np.vstack([best[:1], mutated])
    return alive


def _best_of_n(aim: Aim, task: Selectable, effort: Effort, rng: np.random.Generator) -> Floats:
    levels = _Levels(aim, task, effort, rng)
    drawn = task.start + rng.standard_normal((levels.generations, effort.population, task.weights))
    found = [levels.judge(some, 1.0) for some in drawn]
    order = np.argsort(-np.concatenate(found), kind="stable")
    return drawn.reshape(-1, task.weights)[order[: effort.population]]
