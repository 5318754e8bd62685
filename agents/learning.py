"""Learning about the monitor: how good it is, and where the bar stands.

Somebody who learns thinks that the monitor is effective, or else weak: it finds out ``strong`` or
``weak`` times as often as is true. Let ``h`` be the true chance of discovery of what was done in a
quarter, and ``s`` the chance not to be dismissed. To be neither dismissed nor found out has the
likelihood ``s - k*h`` if ``k`` is the multiple, so by Bayes' rule

    sure' = sure*(s - strong*h) / (sure*(s - strong*h) + (1 - sure)*(s - weak*h))

The bar is thought to be off by ``e``, uniform between ``-slack`` and ``slack``. Who is still there
at a belief of the board that is ``m`` above the true bar knows that ``e <= m``; with the smallest
``m`` so far the mean of ``e`` is ``-slack/2*ease``, where ``ease = 1 - min(m, slack)/slack``.

So two numbers between 0 and 1 are all that is remembered of a tenure. Executives act as if their
present estimate were to last (certainty equivalence): they do not expect to learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from agents.cognition import Learning
from agents.planning import Schedule, Watch
from incentives.arrays import Floats

_SURE_NODES, _EASE_NODES = 9, 3
"""Beliefs at which seats are valued, evenly spaced from 0 to 1."""

Overseen = TypeVar("Overseen", Watch, Schedule)


class Priors(NamedTuple):
    """What kinds of executive think of monitors that they do not know yet; (kinds,) each.

    Attributes:
        strong: Chance of discovery if the monitor is effective, times the true one; ``weak``: if
            it is not. Both are 1 for kinds that know the truth.
        sure: Probability that it is effective.
        slack: Most that the bar may be off, metric units.
    """

    strong: Floats
    weak: Floats
    sure: Floats
    slack: Floats

    def learns(self) -> bool:
        """Whether any kind may think anything else than the truth."""
        certain = (self.strong == 1.0) & (self.weak == 1.0) & (self.slack == 0.0)
        return not bool(certain.all())

    def trust(self, sure: Floats) -> Floats:
        """Expected multiple of the true chance of discovery; ``sure``: (kinds,)."""
        found: Floats = self.weak + (self.strong - self.weak) * sure
        return found

    def leniency(self, ease: Floats) -> Floats:
        """By how much the bar is expected to be lower than it is, metric units."""
        found: Floats = 0.5 * self.slack * ease
        return found

    def beliefs(self) -> tuple[Floats, Floats]:
        """``sure`` and ``ease`` at which seats are valued: one each if it makes no difference."""
        doubts = bool((self.strong != self.weak).any())
        sure = np.linspace(0.0, 1.0, _SURE_NODES if doubts else 1)
        ease = np.linspace(0.0, 1.0, _EASE_NODES if self.slack.any() else 1)
        return sure, ease


def priors_of(ways: Sequence[Learning | None]) -> Priors:
    """Of kinds that learn so; None: that know the truth."""
    known = [Learning(0.0, 1.0, 1.0, 0.0) if way is None else way for way in ways]
    doubt, strong, weak, slack = np.array(known, dtype=np.float64).T
    strong, weak = np.where(doubt == 1.0, weak, strong), np.where(doubt == 0.0, strong, weak)
    return Priors(strong, weak, 1.0 - doubt, slack)


def believed(watch: Overseen, trust: float, leniency: float) -> Overseen:
    """How somebody expects to be watched who believes so about the monitor.

    Args:
        watch: The truth, as far as it is aware of it.
        trust: Times the true chance of discovery; ``leniency``: taken off the bar.
    """
    if trust == 1.0 and leniency == 0.0:
        return watch
    return watch._replace(audit=np.minimum(trust * watch.audit, 1.0), bar=watch.bar - leniency)


def sure_after(
    sure: Floats, strong: Floats, weak: Floats, chance: Floats, spared: Floats
) -> Floats:
    """``sure`` after a quarter in which nobody found anything; arrays of one shape.

    Args:
        sure: Before; ``strong``, ``weak``: see :class:`Priors`.
        chance: True chance of discovery of what was done.
        spared: Chance not to be dismissed.
    """
    effective = sure * np.maximum(spared - strong * chance, 0.0)
    either = effective + (1.0 - sure) * np.maximum(spared - weak * chance, 0.0)
    found: Floats = np.divide(effective, either, out=sure.copy(), where=either > 0.0)
    return np.where(strong == weak, sure, found)  # to the bit


def sure_if_found(sure: Floats, strong: Floats, weak: Floats) -> Floats:
    """``sure`` of those who were found out, and are still there."""
    either = strong * sure + weak * (1.0 - sure)
    found: Floats = np.divide(strong * sure, either, out=sure.copy(), where=either > 0.0)
    return np.where(strong == weak, sure, found)


def ease_after(ease: Floats, slack: Floats, margin: Floats) -> Floats:
    """``ease`` after a quarter that ended ``margin`` above the bar; arrays of one shape."""
    near = np.divide(margin, slack, out=np.ones(ease.shape), where=slack > 0.0)
    return np.maximum(ease, np.clip(1.0 - near, 0.0, 1.0))
