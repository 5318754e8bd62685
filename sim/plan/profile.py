"""What executives are thought to do while a plan is being solved, and what follows for others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from incentives.arrays import Floats
from incentives.views import Rivals
from sim.plan.pay.contests import Hired, is_contest
from sim.plan.primitives import Primitives

_ARRAYS = (
    "shares",
    "typical",
    "index",
    "variance",
    "effects",
    "first_index",
    "first_effects",
    "alarm",
    "means",
)


class Profile:
    """Of the mean executive of every kind, as of the last round of the fixed point; it changes.

    Attributes:
        shares, typical: (kinds,) of those who choose as the row says, and their mean ability.
        index: (kinds,) metric index after probation; ``first_index``: in the first quarter.
        effects: (kinds, tasks) ability times effort; ``first_effects``: in the first quarter.
        variance: (kinds,) that a settled executive adds to reports.
        alarm: (kinds, rows) what a unit of the report costs through the audits that it draws in
            the next quarter, by row of :class:`TaskWorth` up to known retirements.
        reference: What boards compare reports with; ``reported``: what these executives report,
            which is the same where all firms have their package.
        means: (schemes,) of what schemes are paid on.
        rivals: With whom one competes for a prize; ``hires``: who they are, by row.
        rounds, gap: How many there were, and what one more would change; see
            :mod:`sim.plan.solve`.
    """

    def __init__(self, primitives: Primitives) -> None:
        kinds, tasks = len(primitives.names), primitives.technology.value.shape[0]
        self._primitives = primitives
        self.shares, self.typical = primitives.shares, primitives.ability
        self.index = np.zeros(kinds)
        self.variance = np.zeros(kinds)
        self.effects = np.zeros((kinds, tasks))
        self.first_index = self.index.copy()
        self.first_effects = self.effects.copy()
        self.alarm = np.zeros((kinds, 2 * (int(primitives.foresight.max()) + 1)))
        self.reference = self.reported = 0.0
        self.means = np.zeros(len(primitives.pay_bases))
        self.rivals = Rivals(
            primitives.scenario.firms.count - 1, primitives.talent, primitives.noise
        )
        self.hires = Hired(primitives.shares, primitives.ability)
        self.contest = is_contest(primitives.package)

        self.rounds, self.gap = 0, 0.0

    def as_vector(self) -> Floats:
        """All that changes from round to round."""
        hires = self.hires if self.contest else ()
        numbers = (self.reference, self.rivals.mean, self.rivals.sd)
        return np.concatenate([*(getattr(self, x).ravel() for x in _ARRAYS), numbers, *hires])

    def become(self, vector: Floats) -> None:
        """Take all of it from a vector, as near as it can be: what has a sign or a sum keeps it."""
        start, vector = 0, vector.copy()
        for name in _ARRAYS:
            old = getattr(self, name)
            setattr(self, name, vector[start : start + old.size].reshape(old.shape))
            start += old.size
        reference, mean, sd = vector[start : start + 3].tolist()
        self.reference = reference
        self.variance = np.maximum(self.variance, 0.0)
        if self._primitives.contracts > 1:
            self.shares = self._as_shares(self.shares)
            self.typical = np.maximum(self.typical, 0.0)
        sd = max(sd, 0.1 * self._primitives.noise)
        if (mean, sd) != (self.rivals.mean, self.rivals.sd):
            self.rivals = replace(self.rivals, mean=mean, sd=sd)
        if self.contest:
            shares, ability = vector[start + 3 :].reshape(2, -1)
            self.hires = Hired(self._as_shares(shares), np.maximum(ability, 0.0))

    def _as_shares(self, numbers: Floats) -> Floats:
        """Not below 0, adding up to 1; those of all who apply if there are none."""
        positive = np.maximum(numbers, 0.0)
        total = float(positive.sum())
        return positive / total if total > 0.0 else self._primitives.shares

    def level_of(self, kind: int) -> int:
        """Number of the level of risk next to what a settled executive of ``kind`` takes."""
        return int(
            np.abs(np.append(0.0, self._primitives.levels) - np.sqrt(self.variance[kind])).argmin()
        )

    def mean_metrics(self) -> Floats:
        """(schemes,) what executives of the mean ability move metrics to, over all kinds."""
        lost, found = 0.5 * self.effects**2, []
        for basis, (loading, bend) in zip(
            self._primitives.pay_bases, self._primitives.moves, strict=True
        ):
            moved = float(self.shares @ (self.effects @ loading - lost @ bend))
            found.append(moved + self._primitives.free(basis, self.reference))
        return np.array(found)
