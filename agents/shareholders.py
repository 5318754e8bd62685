"""Shareholders: stakes, patience, a monitoring choice with free-riding, and a vote.

Stakes follow a power law of rank with log-normal luck. Every shareholder discounts at its own
factor, so it has its own worth of value that matures later: with hazard ``om`` the factor
``d * om / (1 - d * (1 - om))``.

**Vote.** Everybody votes for the package that is worth most to it; votes are weighted by stakes,
the most votes win, ties go to the package listed first.

**Monitoring.** Extra audits protect everybody's share but are paid by whoever orders them, and one
shareholder's monitoring is as good as another's. In equilibrium each level up to some point is
paid for by the shareholder who wants most of it, and everybody else free-rides (Olson 1965;
Shleifer and Vishny 1986): the level is the largest of the individual optima. A sole owner chooses
what is best for the owners together; shareholders without weight choose none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from incentives.arrays import Floats, Ints


class Register(NamedTuple):
    """The owners of some worlds; arrays are (worlds, holders).

    Attributes:
        stake: Shares of every firm of the world; they sum to one.
        patience: Discount factor per quarter.
    """

    stake: Floats
    patience: Floats


def make_register(
    concentration: float,
    stake_spread: float,
    patience: float,
    patience_spread: float,
    normals: Floats,
) -> Register:
    """Draw the owners; ``normals`` is (worlds, holders, 2) standard normals."""
    holders = normals.shape[1]
    weight = np.arange(1, holders + 1) ** -concentration * np.exp(stake_spread * normals[..., 0])
    impatience = np.minimum((1 - patience) * np.exp(patience_spread * normals[..., 1]), 0.999)
    return Register(weight / weight.sum(axis=1, keepdims=True), 1 - impatience)


def worth_of_later(patience: Floats, maturing: float) -> Floats:
    """Present worth of one unit of hidden value that matures at hazard ``maturing``."""
    worth: Floats = patience * maturing / (1 - patience * (1 - maturing))
    return worth


def surplus(
    register: Register, maturing: float, now: Floats, later: Floats, cost: Floats
) -> Floats:
    """What each option is worth to each shareholder per quarter, before stakes.

    Args:
        register: The owners.
        maturing: Hazard at which hidden value matures.
        now: (worlds, options) value realised at once; ``later``: that matures; ``cost``: paid.

    Returns:
        (worlds, holders, options) in the unit of the arguments.
    """
    worth = worth_of_later(register.patience, maturing)[..., None]
    total: Floats = now[:, None, :] + worth * later[:, None, :] - cost[:, None, :]
    return total


def vote(register: Register, worth: Floats) -> Ints:
    """The option that gets most votes in each world; ``worth`` as from :func:`surplus`."""
    choice = np.argmax(worth, axis=2)
    votes = np.zeros((worth.shape[0], worth.shape[2]))
    for option in range(worth.shape[2]):
        votes[:, option] = (register.stake * (choice == option)).sum(axis=1)
    winner: Ints = np.argmax(votes, axis=1)
    return winner


def monitor(register: Register, worth: Floats, cost: Floats) -> Ints:
    """The level of monitoring in equilibrium, per world.

    Args:
        register: The owners.
        worth: (worlds, holders, levels) as from :func:`surplus`.
        cost: (worlds, levels) what the level costs whoever orders it.
    """
    own = register.stake[..., None] * worth - cost[:, None, :]
    level: Ints = np.argmax(own, axis=2).max(axis=1)
    return level
