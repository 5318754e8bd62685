"""The preset ``us-listed`` by simulated moments: ``python -m sim.facts.calibrate``.

Minimises the weighted sum of squared differences between simulated and published facts
[McFadden 1989, Econometrica 57; Duffie and Singleton 1993, Econometrica 61] by the covariance
matrix adaptation of Hansen and Ostermeier 2001, Evolutionary Computation 9. A weight is the
inverse of the variance of the difference: the published range is read as a 95 % interval, and what
177 firms in 15 years say varies from world to world. Each generation is played on worlds of its
own, of seeds that no report uses.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from incentives.arrays import Floats
from sim.facts.catalogue import Fact, facts
from sim.facts.measuring import values_of
from sim.facts.parameters import (
    FREE_PARAMETERS,
    US_LISTED,
    preset_text,
    scenario_at,
    start,
    values_at,
)
from sim.scenario.presets import PRESETS
from sim.study.store.files import replacing

SEARCH_SEED = 2009
"""Of all runs of the search; reports use others."""
_WORLDS = 8
_FOR_WEIGHTS = 32
_FOR_POLISH = 24
_NUDGE, _STEPS = 0.04, 7  # of the width between bounds; most guesses besides those for slopes
_STEP = 0.05  # first standard deviation of the search, of the width between bounds
_BOARD = "board_dismissals"
_LEAST_BOARD, _BOARD_SD = 0.012, 0.001  # above 1 % a year, with a margin
_HOPELESS = 1e6


def targets() -> tuple[Fact, ...]:
    """The facts that are fitted."""
    return tuple(fact for fact in facts() if fact.use == "calibrated")


def means_of(values: Mapping[str, Floats]) -> dict[str, float]:
    """Means over worlds of what is fitted or bounded."""
    names = [fact.moment for fact in targets()] + [_BOARD]
    return {name: float(np.mean(values[name])) for name in names}


def simulated(
    parameters: Mapping[str, float], worlds: range, seed: int = SEARCH_SEED
) -> dict[str, Floats]:
    """Facts at given parameters."""
    return values_of(scenario_at(parameters, {"seed": seed}), worlds, worlds)


def variances(parameters: Mapping[str, float]) -> dict[str, float]:
    """Of the difference between one world and the published number, by fact."""
    found = simulated(parameters, range(_FOR_WEIGHTS))
    spread = {fact.moment: float(np.nanvar(found[fact.moment], ddof=1)) for fact in targets()}
    return {fact.moment: spread[fact.moment] + _published_variance(fact) for fact in targets()}


def _published_variance(fact: Fact) -> float:
    assert fact.low is not None and fact.high is not None
    return ((fact.high - fact.low) / 2 / 1.96) ** 2


def distance(means: Mapping[str, float], variance: Mapping[str, float]) -> float:
    """What is minimised."""
    total = float((_residuals(means, variance) ** 2).sum())
    return total if np.isfinite(total) else _HOPELESS


def _residuals(means: Mapping[str, float], variance: Mapping[str, float]) -> Floats:
    """(targets + 1,) differences in standard deviations, and what boards dismiss too little."""
    found = []
    for fact in targets():
        assert fact.value is not None
        found.append((means[fact.moment] - fact.value) / variance[fact.moment] ** 0.5)
    return np.array([*found, max(_LEAST_BOARD - means[_BOARD], 0.0) / _BOARD_SD])


def search(seconds: float, checkpoint: Path, step: float = _STEP) -> dict[str, Any]:
    """Look for parameters until time is up; a checkpoint of one's own that is there is continued.

    Args:
        seconds: For how long; one generation is played in any case.
        checkpoint: The optimiser, as Python pickles it; beside it is a ``.json`` for people.
        step: First standard deviation, of the width between bounds.

    Returns:
        Parameters, what the best of the last generation came to, and the variances.
    """
    import cma

    log = checkpoint.with_suffix(".json")
    if checkpoint.exists():
        optimiser = pickle.loads(checkpoint.read_bytes())
        variance = json.loads(log.read_text(encoding="utf-8"))["variance"]
    else:
        never = dict.fromkeys(("tolfun", "tolfunhist"), 0)  # time alone ends it
        options = {"bounds": [0, 1], "seed": SEARCH_SEED, "verbose": -9, **never}
        optimiser = cma.CMAEvolutionStrategy(start(), step, options)
        variance = variances(values_at(start()))
    until = time.monotonic() + seconds
    while True:
        first = 1000 + optimiser.countiter * _WORLDS
        worlds = range(first, first + _WORLDS)
        tried = optimiser.ask()
        means = [means_of(simulated(values_at(places), worlds)) for places in tried]
        losses = [distance(each, variance) for each in means]
        optimiser.tell(tried, losses)
        found = {
            "generation": optimiser.countiter,
            "step": float(optimiser.sigma),
            "losses": [min(losses), float(np.median(losses))],
            "parameters": values_at(np.clip(optimiser.result.xfavorite, 0.0, 1.0)),
            "means": means[int(np.argmin(losses))],
            "variance": variance,
        }
        with replacing(log) as draft:
            draft.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        with replacing(checkpoint) as draft:
            draft.write_bytes(optimiser.pickle_dumps())
        least, middle = found["losses"]
        print(f"generation {found['generation']}: {least:.2f}, median {middle:.2f}", flush=True)
        if time.monotonic() >= until:
            return found


def polish(parameters: Mapping[str, float], variance: Mapping[str, float]) -> dict[str, float]:
    """The nearest minimum on one set of worlds, by Levenberg and Marquardt's steps within bounds.

    A generation of the search has eight worlds, and their luck is as large as what is left of the
    distance; here are ``_FOR_POLISH``, the same for every guess.

    Args:
        parameters: Where to begin; ``variance``: of the differences, by fact.
    """
    from scipy.optimize import least_squares

    worlds = range(_FOR_POLISH)
    known: dict[bytes, Floats] = {}

    def residuals(places: Floats) -> Floats:
        key = places.tobytes()
        if key not in known:
            values = {n: f.at(p) for (n, f), p in zip(FREE_PARAMETERS.items(), places, strict=True)}
            known[key] = _residuals(means_of(simulated(values, worlds)), variance)
            print(f"guess {len(known)}: {(known[key] ** 2).sum():.2f}", flush=True)
        return known[key]

    def slopes(places: Floats) -> Floats:
        here = residuals(places)
        columns = []
        for place in range(places.size):
            there = places.copy()
            there[place] += _NUDGE if places[place] < 0.5 else -_NUDGE
            columns.append((residuals(there) - here) / (there[place] - places[place]))
        return np.array(columns).T

    places = [free.place(parameters[name]) for name, free in FREE_PARAMETERS.items()]
    begin = np.clip(places, 0.01, 0.99)
    found = least_squares(residuals, begin, slopes, bounds=(0.0, 1.0), max_nfev=_STEPS)
    return values_at(found.x)


def main() -> None:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40.0, help="how long to search")
    parser.add_argument("--checkpoint", type=Path, default=Path("calibration.pickle"))
    parser.add_argument(
        "--step", type=float, default=_STEP, help="first step, of the bounds' width"
    )
    parser.add_argument("--write", action="store_true", help="write the preset")
    given = parser.parse_args()
    found = search(60 * given.minutes, given.checkpoint, given.step)
    text = preset_text(polish(found["parameters"], found["variance"]))
    print(text)
    if given.write:
        (PRESETS / f"{US_LISTED}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
