"""Step 10 as a board sees it: who applies, what the filters say, and who is hired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agents.candidates import chance_per_lift
from incentives import Applicants
from sim import hiring
from sim.randomness import fill_slots, normals, stream

if TYPE_CHECKING:
    from sim.world import Segment, Worlds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def recruit(batch: Worlds, segment: Segment, rows: Ints) -> None:
    """Fill the vacant ``rows`` of a segment."""
    round_ = applicants(batch, segment, rows)
    score = scores(batch, segment, round_)
    if batch.decisions is not None:
        score = batch.decisions.rank(batch, segment, round_, score)
    winner = np.argmax(score, axis=1)
    winner[np.isneginf(score[np.arange(rows.size), winner])] = -1
    hiring.appoint(
        batch.plans,
        batch.plan_of_world,
        batch.firms,
        batch.seats,
        batch.record,
        batch.executives,
        batch.pools,
        round_,
        winner,
        batch.quarter,
    )


def applicants(batch: Worlds, segment: Segment, rows: Ints) -> hiring.Round:
    """Who applies; the order of the pools changes, as those who apply move to the end."""
    round_ = hiring.new_round(rows, segment.scenario.market.candidates)
    draws = _draws(batch, round_, "candidate")
    draws[0] = _normals(draws[0])
    hiring.gather(
        batch.plans,
        batch.plan_of_world,
        batch.firms,
        batch.executives,
        batch.pools,
        batch.worlds,
        batch.seeds,
        batch.quarter,
        stream("market"),
        draws,
        round_,
    )
    return round_


def scores(batch: Worlds, segment: Segment, round_: hiring.Round) -> Floats:
    """Sum of the filters' scores, (vacancies, applicants); applicants game as it pays them."""
    filters = segment.package.filters
    tests = sum(part.measures != "nothing" for part in filters)
    chance = chance_per_lift(round_.lot.shape[1], float(np.sqrt(tests)))
    total = np.zeros(round_.lot.shape)
    signal = np.zeros(round_.lot.shape)
    for place, part in enumerate(filters):
        twins = sum(other.name == part.name for other in filters[:place])
        if part.measures == "nothing":
            signal[:] = 0.0
        else:
            hiring.test_applicants(
                batch.plans,
                batch.plan_of_world,
                batch.firms,
                round_,
                _normals(_draws(batch, round_, f"filter:{part.name}:{twins}")[0]),
                1 if part.measures == "ability" else 2,
                part.correlation(),
                part.gaming_cost(),
                chance,
                signal,
            )
        total += part.score(Applicants(signal, round_.reputation, round_.lot))
    return total


def _draws(batch: Worlds, round_: hiring.Round, name: str) -> Floats:
    """Uniforms of a stream, (4, vacancies * applicants)."""
    draws = np.empty((4, round_.lot.size))
    fill_slots(
        batch.seeds,
        batch.worlds,
        stream(name),
        batch.quarter,
        batch.firms,
        round_.firm,
        hiring.SLOTS,
        draws,
    )
    return draws


def _normals(uniforms: Floats) -> Floats:
    out = np.empty_like(uniforms)
    normals(uniforms, out)
    return out
