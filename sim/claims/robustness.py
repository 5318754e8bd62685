"""Does a claim survive other parameters? Its sign over draws of the background.

A Latin hypercube draws the fields that neither side of the claim sets, within the ranges of
``claims.yaml`` (McKay, Beckman and Conover 1979, Technometrics 21). Every draw plays both sides
with the same luck, and draws have luck of their own. Where the sign fails too often, scenario
discovery looks for the box in which it holds (:mod:`sim.analysis.region`).
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from sim.analysis.axes import Axis
from sim.analysis.region import Box, find_box
from sim.claims.attributed import AttributionClaim
from sim.claims.catalogue import CatalogueClaim, background_of, find_claim, is_whole
from sim.claims.contrast import claimed, estimate
from sim.study.design.sampling import DESIGNS
from sim.support.inputs import InputError, key_of
from sim.support.progress import Advance
from sim.support.words import short

ROBUST, FRAGILE = 0.9, 0.7
"""Shares of equal signs: robust from the first on, fragile below the second."""
DRAWS = 20
"""Draws of the background, unless it is said otherwise."""
SMALL = {"firms.source": "synthetic", "firms.count": 60, "worlds": 64}
"""What a draw plays: worlds enough that noise turns few signs.

The estimate is that of the claim's own scenarios.
"""
ATTRIBUTED = 16
"""Worlds of an attribution, of the estimate and of a draw: each is played with all its twins."""
_SURE = 0.9
"""Share of the draws in a box that the sign has to hold in for the box to be a condition."""


class ClaimTest(NamedTuple):
    """What became of a claim.

    Attributes:
        name, claim: Which, and its sentence.
        estimate: The difference at its own parameters, with its 95% interval.
        differences: (draws,) at drawn parameters.
        same: (draws,) whether the sign is as claimed.
        drawn: (draws,) values by dotted path.
        condition: Where it holds, in words; none if it is robust or no such box is found.
    """

    name: str
    claim: str
    measure: str
    estimate: tuple[float, float, float]
    differences: Floats
    same: Bools
    drawn: dict[str, Floats]
    condition: str | None

    @property
    def same_sign_share(self) -> float:
        """Share of draws with the sign that is claimed."""
        return float(self.same.mean())

    @property
    def verdict(self) -> str:
        """`robust`, `conditional` or `fragile`."""
        return verdict(self.same_sign_share)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "claim": self.name,
            "sentence": self.claim,
            "measure": self.measure,
            "estimate": list(self.estimate),
            "same_sign_share": self.same_sign_share,
            "draws": int(self.same.size),
            "verdict": self.verdict,
            "condition": self.condition,
        }


def verdict(share: float) -> str:
    """The word for a share of equal signs."""
    if share >= ROBUST - 1e-9:
        return "robust"
    return "conditional" if share >= FRAGILE - 1e-9 else "fragile"


def examine(
    name: str,
    draws: int = DRAWS,
    seed: int = 0,
    worlds: int | None = None,
    progress: Advance | None = None,
) -> ClaimTest:
    """Estimate a claim, and hold its sign against draws of its background.

    Args:
        name: Of the claim.
        draws: Points of the hypercube.
        seed: Of the hypercube and the estimate; draw ``i`` has the luck of ``seed + 1 + i``.
        worlds: Of the estimate; left out: as many as its scenarios have, ``ATTRIBUTED`` of an
            attribution.
        progress: Called with the comparisons that are done, and all of them.

    Raises:
        InputError: If there is no such claim, or a number is too small.
    """
    claim, small = find_claim(name), SMALL
    if isinstance(claim, AttributionClaim):
        worlds, small = worlds or ATTRIBUTED, {**SMALL, "worlds": ATTRIBUTED}
    own = {"worlds": worlds} if worlds else {}
    return examine_claim(claim, name, draws, seed, own, small, progress)


def examine_claim(
    claim: CatalogueClaim,
    name: str,
    draws: int = DRAWS,
    seed: int = 0,
    own: dict[str, Any] | None = None,
    small: dict[str, Any] = SMALL,
    progress: Advance | None = None,
) -> ClaimTest:
    """The same of a claim that has no place in the catalogue, such as an experiment's.

    Args:
        claim: What is claimed.
        name: What it is called.
        draws: Points of the hypercube.
        seed: As of ``examine``.
        own: How much is played for the estimate, by dotted path, where it is not the base's.
        small: What a draw plays.
        progress: Called with the comparisons that are done, and all of them.

    Raises:
        InputError: If a number is too small.
    """
    if draws < 2:
        raise InputError(f"draws: is {draws}; expected at least 2")
    done = partial(_tell, progress, draws + 1)
    done(0)
    mean = _compare(claim, {"seed": seed, **(own or {})})
    done(1)
    drawn = draw(claim, draws, seed)
    differences = np.empty(draws)
    for i in range(draws):
        point = {path: _plain(path, values[i]) for path, values in drawn.items()}
        differences[i] = _compare(claim, {**small, **point, "seed": seed + 1 + i})["difference"]
        done(i + 2)
    same = np.array([claim.agrees(float(one)) for one in differences])
    found = ClaimTest(
        name,
        claim.claim,
        claim.measure,
        (mean["difference"], mean["low"], mean["high"]),
        differences,
        same,
        drawn,
        None,
    )
    return found._replace(condition=_condition(found)) if found.verdict != "robust" else found


def draw(claim: CatalogueClaim, draws: int, seed: int) -> dict[str, Floats]:
    """(draws,) values of every field of the background, a Latin hypercube within its bounds."""
    ranges = background_of(claim)
    make = DESIGNS["latin-hypercube"].draw
    assert make is not None
    unit = make(draws, len(ranges), seed)
    found = {}
    for column, (path, (low, high)) in enumerate(ranges.items()):
        values = low + (high - low) * unit[:, column]
        found[path] = np.round(values) if is_whole(path) else values
    return found


def _plain(path: str, value: float) -> float | int:
    return int(value) if is_whole(path) else float(value)


def _tell(progress: Advance | None, total: int, done: int) -> None:
    if progress is not None:
        progress(done, total)


def _compare(claim: CatalogueClaim, background: dict[str, Any]) -> dict[str, Any]:
    return estimate(claimed(claim, background))


def _condition(found: ClaimTest) -> str | None:
    """The box in which the sign holds, in words."""
    if found.same.all() or not found.same.any():
        return None
    axes = [Axis(path, values) for path, values in found.drawn.items()]
    box = find_box(axes, found.same)
    if not box.limits or box.density < _SURE:
        return None
    return f"{_words(axes, box)} ({round(100 * box.density)} % of the draws there)"


def _words(axes: list[Axis], box: Box) -> str:
    parts = []
    for place, limit in box.limits.items():
        assert isinstance(limit, tuple)
        low, high = limit
        values, name = axes[place].values, key_of(axes[place].name)
        if low <= values.min():
            parts.append(f"{name} at most {short(high)}")
        elif high >= values.max():
            parts.append(f"{name} at least {short(low)}")
        else:
            parts.append(f"{name} from {short(low)} to {short(high)}")
    return ", ".join(parts)
