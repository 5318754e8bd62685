"""Boards that search for themselves, each by what it has seen at its own firm.

A bandit over packages, or an evolution strategy on their parameters. Both are asked once a meeting,
with the results of the quarters since the last one; arrays are (firms,), of worlds side by side.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.learning.imitation import mutate
from sim.scenario.learning import Bandit


class Bandits:
    """Every board pulls arms, the points of the lattice, and remembers what each has brought.

    Policies are ``ucb`` (Auer, Cesa-Bianchi and Fischer 2002, Machine Learning 47: UCB1),
    ``explore-then-commit`` and ``epsilon-greedy``. All try every arm before they choose, each board
    from an arm of its own on.

    Attributes:
        pulls: (firms, points) how often an arm has brought a result; ``total``: what in sum, as far
            as it counts: of who commits itself, that of its trials.

    Args:
        how: Which policy.
        points: How many arms.
        lot: (firms,) uniforms: with which arm a board begins to try.
    """

    def __init__(self, how: Bandit, points: int, lot: Floats) -> None:
        self._how = how
        self._rounds = how.rounds if how.policy == "explore-then-commit" else np.inf
        self.pulls = np.zeros((lot.size, points), dtype=np.int64)
        self.total = np.zeros((lot.size, points))
        start = np.minimum((lot * points).astype(np.int64), points - 1)
        self._turn: Ints = (np.arange(points) - start[:, None]) % points

    def choose(self, point: Ints, result: Floats, lots: Floats) -> Ints:
        """Arms for the time to the next meeting.

        Args:
            point: The arms of the time since the last one; ``result``: what they have brought, NaN
                where nothing was seen; these boards pull them again.
            lots: (firms, at least 2) uniforms: who explores, and which arm.
        """
        seen = np.flatnonzero(~np.isnan(result))
        counted = seen[self.pulls[seen, point[seen]] < self._rounds]
        self.pulls[seen, point[seen]] += 1
        self.total[counted, point[counted]] += result[counted]
        found = point.copy()
        found[seen] = self._best(seen)
        points = self.pulls.shape[1]
        if self._how.policy == "epsilon-greedy":
            explores = seen[lots[seen, 0] < self._how.epsilon]
            any_arm = np.minimum((lots[explores, 1] * points).astype(np.int64), points - 1)
            found[explores] = any_arm
        commits = self._how.policy == "explore-then-commit"
        untried = self.pulls[seen] < (self._how.rounds if commits else 1)
        fewest = np.where(untried, self.pulls[seen] * points + self._turn[seen], np.inf)
        tries = untried.any(axis=1)
        found[seen[tries]] = fewest[tries].argmin(axis=1)
        return found

    def forget(self, firms: Ints) -> None:
        """New owners have seen nothing yet."""
        self.pulls[firms], self.total[firms] = 0, 0.0

    def _best(self, firms: Ints) -> Ints:
        """The arm that looks best to each of some boards; of equal ones the first."""
        pulls, total = self.pulls[firms], self.total[firms]
        counted = np.minimum(pulls, self._rounds)
        index = np.divide(total, counted, np.full(pulls.shape, -np.inf), where=pulls > 0)
        if self._how.policy == "ucb":
            time = np.log(np.maximum(pulls.sum(axis=1, keepdims=True), 1))
            index += self._how.width * np.sqrt(2.0 * time / np.maximum(pulls, 1))
        best: Ints = index.argmax(axis=1)
        return best


class Evolution:
    """A (1+1) evolution strategy per board: a neighbouring value of one parameter is tried.

    Between two meetings a board looks at what it has, in the next such time at what it tries; it
    keeps what is better, and looks at it again (Rechenberg 1973, Evolutionsstrategie).

    Attributes:
        trying: (firms,) whether a board tries something.

    Args:
        places: (points, axes) of the lattice.
        firms: How many.
    """

    def __init__(self, places: Ints, firms: int) -> None:
        self._places = places
        self.trying: Bools = np.zeros(firms, dtype=np.bool_)
        self._parent = np.zeros(firms, dtype=np.int64)
        self._result = np.full(firms, np.nan)

    def choose(self, point: Ints, result: Floats, lots: Floats) -> Ints:
        """Points for the time to the next meeting.

        Args:
            point: Of the time since the last one; ``result``: what they have brought, NaN where
                nothing was seen: nothing is tried after that, and no trial succeeds by it.
            lots: (firms, at least 3) uniforms, as of :func:`sim.learning.imitation.mutate`.
        """
        seen = ~np.isnan(result)
        better = self.trying & seen & (result > self._result)
        kept = np.where(self.trying & ~better, self._parent, point)
        tries = ~self.trying & seen
        self._parent = kept
        self._result = np.where(tries, result, np.nan)
        self.trying = tries
        tried = mutate(point, self._places, lots, 1.0)
        return np.where(tries, tried, kept)

    def forget(self, firms: Ints) -> None:
        """New owners try nothing yet."""
        self.trying[firms] = False
