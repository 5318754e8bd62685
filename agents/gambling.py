"""Risk as a choice: the level of added noise that suits an executive best, and efforts with it.

Nobody but the executive sees the choice. It widens the report, so expected pay is that of curves
at the wider noise, and the board's bar lies fewer standard deviations away.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from agents.numerics.compile import inlined
from agents.problem import Beliefs, Motives, Problem, Stakes
from agents.search import ROWS, best_response
from incentives.arrays import Floats, Ints

INDIFFERENT = 1e-9
"""What a higher level must gain to be chosen, relative to one plus the utility."""


class Gambles(NamedTuple):
    """Levels of risk besides none, and what they do to the motives of each kind.

    Attributes:
        sd: (levels,) standard deviation added to the report; 0 where there is no such level.
        toll: (levels, kinds) what the level costs the kind because it weighs true value.
        value, slope: (levels, kinds, curves, nodes) as in :class:`agents.problem.Motives`.
        low, high: (levels, kinds, curves).
        step, last: (levels,).
    """

    sd: Floats
    toll: Floats
    value: Floats
    slope: Floats
    low: Floats
    high: Floats
    step: Floats
    last: Ints


@inlined
def at_level(motives: Motives, gambles: Gambles, level: int) -> Motives:
    """The motives at a level of risk; 0 is no gamble."""
    if level == 0:
        return motives
    return Motives(
        motives.worth,
        motives.burden,
        gambles.value[level - 1],
        gambles.slope[level - 1],
        gambles.low[level - 1],
        gambles.high[level - 1],
        motives.start,
        gambles.step[level - 1],
        gambles.last[level - 1],
    )


@inlined
def best_gamble(
    problem: Problem,
    gambles: Gambles,
    stakes: Stakes,
    audit: float,
    bar: float,
    beliefs: Beliefs,
    scratch: Floats,
    out: Floats,
    row: int,
) -> tuple[float, float, float, float]:
    """The best response at the level of risk that is best with it; of equal ones the lowest.

    Arguments are those of :func:`agents.search.best_response`, and ``gambles``. Writes the efforts
    into ``out[row]``; returns (utility, metric index, detection index, added standard deviation).
    """
    best = -np.inf
    best_index = 0.0
    best_seen = 0.0
    best_added = 0.0
    for level in range(gambles.sd.shape[0] + 1):
        added = gambles.sd[level - 1] if level > 0 else 0.0
        if level > 0 and added <= 0.0:
            break
        utility, index, seen = best_response(
            Problem(
                problem.theta,
                problem.kind,
                problem.row,
                at_level(problem.motives, gambles, level),
                problem.technology,
                problem.form,
                problem.weights,
                problem.carried,
            ),
            stakes,
            audit,
            bar,
            Beliefs(
                beliefs.belief,
                beliefs.gain,
                math.hypot(beliefs.noise, added),
                beliefs.reference,
            ),
            scratch,
            out,
            row,
        )
        if level > 0:
            utility -= gambles.toll[level - 1, problem.kind]
        better = level == 0 or utility > best + INDIFFERENT * (1.0 + abs(best))
        if better:
            best, best_index, best_seen, best_added = utility, index, seen, added
        if gambles.sd.shape[0] > 0:
            for j in range(out.shape[1]):
                if better:
                    scratch[ROWS - 1, j] = out[row, j]
                else:
                    out[row, j] = scratch[ROWS - 1, j]
    return best, best_index, best_seen, best_added
