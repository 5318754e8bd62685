"""Risk as a choice: the level of added noise that suits an executive best, and efforts with it.

Nobody but the executive sees the choice. It widens the report, so expected pay is that of curves
at the wider noise, and the board's bar lies fewer standard deviations away.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.numerics.compile import inlined
from agents.response import Motives
from agents.search import ROWS, best_response
from incentives.arrays import Floats

INDIFFERENT = 1e-9
"""What a higher level must gain to be chosen, relative to one plus the utility."""


class Gambles(NamedTuple):
    """Levels of risk besides none, and what they do to the motives of each kind.

    Attributes:
        sd: (levels,) standard deviation added to the report; 0 where there is no such level.
        toll: (levels, y) what the level costs the kind because it weighs true value.
        value, slope: (levels, y, curves, nodes) as in :class:`agents.response.Motives`.
        low, high: (levels, y, curves).
        step, last: (levels,).
    """

    sd: Floats
    toll: Floats
    value: Floats
    slope: Floats
    low: Floats
    high: Floats
    step: Floats
    last: npt.NDArray[np.int64]


@inlined
def at_level(motives, gambles, k):  # type: ignore[no-untyped-def]
    """The motives at level ``k``; 0 is no gamble."""
    if k == 0:
        return motives
    return Motives(
        motives.worth,
        motives.burden,
        gambles.value[k - 1],
        gambles.slope[k - 1],
        gambles.low[k - 1],
        gambles.high[k - 1],
        motives.start,
        gambles.step[k - 1],
        gambles.last[k - 1],
    )


@inlined
def best_gamble(  # type: ignore[no-untyped-def]
    theta,
    y,
    h,
    motives,
    gambles,
    technology,
    form,
    weights,
    carried,
    seat,
    fine,
    repaid,
    audit,
    belief,
    dismissal_bar,
    gain,
    sd,
    reference,
    scratch,
    out,
    row,
):
    """The best response at the level of risk that is best with it; of equal ones the lowest.

    Arguments are those of :func:`agents.search.best_response`, and ``gambles``. Writes the efforts
    into ``out[row]``; returns (utility, metric index, detection index, added standard deviation).
    """
    best = -np.inf
    best_index = 0.0
    best_seen = 0.0
    best_added = 0.0
    for k in range(gambles.sd.shape[0] + 1):
        added = gambles.sd[k - 1] if k > 0 else 0.0
        if k > 0 and added <= 0.0:
            break
        utility, index, seen = best_response(
            theta,
            y,
            h,
            at_level(motives, gambles, k),
            technology,
            form,
            weights,
            carried,
            seat,
            fine,
            repaid,
            audit,
            belief,
            dismissal_bar,
            gain,
            math.hypot(sd, added),
            reference,
            scratch,
            out,
            row,
        )
        if k > 0:
            utility -= gambles.toll[k - 1, y]
        better = k == 0 or utility > best + INDIFFERENT * (1.0 + abs(best))
        if better:
            best, best_index, best_seen, best_added = utility, index, seen, added
        if gambles.sd.shape[0] > 0:
            for j in range(out.shape[1]):
                if better:
                    scratch[ROWS - 1, j] = out[row, j]
                else:
                    out[row, j] = scratch[ROWS - 1, j]
    return best, best_index, best_seen, best_added
