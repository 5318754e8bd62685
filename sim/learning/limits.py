"""What imitation comes to in simple cases, in closed form: twins of the boards, for tests.

The replicator equation of pairwise comparison is Traulsen, Nowak and Pacheco's (2006, Physical
Review E 74); the wave is Price's equation for it, where the covariance of a parameter and of what
firms show is linear in their difference: docs/model/learning-boards.md derives both.
"""

from __future__ import annotations

import math

import numpy as np

from incentives.arrays import Floats

_NODES = 4001
_REACH = 8.0  # standard deviations


def _normal(sd: float) -> tuple[Floats, Floats]:
    """Nodes and weights of a normal difference; fine, because ``sech^2`` is narrow."""
    if sd == 0.0:
        return np.zeros(1), np.ones(1)
    z = np.linspace(-_REACH, _REACH, _NODES)
    weight = np.exp(-0.5 * z * z)
    return sd * z, weight / weight.sum()


def pull(gap: float, strength: float, noise: float = 0.0) -> float:
    """Mean of ``tanh(strength*gap/2)``, if the gap between two firms is seen with noise.

    Args:
        gap: By which one package is better than the other.
        strength: Of selection.
        noise: Standard deviation of the difference between the noises of two firms.
    """
    seen, weight = _normal(noise)
    return float(weight @ np.tanh(0.5 * strength * (gap + seen)))


def replicator(share: float, gap: float, rate: float, strength: float, noise: float = 0.0) -> float:
    """Change in a meeting of the share of the better of two packages.

    ``rate*share*(1 - share)*pull``: a firm meets one with the other package in
    ``share*(1 - share)`` of cases either way.
    """
    return rate * share * (1.0 - share) * pull(gap, strength, noise)


def responsiveness(strength: float, noise: float) -> float:
    """``strength/2 * E sech^2(strength*d/2)``: by how much ``pull`` rises with a small gap.

    Args:
        strength: Of selection.
        noise: Standard deviation of ``d``, the difference between the noises of two firms.
    """
    seen, weight = _normal(noise)
    return float(0.5 * strength * (weight @ np.cosh(0.5 * strength * seen) ** -2.0))


def wave(rate: float, strength: float, noise: float, variance: float, slope: float) -> float:
    """Change in a meeting of the mean of a parameter, on which what firms show has that slope.

    Args:
        rate, strength: Of imitation; ``noise``: as in :func:`responsiveness`.
        variance: Of the parameter over firms.
        slope: Of what is shown, per unit of the parameter.
    """
    return rate * responsiveness(strength, noise) * variance * slope


def stopping_slope(
    rate: float, strength: float, noise: float, hazard: float, slope: float
) -> float:
    """Slope of surplus at which exit stops the wave, if firms fail and boards meet every quarter.

    Entrants copy a random firm, so exit moves the mean by ``hazard*variance*dsurplus/dparameter``;
    it balances imitation where ``-dsurplus/dparameter = rate*responsiveness*slope/hazard``.
    """
    return -rate * responsiveness(strength, noise) * slope / hazard


def committing(gap: float, noise: float, rounds: int, meetings: int) -> float:
    """Expected regret of explore-then-commit with two arms, each tried ``rounds`` times.

    ``rounds*gap`` for the trials of the worse arm, and ``gap`` in every later meeting if it looked
    better: with probability ``Phi(-gap*sqrt(rounds/2)/noise)``.

    Args:
        gap: By which the better arm's mean result is better.
        noise: Standard deviation of a result.
        rounds, meetings: Trials of each arm, and all pulls.
    """
    wrong = 0.5 * math.erfc(gap * math.sqrt(rounds / 2.0) / noise / math.sqrt(2.0))
    return gap * (rounds + (meetings - 2 * rounds) * wrong)


def ucb_bound(gap: float, meetings: int) -> float:
    """Most that UCB1 regrets in expectation with two arms, for results between 0 and 1.

    Auer, Cesa-Bianchi and Fischer 2002, Machine Learning 47, theorem 1.
    """
    return 8.0 * math.log(meetings) / gap + (1.0 + math.pi**2 / 3.0) * gap


def climb(step: float, slope: float, noise: float) -> float:
    """What a (1+1) evolution strategy gains of a parameter in two meetings, on a slope.

    Half of the trials go up and are kept with probability ``Phi(step*slope/noise)``, the others
    down, and with the rest.

    Args:
        step: Between neighbouring values; ``slope``: of the result.
        noise: Standard deviation of the difference between two results.
    """
    return 0.5 * step * math.erf(step * slope / noise / math.sqrt(2.0))
