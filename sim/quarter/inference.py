"""What boards that infer goals make of reports and audits, for tenures that are running.

All that is looked at is :class:`PublicRecord`; kinds are known from plans, as they are of nobody
in particular. Nothing here is made unless some oversight infers.
Docs: docs/model/goal-inference.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats, Ints
from sim.plan.plan import Likelihoods
from sim.quarter.segment import Rows

_LEAST = 1e-12  # chance of what cannot be


class PublicRecord(NamedTuple):
    """All that boards know of executives in a quarter, (firms,).

    Attributes:
        number: Of the tenure at the firm; 0 is that of an incumbent.
        occupied: Whether somebody sits there.
        tenure: Quarters in the seat; ``reports``: of which the board has seen reports before.
        surprise: The report of this quarter, or of the one before while there is none, less what
            it is compared with.
        audited: Whether there was an audit in the quarter before, of somebody who still sits there.
        choice: The contract that was chosen.
    """

    number: Ints
    occupied: Bools
    tenure: Ints
    reports: Ints
    surprise: Floats
    audited: Bools
    choice: Ints


class KindViews(NamedTuple):
    """What parts see of it, as in :class:`incentives.Seen`."""

    prior: Floats
    evidence: Floats
    news: Floats
    misaligned: Bools


class Suspicions:
    """Bayes' rule over kinds for the executives of a batch.

    Ability is unknown, too, and lasts: it is a further axis, over which evidence is added up.

    Attributes:
        known: By number of the plan, what kinds do; None where nobody infers.

    Args:
        known: See above.
        firms: Of the batch.
    """

    def __init__(self, known: Sequence[Likelihoods | None], firms: int) -> None:
        self.known = list(known)
        shapes = [each.weights.shape[1:] for each in known if each is not None]
        rows, nodes = (max(sizes) for sizes in zip(*shapes, strict=True))
        self._number = np.full(firms, -1)
        self._fit = np.zeros((firms, rows, nodes))  # log likelihood by row and ability
        self._prior = np.zeros((firms, rows))
        self._evidence = np.zeros((firms, rows))
        self._news = np.zeros((firms, rows))

    def shown(self, rows: Rows, plan: int) -> KindViews:
        """What parts see of some firms under a plan that infers."""
        known = self._of(plan)
        kinds = known.misaligned.size
        prior, evidence, news = (x[rows, :kinds] for x in (self._prior, self._evidence, self._news))
        return KindViews(prior, evidence, news, known.misaligned)

    def open(self, rows: Rows, plan: int, record: PublicRecord) -> None:
        """Begin a quarter: new tenures start afresh, and last quarter's audits are counted."""
        known = self._of(plan)
        kinds = known.misaligned.size
        fresh = record.number != self._number[rows]
        hired = np.minimum(np.maximum(record.number, 0), 1)
        offered = np.arange(kinds) % known.contracts
        prior = known.prior[hired] * (offered == record.choice[:, None])
        prior /= np.maximum(prior.sum(axis=1, keepdims=True), 1e-300)
        self._number[rows] = record.number
        new = fresh[:, None]
        self._prior[rows, :kinds] = np.where(new, prior, self._prior[rows, :kinds])
        fit = np.where(new[:, :, None], 0.0, self._fit[rows, :kinds])
        before = np.where(new, 0.0, self._evidence[rows, :kinds])
        news = np.where(new, 0.0, self._news[rows, :kinds])
        found = known.found[np.clip(record.tenure - 1, 0, len(known.found) - 1)]
        told = np.where(record.audited[:, None, None], 1.0, known.whistle) * found
        passed = np.log(np.maximum(1.0 - told, _LEAST))
        served = record.occupied & ~fresh & (record.tenure > 0)
        fit += np.where(served[:, None, None], passed, 0.0)
        self._fit[rows, :kinds] = fit
        evidence = _over_abilities(fit, known.weights[hired])
        self._evidence[rows, :kinds] = evidence
        self._news[rows, :kinds] = news + evidence - before

    def read(self, rows: Rows, plan: int, record: PublicRecord) -> None:
        """Learn from the reports of the quarter."""
        known = self._of(plan)
        kinds = known.misaligned.size
        tenure = np.minimum(record.tenure, len(known.report) - 1)
        mean = known.report[tenure]
        mean += known.matured[np.minimum(record.reports, len(known.matured) - 1)]
        sd = known.sd[tenure]
        gap = (record.surprise[:, None, None] - mean) / sd
        seen = np.where(record.occupied[:, None, None], -0.5 * gap * gap - np.log(sd), 0.0)
        fit = self._fit[rows, :kinds] + seen
        self._fit[rows, :kinds] = fit
        hired = np.minimum(np.maximum(record.number, 0), 1)
        evidence = _over_abilities(fit, known.weights[hired])
        self._news[rows, :kinds] = evidence - self._evidence[rows, :kinds]
        self._evidence[rows, :kinds] = evidence

    def _of(self, plan: int) -> Likelihoods:
        known = self.known[plan]
        assert known is not None, "asked of a plan under which nobody infers"
        return known


def _over_abilities(fit: Floats, weights: Floats) -> Floats:
    """Logarithm of the mean likelihood over abilities; (firms, rows)."""
    most = fit.max(axis=2, keepdims=True)
    mean = (weights * np.exp(fit - most)).sum(axis=2)
    found: Floats = most[:, :, 0] + np.log(np.maximum(mean, 1e-300))
    return found
