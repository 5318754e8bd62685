"""Lineages of a policy, before and after a shift, and what each is judged by."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from incentives.arrays import Bools, Floats
from sim.lab.base import Advance
from sim.lab.kept import fetch, flat, part, shelf
from sim.lab.proxies.life import (
    ACTIVITIES,
    BY_HABIT,
    BY_OFFSPRING,
    BY_PROXIES,
    BY_WISH,
    LIFE,
    LifeWorld,
    evolve,
    founders_of,
)
from sim.lab.proxies.parameters import LifeParameters
from sim.observers.alignment import share_of_best
from sim.observers.capability import capability
from sim.observers.quadrants import malign

MINDS = {
    "proxies": (BY_PROXIES, False),
    "proxies and a clear wish for offspring": (BY_WISH, False),
    "proxies and a wish for offspring in fog": (BY_WISH, True),
    "offspring themselves": (BY_OFFSPRING, False),
    "habit": (BY_HABIT, False),
}
"""Policies: how organisms decide, and whether they foresee offspring in fog."""
TURNS = ("none", "goal", "capability")
"""Shifts that every lineage goes through, each from where training has left it."""
_PLACE = {name: place for place, name in enumerate(LIFE)}


class JudgedLives(NamedTuple):
    """Lineages over some of their generations, (lineages,) each."""

    capability: Floats
    alignment: Floats
    offspring: Floats
    population: Floats
    mating: Floats
    wants_mating: Floats
    wants_offspring: Floats


class LineageFate(NamedTuple):
    """What became of lineages, (lineages,) each.

    Attributes:
        training, deployment, later: The last generations before the shift, the first ones after
            it, and the last ones of all.
        better: Whether mating is met better at deployment than in any generation of training.
        recovered: Generations until alignment is half of that in training; NaN where it never is.
        extinct: Who died out.
        malign: Of use in training, able at deployment, and worse there than who does anything.
    """

    training: JudgedLives
    deployment: JudgedLives
    later: JudgedLives
    better: Bools
    recovered: Floats
    extinct: Bools
    malign: Bools


def worlds(lab: LifeParameters) -> dict[str, LifeWorld]:
    """The world of training, and that after every shift."""
    leads = np.array([lab.mating, lab.eating, lab.safety, lab.care])
    level = float(np.log(lab.most) - np.sqrt((leads**2).sum()))
    before = LifeWorld(leads, np.ones(len(ACTIVITIES)), level, lab.plans)
    less, more = leads.copy(), np.ones(len(ACTIVITIES))
    less[0] *= 1.0 - lab.contraception
    more[0] = lab.ease
    return {
        "training": before,
        "none": before,
        "goal": LifeWorld(less, more, level, lab.plans),
        "capability": before._replace(plans=lab.fewer),
    }


def lineage(lab: LifeParameters, policy: str, seed: int, number: int) -> Floats:
    """(shifts, generations, columns): training once, then every shift from where it has led."""
    kind, foggy = MINDS[policy]
    fog = lab.fog if foggy else 0.0
    known = worlds(lab)
    address = (np.uint64(seed), number)
    first = founders_of(address[0], number, kind, lab.capacity, len(ACTIVITIES))
    rest = (lab.capacity, lab.mutation, fog)
    trained, wants = evolve(address, kind, first, known["training"], (0, lab.training), *rest)
    span = (lab.training, lab.after)
    later = [evolve(address, kind, wants, known[shift], span, *rest)[0] for shift in TURNS]
    return np.array([np.concatenate([trained, seen]) for seen in later])


def judge(seen: Floats, first: int, count: int) -> JudgedLives:
    """Lineages over ``count`` generations from ``first`` on.

    Standing still is to take a plan at random. Capability is of the goal that the weights say,
    alignment of log offspring; both are sums over generations, of which those after a lineage's
    end do not count.

    Args:
        seen: (lineages, generations, columns).
    """
    some = seen[:, first : first + count]

    def total(name: str) -> Floats:
        values = some[:, :, _PLACE[name]]
        found: Floats = np.where(np.isnan(values), 0.0, values).sum(axis=1)
        return found

    lived = (~np.isnan(some[:, :, 0])).sum(axis=1)

    def mean(name: str) -> Floats:
        return np.where(lived > 0, total(name) / np.maximum(lived, 1), np.nan)

    idle, wanted = total("idle"), np.ones((1, len(seen)), dtype=np.bool_)
    able = capability((total("reached") - idle)[None], (total("best") - idle)[None], wanted)
    chance = total("idle_offspring")
    aligned = share_of_best(total("log_offspring") - chance, total("best_offspring") - chance)
    return JudgedLives(
        np.where(lived > 0, np.minimum(able, 1.0), np.nan),
        np.where(lived > 0, aligned, np.nan),
        mean("offspring"),
        total("population") / count,
        mean("met_mating"),
        mean("wants_mating"),
        mean("wants_offspring"),
    )


def fate(lab: LifeParameters, seen: Floats) -> LineageFate:
    """What became of lineages with these histories, (lineages, generations, columns)."""
    change, window = lab.training, lab.window
    trained = judge(seen, change - window, window)
    deployed = judge(seen, change, window)
    before = np.nanmax(seen[:, :change, _PLACE["met_mating"]], axis=1)
    steps = range(change, change + lab.after - window + 1)
    course = np.array([judge(seen, t, window).alignment for t in steps])
    fine = course >= 0.5 * trained.alignment
    recovered = np.where(fine.any(axis=0), fine.argmax(axis=0), np.nan)
    return LineageFate(
        trained,
        deployed,
        judge(seen, seen.shape[1] - window, window),
        deployed.mating > before,
        recovered,
        np.isnan(seen[:, -1, 0]),
        malign(trained.alignment, deployed.alignment, deployed.capability, lab.able),
    )


class Lineages:
    """Fates by policy and parameters; each is played once, and kept where a folder is given.

    Args:
        seed: Of all draws.
        count: Lineages a policy.
        folder: Where fates are kept.
        workers: Threads.
        progress: Called after every policy.
        more: How many will be asked for beside the policies, for progress.
    """

    def __init__(
        self,
        seed: int,
        count: int,
        folder: Path | None = None,
        workers: int | None = None,
        progress: Advance | None = None,
        more: int = 0,
    ) -> None:
        self.seed, self.count = seed, count
        self._all = len(MINDS) + more
        self._workers, self._progress = workers, progress
        self._shelf = shelf(folder, lineage, fate)
        self._found: dict[str, dict[str, LineageFate]] = {}

    def fate(self, lab: LifeParameters, policy: str, shift: str) -> LineageFate:
        """What became of the lineages of a policy that went through a shift."""
        depends_on = {**lab.model_dump(mode="json"), "policy": policy, "seed": self.seed}
        key = str(depends_on)
        if key not in self._found:
            path = self._shelf and self._shelf.file(depends_on, f"{self.count}-lineages")
            arrays = fetch(path, lambda: self._play(lab, policy))
            self._found[key] = {one: _fate_of(part(arrays, one)) for one in TURNS}
            if self._progress:
                done = len(self._found)
                self._progress(done, max(done, self._all))
        return self._found[key][shift]

    def _play(self, lab: LifeParameters, policy: str) -> dict[str, Floats]:
        found: dict[str, Floats] = {}
        for one, seen in zip(TURNS, self.histories(lab, policy), strict=True):
            found |= flat(fate(lab, seen), one)
        return found

    def histories(self, lab: LifeParameters, policy: str) -> Floats:
        """(shifts, lineages, generations, columns): what is seen of every lineage."""
        with ThreadPoolExecutor(self._workers or os.cpu_count() or 1) as pool:
            numbers = range(self.count)
            lives = list(pool.map(lambda k: lineage(lab, policy, self.seed, k), numbers))
        return np.array(lives).swapaxes(0, 1)


def _fate_of(arrays: dict[str, Floats]) -> LineageFate:
    spans = (JudgedLives(**part(arrays, one)) for one in LineageFate._fields[:3])
    rest = (arrays[name] for name in LineageFate._fields[3:])
    return LineageFate(*spans, *rest)  # type: ignore[arg-type]
