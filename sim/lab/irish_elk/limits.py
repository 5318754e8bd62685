"""What theory says of antlers and preferences: the line of equilibria, runaway, and ends.

Lande 1981, Models of speciation by sexual selection on polygenic traits, PNAS 78, for the line and
its stability; the covariance that mating makes of independent genes, and the antlers at which
males or herds vanish, follow from the same Gaussian selection.

Everywhere: ``omega2`` is the squared width of viability selection, ``sigma2`` the variance of
antlers among calves, ``genetic`` the part of it that is inherited, ``excess`` antlers less those
that cost nothing.
"""

from __future__ import annotations

import math


def preference_on_line(excess: float, omega2: float) -> float:
    """The mean preference at which antlers stand still: survival costs what being chosen brings."""
    return excess / omega2


def change_of_antlers(
    excess: float, preference: float, genetic: float, sigma2: float, omega2: float
) -> float:
    """Per generation: half of the response of males, for females bear none."""
    return 0.5 * genetic * (omega2 * preference - excess) / (omega2 + sigma2)


def covariance_ratio(heritable: float, sigma2: float, omega2: float) -> float:
    """B/G that mating brings about: who prefers antlers has a father who had some.

    To first order in ``heritable``, the genetic variance of preference.
    """
    return 0.5 * heritable * omega2 / (omega2 + sigma2)


def runaway_threshold(sigma2: float, omega2: float) -> float:
    """The genetic variance of preference above which the line of equilibria holds no herd."""
    return 2.0 * (omega2 + sigma2) / omega2**2


def growth_of_distance(ratio: float, genetic: float, sigma2: float, omega2: float) -> float:
    """Per generation, of the distance from the line; ``ratio`` is B/G."""
    return 0.5 * genetic * omega2 / (omega2 + sigma2) * (ratio - 1.0 / omega2)


def males_vanish(capacity: int, sigma2: float, omega2: float) -> float:
    """The excess at which less than one male of a full herd is expected to live."""
    log = math.log(0.5 * capacity * math.sqrt(omega2 / (omega2 + sigma2)))
    return math.sqrt(max(2.0 * (omega2 + sigma2) * log, 0.0))


def herd_shrinks(births: float, share: float, sigma2: float, omega2: float) -> float:
    """The excess at which a herd no longer replaces itself because others pay, too.

    Births fall by ``share`` of the mean load of living males; infinite where nobody else pays.
    """
    if share <= 0.0:
        return math.inf
    load = math.log(0.5 * births) / share
    kept = omega2 / (omega2 + sigma2)
    return math.sqrt(max(2.0 * omega2 * load - sigma2 * kept, 0.0)) / kept
