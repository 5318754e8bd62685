"""What parts answer while plans are made and quarters are played: refused if it is no answer."""

from __future__ import annotations

from math import isfinite

import numpy as np

from incentives import Applicants, Part, Seen
from incentives.arrays import Floats, Ints
from incentives.filters import Filter
from incentives.memory import memory_of
from incentives.oversight import Oversight
from incentives.parts import FAULTS, BrokenPart, expect, fault, interrupted, reason_of
from incentives.schemes import Scheme


def award(scheme: Scheme, seen: Seen) -> Floats:
    """Awards for reports as they are; shape of ``seen.metric``.

    Raises:
        BrokenPart: If the scheme fails, or what it returns has another shape or is no number.
    """
    return _asked(scheme, "award", seen, seen.metric.shape, seen.quarter)


def expected_award(scheme: Scheme, seen: Seen) -> Floats:
    """Expected awards on a grid of means of the metric, and as :func:`award`."""
    return _asked(scheme, "expected_award", seen, seen.metric.shape, None)


def score(part: Filter, seen: Applicants, quarter: int | None) -> Floats:
    """Scores of applicants, shape of ``seen.lot``, and as :func:`award`; they may be infinite."""
    return _asked(part, "score", seen, seen.lot.shape, quarter, infinite=True)


def audit_rate(part: Oversight, seen: Seen) -> Floats:
    """Probabilities of an audit, shape of ``seen.tenure``, and as :func:`award`."""
    found = _asked(part, "audit_rate", seen, seen.tenure.shape, seen.quarter)
    if found.size and not 0.0 <= found.min() <= found.max() <= 1.0:
        odd = found[(found < 0.0) | (found > 1.0)][0]
        reason = f"audit_rate {_when(seen.quarter)} returned {odd}; expected probabilities"
        raise BrokenPart(fault(part, reason))
    return found


def dismissal_bar(part: Oversight, seen: Seen) -> Floats:
    """Bars, shape of ``seen.tenure``, and as :func:`award`; they may be infinite."""
    return _asked(part, "dismissal_bar", seen, seen.tenure.shape, seen.quarter, infinite=True)


def verdict(part: Oversight, seen: Seen) -> Floats:
    """Bars after the reports, as :func:`dismissal_bar`."""
    return _asked(part, "verdict", seen, seen.tenure.shape, seen.quarter, infinite=True)


def _asked(
    part: Part,
    name: str,
    seen: Seen | Applicants,
    shape: tuple[int, ...],
    quarter: int | Ints | None,
    infinite: bool = False,
) -> Floats:
    view = seen.sealed()
    try:
        with np.errstate(all="ignore"):
            found: Floats = getattr(part, name)(view)
            usual = isinstance(found, np.ndarray) and found.shape == shape
            usual = usual and found.dtype.kind == "f"
            # A sum is a number if all its terms are; if it is none, a closer look is taken.
            usual = usual and isfinite(np.add.reduce(found, axis=None))
        if not usual:
            expect(f"{name} {_when(quarter)}", found, shape, infinite=infinite)
        if (memory := memory_of(part)).is_due(name):
            # An expected award may be a thousand awards: then only the trial is repeated.
            same = None if name == "expected_award" else view
            memory.ask_again(part, name, _when(quarter), same, found)
    except FAULTS as error:
        if interrupted(error):
            raise
        reason = reason_of(error, f"{name} {_when(quarter)}")
        raise BrokenPart(fault(part, reason)) from error
    return found


def _when(quarter: int | Ints | None) -> str:
    return f"in quarter {quarter}" if isinstance(quarter, int) else "when planning"
