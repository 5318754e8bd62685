"""The hidden-action study in plain NumPy and SciPy, period by period, from its statement.

Nothing of the package but the addresses of its draws: Lambert's function is SciPy's, means are
slices, and normal draws are SciPy's of the same uniforms.
"""

from __future__ import annotations

import numpy as np
from scipy.special import lambertw
from scipy.stats import norm

from agents.numerics.draws import draw_uniforms, stream

COST, PRODUCTION, AVERSION = 1.0, 50.0, 0.5


def premium(effort, expected):
    """The smaller root in ``p`` of ``a = 50 p exp(-p (50 a + expected) / 2)``."""
    outcome = PRODUCTION * effort + expected
    return -lambertw(-effort * outcome / 100.0, 0).real * 2.0 / outcome


def best_effort(share, expected):
    """The root in ``a`` of the same equation."""
    found = lambertw(1250.0 * share**2 * np.exp(-0.5 * share * expected), 0).real / (25.0 * share)
    return np.where(share > 0.0, found, 0.0)


def largest(expected):
    """Where the two roots in ``p`` meet: ``a (50 a + expected) = 100 / e``."""
    return (-expected + np.sqrt(expected**2 + 20000.0 / np.e)) / 100.0


def lots(seed, runs, name, period, entity=0):
    return draw_uniforms(np.uint64(seed), np.arange(runs), stream(name), period, 8)[:, entity, 0]


def study(turbulence, principal, agent, seed, runs, periods=20):
    """Columns of (periods, runs); memories are numbers, or None for unlimited ones."""
    sd = 0.01 * turbulence * 42.80519728755770
    estimates, own = [np.zeros(runs)], [np.zeros(runs)]
    found = {name: [] for name in ("effort", "premium", "outcome", "target", "agent_utility")}
    target = largest(np.zeros(runs)) * lots(seed, runs, "target", 0)
    share = premium(target, np.zeros(runs))
    for period in range(periods):
        expected = np.mean(estimates[-principal:] if principal else estimates, axis=0)
        if period > 0:
            target, share = search(target, expected, seed, runs, period)
        believed = np.mean(own[-agent:] if agent else own, axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            effort = best_effort(share, believed)
        environment = sd * norm.ppf(lots(seed, runs, "environment", period))
        outcome = PRODUCTION * effort + environment
        utility = 2.0 * (1.0 - np.exp(-0.5 * share * outcome)) - 0.5 * effort**2
        for name, column in zip(found, (effort, share, outcome, target, utility), strict=True):
            found[name].append(column)
        estimates.append(outcome - PRODUCTION * target)
        own.append(outcome - PRODUCTION * effort)
    columns = {name: np.array(rows) for name, rows in found.items()}
    return {**columns, "principal_utility": columns["outcome"] * (1.0 - columns["premium"])}


def search(last, expected, seed, runs, period):
    """Last period's target and two others near by; or three of all, if it is out of range."""
    least, most = np.maximum(0.0, -expected / PRODUCTION), largest(expected)
    signed = 2.0 * (1.0 - np.exp(-1.0)) - 0.5 * most**2 >= 0.0
    kept = (last >= least) & (last <= most)
    half = 0.5 * (most - least)
    low = np.where(kept, np.maximum(0.0, last - half), least)
    high = np.where(kept, np.minimum(most, last + half), most)
    draws = [lots(seed, runs, "target", period, place) for place in range(3)]
    tried = [low + (high - low) * draw for draw in draws]
    tried[0] = np.where(kept, last, tried[0])
    shares = np.array([premium(effort, expected) for effort in tried])
    worth = (PRODUCTION * np.array(tried) + expected) * (1.0 - shares)
    worth[shares <= 0.0] = -np.inf
    best = worth.argmax(axis=0), np.arange(runs)
    return np.where(signed, np.array(tried)[best], 0.0), np.where(signed, shares[best], 0.0)
