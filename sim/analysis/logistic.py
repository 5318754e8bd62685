"""Which of several groups a row belongs to, from its numbers: logistic regression with a ridge.

McFadden 1974, Conditional logit analysis of qualitative choice behavior, for the model; le Cessie
and van Houwelingen 1992, Ridge estimators in logistic regression, Applied Statistics 41, for the
penalty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints

PSEUDO = 0.5
"""Rows that every group is given at the mean of all features, so that no share is 0 or 1."""


class Logistic(NamedTuple):
    """A fitted regression.

    Attributes:
        centre, scale: (features,) mean and standard deviation of the rows that it was fitted to.
        intercept: (groups,) log odds at the mean, which sum to 0.
        slopes: (features, groups) per standard deviation; rows sum to 0.
    """

    centre: Floats
    scale: Floats
    intercept: Floats
    slopes: Floats

    def probabilities(self, features: Floats) -> Floats:
        """(rows, groups) chances, which sum to 1, of rows of features (rows, features)."""
        return _softmax(self.intercept + (features - self.centre) / self.scale @ self.slopes)


def fit(features: Floats, group: Ints, groups: int, ridge: float = 1.0) -> Logistic:
    """Maximum likelihood less ``ridge / 2`` times the sum of squared slopes.

    Where the ridge is very large the chances are the shares of the groups.

    Args:
        features: (rows, features), finite. One that never varies counts for nothing.
        group: (rows,) from 0.
        groups: How many there are; some may have no row.
        ridge: In units of rows, for features in standard deviations; 0 may have no solution.
    """
    from scipy.optimize import minimize

    rows, width = features.shape
    centre, spread = features.mean(axis=0), features.std(axis=0)
    scale = np.where(spread > 1e-9, spread, np.inf)
    design = np.column_stack([np.ones(rows), (features - centre) / scale])
    target = np.zeros((rows, groups))
    target[np.arange(rows), group] = 1.0

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(width + 1, groups)
        chance = _softmax(design @ weights)
        at_mean = _softmax(weights[:1])
        value = -np.log(np.maximum(chance[np.arange(rows), group], 1e-300)).sum()
        value -= PSEUDO * np.log(np.maximum(at_mean, 1e-300)).sum()
        value += 0.5 * ridge * (weights[1:] ** 2).sum()
        slope = design.T @ (chance - target)
        slope[0] += PSEUDO * (groups * at_mean[0] - 1.0)
        slope[1:] += ridge * weights[1:]
        return float(value), slope.ravel()

    start = np.zeros((width + 1) * groups)
    options = {"maxiter": 500, "ftol": 1e-10, "gtol": 1e-6}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    weights = found.x.reshape(width + 1, groups)
    weights = weights - weights.mean(axis=1, keepdims=True)
    return Logistic(centre, scale, weights[0], weights[1:])


def log_loss(chance: Floats, group: Ints) -> Floats:
    """(rows,) minus the log of the chance (rows, groups) that was given to what is so."""
    own = chance[np.arange(group.size), group]
    found: Floats = -np.log(np.maximum(own, 1e-300))
    return found


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found
