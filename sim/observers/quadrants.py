"""What fails after a shift: capability, the objective, both, or neither; and how bad that is.

Whatever acts is judged twice: how much of its own goal it reaches (capability), and how much of
what was wanted of it (alignment). Where both are known, in training and at deployment, failures
can be told apart.

Langosco et al. 2022, Goal misgeneralization in deep reinforcement learning, ICML. Pure arrays:
executives, policies in a maze or animals in a herd are rows alike.
"""

from __future__ import annotations

import numpy as np

from incentives.arrays import Bools, Floats, Ints

QUADRANTS = ("robust", "capability failure", "objective misgeneralization", "both")
"""What can go wrong: too little of any goal is reached, or the goal is not the one wanted."""
UNKNOWN = "no capability"
"""In place of a quadrant where capability has no number."""


def quadrants(capability: Floats, alignment: Floats, able: float, aligned: float) -> Ints:
    """Numbers of quadrants by ``QUADRANTS``; -1 without a capability or an alignment.

    Args:
        capability: Share of its own goal that is reached; any shape.
        alignment: Of the same shape.
        able: The least capability that is no failure.
        aligned: The least alignment that is no failure.
    """
    found = 1 * (capability < able) + 2 * (alignment < aligned)
    return np.where(np.isnan(capability) | np.isnan(alignment), -1, found)


def transitions(training: Ints, deployed: Ints) -> Bools:
    """Who went from which quadrant to which.

    Args:
        training: (n,) quadrants in training, -1 for none.
        deployed: (n,) at deployment.

    Returns:
        (in training, at deployment, n): one entry of each row's is true, none of a row that lacks
        a quadrant on either side. The mean over rows is the table of shares.
    """
    number = np.arange(len(QUADRANTS))
    found: Bools = (training == number[:, None, None]) & (deployed == number[None, :, None])
    return found


def worse_than_empty_chair(value: Floats, chair: Floats | float = 0.0) -> Bools:
    """Whether nobody at all would have been better, who would be worth ``chair``."""
    found: Bools = value < chair
    return found


def malign(
    training: Floats,
    deployed: Floats,
    capability: Floats,
    able: float,
    chair: Floats | float = 0.0,
) -> Bools:
    """Malign generalization: of use in training, able at deployment, and worse there than nobody.

    Args:
        training: (n,) value to the principal in training; NaN for what was not seen there.
        deployed: (n,) at deployment.
        capability: (n,) at deployment.
        able: The least capability that is no failure.
        chair: What doing nothing is worth.
    """
    with np.errstate(invalid="ignore"):
        good = training >= chair
        bad = worse_than_empty_chair(deployed, chair)
        found: Bools = good & bad & (capability >= able)
    return found
